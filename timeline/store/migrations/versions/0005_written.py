"""Entries are kept as the JSON of the feeds too. The table is empty at first: the daemon fills it, some at a time.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

# Texts compare by code points on every database, as in timeline.store.schema.Words.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "event_json",
        sa.Column("event", sa.Integer, sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("change", sa.Integer, nullable=False),
        sa.Column("form", sa.Integer, nullable=False),
        sa.Column("body", TEXT),
        sa.Column("crc", sa.BigInteger),
    )
    op.create_index("event_json_form", "event_json", ["form", "change", "event"])
