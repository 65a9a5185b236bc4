"""S5, S8, S12, S24, S27: what the running processes open, write, log and print."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

COMMAND = [sys.executable, "-m", "scheduler.cli"]
LIST = "/news/section_list_all.html?sec_no=1&page=1"
SECRET = "s3cr3t-t0ken-0f-n0b0dy"  # noqa: S105  what must not be found anywhere
HOSTILE = "\x1b]0;evil\x07\x1b[31m빨강\u202e\u2066\r\nINFO forged=1"

ARTICLE = (
    "<html><head><meta charset='utf-8'></head><body><div class='art_top'><h2>{title}</h2>"
    "<ul class='art_info'><li>등록 2021.01.29 09:00:00</li></ul></div><div id='news_body_area'>"
    "<p>가람시는 오는 2월 15일 오후 2시 한내체육관에서 {title} 시민체육대회를 연다.</p></div></body></html>"
)


PATHS = [
    "/static/../../config.toml",
    "/static/%2e%2e/%2e%2e/timeline.db",
    "/static//etc/passwd",
    "/static/%00",
    "/event/../../etc/passwd",
    "/private/../timeline.db/calendar.ics",
    "/..%5c..%5ctimeline.db",
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--home", str(home), *argv],
        capture_output=True,
        text=True,
        env=os.environ | {"YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8"} | environment,
        timeout=120,
    )


def enter(home: Path, base: str, **more: Any) -> None:
    (home / "sites").mkdir(parents=True, exist_ok=True)
    told = {"name": "가람신문", "family": "mediaon", "base": base, "lists": [LIST], "delay": 0.1} | more
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    (home / "sites" / "garam.toml").write_text("\n".join(lines))


def pages(titles: list[str], query: str = "") -> dict[str, Any]:
    links = [f"/news/article.html?no={number}{query}" for number in range(1, len(titles) + 1)]
    rows = "".join(
        f"<li><a href='{link}'>{number}번째 가람 소식입니다</a></li>" for number, link in enumerate(links)
    )
    front = f"<html><head><meta charset='utf-8'></head><body><ul>{rows}</ul></body></html>".encode()
    articles = {link: ARTICLE.format(title=title).encode() for link, title in zip(links, titles, strict=True)}
    return {LIST: front} | articles


@contextmanager
def daemon(home: Path, watched: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    said, log = home.with_name("said"), home.with_name("log")
    environment = os.environ | {
        "YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8",
        "YEONPYO_SEEDS": str(watched),
        "YEONPYO_SEEDS_INTERVAL": "1",
        "YEONPYO_TICK": "0.3",
    }
    with said.open("wb") as out, log.open("wb") as err:
        process = subprocess.Popen(
            [*COMMAND, "--home", str(home), "up", "--port", "0"], stdout=out, stderr=err, env=environment
        )
    try:
        yield process, until(lambda: re.search(r"http://127\.0\.0\.1:\d+", said.read_text()), 60)[0], log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


def until(met: Any, seconds: float) -> Any:
    deadline = time.monotonic() + seconds * float(os.environ.get("FAULTS_SLOW", "1"))
    while not (told := met()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return told


def listening(pid: int) -> list[tuple[str, int]]:
    found = psutil.Process(pid).net_connections("inet")
    return [
        tuple(one.laddr)
        for one in found
        if one.status == psutil.CONN_LISTEN or (one.type == 2 and not one.raddr)
    ]


def test_the_worker_listens_nowhere_and_the_daemon_on_its_port(
    home: Path, tmp_path: Path, fault_server: Any
) -> None:
    """S5: while a crawl runs; neither telnet nor remote control, and no datagram socket either."""
    (tmp_path / "nothing").mkdir()
    slow = pages([f"{number}번" for number in range(8)])
    with fault_server(
        {path: lambda _r, body=body: (time.sleep(0.3), body)[1] for path, body in slow.items()}
    ) as server:
        enter(home, server.base)
        with daemon(home, tmp_path / "nothing") as (process, base, _):
            until(lambda: len(server.hits) > 2, 60)
            (worker,) = psutil.Process(process.pid).children()
            assert listening(worker.pid) == []
            assert listening(process.pid) == [("127.0.0.1", int(base.rpartition(":")[2]))]
            held = {Path(one.path) for one in worker.open_files()}
            assert not [path for path in held if "scrapy" in path.name]


def test_what_a_hostile_site_tells_obeys_nobody(home: Path, tmp_path: Path, fault_server: Any) -> None:
    """S12, S27: no escape, no forged line and no query string in the log, and none on the terminal."""
    watched = tmp_path / "nothing"
    watched.mkdir()
    titles = [HOSTILE, "<script>alert(1)</script>", f"{SECRET[:4]} 가람 음악회", "\x00\x08\x7f 가람 축제"]
    told = pages(titles, f"&token={SECRET}")
    told[list(told)[2]] = b"HTTP/1.1 500 X\x1b[31m\r\nContent-Length: 0\r\n\r\n"
    with fault_server(told) as server:
        enter(home, server.base)
        with daemon(home, watched) as (_, base, log):
            until(lambda: len([path for path in server.hits if SECRET in path]) >= 4, 90)
            until(lambda: "garam" in log.read_text(), 60)
            for path in (
                f"/?token={SECRET}",
                f"/calendar.ics?q={SECRET}",
                f"/private/{SECRET}/calendar.ics",
                "/%1b%5b31m",
            ):
                subprocess.run(["curl", "-s", "-o", os.devnull, f"{base}{path}"], check=True)
        logged = log.read_bytes()
    assert SECRET.encode() not in logged
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", logged)
    for line in logged.decode().splitlines():
        assert line == "stopped" or json.loads(line)["message"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", logged.decode())
    for command in (
        ["event", "list"],
        ["search", "시민체육대회"],
        ["source", "show", "garam"],
        ["status"],
        ["source", "list"],
    ):
        done = run(home, *command)
        assert done.stdout or command == ["search", "시민체육대회"], done.stderr
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", done.stdout + done.stderr
        ), command
        assert not [line for line in done.stdout.splitlines() if line.startswith("INFO forged")]


def test_what_a_hostile_document_tells_obeys_nobody(home: Path, tmp_path: Path) -> None:
    """S27: names of files, and what stands in them."""
    folder = tmp_path / "saved\x1b]0;x\x07"
    folder.mkdir()
    (folder / "a\x1b[2J.txt").write_text(
        f"{HOSTILE} 가람 도서관 개관\n\n입력날짜 : 2021. 01.29. 09:00\n\n"
        f"가람시는 29일 오후 {HOSTILE} 새봄공원에서 개관식을 열었다.\n"
    )
    (folder / "b\x1b[2J.txt").write_bytes(b"\0\0")
    for command in (
        ["seed", str(folder)],
        ["event", "list"],
        ["search", "개관식"],
        ["read", str(folder / "a\x1b[2J.txt")],
    ):
        done = run(home, *command)
        told = (done.stdout + done.stderr).replace(str(folder), "")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told), (command, told)


def test_what_is_made_is_ours_alone(home: Path, tmp_path: Path, fault_server: Any) -> None:
    """S24: whatever the umask, folders are 0700 and files 0600; exported files are for everybody."""
    watched = tmp_path / "saved"
    watched.mkdir()
    (watched / "a.txt").write_text(
        "가람시 도서관 개관\n\n입력날짜 : 2021. 01.29. 09:00\n\n가람시는 29일 도서관을 열었다.\n"
    )
    before = os.umask(0)
    try:
        with fault_server(pages(["가람 음악회"])) as server:
            enter(home, server.base)
            home.chmod(0o700)
            (home / "sites").chmod(0o700)
            (home / "sites" / "garam.toml").chmod(0o600)
            with daemon(home, watched) as (_, base, _log):
                until(lambda: (home / "archive").exists() and list((home / "archive").iterdir()), 60)
                until(lambda: (home / "backups").exists() and list((home / "backups").glob("*.db")), 60)
                subprocess.run(["curl", "-s", "-o", os.devnull, f"{base}/calendar.ics"], check=True)
            assert run(home, "db", "backup").returncode == 0
            assert run(tmp_path / "home2", "seed", str(watched)).returncode == 0
    finally:
        os.umask(before)
    for root in (home, tmp_path / "home2"):
        for path in (root, *root.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o077 == 0, f"{path}: {mode:o}"


def test_a_folder_that_all_may_write_is_refused(home: Path, tmp_path: Path) -> None:
    """S24: who can write the store's folder can put another store there."""
    home.mkdir()
    home.chmod(0o777)
    done = run(home, "up", "--port", "0")
    assert done.returncode == 2
    assert str(home) in done.stderr
    assert "chmod" in done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "..%2fevil",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "a\0b",
        "",
        ".",
        "..",
        "source:file:///etc/passwd",
        "가" * 300,
    ],
)
def test_no_name_leads_out_of_the_folder(home: Path, tmp_path: Path, name: str) -> None:
    """S8: ids of sources, whoever gives them, name a file in the folder of entries or nothing."""
    home.mkdir(mode=0o700)
    before = set(tmp_path.rglob("*"))
    if "\0" not in name:
        for command in (
            ["source", "show", name],
            ["source", "enable", name],
            ["source", "test", name],
            ["crawl", name],
        ):
            done = run(home, *command)
            assert done.returncode in (1, 2), (command, done)
            assert "Traceback" not in done.stderr
    (home / "sites").mkdir(exist_ok=True)
    made = {path.relative_to(home) for path in home.rglob("*")}
    assert not [path for path in made if ".." in path.parts]
    assert not [path for path in tmp_path.rglob("*") if path not in before and home not in path.parents]


def test_no_link_leads_out_of_a_watched_folder(home: Path, tmp_path: Path) -> None:
    """S8: a link to a file elsewhere is no document of the folder."""
    watched, secret = tmp_path / "saved", tmp_path / "secret.txt"
    watched.mkdir()
    secret.write_text(
        "비밀 문서\n\n입력날짜 : 2021. 01.29. 09:00\n\n가람시는 29일 오후 비밀 회의를 열었다.\n"
    )
    (watched / "link.txt").symlink_to(secret)
    (watched / "up").symlink_to(tmp_path)
    done = run(home, "seed", str(watched))
    assert "비밀" not in done.stdout
    assert "비밀" not in run(home, "export", "json").stdout


def test_no_path_of_the_server_leads_to_a_file(home: Path, tmp_path: Path) -> None:
    watched = tmp_path / "nothing"
    watched.mkdir()
    with daemon(home, watched) as (_, base, _log):
        for path in PATHS:
            told = subprocess.run(
                ["curl", "-s", "--path-as-is", "-w", "%{http_code}", f"{base}{path}"],
                capture_output=True,
                check=True,
            ).stdout
            assert told[-3:] in (b"404", b"400", b"410", b"307"), (path, told[-200:])
            assert b"SQLite format 3" not in told
            assert b"root:" not in told
