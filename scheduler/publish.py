"""`yeonpyo export` and `yeonpyo feed`: what `serve` answers with, in files; feeds that only their holder knows."""

from __future__ import annotations

import fcntl
import filecmp
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from difflib import get_close_matches
from glob import escape
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from scheduler.config import Settings
from scheduler.names import remember
from scheduler.terminal import plain
from timeline.errors import BadFilter, ConfigError, YeonpyoError, room
from timeline.export.ical import PRODID
from timeline.store import Store
from timeline.store.migrate import sync_folder
from timeline.web.feeds import Site, everything, render, render_items
from timeline.web.filters import NAMES, Filters, read_filters

DRAFT = ".draft"
STRAY = 60.0  # seconds after which a draft that nobody has locked is a killed export's

# What the command line calls the feeds of timeline.web.feeds.
FORMATS = {
    "ics": "calendar",
    "approx": "approx",
    "json": "timeline",
    "jsonl": "timeline",
    "jscal": "jscalendar",
    "jsonld": "jsonld",
    "csv": "csv",
    "feed": "feed",
    "atom": "atom",
}


def export(
    settings: Settings, store: Store, what: str, output: Path | None, filters: list[str], now: datetime
) -> int:
    """Write a feed to a file, whole or not at all, or to standard output; returns 0 if that file held it already.

    json and jsonl are all pages in one, written as they are read, unless a filter names a page (limit, cursor).
    """
    if what not in FORMATS:
        raise ConfigError("export", f"{what!r} is no format", hint=f"one of {', '.join(FORMATS)}")
    asked = filters_of(filters)
    before = _identity(output)
    with _opened(output) as file:
        for piece in _pieces(settings, store, what, asked, now):
            file.write(piece)
    return int(output is not None and _identity(output) != before)


def _identity(path: Path | None) -> tuple[int, int] | None:
    if path is None or not path.exists():
        return None
    told = path.stat()
    return told.st_ino, told.st_mtime_ns


def _pieces(settings: Settings, store: Store, what: str, asked: Filters, now: datetime) -> Iterable[bytes]:
    site = Site(settings.name, settings.public_url or None)
    if what == "jsonl" or (what == "json" and not asked.limit and not asked.cursor):
        return everything(store, asked, site=site, now=now, lines=what == "jsonl")
    return [render(store, FORMATS[what], asked, site=site, now=now)]


def export_vdir(
    settings: Settings, store: Store, folder: Path, filters: list[str], now: datetime
) -> dict[str, int]:
    """Make the folder hold the calendar's events, a file each; returns how many there are, were written and removed.

    A file that would not change is not touched, one of ours whose event is gone is removed, and files of others stay.
    """
    site = Site(settings.name, settings.public_url or None)
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o755)  # what is exported is for others
        wanted = dict(render_items(store, filters_of(filters), site=site, now=now))
        here = {path.name: path.read_bytes() for path in folder.glob("*.ics") if path.is_file()}
        written = [name for name, body in wanted.items() if here.get(name) != body]
        gone = [name for name, body in here.items() if name not in wanted and PRODID.encode() in body]
        for name in written:
            write_whole(folder / name, [wanted[name]])
        for name in gone:
            (folder / name).unlink()
    except OSError as error:
        raise YeonpyoError(str(folder), f"cannot be written: {error.strerror}") from None
    return {"events": len(wanted), "written": len(written), "removed": len(gone)}


def create_feed(settings: Settings, store: Store, name: str, filters: list[str], now: datetime) -> str:
    """The address of a new private feed; its secret is told this once."""
    secret = store.feeds.create(name, filters_of(filters).canonical(), now)
    _remember(settings, store)
    return _address(settings, secret)


def rotate_feed(settings: Settings, store: Store, name: str, now: datetime) -> str:
    """The feed's new address; the old one gives an empty calendar for a month, then nothing."""
    return _address(settings, store.feeds.rotate(name, now))


def standing_feed(store: Store, name: str) -> None:
    """Raises ConfigError where no feed of that name stands, with those that do."""
    names = [saved.name for saved in store.feeds.all() if not saved.revoked]
    if name not in names:
        raise ConfigError(
            name, "no such feed", hint=f"one of {', '.join(names)}" if names else "yeonpyo feed create"
        )


def revoke_feed(settings: Settings, store: Store, name: str, now: datetime) -> None:
    store.feeds.revoke(name, now)
    _remember(settings, store)


def _remember(settings: Settings, store: Store) -> None:
    """The names that a shell completes."""
    standing = (saved.name for saved in store.feeds.all() if not saved.revoked)
    remember(settings.cache_folder / "names.json", "feed", standing)


def feeds_told(store: Store) -> list[dict[str, str | None]]:
    """Every private feed for programs; never a secret."""
    return [
        {
            "name": saved.name,
            "created": saved.created.isoformat(timespec="seconds"),
            "revoked": saved.revoked.isoformat(timespec="seconds") if saved.revoked else None,
            "filters": saved.filters,
        }
        for saved in store.feeds.all()
    ]


def feed_lines(store: Store) -> Iterator[str]:
    """Every private feed: name, since when, until when, filters as one types them; never a secret."""
    for saved in store.feeds.all():
        until = f"{saved.revoked:%Y-%m-%d %H:%M}" if saved.revoked else "-"
        filters = plain(unquote(saved.filters)) or "-"
        yield "\t".join((plain(saved.name), f"{saved.created:%Y-%m-%d %H:%M}", until, filters))


def _address(settings: Settings, secret: str) -> str:
    return f"{settings.base_url}/private/{secret}/calendar.ics"


def filters_of(told: Iterable[str]) -> Filters:
    """The filters of the command line. Raises BadFilter for a name that is none, which an address may carry."""
    return read_filters(map(_pair, told))


def _pair(told: str) -> tuple[str, str]:
    name, equals, value = told.partition("=")
    if not equals:
        raise BadFilter(told, "a filter is NAME=VALUE", hint="-f when=all")
    if name not in NAMES:
        near = get_close_matches(name, NAMES, 1)
        raise BadFilter(name, "no such filter", hint=f"{near[0]}?" if near else f"one of {', '.join(NAMES)}")
    return name, value


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Replace the file in one step: a reader sees the old bytes or the new, and a crash leaves the old."""
    with _opened(path) as file:
        for piece in pieces:
            file.write(piece)


@contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output; or a draft beside the path that takes its place when all was written and anything changed."""
    if path is None:
        yield sys.stdout.buffer
        return
    draft = None
    _sweep(path)
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", suffix=DRAFT, dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            if path.is_file() and filecmp.cmp(draft, path, shallow=False):
                return  # the validators of a static web server stay
            os.fsync(file.fileno())
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        draft = None
        sync_folder(path.parent)
    except OSError as error:
        told = f"cannot be written: {error.strerror}{room(path.parent)}"
        raise YeonpyoError(str(path), told) from None
    finally:
        if draft:
            Path(draft).unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Take away the drafts of exports that were killed: old, and locked by nobody."""
    for stray in path.parent.glob(f".{escape(path.name)}.*{DRAFT}"):
        with suppress(OSError), stray.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - stray.stat().st_mtime > STRAY:
                stray.unlink()
