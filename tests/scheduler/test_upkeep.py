"""Feeds as files, retention, the digest: what the daemon does beside looking for what is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler import replaying, upkeep
from scheduler.config import Settings
from timeline.errors import ConfigError
from timeline.ingest import keep
from timeline.model import SEOUL
from timeline.query import Query
from timeline.store import Registration, Store
from timeline.web.feeds import Site, render
from timeline.web.filters import Filters


@pytest.fixture
def told(store: Store, article: Any, seoul: datetime) -> Store:
    text = "시는 오는 2월 15일 오후 2시 가람시청 대회의실에서 주민설명회를 열 예정이다."
    keep(store, article(paragraphs=(*article().paragraphs, text)), seoul)
    return store


def test_the_files_are_the_feeds_and_change_only_when_they_must(
    told: Store, article: Any, tmp_path: Path, seoul: datetime
) -> None:
    settings = Settings(home=tmp_path, export_dir=tmp_path / "www" / "feeds")
    assert upkeep.export_feeds(settings, told, seoul) == list(upkeep.EXPORTS)
    folder = tmp_path / "www" / "feeds"
    for name, feed in upkeep.EXPORTS.items():
        site = Site(settings.name, None)
        assert (folder / name).read_bytes() == render(told, feed, Filters(), site=site, now=seoul)
        assert (folder / name).stat().st_mode & 0o777 == 0o644
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert upkeep.export_feeds(settings, told, seoul) == []
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    keep(told, article(key="542", title="가람시 체육관 개관"), seoul)
    assert "calendar.ics" in upkeep.export_feeds(settings, told, seoul)
    assert sorted(path.name for path in folder.iterdir()) == sorted(upkeep.EXPORTS), "no draft is left"


def test_retention_takes_texts_and_leaves_events(
    told: Store, article: Any, tmp_path: Path, seoul: datetime
) -> None:
    settings, late = Settings(home=tmp_path, text_days=30), seoul + timedelta(days=31)
    events, state = list(told.entries(Query())), told.latest()
    assert upkeep.retain(settings, told, seoul + timedelta(days=29)) == 0
    assert upkeep.retain(settings, told, late) == 1
    assert upkeep.retain(settings, told, late) == 0
    assert (list(told.entries(Query())), told.latest()) == (events, state)
    kept, _ = told.article("matin", "541") or pytest.fail("the article is gone")
    assert (kept.title, kept.published, kept.text) == (article().title, article().published, "")
    assert kept.warnings == ("text deleted 2021-02-27",)
    text = "시는 오는 2월 15일 오후 2시 가람시청 대회의실에서 주민설명회를 열 예정이다."
    same = article(paragraphs=(*article().paragraphs, text))
    assert keep(told, same, late).outcome == "unchanged", "it is not taken for an edit"
    replaying.replay(told, lambda: late, dry=False, say=lambda _: None, remark=lambda _: None)
    assert list(told.entries(Query())) == events, "reading again what has no text draws nothing anew"


def test_nothing_is_deleted_unless_asked(told: Store, tmp_path: Path, seoul: datetime) -> None:
    assert upkeep.retain(Settings(home=tmp_path), told, seoul + timedelta(days=9999)) == 0


def test_the_digest_comes_once_each_morning(told: Store, tmp_path: Path, seoul: datetime) -> None:
    minutes = (datetime(2021, 1, 27, tzinfo=SEOUL) + timedelta(minutes=n) for n in range(2 * 1440))
    last, due = None, []
    for now in minutes:
        if upkeep.digest_due(last or now, now):
            due.append(now)
        last = now
    assert [(now.day, now.hour, now.minute) for now in due] == [(27, 7, 0), (28, 7, 0)]
    said = upkeep.digest(Settings(home=tmp_path), told, seoul, 2)
    assert said.startswith("1 articles, 2 events; ")
    assert "2 sources to look at" in said


def test_the_store_is_cared_for(told: Store) -> None:
    before = list(told.entries(Query()))
    told.optimise()
    assert list(told.entries(Query())) == before


def test_a_replay_of_nobody_is_refused_with_those_like_it(told: Store, seoul: datetime) -> None:
    """matin, whose article is stored, is no source of the table."""
    given: Any = {"dry": True, "say": lambda _: None, "remark": lambda _: None}
    told.sources.set_up(
        [Registration("matin2", "", "aid", "", "", enabled=True, interval=timedelta(hours=1))]
    )
    with pytest.raises(ConfigError) as refused:
        replaying.replay(told, lambda: seoul, source="matni", **given)
    assert refused.value.hint == "matin2"
    assert replaying.replay(told, lambda: seoul, source="matin", **given).facts["articles"] == 1
    assert replaying.replay(told, lambda: seoul, source="matin2", **given).facts["articles"] == 0
