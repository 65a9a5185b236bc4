"""Opening the database file: the right one, whole, transactional, one writer at a time.

The rules and their measurements: synchronous=FULL (NORMAL lost acknowledged commits in 480 of 880
simulated power cuts), BEGIN IMMEDIATE (SQLAlchemy's default lost 180 of 240 concurrent updates without an
error), one write lock over all processes (it also closes SQLite's WAL-reset bug before 3.51.3).
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.selectable import FromClause

from timeline.errors import (
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreIllegible,
    StoreLocked,
    StoreMissing,
    StoreTooNew,
    StoreTooOld,
    room,
)
from timeline.store.lock import Held, locked

APPLICATION_ID = 0x79_70_79_6F  # "ypyo", big-endian at offset 68 of the file
_REVISIONS = Path(__file__).with_name("migrations") / "versions"
# Of the schema: the number of Alembic's newest revision; PRAGMA user_version of a file.
VERSION = max(int(revision.name[:4]) for revision in _REVISIONS.glob("[0-9]*.py"))
BUSY_SECONDS = 15.0
SQLITE = sqlite3.sqlite_version_info
# SQLite before this can corrupt a store that two connections write; our write lock prevents it.
WAL_RESET = (3, 51, 3)


def connect(path: Path, *, readonly: bool, frozen: bool = False) -> Engine:
    """An engine over the file at `path`, every transaction BEGIN IMMEDIATE, or read-only and deferred.

    A `frozen` file is one that nobody writes: it can be read from a read-only disk.
    """

    def creator() -> sqlite3.Connection:
        mode = "ro&immutable=1" if frozen else "ro" if readonly else "rw"
        handle = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        for pragma in ("foreign_keys=ON", "trusted_schema=OFF", *(() if readonly else _WRITER)):
            handle.execute(f"PRAGMA {pragma}")
        handle.text_factory = str if readonly else _legible
        return handle

    engine = create_engine("sqlite://", creator=creator, poolclass=QueuePool, pool_size=4)
    engine.dialect.statement_compiler = _Hinting
    event.listen(engine, "begin", _begin_deferred if readonly else _begin_immediate)
    return engine


class _Hinting(SQLiteCompiler):
    """SQLite's compiler, which as it comes leaves out the hints (INDEXED BY) that a query gives it."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:  # noqa: ARG002
        return text


_WRITER = ("journal_mode=WAL", "synchronous=FULL")


def _legible(letters: bytes) -> str:
    return letters.decode("utf-8", "replace")


@contextmanager
def legible(connection: Connection) -> Iterator[None]:
    """Octets that are no text are read as U+FFFD: else they would hide every row that is asked for with them.

    Not for everybody: it takes half as long again. A PostgreSQL database holds no such text.
    """
    handle = connection.connection.driver_connection
    if not isinstance(handle, sqlite3.Connection):
        yield
        return
    handle.text_factory = _legible
    try:
        yield
    finally:
        handle.text_factory = str


def _begin_immediate(connection: Connection) -> None:
    _handle(connection).execute("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    _handle(connection).execute("BEGIN")


def _handle(connection: Connection) -> Any:
    """The driver's own connection, which begins in a tenth of the time."""
    return connection.connection.driver_connection


def examine(path: Path, *, older: bool = False, frozen: bool = False) -> None:
    """Refuse a file that is not a whole store of this release (or, with `older`, of an earlier one), untouched.

    A `frozen` one must not need its log: what stands there only would not be seen.

    Raises StoreMissing, StoreDamaged, StoreTooNew or StoreTooOld.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        raise StoreMissing(
            str(path), "there is no store", hint="yeonpyo up, or yeonpyo init, makes one"
        ) from None
    except OSError as error:
        raise StoreError(str(path), f"cannot be read: {error.strerror}") from None
    if not S_ISREG(found.st_mode):
        raise StoreDamaged(str(path), "is no file", hint="give another path with --db or --home")
    if not found.st_size:  # a database to SQLite, and nobody's store
        raise StoreDamaged(
            str(path), "is empty (0 bytes)", hint="yeonpyo db restore, or move the file away to start anew"
        )
    log = path.with_name(f"{path.name}-wal")
    if frozen and log.exists() and log.stat().st_size:
        raise StoreError(
            str(log), "holds what is not folded in yet", hint="yeonpyo status, once, where it can be written"
        )
    # Only SQLite may open the file from here on, in the whole process: closing any descriptor of it drops all POSIX
    # locks of the process on it, and another process's last close would fold away the log that we still write to.
    engine = connect(path, readonly=True, frozen=frozen)
    try:
        with translated(path), engine.begin() as connection:
            _examine_content(path, connection, older)
    finally:
        engine.dispose()


def _examine_content(path: Path, connection: Connection, older: bool) -> None:
    application, version = (
        connection.scalar(text(f"PRAGMA {name}")) for name in ("application_id", "user_version")
    )
    if application != APPLICATION_ID:
        raise StoreDamaged(
            str(path), "belongs to another program", hint="give another path with --db or --home"
        )
    if version > VERSION:
        raise StoreTooNew(
            str(path),
            f"was written by a later release (schema {version}, this one knows {VERSION})",
            hint="install that release again",
        )
    if version < VERSION and not older:
        raise StoreTooOld(
            str(path),
            f"was written by an earlier release (schema {version}, this one wants {VERSION})",
            hint="yeonpyo db upgrade (copies it first)",
        )
    faults = [row[0] for row in connection.execute(text("PRAGMA quick_check(5)"))]
    if faults != ["ok"]:
        raise StoreDamaged(
            str(path), f"is damaged: {faults[0]}", hint="yeonpyo db restore; the file was left as it is"
        )


@contextmanager
def writing(path: Path, *, wait: float = BUSY_SECONDS) -> Iterator[None]:
    """Hold the one write lock of the store at `path`, in this process and every other."""
    try:
        with locked(path.with_name("store.lock"), wait=wait):
            yield
    except Held:
        raise StoreLocked(
            str(path), f"another process has been writing for {wait:.0f} s", hint="try again in a moment"
        ) from None


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the database's errors into ours, so that callers know no SQL."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise _ours(path, str(getattr(error, "orig", error))) from error
    except FileExistsError:
        raise
    except OSError as error:
        where = str(error.filename or path.parent)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise StoreFull(where, f"cannot be written: {error.strerror}{room(path.parent)}") from error
        raise StoreError(where, f"cannot be used: {error.strerror}") from error


_FAULTS: tuple[tuple[str, type[StoreError], str], ...] = (
    (r"disk is full", StoreFull, "free some space; nothing stored is lost"),
    (r"disk I/O error", StoreFull, "is the disk full, or failing? nothing stored is lost"),
    (r"readonly database|unable to open", StoreFull, "is the disk mounted read-only, the folder ours?"),
    (r"malformed|not a database|corrupt", StoreDamaged, "yeonpyo db restore; the file was left as it is"),
    (r"Could not decode", StoreIllegible, "the row that holds it is passed over from now on"),
    (r"locked|busy", StoreLocked, "another program holds the database; try again in a moment"),
)


def _ours(path: Path, told: str) -> StoreError:
    if "unable to open" in told and (owner := _stranger(path)):
        return StoreError(str(path), f"belongs to {owner}", hint=f"ask as {owner}, or with sudo")
    for pattern, kind, hint in _FAULTS:
        if re.search(pattern, told):
            return kind(str(path), told + (room(path.parent) if kind is StoreFull else ""), hint=hint)
    return StoreError(str(path), told)


def _stranger(path: Path) -> str:
    """Whose the file is that we may not use; empty where we may, or where nobody knows."""
    with suppress(OSError, KeyError):
        if path.stat().st_uid != os.geteuid() and not os.access(path, os.R_OK | os.W_OK):
            return path.owner()
    return ""
