"""`yeonpyo backfill`: what is asked for, and how far it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from scheduler.config import Settings
from scheduler.reading import moment
from scheduler.registry import entry, sites
from scheduler.terminal import row
from timeline.errors import ConfigError
from timeline.model import SEOUL
from timeline.store import Store


def ask_back(settings: Settings, store: Store, names: Collection[str], since: str, now: datetime) -> None:
    """Ask for the lists of these sources to be read back. Raises ConfigError for an unknown one, or no day."""
    try:
        first = moment(since).astimezone(SEOUL)
    except ValueError:
        told = f"{since!r} is no day" if since else "how far back?"
        raise ConfigError("--since", told, hint="--since 2025-01-01") from None
    entries = sites(settings)
    chosen = [entry(entries, name) for name in names]
    for site in chosen:
        if not site.lists:
            raise ConfigError(site.id, f"has no list to read back: {site.why}")
    for site in chosen:
        store.backfills.open(site.id, site.lists, first, now)


def standing_lines(store: Store, names: Collection[str] | None) -> Iterator[str]:
    """A line a list that is or was read back: source, list, to which day, at which page, how it stands."""
    for at in store.backfills.of():
        if names and at.source not in names:
            continue
        state = "done" if at.done else "waits" if at.note else "open"
        counts = f"{at.looked} pages, {at.kept} articles" + (f", {at.failed} failed" if at.failed else "")
        cells = (
            at.source,
            at.list,
            f"{at.since.astimezone(SEOUL):%Y-%m-%d}",
            f"page {at.page}",
            state,
            counts,
        )
        yield row(
            *(*cells, at.note),
            what="backfill",
            source=at.source,
            list=at.list,
            since=at.since.astimezone(SEOUL).date().isoformat(),
            page=at.page,
            state=state,
            looked=at.looked,
            kept=at.kept,
            failed=at.failed,
            note=at.note,
        )
