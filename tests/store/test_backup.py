"""Backups are whole, proven and put back without losing what stood there."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, table

from timeline.errors import StoreDamaged, StoreError
from timeline.query import Query
from timeline.store import Store
from timeline.store.backup import backup, restore
from timeline.store.place import File, Place


@pytest.fixture
def filled(store: Store, article, event, seoul) -> Store:
    with store.pen(seoul) as pen:
        row = pen.keep_article(article(), None)
        for number in range(20):
            row = pen.mint(event(title=f"{number}번째 행사"), article(), row)
    return store


def test_a_backup_holds_the_same_entries(filled: Store, tmp_path: Path) -> None:
    made = backup(filled.place, tmp_path / "kept" / "one.db")
    assert (made.articles, made.events, made.change) == (1, 20, 21)
    assert [path.name for path in made.path.parent.iterdir()] == ["one.db"]
    with Store.open(made.path) as copy:
        assert list(copy.entries(Query())) == list(filled.entries(Query()))


def test_a_backup_of_a_store_that_is_being_written_is_of_one_moment(
    filled: Store, article, event, seoul, tmp_path
) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            told = article(key=f"more-{number}")
            with filled.pen(seoul) as pen:
                row = pen.keep_article(told, None)
                for _ in range(3):
                    row = pen.mint(event(), told, row)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            made = backup(filled.place, tmp_path / f"{number}.db")
            assert made.events == 20 + 3 * (made.articles - 1)
    finally:
        stop.set()
        writer.join()


def test_a_backup_replaces_nothing(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "one.db").write_bytes(b"dear")
    with pytest.raises(StoreError, match="never replaces"):
        backup(filled.place, tmp_path / "one.db")
    assert (tmp_path / "one.db").read_bytes() == b"dear"


@pytest.mark.sqlite
def test_a_damaged_store_gives_no_backup(filled: Store, tmp_path: Path) -> None:
    filled.close()
    whole = bytearray(filled.place.path.read_bytes())
    whole[4096 * 3 : 4096 * 8] = b"\xa5" * 4096 * 5
    filled.place.path.write_bytes(whole)
    with pytest.raises(StoreDamaged):
        backup(filled.place, tmp_path / "one.db")
    assert not (tmp_path / "one.db").exists()


def test_a_restore_moves_aside_what_stood_there(filled: Store, article, event, seoul, tmp_path: Path) -> None:
    made = backup(filled.place, tmp_path / "one.db")
    with filled.pen(seoul) as pen:
        later = article(key="later")
        pen.mint(event(title="나중 행사"), later, pen.keep_article(later, None))
    filled.close()
    aside = restore(made.path, filled.place, seoul + timedelta(days=1))
    assert aside
    with Store.open(filled.place) as again:
        assert again.counts()["events"] == 20
    assert events_at(aside, filled.place) == 21


def events_at(aside: str, place: Place) -> int:
    """How many events stand where a restore has put the old store."""
    if isinstance(place, File):
        with Store.open(aside) as before:
            return before.counts()["events"]
    engine, _ = place.engines()
    schema = aside.rpartition(" ")[2]
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table("event", schema=schema)))


@pytest.mark.sqlite
def test_a_restore_over_a_damaged_store_keeps_its_bytes(filled: Store, seoul, tmp_path: Path) -> None:
    made = backup(filled.place, tmp_path / "one.db")
    filled.close()
    filled.place.path.write_bytes(b"")
    aside = restore(made.path, filled.place, seoul)
    assert aside
    assert Path(aside).read_bytes() == b""
    with Store.open(filled.place) as again:
        assert again.counts()["events"] == 20


def test_change_numbers_go_on_beyond_the_lost_ones(
    filled: Store, article, event, seoul, tmp_path: Path
) -> None:
    """Or a feed would answer 304 to a client that holds what the lost store told under the same number."""
    made = backup(filled.place, tmp_path / "one.db")
    with filled.pen(seoul) as pen:
        later = article(key="later")
        pen.mint(event(title="나중 행사"), later, pen.keep_article(later, None))
    lost = filled.latest()[0]
    filled.close()
    restore(made.path, filled.place, seoul)
    with Store.open(filled.place) as again:
        assert again.latest()[0] > lost


def test_what_is_no_backup_is_not_restored(filled: Store, seoul, tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_bytes(b"BEGIN:VCALENDAR")
    with pytest.raises(StoreDamaged):
        restore(tmp_path / "bad.db", filled.place, seoul)
    assert filled.counts()["events"] == 20


def test_a_restore_where_nothing_stood(filled: Store, seoul, tmp_path: Path, somewhere) -> None:
    made = backup(filled.place, tmp_path / "one.db")
    fresh = somewhere(tmp_path / "fresh" / "timeline.db")
    assert restore(made.path, fresh, seoul) == ""
    with Store.open(fresh) as again:
        assert again.counts()["events"] == 20
