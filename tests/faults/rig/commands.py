"""Commands as processes of their own, hundreds of them."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rig.bounds import SLOW

HERE = Path(__file__).parents[1]
ROOT = HERE.parents[1]


COMMAND = [sys.executable, "-m", "scheduler.cli"]


@dataclass
class Done:
    code: int
    out: str
    err: str
    operations: int = 0
    statements: int = 0


@dataclass
class Running:
    pid: int
    folder: Path
    zygote: Zygote

    def wait(self, seconds: float = 60) -> Done:
        return self.zygote.wait(self, seconds)

    def kill(self, number: int = signal.SIGKILL) -> None:
        os.kill(self.pid, number)

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text()

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text()


COUNTS = ("count", "count.statements")


def _number(path: Path) -> int:
    return int(path.read_text() or 0) if path.exists() else 0


class Zygote:
    """Starts commands as processes of their own, in a fiftieth of the time that an interpreter needs."""

    def __init__(self, folder: Path, preload: Path) -> None:
        self._folder, self._number, self._lock = folder, 0, threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "zygote.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"LD_PRELOAD": str(preload)},
        )
        assert self._answer() == "ready"

    def start(
        self,
        home: Path,
        *argv: str,
        arm: tuple[int, int, int] | None = None,
        log: Path | str = "",
        pragmas: dict[str, str] | None = None,
        statement: int | None = None,
        **env: str,
    ) -> Running:
        """Start `yeonpyo --home HOME ARGV`; `arm` is (operation, what, errno), counted under the home."""
        with self._lock:
            self._number += 1
            folder = self._folder / str(self._number)
        folder.mkdir()
        for name in ("out", "err"):
            (folder / name).touch()
        told: dict[str, Any] = {
            "argv": ["--home", str(home), *argv],
            "env": env,
            "out": str(folder / "out"),
            "err": str(folder / "err"),
            "count": str(folder / "count"),
        }
        if arm:
            at, what, error = arm
            told["arm"] = {"under": str(home), "at": at, "what": what, "errno": error, "log": str(log)}
        if pragmas:
            told["pragmas"] = pragmas
        if statement is not None:
            told["statement"] = statement
        return Running(int(self._ask(told)), folder, self)

    def wait(self, running: Running, seconds: float) -> Done:
        descriptor = os.pidfd_open(running.pid)
        try:
            ended, _, _ = select.select([descriptor], [], [], seconds * SLOW)
        finally:
            os.close(descriptor)
        assert ended, f"still running after {seconds} s: {running.out} {running.err}"
        code = int(self._ask({"wait": running.pid}))
        done = Done(code, running.out, running.err, *(_number(running.folder / name) for name in COUNTS))
        assert "Traceback" not in done.err, done.err
        return done

    def run(self, home: Path, *argv: str, code: int | None = 0, seconds: float = 60, **more: Any) -> Done:
        done = self.start(home, *argv, **more).wait(seconds)
        assert code is None or done.code == code, f"{done.code}\n{done.out}\n{done.err}"
        return done

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, told: dict[str, Any]) -> str:
        assert self._process.stdin
        with self._lock:
            self._process.stdin.write(json.dumps(told) + "\n")
            self._process.stdin.flush()
            return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()
