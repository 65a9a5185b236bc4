"""Folders that are ours alone."""

from __future__ import annotations

from pathlib import Path

from timeline.errors import StoreFull, room


def make_folder(folder: Path) -> None:
    """Make the folder, and those above it, if it is not there. Raises StoreFull, naming it, where that cannot be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFull(str(folder), f"cannot be made: {error.strerror}{room(folder)}") from None
