"""What is told of a source that goes bad in silence, and what is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.rot import alarms, vanishing
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
        ["not fetched, or no article: 4 of 12 articles", "not where the rules look: 4 of 12 articles"],
    ),
    "no title": (looks({"new": 4, "failed": 4, "empty": 4}), [], ["no title or no body: 4 of 8 articles"]),
    "mojibake": (looks({"new": 8, "garbled": 4}), [], ["letters lost: 4 of 8 articles"]),
    "two failures are no alarm": (looks({"reason": "dns"}, {"reason": "dns"}, {}), [], []),
    "stopped three times": (looks(*[{"reason": "unfinished", "seconds": 20.0}] * 3), [], []),
    "stopped while it fails": (
        looks(*[{"reason": "unfinished"}] * 2, *[{"reason": "dns"}] * 3),
        [],
        ["dns at the last 3 looks"],
    ),
    "out of time three times": (
        looks(*[{"reason": "unfinished", "seconds": 300.0}] * 3),
        [],
        ["unfinished at the last 3 looks"],
    ),
    "three are": (looks(*[{"reason": "dns"}] * 3, {"new": 1}), [], ["dns at the last 3 looks"]),
}


@pytest.mark.parametrize("name", CASES)
def test_alarms(name: str) -> None:
    fetches, arrivals, told = CASES[name]
    assert list(alarms(fetches, arrivals, NOW).values()) == told


def test_the_last_thirty_looks_are_remembered(store: Store) -> None:
    for i in range(40):
        store.sources.note(Fetch("matin", NOW, pages=i))
        store.sources.note(Fetch("other", NOW, reason="dns", note="no such host"))
    assert [fetch.pages for fetch in store.sources.fetches("matin")] == list(range(39, 9, -1))
    assert len(store.sources.fetches("other")) == 30
    assert store.sources.fetches("nobody") == []


def test_an_alarm_is_raised_once_and_goes_when_it_is_over(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    raised, over = store.alarms.settle("matin", {"silent": "nothing new for 3 d", "failing": "dns"}, NOW)
    assert ([alarm.kind for alarm in raised], list(over)) == (["silent", "failing"], [])
    assert store.alarms.settle("matin", {"silent": "nothing new for 3 d", "failing": "dns"}, later) == (
        (),
        (),
    )
    store.alarms.sent(store.alarms.standing("matin")[:1], later)
    raised, over = store.alarms.settle("matin", {"silent": "nothing new for 4 d"}, later)
    assert (list(raised), [alarm.kind for alarm in over]) == ([], ["failing"])
    [alarm] = store.alarms.standing()
    assert (alarm.told, alarm.since, alarm.source) == ("nothing new for 4 d", NOW, "matin")
    assert len(store.alarms.unsent()) == (alarm.sent is None)


@pytest.mark.parametrize(
    ("again", "lost", "told"), [(30, 7, True), (30, 6, False), (6, 4, False), (5, 5, True), (100, 20, False)]
)
def test_a_fifth_that_vanishes_at_once_is_not_believed(again: int, lost: int, told: bool) -> None:
    assert vanishing(again, lost) is told
