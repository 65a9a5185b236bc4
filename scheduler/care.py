"""Care of the store: backups by name and day, how many are kept, and which to put back."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from scheduler.config import Settings
from timeline.errors import StoreMissing
from timeline.store.backup import Backup, backup, restore, upgrade

EVERY = timedelta(hours=24)

_STAMP = "%Y%m%dT%H%M%S"


def back_up(settings: Settings, now: datetime, target: Path | None = None) -> Backup:
    """Copy the store to `target`, or into the backups folder under its moment; proven before it has its name."""
    return backup(settings.store, target or _free_name(settings.backups_folder, now))


def bring_up(settings: Settings, now: datetime) -> Backup | None:
    """Bring the store to this release's shape, copied into the backups folder first; None where it has it."""
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
    newest = next(iter(kept(settings)), None)
    if newest and timedelta(0) <= now - _made(newest, now) < EVERY:
        return None
    made = back_up(settings, now)
    for old in kept(settings)[max(1, settings.backups) :]:
        old.unlink()
    return made


def put_back(settings: Settings, source: Path | None, now: datetime) -> tuple[Path, str]:
    """Restore `source`, or the newest backup; returns it, and where the store that stood there was moved."""
    source = source or next(iter(kept(settings)), None)
    if source is None:
        raise StoreMissing(str(settings.backups_folder), "there is no backup", hint="yeonpyo db restore FILE")
    return source, restore(source, settings.store, now)


def _made(backup: Path, now: datetime) -> datetime:
    try:
        told = datetime.strptime(backup.stem.removeprefix("timeline-"), _STAMP)  # noqa: DTZ007  `now`'s zone is set below
    except ValueError:  # somebody's own name
        return datetime.fromtimestamp(backup.stat().st_mtime, now.tzinfo)
    return told.replace(tzinfo=now.tzinfo)
