"""What a reader of the timeline may ask for, and of whom: feeds, pages, the API and the command line alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from timeline.model import Entry, EventKind, Grain, Status


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


class Shelf(Protocol):
    """Where entries stand, as their readers see it: the store, or a few literals in a test."""

    def latest(self) -> tuple[int, datetime | None]:
        """The newest change number (0 for an empty shelf) and its time, without reading an entry."""
        ...

    def entries(
        self, query: Query, *, limit: int | None = None, order: Literal["start", "changed"] = "start"
    ) -> Iterator[Entry]:
        """The entries wanted, by start and then uid, or newest change first."""
        ...

    def entry(self, uid: str) -> Entry | None:
        """The entry of that uid, withdrawn or not."""
        ...
