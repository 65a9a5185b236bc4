"""A site's part of a crawl: what was asked, what came of it, and who wants to hear.

Free of Scrapy, so that whoever plans and reports need not load it.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from timeline.model import Article, Page

if TYPE_CHECKING:
    from crawler.listing import Row
    from crawler.site import Site

MAX_PAGES = 200  # a source in one crawl
MAX_BATCH = 5000  # pages of all sources in one crawl
MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """What a server said of a page when it was last read whole."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """An article that is stored and is to be looked at again: edited, gone, or as it was."""

    url: str
    key: str
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class SourceResult:
    """How a source's crawl went. `reason` is a word for why it failed, empty when it did not.

    `kept` articles were handed on, `known` ones not fetched again, `failed` ones fetched in vain, `again` were
    looked at again, of which the site answered `gone` for some. `cut` tells that a budget ended it. `errors`
    are lines for the log and the operator. `wait` is how long the server asked to be left alone.
    """

    source: str
    reason: str = ""
    pages: int = 0
    kept: int = 0
    known: int = 0
    failed: int = 0
    again: int = 0
    gone: int = 0
    cut: bool = False
    seconds: float = 0.0
    errors: tuple[str, ...] = ()
    wait: timedelta | None = None


class Desk:
    """Who sends a crawl: what he knows already, and what he is told. All but `now` and `keep` may be left as is.

    What one of these raises ends the crawl, and reaches whoever called it.
    """

    def now(self) -> datetime:
        raise NotImplementedError

    def keep(self, article: Article, page: Page, *, again: bool) -> object:
        """An article was read: a new one, or (`again`) one that was to be looked at again."""
        raise NotImplementedError

    def settle(self) -> None:
        """Articles were handed on a moment ago: if they wait for others, they need wait no longer."""

    def known(self, source: str, keys: Sequence[str]) -> Collection[str]:  # noqa: ARG002
        """Which of the articles that a list names need not be fetched."""
        return ()

    def again(self, source: str) -> Sequence[Look]:  # noqa: ARG002
        """Articles to look at again, whether a list names them or not."""
        return ()

    def seen(self, source: str, url: str) -> Seen | None:  # noqa: ARG002
        """What the server said of a list page last time, None to have it whole."""
        return None

    def saw(self, source: str, page: Page) -> None:
        """A list page has been read with all its articles, so that an unchanged one may cost a 304."""

    def arrived(self, source: str, page: Page, row: Row | None) -> None:
        """A page came, before it is read; `row` says that it is an article, and what its list said."""

    def listed(self, source: str, page: Page, rows: Sequence[Row]) -> None:
        """A list page has been read."""

    def unchanged(self, source: str, key: str) -> None:
        """An article that was looked at again is as it was: a 304."""

    def missed(self, source: str, key: str, reason: str, *, again: bool) -> None:
        """An article could not be fetched, or not be read."""

    def finished(self, result: SourceResult) -> None:
        """A source's crawl is over; told once for each."""


@dataclass(slots=True)
class Batch:
    """What the sources of one crawl share: how many pages are left, and whether it goes on."""

    left: int = MAX_BATCH
    most: int = MAX_PAGES  # of one source
    broken: Exception | None = None  # what the desk raised
    closed: bool = False


@dataclass(slots=True)
class Run:
    """A site's tally while it is crawled; `out` requests have no answer yet."""

    site: Site
    first: int = 1  # the list page to begin with
    out: int = 0
    asked: int = 0
    pages: int = 0
    kept: int = 0
    known: int = 0
    failed: int = 0
    again: int = 0
    gone: int = 0
    cut: bool = False
    reason: str = ""
    weak: str = ""  # why the first article failed; the source's reason if every one does
    wait: timedelta | None = None
    errors: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    lists: list[Page] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    done: bool = False

    def trouble(self, reason: str, said: str) -> None:
        """Note what failed the source as a whole: its lists, its host."""
        self.reason = self.reason or reason
        self.note(said)

    def miss(self, reason: str, said: str, *, again: bool) -> None:
        """Note one article that could not be fetched or read; one that was known fails no list."""
        if again:
            self.gone += reason == "gone"
        else:
            self.failed += 1
            self.weak = self.weak or reason
        self.note(said)

    def finish(self, desk: Desk, reason: str = "") -> None:
        """Tell the outcome, once. A list page counts as seen only when all it named was read."""
        if self.done:
            return
        self.done = True
        if reason:
            self.trouble(reason, f"{self.site.id}: {reason}")
        if not self.reason and not self.failed and not self.cut:
            for page in self.lists:
                desk.saw(self.site.id, page)
        failed = self.reason or (self.weak if not self.kept else "")
        names = ("pages", "kept", "known", "failed", "again", "gone", "cut", "wait")
        tally = {name: getattr(self, name) for name in names}
        seconds = time.monotonic() - self.began
        desk.finished(SourceResult(self.site.id, failed, **tally, seconds=seconds, errors=tuple(self.errors)))

    def note(self, said: str) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(said)
