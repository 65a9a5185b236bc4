"""Independent readers agree on every event, instant and text of the served feeds (CALENDAR 6 A, D, I)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from timeline.export import wording
from timeline.model import EventKind, Grain, Status

HERE = Path(__file__).parent
Read = Callable[[bytes], dict[str, Any]]


def by_icalendar(file: bytes) -> dict[str, Any]:
    import icalendar

    calendar = icalendar.Calendar.from_ical(file)
    return {
        "name": str(calendar["X-WR-CALNAME"]),
        "events": [
            {
                "uid": str(event["UID"]),
                "start": _moment(event["DTSTART"].dt),
                "end": _moment(event["DTEND"].dt),
                "summary": str(event["SUMMARY"]),
                "description": str(event["DESCRIPTION"]),
                "location": str(event.get("LOCATION", "")),
                "status": str(event["STATUS"]),
                "sequence": int(event["SEQUENCE"]),
                "categories": [str(each) for each in event["CATEGORIES"].cats]
                if "CATEGORIES" in event
                else [],
                "url": str(event.get("URL", "")),
            }
            for event in calendar.walk("VEVENT")
        ],
    }


def by_ical(file: bytes) -> dict[str, Any]:
    from ical.calendar_stream import IcsCalendarStream

    calendar = IcsCalendarStream.calendar_from_ics(file.decode())
    name = next(extra.value for extra in calendar.extras if extra.name == "x-wr-calname")
    return {
        "name": name,
        "events": [
            {
                "uid": event.uid,
                "start": _moment(event.dtstart),
                "end": _moment(event.dtend),
                "summary": event.summary,
                "description": event.description,
                "location": event.location or "",
                "status": str(event.status.value),
                "sequence": event.sequence,
                "categories": event.categories,
                "url": str(event.url or ""),
            }
            for event in calendar.events
        ],
    }


def by_ical_js(file: bytes) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "ical.js").is_dir():
        missing = "ical.js is not installed: npm ci --prefix tests/readers (tests/readers/README.md)"
        if os.environ.get("YEONPYO_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    told = subprocess.run([node, HERE / "read.mjs"], input=file, capture_output=True, check=True, timeout=60)
    read: dict[str, Any] = json.loads(told.stdout)
    return read


def by_libical(file: bytes) -> dict[str, Any]:
    """Whatever libical objects to, its check of RFC 5545's restrictions included, fails the test."""
    python = sys.modules["readers_system"].system_python("ICalGLib", "3.0", package="gir1.2-ical-3.0")
    told = subprocess.run([python, HERE / "libical.py"], input=file, capture_output=True, timeout=60)
    assert (told.returncode, told.stderr) == (0, b"")
    read: dict[str, Any] = json.loads(told.stdout)
    return read


def by_vobject(file: bytes) -> dict[str, Any]:
    import vobject

    calendar = vobject.readOne(file.decode())
    events = calendar.contents.get("vevent", [])
    for event in events:
        event.validate(raiseException=True)
    return {
        "name": calendar.x_wr_calname.value,
        "events": [
            {
                "uid": event.uid.value,
                "start": _moment(event.dtstart.value),
                "end": _moment(event.dtend.value),
                "summary": event.summary.value,
                "description": event.description.value,
                "location": event.location.value if "location" in event.contents else "",
                "status": event.status.value,
                "sequence": int(event.sequence.value),
                "categories": event.categories.value if "categories" in event.contents else [],
                "url": event.url.value if "url" in event.contents else "",
            }
            for event in events
        ],
    }


READERS: dict[str, Read] = {
    "icalendar": by_icalendar,
    "ical": by_ical,
    "ical.js": by_ical_js,
    "libical": by_libical,
    "vobject": by_vobject,
}
reader = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


def _moment(at: date | datetime) -> str:
    if isinstance(at, datetime):
        return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return at.isoformat()


@pytest.fixture(scope="session")
def corpus(samples: ModuleType) -> list[Any]:
    """One entry of each kind that a feed can hold."""
    rows = [
        ("2021-02-15T14:00/2021-02-15T15:00", Grain.HOUR, "15일 오후 2시", {}),
        ("2021-02-15T14:00/2021-02-15T16:30", Grain.MINUTE, "2시~4시 30분", {"end_told": True}),
        ("1988-08-15T14:00/1988-08-15T15:00", Grain.HOUR, "1988년 8월 15일", {}),
        (
            "2021-02-12T18:00/2021-02-12T21:00",
            Grain.PART,
            "12일 저녁",
            {"part": "저녁", "status": Status.SCHEDULED},
        ),
        ("2021-03-03/2021-03-06", Grain.DAY, "3~5일", {"status": Status.CANCELLED}),
        ("2021-01-01/2021-01-02", Grain.DAY, "지난 1일", {"title": '쉼표, 쌍반점; 역사선 \\ 따옴표 " 콜론:'}),
        ("2021-01-27T20:37/2021-01-27T20:38", Grain.MINUTE, "", {"kind": EventKind.REPORT}),
        ("2021-05-01/2021-05-11", Grain.PART, "5월 초", {"part": "초"}),
        ("2020-06-01/2020-07-01", Grain.MONTH, "지난해 6월", {"confidence": 0.6}),
    ]
    made = [
        samples.entry(n, samples.span(*span.split("/"), grain), words, **({"part": None} | more))
        for n, (span, grain, words, more) in enumerate(rows)
    ]
    lone = replace(samples.ARTICLE, key="lone")
    return [
        samples.CEREMONY,
        *(replace(e, citations=(lone,)) if e.event.kind is EventKind.REPORT else e for e in made),
    ]


@reader
@pytest.mark.parametrize("path", ["/calendar.ics?when=all", "/approx.ics?when=all"])
def test_a_reader_reads_what_was_meant(
    serve: Any, samples: ModuleType, corpus: list[Any], read: Read, path: str
) -> None:
    server = serve(samples.Heap(corpus))
    told = read(server.get(path).body)
    meant = {each["uid"]: each for each in json.loads(server.get("/timeline.json").body)["events"]}
    assert told["name"] == ("연표" if path.startswith("/calendar") else "연표 날짜 미정")
    assert len(told["events"]) == (8 if path.startswith("/calendar") else 2)
    by_uid = {each.uid: each for each in corpus}
    for event in told["events"]:
        entry, when = by_uid[event["uid"]], meant[event["uid"]]["when"]
        assert event["summary"] == wording.title(entry.event)
        assert event["description"] == wording.description(entry)
        assert event["location"] == wording.location(entry.event.place)
        assert event["status"].lower() == meant[event["uid"]]["status"]
        assert event["sequence"] == entry.revision
        assert event["categories"][:2] == meant[event["uid"]]["categories"][:2]
        assert event["url"] == "https://example.org/articles/000"
        start = when["start"] if when["all_day"] else _moment(datetime.fromisoformat(when["start"]))
        assert event["start"] == start
        if when["end"]:
            assert event["end"] == (
                when["end"] if when["all_day"] else _moment(datetime.fromisoformat(when["end"]))
            )


@reader
def test_a_reader_reads_an_empty_calendar(serve: Any, samples: ModuleType, read: Read) -> None:
    assert read(serve(samples.Heap()).get("/calendar.ics").body)["events"] == []


@reader
@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.long)])
def test_hostile_text_comes_back_the_same(
    serve: Any, samples: ModuleType, lint: ModuleType, read: Read, count: int
) -> None:
    entries = samples.hostile(count)
    for some in (entries[at : at + 500] for at in range(0, count, 500)):  # a feed holds 900,000 octets
        file = serve(samples.Heap(some)).get("/calendar.ics?when=all").body
        assert lint.lint(file) == []
        told = {event["uid"]: event for event in read(file)["events"]}
        assert set(told) == {entry.uid for entry in some}
        for entry in some:
            event = told[entry.uid]
            assert event["summary"] == wording.title(entry.event)
            assert event["location"] == wording.location(entry.event.place)
            assert event["description"] == wording.description(entry)
