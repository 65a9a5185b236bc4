"""What an operator should look at: facts with a beginning and an end, so that each is told once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from timeline.store import schema as s
from timeline.store.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is wrong with a source since then; `kind` is a word for programs, `told` a line for people.

    `sent` is when it was told elsewhere (a webhook), None while it was not.
    """

    source: str
    kind: str
    told: str
    since: datetime
    sent: datetime | None = None


class Alarms:
    """The alarms that stand now; one that is over leaves the table."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._reading, self._writing = reading, writing

    def standing(self, source: str | None = None) -> list[Alarm]:
        """The alarms of a source, or of all, the oldest first."""
        asked, of = (_STANDING, {}) if source is None else (_STANDING_HERE, {"of_source": source})
        with self._reading() as connection:
            return [Alarm(*row) for row in asked.rows(connection, of)]

    def settle(
        self, source: str, found: Mapping[str, str], now: datetime
    ) -> tuple[Sequence[Alarm], Sequence[Alarm]]:
        """Make these, by kind, the source's alarms; returns those that are new, and those that are over."""
        held = {alarm.kind: alarm for alarm in self.standing(source)}
        if {kind: alarm.told for kind, alarm in held.items()} == dict(found):
            return (), ()
        raised = [Alarm(source, kind, told, now) for kind, told in found.items() if kind not in held]
        over = [alarm for kind, alarm in held.items() if kind not in found]
        here = s.alarm.c.source == source
        with self._writing() as connection:
            gone = [alarm.kind for alarm in over]
            connection.execute(delete(s.alarm).where(here, s.alarm.c.kind.in_(gone)))
            for kind, told in found.items():
                if kind in held:
                    connection.execute(update(s.alarm).where(here, s.alarm.c.kind == kind).values(told=told))
                else:
                    row = {"source": source, "kind": kind, "told": told, "since": now}
                    connection.execute(insert(s.alarm).values(**row))
        return raised, over

    def unsent(self) -> list[Alarm]:
        """The alarms that nobody was told of elsewhere yet."""
        return [alarm for alarm in self.standing() if alarm.sent is None]

    def sent(self, alarms: Sequence[Alarm], now: datetime) -> None:
        """Remember that these were told."""
        if not alarms:
            return
        told = [and_(s.alarm.c.source == alarm.source, s.alarm.c.kind == alarm.kind) for alarm in alarms]
        with self._writing() as connection:
            connection.execute(update(s.alarm).where(or_(*told)).values(sent_at=now))


_ALL = select(s.alarm).order_by(s.alarm.c.since, s.alarm.c.source, s.alarm.c.kind)
_STANDING = Prepared(_ALL)
_STANDING_HERE = Prepared(_ALL.where(s.alarm.c.source == bindparam("of_source")))
