"""kill -9 at random moments loses nothing that was told as stored, and doubles nothing (RELIABILITY R1-R3, R9)."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from scheduler.lease import owner
from timeline.query import Query
from timeline.store import Store

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]

KILLS = 60
COMMAND = [sys.executable, "-m", "scheduler.cli"]


def document(number: int) -> str:
    day = number % 28 + 1
    return (
        f"가람시 {number}번 도서관 개관\n\n입력날짜 : 2021. 01.29. 09:{number % 60:02}\n\n"
        f"가람시는 {day}일 오후 {number}번 새봄공원에서 {number}번 어린이도서관 개관식을 열었다.\n\n"
        f"시는 오는 {day % 5 + 2}월 {day}일 {number}번 주민설명회를 열 예정이다.\n\n/한가람 기자\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(25):
        (folder / f"{number:02}.txt").write_text(document(number))
    return folder


def truth(folder: Path, path: Path) -> list[tuple[str, ...]]:
    """What one undisturbed reading gives: each entry's uid, title and span."""
    from datetime import UTC, datetime

    from scheduler.local import take

    with Store.open(path, make=True) as store:
        for found in take(store, [folder], lambda: datetime.now(UTC)):
            assert not found.error
        return contents(store)


def contents(store: Store) -> list[tuple[str, ...]]:
    return [(entry.uid, entry.event.title, str(entry.event.span)) for entry in store.entries(Query())]


def assert_whole(path: Path) -> None:
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        doubled = "SELECT source, key FROM article GROUP BY 1, 2 HAVING count(*) > 1"
        assert not database.execute(doubled).fetchall()
        told = "SELECT count(*) FROM event_article WHERE article = article.id"
        assert not database.execute(f"SELECT id FROM article WHERE minted <> ({told})").fetchall()


def test_killed_readers_keep_what_they_told(folder: Path, tmp_path: Path) -> None:
    wanted = truth(folder, tmp_path / "truth.db")
    rng = random.Random(20210127)
    home, told = tmp_path / "home", set()
    for kill in range(KILLS):
        if kill % 12 == 0:  # begin anew often, so that kills fall into the making of a store too
            for file in home.glob("*"):
                file.unlink()
            told = set()
        reader = subprocess.Popen(
            [*COMMAND, "--home", str(home), "seed", str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        time.sleep(rng.uniform(0.3, 2.2))
        reader.send_signal(signal.SIGKILL)
        told |= {
            line.split("\t")[1] for line in reader.communicate()[0].splitlines() if line.count("\t") == 4
        }
        if (home / "timeline.db").exists():
            assert_whole(home / "timeline.db")
            with Store.open(home / "timeline.db") as store:
                stored = {citation.key for entry in store.entries(Query()) for citation in entry.citations}
            assert told <= stored
        else:
            assert not told
    subprocess.run([*COMMAND, "--home", str(home), "seed", str(folder)], check=True, capture_output=True)
    with Store.open(home / "timeline.db") as store:
        assert contents(store) == wanted


def get(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.read()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def test_killed_daemons_lose_and_double_nothing(folder: Path, tmp_path: Path) -> None:
    """Documents are dropped while daemons are killed; every feed that is answered is whole."""
    wanted = truth(folder, tmp_path / "truth.db")
    rng = random.Random(2021)
    home, watched = tmp_path / "home", tmp_path / "watched" / "saved"
    watched.mkdir(parents=True)
    waiting = sorted(folder.iterdir())
    environment = os.environ | {
        "YEONPYO_SEEDS": str(watched),
        "YEONPYO_SEEDS_INTERVAL": "1",
        "YEONPYO_TICK": "0.3",
    }
    daemon = [*COMMAND, "--home", str(home), "up", "--port", "0"]
    for _ in range(KILLS):
        running = subprocess.Popen(daemon, stdout=subprocess.PIPE, text=True, env=environment)
        port = announced_port(running)
        if waiting:
            dropped = waiting.pop(0)
            (watched / dropped.name).write_bytes(dropped.read_bytes())
        ends = time.monotonic() + rng.uniform(0.05, 2.5)
        while time.monotonic() < ends:
            feed = get(f"http://127.0.0.1:{port}/calendar.ics")
            assert feed is None or (
                feed.startswith(b"BEGIN:VCALENDAR\r\n") and feed.endswith(b"END:VCALENDAR\r\n")
            )
        workers = children(running.pid)
        running.kill()
        running.communicate()
        assert ended(workers)
        assert_whole(home / "timeline.db")
    subprocess.run([*COMMAND, "--home", str(home), "seed", str(watched)], check=True, capture_output=True)
    with Store.open(home / "timeline.db") as store:
        assert contents(store) == wanted


def announced_port(running: subprocess.Popen[str]) -> int:
    assert running.stdout
    for line in running.stdout:
        if found := re.match(r"calendar  http://127\.0\.0\.1:(\d+)/", line):
            return int(found[1])
    raise AssertionError("the daemon ended before it served")


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]


def ended(workers: list[int]) -> bool:
    """Whether no worker outlives its daemon by more than two seconds."""
    deadline = time.monotonic() + 2
    while not (gone := all(owner(pid).endswith(" gone") for pid in workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return gone


def test_killed_exports_leave_the_old_file(folder: Path, tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "calendar.ics"
    export = [*COMMAND, "--home", str(home), "export", "json", "-o", str(out)]
    subprocess.run([*COMMAND, "--home", str(home), "seed", str(folder)], check=True, capture_output=True)
    subprocess.run(export, check=True)
    whole = out.read_bytes()
    rng = random.Random(27)
    for _ in range(KILLS):
        writer = subprocess.Popen(export)
        time.sleep(rng.uniform(0.2, 1.5))
        writer.kill()
        writer.wait()
        assert json.loads(out.read_bytes()) == json.loads(whole)
