"""What one article says of an event, and what an operator ruled of one: the nouns that store and reading share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from timeline.model import Citation, Event, Span, Status


@dataclass(frozen=True)
class Telling:
    """One article's word of an event, as that article alone tells it.

    `edition` is the change number under which the article's edition was stored, `uid` the entry that the
    telling stands in; empty for a new one.
    """

    cites: Citation
    event: Event
    edition: int
    uid: str = ""

    @property
    def article(self) -> tuple[str, str]:
        return self.cites.source, self.cites.key

    @cached_property
    def order(self) -> tuple[float, str, str, datetime, int, str]:
        """By publication, unknown ones first; the rest makes it a total order."""
        stamp = self.cites.published
        told = self.event
        at = stamp.at.timestamp() if stamp else float("-inf")
        return at, *self.article, told.span.start, told.evidence.start, told.title


@dataclass(frozen=True, slots=True)
class Ruling:
    """An operator's word on an entry's status, and the change number at which it was given."""

    status: Status
    reason: str
    change: int


@dataclass(frozen=True, slots=True)
class Rulings:
    """What operators said: entries merged by hand, pairs of entries split by hand, and statuses, by uid."""

    merged: Collection[str] = ()
    apart: Collection[frozenset[str]] = ()
    statuses: dict[str, Ruling] = field(default_factory=dict)

    def on(self, uid: str) -> bool:
        """Whether an operator has said anything on that entry: its uid then outlives others."""
        return uid in self.merged or uid in self.statuses or any(uid in pair for pair in self.apart)


def times(event: Event) -> tuple[Span, ...]:
    """The times that the event may be known under: after 15일에서 22일로 연기, both."""
    if event.status is not Status.POSTPONED:
        return (event.span,)
    return tuple(dict.fromkeys((event.span, *(m.span for m in event.mentions if m.span))))
