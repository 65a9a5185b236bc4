"""How many, and of what: figures for grids, filters and histories, drawn from columns without reading a body."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, distinct, func, select

from timeline.model import SEOUL, Event
from timeline.query import Query, Revision, Standing
from timeline.store import codec
from timeline.store import schema as s
from timeline.store.reading import condition


def days(connection: Connection, query: Query) -> dict[date, int]:
    """Entries by the day they begin on, those without a known day left out."""
    rows = (
        select(s.event.c.day, func.count())
        .where(condition(query), s.event.c.day.is_not(None))
        .group_by(s.event.c.day)
    )
    return {date.fromordinal(day): count for day, count in connection.execute(rows) if day}


def facets(connection: Connection, query: Query) -> dict[str, dict[str, int]]:
    """By name (region, category, source) the values among the entries wanted, the most frequent first."""
    wanted = select(s.event.c.id).where(condition(query)).subquery()
    tagged = select(s.event_tag.c.name, s.event_tag.c.value, func.count()).join(
        wanted, wanted.c.id == s.event_tag.c.event
    )
    told = select(s.article.c.source, func.count(distinct(wanted.c.id))).select_from(
        wanted.join(s.event_article, s.event_article.c.event == wanted.c.id).join(
            s.article, s.article.c.id == s.event_article.c.article
        )
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, value, count in connection.execute(tagged.group_by(s.event_tag.c.name, s.event_tag.c.value)):
        found[name][value] = count
    for name, count in connection.execute(told.group_by(s.article.c.source)):
        found["source"][name] = count
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
    return [
        Standing(
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
        )
        for row in rows
    ]
