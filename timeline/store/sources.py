"""What the scheduler remembers of each source: when it is due, who has it in hand, how it went.

The due table is the queue, a lease expires by itself, and a source never leaves the queue for failing.
A time in the future by more than it can rightly be counts as due: a wrong clock cannot silence a source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, or_, select, update

from timeline.store import schema as s

LEASE = timedelta(minutes=10)
FETCHES = 30  # looks at a source that are remembered

# Upper bound of a rightful wait: the longest backoff, and the jitter on it.
LONGEST_WAIT = timedelta(hours=24) * 1.1


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
    """How a source stands. `reason` says in a word why it last failed or was skipped; empty after success."""

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


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server, or a file system, said of a page when it was last read."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class Fetch:
    """How one look at a source went: `new`, `changed` and `same` articles were fetched, `known` ones passed over.

    `undated` of those fetched told no publication, `misfit` ones were read by form where the rules found
    nothing, `garbled` ones lost letters. `note` is the first complaint.
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
            held = {row.id: row for row in connection.execute(select(s.source))}
        rows = {source.id: _columns(source) for source in wanted}
        rows |= {name: {"enabled": False} for name in held.keys() - rows.keys()}
        changed = {name: row for name, row in rows.items() if name not in held or _differs(held[name], row)}
        if not changed:
            return
        with self._writing() as connection:
            for name, row in changed.items():
                if name in held:
                    connection.execute(update(s.source).where(s.source.c.id == name).values(**row))
                else:
                    connection.execute(insert(s.source).values(id=name, **row))

    def states(self) -> list[SourceState]:
        with self._reading() as connection:
            return [_state(row) for row in connection.execute(select(s.source).order_by(s.source.c.id))]

    def due(self, now: datetime) -> list[str]:
        """The ids of the sources that should be tried now and are in nobody's hand, the latest first."""
        query = select(s.source.c.id).where(_due(now), _free(now)).order_by(s.source.c.next_due_at)
        with self._reading() as connection:
            return list(connection.scalars(query))

    def lease(
        self, owner: str, now: datetime, *, wanted: Iterable[str] | None = None, limit: int = 200
    ) -> list[str]:
        """Take due sources (or, due or not, those `wanted`) in hand for LEASE, one hand a host."""
        with self._writing() as connection:
            chosen = _one_hand_a_host(connection, now, wanted)[:limit]
            held = {"lease_owner": owner, "lease_expires_at": now + LEASE, "last_attempt_at": now}
            connection.execute(update(s.source).where(s.source.c.id.in_(chosen)).values(**held))
        return chosen

    def release(
        self, name: str, owner: str, *, next_due: datetime, now: datetime, failures: int, reason: str = ""
    ) -> None:
        """Give a source back with its outcome; nothing happens where the lease has gone to another owner."""
        outcome = {"next_due_at": next_due, "failures": failures, "reason": reason}
        if not reason:
            outcome["last_success_at"] = now
        mine = and_(s.source.c.id == name, s.source.c.lease_owner == owner)
        freed = {"lease_owner": None, "lease_expires_at": None}
        with self._writing() as connection:
            connection.execute(update(s.source).where(mine).values(**outcome, **freed))

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
        """Have a source tried, from now on, or not; one that is switched on is due at once."""
        values = {"enabled": on, "next_due_at": None}
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

    # ── pages ──────────────────────────────────────────────────────────────────────────────────────

    def validators(self, source: str) -> dict[str, Validators]:
        """By URL, what was said of each page of a source when it was last read."""
        columns = (s.page.c.url, s.page.c.etag, s.page.c.last_modified, s.page.c.body_hash)
        with self._reading() as connection:
            rows = connection.execute(select(*columns).where(s.page.c.source == source))
            return {row.url: Validators(row.etag, row.last_modified, row.body_hash) for row in rows}

    def seen(self, source: str, url: str) -> Validators | None:
        """What was said of one page, None if it was not read yet."""
        columns = (s.page.c.etag, s.page.c.last_modified, s.page.c.body_hash)
        with self._reading() as connection:
            here = select(*columns).where(s.page.c.source == source, s.page.c.url == url)
            row = connection.execute(here).first()
        return Validators(*row) if row else None

    def looked(self, source: str, url: str) -> datetime | None:
        """When a page was last read."""
        query = select(s.page.c.fetched_at).where(s.page.c.source == source, s.page.c.url == url)
        with self._reading() as connection:
            return connection.scalar(query)

    def saw(self, source: str, url: str, now: datetime, status: int, validators: Validators) -> None:
        """Remember that a page was read, and what was said of it."""
        row = {
            "fetched_at": now,
            "status": status,
            "etag": validators.etag,
            "last_modified": validators.last_modified,
            "body_hash": validators.body_hash,
        }
        here = and_(s.page.c.source == source, s.page.c.url == url)
        with self._writing() as connection:
            if not connection.execute(update(s.page).where(here).values(**row)).rowcount:
                connection.execute(insert(s.page).values(source=source, url=url, **row))


def _due(now: datetime) -> ColumnElement[bool]:
    when = s.source.c.next_due_at
    return and_(s.source.c.enabled.is_(True), or_(when.is_(None), when <= now, when > now + LONGEST_WAIT))


def _free(now: datetime) -> ColumnElement[bool]:
    until = s.source.c.lease_expires_at
    return or_(until.is_(None), until <= now, until > now + LEASE)


def _one_hand_a_host(connection: Connection, now: datetime, wanted: Iterable[str] | None) -> list[str]:
    """The free sources whose host nobody has in hand; all of one host may go to one owner together."""
    columns = select(s.source.c.id, s.source.c.host)
    busy = {row.host for row in connection.execute(columns.where(~_free(now))) if row.host}
    asked = _due(now) if wanted is None else s.source.c.id.in_(list(wanted))
    rows = connection.execute(columns.where(asked, _free(now)).order_by(s.source.c.next_due_at))
    return [row.id for row in rows if row.host not in busy]


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
    )
