"""Whose are the files? What root makes in the folders of the daemon's user is given to that user, at the end.

Else the daemon could not read what `sudo yeonpyo source enable` chose, nor add to a folder of backups that root
began; and under a unit with DynamicUser nobody but root can ask it anything.
"""

from __future__ import annotations

import atexit
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG

# What is ours in a home, which may hold more.
OURS = (
    *("sites", "sources.toml", "tokens.json", "timeline.db", "store.lock", "daemon.lock"),
    *("cache", "names.json", "backups", "archive", "feeds", "config.toml"),
)
_SLACK = 1_000_000_000  # nanoseconds by which a file system's clock may lag


@cache
def hand_over_at_the_end(*folders: Path) -> None:
    """If we are root: give what is made from now on in these folders to their owners, when the process ends."""
    if os.geteuid() == 0:
        atexit.register(hand_over, folders, time.time_ns() - _SLACK)


def hand_over(folders: Iterable[Path], since: int) -> None:
    """Give our files and folders, changed since then (ns), to the owner of the folder that they are in.

    What an administrator made before stays theirs: settings that the daemon may read and not write.
    """
    for folder in folders:
        with suppress(OSError), _opened(str(folder), os.O_DIRECTORY) as home:
            owner = os.fstat(home)
            if owner.st_uid != os.geteuid():
                for name in OURS:
                    _give(name, home, (owner.st_uid, owner.st_gid), since)


def _give(name: str, parent: int, owner: tuple[int, int], since: int) -> None:
    """By descriptors, through no link, and no file with a second name: the folder is another's to write."""
    with suppress(OSError), _opened(name, os.O_NOFOLLOW | os.O_NONBLOCK, parent) as handle:
        found = os.fstat(handle)
        ours = found.st_uid == os.geteuid() and found.st_ctime_ns >= since
        if ours and (S_ISDIR(found.st_mode) or (S_ISREG(found.st_mode) and found.st_nlink == 1)):
            os.fchown(handle, *owner)
        if S_ISDIR(found.st_mode):
            with os.scandir(handle) as entries:
                for each in entries:
                    _give(each.name, handle, owner, since)


@contextmanager
def _opened(name: str, flags: int, parent: int | None = None) -> Iterator[int]:
    handle = os.open(name, os.O_RDONLY | flags, dir_fd=parent)
    try:
        yield handle
    finally:
        os.close(handle)
