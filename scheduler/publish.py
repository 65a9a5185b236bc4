"""`yeonpyo export`: the feed that `serve` answers with, in a file."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from scheduler.config import Settings
from timeline.errors import BadFilter, ConfigError, YeonpyoError
from timeline.store import Store
from timeline.web.feeds import Site, render
from timeline.web.filters import read_filters

# What the command line calls the feeds of timeline.web.feeds.
FORMATS = {"ics": "calendar", "approx": "approx", "json": "timeline", "feed": "feed"}


def export(
    settings: Settings, store: Store, what: str, output: Path | None, filters: list[str], now: datetime
) -> None:
    """Write a feed to a file, whole or not at all, or to standard output."""
    if what not in FORMATS:
        raise ConfigError("export", f"{what!r} is no format", hint=f"one of {', '.join(FORMATS)}")
    site = Site(settings.name, settings.public_url or None)
    body = render(store, FORMATS[what], read_filters(map(_pair, filters)), site=site, now=now)
    if output:
        write_whole(output, body)
    else:
        sys.stdout.buffer.write(body)


def _pair(told: str) -> tuple[str, str]:
    name, equals, value = told.partition("=")
    if not equals:
        raise BadFilter(told, "a filter is NAME=VALUE", hint="-f when=all")
    return name, value


def write_whole(path: Path, body: bytes) -> None:
    """Replace the file in one step: a reader sees the old bytes or the new, and a crash leaves the old."""
    draft = None
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
        draft = None
    except OSError as error:
        raise YeonpyoError(str(path), f"cannot be written: {error.strerror}") from None
    finally:
        if draft:
            Path(draft).unlink(missing_ok=True)
