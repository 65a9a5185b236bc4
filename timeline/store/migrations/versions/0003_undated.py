"""What has no day is found in the order of its start without reading a row.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    undated = sa.text("day + 0 IS NULL")
    columns = ["start_at", "uid", "end_at"]
    op.create_index("event_undated", "event", columns, sqlite_where=undated, postgresql_where=undated)
