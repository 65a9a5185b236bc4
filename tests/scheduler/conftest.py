"""Real processes: the command line and the daemon, each in a home of its own, on loopback."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import pytest

from scheduler import logs


@pytest.fixture(autouse=True)
def as_a_command_begins() -> Iterator[None]:
    """Our loggers stand at the level at which every command begins, whatever another test left."""
    before = {name: logging.getLogger(name).level for name in logs.OURS}
    logs.from_level("info")
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


COMMAND = [sys.executable, "-m", "scheduler.cli"]


@dataclass
class Yeonpyo:
    """The command line on one home; `run` waits for a command, `up` starts a daemon."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, feed: str | bytes = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        given = feed.encode() if isinstance(feed, str) else feed
        done = subprocess.run(
            [*COMMAND, "--home", str(self.home), *words],
            input=given,
            capture_output=True,
            env=os.environ | self.environment,
            timeout=240,
        )
        result = subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )
        assert result.returncode == code, f"{result.returncode}\n{result.stdout}\n{result.stderr}"
        assert "Traceback" not in result.stderr
        return result

    def up(self, *words: str) -> Daemon:
        process = subprocess.Popen(
            [*COMMAND, "--home", str(self.home), "up", "--port", "0", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | self.environment,
        )
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line)
            if found := re.match(r"calendar +(http://127\.0\.0\.1:\d+)/", line):
                return Daemon(process, found[1], said)
        raise AssertionError(f"the daemon did not start: {said} {process.communicate()}")


@dataclass
class Daemon:
    process: subprocess.Popen[str]
    base: str
    said: list[str]

    def get(self, path: str, **headers: str) -> tuple[int, Message, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, headers=named)  # noqa: S310  loopback
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def until(self, path: str, met: Callable[[bytes], bool], seconds: float = 60) -> bytes:
        """The body of `path` as soon as it meets the condition."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            body = self.get(path)[2]
            if met(body):
                return body
            time.sleep(0.2)
        raise AssertionError(f"{path} did not come to it in {seconds} s: {body!r}")

    def stop(self) -> tuple[int, str]:
        """Ask it to end; returns its exit code and what it said on standard error."""
        self.process.send_signal(signal.SIGTERM)
        _, complaints = self.process.communicate(timeout=40)
        return self.process.returncode, complaints


@pytest.fixture
def yeonpyo(tmp_path: Path, somewhere: Callable[[Path], Path | str]) -> Yeonpyo:
    home = tmp_path / "home"
    where = somewhere(home / "timeline.db")
    environment = {"YEONPYO_DB": where} if isinstance(where, str) else {}
    return Yeonpyo(home, environment | {"YEONPYO_SEEDS_INTERVAL": "1", "YEONPYO_TICK": "0.2"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one document, with an event that has come and one that is to come."""
    made = tmp_path / "saved"
    made.mkdir()
    (made / "library.txt").write_text(DOCUMENT)
    return made


DOCUMENT = """가람시 어린이도서관 개관

입력날짜 : 2021. 01.27. 20:37

가람시는 27일 오후 새봄공원에서 어린이도서관 개관식을 열었다.

시는 오는 2월 15일 오후 2시 가람시청 대회의실에서 주민설명회를 열 예정이다.

/한가람 기자
"""


@pytest.fixture
def daemon(yeonpyo: Yeonpyo, folder: Path) -> Iterator[Daemon]:
    running = yeonpyo.up("--seeds", str(folder))
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()
