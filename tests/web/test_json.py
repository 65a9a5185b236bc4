"""timeline.json against its published schema, its pages and changes; feed.json against JSON Feed 1.1."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from types import ModuleType
from typing import Any

import pytest

from timeline.export import timeline_json
from timeline.model import EventKind, Grain
from timeline.web.feeds import render
from timeline.web.filters import Filters

Serve = Callable[..., Any]


@pytest.fixture(scope="session")
def validate() -> Callable[[Any, Any], None]:
    try:
        import jsonschema
    except ImportError:
        missing = "jsonschema is not installed: pip install -e .[dev]"
        if os.environ.get("YEONPYO_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)

    def check(document: Any, schema: Any) -> None:
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(document)

    return check


@pytest.fixture
def everything(samples: ModuleType) -> list[Any]:
    """An entry of every grain, a report, one from a local file."""
    wide = [
        samples.entry(n, samples.span("2021-03-01", "2021-03-09", grain), "그때")
        for n, grain in enumerate(Grain)
    ]
    stamp = samples.span("2021-01-27T20:37", "2021-01-27T20:38", Grain.MINUTE)
    local = replace(samples.ARTICLE, url="/srv/papers/one.txt", publisher="", published=None)
    return [
        samples.CEREMONY,
        *wide,
        samples.entry(98, stamp, kind=EventKind.REPORT),
        samples.entry(99, stamp, citations=(local,)),
    ]


def test_every_kind_and_precision_fits_the_schema(
    serve: Serve, samples: ModuleType, everything: list[Any], validate: Callable[[Any, Any], None]
) -> None:
    server = serve(samples.Heap(everything))
    server.shelf.take(everything[1].uid, samples.at("2021-02-01T09:00"))
    answer = server.get("/timeline.schema.json")
    assert answer["content-type"] == "application/schema+json"
    schema = json.loads(answer.body)
    for path in ("/timeline.json", "/timeline.json?updated_after=0", "/timeline.json?limit=2"):
        validate(json.loads(server.get(path).body), schema)
    told = json.loads(server.get("/timeline.json").body)["events"]
    assert len(told) == len(everything) - 1
    assert b"/srv/papers" not in server.get("/timeline.json").body


def test_a_text_that_changes_has_another_form(everything: list[Any], samples: ModuleType) -> None:
    """Stores keep what was written: who changes how an event is written raises timeline_json.FORM, and this."""
    written = b"\n".join(map(timeline_json.event, [*everything, *samples.hostile(50)]))
    assert (timeline_json.FORM, sha256(written).hexdigest()[:16]) == (1, "173fa9fcb4d23bdf")


def test_the_contract_sample_in_json(samples: ModuleType) -> None:
    document = json.loads(render(samples.Heap([samples.CEREMONY]), "timeline", now=samples.LEARNED))
    assert (document["version"], document["generated_from_revision"], document["next_cursor"]) == (
        1,
        1841,
        None,
    )
    (event,) = document["events"]
    assert event["when"] | {"why": "", "hours": ""} == {
        "edtf": "2021-01-27",
        "precision": "part-of-day",
        "part": "오후",
        "start": "2021-01-27",
        "end": None,
        "all_day": True,
        "earliest": "2021-01-27T12:00:00+09:00",
        "latest": "2021-01-28T00:00:00+09:00",
        "time_zone": "Asia/Seoul",
        "hours": "",
        "quote": "27일 오후",
        "quote_offset": [1042, 1048],
        "anchor": "2021-01-27T20:37:00+09:00",
        "rule": "day-of-month.past",
        "why": "",
        "confidence": 0.98,
    }
    assert event["place"] == {
        "name": "광주이노비즈센터 다목적강당",
        "address": "광주광역시 북구 첨단3지구",
        "region": ["광주", "북구"],
        "geo": None,
    }
    assert (event["tense"], event["status"], event["categories"]) == ("past", "confirmed", ["개청", "정치"])


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_pages_give_every_entry_once_even_while_entries_come_and_go(samples: ModuleType, size: int) -> None:
    entries = samples.calendar_of(25, hours=8)
    long = samples.entry(90, samples.span("2021-01-02", "2021-01-20", Grain.DAY), "2~19일")
    shelf, seen, cursor = samples.Heap([*entries, long]), [], ""
    while True:
        page = json.loads(render(shelf, "timeline", Filters(limit=size, cursor=cursor), now=samples.LEARNED))
        seen += [event["uid"] for event in page["events"]]
        shelf.put(samples.entry(91, samples.span("2021-01-01", "2021-01-02", Grain.DAY), "1일"))
        if not (cursor := page["next_cursor"]):
            break
    assert len(seen) == len(set(seen))
    assert set(seen) >= {each.uid for each in [*entries, long]}


def test_only_what_changed(serve: Serve, samples: ModuleType) -> None:
    server = serve(samples.Heap(samples.calendar_of(5)))
    change = json.loads(server.get("/timeline.json").body)["generated_from_revision"]
    server.shelf.edit(
        samples.entry(3, samples.AFTERNOON).uid, samples.at("2021-01-28T09:00"), title="바뀐 이름"
    )
    for after in (
        str(change),
        "2021-01-28T08:59:59%2B09:00",
        "2021-01-28T08:59:59+09:00",
        "2021-01-28T08:59",
    ):
        told = json.loads(server.get(f"/timeline.json?updated_after={after}").body)["events"]
        assert [event["title"] for event in told] == ["바뀐 이름"]


def test_the_json_feed(serve: Serve, samples: ModuleType) -> None:
    server = serve(
        samples.Heap([samples.CEREMONY, *samples.calendar_of(120)]), public_url="https://y.example"
    )
    server.shelf.edit(
        samples.entry(7, samples.AFTERNOON).uid, samples.at("2021-01-28T09:00"), title="바뀐 이름"
    )
    feed = json.loads(server.get("/feed.json").body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://y.example/feed.json"
    assert feed["home_page_url"] == "https://y.example/"
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids)) == 100
    assert feed["items"][0]["title"] == "바뀐 이름"
    assert feed["items"][0]["date_modified"] == "2021-01-28T00:00:00Z"
    for item in feed["items"]:
        assert {"id", "title", "content_text", "date_published", "date_modified", "_timeline"} <= item.keys()
        assert item["url"].startswith("https://")
