"""robots.txt as RFC 9309 has it, where Scrapy fails open.

A server error or no answer means complete disallow (2.3.1.4), 4xx means free (2.3.1.3), only the first
500 KiB count (2.5), a copy lives for a day (2.4). Crawl-delay is no part of the RFC; where a site asks for
more than its entry does, it gets it. There is no switch to disobey.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.guard import Refused, strays
from crawler.patience import Busy

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

AGENT = "yeonpyo"  # the product token that sites name us by
MAX_SIZE = 500 * 1024
LIFE = timedelta(hours=24)
LIFE_OF_SILENCE = timedelta(minutes=10)  # a site that did not answer is asked again by the next batch
MAX_DELAY = 120.0
FORBIDS, SILENT = "robots", "robots-silent"
FREE = "robots_free"  # the request's meta that marks robots.txt itself


class Forbidden(IgnoreRequest):
    """A page that the site's robots.txt keeps robots from, or that its silence does; `word` says why."""

    def __init__(self, said: str, word: str = FORBIDS) -> None:
        super().__init__(said)
        self.word = word


@dataclass(frozen=True, slots=True)
class Rules:
    """What an origin allows: a parsed file, or everything, or nothing, its robots.txt being `silent` for a reason."""

    until: datetime
    parsed: Protego | None = None
    silent: str = ""
    wait: timedelta | None = None  # what a busy server asked for

    def allows(self, url: str) -> bool:
        return not self.silent and (self.parsed is None or bool(self.parsed.can_fetch(url, AGENT)))

    @property
    def delay(self) -> float:
        asked = self.parsed.crawl_delay(AGENT) if self.parsed else None
        return min(float(asked or 0), MAX_DELAY)


@dataclass(slots=True)
class Robots:
    """The rules of each origin; a worker keeps one over its batches."""

    held: dict[str, Rules] = field(default_factory=dict)

    def fresh(self, origin: str, now: datetime) -> Rules | None:
        rules = self.held.get(origin)
        return rules if rules and rules.until > now else None

    def delay(self, host: str) -> float:
        """The longest delay that a host has asked for, in seconds."""
        return max(
            (rules.delay for origin, rules in self.held.items() if urlsplit(origin).hostname == host),
            default=0.0,
        )


def rules_of(status: int, body: bytes, now: datetime, last: Rules | None = None, silent: str = "") -> Rules:
    """Return what an answer to /robots.txt means; status 0 stands for none, and `silent` says why.

    `last` is an older copy: while the server fails, what it said before still holds.
    """
    if 200 <= status < 300:
        text = body[:MAX_SIZE].decode("utf-8", "replace").removeprefix("\ufeff")
        return Rules(now + LIFE, None if text.lstrip().startswith("<") else Protego.parse(text))
    if 400 <= status < 500 and status != 429:
        return Rules(now + LIFE)
    if last and last.parsed:
        return Rules(now + LIFE_OF_SILENCE, last.parsed)
    return Rules(now + LIFE_OF_SILENCE, silent=silent or SILENT)


class RobotsMiddleware:
    """Asks each origin's robots.txt once, through the same guard and at the same pace as its pages."""

    def __init__(self, crawler: Crawler, robots: Robots, now: Callable[[], datetime]) -> None:
        self._crawler, self._robots, self._now = crawler, robots, now
        self._asked: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider: Any = crawler.spider  # BatchSpider
        return cls(crawler, spider.robots, spider.now)

    async def process_request(self, request: Request) -> None:
        if request.meta.get(FREE):
            return
        if why := strays(request):  # nobody else's host is asked for its rules
            raise Refused(f"refused: {why}")
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._asked:
            self._asked[origin] = asyncio.create_task(self._rules(origin, request))
        asked = self._asked[origin]
        rules = asked.result() if asked.done() else await asyncio.shield(asked)
        if rules.silent == "busy":
            raise Busy(f"{origin}/robots.txt: busy", rules.wait)
        if rules.silent:
            raise Forbidden(f"{origin} gives no readable robots.txt: {request.url}", rules.silent)
        if not rules.allows(request.url):
            raise Forbidden(f"{origin} keeps robots out: {request.url}")

    async def _rules(self, origin: str, request: Request) -> Rules:
        rules = self._robots.fresh(origin, self._now())
        if rules is None:
            rules = await self._fetch(origin, request)
            self._robots.held[origin] = rules
        self._slow_down(request.meta.get("download_slot", ""), rules.delay)
        return rules

    async def _fetch(self, origin: str, request: Request) -> Rules:
        from crawler.reasons import why_not

        slot = {"download_slot": slot} if (slot := request.meta.get("download_slot")) else {}
        asking = Request(f"{origin}/robots.txt", meta={FREE: True, **slot}, priority=100, dont_filter=True)
        last = self._robots.held.get(origin)
        try:
            response: Response = await self._crawler.engine.download_async(asking)
        except Busy as busy:
            return replace(rules_of(0, b"", self._now(), last, "busy"), wait=busy.wait)
        except Exception as error:  # whatever keeps us from reading it, we do not know what it says
            log.info("%s/robots.txt: %s", origin, error or type(error).__name__)
            return rules_of(0, b"", self._now(), last, why_not(error))
        return rules_of(response.status, response.body, self._now(), last)

    def _slow_down(self, slot: str, delay: float) -> None:
        """Raise the delay of a host's slot, and of those it may be given later, to what the site asks."""
        downloader = self._crawler.engine.downloader
        told = downloader.per_slot_settings.setdefault(slot, {})
        if delay > float(told.get("delay", 0)):
            told["delay"] = delay
            if slot in downloader.slots:
                downloader.slots[slot].delay = delay
