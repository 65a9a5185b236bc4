"""Who tells an entry, who might tell the same, and what was ruled: the rows behind identity over articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, insert, or_, select, text

from timeline.extract.confidence import WIDE
from timeline.extract.tellings import Ruling, Rulings, Telling, times
from timeline.model import SEOUL, Article, Entry, Event, EventKind, Span, Status
from timeline.query import Joining
from timeline.store import codec, reading
from timeline.store import schema as s

_DAY = timedelta(days=1)
_LONGEST = timedelta(days=100)  # of what lasts longer, only what begins on the same day is compared
_LOOKED_AT = 3000  # rows of a busy stretch of time, titles only
_LOADED = 60  # of them the likest, bodies too

Told = tuple[Entry, tuple[Telling, ...]]


def of_entries(connection: Connection, uids: Iterable[str]) -> list[Told]:
    """The entries of those uids, with what each article tells of it, by uid."""
    entries = reading.by_uid(connection, sorted(uids))
    told = _tellings(connection, s.event.c.uid.in_([entry.uid for entry in entries]))
    return [(entry, tuple(told[entry.uid])) for entry in entries]


def by_uid(connection: Connection, uids: Iterable[str]) -> dict[str, list[Telling]]:
    """What each article tells of the entries of those uids, without the entries themselves."""
    return _tellings(connection, s.event.c.uid.in_(sorted(uids)))


def of_article(connection: Connection, article: int) -> list[tuple[Entry, Telling]]:
    """The entries that the article tells or once told, with its own word, those that stand first."""
    entries = reading.of_article(connection, article)
    told = _tellings(connection, s.event_article.c.article == article)
    found = [(entry, telling) for entry in entries for telling in told[entry.uid]]
    return sorted(found, key=lambda pair: pair[0].withdrawn)


def _tellings(connection: Connection, wanted: ColumnElement[bool]) -> dict[str, list[Telling]]:
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
    rows = select(*columns).select_from(joined).where(wanted).order_by(s.event_article.c.position)
    told: dict[str, list[Telling]] = defaultdict(list)
    for row in connection.execute(rows):
        event, article = codec.try_load(Event, row.body), codec.try_load(Article, row.article)
        if event and article:
            told[row.uid].append(Telling(reading.citation(article), event, row.seq, row.uid))
    return told


def near(connection: Connection, event: Event) -> list[str]:
    """The uids of standing occurrences whose time and title do not rule the event out, the likest first.

    Bounded: of a stretch of time at most 3,000 titles are looked at, 60 entries come back.
    """
    name = event.title.replace(" ", "")
    mine = {name[i : i + 2] for i in range(len(name) - 1)}
    scored = []
    for uid, title in dict.fromkeys(found for span in times(event) for found in _in_time(connection, span)):
        bare = title.replace(" ", "")
        shared = sum(pair in bare for pair in mine)
        if shared * 3 >= min(len(mine), len(bare) - 1):  # less is never likeness enough
            scored.append((-shared, uid))
    return [uid for _, uid in sorted(scored)[:_LOADED]]


def _in_time(connection: Connection, span: Span) -> Iterator[tuple[str, str]]:
    """Uid and title of what stands about that time."""
    begun, ends = s.event.c.start_at, s.event.c.end_at
    stands = and_(s.event.c.kind == EventKind.OCCURRENCE.value, s.event.c.withdrawn.is_(False))
    standing = select(s.event.c.uid, s.event.c.words).where(stands).order_by(begun, s.event.c.uid)
    if span.grain in WIDE:
        yield from _titles(connection, standing.where(begun == span.start, ends == span.end))
    else:
        until = max(span.end, span.start + _DAY)
        yield from _titles(connection, standing.where(begun >= span.start - _DAY, begun < until))
        long = standing.where(
            text(s.LONG), begun >= span.start - _LONGEST, begun < span.start, ends > span.start
        )
        yield from _titles(connection, long.with_hint(s.event, "INDEXED BY event_long", "sqlite"))
    moved = select(s.event.c.uid, s.event.c.words).join(s.event_time).where(stands)
    other = s.event_time.c.start_at
    moved = moved.where(other >= span.start - _DAY, other < max(span.end, span.start + _DAY))
    yield from _titles(connection, moved.order_by(other, s.event.c.uid))


def _titles(connection: Connection, rows: Select[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for row in connection.execute(rows.limit(_LOOKED_AT)):
        yield row.uid, row.words.partition("\n")[0]


def write(connection: Connection, event: int, told: Sequence[Telling]) -> None:
    """Make these the tellings of the event, in this order."""
    connection.execute(delete(s.event_article).where(s.event_article.c.event == event))
    for position, telling in enumerate(told):
        source, key = telling.article
        article = select(s.article.c.id).filter_by(source=source, key=key).scalar_subquery()
        row = {"event": event, "position": position, "body": codec.dump(telling.event)}
        connection.execute(insert(s.event_article).values(article=article, **row))
    connection.execute(delete(s.event_time).where(s.event_time.c.event == event))
    spans = dict.fromkeys((span.start, span.end) for telling in told for span in times(telling.event))
    if others := [span for span in spans if span != (told[0].event.span.start, told[0].event.span.end)]:
        rows = [{"event": event, "start_at": start, "end_at": end} for start, end in others]
        connection.execute(insert(s.event_time), rows)


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
    mine = or_(s.ruling.c.uid.in_(uids), s.ruling.c.other.in_(uids))
    return connection.execute(select(s.ruling).where(mine).order_by(s.ruling.c.seq)).all()
