"""How many, and of what: figures for grids, filters and histories, drawn from columns without reading a body."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, Row, and_, case, distinct, func, literal, select, union_all

from timeline.model import SEOUL, Article, Event, EventKind, Status
from timeline.query import Dossier, Query, Revision, Run, Standing
from timeline.store import codec
from timeline.store import schema as s
from timeline.store.reading import condition

UNSURE = 0.7  # as timeline.export.wording has it: held, but read with less confidence, is tentative
_STANDING = case(
    (s.event.c.status.in_((Status.CANCELLED.value, Status.POSTPONED.value)), "cancelled"),
    ((s.event.c.status == Status.SCHEDULED.value) | (s.event.c.confidence < UNSURE), "tentative"),
    else_="confirmed",
)

_TAG = (s.event_tag.c.name, s.event_tag.c.value)


def days(connection: Connection, query: Query) -> dict[date, int]:
    """Entries by the day they begin on, those without a known day left out."""
    rows = (
        select(s.event.c.day, func.count())
        .where(condition(connection, query), s.event.c.day.is_not(None))
        .group_by(s.event.c.day)
    )
    return {date.fromordinal(day): count for day, count in connection.execute(rows) if day}


def facets(connection: Connection, query: Query) -> dict[str, dict[str, int]]:
    """By name (region, category, source, status) the values among the entries wanted, the most frequent first."""
    wanted = (
        select(s.event.c.id, s.event.c.revision, _STANDING.label("standing"))
        .where(condition(connection, query))
        .cte("wanted")
    )
    tagged = wanted.join(s.event_tag, s.event_tag.c.event == wanted.c.id)
    told = wanted.join(s.event_article, s.event_article.c.event == wanted.c.id).join(
        s.article, s.article.c.id == s.event_article.c.article
    )
    counts = union_all(  # one statement, so that the wanted are looked up once
        select(s.event_tag.c.name, s.event_tag.c.value, func.count()).select_from(tagged).group_by(*_TAG),
        select(literal("source"), s.article.c.source, func.count(distinct(wanted.c.id)))
        .select_from(told)
        .group_by(s.article.c.source),
        select(literal("status"), wanted.c.standing, func.count()).group_by(wanted.c.standing),
        select(literal("status"), literal("changed"), func.count()).where(wanted.c.revision > 0),
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, value, count in connection.execute(counts):
        if count:
            found[name][value] = count
    return {
        name: dict(sorted(values.items(), key=lambda each: (-each[1], each[0])))
        for name, values in found.items()
    }


def revisions(connection: Connection, uid: str) -> list[Revision]:
    """What an entry has been, the first first; a revision that this release cannot read is passed over."""
    rows = connection.execute(
        select(s.event_revision)
        .join(s.event, s.event.c.id == s.event_revision.c.event)
        .where(s.event.c.uid == uid)
        .order_by(s.event_revision.c.revision)
    )
    return [
        Revision(row.revision, row.at.astimezone(SEOUL), told, row.withdrawn)
        for row in rows
        if (told := codec.try_load(Event, row.body))
    ]


def standings(connection: Connection) -> list[Standing]:
    """How every source stands, with the number of articles it gave."""
    counted = (
        select(s.article.c.source, func.count().label("articles")).group_by(s.article.c.source).subquery()
    )
    rows = connection.execute(
        select(s.source, counted.c.articles)
        .outerjoin(counted, counted.c.source == s.source.c.id)
        .order_by(s.source.c.id)
    )
    return [_standing(row) for row in rows]


def _standing(row: Row[tuple[object, ...]]) -> Standing:
    return Standing(
        id=row.id,
        name=row.name,
        family=row.family,
        host=row.host,
        enabled=row.enabled,
        last_attempt=row.last_attempt_at and row.last_attempt_at.astimezone(SEOUL),
        last_success=row.last_success_at and row.last_success_at.astimezone(SEOUL),
        next_due=row.next_due_at and row.next_due_at.astimezone(SEOUL),
        failures=row.failures,
        reason=row.reason,
        articles=row.articles or 0,
        interval=timedelta(seconds=row.interval_s),
    )


def names(connection: Connection) -> dict[str, str]:
    """What each source is called, by id."""
    return {row.id: row.name for row in connection.execute(select(s.source.c.id, s.source.c.name))}


def runs(connection: Connection, source: str | None = None) -> dict[str, list[Run]]:
    """By source (or of that one alone) the looks that are remembered, the newest first."""
    query = select(s.fetch).order_by(s.fetch.c.id.desc())
    made: dict[str, list[Run]] = defaultdict(list)
    for row in connection.execute(query.where(s.fetch.c.source == source) if source else query):
        at = row.at.astimezone(SEOUL)
        run = Run(at, row.reason, row.new, row.changed, row.same + row.known, row.failed, row.note)
        made[row.source].append(run)
    return made


def dossier(connection: Connection, source: str, since: date) -> Dossier | None:
    """One source in full; its days are counted by when an article, or an event of it, was first stored."""
    standing = next((each for each in standings(connection) if each.id == source), None)
    if standing is None:
        return None
    looks = tuple(runs(connection, source).get(source, ()))
    return Dossier(standing, looks, _daily(connection, source, since), _newest(connection, source))


def _daily(connection: Connection, source: str, since: date) -> dict[date, tuple[int, int]]:
    start = datetime.combine(since, time(), SEOUL)
    mine = s.article.c.source == source
    articles = select(s.article.c.created_at).where(mine, s.article.c.created_at >= start)
    told = s.event_article.join(s.article, s.article.c.id == s.event_article.c.article).join(
        s.event, s.event.c.id == s.event_article.c.event
    )
    events = (
        select(s.event.c.created_at)
        .select_from(told)
        .where(mine, s.article.c.created_at >= start, s.event.c.kind == EventKind.OCCURRENCE.value)
    )
    counts: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for place, query in enumerate((articles, events)):
        for at in connection.scalars(query):
            counts[at.astimezone(SEOUL).date()][place] += 1
    return {day: (number, drawn) for day, (number, drawn) in counts.items()}


def _newest(connection: Connection, source: str) -> Article | None:
    newest = (
        select(s.article.c.id, s.article.c.revision)
        .where(s.article.c.source == source)
        .order_by(s.article.c.updated_at.desc(), s.article.c.id.desc())
        .limit(1)
        .subquery()
    )
    body = select(s.article_revision.c.body).join(
        newest,
        and_(s.article_revision.c.article == newest.c.id, s.article_revision.c.revision == newest.c.revision),
    )
    told = connection.scalar(body)
    return codec.try_load(Article, told) if told else None
