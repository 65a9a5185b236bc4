"""What is remembered of each page of a source: what its server said of it, and when it was last looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Insert,
    Integer,
    Select,
    and_,
    bindparam,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from timeline.model import Article
from timeline.store import codec
from timeline.store import schema as s
from timeline.store.prepared import Prepared

SOONEST = timedelta(hours=6)  # an article, and a page that failed, are not looked at again before
LOOKED_AFTER = timedelta(days=14)  # how long after its first storing an article is looked at again
GONE_TWICE = timedelta(hours=24)  # between two answers that an article is gone


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server, or a file system, said of a page when it was last read.

    `lies` marks validators that stayed while the page changed: they are not to be asked by.
    """

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    lies: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """A stored article that is to be looked at again; `gone` is when its site first said that it is no more."""

    key: str
    url: str
    looked: datetime
    said: Validators
    gone: datetime | None = None


class Pages:
    """The page table; every write is a short transaction of its own."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._reading, self._writing = reading, writing

    def of(self, source: str) -> dict[str, Validators]:
        """By URL, what was said of each page of a source when it was last read."""
        with self._reading() as connection:
            rows = connection.execute(select(s.page.c.url, *_SAID).where(s.page.c.source == source))
            return {row.url: Validators(*row[1:]) for row in rows}

    def seen(self, source: str, url: str) -> tuple[datetime, Validators] | None:
        """When a page was last read and what was said of it, None if it was not read yet."""
        with self._reading() as connection:
            row = _SEEN.row(connection, {"of_source": source, "of_url": url})
        return (row[0], Validators(*row[1:])) if row else None

    def saw(self, source: str, url: str, now: datetime, status: int, said: Validators) -> None:
        """Remember that a page was read, and what was said of it."""
        with self._writing() as connection:
            remember(connection, source, url, now, status, said)

    def looked(self, source: str, url: str, now: datetime) -> None:
        """Remember that a page was as it had been."""
        with self._writing() as connection:
            held = {"fetched_at": now, "gone_at": None}
            connection.execute(update(s.page).where(_here(source, url)).values(**held))

    def missed(self, source: str, url: str, now: datetime, status: int, *, gone: bool) -> bool:
        """Remember that a page was not to be had; True if it is `gone` for the second time, a day or more apart."""
        query = select(s.page.c.gone_at).where(_here(source, url))
        with self._reading() as connection:
            first = connection.scalar(query)
        since = (first or now) if gone else first
        told = {"source": source, "url": url, "fetched_at": now, "status": status, "gone_at": since}
        with self._writing() as connection:
            connection.execute(_upsert(connection.dialect.name, *_LOOK), {**_NOTHING, **told})
        return gone and first is not None and now - first >= GONE_TWICE

    def known(self, source: str, keys: Sequence[str], now: datetime) -> set[str]:
        """Which of these articles are stored and stand, or were tried in vain a short while ago."""
        mine = and_(
            s.article.c.source == source, s.article.c.key.in_(keys), s.article.c.withdrawn_at.is_(None)
        )
        stored = select(s.article.c.key).where(mine)
        lately = and_(s.page.c.status != 200, s.page.c.fetched_at > now - SOONEST)
        tried = select(s.page.c.url).where(s.page.c.source == source, s.page.c.url.in_(keys), lately)
        with self._reading() as connection:
            return {*connection.scalars(stored), *connection.scalars(tried)}

    def again(self, source: str, now: datetime, limit: int, *, newest: bool = False) -> list[Again]:
        """The articles that it is time to look at again, those not seen for longest first.

        An article is looked at six hours after it was stored, then after as long again as it was followed until then,
        for two weeks; one that was gone, a day later. `newest` asks for the newest ones, due or not.
        """
        asked = {"of_source": source, "most": limit, "since": now - LOOKED_AFTER}
        asked |= {"moment": int(now.timestamp()), "soonest": now - SOONEST, "twice": now - GONE_TWICE}
        with self._reading() as connection:
            found = (_NEWEST if newest else _DUE).rows(connection, asked)
        told = [(row, codec.try_load(Article, row[1])) for row in found]
        return [
            Again(key, article.url, looked, Validators(*said), gone)
            for (key, _body, looked, gone, *said), article in told
            if article and article.url
        ]

    def published(self, source: str, keys: Sequence[str]) -> list[datetime]:
        """When those of the articles that are stored and say so were published."""
        told = s.article.c.published_at
        query = select(told).where(s.article.c.source == source, s.article.c.key.in_(keys), told.is_not(None))
        with self._reading() as connection:
            return list(connection.scalars(query))

    def edited(self, source: str, key: str) -> datetime | None:
        """When the newest edition of an article was stored."""
        with self._reading() as connection:
            return connection.scalar(select(s.article.c.updated_at).filter_by(source=source, key=key))

    def liars(self, sources: Collection[str]) -> set[str]:
        """Those of the sources whose servers' validators are not to be trusted."""
        query = select(s.page.c.source).where(s.page.c.source.in_(sources), s.page.c.lies.is_(True))
        with self._reading() as connection:
            return set(connection.scalars(query.distinct()))


def remember(
    connection: Connection, source: str, url: str, now: datetime, status: int, said: Validators
) -> None:
    """Note in this transaction that a page was read, and what was said of it."""
    told = {"source": source, "url": url, "fetched_at": now, "status": status, "gone_at": None}
    _REMEMBER.run(connection, told | {name: getattr(said, name) for name in _NOTHING})


_NOTHING = asdict(Validators())
_LOOK = ("fetched_at", "status", "gone_at")


@cache
def _upsert(tongue: str, *names: str) -> Insert:
    """What adds a page's row, or brings these columns of the one that stands to what is told now."""
    row = sqlite.insert(s.page) if tongue == "sqlite" else postgresql.insert(s.page)
    new = {name: row.excluded[name] for name in names}
    return row.on_conflict_do_update(index_elements=("source", "url"), set_=new)


_REMEMBER = Prepared(lambda tongue: _upsert(tongue, *_LOOK, *_NOTHING))
_SAID = (s.page.c.etag, s.page.c.last_modified, s.page.c.body_hash, s.page.c.lies)


def _here(source: str, url: str) -> ColumnElement[bool]:
    return and_(s.page.c.source == source, s.page.c.url == url)


def _due() -> ColumnElement[bool]:
    looked, stored = (type_coerce(c, BigInteger) for c in (s.page.c.fetched_at, s.article.c.created_at))
    gone = and_(s.page.c.gone_at.is_not(None), s.page.c.fetched_at <= bindparam("twice"))
    stands = and_(
        s.page.c.gone_at.is_(None),
        s.page.c.fetched_at <= bindparam("soonest"),
        2 * looked - stored <= bindparam("moment"),
    )
    return or_(gone, stands)


def _again() -> Select[Any]:
    """The articles of a source that may be looked at again, with their pages."""
    mine = and_(s.page.c.source == s.article.c.source, s.page.c.url == s.article.c.key)
    body = and_(
        s.article_revision.c.article == s.article.c.id, s.article_revision.c.revision == s.article.c.revision
    )
    columns = (s.article.c.key, s.article_revision.c.body, s.page.c.fetched_at, s.page.c.gone_at, *_SAID)
    rows = select(*columns).select_from(s.article.join(s.page, mine).join(s.article_revision, body))
    rows = rows.where(s.article.c.source == bindparam("of_source"), s.article.c.withdrawn_at.is_(None))
    return rows.where(s.article.c.created_at > bindparam("since")).limit(bindparam("most", type_=Integer()))


_DUE = Prepared(_again().where(_due()).order_by(s.page.c.fetched_at))
_NEWEST = Prepared(_again().order_by(s.article.c.created_at.desc()))
_SEEN = Prepared(
    select(s.page.c.fetched_at, *_SAID).where(
        s.page.c.source == bindparam("of_source"), s.page.c.url == bindparam("of_url")
    )
)
