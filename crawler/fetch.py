"""A few pages for a person who asked: the crawl's own manners (guard, robots, patience) without its memory.

Needs Twisted's asyncio reactor to be running, as crawler.spider does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner

from crawler.reach import Network
from crawler.reasons import why_not, wrong
from crawler.robots import Robots
from crawler.settings import settings
from crawler.spider import page_of
from timeline.errors import NotADocument, PageError
from timeline.model import Page

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

DELAY = 1.0  # seconds between two requests to one host


async def fetch(
    urls: Sequence[str],
    *,
    now: Callable[[], datetime],
    user_agent: str,
    robots: Robots,
    allow_networks: Iterable[Network | str] = (),
    delay: float = DELAY,
) -> list[Page | PageError]:
    """Fetch the pages, one stream a host; the answer to each, or why there is none, in the order asked."""
    delays = {urlsplit(url).hostname or "": delay for url in urls}
    runner = AsyncCrawlerRunner(settings(user_agent=user_agent, delays=delays, allow_networks=allow_networks))
    answers: dict[str, Page | PageError] = {}
    await runner.crawl(runner.create_crawler(_Fetch), urls=urls, answers=answers, now=now, robots=robots)
    return [answers.get(url) or NotADocument(url, "not fetched") for url in urls]


class _Fetch(Spider):
    name = "yeonpyo-fetch"

    def __init__(
        self,
        urls: Sequence[str],
        answers: dict[str, Page | PageError],
        now: Callable[[], datetime],
        robots: Robots,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.urls, self.answers, self.now, self.robots = urls, answers, now, robots

    async def start(self) -> AsyncIterator[Request]:
        for url in dict.fromkeys(self.urls):
            host = urlsplit(url).hostname or ""
            bare = host.removeprefix("www.").removeprefix("m.")
            hosts = frozenset((host, bare, f"www.{bare}", f"m.{bare}"))
            yield Request(
                url,
                callback=self._answered,
                errback=self._refused,
                cb_kwargs={"asked": url},
                meta={"download_slot": host, "hosts": hosts},
                dont_filter=True,
            )

    def _answered(self, response: Response, asked: str) -> None:
        reason = wrong(response)
        self.answers[asked] = NotADocument(asked, reason) if reason else page_of(response, self.now())

    def _refused(self, failure: Failure) -> None:
        asked = failure.request.cb_kwargs["asked"]  # type: ignore[attr-defined]  # Scrapy's addition to Twisted's
        reason = why_not(failure.value)
        self.answers[asked] = NotADocument(
            asked, f"{reason}: {failure.value or type(failure.value).__name__}"
        )
