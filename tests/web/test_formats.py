"""All formats list the same events with the same instants (I); each is what its standard says it is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

from timeline.export import wording
from timeline.export.text import line
from timeline.model import SEOUL, Grain, Status
from timeline.web.feeds import FEEDS, render, render_items
from timeline.web.filters import read_filters

Serve = Callable[..., Any]
ATOM = "{http://www.w3.org/2005/Atom}"
ROWS = [
    ("2021-02-15T14:00/2021-02-15T15:00", Grain.HOUR, {}),
    ("2021-02-15T14:00/2021-02-15T16:30", Grain.MINUTE, {"end_told": True}),
    ("2021-02-12T18:00/2021-02-12T21:00", Grain.PART, {"part": "저녁", "status": Status.POSTPONED}),
    ("2021-03-03/2021-03-06", Grain.DAY, {"status": Status.CANCELLED}),
    ("2021-05-01/2021-05-11", Grain.PART, {"part": "초"}),
    ("2020-06-01/2020-07-01", Grain.MONTH, {}),
    ("2021-07-01/2021-10-01", Grain.QUARTER, {}),
]


@pytest.fixture
def server(serve: Serve, samples: ModuleType) -> Any:
    rows = [
        samples.entry(n, samples.span(*span.split("/"), grain), "그때", **({"part": None} | more))
        for n, (span, grain, more) in enumerate(ROWS)
    ]
    return serve(samples.Heap([samples.CEREMONY, *rows]), public_url="https://y.example")


def moment(text: str) -> date | datetime:
    if "T" not in text:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(UTC)


def starts_of_ics(lint: ModuleType, file: bytes) -> dict[str, Any]:
    read = {}
    for event in lint.events(file):
        (told,) = event.values("DTSTART")
        day = date(int(told[:4]), int(told[4:6]), int(told[6:8]))
        read[event.values("UID")[0]] = (
            day if len(told) == 8 else datetime.strptime(told, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        )
    return read


def test_all_formats_list_the_same_events_at_the_same_times(server: Any, lint: ModuleType) -> None:
    ics = starts_of_ics(lint, server.get("/calendar.ics").body) | starts_of_ics(
        lint, server.get("/approx.ics").body
    )
    events = json.loads(server.get("/timeline.json").body)["events"]
    assert {event["uid"]: moment(event["when"]["start"]) for event in events} == ics

    rows = csv.DictReader(io.StringIO(server.get("/timeline.csv").body.decode("utf-8-sig")))
    assert {row["uid"]: moment(row["start"]) for row in rows} == ics

    entries = json.loads(server.get("/timeline.jscal.json").body)["entries"]
    starts = {}
    for entry in entries:
        start = datetime.fromisoformat(entry["start"])
        starts[entry["uid"]] = (
            start.date() if entry.get("showWithoutTime") else start.replace(tzinfo=SEOUL).astimezone(UTC)
        )
    assert starts == ics

    graph = json.loads(server.get("/timeline.jsonld").body)["@graph"]
    short = {"7": "-01", "4": "-01-01"}
    assert {
        each["identifier"]: moment(each["startDate"] + short.get(str(len(each["startDate"])), ""))
        for each in graph
    } == ics

    feed = json.loads(server.get("/feed.json").body)["items"]
    assert {item["id"]: moment(item["_timeline"]["start"]) for item in feed} == ics
    atom = etree.fromstring(server.get("/feed.atom").body)
    assert {
        entry.findtext(f"{ATOM}id").removeprefix("urn:uuid:") for entry in atom.iter(f"{ATOM}entry")
    } == ics.keys()


def test_jscalendar(server: Any, samples: ModuleType) -> None:
    answer = server.get("/timeline.jscal.json")
    assert answer["content-type"] == "application/jscalendar+json;type=group"
    group = json.loads(answer.body)
    assert (group["@type"], group["source"]) == ("Group", "https://y.example/timeline.jscal.json")
    told = {entry["uid"]: entry for entry in group["entries"]}
    ceremony = told[samples.CEREMONY.uid]
    assert (ceremony["start"], ceremony["duration"], ceremony["timeZone"]) == (
        "2021-01-27T00:00:00",
        "P1D",
        None,
    )
    hour, until, *_ = (told[f"00000000-0000-4000-8000-{n:012}"] for n in range(7))
    assert (hour["start"], hour["timeZone"], hour["duration"]) == (
        "2021-02-15T14:00:00",
        "Asia/Seoul",
        "PT1H",
    )
    assert until["duration"] == "PT2H30M"


def test_json_ld_is_as_short_as_it_was_told(server: Any) -> None:
    graph = json.loads(server.get("/timeline.jsonld").body)["@graph"]
    told = {each["identifier"][-1]: each for each in graph if each["identifier"].startswith("0")}
    assert told["5"]["startDate"] == "2020-06"
    assert (told["3"]["startDate"], told["3"]["endDate"]) == ("2021-03-03", "2021-03-05")
    assert (told["6"]["startDate"], told["6"]["endDate"]) == ("2021-07-01", "2021-09-30")
    assert "endDate" not in told["0"]
    assert told["3"]["eventStatus"] == "https://schema.org/EventCancelled"
    assert told["2"]["eventStatus"] == "https://schema.org/EventPostponed"
    assert told["0"]["subjectOf"]["@type"] == "NewsArticle"


def test_in_json_ld_an_event_is_named_by_its_page(serve: Serve, samples: ModuleType) -> None:
    server = serve(samples.Heap([samples.CEREMONY]), public_url="https://y.example/news")
    (told,) = json.loads(server.get("/timeline.jsonld").body)["@graph"]
    assert told["@id"] == f"https://y.example/news/event/{samples.CEREMONY.uid}"
    page = server.get(f"/event/{samples.CEREMONY.uid}").body.decode()
    assert f'"@id": "{told["@id"]}"' in page or f'"@id":"{told["@id"]}"' in page


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_spreadsheet_runs_nothing(serve: Serve, samples: ModuleType, start: str) -> None:
    event = replace(
        samples.CEREMONY.event, title=f'{start}HYPERLINK("http://evil.example")', category=f"{start}1"
    )
    cited = replace(samples.ARTICLE, headline=f"\t{start}1+1", publisher=f"{start}cmd")
    file = (
        serve(samples.Heap([replace(samples.CEREMONY, event=event, citations=(cited,))]))
        .get("/timeline.csv")
        .body
    )
    assert file.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(file.decode("utf-8-sig")))
    assert row["title"] == f'\'{start}HYPERLINK("http://evil.example")'
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


def test_atom_is_well_formed_and_newest_first(server: Any, samples: ModuleType) -> None:
    server.shelf.edit(samples.CEREMONY.uid, samples.at("2021-02-01T09:00"), title='<b>"고친" & \x0b 제목</b>')
    feed = etree.fromstring(server.get("/feed.atom").body)
    first = feed.find(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == '<b>"고친" & 제목</b> (오후)'
    assert feed.findtext(f"{ATOM}updated") == first.findtext(f"{ATOM}updated") == "2021-02-01T00:00:00Z"
    assert feed.findtext(f"{ATOM}id") == "https://y.example/feed.atom"
    for entry in feed.iter(f"{ATOM}entry"):
        assert all(entry.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "content"))


def test_a_withdrawn_entry_is_in_no_format(server: Any, samples: ModuleType) -> None:
    server.shelf.take(samples.CEREMONY.uid, samples.at("2021-02-01T09:00"))
    for feed in FEEDS.values():
        for asked in ("", "?updated_after=0"):
            told = server.get(f"{feed.path}{asked}").body.decode()
            assert samples.CEREMONY.event.title not in told
            assert samples.CEREMONY.uid not in told or (feed.path, asked) == (
                "/timeline.json",
                "?updated_after=0",
            )


def test_every_format_survives_a_hundred_thousand_characters(serve: Serve, samples: ModuleType) -> None:
    event = replace(samples.CEREMONY.event, title="가" * 100_000)
    server = serve(samples.Heap([replace(samples.CEREMONY, event=event)]))
    assert all(server.get(feed.path).status == 200 for feed in FEEDS.values())


def test_a_vdir_holds_the_calendar_a_file_an_event(samples: ModuleType, lint: ModuleType) -> None:
    shelf, now = samples.Heap(samples.calendar_of(5)), samples.at("2021-02-01T10:00")
    items = dict(render_items(shelf, now=now))
    assert all(lint.lint(item) == [] for item in items.values())
    whole = lint.events(render(shelf, "calendar", now=now))
    assert [event.lines for item in items.values() for event in lint.events(item)] == [
        event.lines for event in whole
    ]
    assert list(items) == [f"{event.values('UID')[0]}.ics" for event in whole]


def test_no_feed_changes_while_nothing_does(server: Any) -> None:
    first = {feed.path: server.get(feed.path) for feed in FEEDS.values()}
    server.now += timedelta(hours=9)
    for path, told in first.items():
        again = server.get(path)
        assert (again.body, again["etag"]) == (told.body, told["etag"])


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.long)])
def test_hostile_text_comes_back_from_every_format(samples: ModuleType, count: int) -> None:
    """What each format holds of an entry, read back by its own parser, is what the words of the house are."""
    entries = samples.hostile(count)
    asked = read_filters([("when", "all"), ("limit", "1000")])
    for some in (entries[at : at + 500] for at in range(0, count, 500)):
        shelf, now = samples.Heap(some), samples.at("2021-02-01T10:00")
        files = {kind: render(shelf, kind, asked, now=now) for kind in FEEDS}
        told = {kind: read(files[kind]) for kind, read in _BACK.items()}
        for entry in some:
            event = entry.event
            titles = {kind: each[entry.uid]["title"] for kind, each in told.items()}
            plain = {"timeline", "jsonld", "csv"}
            assert {titles[kind] for kind in plain} <= {line(event.title), f"'{line(event.title)}"}
            assert {titles[kind] for kind in titles.keys() - plain} == {wording.title(event)}
            assert {each[entry.uid]["text"] for kind, each in told.items() if kind not in plain} == {
                wording.description(entry)
            }
            assert (
                told["timeline"][entry.uid]["text"]
                == told["jsonld"][entry.uid]["text"]
                == wording.evidence(event)
            )
            assert told["csv"][entry.uid]["text"].removeprefix("'") == wording.evidence(event).removeprefix(
                "'"
            )


def _read_json(file: bytes, where: str, names: tuple[str, str, str]) -> dict[str, dict[str, str]]:
    uid, title, text = names
    return {each[uid]: {"title": each[title], "text": each[text]} for each in json.loads(file)[where]}


def _read_atom(file: bytes) -> dict[str, dict[str, str]]:
    told = (
        {str(part.tag).removeprefix(ATOM): part.text or "" for part in each}
        for each in etree.fromstring(file).iter(f"{ATOM}entry")
    )
    return {
        each["id"].removeprefix("urn:uuid:"): {"title": each["title"], "text": each["content"]}
        for each in told
    }


def _read_csv(file: bytes) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    return {row["uid"]: {"title": row["title"], "text": row["evidence"]} for row in rows}


_BACK: dict[str, Callable[[bytes], dict[str, dict[str, str]]]] = {
    "timeline": lambda file: _read_json(file, "events", ("uid", "title", "evidence")),
    "jscalendar": lambda file: _read_json(file, "entries", ("uid", "title", "description")),
    "jsonld": lambda file: _read_json(file, "@graph", ("identifier", "name", "description")),
    "feed": lambda file: _read_json(file, "items", ("id", "title", "content_text")),
    "atom": _read_atom,
    "csv": _read_csv,
}
