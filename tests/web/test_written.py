"""What is kept of the entries as JSON: the bytes of the feeds with it are those without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import ModuleType

import pytest
from sqlalchemy import text

from timeline.export import timeline_json
from timeline.ingest import keep, withdraw
from timeline.model import Article, Entry, Event
from timeline.query import Query
from timeline.store import Store, written
from timeline.web.feeds import everything, render
from timeline.web.filters import Filters

FORM = timeline_json.FORM
ALL = Query(withdrawn=True)


@pytest.fixture
def told(
    store: Store, article: Callable[..., Article], seoul: datetime, monkeypatch: pytest.MonkeyPatch
) -> Store:
    """What was told, edited and given up; a few entries at a time."""
    monkeypatch.setattr(written, "_PAGE", 2)
    for number in range(4):
        keep(store, article(key=f"{number}", title=f"개관 {number}", publisher="가람\ud800신문"), seoul)
    keep(store, article(key="1", title="고친 개관"), seoul + timedelta(hours=1))
    withdraw(store, "matin", "2", seoul + timedelta(hours=2))
    return store


def feeds(store: Store, now: datetime) -> Iterator[bytes]:
    filters = Filters(when="all", min_confidence=0.0, updated_after=0)
    for chosen in (filters, replace(filters, updated_after=None, status=("confirmed",)), Filters()):
        yield render(store, "timeline", chosen, now=now)
        yield b"".join(everything(store, chosen, now=now))


def keep_all(store: Store, write: Callable[[Entry], bytes] = timeline_json.event) -> int:
    return sum(iter(lambda: store.keep_written(write, FORM), 0))


def unkept(store: Store) -> list[str]:
    return [each.uid for each in store.written(ALL, FORM) if not each.text]


def fail(_: Entry) -> bytes:
    raise AssertionError("it was kept, and is written again")


def test_a_feed_of_what_is_kept_is_the_feed_without(
    told: Store, seoul: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(feeds(told, seoul))
    state = told.latest()
    assert keep_all(told) == len(list(told.entries(ALL))) > 4
    assert told.latest() == state
    monkeypatch.setattr(timeline_json, "event", fail)
    assert list(feeds(told, seoul)) == before


def test_hostile_text_is_kept_as_it_is_written(
    store: Store, samples: ModuleType, article: Callable[..., Article], seoul: datetime
) -> None:
    with store.pen(seoul) as pen:
        row = pen.keep_article(article(), None)
        for entry in samples.hostile(40):
            row = pen.mint(entry.event, article(), row)
    before = list(feeds(store, seoul))
    assert keep_all(store) == 40
    assert unkept(store) == []
    assert list(feeds(store, seoul)) == before


def test_a_revision_is_written_in_its_turn(
    told: Store, article: Callable[..., Article], seoul: datetime
) -> None:
    keep_all(told)
    assert unkept(told) == []
    keep(told, article(key="0", title="다시 고친 개관"), seoul + timedelta(days=1))
    fresh = set(unkept(told))
    assert fresh
    before = list(feeds(told, seoul))
    assert "다시 고친".encode() in before[0]
    assert keep_all(told) == len(fresh)
    assert list(feeds(told, seoul)) == before
    assert keep_all(told) == 0


def test_another_form_is_passed_over(told: Store) -> None:
    keep_all(told)
    assert not any(each.text for each in told.written(ALL, FORM + 1))
    again = sum(iter(lambda: told.keep_written(lambda _: b"{}", FORM + 1), 0))
    assert [each.text for each in told.written(ALL, FORM + 1)] == [b"{}"] * again
    assert len(unkept(told)) == again


def test_what_was_harmed_is_written_anew(told: Store, seoul: datetime) -> None:
    before = list(feeds(told, seoul))
    keep_all(told)
    with told._writing() as connection:
        connection.execute(text('UPDATE event_json SET body = \'{"uid":"\' WHERE event % 2 = 0'))
    assert 0 < len(unkept(told)) < len(list(told.entries(ALL)))
    assert list(feeds(told, seoul)) == before


def test_what_cannot_be_written_or_read_holds_nothing_up(
    told: Store, seoul: datetime, event: Callable[..., Event]
) -> None:
    entries = list(told.entries(ALL))
    with told._writing() as connection:
        spoilt = text("UPDATE event_revision SET body = '{' WHERE event = (SELECT min(id) FROM event)")
        connection.execute(spoilt)
    legible = {each.uid for each in told.entries(ALL)}
    unfit = min(legible)

    def write(entry: Entry) -> bytes:
        if entry.uid == unfit:
            raise ValueError("unfit")
        return timeline_json.event(entry)

    assert keep_all(told, write) == len(entries) == len(legible) + 1
    assert unkept(told) == [unfit], "it is told whole, for who asks to try; what cannot be read is left out"
