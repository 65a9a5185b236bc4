"""Which stretch of time a feed shows today, and until when that stays true.

The window moves with Seoul's midnight only. `turning` names the first later day on which the moved window
would hold other entries than now, so that a feed keeps its ETag for as long as its bytes stay the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from heapq import nsmallest

from timeline.model import SEOUL, Entry
from timeline.query import Query, Shelf
from timeline.web.filters import Filters

BACK = 90  # days of the past in a calendar feed
FLOOR = 200  # and this many entries before them: a feed over a document of 2021 is not empty
CANCELLED = 60  # days that a cancelled entry is still shown

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """[since, until) with the number of entries kept from before `since`.

    `back` and `ahead` are the days from today that the ends keep; None for an end that does not move.
    """

    since: datetime | None = None
    until: datetime | None = None
    floor: int = 0
    back: int | None = None
    ahead: int | None = None

    def of(self, query: Query) -> Query:
        return replace(query, since=self.since, until=self.until, newest_past=self.floor)

    @property
    def moves(self) -> bool:
        return self.back is not None or self.ahead is not None


def window(filters: Filters, today: date, *, calendar: bool) -> Window:
    """The window that the filters ask for; a calendar's own is 90 days back with the floor, else all of time."""
    told = filters.days_back is not None or filters.since is not None or filters.when != ""
    floor = FLOOR if calendar and not told else 0
    back = filters.days_back if filters.days_back is not None else BACK if floor else None
    ahead = filters.days_ahead
    if filters.when == "upcoming":
        back = 0
    if filters.when == "past":
        ahead = -1
    since = midnight(today - back * _DAY) if back is not None else None
    until = midnight(today + (ahead + 1) * _DAY) if ahead is not None else None
    if filters.since:
        since, back = midnight(filters.since), None
    if filters.until:  # the last day wanted, as people say it
        until, ahead = midnight(filters.until + _DAY), None
    return Window(since, until, floor, back, ahead)


def turning(shelf: Shelf, query: Query, moving: Window, ends: Iterable[datetime]) -> date | None:
    """The first day after today on which the window holds other entries; None while none leaves or enters.

    `ends` are those of all entries that the query gave. One leaves when its end has passed `since` and the
    floor is full; one enters when its start comes to lie before `until`: the shelf is asked for the next.
    """
    days = []
    if moving.back is not None:
        first = nsmallest(moving.floor + 1, ends)
        if len(first) > moving.floor:
            days.append(_ended(first[-1]) + moving.back * _DAY)
    if moving.ahead is not None and moving.until is not None:
        later = shelf.entries(replace(query, since=moving.until, until=None, newest_past=0))
        entering = next((e.event.span.start for e in later if e.event.span.start >= moving.until), None)
        if entering:
            days.append(entering.astimezone(SEOUL).date() - moving.ahead * _DAY)
    return min(days, default=None)


def still_shown(entry: Entry, today: date) -> bool:
    """Whether a cancelled entry is still shown: for 60 days after it was last changed."""
    return today < gone(entry)


def gone(entry: Entry) -> date:
    return entry.updated.astimezone(SEOUL).date() + CANCELLED * _DAY


def _ended(end: datetime) -> date:
    """The first day whose midnight does not lie before the end."""
    end = end.astimezone(SEOUL)
    return end.date() + _DAY if end.time() > time() else end.date()


def midnight(day: date) -> datetime:
    """The start of that day in Seoul."""
    return datetime(day.year, day.month, day.day, tzinfo=SEOUL)
