"""The daemon from outside: what a newcomer, a subscriber and a service manager see of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from scheduler.lease import owner


def another(folder: Path) -> str:
    """A document like the folder's first, of another opening and of a meeting on another day."""
    told = (folder / "library.txt").read_text()
    return told.replace("어린이도서관", "청소년문화관").replace("2월 15일", "2월 16일")


def uids(body: bytes) -> list[bytes]:
    return sorted(line for line in body.splitlines() if line.startswith(b"UID:"))


def test_up_says_where_to_subscribe_and_what_it_read(daemon) -> None:
    told = "".join(daemon.said)
    assert "library.txt" in told
    assert "/calendar.ics" in told
    assert len(daemon.said) < 8
    status, headers, body = daemon.get("/calendar.ics")
    assert (status, headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert len(uids(body)) == 2


def test_the_seed_page_is_served_out_of_the_box(yeonpyo) -> None:
    daemon = yeonpyo.up()
    try:
        body = daemon.get("/calendar.ics")[2].replace(b"\r\n ", b"").decode()
        assert "SUMMARY:광주경제자유구역청 개청식 (오후)" in body
        assert "DTSTART;VALUE=DATE:20210127" in body
    finally:
        assert daemon.stop()[0] == 0


def test_a_dropped_document_is_in_the_feed_within_a_minute(daemon, folder: Path) -> None:
    before = daemon.get("/calendar.ics")
    (folder / "second.txt").write_text(another(folder))
    body = daemon.until("/calendar.ics", lambda body: len(uids(body)) == 4)
    assert set(uids(before[2])) < set(uids(body))
    assert daemon.get("/calendar.ics")[1]["etag"] != before[1]["etag"]


def test_an_edit_keeps_uids_and_quiet_stays_304(daemon, folder: Path) -> None:
    _, headers, before = daemon.get("/calendar.ics")
    assert daemon.get("/calendar.ics", If_None_Match=headers["etag"])[0] == 304
    (folder / "library.txt").write_text(
        (folder / "library.txt").read_text().replace("주민설명회", "시민설명회")
    )
    body = daemon.until("/calendar.ics", lambda body: "시민설명회".encode() in body.replace(b"\r\n ", b""))
    assert uids(body) == uids(before)
    etag = daemon.get("/calendar.ics")[1]["etag"]
    time.sleep(3)  # several looks at the folder, none of which finds anything
    assert daemon.get("/calendar.ics", If_None_Match=etag)[0] == 304


def test_a_bad_document_stops_nothing_and_is_told_once(daemon, folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"\0\0\0")
    (folder / "good.txt").write_text(another(folder))
    daemon.until("/calendar.ics", lambda body: len(uids(body)) == 4)
    time.sleep(3)
    code, complaints = daemon.stop()
    assert code == 0
    assert sum("bad.txt" in line for line in complaints.splitlines()) == 1
    assert "Traceback" not in complaints


def test_it_tells_the_truth_about_itself(daemon) -> None:
    body = json.loads(daemon.until("/healthz", lambda body: json.loads(body)["last_tick"] is not None))
    assert daemon.get("/healthz")[0] == 200
    assert body["last_crawl"] is None or body["last_crawl"] >= body["last_tick"][:4]


def test_sigterm_ends_it_and_its_worker(daemon) -> None:
    daemon.until("/healthz", lambda body: json.loads(body)["last_tick"] is not None)
    worker = children(daemon.process.pid)
    began = time.monotonic()
    assert daemon.stop()[0] == 0
    assert time.monotonic() - began < 30
    assert len(worker) == 1
    assert gone(worker[0])


def test_the_worker_dies_with_its_daemon(daemon) -> None:
    daemon.until("/healthz", lambda body: json.loads(body)["last_tick"] is not None)
    (worker,) = children(daemon.process.pid)
    daemon.process.kill()
    daemon.process.wait()
    deadline = time.monotonic() + 2
    while not gone(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert gone(worker)


def test_a_killed_worker_is_replaced(daemon, folder: Path) -> None:
    daemon.until("/healthz", lambda body: json.loads(body)["last_tick"] is not None)
    (worker,) = children(daemon.process.pid)
    os.kill(worker, signal.SIGKILL)
    (folder / "second.txt").write_text(another(folder))
    daemon.until("/calendar.ics", lambda body: len(uids(body)) == 4)


def test_a_second_daemon_is_refused_by_name(daemon, yeonpyo) -> None:
    told = yeonpyo.run("up", "--port", "0", code=5).stderr
    assert f"process {daemon.process.pid}" in told


def test_a_taken_port_is_told(daemon, yeonpyo, tmp_path: Path) -> None:
    port = daemon.base.rpartition(":")[2]
    told = replace(yeonpyo, home=tmp_path / "other").run("up", "--port", port, code=2).stderr
    assert f"127.0.0.1:{port}" in told
    assert "--port" in told


def test_export_is_what_is_served(daemon, yeonpyo) -> None:
    for what, path in (("ics", "/calendar.ics"), ("approx", "/approx.ics"), ("json", "/timeline.json")):
        assert yeonpyo.run("export", what).stdout.encode() == daemon.get(path)[2]


def test_the_command_line_writes_beside_the_daemon(daemon, yeonpyo, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "third.txt").write_text(another(folder))
    yeonpyo.run("seed", str(other))
    daemon.until("/calendar.ics", lambda body: len(uids(body)) == 4, seconds=5)


def test_the_daemon_loads_no_parser_and_no_spider() -> None:
    heavy = {
        "scrapy",
        "twisted",
        "lxml",
        "dateparser",
        "alembic",
        "fastapi",
        "crawler.site",
        "timeline.extract",
        "timeline.korean",
    }
    program = f"import sys, scheduler.serve; print(*({heavy} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert told.stdout.split() == []


def gone(pid: int) -> bool:
    """Whether a process has ended; one that its new parent has not buried yet has."""
    return owner(pid).endswith(" gone")


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(line) for line in listed.split()]


def preparing(pid: int) -> bool:
    """Whether a child reads settings and entries."""
    listed = subprocess.run(["ps", "-o", "args=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return "prepare" in listed


def test_sighup_reads_settings_and_entries_again(daemon, yeonpyo, folder: Path) -> None:
    daemon.until("/healthz", lambda body: json.loads(body)["last_tick"] is not None)
    sites = yeonpyo.home / "sites"
    sites.mkdir()
    entry = 'name = "가람신문"\nfamily = "aid"\nbase = "http://127.0.0.1:9"\nlists = ["/list"]\n'
    (sites / "wrong.toml").write_text(entry + "colour = 1\n")
    daemon.process.send_signal(signal.SIGHUP)
    reading = (preparing(daemon.process.pid) for _ in iter(lambda: time.sleep(0.02), 0))
    assert next(each for each in reading if each)
    assert not next(each for each in reading if not each)
    assert daemon.get("/healthz")[0] == 200
    (sites / "wrong.toml").rename(sites / "garam.toml")
    (sites / "garam.toml").write_text(entry)
    daemon.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        sources = {
            source["id"]: source for source in json.loads(yeonpyo.run("status", "--json").stdout)["sources"]
        }
        if "garam" in sources and sources["garam"]["failures"]:
            break
        time.sleep(0.5)
    assert sources["garam"]["failures"]
    code, complaints = daemon.stop()
    assert code == 0
    assert "wrong.toml:5" in complaints
    assert "Traceback" not in complaints


def test_the_service_manager_is_told(yeonpyo, folder: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(20)
        yeonpyo.environment["NOTIFY_SOCKET"] = str(tmp_path / "notify")
        daemon = yeonpyo.up("--seeds", str(folder))
        told = [manager.recv(4096).decode()]
        while "WATCHDOG=1" not in told:
            told.append(manager.recv(4096).decode())
        assert daemon.stop()[0] == 0
        while "STOPPING=1" not in told:
            told.append(manager.recv(4096).decode())
    assert told[0] == "READY=1"


def test_a_second_signal_ends_it_at_once(daemon) -> None:
    daemon.until("/healthz", lambda body: json.loads(body)["last_tick"] is not None)
    (worker,) = children(daemon.process.pid)
    os.kill(worker, signal.SIGSTOP)  # a worker that cannot be asked
    daemon.process.send_signal(signal.SIGTERM)
    time.sleep(1)
    began = time.monotonic()
    daemon.process.send_signal(signal.SIGTERM)
    daemon.process.communicate(timeout=5)
    assert time.monotonic() - began < 2
    assert gone(worker)
