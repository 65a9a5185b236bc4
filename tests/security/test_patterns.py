"""Every pattern, asked of `recheck` whether any text makes it slow.

It is installed by `npm ci --prefix tests/security`; without it this skips, or fails where YEONPYO_REQUIRE_ALL=1.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import subprocess
from pathlib import Path

import pytest

import crawler
import scheduler
import timeline
from crawler import byline
from timeline.extract.lazy import Lazy
from timeline.korean.figures import FIGURE
from timeline.korean.patterns import ALL, Here

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules" / "recheck"


def test_every_pattern_compiles_and_is_listed():
    assert len(ALL) > 60
    for pattern in ALL:
        re.compile(pattern.source)


def test_a_pattern_of_one_place_is_never_looked_for():
    with pytest.raises(AttributeError):
        _ = FIGURE.search


@pytest.mark.long
def test_every_pattern_is_safe():
    if not INSTALLED.is_dir():
        if os.environ.get("YEONPYO_REQUIRE_ALL") == "1":
            pytest.fail("recheck is not installed: npm ci --prefix tests/security")
        pytest.skip("recheck is not installed: patterns are NOT checked")
    assert asked([{"source": p.source, "here": isinstance(p, Here)} for p in ALL]) == [f"checked {len(ALL)}"]


def asked(patterns: list[dict[str, object]]) -> list[str]:
    """What recheck says of those that are not safe, and how many it was asked."""
    lines = "\n".join(map(json.dumps, patterns))
    run = ["node", str(HERE / "patterns.mjs")]
    told = subprocess.run(run, input=lines, capture_output=True, text=True, check=True, timeout=600)
    return told.stdout.splitlines()


def found() -> tuple[dict[str, str], dict[str, str]]:
    """By pattern, where it stands: all that any module of ours holds, those of the grammar left out.

    First those that are compiled at once, then those that the reading of events compiles when it needs them.
    """
    known: set[str] = {pattern.source for pattern in ALL}
    rest: dict[str, str] = {}
    lazy: dict[str, str] = {}

    def look(value: object, where: str, depth: int = 0) -> None:
        if isinstance(value, Lazy):
            lazy.setdefault(value.source, where)
        elif isinstance(value, re.Pattern):
            source = value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
            if source not in known:
                rest.setdefault(source, where)
        elif depth < 4 and isinstance(value, (list, tuple, set, frozenset, dict)):
            for each in value.values() if isinstance(value, dict) else value:
                look(each, where, depth + 1)

    for package in (crawler, scheduler, timeline):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:
                for name, value in vars(importlib.import_module(module.name)).items():
                    look(value, f"{module.name}.{name}")
    return rest, lazy


def test_bounded_patterns_are_bounded():
    assert byline.LONGEST <= 200
    assert byline.byline("한가람 기자" + " " * 200) == ""


# What recheck does not call safe, each with what bounds it; a pattern that is new here fails the test.
BOUNDED = {
    "crawler.decode._DECLARED": "the first kilobytes of a page",
    "crawler.document._NOT_MEANT": "a file's name",
    "crawler.document._MARKUP": "matched at a document's start only",
    "crawler.listing._FEED": "matched at a document's start only",
    "crawler.headline._SAID": "a site's name, its repetition counted",
    "crawler.headline._FORMAL": "a heading, its repetitions counted",
    "crawler.ladder._TOLD": "its repetitions counted",
    "crawler.lines._CREDIT": "the last sixty letters of a line",
    "crawler.lines._FIELD": "matched against a whole line, its repetitions counted",
    "crawler.lines._END": "matched where a line begins, its repetitions counted",
    "crawler.lines._RIGHT": "matched where a line begins, its repetitions counted",
    "crawler.lines._ASIDE": "matched where a line begins, its repetitions counted",
    "crawler.lines._BUTTON": "matched where a line begins, its repetitions counted",
    "crawler.lines._STEPS": "matched where a line begins, its repetitions counted",
    "crawler.markup._TAG": "its repetition counted",
    "crawler.markup._TAME": "possessive, which recheck cannot read",
    "crawler.markup._WHOLE_TAG": "possessive, which recheck cannot read",
    "crawler.markup._QUOTED": "possessive, which recheck cannot read",
    "crawler.names._FOREIGN": "an element's names, cut at LONGEST",
    "scheduler.logs._QUERY": "one address in a line of the log",
    "timeline.export.ical._PIECE": "its repetition counted, matched from where the last one ended",
}


@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_other_pattern_is_safe():
    """Those of crawler.byline grow with the cube of a line, and are asked of no more than 200 characters."""
    if not INSTALLED.is_dir():
        if os.environ.get("YEONPYO_REQUIRE_ALL") == "1":
            pytest.fail("recheck is not installed: npm ci --prefix tests/security")
        pytest.skip("recheck is not installed: patterns are NOT checked")
    there, _ = found()
    assert set(BOUNDED) <= set(there.values()), "a pattern that is gone needs no excuse"
    asked_of = {source: where for source, where in there.items() if where not in BOUNDED}
    free = [source for source, where in asked_of.items() if not where.startswith("crawler.byline")]
    assert len(free) > 50
    assert asked([{"source": source, "here": False} for source in free]) == [f"checked {len(free)}"]


# Worse than the square of what they are asked of, which is a sentence of 800 letters at most, a headline of 300 or
# a title; and what recheck cannot read.
CUBIC = {
    "timeline.extract.accidents._KINDS": "a sentence, its repetitions counted",
    "timeline.extract.clauses._NAME": "what stands in quotes, its repetitions counted",
    "timeline.extract.clauses._TOKEN": "words of a sentence, its repetitions counted",
    "timeline.extract.confidence._EMPTY": "a title",
    "timeline.extract.headlines._HEAD_TAIL": "a headline",
    "timeline.extract.schedule._WHERE": "matched behind a time, its repetitions counted",
    "timeline.extract.sentences.CAPTION": "matched where a line begins, its repetitions counted",
    "timeline.extract.sentences.FURNITURE": "verbose, which recheck cannot read; its repetitions counted",
}


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_patterns_of_events_grow_with_the_square_of_a_sentence_at_most():
    """A sentence is cut at 800 letters, so that a square is a few milliseconds and a page stays linear."""
    if not INSTALLED.is_dir():
        if os.environ.get("YEONPYO_REQUIRE_ALL") == "1":
            pytest.fail("recheck is not installed: npm ci --prefix tests/security")
        pytest.skip("recheck is not installed: patterns are NOT checked")
    _, there = found()
    assert set(CUBIC) <= set(there.values()), "a pattern that is gone needs no excuse"
    asked_of = [source for source, where in there.items() if where not in CUBIC]
    assert len(asked_of) > 100
    *told, checked = asked([{"source": source, "here": False} for source in asked_of])
    assert [line for line in told if not line.startswith("vulnerable 2nd degree")] == []
    assert checked == f"checked {len(asked_of)}"
