"""One event or two? Pairs that we labelled (identity.cases), and the rules that hold for any of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from timeline.extract import read
from timeline.extract.identity import ACROSS, likeness, match
from timeline.extract.tellings import kinship
from timeline.model import SEOUL, Citation, Entry, Event, EventKind, Grain, Place, Quote, Span, Status
from timeline.telling import Telling

CASES = [
    line
    for line in (Path(__file__).parent / "identity.cases").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


PAIRS = [
    line
    for line in (Path(__file__).parent / "identity_articles.pairs").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


def event(told: str) -> Event:
    when, name, where, regions = (f.strip() for f in told.split("|"))
    place = None if where == "-" else Place(0, len(where), where, where)
    return Event(
        EventKind.OCCURRENCE,
        name,
        span(when),
        Status.HELD,
        Quote(0, 0, ""),
        place=place,
        regions=tuple(regions.split()),
    )


def span(when: str) -> Span:
    first, _, last = when.partition("/")
    if len(first) == 7:
        start = datetime.fromisoformat(first + "-01").replace(tzinfo=SEOUL)
        return Span(start, (start + timedelta(days=32)).replace(day=1), Grain.MONTH)
    start = datetime.fromisoformat(first).replace(tzinfo=SEOUL)
    if "T" in first:
        return Span(start, start + timedelta(hours=1), Grain.HOUR)
    return Span(
        start,
        datetime.fromisoformat(last or first).replace(tzinfo=SEOUL) + timedelta(days=not last),
        Grain.DAY,
    )


def entry(told: Event, uid: str = "u") -> Entry:
    now = datetime(2024, 5, 1, tzinfo=SEOUL)
    return Entry(uid, 0, 1, now, now, told, ())


@pytest.mark.parametrize("line", [line for line in CASES if line.endswith("different")])
def test_two_events_stay_two(line: str) -> None:
    a, b = (event(t) for t in line.rpartition(" => ")[0].split("||"))
    assert match([a], [entry(b)], across=True) == []


def test_most_of_one_are_merged() -> None:
    pairs = [line.rpartition(" => ")[0].split("||") for line in CASES if line.endswith("=> same")]
    missed = [p for p in pairs if likeness(event(p[0]), event(p[1])) < ACROSS]
    assert len(missed) <= 0.15 * len(pairs), missed


@pytest.mark.parametrize("line", CASES)
def test_the_order_of_the_two_does_not_matter(line: str) -> None:
    a, b = (event(t) for t in line.rpartition(" => ")[0].split("||"))
    assert likeness(a, b) == pytest.approx(likeness(b, a))


def told(half: str, paper: str) -> list[Telling]:
    stamp, _, text = half.partition(" > ")
    events = read(text, datetime.fromisoformat(stamp).replace(tzinfo=SEOUL), region="전남").events
    return [
        Telling(Citation(paper, paper, "", "", "", None), e, 1)
        for e in events
        if e.status is not Status.STATEMENT
    ]


def kin(line: str) -> float:
    """How surely two papers' sentences, read by the reader itself, tell one event."""
    one, two = line.rpartition(" => ")[0].split(" || ")
    return max((kinship(a, b) for a, b in product(told(one, "one"), told(two, "two"))), default=0.0)


@pytest.mark.parametrize("line", [line for line in PAIRS if line.endswith("different")])
def test_what_two_papers_tell_of_two_events_stays_two(line: str) -> None:
    assert kin(line) < ACROSS


def test_most_of_what_two_papers_tell_of_one_is_merged() -> None:
    pairs = [line for line in PAIRS if line.endswith("=> same")]
    missed = [line for line in pairs if kin(line) < ACROSS]
    assert len(missed) <= 0.15 * len(pairs), missed


TEXT = "새빛시는 오는 7일 시청에서 청년 설명회를 연다.\n오는 9일에는 구청에서 노인 간담회가 열린다."


def test_the_same_article_read_again_is_the_same() -> None:
    at = datetime(2024, 5, 2, 18, tzinfo=SEOUL)
    events = read(TEXT, at).events
    old = [entry(e, str(i)) for i, e in enumerate(events)]
    assert [(e.title, o.uid) for e, o in sorted(match(events, old), key=lambda p: p[1].uid)] == [
        (e.title, str(i)) for i, e in enumerate(events)
    ]


def test_an_edited_article_keeps_what_it_still_tells() -> None:
    at = datetime(2024, 5, 2, 18, tzinfo=SEOUL)
    old = [entry(e, e.title) for e in read(TEXT, at).events]
    edited = TEXT.replace("7일", "8일").replace("시청에서", "시민회관에서")
    pairs = match(read(edited, at).events, old)
    assert {(e.title, o.uid) for e, o in pairs} == {(o.event.title, o.uid) for o in old}


def test_no_event_and_no_entry_is_taken_twice() -> None:
    at = datetime(2024, 5, 2, 18, tzinfo=SEOUL)
    events = read(TEXT, at).events
    pairs = match(events + events, [entry(e, str(i)) for i, e in enumerate(events)])
    assert len(pairs) == len(events)
