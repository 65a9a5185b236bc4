"""Copies of a store: consistent while others write, proven by a test restore, put back without losing anything."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, func, insert, select

from timeline.errors import StoreError, StoreTooOld
from timeline.folders import make_folder
from timeline.query import Query
from timeline.store import migrate
from timeline.store import schema as s
from timeline.store.copying import copy, fill, number_on
from timeline.store.engine import VERSION, connect, examine, translated, writing
from timeline.store.migrate import sync_folder
from timeline.store.place import File, Place, place
from timeline.store.store import Store

if TYPE_CHECKING:
    from timeline.store.postgresql import Database

BEYOND = 1_000_000  # changes that a store may have made since its newest backup


@dataclass(frozen=True, slots=True)
class Backup:
    """A proven copy: where, how large, and what its test restore counted."""

    path: Path
    size: int
    articles: int
    events: int
    change: int


def backup(store: Place | Path | str, target: Path) -> Backup:
    """Copy the store to the file `target`, one moment of it, whole or not at all; others may go on writing.

    A PostgreSQL store becomes a SQLite file too: the one kind of copy can be put back into either. The copy takes its
    name only after a copy of it was opened as a store and read through. Never replaces a file. Raises StoreError.
    """
    if target.exists():
        raise StoreError(
            str(target), "is there already; a backup never replaces a file", hint="give another name"
        )
    home = place(store)
    home.examine(older=True)
    make_folder(target.parent)
    with translated(target), TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        draft = Path(folder, "draft.db")
        if isinstance(home, File):
            with closing(
                sqlite3.connect(f"{home.path.absolute().as_uri()}?mode=ro", uri=True, timeout=15)
            ) as source:
                source.execute("VACUUM INTO ?", (str(draft),))
        else:
            copy(home, File(draft))
        _sync(draft)
        counts = prove(draft)
        os.link(draft, target)
        sync_folder(target.parent)
        return Backup(target, target.stat().st_size, counts["articles"], counts["events"], counts["changes"])


def prove(path: Path) -> dict[str, int]:
    """Restore a copy into a folder of its own and read every entry; returns its counts. Raises StoreError.

    A copy of an earlier release's store is brought to today's shape first, there.
    """
    with TemporaryDirectory(prefix=".trial-", dir=path.parent) as folder:
        trial = Path(folder, "trial.db")
        shutil.copyfile(path, trial)
        File(trial).bring_to(VERSION)
        with Store.open(trial) as store:
            for _ in store.entries(Query(withdrawn=True)):
                pass
            return store.counts()


def upgrade(store: Place | Path | str, target: Path) -> Backup | None:
    """Bring the store to this release's shape, in one transaction; None where it has it already.

    It is copied to `target` first, and the upgrade tried on a copy of that. Raises StoreError.
    """
    home = place(store)
    try:
        home.examine()
    except StoreTooOld:
        made = backup(home, target)
        home.bring_to(VERSION)
        home.examine()
        return made
    return None


def restore(backup: Path, store: Place | Path | str, now: datetime) -> str:
    """Put a backup in the store's place; returns where the store that stood there was moved, "" if none did.

    Nothing is deleted: an old file and its log keep their bytes under another name, old tables move into a
    schema of their own. No daemon may be running. Raises StoreError.
    """
    examine(backup, older=True)
    home = place(store)
    if isinstance(home, File):
        return _restore_file(backup, home.path, now)
    return _restore_tables(backup, cast("Database", home), now)


def _restore_file(backup: Path, store: Path, now: datetime) -> str:
    make_folder(store.parent)
    aside = store.with_name(f"{store.name}.before-{now:%Y%m%dT%H%M%S}")
    draft = store.with_name(f".{store.name}.{os.getpid()}")
    with translated(store), writing(store):
        try:
            shutil.copyfile(backup, draft)
            migrate.migrate(draft)
            _write(draft, lambda connection: _move_on(connection, now))
            _sync(draft)
            stood = store.exists()
            for suffix in ("-wal", "-shm", ""):
                if (old := store.with_name(store.name + suffix)).exists():
                    old.rename(aside.with_name(aside.name + suffix))
            draft.rename(store)
            sync_folder(store.parent)
        finally:
            draft.unlink(missing_ok=True)
    return str(aside) if stood else ""


def _restore_tables(backup: Path, store: Database, now: datetime) -> str:
    aside = f"yeonpyo_before_{now:%Y%m%dt%H%M%S}" if store.stands() else ""
    reader = connect(backup, readonly=True)
    try:
        with translated(backup), reader.begin() as theirs, store.anew(migrate.version(theirs), aside) as ours:
            fill(theirs, ours)
            migrate.run(ours)
            _move_on(ours, now)
    finally:
        reader.dispose()
    return f"{store}, schema {aside}" if aside else ""


def _write(path: Path, what: Callable[[Connection], None]) -> None:
    engine = connect(path, readonly=False)
    try:
        with engine.begin() as connection:
            what(connection)
    finally:
        engine.dispose()


def _move_on(connection: Connection, now: datetime) -> None:
    """Begin the change numbers beyond all that the lost store can have given out: feeds' ETags are made of them."""
    last = connection.execute(
        select(func.max(s.change.c.seq).label("seq"), func.max(s.change.c.at).label("at"))
    ).one()
    row = {"seq": (last.seq or 0) + BEYOND, "at": max(last.at or now, now)}
    connection.execute(insert(s.change).values(**row))
    number_on(connection)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
