"""The API over a real socket: described, paged, refused by name, held back when asked too often."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from timeline.web.api import BURST, Gate

Serve = Callable[..., Any]


@pytest.fixture
def server(serve: Serve, samples: ModuleType) -> Any:
    many = [replace(each, change=number + 1) for number, each in enumerate(samples.calendar_of(30))]
    return serve(samples.Heap([samples.CEREMONY, *many]))


def test_events_are_the_timeline(server: Any) -> None:
    asked = "?region=x&when=all&limit=5"
    told, feed = server.get(f"/api/v1/events{asked}"), server.get(f"/timeline.json{asked}")
    assert told.body == feed.body
    assert told["access-control-allow-origin"] == "*"
    assert server.get(f"/api/v1/events{asked}", If_None_Match=told["etag"]).status == 304


def test_pages_of_events_hold_each_once(server: Any) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        told = json.loads(server.get(f"/api/v1/events?limit=7&cursor={cursor}").body)
        seen += [each["uid"] for each in told["events"]]
        cursor = told["next_cursor"]
    assert sorted(seen) == sorted(server.shelf.kept)


def test_an_event_with_its_revisions(server: Any, samples: ModuleType) -> None:
    told = json.loads(server.get(f"/api/v1/events/{samples.CEREMONY.uid}").body)
    assert told["title"] == samples.CEREMONY.event.title
    assert [each["revision"] for each in told["revisions"]] == [0]
    server.shelf.take(samples.CEREMONY.uid, samples.LEARNED)
    gone = json.loads(server.get(f"/api/v1/events/{samples.CEREMONY.uid}").body)
    assert gone["withdrawn"]
    assert "title" not in gone


def test_changes_are_followed_from_a_number(server: Any) -> None:
    seen, after, more = [], 0, True
    while more:
        told = json.loads(server.get(f"/api/v1/changes?after={after}&limit=8").body)
        seen += [each["uid"] for each in told["events"]]
        after, more = told["latest"], told["more"]
    assert sorted(seen) == sorted(server.shelf.kept)
    assert json.loads(server.get(f"/api/v1/changes?after={after}").body)["events"] == []


def test_an_article_and_a_search(server: Any) -> None:
    told = json.loads(server.get("/api/v1/article?source=example&key=000").body)
    assert len(told["events"]) == 31
    assert "text" not in told
    found = json.loads(server.get("/api/v1/search?q=7").body)
    assert {"7번째 행사"} <= {each["title"] for each in found["events"]}


def test_articles_in_pages(serve: Serve, samples: ModuleType) -> None:
    papers = [
        replace(each, citations=(replace(samples.ARTICLE, key=f"{number}", source=f"paper{number % 2}"),))
        for number, each in enumerate(samples.calendar_of(7))
    ]
    server = serve(samples.Heap(papers))
    seen, cursor = [], ""
    while cursor is not None:
        told = json.loads(server.get(f"/api/v1/articles?limit=3&cursor={cursor}").body)
        seen += [each["key"] for each in told["articles"]]
        cursor = told["next_cursor"]
    assert seen == [f"{number}" for number in range(7)]
    told = json.loads(server.get("/api/v1/articles?source=paper1&since=2021-01-27").body)
    assert [each["key"] for each in told["articles"]] == ["1", "3", "5"]
    assert "text" not in told["articles"][0]
    assert json.loads(server.get("/api/v1/articles?since=2021-01-28").body)["articles"] == []


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/api/v1/events?limit=0", 400, "limit"),
        ("/api/v1/events?cursor=x", 400, "cursor"),
        ("/api/v1/articles?cursor=x", 400, "cursor"),
        ("/api/v1/changes?after=soon", 400, "updated_after"),
        ("/api/v1/changes?after=2021-01-01", 400, "after"),
        ("/api/v1/search?precision=x", 400, "precision"),
        ("/api/v1/events/none", 404, "none"),
        ("/api/v1/nothing", 404, "none"),
    ],
)
def test_refusals_are_json(server: Any, path: str, status: int, told: str) -> None:
    answer = server.get(path)
    assert (answer.status, answer["content-type"]) == (status, "application/json")
    assert told in json.loads(answer.body)["error"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_written_through_what_reads(server: Any, method: str) -> None:
    described = json.loads(server.get("/api/v1/openapi.json").body)
    assert len(described["paths"]) >= 6
    for path in described["paths"]:
        assert server.get(f"/api/v1{path.replace('{uid}', 'x')}", method=method).status == 405


def test_the_documentation_names_every_route_and_no_other_host(server: Any) -> None:
    described = json.loads(server.get("/api/v1/openapi.json").body)
    page = server.get("/api").body.decode()
    assert all(f"GET {path}<" in page for path in described["paths"])
    assert "cdn" not in page


def test_too_many_requests_wait(server: Any) -> None:
    answers = [server.get("/api/v1/sources").status for _ in range(int(BURST) + 30)]
    assert 429 in answers
    assert server.get("/calendar.ics").status == 200  # a feed is never told to wait


def test_the_gate_opens_again() -> None:
    now = [0.0]
    gate = Gate(None, clock=lambda: now[0])  # type: ignore[arg-type]
    assert sum(gate._through("a") for _ in range(100)) == BURST
    assert gate._through("b")
    now[0] += 1
    assert sum(gate._through("a") for _ in range(100)) == 10
