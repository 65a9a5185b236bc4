"""Where a store lives: in one SQLite file, or in a PostgreSQL database. Both answer the same questions.

A place is named by a path, by `sqlite:///PATH` or by `postgresql://USER@HOST/DATABASE`. It can say whether a store
stands there, make one, refuse what is not one, and hand out the two engines: a reader of whole snapshots, and a
writer whose transactions follow each other over all processes.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from timeline.errors import ConfigError, StoreError
from timeline.folders import make_folder
from timeline.store import engine, migrate


class Place(Protocol):
    """Where a store lives; `str()` names it to people, without a password."""

    def stands(self) -> bool:
        """Whether anything stands there that a new store would replace."""

    def make(self) -> None:
        """Make an empty store, whole or not at all; nothing happens where another process was faster."""

    def anew(self, version: int) -> AbstractContextManager[Connection]:
        """A new store of that version to fill; it stands, whole, when the block ends. Never replaces one."""

    def bring_to(self, version: int) -> None:
        """Run the revisions that are missing, in one transaction."""

    def examine(self, *, older: bool = False) -> None:
        """Refuse what is not a whole store of this release, or with `older` of an earlier one; changes nothing.

        Raises StoreMissing, StoreDamaged, StoreTooNew or StoreTooOld.
        """

    def engines(self) -> tuple[Engine, Engine]:
        """The reader, each of whose transactions is one snapshot, and the writer."""

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer, in this process and every other. Raises StoreLocked."""

    def translated(self) -> AbstractContextManager[None]:
        """Turn the database's errors into ours, so that callers know no SQL."""

    def optimise(self, writer: Engine) -> None:
        """Do what keeps questions quick and the log short; to be called as the only writer."""

    def shrink(self, writer: Engine) -> tuple[int, int]:
        """Give back the space that deleted rows leave; how many bytes there were and are. As the only writer."""

    def mark(self) -> tuple[int, ...] | None:
        """What changes with every commit and costs no query; None where there is no such thing."""

    def leave(self, writer: Engine) -> None:
        """Let go of the last connection, tidily."""


@dataclass(frozen=True, slots=True)
class File:
    """A store in one SQLite file; the write lock lies beside it. A `frozen` one is written by nobody."""

    path: Path
    frozen: bool = False

    def __str__(self) -> str:
        return str(self.path)

    def stands(self) -> bool:
        return self.path.exists()

    def make(self) -> None:
        make_folder(self.path.parent)
        with suppress(FileExistsError):
            migrate.create(self.path)

    def anew(self, version: int) -> AbstractContextManager[Connection]:
        make_folder(self.path.parent)
        return migrate.anew(self.path, version)

    def bring_to(self, version: int) -> None:
        with self.translated(), self.writing():
            migrate.migrate(self.path, version)

    def examine(self, *, older: bool = False) -> None:
        engine.examine(self.path, older=older, frozen=self.frozen)

    def engines(self) -> tuple[Engine, Engine]:
        reader = engine.connect(self.path, readonly=True, frozen=self.frozen)
        return reader, reader if self.frozen else engine.connect(self.path, readonly=False)

    def writing(self) -> AbstractContextManager[None]:
        return engine.writing(self.path)

    def translated(self) -> AbstractContextManager[None]:
        return engine.translated(self.path)

    def mark(self) -> tuple[int, ...] | None:
        """The size and time of log and file: every commit of any process writes to one of them."""
        try:
            told = [(self.path.parent / f"{self.path.name}{end}").stat() for end in ("", "-wal")]
        except OSError:
            return None
        return tuple(number for each in told for number in (each.st_mtime_ns, each.st_size, each.st_ino))

    def optimise(self, writer: Engine) -> None:
        """A passive checkpoint: one that waited would hold up every writer."""
        raw = writer.raw_connection()
        try:
            for pragma in ("optimize", "wal_checkpoint(PASSIVE)"):
                raw.cursor().execute(f"PRAGMA {pragma}")
        finally:
            raw.close()

    def shrink(self, writer: Engine) -> tuple[int, int]:
        """Through the log: until it is folded in and cut off, old file and new stand side by side."""
        fold, raw = "PRAGMA wal_checkpoint(TRUNCATE)", writer.raw_connection()
        try:
            raw.cursor().execute(fold)
            before = self.path.stat().st_size
            for statement in ("VACUUM", fold):
                raw.cursor().execute(statement)
        finally:
            raw.close()
        return before, self.path.stat().st_size

    def leave(self, writer: Engine) -> None:
        """The last to leave folds the write-ahead log in, under the write lock; a reader cannot."""
        if self.frozen:
            return
        with suppress(StoreError), self.translated(), self.writing():
            writer.connect().close()
            writer.dispose()


def place(told: Place | Path | str) -> Place:
    """The place that a path or a URL names. Raises ConfigError for a database this release cannot use."""
    if isinstance(told, Path):
        return File(told)
    if not isinstance(told, str):
        return told
    scheme, sign, rest = told.partition("://")
    if not sign:
        return File(Path(told))
    if scheme == "sqlite" and rest.startswith("/"):
        return File(Path(rest.removeprefix("/")))
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        from timeline.store.postgresql import Database

        return Database(f"postgresql+psycopg://{rest}")
    raise ConfigError(
        "db",
        f"{scheme}:// names no store this release can open",
        hint="--db sqlite:///PATH or --db postgresql://USER@HOST/DATABASE",
    )
