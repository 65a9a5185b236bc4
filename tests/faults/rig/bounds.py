"""How much a row does, how patient it is, and what it counts."""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

KILLS = int(
    os.environ.get("FAULTS_KILLS", "200")
)  # a row, where kills are the fault; fewer while a test is written
SLOW = float(
    os.environ.get("FAULTS_SLOW", "1")
)  # by how much longer to be patient, on a machine with other work
TALLY: Counter[str] = Counter()  # what was done, told at the end of the run


def count(row: str, what: str, more: int = 1) -> None:
    TALLY[f"{row} {what}"] += more


def peak(process: subprocess.Popen[Any], seconds: float) -> float:
    """Wait for the process's end; the most memory it had, in megabytes.

    Looked at while it runs: `ru_maxrss` begins with what its starter had, which is the tests' own.
    """
    most, ends = 0, time.monotonic() + seconds * SLOW
    while process.poll() is None:
        assert time.monotonic() < ends or process.kill(), "it does not end"
        with suppress(OSError):
            told = Path(f"/proc/{process.pid}/status").read_text().partition("VmHWM:")[2].split()
            most = max(most, int(told[0]) if told else 0)
        time.sleep(0.02)
    return most / 1024


def spread(work: Callable[[int], None], moments: Iterable[int]) -> None:
    """Do it for each, two at a time; the first failure is raised."""
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(work, moments):
            pass


def sample(operations: int, share: float = 1.0) -> list[int]:
    """That share of the operations 1…N, evenly; all of them but where KILLS was lowered."""
    step = max(1, round(max(1.0, 200 / KILLS) / share))
    return list(range(1, operations + 1, step))


def need(met: bool, what: str) -> None:
    """Skip the test without a tool; where all is required (CI), fail."""
    if not met and os.environ.get("YEONPYO_REQUIRE_ALL"):
        pytest.fail(f"needs {what}")
    if not met:
        pytest.skip(f"needs {what}")


def as_root() -> None:
    need(os.geteuid() == 0, "root, to mount a small disk")


def until(met: Callable[[], Any], seconds: float, what: str, every: float = 0.05) -> Any:
    """Wait for it; returns what it came to."""
    deadline = time.monotonic() + seconds * SLOW
    while time.monotonic() < deadline:
        if told := met():
            return told
        time.sleep(every)
    raise AssertionError(f"{what} did not come in {seconds} s")
