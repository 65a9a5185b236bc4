"""What watching a site for months asks to be remembered: pace, sickness, lies, what vanished, alarms, backfills."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def text(name: str, **more: bool) -> sa.Column[str]:
    return sa.Column(name, _TEXT, **{"nullable": False, **more})  # type: ignore[arg-type]


def moment(name: str, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def upgrade() -> None:
    for column in (
        sa.Column("strain", sa.Float, nullable=False, server_default="0"),
        moment("sick_since"),
        sa.Column("pace_s", sa.Integer),
        moment("quarantined_at"),
    ):
        op.add_column("source", column)
    op.add_column("page", sa.Column("lies", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("page", moment("gone_at"))
    for column in (*map(count, ("gone", "empty", "unparsed", "held")), sa.Column("seconds", sa.Float)):
        op.add_column("fetch", column)
    op.add_column("article", moment("withdrawn_at"))
    op.create_index("article_source", "article", ["source", "created_at"])
    op.create_table(
        "alarm",
        text("source", primary_key=True),
        text("kind", primary_key=True),
        text("told"),
        moment("since", nullable=False),
        moment("sent_at"),
    )
    op.create_table(
        "backfill",
        text("source", primary_key=True),
        text("list", primary_key=True),
        moment("since", nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        *map(count, ("looked", "kept", "failed")),
        moment("opened_at", nullable=False),
        moment("done_at"),
        text("note"),
    )
