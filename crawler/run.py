"""A site's part of a crawl: what was asked, what came of it, and how it is told.

Free of Scrapy, so that whoever plans and reports need not load it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from timeline.model import Article, Page

if TYPE_CHECKING:
    from crawler.site import Site

MAX_PAGES = 200  # a source in one crawl
MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """What a server said of a list page when it was last read whole."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class SourceResult:
    """How a source's crawl went. `reason` is a word for why it failed, empty when it did not.

    `kept` articles were handed on, `known` ones not fetched again, `failed` ones fetched in vain; `errors`
    are lines for the log and the operator. `wait` is how long the server asked to be left alone.
    """

    source: str
    reason: str = ""
    pages: int = 0
    kept: int = 0
    known: int = 0
    failed: int = 0
    errors: tuple[str, ...] = ()
    wait: timedelta | None = None


@dataclass(slots=True)
class Desk:
    """What the caller of a crawl gave: where articles go, what is known, who wants to hear."""

    keep: Callable[[Article, Page], object]
    known: Callable[[str, str], bool]
    seen: Callable[[str, str], Seen | None]
    saw: Callable[[str, Page], None]
    now: Callable[[], datetime]
    on_result: Callable[[SourceResult], None]
    arrived: Callable[[Page], None] = lambda _page: None
    max_pages: int = MAX_PAGES
    broken: Exception | None = None  # what a callback of the caller raised; the crawl ends
    closed: bool = False


@dataclass(slots=True)
class Run:
    """A site's tally while it is crawled; `out` requests have no answer yet."""

    site: Site
    out: int = 0
    asked: int = 0
    pages: int = 0
    kept: int = 0
    known: int = 0
    failed: int = 0
    reason: str = ""
    weak: str = ""  # why the first article failed; the source's reason if every one does
    wait: timedelta | None = None
    errors: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    lists: list[Page] = field(default_factory=list)
    done: bool = False

    def trouble(self, reason: str, said: str) -> None:
        """Note what failed the source as a whole: its lists, its host."""
        self.reason = self.reason or reason
        self._note(said)

    def miss(self, reason: str, said: str) -> None:
        """Note one article that could not be fetched or read."""
        self.failed += 1
        self.weak = self.weak or reason
        self._note(said)

    def finish(self, desk: Desk, reason: str = "") -> None:
        """Tell the outcome, once. A list page counts as seen only when all it named was read."""
        if self.done:
            return
        self.done = True
        if reason:
            self.trouble(reason, f"{self.site.id}: {reason}")
        if not self.reason and not self.failed:
            for page in self.lists:
                desk.saw(self.site.id, page)
        failed = self.reason or (self.weak if not self.kept else "")
        tally = (self.pages, self.kept, self.known, self.failed)
        desk.on_result(SourceResult(self.site.id, failed, *tally, tuple(self.errors), self.wait))

    def _note(self, said: str) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(said)
