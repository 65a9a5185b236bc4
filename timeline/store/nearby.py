"""What stands about a time, and what its articles tell, as the writer remembers it from one article to the next.

The articles of a batch tell of the same weeks: asked of the database for each, what stands there and what is told of
it took a fifth of an article's whole way. It is remembered for as long as no other connection writes, which SQLite
tells; on PostgreSQL, which does not, to the end of a transaction, while nobody else can.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from timeline.model import Event, EventKind, Span
from timeline.store import tellings
from timeline.store.schema import Instant
from timeline.telling import Telling, times
from timeline.when import WIDE

_DAY = 86_400  # seconds
_LONGEST = 8  # days, of a time that is looked up day by day
MOST_TITLES = 20_000
MOST_TOLD = 2_000  # entries

Stands = tuple[int, str, str]  # start, uid, title


class Nearby:
    """By day the occurrences that begin on it and stand, and by uid what is told of them."""

    def __init__(self) -> None:
        self._version: object = None
        self._open = False  # in a transaction of which it is not known that it was written
        self._days: dict[int, list[Stands]] = {}
        self._told: dict[str, list[Telling]] = {}

    def renew(self, connection: Connection) -> None:
        """Forget what others may have changed, or we took back; at the beginning of each transaction."""
        handle: Any = connection.connection.driver_connection
        sqlite = connection.dialect.name == "sqlite"
        version = handle.execute("PRAGMA data_version").fetchone() if sqlite else object()
        if version != self._version or self._open:
            self._days.clear()
            self._told.clear()
        self._version, self._open = version, True

    def settled(self) -> None:
        """The transaction is written; without this word it is taken to have been taken back."""
        self._open = False

    # ── asking ─────────────────────────────────────────────────────────────────────────────────────

    def near(self, connection: Connection, event: Event) -> list[str]:
        """The uids of standing occurrences whose time and title do not rule the event out, the likest first.

        Bounded: of a stretch of time at most 3,000 titles are looked at, 60 entries come back.
        """
        standing = (found for span in times(event) for found in self._in_time(connection, span))
        return tellings.likest(event.title, standing)

    def tellings(self, connection: Connection, uids: Iterable[str]) -> dict[str, list[Telling]]:
        """What each article tells of these entries, by uid."""
        wanted = list(uids)
        told = {uid: self._told[uid] for uid in wanted if uid in self._told}
        if unknown := [uid for uid in wanted if uid not in told]:
            found = tellings.by_uid(connection, unknown)
            for uid in unknown:
                told[uid] = found[uid]
                self.retold(uid, found[uid])
        return told

    def _in_time(self, connection: Connection, span: Span) -> Iterator[tuple[str, str]]:
        begins, until = tellings.reach(span)
        days = range(begins // _DAY, (until - 1) // _DAY + 1)
        if span.grain in WIDE or len(days) > _LONGEST:
            return tellings.in_time(connection, span)
        held = [self._day(connection, day) for day in days]
        if sum(map(len, held)) >= tellings.LOOKED_AT:
            return tellings.in_time(connection, span)
        here = ((uid, title) for day in held for start, uid, title in day if begins <= start < until)
        return iter((*here, *tellings.over_time(connection, span)))

    def _day(self, connection: Connection, day: int) -> list[Stands]:
        if day not in self._days:
            if sum(map(len, self._days.values())) > MOST_TITLES:
                self._days.clear()
            self._days[day] = tellings.beginning(connection, day * _DAY, (day + 1) * _DAY)
        return self._days[day]

    # ── what the pen writes ────────────────────────────────────────────────────────────────────────

    def added(self, uid: str, event: Event, told: Iterable[Telling]) -> None:
        """An event stands that did not, as these tell it."""
        if event.kind is not EventKind.OCCURRENCE:
            return
        self.retold(uid, told)
        start = Instant.binds(event.span.start) or 0
        if (day := self._days.get(start // _DAY)) is not None:
            insort(day, (start, uid, tellings.title_of(event)))

    def redrawn(self, *events: Event) -> None:
        """An entry is another event, or it stands no longer: what it was and what it is."""
        for event in events:
            self._days.pop((Instant.binds(event.span.start) or 0) // _DAY, None)

    def retold(self, uid: str, told: Iterable[Telling]) -> None:
        """These tell an entry now, the one that proves it first."""
        self._told.pop(uid, None)
        self._told[uid] = [each if each.uid == uid else replace(each, uid=uid) for each in told]
        if len(self._told) > MOST_TOLD:
            del self._told[next(iter(self._told))]

    def edited(self) -> None:
        """An article has another edition: whatever cites it cites that one."""
        self._told.clear()


def nearby(connection: Connection) -> Nearby:
    """What is remembered of a writer's connection, at the beginning of a transaction on it."""
    found: Nearby = connection.info.setdefault("nearby", Nearby())
    found.renew(connection)
    return found
