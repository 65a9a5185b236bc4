"""The migrations make what schema.py says: a store of this release has one shape."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from timeline.store import Store
from timeline.store.schema import metadata


def test_the_migrations_and_the_tables_agree(store: Store) -> None:
    with store._reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _ours, "compare_type": False})
        assert compare_metadata(context, metadata) == []


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """All but the full-text index, which each database keeps in its own way, and Alembic's own table."""
    return kind != "table" or not (name or "").startswith(("event_search", "yeonpyo_version"))
