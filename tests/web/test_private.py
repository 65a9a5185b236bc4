"""Private feeds over a real store: the secret opens, is kept nowhere, and ends in order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from timeline.errors import ConfigError
from timeline.model import SEOUL
from timeline.store import Store

Serve = Callable[..., Any]
NOW = datetime(2021, 2, 1, 10, 0, tzinfo=SEOUL)


@pytest.fixture
def filled(store: Store, article: Any, event: Any, seoul: datetime) -> Store:
    with store.pen(seoul) as pen:
        for number, region in enumerate(("광주", "전남")):
            told = article(key=f"{number}")
            pen.mint(event(title=f"{region}의 일", regions=(region,)), told, pen.keep_article(told, None))
    return store


def test_a_secret_opens_what_was_saved(filled: Store, serve: Serve, lint: ModuleType) -> None:
    secret = filled.feeds.create("mine", "region=%EA%B4%91%EC%A3%BC", NOW)
    server = serve(filled)
    told = server.get(f"/private/{secret}/calendar.ics?region=x")
    assert lint.lint(told.body) == []
    assert ("광주의 일".encode() in told.body, "전남의 일".encode() in told.body) == (True, False)
    assert told["cache-control"].startswith("private")
    assert told["x-robots-tag"] == "noindex"
    assert "link" not in told.headers
    assert server.get(f"/private/{secret}/calendar.ics", If_None_Match=told["etag"]).status == 304
    assert server.get(f"/private/{secret}/timeline.json").status == 200
    for path in (
        "/private/none/calendar.ics",
        f"/private/{secret}/none",
        f"/private/{'x' * 4000}/calendar.ics",
    ):
        assert server.get(path).status == 404


def test_the_secret_is_kept_nowhere(
    filled: Store, serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = filled.feeds.create("mine", "", NOW)
    server = serve(filled, keep=tmp_path / "feeds")
    assert secret.encode() not in server.get(f"/private/{secret}/calendar.ics").body
    assert secret not in caplog.text
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_a_revoked_secret_gives_an_empty_feed_then_410(filled: Store, serve: Serve, lint: ModuleType) -> None:
    secret = filled.feeds.create("mine", "", NOW)
    server = serve(filled)
    full = server.get(f"/private/{secret}/calendar.ics")
    renewed = filled.feeds.rotate("mine", NOW)
    told = server.get(f"/private/{secret}/calendar.ics", If_None_Match=full["etag"])
    assert told.status == 200
    assert lint.events(told.body) == []
    assert lint.lint(told.body) == []
    assert len(lint.events(server.get(f"/private/{renewed}/calendar.ics").body)) == 2
    server.now = NOW + timedelta(days=31)
    assert server.get(f"/private/{secret}/calendar.ics").status == 410
    assert server.get(f"/private/{renewed}/calendar.ics").status == 200


def test_a_broken_store_costs_no_reader_a_private_feed(serve: Serve, samples: ModuleType) -> None:
    from timeline.query import Saved

    heap = samples.Heap([samples.CEREMONY])
    heap.feeds["secret"] = Saved(1, "mine", "", NOW, None)
    server = serve(heap)
    good = server.get("/private/secret/calendar.ics")
    heap.broken = OSError("gone")
    assert server.get("/private/secret/calendar.ics").body == good.body
    other = server.get("/private/other/calendar.ics")
    assert (other.status, other["x-timeline-stand-in"]) == (200, "empty")


def test_names_are_taken_once(store: Store) -> None:
    store.feeds.create("mine", "", NOW)
    with pytest.raises(ConfigError, match="already"):
        store.feeds.create("mine", "", NOW)
    store.feeds.revoke("mine", NOW)
    for act in (store.feeds.revoke, store.feeds.rotate):
        with pytest.raises(ConfigError, match="no such feed"):
            act("mine", NOW)
    store.feeds.create("mine", "", NOW)
    assert [bool(saved.revoked) for saved in store.feeds.all()] == [True, False]
