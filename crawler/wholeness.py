"""Is this answer whole? A compressed body that was cut short is a page's first half with no mark on it.

Scrapy takes a truncated gzip stream for a whole page (it does refuse a short Content-Length and a broken
chunk), so the stream's own end is looked for before it is unpacked.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Self

import brotli  # type: ignore[import-untyped]
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest

from crawler.settings import MAX_SIZE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_STEP = 64 * 1024


class Truncated(IgnoreRequest):
    """A body that ended before its compression did."""


class WholenessMiddleware:
    """Stands before Scrapy's unpacking; a cut body is asked for again, then given up."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower().decode("latin-1")
        if request.method == "HEAD" or not response.body or is_whole(response.body, encoding):
            return response
        spider: Any = self._crawler.spider
        again: Request | None = get_retry_request(request, spider=spider, reason="truncated")
        if again is None:
            raise Truncated(f"{request.url}: the {encoding} body was cut short")
        return again


def is_whole(body: bytes, encoding: str) -> bool:
    """Whether a compressed body has its end; encodings unknown here are taken as they come.

    A body that unpacks to more than MAX_SIZE counts as whole: Scrapy's own limit refuses it.
    """
    if encoding in ("gzip", "x-gzip"):
        return _inflates(body, 16 + zlib.MAX_WBITS)
    if encoding == "deflate":
        return _inflates(body, zlib.MAX_WBITS) or _inflates(body, -zlib.MAX_WBITS)
    return _unbrotlis(body) if encoding == "br" else True


def _inflates(body: bytes, window: int) -> bool:
    unpacking, size, rest = zlib.decompressobj(window), 0, body
    try:
        while not unpacking.eof and size <= MAX_SIZE:
            piece = unpacking.decompress(rest, _STEP)
            rest = unpacking.unconsumed_tail
            size += len(piece)
            if not piece and not rest:
                return False
    except zlib.error:
        return False
    return True


def _unbrotlis(body: bytes) -> bool:
    unpacking, size, rest = brotli.Decompressor(), 0, body
    try:
        while not unpacking.is_finished() and size <= MAX_SIZE:
            piece = unpacking.process(rest, output_buffer_limit=_STEP)
            rest = b""
            size += len(piece)
            if not piece and not unpacking.is_finished() and unpacking.can_accept_more_data():
                return False
    except brotli.error:
        return False
    return True
