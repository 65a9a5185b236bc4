"""A store copied from one database to another: the same rows, the same entries, the same feeds to the byte."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from timeline.errors import StoreError
from timeline.export import timeline_json
from timeline.query import Query
from timeline.store import Fetch, Registration, Store, Validators, copying
from timeline.store.backup import backup, restore
from timeline.store.copying import copy
from timeline.store.place import File, place
from timeline.web.feeds import FEEDS, render
from timeline.web.filters import read_filters


@pytest.fixture
def filled(store: Store, article, event, seoul) -> Store:
    """Every table holds something."""
    with store.pen(seoul) as pen:
        row = pen.keep_article(article(), None)
        for number in range(30):
            told = event(title=f"{number}번째 설명회", confidence=number / 30)
            row = pen.mint(
                replace(told, span=replace(told.span, end=told.span.end + timedelta(days=number))),
                article(),
                row,
            )
    entry = next(store.entries(Query()))
    with store.pen(seoul + timedelta(hours=1)) as pen:
        pen.revise(entry, event(title="고친 설명회"), article())
        pen.rule("status", entry.uid, "cancelled", "비가 옴")
    store.sources.set_up(
        [Registration("matin", "가람신문", "aid", "광주", "news.example", True, timedelta(hours=1))]
    )
    store.sources.note(Fetch("matin", seoul, pages=3, new=2))
    store.pages.saw("matin", "https://news.example/1", seoul, 200, Validators("e", "m", "h"))
    store.feeds.create("내 동네", "region=광주", seoul)
    store.keep_written(timeline_json.event, timeline_json.FORM)
    return store


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Path | str]:
    """A place of the other kind than the store's."""
    if request.config.getoption("--postgresql"):
        return lambda name: tmp_path / f"{name}.db"
    return lambda name: request.getfixturevalue("postgresql").at(tmp_path / name)


def fingerprint(store: Store, now: datetime) -> list[object]:
    """All that a subscriber, an operator or the crawler could see of it."""
    feeds = [hashlib.sha256(body).hexdigest() for body in rendered(store, now)]
    return [
        *feeds,
        store.latest(),
        store.counts(),
        [entry.uid for entry in store.entries(Query(words="설명"))],
        [entry.uid for entry in store.entries(Query(words="설명 -번째"))],
        [store.revisions(entry.uid) for entry in store.entries(Query())],
        [store.joinings(entry.uid) for entry in store.entries(Query())],
        store.count_facets(Query()),
        store.count_days(Query()),
        list(store.written(Query(), timeline_json.FORM)),
        store.sources.states(),
        store.sources.fetches("matin"),
        store.pages.of("matin"),
        store.feeds.all(),
    ]


def rendered(store: Store, now: datetime) -> list[bytes]:
    whole = read_filters([("when", "all"), ("min_confidence", "0")])
    return [render(store, kind, filters, now=now) for kind in FEEDS for filters in (None, whole)]


def test_feeds_are_the_same_on_both_sides(filled: Store, elsewhere, seoul, tmp_path: Path) -> None:
    there = place(elsewhere("there"))
    copied = copy(filled.place, there)
    assert copied["event"] == 30
    with Store.open(there) as other:
        assert fingerprint(other, seoul) == fingerprint(filled, seoul)
    copy(there, File(tmp_path / "back.db"))
    with Store.open(tmp_path / "back.db") as back:
        assert fingerprint(back, seoul) == fingerprint(filled, seoul)


def test_a_copy_goes_on_like_the_original(filled: Store, elsewhere, article, event, seoul) -> None:
    """Its next numbers come behind those that were copied, its index knows the old words and the new."""
    copy(filled.place, place(elsewhere("on")))
    with Store.open(elsewhere("on")) as other:
        for store in (filled, other):
            with store.pen(seoul + timedelta(days=1)) as pen:
                later = article(key="later")
                pen.mint(event(title="나중 공청회"), later, pen.keep_article(later, None))
            store.sources.note(Fetch("matin", seoul, pages=1))
            store.feeds.create("체육", "category=체육", seoul)
        assert other.latest() == filled.latest()
        assert [entry.event.title for entry in other.entries(Query(words="공청"))] == ["나중 공청회"]
        assert list(other.entries(Query())) == list(filled.entries(Query()))


def test_a_copy_never_replaces_a_store(filled: Store, elsewhere) -> None:
    copy(filled.place, place(elsewhere("once")))
    with pytest.raises(StoreError, match="a copy never replaces one"):
        copy(filled.place, place(elsewhere("once")))
    with pytest.raises(StoreError, match="a copy never replaces one"):
        copy(filled.place, filled.place)


def test_a_copy_that_fails_leaves_nothing(filled: Store, elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the cable was pulled")

    monkeypatch.setattr(copying.search, "add", fail)
    there = place(elsewhere("none"))
    with pytest.raises(RuntimeError, match="cable"):
        copy(filled.place, there)
    assert not there.stands()


def test_a_backup_is_put_back_into_the_other_kind(filled: Store, elsewhere, seoul, tmp_path: Path) -> None:
    made = backup(filled.place, tmp_path / "kept.db")
    assert restore(made.path, elsewhere("restored"), seoul) == ""
    with Store.open(elsewhere("restored")) as other:
        assert list(other.entries(Query())) == list(filled.entries(Query()))
        assert other.latest()[0] > filled.latest()[0]
