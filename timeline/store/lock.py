"""File locks that free themselves when their holder dies, kill -9 included (flock)."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MOMENTS = 10  # of 20 ms, for a holder to write who it is


class Held(Exception):
    """Another holder has the lock; `who` is what it wrote into the file."""

    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__(who)


@contextmanager
def locked(path: Path, *, wait: float = 0.0, who: str = "") -> Iterator[None]:
    """Hold the lock file at `path` exclusively, waiting up to `wait` seconds for it.

    The file stays behind, its content (`who`) is only for people: the lock is the kernel's, so no
    crash leaves one. Threads of one process exclude each other too. Raises Held.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(descriptor, time.monotonic() + wait)
        if who:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, who.encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    """Who holds it; whoever took it a moment ago is writing that yet."""
    for _ in range(_MOMENTS):
        if who := os.pread(descriptor, 200, 0):
            return who.decode("utf-8", "replace")
        time.sleep(0.02)
    return ""


def _acquire(descriptor: int, deadline: float) -> None:
    pause = 0.0005
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Held(_holder(descriptor)) from None
        time.sleep(pause)
        pause = min(pause * 2, 0.02)
