"""Which addresses may be fetched: public ones, on the web's ports, of the site's own hosts.

A page can name any URL, and a name can resolve to any address, so both are asked: the middleware refuses
what a URL says, on the first request and on each redirect, and the resolver refuses the address that would
be connected to, which makes a name that changes its mind (rebinding) harmless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.reach import Network, networks, refused, why_refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

ALLOW_NETWORKS = "YEONPYO_ALLOW_NETWORKS"  # the Scrapy setting that carries them


class Refused(IgnoreRequest):
    """A URL that must not be fetched; the message says why."""


class GuardResolver(CachingThreadedResolver):
    """Refuses the addresses that names resolve to; what it returns is what is connected to."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed = networks(crawler.settings.getlist(ALLOW_NETWORKS))
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if refused(address, self.allowed):
            raise DNSLookupError(f"{name} resolves to the refused address {address}")
        return address


class GuardMiddleware:
    """Refuses URLs by what they say. Stands next to the downloader, so each redirect and retry passes it."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self.allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(networks(crawler.settings.getlist(ALLOW_NETWORKS)))

    def process_request(self, request: Request) -> None:
        if why := why_refused(request.url, self.allowed) or strays(request):
            raise Refused(f"refused: {why}")


def strays(request: Request) -> str:
    """Why a request leaves its site: another host than the site's, or https told to become http."""
    parts = urlsplit(request.url)
    hosts = request.meta.get("hosts")
    if hosts is not None and parts.hostname not in hosts:
        return f"host {parts.hostname!r} is not the site's"
    before = request.meta.get("redirect_urls")
    return (
        "https redirected to http"
        if before and before[-1].startswith("https:") and parts.scheme == "http"
        else ""
    )
