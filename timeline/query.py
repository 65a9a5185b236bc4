"""What a reader of the timeline may ask for: one noun for feeds, pages, the API and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from timeline.model import EventKind, Grain, Status


@dataclass(frozen=True, slots=True)
class Query:
    """Which entries are wanted; fields are joined by AND, the values inside one by OR, empty means any.

    `since` and `until` bound the entries whose span meets [since, until). `newest_past` keeps that many
    of the entries before `since` as well, newest first, so that a feed over old documents is not empty.
    """

    kinds: tuple[EventKind, ...] = ()
    statuses: tuple[Status, ...] = ()
    grains: tuple[Grain, ...] = ()
    regions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    newest_past: int = 0
    changed_after: int = 0  # a change number: only entries whose newest revision came later
    min_confidence: float = 0.0
    lone_reports: bool = False  # of reports, only those whose article gave no occurrence
    withdrawn: bool = False  # withdrawn entries too
