"""Sources that were tried in the future, by a clock that ran ahead, are found without reading the others.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("source_tried", "source", ["enabled", "last_attempt_at"])
