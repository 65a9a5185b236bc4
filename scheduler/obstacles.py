"""What keeps a machine from taking anything in hand: a clock that cannot be right, a disk with no room left."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from scheduler.config import Settings
from timeline.errors import StoreFull, YeonpyoError
from timeline.store.place import File

RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # no true clock shows an earlier day


class ClockWrong(YeonpyoError):
    pass


def obstacle(settings: Settings, now: datetime) -> YeonpyoError | None:
    """Why nothing new may be read now; None where nothing is in the way."""
    if now < RELEASED:
        told = (
            f"shows {now:%Y-%m-%d %H:%M}, before this release was made; nothing new is read until it is set"
        )
        return ClockWrong("clock", told, hint="set the machine's clock")
    for folder in kept_folders(settings):
        free = shutil.disk_usage(standing(folder)).free
        if free < settings.min_free_mb * 1_000_000:
            told = f"{free:,} bytes free; below {settings.min_free_mb} MB nothing new is read"
            return StoreFull(str(folder), told, hint="free some space; it goes on by itself")
    return None


def kept_folders(settings: Settings) -> list[Path]:
    """The folders that grow: of our data, and of the store where that is elsewhere."""
    store = settings.store
    elsewhere = [store.path.absolute().parent] if isinstance(store, File) else []
    return list(dict.fromkeys((settings.data_folder.absolute(), *elsewhere)))


def standing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there already."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())
