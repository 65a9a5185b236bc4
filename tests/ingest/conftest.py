"""Papers of an invented city that tell of one library, and what the store made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from timeline.ingest import Kept, keep
from timeline.model import SEOUL, Article, Entry, EventKind, Stamp
from timeline.query import Query
from timeline.store import Store


def stamp(told: str) -> Stamp:
    return Stamp(datetime.fromisoformat(told).replace(tzinfo=SEOUL), "minute", "label", told)


@pytest.fixture
def paper() -> Callable[..., Article]:
    """An article of a paper, published then; `modified` makes it a later edition."""

    def make(
        source: str, published: str, text: str, *, key: str = "1", title: str = "", modified: str = ""
    ) -> Article:
        return Article(
            source=source,
            key=key,
            url=f"https://{source}.example/{key}",
            title=title or "가람시 소식",
            published=stamp(published),
            paragraphs=tuple(text.splitlines()),
            publisher=source,
            region="광주",
            modified=stamp(modified) if modified else None,
        )

    return make


@dataclass
class Desk:
    """A store with what tests ask of it."""

    store: Store
    now: datetime
    kept: list[Kept] = field(default_factory=list)

    def keep(self, *articles: Article) -> None:
        self.kept += [keep(self.store, article, self.now) for article in articles]

    def entries(self, *, withdrawn: bool = False) -> list[Entry]:
        query = Query(kinds=(EventKind.OCCURRENCE,), withdrawn=withdrawn)
        return list(self.store.entries(query))

    def one(self) -> Entry:
        (entry,) = self.entries()
        return entry

    def sources(self) -> set[str]:
        return {citation.source for citation in self.one().citations}


@pytest.fixture
def desk(store: Store, seoul: datetime) -> Desk:
    return Desk(store, seoul)
