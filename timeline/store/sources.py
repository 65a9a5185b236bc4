"""What the scheduler remembers of each source: when it is due, who has it in hand, how it went.

The due table is the queue, a lease expires by itself, and a source never leaves the queue for failing.
A time in the future by more than it can rightly be counts as due: a wrong clock cannot silence a source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
    update,
)

from timeline.store import schema as s

LEASE = timedelta(minutes=10)
FETCHES = 30  # looks at a source that are remembered

QUIET = timedelta(hours=8)  # the longest night in which nothing is asked

# Upper bound of a rightful wait: the longest backoff, the jitter on it, a night; or the source's own interval.
LONGEST_WAIT = timedelta(hours=24) * 1.1 + QUIET

# No other machine's clock goes ahead of ours by more: what was tried later than that was planned by a wrong one.
SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Registration:
    """A source as the operator set it up: the part that is written anew at every start."""

    id: str
    name: str
    family: str
    region: str
    host: str
    enabled: bool
    interval: timedelta


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands. `reason` says in a word why it last failed or was skipped; empty after success.

    `strain` weighs the failures in a row, the first of which was at `sick_since`; `pace` is the interval as it was
    adapted to what comes. `quarantined`: since when nothing of it is believed, too much having vanished at once.
    """

    id: str
    name: str
    family: str
    host: str
    enabled: bool
    interval: timedelta
    last_attempt: datetime | None
    last_success: datetime | None
    next_due: datetime | None
    failures: int
    reason: str
    lease_owner: str | None
    strain: float = 0.0
    sick_since: datetime | None = None
    pace: timedelta | None = None
    quarantined: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """How one look at a source went: `new`, `changed` and `same` articles were fetched, `known` ones passed over.

    `undated` of those fetched told no publication (`unparsed`: in words that could not be read), `misfit` ones were
    read by form where the rules found nothing, `garbled` ones lost letters. Of the `failed` ones, `empty` had no
    title or text. `gone` ones were looked at again in vain, `held` ones not believed. `note` is the first complaint.
    """

    source: str
    at: datetime
    reason: str = ""
    pages: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    known: int = 0
    failed: int = 0
    undated: int = 0
    misfit: int = 0
    garbled: int = 0
    note: str = ""
    gone: int = 0
    empty: int = 0
    unparsed: int = 0
    held: int = 0
    seconds: float | None = None


class Sources:
    """The source and page tables; every write is a short transaction of its own."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._reading, self._writing = reading, writing

    def set_up(self, wanted: Sequence[Registration]) -> None:
        """Make the table name these sources: new ones are due at once, missing ones stay, disabled."""
        with self._reading() as connection:
            if not _changes(connection, wanted)[0]:
                return
        with self._writing() as connection:
            changed, held = _changes(connection, wanted)  # another process may have been faster
            for name, row in changed.items():
                if name in held:
                    connection.execute(update(s.source).where(s.source.c.id == name).values(**row))
                else:
                    connection.execute(insert(s.source).values(id=name, **row))

    def states(self) -> list[SourceState]:
        with self._reading() as connection:
            return [_state(row) for row in connection.execute(select(s.source).order_by(s.source.c.id))]

    def state(self, name: str) -> SourceState | None:
        """How one source stands, None if there is none of that id."""
        with self._reading() as connection:
            row = connection.execute(select(s.source).where(s.source.c.id == name)).first()
        return _state(row) if row else None

    def due(self, now: datetime) -> list[str]:
        """The ids of the sources that should be tried now and are in nobody's hand, the latest first."""
        query = select(s.source.c.id).where(_due(now), _free(now)).order_by(s.source.c.next_due_at)
        with self._reading() as connection:
            return list(connection.scalars(query))

    def lease(
        self,
        owner: str,
        now: datetime,
        *,
        wanted: Iterable[str] | None = None,
        limit: int = 200,
        living: Iterable[str] = (),
    ) -> list[str]:
        """Take due sources (or, due or not, those `wanted`) in hand for LEASE, one hand a host.

        What the owners in `living` hold stays theirs, whatever the clock says: it may have been set.
        """
        with self._writing() as connection:
            chosen = _one_hand_a_host(connection, now, wanted, list(living))[:limit]
            held = {"lease_owner": owner, "lease_expires_at": now + LEASE, "last_attempt_at": now}
            connection.execute(update(s.source).where(s.source.c.id.in_(chosen)).values(**held))
        return chosen

    def release(
        self,
        name: str,
        owner: str,
        *,
        next_due: datetime,
        now: datetime,
        failures: int,
        reason: str = "",
        strain: float = 0.0,
        pace: timedelta | None = None,
    ) -> None:
        """Give a source back with its outcome; nothing happens where the lease has gone to another owner.

        A `pace` of None leaves it as it is.
        """
        outcome: dict[str, Any] = {"next_due_at": next_due, "failures": failures, "reason": reason}
        outcome |= {"strain": strain, "sick_since": func.coalesce(s.source.c.sick_since, _moment(now))}
        if not failures:
            outcome["sick_since"] = None
        if not reason:
            outcome["last_success_at"] = now
        if pace is not None:
            outcome["pace_s"] = int(pace.total_seconds())
        mine = and_(s.source.c.id == name, s.source.c.lease_owner == owner)
        freed = {"lease_owner": None, "lease_expires_at": None}
        with self._writing() as connection:
            connection.execute(update(s.source).where(mine).values(**outcome, **freed))

    def put_down(self, states: Sequence[SourceState], owner: str) -> None:
        """Give sources back as they were taken: nothing came of it, as nothing was to."""
        with self._writing() as connection:
            for state in states:
                mine = and_(s.source.c.id == state.id, s.source.c.lease_owner == owner)
                was = {"last_attempt_at": state.last_attempt, "lease_owner": None, "lease_expires_at": None}
                connection.execute(update(s.source).where(mine).values(**was))

    def quarantine(self, name: str, since: datetime | None) -> None:
        """Believe a source no longer, or (None) again."""
        with self._writing() as connection:
            connection.execute(update(s.source).where(s.source.c.id == name).values(quarantined_at=since))

    def rested(self, hosts: Iterable[str]) -> dict[str, datetime]:
        """By host, when the last look at one of its sources ended."""
        ended = func.max(s.fetch.c.at)
        query = select(s.source.c.host, ended).join(s.fetch, s.fetch.c.source == s.source.c.id)
        query = query.where(s.source.c.host.in_(list(hosts))).group_by(s.source.c.host)
        with self._reading() as connection:
            return {row.host: row[1] for row in connection.execute(query)}

    def free(self, owners: Iterable[str], reason: str) -> list[str]:
        """Free what dead owners held: those sources are due at once. Returns their ids."""
        mine = s.source.c.lease_owner.in_(list(owners))
        freed = {"lease_owner": None, "lease_expires_at": None, "next_due_at": None, "reason": reason}
        with self._writing() as connection:
            names = list(connection.scalars(select(s.source.c.id).where(mine)))
            connection.execute(update(s.source).where(mine).values(**freed))
        return names

    def owners(self) -> list[str]:
        """Who holds a lease now."""
        with self._reading() as connection:
            held = select(s.source.c.lease_owner).where(s.source.c.lease_owner.is_not(None)).distinct()
            return [owner for owner in connection.scalars(held) if owner]

    def switch(self, name: str, *, on: bool) -> None:
        """Have a source tried, from now on, or not; one that is switched on is due at once, and believed."""
        values: dict[str, Any] = {"enabled": on, "next_due_at": None}
        if on:
            values["quarantined_at"] = None
        with self._writing() as connection:
            connection.execute(update(s.source).where(s.source.c.id == name).values(**values))

    def hurry(self, name: str) -> None:
        """Have a source tried at once, whatever it waited for."""
        with self._writing() as connection:
            connection.execute(
                update(s.source).where(s.source.c.id == name).values(next_due_at=None, failures=0)
            )

    # ── fetches ────────────────────────────────────────────────────────────────────────────────────

    def note(self, fetch: Fetch) -> None:
        """Remember how a look at a source went; the last FETCHES of each are kept."""
        with self._writing() as connection:
            row = connection.execute(insert(s.fetch).values(**asdict(fetch)))
            mine = s.fetch.c.source == fetch.source
            held = select(s.fetch.c.id).where(mine).order_by(s.fetch.c.id.desc()).offset(FETCHES - 1).limit(1)
            if row.inserted_primary_key and (oldest := connection.scalar(held)) is not None:
                connection.execute(delete(s.fetch).where(mine, s.fetch.c.id < oldest))

    def fetches(self, source: str) -> list[Fetch]:
        """The last looks at a source, the newest first."""
        columns = [column for column in s.fetch.c if column.name != "id"]
        query = select(*columns).where(s.fetch.c.source == source).order_by(s.fetch.c.id.desc())
        with self._reading() as connection:
            return [Fetch(**row._mapping) for row in connection.execute(query)]

    def arrivals(self, source: str, limit: int = 200) -> list[datetime]:
        """When the newest articles of a source were first stored, the newest first."""
        query = select(s.article.c.created_at).where(s.article.c.source == source)
        with self._reading() as connection:
            return list(connection.scalars(query.order_by(s.article.c.created_at.desc()).limit(limit)))


def _moment(now: datetime) -> ColumnElement[datetime]:
    return literal(now, s.Instant)


def _due(now: datetime) -> ColumnElement[bool]:
    when, tried, every = s.source.c.next_due_at, s.source.c.last_attempt_at, s.source.c.interval_s
    ahead = type_coerce(when, BigInteger) - int(now.timestamp())  # seconds
    wrong = and_(when > now + LONGEST_WAIT, ahead > every * 11 / 10 + int(QUIET.total_seconds()))
    wrong = or_(wrong, tried > now + SKEW)
    return and_(s.source.c.enabled.is_(True), or_(when.is_(None), when <= now, wrong))


def _free(now: datetime) -> ColumnElement[bool]:
    until = s.source.c.lease_expires_at
    return or_(until.is_(None), until <= now, until > now + LEASE)


def _one_hand_a_host(
    connection: Connection, now: datetime, wanted: Iterable[str] | None, living: list[str]
) -> list[str]:
    """The free sources whose host nobody has in hand; all of one host may go to one owner together."""
    columns = select(s.source.c.id, s.source.c.host)
    holder = s.source.c.lease_owner
    free = and_(_free(now), or_(holder.is_(None), holder.not_in(living)))
    busy = {row.host for row in connection.execute(columns.where(~free)) if row.host}
    asked = _due(now) if wanted is None else s.source.c.id.in_(list(wanted))
    rows = connection.execute(columns.where(asked, free).order_by(s.source.c.next_due_at))
    return [row.id for row in rows if row.host not in busy]


def _changes(
    connection: Connection, wanted: Sequence[Registration]
) -> tuple[dict[str, dict[str, object]], set[str]]:
    """By id the columns to write, and the ids that are there."""
    held = {row.id: row for row in connection.execute(select(s.source))}
    rows = {source.id: _columns(source) for source in wanted}
    rows |= {name: {"enabled": False} for name in held.keys() - rows.keys()}
    changed = {name: row for name, row in rows.items() if name not in held or _differs(held[name], row)}
    return changed, set(held)


def _columns(source: Registration) -> dict[str, object]:
    return {
        "name": source.name,
        "family": source.family,
        "region": source.region,
        "host": source.host,
        "enabled": source.enabled,
        "interval_s": int(source.interval.total_seconds()),
    }


def _differs(held: Row[tuple[object, ...]], wanted: dict[str, object]) -> bool:
    return any(held._mapping[name] != value for name, value in wanted.items())


def _state(row: Row[tuple[object, ...]]) -> SourceState:
    return SourceState(
        id=row.id,
        name=row.name,
        family=row.family,
        host=row.host,
        enabled=row.enabled,
        interval=timedelta(seconds=row.interval_s),
        last_attempt=row.last_attempt_at,
        last_success=row.last_success_at,
        next_due=row.next_due_at,
        failures=row.failures,
        reason=row.reason,
        lease_owner=row.lease_owner,
        strain=row.strain,
        sick_since=row.sick_since,
        pace=None if row.pace_s is None else timedelta(seconds=row.pace_s),
        quarantined=row.quarantined_at,
    )
