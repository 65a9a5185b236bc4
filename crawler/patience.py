"""A server that asks to be left alone (429, 503, Retry-After) is left alone, with all sites on its host.

And one that was asked a moment ago, by the batch before or another process, has its delay first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

LONGEST = timedelta(hours=24)
BUSY = (429, 503)
MOST_REST = 120.0  # seconds; the longest delay there is (crawler.robots.MAX_DELAY)


class Busy(IgnoreRequest):
    """A host that asked to be left for `wait`; None where it did not say how long."""

    def __init__(self, said: str, wait: timedelta | None) -> None:
        super().__init__(said)
        self.wait = wait


class PatienceMiddleware:
    """Once a host has said that it is busy, no more of the batch's requests go to it."""

    def __init__(self, crawler: Crawler, now: Callable[[], datetime], rested: Mapping[str, datetime]) -> None:
        """`rested` says from when on a host may be asked again, by download slot."""
        self._crawler, self._now, self._rested = crawler, now, rested
        self._busy: dict[str, Busy] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider: Any = crawler.spider  # BatchSpider
        return cls(crawler, spider.now, getattr(spider, "rested", {}))

    async def process_request(self, request: Request) -> None:
        slot = request.meta.get("download_slot", "")
        if (until := self._rested.get(slot)) and (tired := (until - self._now()).total_seconds()) > 0:
            await asyncio.sleep(min(tired, MOST_REST))
        if busy := self._busy.get(slot):
            raise Busy(str(busy), busy.wait)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status not in BUSY:
            return response
        wait = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), self._now())
        busy = Busy(f"{response.status}, asks to wait {wait or 'a while'}", wait)
        self._hold(request.meta.get("download_slot", ""), busy)
        raise busy

    def _hold(self, slot: str, busy: Busy) -> None:
        """Refuse what is to come for a host, and what already stands in its line."""
        self._busy[slot] = busy
        downloader: Any = self._crawler.engine.downloader if self._crawler.engine else None
        line = downloader.slots[slot].queue if downloader and slot in downloader.slots else ()
        while line:
            _request, waiting = line.popleft()
            waiting.errback(Busy(str(busy), busy.wait))


def retry_after(said: str, now: datetime) -> timedelta | None:
    """Return how long a Retry-After header asks to wait (RFC 9110 10.2.3: seconds or a date), at most a day."""
    if said.strip().isdigit():
        return min(timedelta(seconds=int(said.strip()[:9])), LONGEST)
    try:
        until = parsedate_to_datetime(said)
    except (TypeError, ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), LONGEST)
