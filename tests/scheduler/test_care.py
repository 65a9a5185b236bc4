"""Backups from the command line and by the daemon."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from scheduler import care
from scheduler.care import back_up_if_due, keep_written, kept, open_store, reachable
from scheduler.config import Settings, load
from timeline.errors import StoreFull
from timeline.model import SEOUL, Article, Event
from timeline.store import Store
from timeline.store.place import File

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=SEOUL)


@pytest.fixture
def settings(tmp_path: Path, somewhere: Callable[[Path], Path | str]) -> Settings:
    where = somewhere(tmp_path / "home" / "timeline.db")
    made = load(home=tmp_path / "home", backups=3, db=where if isinstance(where, str) else "")
    Store.open(made.store, make=True).close()
    return made


def test_one_backup_a_day_and_the_oldest_go(settings: Settings) -> None:
    made = [back_up_if_due(settings, NOW + timedelta(hours=hours)) for hours in range(0, 24 * 6, 6)]
    assert [copy is not None for copy in made] == [hours % 24 == 0 for hours in range(0, 24 * 6, 6)]
    assert [path.name for path in kept(settings)] == [
        "timeline-20261127T090000.db",
        "timeline-20261126T090000.db",
        "timeline-20261125T090000.db",
    ]


def test_a_backup_from_the_future_silences_nothing(settings: Settings) -> None:
    assert back_up_if_due(settings, NOW + timedelta(days=400))
    assert back_up_if_due(settings, NOW)


@pytest.mark.sqlite
def test_there_and_back(yeonpyo, folder: Path) -> None:
    yeonpyo.run("seed", str(folder))
    before = yeonpyo.run("export", "ics", "-f", "when=all").stdout
    assert "2 events" in yeonpyo.run("db", "backup").stdout
    store = yeonpyo.home / "timeline.db"
    store.write_bytes(b"broken")
    assert "yeonpyo db restore" in yeonpyo.run("export", "json", code=1).stderr
    told = yeonpyo.run("db", "restore")
    assert "restored from" in told.stdout
    assert "timeline.db.before-" in told.stderr
    assert yeonpyo.run("export", "ics", "-f", "when=all").stdout == before


def test_nothing_is_restored_under_a_running_daemon(daemon, yeonpyo) -> None:
    yeonpyo.run("db", "backup")
    assert "daemon runs here" in yeonpyo.run("db", "restore", code=5).stderr


def test_without_a_backup_there_is_nothing_to_restore(yeonpyo, folder: Path) -> None:
    yeonpyo.run("seed", str(folder))
    assert "no backup that is whole" in yeonpyo.run("db", "restore", code=1).stderr


def mounted_read_only(_: object) -> SimpleNamespace:
    return SimpleNamespace(f_flag=os.ST_RDONLY, f_frsize=1, f_blocks=9, f_bfree=0, f_bavail=0)


@pytest.mark.sqlite
def test_a_store_on_a_read_only_disk_is_read(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frozen, for SQLite cannot lock it there; not where its log holds what only a writer can fold in."""
    monkeypatch.setattr(os, "statvfs", mounted_read_only)
    with open_store(settings) as store:
        assert store.place == File(settings.home / "timeline.db", frozen=True)
        assert store.counts()["articles"] == 0
        with pytest.raises(StoreFull, match="readonly"):
            store.sources.switch("paper", on=True)
    (settings.home / "timeline.db-wal").write_bytes(b"what is not folded in")
    assert reachable(settings.store) == settings.store


def test_what_was_drawn_is_written_down_some_at_a_time(
    settings: Settings,
    article: Callable[..., Article],
    event: Callable[..., Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("timeline.store.written._PAGE", 2)
    monkeypatch.setattr(care, "TURNS", 3)
    with Store.open(settings.store) as store:
        with store.pen(NOW) as pen:
            row = pen.keep_article(article(), None)
            for number in range(7):
                row = pen.mint(event(title=f"{number}번째 설명회"), article(), row)
        assert [keep_written(store) for _ in range(3)] == [6, 1, 0]
