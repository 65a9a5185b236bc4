"""The first schema: articles and events with append-only revisions, sources with their due times.

Spelled out, never drawn from schema.py: a migration says what a store of that day looked like.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


# The full-text index, in each database's own way; the words are pairs of letters (timeline.bigrams).
_SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE event_search USING fts5"
        "(words, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0')",
    ),
    "postgresql": (
        "CREATE TABLE event_search (rowid integer PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX event_search_words ON event_search USING gin (words)",
    ),
}

_COUNTS = ("pages", "new", "changed", "same", "known", "failed", "undated", "misfit", "garbled")


# By code points, whatever the database's locale.
_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def text(name: str, *args: sa.ForeignKey, **more: bool) -> sa.Column[str]:
    return sa.Column(name, _TEXT, *args, **{"nullable": False, **more})  # type: ignore[arg-type]


def moment(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def seq() -> sa.Column[int]:
    return sa.Column("seq", sa.Integer, sa.ForeignKey("change.seq"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        moment("at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "source",
        text("id", primary_key=True),
        text("name"),
        text("family"),
        text("region"),
        text("host"),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("interval_s", sa.Integer, nullable=False),
        moment("last_attempt_at", nullable=True),
        moment("last_success_at", nullable=True),
        moment("next_due_at", nullable=True),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        text("lease_owner", nullable=True),
        moment("lease_expires_at", nullable=True),
    )
    op.create_index("source_due", "source", ["enabled", "next_due_at"])
    op.create_index("source_lease", "source", ["lease_expires_at"])
    op.create_table(
        "page",
        text("source", primary_key=True),
        text("url", primary_key=True),
        moment("fetched_at"),
        sa.Column("status", sa.Integer, nullable=False),
        text("etag"),
        text("last_modified"),
        text("body_hash"),
    )
    op.create_table(
        "fetch",
        sa.Column("id", sa.Integer, primary_key=True),
        text("source"),
        moment("at"),
        text("reason"),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _COUNTS),
        text("note"),
    )
    op.create_index("fetch_source", "fetch", ["source", "id"])
    op.create_table(
        "article",
        sa.Column("id", sa.Integer, primary_key=True),
        text("source"),
        text("key"),
        sa.Column("revision", sa.Integer, nullable=False),
        text("hash"),
        moment("published_at", nullable=True),
        moment("created_at"),
        moment("updated_at"),
        sa.Column("minted", sa.Integer, nullable=False),
        sa.UniqueConstraint("source", "key"),
    )
    op.create_table(
        "article_revision",
        sa.Column("article", sa.Integer, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        seq(),
        moment("at"),
        text("hash"),
        text("body"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer, primary_key=True),
        text("uid", unique=True),
        text("kind"),
        sa.Column("revision", sa.Integer, nullable=False),
        seq(),
        moment("created_at"),
        moment("updated_at"),
        moment("start_at"),
        moment("end_at"),
        text("grain"),
        text("status"),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        text("words"),
        sa.Column("day", sa.Integer),
    )
    op.create_index(
        "event_day", "event", ["day", "kind", "status", "withdrawn", "confidence", "start_at", "end_at"]
    )
    for statement in _SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_index("event_start", "event", ["start_at", "uid", "end_at"])
    for name in ("end_at", "seq"):
        op.create_index(f"event_{name.removesuffix('_at')}", "event", [name])
    long = sa.text("end_at - start_at > 172800")
    op.create_index("event_long", "event", ["start_at", "end_at"], sqlite_where=long, postgresql_where=long)
    op.create_table(
        "event_revision",
        sa.Column("event", sa.Integer, sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        seq(),
        moment("at"),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        text("body"),
    )
    op.create_table(
        "event_article",
        sa.Column("event", sa.Integer, sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("article", sa.Integer, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        text("body"),
    )
    op.create_index("event_article_article", "event_article", ["article"])
    op.create_table(
        "event_time",
        sa.Column("event", sa.Integer, sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("start_at", sa.BigInteger, primary_key=True),
        sa.Column("end_at", sa.BigInteger, primary_key=True),
    )
    op.create_index("event_time_start", "event_time", ["start_at"])
    op.create_table(
        "ruling",
        sa.Column("seq", sa.Integer, sa.ForeignKey("change.seq"), primary_key=True),
        moment("at"),
        *(text(name) for name in ("kind", "uid", "other", "source", "key")),
        sa.Column("score", sa.Float, nullable=False),
        text("reason"),
    )
    op.create_index("ruling_uid", "ruling", ["uid"])
    op.create_index("ruling_other", "ruling", ["other"])
    op.create_table(
        "event_tag",
        sa.Column("event", sa.Integer, sa.ForeignKey("event.id"), primary_key=True),
        text("name", primary_key=True),
        text("value", primary_key=True),
    )
    op.create_index("event_tag_value", "event_tag", ["name", "value"])
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer, primary_key=True),
        text("name"),
        text("filters"),
        text("hash", unique=True),
        moment("created_at"),
        moment("revoked_at", nullable=True),
    )
