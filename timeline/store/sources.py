"""What the scheduler remembers of each source: when it is due, who has it in hand, how it went.

The due table is the queue, a lease expires by itself, and a source never leaves the queue for failing.
A time in the future by more than it can rightly be counts as due: a wrong clock cannot silence a source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
    update,
)

from timeline.store import schema as s
from timeline.store.prepared import Prepared

LEASE = timedelta(minutes=10)
FETCHES = 30  # looks at a source that are remembered
ARRIVALS = 200  # articles of a source by which its usual pace is told

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
class Summary:
    """How the enabled sources stand together: how many, how many of them failing, the newest success of any."""

    enabled: int
    failing: int
    last_success: datetime | None


@dataclass(frozen=True, slots=True)
class Glance:
    """Who holds leases; whether sources have no time yet, and any is due; how many wait, and how long (`lag`)."""

    owners: tuple[str, ...]
    unplanned: bool
    due: bool
    overdue: int
    lag: timedelta


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
            if new := [{"id": name, **row} for name, row in changed.items() if name not in held]:
                connection.execute(insert(s.source), new)

    def states(self) -> list[SourceState]:
        with self._reading() as connection:
            return [_state(row) for row in connection.execute(select(s.source).order_by(s.source.c.id))]

    def state(self, name: str) -> SourceState | None:
        """How one source stands, None if there is none of that id."""
        with self._reading() as connection:
            row = _SOURCE.row(connection, {"of_source": name})
        return _state(SimpleNamespace(**dict(zip(_SOURCE_NAMES, row, strict=True)))) if row else None

    def summary(self) -> Summary:
        failing = func.count().filter(_FAILING)
        query = select(func.count(), failing, func.max(s.source.c.last_success_at)).where(_ENABLED)
        with self._reading() as connection:
            return Summary(*connection.execute(query).one())

    def standing(self, now: datetime) -> dict[str, int]:
        """How many sources are disabled, in hand, failing, new, late or ok."""
        columns, when = s.source.c, s.source.c.next_due_at
        state = case(
            (columns.enabled.is_(False), "disabled"),
            (columns.lease_owner.is_not(None), "in hand"),
            (_FAILING, "failing"),
            (columns.last_success_at.is_(None), "new"),
            (when <= now, "late"),
            else_="ok",
        )
        with self._reading() as connection:
            counted = connection.execute(select(state, func.count()).group_by(state))
            told = {name: count for name, count in counted}  # noqa: C416  rows, not pairs
        return dict.fromkeys(("disabled", "in hand", "failing", "new", "late", "ok"), 0) | told

    def due(self, now: datetime) -> list[str]:
        """The ids of the sources that should be tried now and are in nobody's hand, the latest first.

        Each kind of due is a stretch of the index, so that asking costs what is due and not what is known.
        """
        found: list[tuple[datetime | None, str]] = []
        with self._reading() as connection:
            for when in _dues(now):
                query = select(s.source.c.next_due_at, s.source.c.id).where(_ENABLED, when, _free(now))
                found += [(row.next_due_at, row.id) for row in connection.execute(query)]
        return [name for _, name in sorted(found, key=lambda each: (each[0] is not None, *each))]

    def glance(self, now: datetime, *, stepped: bool = True) -> Glance:
        """What the scheduler needs to know at each tick, of one snapshot, at the cost of what is due.

        Only where the clock may have `stepped` is every source asked whether it was tried in the future.
        """
        when = s.source.c.next_due_at
        none, come, *wrong = _dues(now)
        found = [exists().where(_ENABLED, kind, _free(now)) for kind in (none, *wrong[: 1 + stepped])]
        waiting = select(func.count(), func.min(when)).where(_ENABLED, come, _free(now))
        with self._reading() as connection:
            unplanned, *strayed = map(bool, connection.execute(select(*found)).one())
            count, oldest = connection.execute(waiting).one()
            owners = connection.scalars(select(s.source.c.lease_owner).where(_HELD).distinct()).all()
        lag = now - oldest if oldest else timedelta(0)
        due = bool(count or unplanned or any(strayed))
        return Glance(tuple(filter(None, owners)), unplanned, due, count, lag)

    def plan(self, now: datetime) -> None:
        """Give the enabled sources that have no time yet one: now. From then on their waiting is counted."""
        unplanned = and_(_ENABLED, s.source.c.next_due_at.is_(None))
        with self._writing() as connection:
            connection.execute(update(s.source).where(unplanned).values(next_due_at=now))

    def held(self, owner: str) -> list[SourceState]:
        """What an owner has in hand."""
        query = select(s.source).where(_HELD, s.source.c.lease_owner == owner).order_by(s.source.c.id)
        with self._reading() as connection:
            return [_state(row) for row in connection.execute(query)]

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

    def free(self, owners: Iterable[str], reason: str, due: datetime | None = None) -> list[str]:
        """Free what dead owners held: those sources are due then, or at once. Returns their ids."""
        mine = s.source.c.lease_owner.in_(list(owners))
        freed = {"lease_owner": None, "lease_expires_at": None, "next_due_at": due, "reason": reason}
        with self._writing() as connection:
            names = list(connection.scalars(select(s.source.c.id).where(mine)))
            connection.execute(update(s.source).where(mine).values(**freed))
        return names

    def owners(self) -> list[str]:
        """Who holds a lease now."""
        with self._reading() as connection:
            held = select(s.source.c.lease_owner).where(_HELD).distinct()
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

    def forgive(self, names: Iterable[str]) -> None:
        """Have sources tried at once, as if they had never failed; one in quarantine stays there."""
        fresh = {"next_due_at": None, "failures": 0, "strain": 0.0, "reason": "", "sick_since": None}
        with self._writing() as connection:
            connection.execute(update(s.source).where(s.source.c.id.in_(list(names))).values(**fresh))

    # ── fetches ────────────────────────────────────────────────────────────────────────────────────

    def note(self, fetch: Fetch) -> None:
        """Remember how a look at a source went; the last FETCHES of each are kept."""
        with self._writing() as connection:
            _ADD_FETCH.run(connection, {name: getattr(fetch, name) for name in _FETCH_NAMES})
            _FORGET_FETCHES.run(connection, {"of_source": fetch.source})

    def fetches(self, source: str) -> list[Fetch]:
        """The last looks at a source, the newest first."""
        with self._reading() as connection:
            rows = _LOOKS.rows(connection, {"of_source": source})
        return [Fetch(**dict(zip(_FETCH_NAMES, row, strict=True))) for row in rows]

    def arrivals(self, source: str) -> list[datetime]:
        """When the newest articles of a source were first stored, the newest first."""
        with self._reading() as connection:
            return [at for (at,) in _ARRIVALS.rows(connection, {"of_source": source})]


# What is asked at the end of each look is prepared: of a look that finds nothing new it was half the work.
_MINE: BindParameter[str] = bindparam("of_source", type_=s.Words())
_SOURCE = Prepared(select(s.source).where(s.source.c.id == _MINE))
_SOURCE_NAMES = [column.name for column in s.source.c]
_FETCH_NAMES = [column.name for column in s.fetch.c if column.name != "id"]
_ADD_FETCH = Prepared(insert(s.fetch))
_OF_SOURCE = select(s.fetch).where(s.fetch.c.source == _MINE).order_by(s.fetch.c.id.desc())
_LOOKS = Prepared(_OF_SOURCE.with_only_columns(*(s.fetch.c[name] for name in _FETCH_NAMES)))
_OLDEST = _OF_SOURCE.with_only_columns(s.fetch.c.id).offset(FETCHES - 1).limit(1).scalar_subquery()
_FORGET_FETCHES = Prepared(delete(s.fetch).where(s.fetch.c.source == _MINE, s.fetch.c.id < _OLDEST))
_STORED = select(s.article.c.created_at).where(s.article.c.source == _MINE)
_ARRIVALS = Prepared(_STORED.order_by(s.article.c.created_at.desc()).limit(ARRIVALS))


def _moment(now: datetime) -> ColumnElement[datetime]:
    return literal(now, s.Instant)


_ENABLED = s.source.c.enabled.is_(True)
_FAILING = s.source.c.reason.not_in(("", "unfinished"))  # who was asked to stop has not failed
_HELD = s.source.c.lease_expires_at > datetime(
    1970, 1, 1, tzinfo=UTC
)  # a stretch of an index; NOT NULL is none


def _dues(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What makes an enabled source due: no time, a time that has come, one that no rightful wait reaches, or
    that was planned by a clock that ran ahead."""
    when, tried, every = s.source.c.next_due_at, s.source.c.last_attempt_at, s.source.c.interval_s
    ahead = type_coerce(when, BigInteger) - int(now.timestamp())  # seconds
    wrong = and_(when > now + LONGEST_WAIT, ahead > every * 11 / 10 + int(QUIET.total_seconds()))
    strayed = and_(
        tried > now + SKEW, ahead > 0, ~wrong
    )  # not `when`: its index holds every source that waits
    return when.is_(None), when <= now, wrong, strayed


def _free(now: datetime) -> ColumnElement[bool]:
    until = s.source.c.lease_expires_at
    return or_(until.is_(None), until <= now, until > now + LEASE)


def _one_hand_a_host(
    connection: Connection, now: datetime, wanted: Iterable[str] | None, living: list[str]
) -> list[str]:
    """The free sources whose host nobody has in hand; all of one host may go to one owner together.

    The first of every host come before the second of any, each by lateness, so that a host with many sources
    fills no batch alone.
    """
    columns = select(s.source.c.id, s.source.c.host, s.source.c.next_due_at)
    holder = s.source.c.lease_owner
    free = and_(_free(now), or_(holder.is_(None), holder.not_in(living)))
    busy = set(connection.scalars(select(s.source.c.host).where(_HELD, ~free)))
    asked = (
        [s.source.c.id.in_(list(wanted))] if wanted is not None else [and_(_ENABLED, d) for d in _dues(now)]
    )
    rows = [row for each in asked for row in connection.execute(columns.where(each, free))]
    rows.sort(key=lambda row: (row.next_due_at is not None, row.next_due_at, row.id))
    turns: Counter[str] = Counter()
    order: list[tuple[int, int, str]] = []
    for row in rows:
        if not row.host or row.host not in busy:
            order.append((turns[row.host] if row.host else 0, len(order), row.id))
            turns[row.host] += 1
    return [name for *_, name in sorted(order)]


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


def _state(row: Any) -> SourceState:
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
