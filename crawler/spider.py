"""One crawl of a batch of sites: lists, then the articles they name that are not known yet.

All sites of a batch share one Crawler, and all that lies on one host one stream. The spider fetches and
hands on; what a page says is read by crawler.listing and crawler.article, what is kept is the caller's.
Needs Twisted's asyncio reactor to be installed and running (scheduler.worker does that).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy import exceptions as x
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.exceptions import CloseSpider
from scrapy.resolver import dnscache

from crawler import address
from crawler.article import read_article
from crawler.guard import Network, Refused
from crawler.limits import time_limit
from crawler.listing import Row, read_listing
from crawler.patience import Busy
from crawler.robots import Forbidden, Robots
from crawler.run import MAX_PAGES, Desk, Run, Seen, SourceResult
from crawler.settings import settings
from crawler.site import Site
from crawler.wholeness import Truncated
from timeline.errors import NotADocument, PageError
from timeline.model import Article, Page

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

PARSE_SECONDS = 10.0
GRACE = 3.0  # seconds that requests under way have to end when the crawl is cancelled
KEPT_HEADERS = ("content-type", "etag", "last-modified", "date", "content-language")

# Why a request brought no page, in a word.
REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (Busy, "busy"),
    (Forbidden, "robots"),
    (Refused, "refused"),
    (Truncated, "truncated"),
    (x.ResponseDataLossError, "truncated"),
    (x.CannotResolveHostError, "dns"),
    (x.DownloadTimeoutError, "timeout"),
    (x.DownloadConnectionRefusedError, "unreachable"),
    (x.DownloadCancelledError, "too-large"),
    (x.DownloadFailedError, "connection"),
)
# Scrapy's own refusals have no type of their own.
PHRASES = (("max redirections", "redirects"), ("DOWNLOAD_MAXSIZE", "too-large"))
STATUSES = {401: "blocked", 403: "blocked", 404: "gone", 410: "gone", 451: "blocked"}


async def crawl(
    batch: Sequence[Site],
    keep: Callable[[Article, Page], object],
    *,
    known: Callable[[str, str], bool],
    now: Callable[[], datetime],
    on_result: Callable[[SourceResult], None],
    user_agent: str,
    allow_networks: Sequence[Network | str] = (),
    seen: Callable[[str, str], Seen | None] = lambda _source, _url: None,
    saw: Callable[[str, Page], None] = lambda _source, _page: None,
    arrived: Callable[[Page], None] = lambda _page: None,
    robots: Robots | None = None,
    max_pages: int = MAX_PAGES,
) -> None:
    """Crawl the sites, handing each article read to `keep` and each site's outcome, once, to `on_result`.

    `known(source, key)` says that an article need not be fetched (again). `seen` tells what a list page's
    server said last time, and `saw` is told when a list page has been read with all its articles, so that
    an unchanged one costs a 304. `arrived` gets every page, list or article, before it is read. `robots`
    kept over batches spares asking more than once a day.

    When cancelled, requests under way have GRACE to end, then unfinished sites are told as "unfinished". An error
    that `keep`, `known`, `seen` or `saw` raises ends the crawl and is raised here.
    """
    dnscache.clear()  # it never expires by itself
    delays: dict[str, float] = {}
    for site in batch:
        delays[site.host] = max(site.delay, delays.get(site.host, 0.0))
    desk = Desk(keep, known, seen, saw, now, on_result, arrived, max_pages)
    runs = [Run(site) for site in batch]
    runner = AsyncCrawlerRunner(settings(user_agent=user_agent, delays=delays, allow_networks=allow_networks))
    crawler = runner.create_crawler(BatchSpider)
    task = runner.crawl(crawler, runs=runs, desk=desk, robots=robots or Robots())
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        stopping = asyncio.ensure_future(crawler.stop_async())
        await asyncio.wait((task, stopping), timeout=GRACE)
        raise
    finally:
        desk.closed = True  # what still comes in is nobody's
        for run in runs:
            run.finish(desk, "unfinished")
    if desk.broken:
        raise desk.broken


class BatchSpider(Spider):
    """Dispatches a batch. Every request carries its run, and a run is over when none of its is out."""

    name = "yeonpyo"

    def __init__(self, runs: Sequence[Run], desk: Desk, robots: Robots, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.runs, self.desk, self.robots, self.now = runs, desk, robots, desk.now

    async def start(self) -> AsyncIterator[Request]:
        for run in self.runs:
            run.out += 1  # the run itself, until its lists are asked
            with self._counted(run):
                for path in run.site.lists:
                    yield self._list(run, path, 1)

    # --- requests ------------------------------------------------------------------------------------

    def _list(self, run: Run, path: str, number: int) -> Request:
        url = run.site.page(path, number)
        last = self._asks(self.desk.seen, run.site.id, url) if number == 1 else None
        request = self._request(run, url, self._on_list, path=path, number=number)
        if last and last.etag:
            request.headers["If-None-Match"] = last.etag
        if last and last.last_modified:
            request.headers["If-Modified-Since"] = last.last_modified
        return request

    def _request(self, run: Run, url: str, callback: Callable[..., Any], **told: Any) -> Request:
        run.out += 1
        run.asked += 1
        return Request(
            url,
            callback=callback,
            errback=self._on_error,
            cb_kwargs={"run": run, **told},
            meta={"download_slot": run.site.host, "hosts": run.site.hosts},
            dont_filter=True,  # a run has its own memory of what it asked
        )

    # --- answers -------------------------------------------------------------------------------------

    def _on_list(self, response: Response, run: Run, path: str, number: int) -> Iterator[Request]:
        with self._counted(run):
            run.pages += 1
            if response.status == 304:
                return
            if reason := wrong(response):
                if reason != "gone" or number == 1:  # else the list has ended
                    run.trouble(reason, f"{response.url}: {response.status}")
                return
            page = page_of(response, self.now())
            self._asks(self.desk.arrived, page)
            try:
                with time_limit(PARSE_SECONDS, page.url):
                    rows = read_listing(page, run.site)
            except PageError as error:
                if number == 1:
                    run.trouble(_page_reason(error), str(error))
                return
            run.lists.append(page)
            fresh = [row for row in rows if self._is_fresh(run, row)]
            yield from (self._request(run, row.url, self._on_article, row=row) for row in fresh)
            if fresh and number < run.site.max_pages and run.site.page(path, number + 1):
                yield self._list(run, path, number + 1)

    def _is_fresh(self, run: Run, row: Row) -> bool:
        """Whether a row is to be fetched: new to this run, unknown to the caller, within the budget."""
        if row.key in run.keys or run.asked + len(run.keys) >= self.desk.max_pages:
            return False
        if self._asks(self.desk.known, run.site.id, row.key):
            run.known += 1
            return False
        run.keys.add(row.key)
        return True

    def _on_article(self, response: Response, run: Run, row: Row) -> None:
        with self._counted(run):
            run.pages += 1
            if reason := wrong(response) or _moved(response, row):
                run.miss(
                    reason,
                    f"{row.url}: {response.status} {response.url if reason == 'moved' else ''}".strip(),
                )
                return
            page = page_of(response, self.now())
            self._asks(self.desk.arrived, page)
            try:
                with time_limit(PARSE_SECONDS, page.url):
                    article = replace(read_article(page, run.site, listed=row.stamp), key=row.key)
            except PageError as error:
                run.miss(_page_reason(error), str(error))
                return
            self._asks(self.desk.keep, article, page)
            run.kept += 1

    def _on_error(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy's addition to Twisted's
        told = request.cb_kwargs
        run: Run = told["run"]
        with self._counted(run):
            error = failure.value
            reason = why_not(error)
            said = f"{request.url}: {error or type(error).__name__}"
            if isinstance(error, Busy):
                run.wait = error.wait
            if "row" in told and reason != "busy":
                run.miss(reason, said)
            else:
                run.trouble(reason, said)

    # --- what they share -----------------------------------------------------------------------------

    @contextmanager
    def _counted(self, run: Run) -> Iterator[None]:
        """Count an answer as come when the block ends, and end the run with its last."""
        try:
            yield
        finally:
            run.out -= 1
            if not run.out:
                self._asks(run.finish, self.desk)

    def _asks(self, callback: Callable[..., Any], *told: Any) -> Any:
        """Call the caller back; what it raises ends the crawl and is the caller's to handle."""
        if self.desk.broken or self.desk.closed:
            raise CloseSpider("closed")
        try:
            return callback(*told)
        except Exception as error:
            self.desk.broken = error
            raise CloseSpider("closed") from error


def page_of(response: Response, now: datetime) -> Page:
    headers = {
        name: value.decode("latin-1")
        for name in KEPT_HEADERS
        if (value := response.headers.get(name)) is not None
    }
    return Page(response.url, response.body, now, response.status, headers)


def why_not(error: BaseException | None) -> str:
    """Return why a request brought no answer, in a word."""
    reason = next((word for kind, word in REASONS if isinstance(error, kind)), "")
    return reason or next((word for phrase, word in PHRASES if phrase in str(error)), "failed")


def wrong(response: Response) -> str:
    """Return why an answer holds no page, in a word, or ""."""
    if response.status == 200:
        return ""
    return STATUSES.get(response.status, f"http-{response.status}")


def _moved(response: Response, row: Row) -> str:
    """Return "moved" where an article's address led to another article or to none, as dead ones do."""
    wanted = address.number(row.url)
    return "moved" if wanted and address.number(response.url) != wanted else ""


def _page_reason(error: PageError) -> str:
    return "unreadable" if isinstance(error, NotADocument) else "structure-changed"
