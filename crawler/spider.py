"""One crawl of a batch of sites: lists, then the articles they name that are not known yet, then those to see again.

All sites of a batch share one Crawler, and all that lies on one host one stream. The spider fetches and
hands on; what a page says is read by crawler.listing and crawler.article, what is kept is the desk's.
Needs Twisted's asyncio reactor to be installed and running (scheduler.worker does that).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.exceptions import CloseSpider
from scrapy.logformatter import LogFormatter
from scrapy.resolver import dnscache

from crawler import address
from crawler.article import read_article
from crawler.limits import time_limit
from crawler.listing import Row, read_listing
from crawler.patience import Busy
from crawler.reach import Network
from crawler.reasons import why_not, wrong
from crawler.robots import Robots
from crawler.run import MAX_BATCH, MAX_PAGES, Batch, Desk, Run, Seen
from crawler.settings import settings
from crawler.site import Site
from timeline.errors import NotADocument, PageError
from timeline.model import Page

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

log = logging.getLogger(__name__)

PARSE_SECONDS = 10.0
GRACE = 3.0  # seconds that requests under way have to end when the crawl is cancelled
MOMENT = 0.5  # seconds that an article may wait for others to be stored with
KEPT_HEADERS = ("content-type", "etag", "last-modified", "date", "content-language")
LIST, NEW, AGAIN = 20, 10, 0  # which requests go first


async def crawl(
    sites: Sequence[Site],
    desk: Desk,
    *,
    user_agent: str,
    allow_networks: Sequence[Network | str] = (),
    robots: Robots | None = None,
    rested: Mapping[str, datetime] | None = None,
    max_pages: int = MAX_PAGES,
    max_batch: int = MAX_BATCH,
    first: int = 1,
) -> None:
    """Crawl the sites, telling the desk each article read and, once, each site's outcome.

    `robots` kept over batches spares asking more than once a day; `rested` says from when on a host, asked by
    the batch before, may be asked again. `max_pages` are a site's at most, `max_batch` those of
    all sites, `first` the list page to begin with.

    When cancelled, requests under way have GRACE to end, then unfinished sites are told as "unfinished". An error
    that the desk raises ends the crawl and is raised here.
    """
    dnscache.clear()  # it never expires by itself
    delays: dict[str, float] = {}
    for site in sites:
        delays[site.host] = max(site.delay, delays.get(site.host, 0.0))
    batch, runs = Batch(max_batch, max_pages), [Run(site, first) for site in sites]
    runner = AsyncCrawlerRunner(settings(user_agent=user_agent, delays=delays, allow_networks=allow_networks))
    crawler = runner.create_crawler(BatchSpider)
    told = {"runs": runs, "desk": desk, "batch": batch, "robots": robots or Robots(), "rested": rested or {}}
    task = runner.crawl(crawler, **told)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        stopping = asyncio.ensure_future(crawler.stop_async())
        await asyncio.wait((task, stopping), timeout=GRACE)
        raise
    finally:
        batch.closed = True  # what still comes in is nobody's
        for run in runs:
            run.finish(desk, "unfinished")
    if batch.broken:
        raise batch.broken


class Quiet(LogFormatter):
    """Builds no line for each page that came: nobody would see it."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> Any:  # noqa: ARG002
        return None


class BatchSpider(Spider):
    """Dispatches a batch. Every request carries its run, and a run is over when none of its is out."""

    name = "yeonpyo"

    def __init__(
        self,
        runs: Sequence[Run],
        desk: Desk,
        batch: Batch,
        robots: Robots,
        rested: Mapping[str, datetime],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.runs, self.desk, self.batch, self.robots, self.rested = runs, desk, batch, robots, rested
        self.now = desk.now
        self._settling: asyncio.TimerHandle | None = None

    async def start(self) -> AsyncIterator[Request]:
        for run in self.runs:
            run.out += 1  # the run itself, until its lists are asked
            with self._counted(run):
                for path in run.site.lists:
                    yield self._list(run, path, run.first)
                for look in self._asks(self.desk.again, run.site.id):
                    if self._may_ask(run):
                        run.again += 1
                        told = {"row": Row(look.url, look.key, ""), "again": True}
                        yield self._request(run, look.url, self._on_article, AGAIN, look.seen, **told)

    # --- requests ------------------------------------------------------------------------------------

    def _list(self, run: Run, path: str, number: int) -> Request:
        url, form = run.site.page(path, number), run.site.form(path, number)
        last = self._asks(self.desk.seen, run.site.id, url) if number == 1 and not form else None
        request = self._request(run, url, self._on_list, LIST, last, path=path, number=number)
        if form:
            request = request.replace(method="POST", body=form)
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        return request

    def _request(
        self,
        run: Run,
        url: str,
        callback: Callable[..., Any],
        priority: int,
        last: Seen | None = None,
        **told: Any,
    ) -> Request:
        run.out += 1
        run.asked += 1
        self.batch.left -= 1
        request = Request(
            url,
            callback=callback,
            errback=self._on_error,
            cb_kwargs={"run": run, **told},
            meta={"download_slot": run.site.host, "hosts": run.site.hosts},
            priority=priority,
            dont_filter=True,  # a run has its own memory of what it asked
        )
        if last and last.etag:
            request.headers["If-None-Match"] = last.etag
        if last and last.last_modified:
            request.headers["If-Modified-Since"] = last.last_modified
        return request

    def _may_ask(self, run: Run, more: int = 0) -> bool:
        """Whether the budgets of the source and of the batch allow a page after `more` others."""
        if run.asked + more < self.batch.most and self.batch.left > more:
            return True
        if not run.cut:
            most = f"{self.batch.most} pages" if run.asked + more >= self.batch.most else "the batch"
            run.note(f"{run.site.id}: left at the budget of {most}; the rest comes at the next look")
        run.cut = True
        return False

    # --- answers -------------------------------------------------------------------------------------

    def _on_list(self, response: Response, run: Run, path: str, number: int) -> Iterator[Request]:
        with self._counted(run):
            run.pages += 1
            if response.status == 304:
                return
            if reason := wrong(response):
                if reason != "gone" or number == run.first:  # else the list has ended
                    run.trouble(reason, f"{response.url}: {response.status}")
                return
            page = page_of(response, self.now())
            self._asks(self.desk.arrived, run.site.id, page, None)
            try:
                with time_limit(PARSE_SECONDS, page.url):
                    rows = read_listing(page, run.site)
            except PageError as error:
                if number == run.first:
                    run.trouble(page_reason(error), str(error))
                return
            self._asks(self.desk.listed, run.site.id, page, rows)
            if not run.site.form(path, number):
                run.lists.append(page)
            fresh = self._fresh(run, rows)
            for row in fresh:
                yield self._request(run, row.url, self._on_article, NEW, row=row, again=False)
            more = fresh and number < run.site.max_pages and run.site.page(path, number + 1)
            if more and self._may_ask(run):
                yield self._list(run, path, number + 1)

    def _fresh(self, run: Run, rows: Sequence[Row]) -> list[Row]:
        """The rows to be fetched: new to this run, unknown to the desk, within the budgets."""
        new = [row for row in rows if row.key not in run.keys]
        known = self._asks(self.desk.known, run.site.id, [row.key for row in new])
        run.known += len(known)
        fresh: list[Row] = []
        for row in new:
            if row.key not in known and self._may_ask(run, len(fresh)):
                run.keys.add(row.key)
                fresh.append(row)
        return fresh

    def _on_article(self, response: Response, run: Run, row: Row, again: bool) -> None:
        with self._counted(run):
            run.pages += 1
            if response.status == 304 and again:
                self._asks(self.desk.unchanged, run.site.id, row.key)
                return
            if reason := wrong(response) or _moved(response, row):
                led = f" {response.url}" if reason == "moved" else ""
                self._miss(run, row, reason, f"{row.url}: {response.status}{led}", again)
                return
            page = page_of(response, self.now())
            self._asks(self.desk.arrived, run.site.id, page, row)
            try:
                with time_limit(PARSE_SECONDS, page.url):
                    article = read_article(page, run.site, listed=row.stamp, key=row.key)
                self._asks(self.desk.keep, article, page, again=again)
                self._settle_soon()
            except PageError as error:
                self._miss(run, row, page_reason(error), str(error), again)
            except CloseSpider:
                raise
            except Exception as error:  # a bug, or no memory: it costs this article only, and hides no list
                log.exception("%s", page.url)
                self._miss(run, row, why_not(error), f"{page.url}: {type(error).__name__}: {error}", again)
            else:
                run.kept += not again

    def _settle_soon(self) -> None:
        if self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(MOMENT, self._settle)

    def _settle(self) -> None:
        self._settling = None
        with suppress(CloseSpider):  # the next answer closes it, or the end of the crawl tells
            self._asks(self.desk.settle)

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
                self._miss(run, told["row"], reason, said, told["again"])
            else:
                run.trouble(reason, said)

    def _miss(self, run: Run, row: Row, reason: str, said: str, again: bool) -> None:
        run.miss(reason, said, again=again)
        self._asks(self.desk.missed, run.site.id, row.key, reason, again=again)

    # --- what they share -----------------------------------------------------------------------------

    @contextmanager
    def _counted(self, run: Run) -> Iterator[None]:
        """Count an answer as come when the block ends, and end the run with its last."""
        try:
            yield
        finally:
            run.out -= 1
            over = self.batch.broken or self.batch.closed  # `crawl` then tells what is unfinished
            if not run.out and not over:
                self._asks(run.finish, self.desk)

    def _asks(self, callback: Callable[..., Any], *told: Any, **more: Any) -> Any:
        """Call the desk; what it raises ends the crawl and is the caller's to handle."""
        if self.batch.broken or self.batch.closed:
            raise CloseSpider("closed")
        try:
            return callback(*told, **more)
        except PageError:
            raise  # what a page told, not what broke
        except Exception as error:
            self.batch.broken = error
            raise CloseSpider("closed") from error


def page_of(response: Response, now: datetime) -> Page:
    headers = {
        name: value.decode("latin-1")
        for name in KEPT_HEADERS
        if (value := response.headers.get(name)) is not None
    }
    return Page(response.url, response.body, now, response.status, headers)


def _moved(response: Response, row: Row) -> str:
    """Return "moved" where an article's address led to another article or to none, as dead ones do."""
    if response.url == row.url:
        return ""
    wanted = address.number(row.url)
    return "moved" if wanted and address.number(response.url) != wanted else ""


def page_reason(error: PageError) -> str:
    return "unreadable" if isinstance(error, NotADocument) else "structure-changed"
