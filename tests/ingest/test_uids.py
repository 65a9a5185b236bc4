"""A uid outlives whatever becomes of its event, its article, or our reading of it (CALENDAR 6 E)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from timeline.ingest import reread
from timeline.model import Article, Entry

WALK = "가람시는 오는 2월 20일 새봄공원에서 제3회 노인 걷기대회를 연다."
PLAN = "가람시는 오는 2월 15일 새봄공원에서 가람시 어린이도서관 개관식을 연다."
MOVED = PLAN.replace("15일", "16일")
EDITED = "2021-01-28T09:00"


def _again(desk: Any, paper: Callable[..., Article]) -> None:
    desk.keep(desk.article)


def _another_headline(desk: Any, paper: Callable[..., Article]) -> None:
    desk.keep(replace(desk.article, title="도서관이 문을 연다", modified=paper("x", EDITED, "").published))


def _another_day(desk: Any, paper: Callable[..., Article]) -> None:
    desk.keep(paper("matin", "2021-01-27T09:00", MOVED, modified=EDITED))


def _an_event_before_it(desk: Any, paper: Callable[..., Article]) -> None:
    desk.keep(paper("matin", "2021-01-27T09:00", f"{WALK}\n{PLAN}", modified=EDITED))


def _another_paper(desk: Any, paper: Callable[..., Article]) -> None:
    desk.keep(paper("soir", "2021-01-27T18:00", PLAN))


def _another_rule(desk: Any, paper: Callable[..., Article]) -> None:
    """What stands was drawn by an older grammar; today's reads the title otherwise."""
    entry = desk.one()
    (telling,) = desk.store.tellings(entry.uid)
    older = replace(entry.event, title="개관식", confidence=0.6)
    with desk.store.pen(desk.now) as pen:
        pen.redraw(entry, older, [replace(telling, event=older)])
    assert desk.one().event.title == "개관식"
    reread(desk.store, desk.article, desk.now)


@pytest.mark.parametrize(
    ("happens", "revised"),
    [
        (_again, False),
        (_another_headline, True),
        (_another_day, True),
        (_an_event_before_it, True),  # its sentence stands elsewhere now
        (_another_paper, True),
        (_another_rule, True),
    ],
)
def test_a_uid_stays(
    desk: Any, paper: Callable[..., Article], happens: Callable[..., None], revised: bool
) -> None:
    desk.article = paper("matin", "2021-01-27T09:00", PLAN)
    desk.keep(desk.article)
    before = desk.one()
    happens(desk, paper)
    after = _library(desk.entries())
    assert after.uid == before.uid
    assert (after.revision > before.revision) is revised
    assert after.created == before.created


def _library(entries: list[Entry]) -> Entry:
    (entry,) = (entry for entry in entries if "도서관" in entry.event.title)
    return entry
