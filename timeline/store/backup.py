"""Copies of a store: consistent while others write, proven by a test restore, put back without losing anything."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from timeline.errors import StoreError
from timeline.query import Query
from timeline.store.engine import examine, translated, writing
from timeline.store.migrate import sync_folder
from timeline.store.store import Store

BEYOND = 1_000_000  # changes that a store may have made since its newest backup


@dataclass(frozen=True, slots=True)
class Backup:
    """A proven copy: where, how large, and what its test restore counted."""

    path: Path
    size: int
    articles: int
    events: int
    change: int


def backup(store: Path, target: Path) -> Backup:
    """Copy the store to `target`, one moment of it, whole or not at all; other processes may go on writing.

    The copy takes its name only after a copy of it was opened as a store and read through. Never replaces a file.
    Raises StoreError.
    """
    if target.exists():
        raise StoreError(
            str(target), "is there already; a backup never replaces a file", hint="give another name"
        )
    examine(store)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with translated(target), TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        draft = Path(folder, "draft.db")
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True, timeout=15)) as source:
            source.execute("VACUUM INTO ?", (str(draft),))
        _sync(draft)
        counts = prove(draft)
        os.link(draft, target)
        sync_folder(target.parent)
        return Backup(target, target.stat().st_size, counts["articles"], counts["events"], counts["changes"])


def prove(path: Path) -> dict[str, int]:
    """Restore a copy into a folder of its own and read every entry; returns its counts. Raises StoreError."""
    with TemporaryDirectory(prefix=".trial-", dir=path.parent) as folder:
        trial = Path(folder, "trial.db")
        shutil.copyfile(path, trial)
        with Store.open(trial) as store:
            for _ in store.entries(Query(withdrawn=True)):
                pass
            return store.counts()


def restore(backup: Path, store: Path, now: datetime) -> Path | None:
    """Put a backup in the store's place; returns where the store that stood there was moved, None if none did.

    Nothing is deleted: the old file and its log keep their bytes under another name. No daemon may be running.
    """
    examine(backup)
    store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = store.with_name(f"{store.name}.before-{now:%Y%m%dT%H%M%S}")
    draft = store.with_name(f".{store.name}.{os.getpid()}")
    with translated(store), writing(store):
        try:
            shutil.copyfile(backup, draft)
            _move_on(draft, now)
            _sync(draft)
            stood = store.exists()
            for suffix in ("-wal", "-shm", ""):
                if (old := store.with_name(store.name + suffix)).exists():
                    old.rename(aside.with_name(aside.name + suffix))
            draft.rename(store)
            sync_folder(store.parent)
        finally:
            draft.unlink(missing_ok=True)
    return aside if stood else None


def _move_on(path: Path, now: datetime) -> None:
    """Begin the change numbers beyond all that the lost store can have given out: feeds' ETags are made of them."""
    with closing(sqlite3.connect(path)) as store, store:
        store.execute(
            "INSERT INTO change (seq, at) SELECT coalesce(max(seq), 0) + ?, max(coalesce(max(at), 0), ?) FROM change",
            (BEYOND, int(now.timestamp())),
        )


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
