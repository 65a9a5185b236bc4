"""What a power cut may leave of a folder, drawn from the log of what a process asked of the disk (disk.c).

A file's writes since its last flush may each have reached the disk or not, the last one torn at a sector; names
come and go in order, as in a journal, and are there for sure when the folder, or the new file itself, was
flushed. `Disk` plays the log; `image` writes one possibility into a folder.
"""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
_HEAD = struct.Struct("qqqq")

CHOICES = ("none", "half", "torn", "all")


@dataclass(frozen=True)
class Operation:
    kind: str
    fd: int
    offset: int
    data: bytes


def operations(log: Path) -> Iterator[Operation]:
    told = log.read_bytes()
    at = 0
    while at < len(told):
        kind, fd, offset, size = _HEAD.unpack_from(told, at)
        at += _HEAD.size
        yield Operation(chr(kind), fd, offset, told[at : at + size])
        at += size


@dataclass
class File:
    """What is on the plate for sure, and what was asked since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # offset and data; None: cut here

    def flush(self) -> None:
        for offset, data in self.pending:
            _apply(self.durable, offset, data)
        self.pending = []

    def after_cut(self, choice: str, rng: random.Random) -> bytes:
        if choice == "none":
            kept = []
        elif choice == "half":
            kept = [one for one in self.pending if rng.random() < 0.5]
        else:
            kept = list(self.pending)
        if choice == "torn" and kept:
            kept = kept[: rng.randrange(len(kept)) + 1]
            offset, data = kept[-1]
            if data and len(data) > SECTOR:
                kept[-1] = (offset, data[: rng.randrange(1, len(data) // SECTOR + 1) * SECTOR])
        here = bytearray(self.durable)
        for offset, data in kept:
            _apply(here, offset, data)
        return bytes(here)


def _apply(body: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        if len(body) > offset:
            del body[offset:]
        else:
            body.extend(bytes(offset - len(body)))
        return
    if len(body) < offset:
        body.extend(bytes(offset - len(body)))
    body[offset : offset + len(data)] = data


Names = dict[str, File]


class Disk:
    """The folder as the process sees it (`names`), and as the plate has it (`durable` and the changes since)."""

    def __init__(self, folder: Path) -> None:
        self.names: Names = {
            str(path): File(bytearray(path.read_bytes())) for path in folder.rglob("*") if path.is_file()
        }
        self._durable = dict(self.names)
        self._changes: list[tuple[str, File | None]] = []
        self._open: dict[int, tuple[str, File | None]] = {}
        self.said = b""  # on standard output
        self.pending_writes = 0

    def play(self, told: Operation) -> None:
        getattr(self, f"_{PLAYS[told.kind]}")(told)

    def _opened(self, told: Operation) -> None:
        path = told.data.decode()
        if told.offset & 1 and path not in self.names:
            self._name(path, File())
        file = self.names.get(path)
        if told.offset & 2 and file:
            file.pending.append((0, None))
        self._open[told.fd] = (path, file)

    def _closed(self, told: Operation) -> None:
        self._open.pop(told.fd, None)

    def _wrote(self, told: Operation) -> None:
        _, file = self._open[told.fd]
        assert file
        file.pending.append((told.offset, told.data))

    def _cut(self, told: Operation) -> None:
        _, file = self._open[told.fd]
        assert file
        file.pending.append((told.offset, None))

    def _flushed(self, told: Operation) -> None:
        path, file = self._open[told.fd]
        if file is None:  # a folder
            self._settle(lambda name: os.path.dirname(name) == path)  # noqa: PTH120  a name, not a path of this machine
            return
        file.flush()
        self._settle(lambda name: self.names.get(name) is file)

    def _removed(self, told: Operation) -> None:
        self._name(told.data.decode(), None)

    def _renamed(self, told: Operation) -> None:
        source, target = told.data.decode().split("\n")
        self._name(target, self.names[source])
        self._name(source, None)

    def _linked(self, told: Operation) -> None:
        source, target = told.data.decode().split("\n")
        self._name(target, self.names[source])

    def _acknowledged(self, told: Operation) -> None:
        self.said += told.data

    def _name(self, path: str, file: File | None) -> None:
        if file is None:
            self.names.pop(path, None)
        else:
            self.names[path] = file
        self._changes.append((path, file))

    def _settle(self, wanted: object) -> None:
        """A journal keeps order: with the last name that is wanted, all that came before it is settled."""
        last = max((n for n, (path, _) in enumerate(self._changes) if wanted(path)), default=-1)  # type: ignore[operator]
        for path, file in self._changes[: last + 1]:
            _set(self._durable, path, file)
        self._changes = self._changes[last + 1 :]

    def image(self, into: Path, folder: Path, choice: str, rng: random.Random) -> None:
        """Write what this cut left of `folder` into `into`."""
        names = dict(self._durable)
        many = {"none": 0, "all": len(self._changes)}.get(choice, rng.randint(0, len(self._changes)))
        for path, file in self._changes[:many]:
            _set(names, path, file)
        bodies: dict[int, bytes] = {}
        for path, file in names.items():
            body = bodies.setdefault(id(file), file.after_cut(choice, rng))
            place = into / Path(path).relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)


def _set(names: Names, path: str, file: File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


PLAYS = {
    "o": "opened",
    "c": "closed",
    "w": "wrote",
    "t": "cut",
    "s": "flushed",
    "u": "removed",
    "r": "renamed",
    "l": "linked",
    "a": "acknowledged",
}
