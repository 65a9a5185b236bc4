"""Articles stored in one transaction come to what they come to one by one, or to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from timeline.ingest import events_of, keep, keep_together
from timeline.query import Query
from timeline.store import Store, Validators

PLAN = "가람시는 오는 2월 15일 새봄공원에서 가람시 어린이도서관 개관식을 연다."
MOVED = "가람시는 2월 15일 열 예정이던 어린이도서관 개관식을 22일로 연기했다."
HELD = "가람시는 22일 새봄공원에서 어린이도서관 개관식을 열었다. 김장나눔 행사는 오는 3월 2일 열린다."
OTHER = "가람시는 오는 3월 2일 시민회관에서 김장나눔 행사를 연다."


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "other.db", make=True) as store:
        yield store


def test_together_is_one_by_one(store: Store, other: Store, paper: Any, seoul: Any) -> None:
    days = ("2021-01-27T09:00", "2021-02-10T09:00", "2021-02-22T18:00", "2021-02-23T09:00")
    told = [
        paper(source, day, text)
        for source, day, text in zip("abcd", days, (PLAN, MOVED, HELD, OTHER), strict=True)
    ]
    for article in told:
        keep(other, article, seoul)
    kept = keep_together(store, [(each, events_of(each), lambda _: None) for each in told], seoul)
    assert [each.outcome for each in kept] == ["new"] * 4
    every = Query(withdrawn=True)
    assert list(store.entries(every)) == list(other.entries(every))
    assert store.latest()[0] == other.latest()[0]


def test_together_is_all_or_nothing(store: Store, paper: Any, seoul: Any) -> None:
    def note(pen: Any) -> None:
        pen.saw("a", "1", 200, Validators())
        if len(noted) == 2:
            raise ZeroDivisionError
        noted.append(pen)

    noted: list[Any] = []
    told = [paper(source, "2021-01-27T09:00", PLAN) for source in "abc"]
    with pytest.raises(ZeroDivisionError):
        keep_together(store, [(each, events_of(each), note) for each in told], seoul)
    assert store.counts() == {"articles": 0, "events": 0, "changes": 0}
    assert store.pages.of("a") == {}
