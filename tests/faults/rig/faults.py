"""What goes wrong on purpose: disks and clocks."""

from __future__ import annotations

import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from rig.bounds import as_root, need
from rig.commands import HERE

COUNT, KILL, FAIL, FAIL_ON = range(4)  # what disk.c does at the N-th operation


def built(source: str, folder: Path) -> Path:
    """A shared object of one of the C files beside this one."""
    from shutil import which

    need(which("gcc") is not None, "gcc")
    made = folder / f"{source}.so"
    flags = ["-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
    subprocess.run(["gcc", *flags, "-o", made, HERE / f"{source}.c", "-ldl", "-lpthread"], check=True)
    return made


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    as_root()
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill(path: Path) -> None:
    """Take every byte that is left on the disk of `path`."""
    with path.open("ab", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 65536) == 65536:
            pass
    with path.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 512)


class Clock:
    """The wall clock of the processes that run with its environment."""

    def __init__(self, folder: Path, preload: Path) -> None:
        self._file = folder / "clock"
        self.environment = {"LD_PRELOAD": str(preload), "YEONPYO_CLOCK": str(self._file)}
        self.passing = self.environment | {"PYTHONPATH": str(HERE / "passing")}  # for whom time can pass too
        self.shift = self.passed = 0.0
        self._file.write_bytes(struct.pack("dd", 0.0, 0.0))

    def step(self, seconds: float) -> None:
        """Set the wall clock."""
        self._write(self.shift + seconds, self.passed)

    def skip(self, seconds: float) -> None:
        """Have so much time passed, by every clock."""
        self._write(self.shift + seconds, self.passed + seconds)

    def _write(self, shift: float, passed: float) -> None:
        self.shift, self.passed = shift, passed
        with self._file.open("r+b", buffering=0) as file:
            file.write(struct.pack("dd", shift, passed))

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.shift, UTC)
