"""What is asked often is asked of an index, of a store that was never analysed too."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Pool, event

from timeline.model import Event
from timeline.store import Store
from timeline.store.tellings import in_time

pytestmark = pytest.mark.sqlite


@contextmanager
def asked() -> Iterator[list[str]]:
    """Every statement that reads meanwhile, with its values."""
    found: list[str] = []

    def listen(handle: sqlite3.Connection, *_: object) -> None:
        handle.set_trace_callback(lambda sql: found.append(sql) if sql.startswith("SELECT") else None)

    def leave(handle: sqlite3.Connection, *_: object) -> None:
        handle.set_trace_callback(None)

    told = ((Pool, "checkout", listen), (Pool, "checkin", leave))
    for each in told:
        event.listen(*each)
    try:
        yield found
    finally:
        for each in told:
            event.remove(*each)


def plans(path: Path, statements: list[str]) -> list[str]:
    with sqlite3.connect(path) as database:
        return [row[3] for sql in statements for row in database.execute(f"EXPLAIN QUERY PLAN {sql}")]


def test_what_is_due_is_no_walk_over_all_sources(store: Store, tmp_path: Path, seoul: datetime) -> None:
    with asked() as statements:
        store.sources.glance(seoul)
        store.sources.due(seoul)
        store.sources.lease("one", seoul)
    told = plans(tmp_path / "home" / "timeline.db", statements)
    assert sum("source_tried (enabled=? AND last_attempt_at>?)" in step for step in told) == 3
    assert [step for step in told if "SCAN source" in step] == []


def test_what_lasts_long_is_found_by_its_own_index(
    store: Store, tmp_path: Path, event: Callable[..., Event]
) -> None:
    with asked() as statements, store._reading() as connection:
        assert list(in_time(connection, event().span)) == []
    long = [each for each in statements if "INDEXED BY event_long" in each]
    assert len(long) == 1
    told = plans(tmp_path / "home" / "timeline.db", long)
    assert sum("USING INDEX event_long" in step for step in told) == 1, told
