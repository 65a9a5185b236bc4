"""The last good feed stays: broken stores, broken entries, restarts beside a broken store (G, R9, R20)."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from timeline.web import feeds as web_feeds

Serve = Callable[..., Any]
FEEDS = [
    "/calendar.ics",
    "/approx.ics",
    "/timeline.json",
    "/feed.json",
    "/calendar.ics?region=%EA%B4%91%EC%A3%BC",
]


@pytest.mark.parametrize("path", [*FEEDS, "/"])
def test_a_store_that_breaks_shows_in_no_feed(serve: Serve, samples: ModuleType, path: str) -> None:
    server = serve(samples.Heap([samples.CEREMONY]))
    good = server.get(path)
    server.shelf.broken = OSError("disk I/O error")
    told = server.get(path)
    assert (told.status, told.body, told["etag"]) == (200, good.body, good["etag"])
    assert server.get(path, If_None_Match=good["etag"]).status == 304
    health = server.get("/healthz")
    assert health.status == 503
    assert "disk I/O error" in json.loads(health.body)["problems"][0]
    server.shelf.broken = None
    assert server.get(path).status == 200
    assert server.get("/healthz").status == 200


@pytest.mark.parametrize("path", FEEDS)
def test_a_rebuild_that_fails_half_way_keeps_the_old_file(
    serve: Serve, samples: ModuleType, path: str
) -> None:
    server = serve(samples.Heap([samples.CEREMONY, *samples.calendar_of(5)]))
    good = server.get(path)
    server.shelf.put(*samples.calendar_of(3, "2021-02-10"))
    server.shelf.breaks_after = 2 if path != "/approx.ics" else 0
    told = server.get(path)
    if path != "/approx.ics" and "region" not in path:
        assert (told.status, told.body, told["etag"]) == (200, good.body, good["etag"])
    server.shelf.breaks_after = None
    assert server.get(path)["etag"] != good["etag"]


@pytest.mark.parametrize("path", FEEDS)
def test_a_restart_beside_a_broken_store_still_serves(
    serve: Serve, samples: ModuleType, tmp_path: Path, path: str
) -> None:
    good = serve(samples.Heap([samples.CEREMONY]), keep=tmp_path / "feeds").get(path)
    broken = samples.Heap()
    broken.broken = OSError("no such file")
    told = serve(broken, keep=tmp_path / "feeds").get(path)
    assert (told.status, told.body, told["etag"]) == (200, good.body, good["etag"])


def test_a_spoilt_copy_on_disk_is_not_served(serve: Serve, samples: ModuleType, tmp_path: Path) -> None:
    serve(samples.Heap([samples.CEREMONY]), keep=tmp_path).get("/calendar.ics")
    (copy,) = tmp_path.glob("*.feed")
    copy.write_bytes(copy.read_bytes()[:-10])
    (tmp_path / f"{'0' * 32}.123-456").write_bytes(b"a piece that a kill left")
    broken = samples.Heap()
    broken.broken = OSError("no such file")
    server = serve(broken, keep=tmp_path)
    assert not list(tmp_path.glob("*.123-456"))
    told = server.get("/calendar.ics")
    assert (told.status, told["x-timeline-stand-in"]) == (200, "empty")
    assert samples.CEREMONY.uid.encode() not in told.body


@pytest.mark.parametrize("asked", ["region=%EA%B4%91%EC%A3%BC", "q=a&limit=3", "when=upcoming"])
@pytest.mark.parametrize("kind", list(web_feeds.FEEDS))
def test_filters_never_asked_before_are_given_the_whole_feed(
    serve: Serve, samples: ModuleType, lint: ModuleType, kind: str, asked: str
) -> None:
    """G: every GET of a feed answers 200 or 304 with a whole file, whatever was drawn before."""
    path = web_feeds.FEEDS[kind].path
    server = serve(samples.Heap([samples.CEREMONY, *samples.calendar_of(5)]))
    server.get(f"{path}?category=x")
    server.shelf.broken = OSError("database disk image is malformed")
    told = server.get(f"{path}?{asked}")
    assert (told.status, told["x-timeline-stand-in"], told["cache-control"]) == (200, "whole", "no-store")
    assert "etag" not in told.headers
    assert samples.CEREMONY.uid.encode() in told.body or kind == "approx"
    if path.endswith(".ics"):
        assert lint.lint(told.body) == []
    server.shelf.broken = None
    assert "x-timeline-stand-in" not in server.get(f"{path}?{asked}").headers


@pytest.mark.parametrize("kind", list(web_feeds.FEEDS))
@pytest.mark.parametrize("asked", ["", "?region=x"])
def test_a_start_beside_a_broken_store_gives_feeds_without_an_entry(
    serve: Serve, samples: ModuleType, lint: ModuleType, kind: str, asked: str
) -> None:
    broken = samples.Heap([samples.CEREMONY])
    broken.broken = OSError("no such file")
    path = web_feeds.FEEDS[kind].path
    told = serve(broken).get(f"{path}{asked}", Accept_Encoding="gzip")
    assert (told.status, told["x-timeline-stand-in"], told["content-encoding"]) == (200, "empty", "gzip")
    body = gzip.decompress(told.body)
    assert samples.CEREMONY.uid.encode() not in body
    if path.endswith(".ics"):
        assert lint.lint(body) == []
        assert "지금은 일정을 읽지 못합니다" in body.decode().replace("\r\n ", "")


def test_a_secret_that_cannot_be_looked_up_gives_a_feed_without_an_entry(
    serve: Serve, samples: ModuleType, lint: ModuleType
) -> None:
    broken = samples.Heap([samples.CEREMONY])
    broken.broken = OSError("no such file")
    told = serve(broken).get(f"/private/{'s' * 43}/calendar.ics")
    assert (told.status, lint.lint(told.body), lint.events(told.body)) == (200, [], [])


def test_who_has_bytes_keeps_them_even_when_we_have_none(serve: Serve, samples: ModuleType) -> None:
    broken = samples.Heap()
    broken.broken = OSError("no such file")
    told = serve(broken).get("/calendar.ics", If_None_Match='"r7-0123456789"')
    assert (told.status, told["etag"]) == (304, '"r7-0123456789"')


@pytest.mark.parametrize("harm", ["uid", "early", "late", "words"])
def test_one_poisoned_entry_is_left_out_and_counted(
    serve: Serve, samples: ModuleType, lint: ModuleType, harm: str
) -> None:
    from timeline.model import Grain

    bad = {
        "uid": replace(samples.CEREMONY, uid="a\r\nATTENDEE:mailto:evil@example.org"),
        "early": samples.entry(7, samples.span("0001-03-01", "0001-03-02", Grain.DAY), "1일"),
        "late": samples.entry(7, samples.span("9999-12-30", "9999-12-31", Grain.DAY), "30일"),
        "words": replace(samples.CEREMONY, uid="x", event=replace(samples.CEREMONY.event, title=None)),
    }[harm]
    server = serve(samples.Heap([samples.CEREMONY, bad]))
    told = server.get("/calendar.ics")
    assert (told.status, lint.lint(told.body)) == (200, [])
    assert [event.values("UID") for event in lint.events(told.body)] == [[samples.CEREMONY.uid]]
    assert told["x-timeline-unfit"] == "1"
    assert json.loads(server.get("/healthz").body)["unfit"] == 1
    for path in ("/", "/timeline.json", "/feed.json"):
        assert server.get(path).status == 200


def test_a_hundred_addresses_do_not_push_out_the_feeds(
    serve: Serve, samples: ModuleType, tmp_path: Path
) -> None:
    server = serve(samples.Heap([samples.CEREMONY]), keep=tmp_path)
    server.get("/calendar.ics")
    for number in range(300):
        server.get(f"/approx.ics?q={number}")
    assert len(list(tmp_path.glob("*.feed"))) <= 257
    server.shelf.broken = OSError("gone")
    assert server.get("/calendar.ics").status == 200


def test_a_keeper_who_cannot_tell_is_a_problem_not_a_crash(serve: Serve, samples: ModuleType) -> None:
    def health() -> None:
        raise OSError("no such file")

    told = serve(samples.Heap(), health=health).get("/healthz")
    assert told.status == 503
    assert json.loads(told.body)["problems"] == ["상태를 알아보지 못했습니다: OSError"]


def test_health_tells_what_the_keeper_and_the_server_know(serve: Serve, samples: ModuleType) -> None:
    from timeline.web.health import Health

    told = Health(last_tick=samples.at("2021-02-01T09:59"), facts={"sources": 3})
    server = serve(samples.Heap([samples.CEREMONY]), health=lambda: told)
    server.get("/calendar.ics")
    answer = server.get("/healthz")
    assert answer.status == 200
    assert json.loads(answer.body) == {
        "ok": True,
        "problems": [],
        "now": "2021-02-01T10:00:00+09:00",
        "last_tick": "2021-02-01T09:59:00+09:00",
        "last_crawl": None,
        "crawl_age": None,
        "export_age": 0,
        "change": 1841,
        "changed": "2021-01-27T20:40:00+09:00",
        "last_export": "2021-02-01T10:00:00+09:00",
        "unfit": 0,
        "sources": 3,
    }


def test_a_slow_store_does_not_hold_up_what_is_known(serve: Serve, samples: ModuleType) -> None:
    """A 304 is answered in the event loop while the shelf is quick, and in a thread once it was slow."""
    server = serve(samples.Heap([samples.CEREMONY]))
    tag = server.get("/calendar.ics")["etag"]
    quick = server.shelf.latest
    waits: list[str] = []

    def slow() -> Any:
        waits.append(threading.current_thread().name)
        time.sleep(0.1)
        return quick()

    server.shelf.latest = slow
    for _ in range(3):
        assert server.get("/calendar.ics", If_None_Match=tag).status == 304
    assert len(set(waits[1:]) & {waits[0]}) == 0
