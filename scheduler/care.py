"""Care of the store: opening it, backups by name and day, how many are kept, and which to put back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from scheduler.config import Settings
from timeline.errors import StoreDamaged, StoreError, StoreMissing
from timeline.export import timeline_json
from timeline.store import Store
from timeline.store.backup import Backup, backup, restore, upgrade
from timeline.store.place import File, Place, place

EVERY = timedelta(hours=24)
TURNS = 20  # transactions of 500 entries in which they are written down at one time

_STAMP = "%Y%m%dT%H%M%S"


def open_store(settings: Settings, *, make: bool = False) -> Store:
    """The store of these settings; one that is broken, or gone from beside its backups, is told with the way back.

    Raises StoreError.
    """
    if not settings.store.stands() and kept(settings):
        raise StoreMissing(
            str(settings.store),
            "is gone, and its backups are here; an empty store would hide that",
            hint=f"yeonpyo db restore, or move {settings.backups_folder} away to start anew",
            facts=_way_back(settings),
        )
    with _telling_the_way_back(settings):
        return Store.open(settings.store if make else reachable(settings.store), make=make)


def reachable(home: Place) -> Place:
    """The store's place, frozen where its disk is mounted read-only: so it can be read, if its log is folded in."""
    if not isinstance(home, File) or not home.stands():
        return home
    log = home.path.with_name(f"{home.path.name}-wal")
    frozen = os.statvfs(home.path).f_flag & os.ST_RDONLY and not (log.exists() and log.stat().st_size)
    return replace(home, frozen=True) if frozen else home


@contextmanager
def _telling_the_way_back(settings: Settings) -> Iterator[None]:
    try:
        yield
    except StoreDamaged as error:
        error.facts |= _way_back(settings)
        raise


def _way_back(settings: Settings) -> dict[str, str]:
    good = sound(settings)
    return {"backup": f"{good.name} is whole" if good else f"none that is whole in {settings.backups_folder}"}


def sound(settings: Settings) -> Path | None:
    """The newest backup that is a whole store."""
    for copy in kept(settings):
        with suppress(StoreError):
            place(copy).examine(older=True)
            return copy
    return None


def keep_written(store: Store) -> int:
    """Write down as JSON what was drawn or revised since the last time, for feeds to read it; returns how many.

    At most so many that nobody waits long: after an upgrade a large store is caught up with over many times.
    """
    count = 0
    for _ in range(TURNS):
        if not (done := store.keep_written(timeline_json.event, timeline_json.FORM)):
            break
        count += done
    return count


def back_up(settings: Settings, now: datetime, target: Path | None = None) -> Backup:
    """Copy the store to `target`, or into the backups folder under its moment; proven before it has its name."""
    return backup(settings.store, target or _free_name(settings.backups_folder, now))


def bring_up(settings: Settings, now: datetime) -> Backup | None:
    """Bring the store to this release's shape, copied into the backups folder first; None where it has it."""
    with _telling_the_way_back(settings):
        return upgrade(settings.store, _free_name(settings.backups_folder, now))


def _free_name(folder: Path, now: datetime) -> Path:
    """timeline-20261122T200519.db, with a later second where two backups fall into one."""
    names = (folder / f"timeline-{now + timedelta(seconds=late):{_STAMP}}.db" for late in count())
    return next(name for name in names if not name.exists())


def kept(settings: Settings) -> list[Path]:
    """The backups in the backups folder, the newest first."""
    return sorted(settings.backups_folder.glob("timeline-*.db"), reverse=True)


def back_up_if_due(settings: Settings, now: datetime) -> Backup | None:
    """The daemon's daily backup, if a day has passed since the last one; the oldest beyond `backups` go."""
    newest = next(iter(_by_age(settings, now)), None)
    if newest and timedelta(0) <= now - _made(newest, now) < EVERY:
        return None
    made = back_up(settings, now)
    for old in _by_age(settings, now + timedelta(minutes=1))[max(1, settings.backups) :]:
        old.unlink()
    return made


def _by_age(settings: Settings, now: datetime) -> list[Path]:
    """The newest first, and last those that a clock which ran ahead has made."""
    return sorted(kept(settings), key=lambda copy: _made(copy, now) <= now, reverse=True)


def chosen(settings: Settings, source: Path | None) -> Path:
    """The backup that is named, else the newest whole one. Raises StoreMissing where there is none."""
    if found := source or sound(settings):
        return found
    where, what = str(settings.backups_folder), "there is no backup that is whole"
    raise StoreMissing(where, what, hint="yeonpyo db restore FILE")


def put_back(settings: Settings, source: Path | None, now: datetime) -> tuple[Path, str]:
    """Restore `source`, or the newest whole backup; returns it, and where the store that stood there was moved."""
    source = chosen(settings, source)
    return source, restore(source, settings.store, now)


def _made(backup: Path, now: datetime) -> datetime:
    try:
        told = datetime.strptime(backup.stem.removeprefix("timeline-"), _STAMP)  # noqa: DTZ007  `now`'s zone is set below
    except ValueError:  # somebody's own name
        return datetime.fromtimestamp(backup.stat().st_mtime, now.tzinfo)
    return told.replace(tzinfo=now.tzinfo)
