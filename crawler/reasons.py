"""Why a request brought no page, in a word that the plan, the log and the operator know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import exceptions as x
from twisted.internet.error import ConnectError
from twisted.internet.error import TimeoutError as NoAnswerInTime

from crawler.guard import Refused
from crawler.patience import Busy
from crawler.robots import Forbidden
from crawler.wholeness import Truncated

if TYPE_CHECKING:
    from scrapy.http import Response

REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (Busy, "busy"),
    (Refused, "refused"),
    (Truncated, "truncated"),
    (x.ResponseDataLossError, "truncated"),
    (x.CannotResolveHostError, "dns"),
    (x.DownloadTimeoutError, "timeout"),
    (NoAnswerInTime, "timeout"),
    (x.DownloadConnectionRefusedError, "unreachable"),
    (ConnectError, "unreachable"),  # no route, no network, no descriptor left
    (x.DownloadCancelledError, "too-large"),
    (x.DownloadFailedError, "connection"),
    (MemoryError, "resource"),
)
# Scrapy's own refusals, and those of OpenSSL and the system, have no type of their own.
PHRASES = (
    ("max redirections", "redirects"),
    ("DOWNLOAD_MAXSIZE", "too-large"),
    ("Too many open files", "resource"),
    ("Cannot allocate memory", "resource"),
    ("certificate verify failed", "tls"),
    ("SSL", "tls"),
)
STATUSES = {401: "blocked", 403: "blocked", 404: "gone", 410: "gone", 451: "blocked"}


def why_not(error: BaseException | None) -> str:
    """Return why a request brought no answer, in a word."""
    if isinstance(error, Forbidden):
        return error.word
    phrase = next((word for said, word in PHRASES if said in str(error)), "")
    return phrase or next((word for kind, word in REASONS if isinstance(error, kind)), "failed")


def wrong(response: Response) -> str:
    """Return why an answer holds no page, in a word, or ""."""
    if response.status == 200:
        return ""
    return STATUSES.get(response.status, f"http-{response.status}")
