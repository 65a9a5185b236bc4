"""Our clock beside those of others: whether the machine is the one that is wrong."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import urljoin

from scheduler.config import Settings
from scheduler.post import NotTold, time_at
from scheduler.registry import sites

MOST = 5  # servers that are asked


def asked(settings: Settings) -> list[str]:
    """Whom to ask: sites that are crawled, each for the head of its robots.txt. Raises ConfigError."""
    crawled = (site.base for site in sites(settings).values() if site.enabled)
    return list(dict.fromkeys(urljoin(base, "/robots.txt") for base in crawled))[:MOST]


def ahead(settings: Settings, urls: Sequence[str], now: datetime) -> list[timedelta]:
    """By how much `now` is ahead of the clock of each server that tells its own, in order."""
    began = time.monotonic()

    def one(url: str) -> timedelta | None:
        try:
            told = time_at(url, allowed=settings.allow_networks, agent=settings.user_agent)
        except NotTold:
            return None
        return now + timedelta(seconds=time.monotonic() - began) - told if told else None

    with ThreadPoolExecutor(MOST) as pool:
        return sorted(each for each in pool.map(one, urls) if each is not None)
