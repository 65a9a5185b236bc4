"""New articles are stored by the handful; what follows from their being stored waits for that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from crawler.run import SourceResult
from scheduler.desk import HANDFUL, StoreDesk
from timeline.model import Article, Page
from timeline.store import Registration, Store
from timeline.store.pen import Pen

URL = "https://news.example/list"


class Told:
    """A desk over one source, and what it said and ended with."""

    def __init__(self, store: Store, article: Callable[..., Article], now: datetime) -> None:
        hour = timedelta(hours=1)
        store.sources.set_up([Registration("matin", "", "aid", "", "news.example", True, hour)])
        states = {state.id: state for state in store.sources.states()}
        self.said: list[Any] = []
        self.ended: list[Counter[str]] = []
        self.store, self._article, self._now = store, article, now
        self.desk = StoreDesk(
            store,
            states,
            now=lambda: now,
            say=self.said.append,
            archive=lambda *_: None,
            finish=lambda _state, _result, tally: self.ended.append(tally),
        )

    def read(self, count: int) -> None:
        for number in range(count):
            told = self._article(key=f"{number}", title=f"가람시 소식 {number}")
            self.desk.keep(told, self.page(told.url), again=False)

    def page(self, url: str) -> Page:
        return Page(url, b"", self._now, 200, {})

    def stored(self) -> int:
        return self.store.counts()["articles"]


@pytest.fixture
def told(store: Store, article: Callable[..., Article], seoul: datetime) -> Told:
    return Told(store, article, seoul)


def test_articles_wait_for_a_handful_or_a_moment(told: Told) -> None:
    told.read(HANDFUL - 1)
    assert (told.stored(), told.said) == (0, [])
    told.desk.settle()
    assert (told.stored(), len(told.said)) == (HANDFUL - 1, HANDFUL - 1)
    told.desk.settle()
    assert told.stored() == HANDFUL - 1


def test_a_handful_waits_no_longer(told: Told) -> None:
    told.read(HANDFUL)
    assert told.stored() == HANDFUL


def test_a_list_is_seen_when_its_articles_are_stored(told: Told) -> None:
    told.read(2)
    told.desk.saw("matin", told.page(URL))
    assert told.stored() == 2
    assert told.store.pages.seen("matin", URL)


def test_a_source_is_over_when_its_articles_are_stored(told: Told) -> None:
    told.read(2)
    told.desk.finished(SourceResult("matin"))
    assert told.stored() == 2
    assert told.ended == [Counter(new=2)]


def test_an_article_that_cannot_be_stored_costs_no_other(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping = Pen.keep_article

    def broken(pen: Pen, article: Article, stored: Any) -> Any:
        if article.key == "1":
            raise ZeroDivisionError
        return keeping(pen, article, stored)

    monkeypatch.setattr(Pen, "keep_article", broken)
    told.read(3)
    with pytest.raises(ZeroDivisionError):
        told.desk.settle()
    assert told.stored() == 2
    assert len(told.said) == 2


def test_an_edit_does_not_wait(told: Told, article: Callable[..., Article]) -> None:
    told.read(1)
    told.desk.settle()
    edited = replace(article(key="0"), title="가람시 새 소식")
    told.desk.keep(edited, told.page(edited.url), again=True)
    assert told.store.article("matin", "0")[0].title == edited.title  # type: ignore[index]
