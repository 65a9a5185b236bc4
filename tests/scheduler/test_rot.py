"""What is told of a source that goes bad in silence, and what is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.rot import alarms
from timeline.model import SEOUL
from timeline.store import Fetch, Store

NOW = datetime(2026, 2, 25, 18, 0, tzinfo=SEOUL)


def looks(*each: dict[str, Any]) -> list[Fetch]:
    return [Fetch("matin", NOW, **told) for told in each]


def hourly(count: int, last: timedelta) -> list[datetime]:
    return [NOW - last - timedelta(hours=i) for i in range(count)]


CASES = {
    "all is well": (looks({"new": 10}), hourly(20, timedelta(hours=1)), []),
    "a new source": ([], [], []),
    "quiet for three days": (
        looks({"known": 20}),
        hourly(20, timedelta(days=3)),
        ["nothing new for 3 d, at most 1 h until now"],
    ),
    "quiet over a night": (looks({}), hourly(20, timedelta(hours=20)), []),
    "a weekly is not late after five days": (
        looks({}),
        [NOW - timedelta(days=5 + 7 * i) for i in range(12)],
        [],
    ),
    "no publication": (looks({"new": 10, "undated": 3}), [], ["no publication time: 3 of 10 articles"]),
    "one in ten is nothing": (looks({"new": 10, "undated": 1, "misfit": 2}), [], []),
    "a new skin": (
        looks({"new": 4, "misfit": 4}, {"new": 4, "failed": 4}),
        [],
        ["no title or body, or not fetched: 4 of 12 articles", "not where the rules look: 4 of 12 articles"],
    ),
    "two failures are no alarm": (looks({"reason": "dns"}, {"reason": "dns"}, {}), [], []),
    "three are": (looks(*[{"reason": "dns"}] * 3, {"new": 1}), [], ["dns at the last 3 looks"]),
}


@pytest.mark.parametrize("name", CASES)
def test_alarms(name: str) -> None:
    fetches, arrivals, told = CASES[name]
    assert list(alarms(fetches, arrivals, NOW)) == told


def test_the_last_thirty_looks_are_remembered(store: Store) -> None:
    for i in range(40):
        store.sources.note(Fetch("matin", NOW, pages=i))
        store.sources.note(Fetch("other", NOW, reason="dns", note="no such host"))
    assert [fetch.pages for fetch in store.sources.fetches("matin")] == list(range(39, 9, -1))
    assert len(store.sources.fetches("other")) == 30
    assert store.sources.fetches("nobody") == []
