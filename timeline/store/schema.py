"""The tables, as SQLAlchemy Core sees them; alembic versions under migrations/ bring a store to this shape.

`change`, `article_revision`, `event_revision` and `ruling` are append-only. `article` and `event` are the newest
revision's columns, kept beside for queries; `event_tag` is an index drawn from it. `source` and `page`
hold what the scheduler and the crawler need to remember, and nothing that a subscriber sees.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine


class Instant(TypeDecorator[datetime]):
    """A moment as whole seconds since 1970 UTC: sorts, compares and indexes alike on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return self.binds(value)

    @staticmethod
    def binds(value: datetime | None) -> int | None:
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


class Words(TypeDecorator[str]):
    """Text that every database can keep: NUL and lone surrogates, which none of them takes, become U+FFFD.

    Letters compare by their code points, whatever order a database's locale has: uids and keys decide ties.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        kind = postgresql.TEXT(collation="C") if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return self.binds(value)

    @staticmethod
    def binds(value: str | None) -> str | None:
        if value is None:
            return None
        try:
            value.encode()  # a quarter of the time that a pattern takes over an article
        except UnicodeEncodeError:
            return _UNKEPT.sub("\ufffd", value)
        return value.replace("\0", "\ufffd")


_UNKEPT = re.compile("[\0\ud800-\udfff]")

metadata = MetaData()

LONG = "end_at - start_at > 172800"  # what lasts more than two days is few, and has an index of its own

change = Table(
    "change",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    sqlite_autoincrement=True,  # a number is never given twice, not even after the newest row is gone
)

source = Table(
    "source",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("family", Words, nullable=False),
    Column("region", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("last_attempt_at", Instant),
    Column("last_success_at", Instant),
    Column("next_due_at", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("reason", Words, nullable=False, server_default=""),
    Column("lease_owner", Words),
    Column("lease_expires_at", Instant),
    Column("strain", Float, nullable=False, server_default="0"),  # the failures in a row, weighed
    Column("sick_since", Instant),  # the first of them
    Column("pace_s", Integer),  # the interval as adapted to what comes
    Column("quarantined_at", Instant),  # since too much vanished at once
    Index("source_due", "enabled", "next_due_at"),
    Index("source_tried", "enabled", "last_attempt_at"),
    Index("source_lease", "lease_expires_at"),
)

page = Table(
    "page",
    metadata,
    Column("source", Words, primary_key=True),
    Column("url", Words, primary_key=True),
    Column("fetched_at", Instant, nullable=False),
    Column("status", Integer, nullable=False),
    Column("etag", Words, nullable=False),
    Column("last_modified", Words, nullable=False),
    Column("body_hash", Words, nullable=False),
    Column("lies", Boolean, nullable=False, server_default=false()),  # validators that outlive a change
    Column("gone_at", Instant),  # the first 404 or 410 in a row
)

fetch = Table(
    "fetch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Words, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("undated", Integer, nullable=False),
    Column("misfit", Integer, nullable=False),
    Column("garbled", Integer, nullable=False),
    Column("note", Words, nullable=False),
    Column("gone", Integer, nullable=False, server_default="0"),
    Column("empty", Integer, nullable=False, server_default="0"),
    Column("unparsed", Integer, nullable=False, server_default="0"),
    Column("held", Integer, nullable=False, server_default="0"),
    Column("seconds", Float),
    Index("fetch_source", "source", "id"),
)

# What an operator should look at, from when it was first seen until it is over.
alarm = Table(
    "alarm",
    metadata,
    Column("source", Words, primary_key=True),
    Column("kind", Words, primary_key=True),
    Column("told", Words, nullable=False),
    Column("since", Instant, nullable=False),
    Column("sent_at", Instant),  # when somebody was told of it elsewhere
)

# How far back a list of a source has been read, page by page, newest first.
backfill = Table(
    "backfill",
    metadata,
    Column("source", Words, primary_key=True),
    Column("list", Words, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("page", Integer, nullable=False),  # the next one to read
    Column("looked", Integer, nullable=False, server_default="0"),
    Column("kept", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("opened_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("note", Words, nullable=False),
)

article = Table(
    "article",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("hash", Words, nullable=False),
    Column("published_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("minted", Integer, nullable=False),  # how many uids were minted for it, ever
    Column("withdrawn_at", Instant),  # since its own site gave it up
    Index("article_source", "source", "created_at"),
    UniqueConstraint("source", "key"),
)

article_revision = Table(
    "article_revision",
    metadata,
    Column("article", Integer, ForeignKey("article.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("seq", Integer, ForeignKey("change.seq"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("hash", Words, nullable=False),
    Column("body", Words, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", Words, nullable=False, unique=True),
    Column("kind", Words, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("seq", Integer, ForeignKey("change.seq"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("start_at", Instant, nullable=False),
    Column("end_at", Instant, nullable=False),
    Column("grain", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("words", Words, nullable=False),  # title, place and evidence: what a search looks through
    Column("day", Integer),  # the first day in Seoul (date.toordinal), NULL where no day is known
    Index("event_start", "start_at", "uid", "end_at"),  # in the order of the feeds
    # All that a grid of counts asks, so that it reads no row.
    Index("event_day", "day", "kind", "status", "withdrawn", "confidence", "start_at", "end_at"),
    Index("event_end", "end_at"),
    Index("event_seq", "seq"),
    Index("event_long", "start_at", "end_at", sqlite_where=text(LONG), postgresql_where=text(LONG)),
    Index(
        "event_undated",
        "start_at",
        "uid",
        "end_at",
        sqlite_where=text("day + 0 IS NULL"),
        postgresql_where=text("day + 0 IS NULL"),
    ),  # what has no day, in the order of the feeds
)

# So written that SQLite finds event_undated: by event_day it would gather and sort all that has no day.
UNDATED = (event.c.day + literal_column("0")).is_(None)


def title(tongue: str) -> ColumnElement[str]:
    """The first line of event.words, cut where it lies: the rest is long, and need not be carried out."""
    if tongue == "sqlite":
        return func.substr(event.c.words, 1, func.instr(event.c.words, "\n") - 1).label("title")
    return func.split_part(event.c.words, "\n", 1).label("title")


event_revision = Table(
    "event_revision",
    metadata,
    Column("event", Integer, ForeignKey("event.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("seq", Integer, ForeignKey("change.seq"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("body", Words, nullable=False),
)

# The newest revisions as the JSON of the feeds, written once each; nothing that could not be drawn again.
event_json = Table(
    "event_json",
    metadata,
    Column("event", Integer, ForeignKey("event.id"), primary_key=True),
    Column("change", Integer, nullable=False),  # event.seq of the revision that it tells
    Column("form", Integer, nullable=False),  # how it was written (timeline.export.timeline_json.FORM)
    Column("body", Words),  # NULL for what could not be written
    Column("crc", BigInteger),  # CRC-32 of the body's octets: what was harmed is written anew
    Index("event_json_form", "form", "change", "event"),
)

event_article = Table(
    "event_article",
    metadata,
    Column("event", Integer, ForeignKey("event.id"), primary_key=True),
    Column("article", Integer, ForeignKey("article.id"), primary_key=True),
    Column("position", Integer, nullable=False),  # 0: the article whose sentence proves the event
    Column("body", Words, nullable=False),  # the event as this article tells it
    Index("event_article_article", "article"),
)

# Other times under which an event was told: the day it was moved from, the day of which one article is sure.
event_time = Table(
    "event_time",
    metadata,
    Column("event", Integer, ForeignKey("event.id"), primary_key=True),
    Column("start_at", Instant, primary_key=True),
    Column("end_at", Instant, primary_key=True),
    Index("event_time_start", "start_at"),
)

# What was joined, parted or ruled, by rules or by an operator; the newest word on a pair of entries counts.
ruling = Table(
    "ruling",
    metadata,
    Column("seq", Integer, ForeignKey("change.seq"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", Words, nullable=False),  # joined, parted (by rules); merge, split, status (by an operator)
    Column("uid", Words, nullable=False),
    Column("other", Words, nullable=False),  # the other entry, or the status; empty for a new telling
    Column("source", Words, nullable=False),  # the article that joined or parted
    Column("key", Words, nullable=False),
    Column("score", Float, nullable=False),
    Column("reason", Words, nullable=False),
    Index("ruling_uid", "uid"),
    Index("ruling_other", "other"),
)

feed = Table(
    "feed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Words, nullable=False),
    Column("filters", Words, nullable=False),
    Column("hash", Words, nullable=False, unique=True),  # SHA-256 of the secret, which stands nowhere
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

event_tag = Table(
    "event_tag",
    metadata,
    Column("event", Integer, ForeignKey("event.id"), primary_key=True),
    Column("name", Words, primary_key=True),  # region, category
    Column("value", Words, primary_key=True),
    Index("event_tag_value", "name", "value"),
)
