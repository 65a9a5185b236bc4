"""Each skin of tests/rebuilt in each story: what a reader who has never seen the site makes of it."""

from __future__ import annotations

import importlib.util
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.extraction import read_one, told
from timeline.model import SEOUL, Page

_spec = importlib.util.spec_from_file_location(
    "dressing", Path(__file__).parents[1] / "rebuilt" / "dressing.py"
)
assert _spec
assert _spec.loader
dressing: Any = importlib.util.module_from_spec(_spec)
sys.modules["dressing"] = dressing
_spec.loader.exec_module(dressing)

SKINS = {skin.name: skin for skin in dressing.skins()}
STORIES = dressing.stories()
FETCHED = datetime(2026, 2, 26, tzinfo=SEOUL)
SAME = 0.95  # of the words, as bags


@pytest.mark.parametrize("name", SKINS)
def test_a_skin_in_a_third_of_the_stories(name: str) -> None:
    for told_in in list(STORIES)[list(SKINS).index(name) % 3 :: 3]:
        fits(SKINS[name], STORIES[told_in])


@pytest.mark.long
@pytest.mark.parametrize("name", SKINS)
def test_a_skin_in_every_story(name: str) -> None:
    for story in STORIES.values():
        fits(SKINS[name], story)


def fits(skin: Any, story: dict[str, Any]) -> None:
    found = read(skin, story)
    assert found["title"] == story["title"]
    assert (found["published"] or "")[: len(skin.shown)] == skin.shown, story["title"]
    subtitles = story["subtitle"].split("\n")
    own = "\n".join(line for line in found["body"].split("\n") if line.strip(" -") not in subtitles)
    assert dressing.overlap(own, "\n".join(story["paragraphs"])) >= SAME, (story["title"], found["body"])


@pytest.mark.parametrize("name", SKINS)
def test_a_skin_that_hides_its_address(name: str) -> None:
    """The family is then told by the page's parts, or it is read by form."""
    story = STORIES["quotes"]
    assert told_of(read(SKINS[name], story)) == told_of(read(SKINS[name], story, url=""))


def told_of(found: dict[str, Any]) -> dict[str, Any]:
    return {part: found[part] for part in ("title", "published", "body")}


def read(skin: Any, story: dict[str, Any], *, url: str | None = None) -> dict[str, Any]:
    page = Page("saved.html", dressing.dress(skin, story), FETCHED)
    return told(read_one("saved.html", page, {}, url=skin.url if url is None else url))
