"""Who tells an entry, who might tell the same, and what was ruled: the rows behind identity over articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from operator import add
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    CompoundSelect,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    text,
    type_coerce,
    union_all,
)

from timeline.model import SEOUL, Entry, Event, EventKind, Span, Status
from timeline.query import Joining
from timeline.store import codec, reading
from timeline.store import schema as s
from timeline.store.prepared import Prepared, PreparedFor
from timeline.store.schema import Instant, Words
from timeline.telling import Ruling, Rulings, Telling, times
from timeline.when import WIDE

_DAY = timedelta(days=1)
_LONGEST = timedelta(days=100)  # of what lasts longer, only what begins on the same day is compared
LOOKED_AT = 3000  # rows of a busy stretch of time, titles only
_LOADED = 60  # of them the likest, bodies too

Told = tuple[Entry, tuple[Telling, ...]]


def of_entries(connection: Connection, uids: Iterable[str]) -> list[Told]:
    """The entries of those uids, with what each article tells of it, by uid."""
    entries = reading.by_uid(connection, sorted(uids))
    told = by_uid(connection, [entry.uid for entry in entries])
    return [(entry, tuple(told[entry.uid])) for entry in entries]


def by_uid(connection: Connection, uids: Iterable[str]) -> dict[str, list[Telling]]:
    """What each article tells of the entries of those uids, without the entries themselves."""
    wanted = sorted(uids)
    return _tellings(_TOLD_OF_ENTRIES.rows(connection, wanted))


def of_article(connection: Connection, article: int) -> list[tuple[Entry, Telling]]:
    """The entries that the article tells or once told, with its own word, those that stand first."""
    entries = reading.of_article(connection, article)
    told = _tellings(_TOLD_BY_ARTICLE.rows(connection, {"of_article": article}))
    found = [(entry, telling) for entry in entries for telling in told[entry.uid]]
    return sorted(found, key=lambda pair: pair[0].withdrawn)


def _told() -> Select[Any]:
    newest = and_(
        s.article_revision.c.article == s.article.c.id, s.article_revision.c.revision == s.article.c.revision
    )
    joined = (
        s.event_article.join(s.event, s.event.c.id == s.event_article.c.event)
        .join(s.article, s.article.c.id == s.event_article.c.article)
        .join(s.article_revision, newest)
    )
    columns = (
        s.event.c.uid,
        s.event_article.c.body,
        s.article_revision.c.seq,
        s.article_revision.c.body.label("article"),
    )
    return select(*columns).select_from(joined).order_by(s.event_article.c.position)


_TOLD_OF_ENTRIES = PreparedFor(lambda uids: _told().where(s.event.c.uid.in_(uids)), Words())
_TOLD_BY_ARTICLE = Prepared(lambda _: _told().where(s.event_article.c.article == bindparam("of_article")))


def _tellings(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Telling]]:
    told: dict[str, list[Telling]] = defaultdict(list)
    for uid, body, seq, article in rows:
        event, cites = codec.try_event(body), codec.try_cite(article)
        if event and cites:
            told[uid].append(Telling(cites, event, seq, uid))
    return told


def likest(named: str, standing: Iterable[tuple[str, str]]) -> list[str]:
    """The uids, of all uids and titles, whose titles do not rule out that they are named so; the likest first."""
    mine, _ = _pairs(named)
    scored = []
    for uid, title in dict.fromkeys(standing):
        theirs, length = _pairs(title)
        shared = len(mine & theirs)
        if shared * 3 >= min(len(mine), length):  # less is never likeness enough
            scored.append((-shared, uid))
    return [uid for _, uid in sorted(scored)[:_LOADED]]


@lru_cache(maxsize=8192)  # the titles of a stretch of time are looked at with each of its articles
def _pairs(title: str) -> tuple[frozenset[str], int]:
    """The pairs of neighbouring letters in a title without its spaces, and how many there are."""
    bare = title.replace(" ", "")
    return frozenset(map(add, bare, bare[1:])), len(bare) - 1


def in_time(connection: Connection, span: Span) -> Iterator[tuple[str, str]]:
    """Uid and title of what stands about that time."""
    yield from (_AT_ONCE_WIDE if span.grain in WIDE else _AT_ONCE).rows(connection, _asked(span))


def over_time(connection: Connection, span: Span) -> list[tuple[str, str]]:
    """The same of what begins at another time: it lasts long, or has been moved."""
    return _OVER.rows(connection, _asked(span))


def beginning(connection: Connection, begins: int, until: int) -> list[tuple[int, str, str]]:
    """Start, uid and title of what stands and begins at or after a moment, and before another; by these."""
    return _BEGINNING.rows(connection, {"begins": begins, "until": until})


def reach(span: Span) -> tuple[int, int]:
    """The moments between which what is compared with a time begins."""
    asked = _asked(span)
    return Instant.binds(asked["before"]) or 0, Instant.binds(asked["until"]) or 0


def _asked(span: Span) -> dict[str, datetime]:
    asked = {"starts": span.start, "ends": span.end, "before": span.start - _DAY}
    return asked | {"until": max(span.end, span.start + _DAY), "long_before": span.start - _LONGEST}


def title_of(event: Event) -> str:
    """An event's title as it is found in its row."""
    return (Words.binds(event.title) or "").partition("\n")[0]


def _beginning(tongue: str) -> Select[Any]:
    begun = type_coerce(s.event.c.start_at, BigInteger)
    stands = and_(s.event.c.kind == EventKind.OCCURRENCE.value, s.event.c.withdrawn.is_(False))
    within = and_(begun >= bindparam("begins"), begun < bindparam("until"))
    columns = select(begun, s.event.c.uid, s.title(tongue))
    return columns.where(stands, within).order_by(s.event.c.start_at, s.event.c.uid).limit(LOOKED_AT)


def _at_once(tongue: str, *, wide: bool, begun_then: bool = True) -> CompoundSelect[Any]:
    """What asks for all that stands about a time, `wide` or not, or stood there once, in one question.

    Without `begun_then`, for what does not begin about that time.
    """
    begun, ends = s.event.c.start_at, s.event.c.end_at
    starts, until, before = _at("starts"), _at("until"), _at("before")
    stands = and_(s.event.c.kind == EventKind.OCCURRENCE.value, s.event.c.withdrawn.is_(False))
    title = s.title(tongue)
    standing = select(s.event.c.uid, title).where(stands).order_by(begun, s.event.c.uid)
    if wide:
        asked = [standing.where(begun == starts, ends == _at("ends"))]
    else:
        long = standing.where(text(s.LONG), begun >= _at("long_before"), begun < starts, ends > starts)
        long = long.with_hint(s.event, "INDEXED BY event_long", "sqlite")
        asked = [standing.where(begun >= before, begun < until), long] if begun_then else [long]
    moved = select(s.event.c.uid, title).join(s.event_time).where(stands)
    other = s.event_time.c.start_at
    moved = moved.where(other >= before, other < until).order_by(other, s.event.c.uid)
    return union_all(*(select(each.limit(LOOKED_AT).subquery()) for each in (*asked, moved)))


_AT_ONCE = Prepared(lambda tongue: _at_once(tongue, wide=False))
_OVER = Prepared(lambda tongue: _at_once(tongue, wide=False, begun_then=False))
_BEGINNING = Prepared(_beginning)
_AT_ONCE_WIDE = Prepared(lambda tongue: _at_once(tongue, wide=True))


def _at(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=Instant())


def erase(connection: Connection, event: int) -> None:
    """Take out the tellings of an event, to write others."""
    _ERASE_TELLINGS.run(connection, {"of_event": event})
    _ERASE_TIMES.run(connection, {"of_event": event})


def rows(event: int, told: Sequence[Telling], articles: Sequence[int]) -> list[dict[str, object]]:
    """The tellings of an event that has none, in this order; `articles` are the rows they come from."""
    return [
        {"event": event, "article": article, "position": position, "body": codec.dump(telling.event)}
        for position, (article, telling) in enumerate(zip(articles, told, strict=True))
    ]


def other_times(event: int, told: Sequence[Telling]) -> list[dict[str, object]]:
    """The times under which the event was told besides that of the first."""
    spans = dict.fromkeys((span.start, span.end) for telling in told for span in times(telling.event))
    spans.pop((told[0].event.span.start, told[0].event.span.end), None)
    return [{"event": event, "start_at": start, "end_at": end} for start, end in spans]


ADD, ADD_TIMES = Prepared(insert(s.event_article)), Prepared(insert(s.event_time))
_ERASE_TELLINGS = Prepared(delete(s.event_article).where(s.event_article.c.event == bindparam("of_event")))
_ERASE_TIMES = Prepared(delete(s.event_time).where(s.event_time.c.event == bindparam("of_event")))


def rulings(connection: Connection, uids: Iterable[str]) -> Rulings:
    """What operators said on these entries that still counts."""
    merged: set[str] = set()
    apart: set[frozenset[str]] = set()
    statuses: dict[str, Ruling] = {}
    for row in _rulings(connection, list(uids)):
        pair = frozenset((row.uid, row.other))
        if row.kind == "split":
            apart.add(pair)
        elif row.kind == "merge":
            apart.discard(pair)
            merged.add(row.uid)
        elif row.kind == "status":
            statuses[row.uid] = Ruling(Status(row.other), row.reason, row.seq)
    return Rulings(merged, apart, statuses)


def joinings(connection: Connection, uid: str) -> list[Joining]:
    """All that was ever joined to the entry, parted from it or ruled on it, the first first."""
    return [
        Joining(
            row.kind,
            row.at.astimezone(SEOUL),
            row.uid,
            row.other,
            row.source,
            row.key,
            row.score,
            row.reason,
        )
        for row in _rulings(connection, [uid])
    ]


def _rulings(connection: Connection, uids: Sequence[str]) -> Sequence[Row[Any]]:
    return connection.execute(_RULINGS, {"uids": uids}).all() if uids else ()


_MINE: BindParameter[str] = bindparam("uids", expanding=True)
_RULINGS = (
    select(s.ruling)
    .where(or_(s.ruling.c.uid.in_(_MINE), s.ruling.c.other.in_(_MINE)))
    .order_by(s.ruling.c.seq)
)
