"""What a feed shows and for how long its tag stays: 90 days, the floor, the caps, the turn of a day."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from timeline.model import EventKind, Grain, Span, Status
from timeline.web.feeds import render
from timeline.web.filters import Filters, read_filters

Serve = Callable[..., Any]


def uids(lint: ModuleType, file: bytes) -> list[int]:
    return [int(event.values("UID")[0][-12:]) for event in lint.events(file)]


def asked(query: str) -> Filters:
    return read_filters(pair.split("=", 1) for pair in query.split("&") if pair)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", range(10)),
        ("when=all", range(10)),
        ("when=upcoming", range(6, 10)),
        ("when=past", range(6)),
        ("days_back=2", range(4, 10)),
        ("days_back=0&days_ahead=0", range(6, 7)),
        ("days_ahead=1", range(8)),
        ("since=2021-01-03&until=2021-01-05", range(2, 5)),
        ("since=2021-01-09", range(8, 10)),
        ("until=2021-01-02", range(2)),
        ("when=past&days_back=1", range(5, 6)),
        ("limit=3&when=past", range(3, 6)),
    ],
)
def test_windows(samples: ModuleType, lint: ModuleType, query: str, shown: range) -> None:
    """Ten entries, a day each from 1 January; today is the 7th, whose entry is number 6."""
    shelf = samples.Heap(samples.calendar_of(10, "2021-01-01"))
    assert uids(lint, render(shelf, "calendar", asked(query), now=samples.at("2021-01-07T15:00"))) == list(
        shown
    )


def test_a_feed_over_an_old_document_is_not_empty(samples: ModuleType, lint: ModuleType) -> None:
    shelf = samples.Heap(samples.calendar_of(250, "2020-01-01"))
    told = uids(lint, render(shelf, "calendar", now=samples.at("2026-11-22T10:00")))
    assert told == list(range(50, 250))
    assert (
        uids(lint, render(shelf, "calendar", asked("days_back=90"), now=samples.at("2026-11-22T10:00"))) == []
    )


def test_the_tag_stays_until_the_window_lets_an_entry_go(serve: Serve, samples: ModuleType) -> None:
    """250 entries, a day each: 40 left the 90 days, 200 of the floor come one by one to be pushed out."""
    server = serve(samples.Heap(samples.calendar_of(250, "2020-06-01")), now="2021-02-01T10:00")
    tags, bodies = {}, {}
    for day in range(200):
        server.now = samples.at("2020-12-01T00:00") + timedelta(days=day, hours=day % 24)
        told = server.get("/calendar.ics")
        tags.setdefault(told["etag"], set()).add(told.body)
        bodies.setdefault(told.body, set()).add(told["etag"])
    assert all(len(each) == 1 for each in tags.values())
    assert all(len(each) == 1 for each in bodies.values())
    assert 10 < len(tags) < 100


@pytest.mark.parametrize(
    "query", ["days_back=3", "when=upcoming", "when=past", "days_ahead=2", "days_back=1&days_ahead=1"]
)
def test_equal_bytes_have_equal_tags_and_other_bytes_others(
    serve: Serve, samples: ModuleType, query: str
) -> None:
    entries = samples.calendar_of(12, "2021-01-05", hours=60)
    long = Span(samples.at("2021-01-08"), samples.at("2021-01-21"), Grain.DAY)
    server = serve(samples.Heap([*entries, samples.entry(99, long, "8~20일")]))
    told = []
    for day in range(45):
        server.now = samples.at("2020-12-25T12:00") + timedelta(days=day)
        answer = server.get(f"/calendar.ics?{query}")
        told.append((answer["etag"], answer.body))
        fresh = serve(server.shelf, now="2021-01-01T00:00")
        fresh.now = server.now
        assert fresh.get(f"/calendar.ics?{query}", If_None_Match=answer["etag"]).status == 304
    changes = [(one[0] != two[0], one[1] != two[1]) for one, two in itertools.pairwise(told)]
    assert all(tag == body for tag, body in changes)
    assert any(body for _, body in changes)


def test_a_cancelled_entry_is_shown_for_60_days(serve: Serve, samples: ModuleType, lint: ModuleType) -> None:
    day = Span(samples.at("2021-03-01"), samples.at("2021-03-02"), Grain.DAY)
    entry = samples.entry(1, day, "3월 1일", status=Status.CANCELLED, updated=samples.at("2021-02-01T09:00"))
    server = serve(samples.Heap([entry]))
    first = server.get("/calendar.ics")
    assert "SUMMARY:[취소] 1번째 행사" in first.body.decode()
    server.now = samples.at("2021-04-01T23:59")
    assert server.get("/calendar.ics")["etag"] == first["etag"]
    server.now = samples.at("2021-04-02T00:00")
    assert server.get("/calendar.ics", If_None_Match=first["etag"]).status == 200
    assert uids(lint, server.get("/calendar.ics").body) == []
    assert uids(lint, server.get("/calendar.ics?status=cancelled").body) == [1]


def test_reports_are_shown_only_where_the_article_gave_nothing_else(
    samples: ModuleType,
) -> None:
    stamp = Span(samples.at("2021-01-27T20:37"), samples.at("2021-01-27T20:38"), Grain.MINUTE)
    lone = (samples.ARTICLE, "001")
    report = samples.entry(1, stamp, kind=EventKind.REPORT)
    other = samples.entry(
        2, stamp, kind=EventKind.REPORT, citations=(type(lone[0])("example", "001", "", "", "", None),)
    )
    shelf, now = samples.Heap([samples.CEREMONY, report, other]), samples.at("2021-02-01T10:00")
    told = render(shelf, "calendar", now=now).decode()
    assert report.uid not in told
    assert other.uid in told
    assert render(shelf, "timeline", now=now).decode().count('"kind":"report"') == 2


def test_unsure_readings_are_shown_when_asked_for(samples: ModuleType, lint: ModuleType) -> None:
    day = Span(samples.at("2021-03-01"), samples.at("2021-03-02"), Grain.DAY)
    shelf = samples.Heap([samples.entry(number, day, "1일", confidence=number / 10) for number in range(10)])
    now = samples.at("2021-02-01T10:00")
    assert uids(lint, render(shelf, "calendar", now=now)) == [5, 6, 7, 8, 9]
    assert uids(lint, render(shelf, "calendar", asked("min_confidence=0.8"), now=now)) == [8, 9]
    assert uids(lint, render(shelf, "calendar", asked("status=confirmed"), now=now)) == [7, 8, 9]
    assert uids(lint, render(shelf, "calendar", asked("status=tentative"), now=now)) == [5, 6]


def test_the_cap_cuts_the_oldest_past_and_says_so(samples: ModuleType, lint: ModuleType) -> None:
    shelf, now = samples.Heap(samples.calendar_of(5000, "2010-01-01")), samples.at("2022-01-01T10:00")
    file = render(shelf, "calendar", asked("when=all"), now=now)
    told = uids(lint, file)
    assert lint.lint(file) == []
    assert len(told) <= 1000
    assert len(file) <= 900_000
    assert told == list(range(5000 - len(told), 5000))
    assert f"이전 {5000 - len(told)}건 생략" in file.replace(b"\r\n ", b"").decode()


def test_the_cap_in_octets(samples: ModuleType, lint: ModuleType) -> None:
    long = "가나다라마바사" * 60
    day = samples.at("2021-01-01")
    spans = [Span(day + timedelta(days=n), day + timedelta(days=n + 1), Grain.DAY) for n in range(900)]
    shelf = samples.Heap(samples.entry(n, span, "1일", title=long) for n, span in enumerate(spans))
    file = render(shelf, "calendar", asked("when=all"), now=samples.at("2023-06-01T10:00"))
    told = uids(lint, file)
    assert lint.lint(file) == []
    assert 850_000 < len(file) <= 900_000
    assert told[-1] == 899
    assert "건 생략" in file.replace(b"\r\n ", b"").decode()


@pytest.mark.parametrize(
    "path", ["/calendar.ics", "/timeline.csv", "/timeline.jsonld", "/timeline.jscal.json"]
)
def test_every_capped_format_tells_programs_what_was_cut(
    serve: Serve, samples: ModuleType, path: str
) -> None:
    server = serve(samples.Heap(samples.calendar_of(1010, "2021-01-01")), now="2021-01-01T10:00")
    told = server.get(f"{path}?limit=30")
    assert told["x-timeline-cut"] == "980"
    assert "x-timeline-cut" not in server.get(f"{path}?when=past&limit=30").headers


@pytest.mark.parametrize(("query", "shown"), [("changed", [3]), ("changed,cancelled", [3, 5])])
def test_what_was_corrected_can_be_asked_for(
    samples: ModuleType, lint: ModuleType, query: str, shown: list[int]
) -> None:
    shelf, now = samples.Heap(samples.calendar_of(10, "2021-01-01")), samples.at("2021-01-07T15:00")
    names = [each.uid for each in shelf.kept.values()]
    shelf.edit(names[3], now, title="고친 이름")
    off = shelf.kept[names[5]]
    shelf.put(replace(off, event=replace(off.event, status=Status.CANCELLED)))
    assert uids(lint, render(shelf, "calendar", asked(f"status={query}"), now=now)) == shown


def test_upcoming_entries_beyond_the_cap_are_cut_from_the_far_end(
    samples: ModuleType, lint: ModuleType
) -> None:
    shelf = samples.Heap(samples.calendar_of(1300, "2021-01-01"))
    file = render(shelf, "calendar", asked("limit=500"), now=samples.at("2021-01-11T10:00"))
    assert uids(lint, file) == list(range(10, 510))
    remark = file.replace(b"\r\n ", b"").decode()
    assert "2021-01-10 이전 10건 생략" in remark
    assert "2022-05-26 이후 790건 생략" in remark
