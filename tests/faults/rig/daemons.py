"""Daemons as processes of their own, and what they answer."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from rig import commands
from rig.bounds import SLOW, until
from rig.commands import ROOT
from scheduler.lease import owner


@dataclass
class Daemon:
    """`yeonpyo up` as a process of its own, on loopback, with its log in a file."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ("up",)
    logs: Path | None = None  # beside the home unless given
    process: subprocess.Popen[bytes] = field(init=False)
    base: str = ""

    def start(self, seconds: float = 120) -> Daemon:
        self.home.parent.mkdir(parents=True, exist_ok=True)
        with self.said.open("wb") as out, self.log.open("ab") as err:
            self.process = subprocess.Popen(
                [*commands.COMMAND, "--home", str(self.home), *self.command, "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=os.environ | self.environment,
                cwd=ROOT,
            )
        until(lambda: self._announced() or self.process.poll() is not None, seconds, "an announcement")
        assert self.base, f"ended with {self.process.poll()}: {self.complaints}"
        return self

    @property
    def said(self) -> Path:
        return (self.logs or self.home.parent) / f"{self.home.name}.out"

    @property
    def log(self) -> Path:
        return (self.logs or self.home.parent) / f"{self.home.name}.log"

    @property
    def complaints(self) -> str:
        return self.log.read_text()

    @property
    def store(self) -> Path:
        return self.home / "timeline.db"

    def _announced(self) -> bool:
        found = re.search(r"^calendar +(http://127\.0\.0\.1:\d+)/", self.said.read_text(), re.MULTILINE)
        self.base = found[1] if found else ""
        return bool(found)

    def get(self, path: str, seconds: float = 10, **headers: str) -> tuple[int, Message, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, headers=named)
        try:
            with urllib.request.urlopen(request, timeout=seconds * SLOW) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    @property
    def health(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.get("/healthz")[2])
        return told

    def ticked(self) -> Daemon:
        until(lambda: self.health["last_tick"] is not None, 60, "a tick")
        return self

    @property
    def workers(self) -> list[int]:
        return children(self.process.pid)

    def stop(self, number: int = signal.SIGTERM, seconds: float = 40) -> int:
        self.process.send_signal(number)
        code = self.process.wait(seconds * SLOW)
        assert "Traceback" not in self.complaints, self.complaints
        return code

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()


def command(home: Path, *argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as a process with an interpreter of its own."""
    done = subprocess.run(
        [*commands.COMMAND, "--home", str(home), *argv],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=120 * SLOW,
        cwd=ROOT,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@contextmanager
def daemon(
    home: Path, *, command: tuple[str, ...] = ("up",), logs: Path | None = None, **environment: str
) -> Iterator[Daemon]:
    """A started daemon that does not outlive the test."""
    made = Daemon(home, environment, command, logs)
    try:
        yield made.start()
    finally:
        if hasattr(made, "process") and made.process.poll() is None:
            made.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:
        told: bytes = answer.read()
        return told


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]


def gone(pids: list[int]) -> bool:
    return all(owner(pid).endswith(" gone") for pid in pids)
