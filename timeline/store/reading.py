"""From rows to entries: the only place that knows how a Query reads as SQL."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from timeline.bigrams import sought
from timeline.model import (
    SEOUL,
    Article,
    Citation,
    Entry,
    Event,
    EventKind,
    Grain,
    Quote,
    Span,
    Status,
)
from timeline.query import Order, Query
from timeline.store import codec, search
from timeline.store import schema as s
from timeline.store.prepared import Prepared, PreparedFor

_LOG = logging.getLogger(__name__)
_PAGE = 500  # entries whose bodies and citations are read at once; bounds memory, not results

_MANY = 2000  # entries; to list so many costs a millisecond

WITHDRAWN = "withdrawn by its site"

_COLUMNS = (
    s.event.c.id,
    s.event.c.uid,
    s.event.c.revision,
    s.event.c.seq,
    type_coerce(s.event.c.created_at, BigInteger),
    type_coerce(s.event.c.updated_at, BigInteger),
    s.event.c.withdrawn,
    s.event_revision.c.body,
)

OUTLINE = (
    *_COLUMNS[1:-1],
    s.event.c.kind,
    type_coerce(s.event.c.start_at, BigInteger),
    type_coerce(s.event.c.end_at, BigInteger),
    s.event.c.grain,
    s.event.c.status,
    s.event.c.confidence,
)
_UNTOLD = Quote(0, 0, "")
_GRAINS = {member.value: member for member in Grain}
_KINDS = {member.value: member for member in EventKind}
_STATUSES = {member.value: member for member in Status}


def entries(connection: Connection, query: Query, limit: int | None, order: Order) -> Iterator[Entry]:
    for chunk in _found(connection, query, limit, order):
        yield from of_rows(connection, chunk)


def _found(
    connection: Connection, query: Query, limit: int | None, order: Order
) -> Iterator[Sequence[Sequence[Any]]]:
    """Their rows, some at a time."""
    if order == "learned" and (asked := sought(query.words)).wanted:
        # The index walked backwards: the newest hits of a common word come without looking at the others.
        plain, told = replace(query, words=""), search.question(asked)
        if limit is not None and limit <= _PAGE and not (query.regions or query.categories or query.sources):
            yield _first_hits(plain, limit).rows(connection, told)
            return
        rows = connection.execute(_of_index(condition(connection, plain), limit), told)
    else:
        wanted = revised().where(
            _first_of_days(connection, query) if query.per_day else condition(connection, query)
        )
        rows = connection.execute(wanted.order_by(*ORDERS[order]).limit(limit))
    yield from rows.partitions(_PAGE)


def outlines(connection: Connection, query: Query) -> Iterator[Entry]:
    """The entries by start, from columns alone: no body is read, no article."""
    wanted = select(*OUTLINE).where(condition(connection, query)).order_by(*ORDERS["start"])
    for chunk in connection.execute(wanted).partitions(_PAGE):
        yield from filter(None, map(try_outline, chunk))


def try_outline(row: Sequence[Any]) -> Entry | None:
    """The entry that OUTLINE's columns tell; None, with a remark, where they cannot be read."""
    try:
        return _outline(*row)
    except (
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
        OSError,
    ):  # one row must not cost the others (R20)
        _LOG.warning("entry %s left out: this release cannot read its columns", row[0])
        return None


def _outline(
    uid: str, revision: int, change: int, created: int, updated: int, withdrawn: bool,
    kind: str, start: int, end: int, grain: str, status: str, confidence: float,
) -> Entry:  # fmt: skip
    span = Span(_at(start), _at(end), _GRAINS[grain])
    event = Event(_KINDS[kind], "", span, _STATUSES[status], _UNTOLD, confidence=confidence)
    return Entry(uid, revision, change, _at(created), _at(updated), event, (), withdrawn)


def entry(connection: Connection, uid: str) -> Entry | None:
    return next(of_rows(connection, connection.execute(revised().where(s.event.c.uid == uid)).all()), None)


def by_uid(connection: Connection, uids: list[str]) -> list[Entry]:
    """The entries of these uids, withdrawn ones too, in the order of minting."""
    if not uids:
        return []
    return list(of_rows(connection, connection.execute(_of_uids(), {"uids": uids}).all()))


def of_article(connection: Connection, article: int) -> list[Entry]:
    return list(of_rows(connection, connection.execute(_of_article(), {"of_article": article}).all()))


def changes(connection: Connection, after: int, limit: int) -> list[Entry]:
    rows = revised().where(s.event.c.seq > after).order_by(s.event.c.seq).limit(limit)
    return list(of_rows(connection, connection.execute(rows).all()))


def article(connection: Connection, source: str, key: str) -> tuple[Article, list[Entry]] | None:
    newest = and_(
        s.article_revision.c.article == s.article.c.id, s.article_revision.c.revision == s.article.c.revision
    )
    columns = (s.article.c.id, s.article.c.withdrawn_at, s.article_revision.c.body)
    wanted = select(*columns).join(s.article_revision, newest)
    row = connection.execute(wanted.where(s.article.c.source == source, s.article.c.key == key)).first()
    told = codec.try_load(Article, row.body) if row else None
    if not row or not told:
        return None
    if row.withdrawn_at:
        return without_text(told), []
    standing = (entry for entry in of_article(connection, row.id) if not entry.withdrawn)
    return told, sorted(standing, key=lambda entry: (entry.event.span.start, entry.uid))


def without_text(article: Article) -> Article:
    """What may still be told of an article that its own site has given up."""
    return replace(article, paragraphs=(), captions=(), subtitles=(), warnings=(WITHDRAWN,))


def articles(
    connection: Connection, after: int, limit: int, since: datetime | None, sources: Sequence[str] = ()
) -> list[tuple[int, Article]]:
    newest = and_(
        s.article_revision.c.article == s.article.c.id, s.article_revision.c.revision == s.article.c.revision
    )
    wanted = select(s.article.c.id, s.article_revision.c.body).join(s.article_revision, newest)
    wanted = wanted.where(s.article.c.withdrawn_at.is_(None))
    if since is not None:
        wanted = wanted.where(func.coalesce(s.article.c.published_at, s.article.c.created_at) >= since)
    if sources:
        wanted = wanted.where(s.article.c.source.in_(sources))
    found: list[tuple[int, Article]] = []
    while len(found) < limit:  # rows that cannot be read must not end a page early
        missing = limit - len(found)
        rows = connection.execute(
            wanted.where(s.article.c.id > after).order_by(s.article.c.id).limit(missing)
        ).all()
        found += [(row.id, told) for row in rows if (told := codec.try_load(Article, row.body))]
        if len(rows) < missing:
            break
        after = rows[-1].id
    return found


def counts(connection: Connection) -> dict[str, int]:
    standing = and_(s.event.c.kind == EventKind.OCCURRENCE.value, s.event.c.withdrawn.is_(False))
    return {
        "articles": connection.scalar(select(func.count()).select_from(s.article)) or 0,
        "events": connection.scalar(select(func.count()).select_from(s.event).where(standing)) or 0,
        "changes": connection.scalar(select(func.max(s.change.c.seq))) or 0,
    }


@cache
def revised() -> Select[tuple[object, ...]]:
    newest = and_(s.event_revision.c.event == s.event.c.id, s.event_revision.c.revision == s.event.c.revision)
    return select(*_COLUMNS).join(s.event_revision, newest)


@lru_cache(maxsize=64)  # whatever words are sought: building and running it costs more than the index does
def _first_hits(query: Query, limit: int) -> Prepared:
    return Prepared(_of_index(_bounded(and_(True, *_base(query)), query), limit))


def _of_index(wanted: ColumnElement[bool], limit: int | None) -> Select[Any]:
    """What asks for the entries that the index names and the query lets pass, the newest first."""
    hits = revised().join(search.index, search.index.c.rowid == s.event.c.id).where(search.MATCHES, wanted)
    return hits.order_by(search.index.c.rowid.desc()).limit(limit)


@cache
def _of_uids() -> Select[tuple[object, ...]]:
    return revised().where(s.event.c.uid.in_(bindparam("uids", expanding=True))).order_by(s.event.c.id)


@cache
def _of_article() -> Select[tuple[object, ...]]:
    mine = select(s.event_article.c.event).where(s.event_article.c.article == bindparam("of_article"))
    return revised().where(s.event.c.id.in_(mine)).order_by(s.event.c.id)


ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    "start": (s.event.c.start_at, s.event.c.uid),
    "latest": (s.event.c.start_at.desc(), s.event.c.uid),
    "changed": (s.event.c.seq.desc(),),
    "learned": (s.event.c.id.desc(),),
}


def _first_of_days(connection: Connection, query: Query) -> ColumnElement[bool]:
    """Those of the entries wanted that are among the first of their day."""
    place = func.row_number().over(partition_by=s.event.c.day, order_by=ORDERS["start"]).label("place")
    ranked = select(s.event.c.id, place).where(condition(connection, query)).subquery()
    return s.event.c.id.in_(select(ranked.c.id).where(ranked.c.place <= query.per_day))


def condition(connection: Connection, query: Query) -> ColumnElement[bool]:
    return _bounded(and_(True, *_base(query), *_tagged(connection, query)), query)


def _bounded(base: ColumnElement[bool], query: Query) -> ColumnElement[bool]:
    """What of those lies in the window that the query names."""
    if query.until is not None:
        base = and_(base, s.event.c.start_at < query.until)
    if query.starting is not None:
        base = and_(base, s.event.c.start_at >= query.starting)
    if query.since is None:
        return base
    current = s.event.c.end_at > query.since
    if not query.newest_past:
        return and_(base, current)
    past = select(s.event.c.id).where(base, ~current).order_by(s.event.c.start_at.desc(), s.event.c.uid)
    return and_(base, or_(current, s.event.c.id.in_(past.limit(query.newest_past))))


def _base(query: Query) -> Iterator[ColumnElement[bool]]:
    if not query.withdrawn:
        yield s.event.c.withdrawn.is_(False)
    if query.min_confidence > 0:
        yield s.event.c.confidence >= query.min_confidence
    if query.revised:
        yield s.event.c.revision > 0
    if query.changed_after:
        yield s.event.c.seq > query.changed_after
    for column, wanted in (
        (s.event.c.kind, query.kinds),
        (s.event.c.status, query.statuses),
        (s.event.c.grain, query.grains),
    ):
        if wanted:
            yield column.in_([literal(value.value) for value in wanted])  # each a value of its own: Prepared
    yield from search.found(query.words)
    if query.with_day is not None:
        yield s.event.c.day.is_not(None) if query.with_day else s.UNDATED
    if query.learned_before:
        named = select(s.event.c.id).where(s.event.c.uid == query.learned_before).scalar_subquery()
        yield s.event.c.id < named
    if query.lone_reports:
        yield or_(s.event.c.kind != EventKind.REPORT.value, ~_has_occurrence(query.min_confidence))


def _tagged(connection: Connection, query: Query) -> Iterator[ColumnElement[bool]]:
    for name, values in (("region", query.regions), ("category", query.categories)):
        if values:
            tagged = select(s.event_tag.c.event).where(
                s.event_tag.c.name == name, s.event_tag.c.value.in_(values)
            )
            yield _among(connection, tagged)
    if query.sources:
        yield _among(connection, _told_by(query.sources))


def _among(connection: Connection, having: Select[tuple[int]]) -> ColumnElement[bool]:
    """Whether an entry is among those: few are listed; where they are many, each entry is asked, so that a month or
    a page does not pay for the years."""
    (event,) = having.selected_columns
    if (connection.scalar(select(func.count()).select_from(having.limit(_MANY).subquery())) or 0) < _MANY:
        return s.event.c.id.in_(having)
    return having.where(event == s.event.c.id).correlate(s.event).exists()


def _told_by(sources: Iterable[str]) -> Select[tuple[int]]:
    told = s.event_article.join(s.article, s.event_article.c.article == s.article.c.id)
    return select(s.event_article.c.event).select_from(told).where(s.article.c.source.in_(sources))


def _has_occurrence(min_confidence: float) -> ColumnElement[bool]:
    """Whether another entry of the event's article is an occurrence that stands."""
    mine, theirs, other = s.event_article.alias(), s.event_article.alias(), s.event.alias()
    return exists().where(
        mine.c.event == s.event.c.id,
        theirs.c.article == mine.c.article,
        other.c.id == theirs.c.event,
        other.c.kind == EventKind.OCCURRENCE.value,
        other.c.withdrawn.is_(False),
        other.c.confidence >= min_confidence,
    )


def of_rows(connection: Connection, rows: Iterable[Any]) -> Iterator[Entry]:
    rows = list(rows)
    citations = _citations(connection, [row[0] for row in rows])
    for number, uid, revision, change, created, updated, withdrawn, body in rows:
        if (told := codec.try_event(body)) is None:
            _LOG.warning("entry %s left out: this release cannot read its body", uid)
            continue
        cited = tuple(citations.get(number, ()))
        yield Entry(uid, revision, change, _at(created), _at(updated), told, cited, withdrawn)


@lru_cache(maxsize=4096)  # the entries of an article share theirs
def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, SEOUL)


def _citations(connection: Connection, events: list[int]) -> dict[int, list[Citation]]:
    if not events:
        return {}
    cited: dict[int, list[Citation]] = defaultdict(list)
    read: dict[int, Citation | None] = {}
    for event, _, article, body in sorted(_CITED.rows(connection, events), key=itemgetter(1, 2)):
        if article not in read:
            read[article] = codec.try_cite(body)
        if cites := read[article]:
            cited[event].append(cites)
    return cited


def _cited(events: Sequence[BindParameter[int]]) -> Select[Any]:
    """What asks for the newest editions that tell some events, with their places; a database would carry the
    bodies through its sorting."""
    newest = and_(
        s.article_revision.c.article == s.article.c.id, s.article_revision.c.revision == s.article.c.revision
    )
    told = s.event_article.join(s.article, s.article.c.id == s.event_article.c.article)
    columns = (s.event_article.c.event, s.event_article.c.position, s.event_article.c.article)
    rows = select(*columns, s.article_revision.c.body).select_from(told.join(s.article_revision, newest))
    return rows.where(s.event_article.c.event.in_(events))


_CITED = PreparedFor(_cited, Integer())


def citation(article: Article) -> Citation:
    """The article as its entries name it."""
    return Citation(
        article.source, article.key, article.url, article.publisher, article.title, article.published
    )
