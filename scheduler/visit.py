"""Pages fetched for a person at a terminal, with the crawl's manners."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from scheduler.config import Settings
from timeline.errors import PageError
from timeline.model import Page

Fetch = Callable[[Sequence[str]], Awaitable[list[Page | PageError]]]
T = TypeVar("T")


def visit(settings: Settings, urls: Sequence[str], now: Callable[[], datetime]) -> list[Page | PageError]:
    """Fetch the pages, in order; once in a process, for its reactor cannot start again."""

    async def once(fetch: Fetch) -> list[Page | PageError]:
        return await fetch(urls)

    return visiting(settings, now, once)


def visiting(settings: Settings, now: Callable[[], datetime], walk: Callable[[Fetch], Awaitable[T]]) -> T:
    """Run a walk that decides by what it has fetched what to fetch next; returns what it found."""
    from scheduler.worker import with_reactor

    found: list[T] = []

    async def walked() -> None:
        from crawler.fetch import fetch
        from crawler.robots import Robots

        robots = Robots()

        async def asked(urls: Sequence[str]) -> list[Page | PageError]:
            return await fetch(
                urls,
                now=now,
                user_agent=settings.user_agent,
                robots=robots,
                allow_networks=settings.allow_networks,
            )

        found.append(await walk(asked))

    with_reactor(walked())
    return found[0]
