"""Files that are the feeds, a folder of events, private addresses, and finding on the terminal."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler import finding, publish
from scheduler.config import Settings
from scheduler.publish import filters_of
from timeline.errors import BadFilter
from timeline.model import Status
from timeline.store import Store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def filled(store: Store, article: Any, event: Any, seoul: Any) -> Store:
    with store.pen(seoul) as pen:
        for number in range(1, 603):
            told = article(key=f"{number}")
            pen.mint(event(title=f"{number}번째 음악회"), told, pen.keep_article(told, None))
    return store


def test_json_holds_all_pages(filled: Store, settings: Settings, seoul: Any, tmp_path: Path) -> None:
    for what in ("json", "jsonl"):
        publish.export(settings, filled, what, tmp_path / what, [], seoul)
    told = json.loads((tmp_path / "json").read_bytes())
    assert (len(told["events"]), told["next_cursor"]) == (602, None)
    assert [json.loads(line) for line in (tmp_path / "jsonl").read_text().splitlines()] == told["events"]
    publish.export(settings, filled, "json", tmp_path / "page", ["limit=5"], seoul)
    assert len(json.loads((tmp_path / "page").read_bytes())["events"]) == 5


@pytest.mark.parametrize("what", publish.FORMATS)
def test_every_format_is_a_file(
    what: str, filled: Store, settings: Settings, seoul: Any, tmp_path: Path
) -> None:
    publish.export(settings, filled, what, tmp_path / "out", ["q=601번째"], seoul)
    body = (tmp_path / "out").read_bytes()
    assert ("601번째 음악회".encode() in body) == (what != "approx")


def test_a_vdir_follows_the_store(
    filled: Store, settings: Settings, seoul: Any, tmp_path: Path, article: Any
) -> None:
    folder, asked = tmp_path / "vdir", ["q=60"]
    folder.mkdir()
    (folder / "mine.ics").write_text("BEGIN:VCALENDAR")
    assert publish.export_vdir(settings, filled, folder, asked, seoul) == {
        "events": 9,
        "written": 9,
        "removed": 0,
    }
    assert publish.export_vdir(settings, filled, folder, asked, seoul) == {
        "events": 9,
        "written": 0,
        "removed": 0,
    }
    (uid, *_), *_ = (line.split("\t") for line in finding.search(filled, "601번째", 1, as_json=False))
    entry = filled.entry(uid)
    assert entry is not None
    with filled.pen(seoul + timedelta(hours=1)) as pen:
        pen.revise(entry, entry.event, article(key="601"), withdrawn=True)
    assert publish.export_vdir(settings, filled, folder, asked, seoul) == {
        "events": 8,
        "written": 0,
        "removed": 1,
    }
    assert (folder / "mine.ics").exists()
    assert len(list(folder.glob("*.ics"))) == 9


def test_private_feeds_are_named_never_told(filled: Store, settings: Settings, seoul: Any) -> None:
    address = publish.create_feed(settings, filled, "mine", ["region=광주"], seoul)
    secret = re.fullmatch(r"http://127\.0\.0\.1:8640/private/([\w-]{32})/calendar\.ics", address)
    assert secret
    renewed = publish.rotate_feed(settings, filled, "mine", seoul)
    assert renewed != address
    lines = list(publish.feed_lines(filled))
    assert len(lines) == 2
    assert secret[1] not in "".join(lines)


def test_an_event_is_found(filled: Store) -> None:
    (line,) = finding.search(filled, "601번째 음악", 50, as_json=False)
    uid, _, status, title, _ = line.split("\t")
    assert (status, title) == (Status.HELD.value, "601번째 음악회")
    (told,) = finding.search(filled, "601번째 음악", 50, as_json=True)
    assert json.loads(told)["uid"] == uid
    assert not list(finding.search(filled, "-음악회", 50, as_json=False))


def test_the_newest_come_first(filled: Store) -> None:
    found = [line.split("\t")[3] for line in finding.search(filled, "음악", 3, as_json=False)]
    assert found == ["602번째 음악회", "601번째 음악회", "600번째 음악회"]


@pytest.mark.parametrize(
    ("told", "hint"), [("whne=all", "when?"), ("zzzz=1", "one of region, category"), ("when", "-f when=all")]
)
def test_a_filter_that_is_none_is_refused_by_name(told: str, hint: str) -> None:
    """An address may carry anything; who types a filter means one."""
    with pytest.raises(BadFilter) as refused:
        filters_of([told])
    assert refused.value.hint.startswith(hint)


def test_filters_are_listed_as_they_are_typed(store: Store, settings: Settings, seoul: Any) -> None:
    publish.create_feed(settings, store, "home", ["region=광주", "q=음악 회"], seoul)
    (line,) = publish.feed_lines(store)
    assert line.endswith("\tregion=광주&q=음악 회")
    assert (
        publish.feeds_told(store)[0]["filters"]
        == "region=%EA%B4%91%EC%A3%BC&q=%EC%9D%8C%EC%95%85%20%ED%9A%8C"
    )
