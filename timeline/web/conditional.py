"""Whether a client has it already: entity tags, dates and codings of RFC 9110, sections 8.8, 12.5.3 and 13.

A tag says what the bytes depend on, so that a 304 needs neither an entry nor a cache, even after a restart:
`"r1841-7f3a9c02d1-20210301"` is change 1841, drawn for the feed, filters, address and release behind the
digest, and the same bytes until 1 March, when the window first lets an entry go. Without a third part the
bytes stay until the next change. Two days with the same entries have the same tag.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_OURS = re.compile(r"r(\d{1,18})-([0-9a-f]{10})(?:-(\d{8}))?")
_GZIP = "-gz"


@dataclass(frozen=True, slots=True)
class State:
    """What a representation depends on beside the window: the shelf's newest change, and `about` in words."""

    change: int
    changed: datetime | None
    about: str

    @property
    def digest(self) -> str:
        """Ten hex digits; the change's time is in it, for a restored backup counts the same numbers anew."""
        return _digest(self.about, self.changed)

    def tag(self, turns: date | None) -> str:
        return f"r{self.change}-{self.digest}" + (f"-{turns:%Y%m%d}" if turns else "")

    def is_current(self, tag: str, today: date) -> bool:
        """Whether bytes with this tag are still what would be sent today."""
        told = _OURS.fullmatch(tag)
        if not told or int(told[1]) != self.change or told[2] != self.digest:
            return False
        return told[3] is None or f"{today:%Y%m%d}" < told[3]


@lru_cache(maxsize=1024)
def _digest(about: str, changed: datetime | None) -> str:
    told = f"{about}\n{changed.timestamp() if changed else ''}"
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:10]


def coded(tag: str, zipped: bool) -> str:
    """The strong tag of that coding, quoted."""
    return f'"{tag}{_GZIP if zipped else ""}"'


def named(headers: Mapping[str, str], zipped: bool) -> list[str]:
    """The tags of If-None-Match that name this coding, without their mark; weak ones count (13.1.2)."""
    tags = _TAG.findall(headers.get("if-none-match", ""))
    return [tag.removesuffix(_GZIP) for tag in tags if tag.endswith(_GZIP) == zipped]


def any_will_do(headers: Mapping[str, str]) -> bool:
    return headers.get("if-none-match", "").strip() == "*"


def unchanged_since(headers: Mapping[str, str], changed: datetime | None) -> bool:
    """If-Modified-Since, which counts only where there is no If-None-Match (13.1.3)."""
    told = headers.get("if-modified-since")
    if not told or "if-none-match" in headers or changed is None:
        return False
    try:
        since = parsedate_to_datetime(told)
    except ValueError:
        return False
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return changed.replace(microsecond=0) <= since


def wants_gzip(headers: Mapping[str, str]) -> bool:
    """Whether gzip was asked for by name; one report has Outlook fail on a coding it had not asked for."""
    for choice in headers.get("accept-encoding", "").lower().split(","):
        coding, _, quality = choice.partition(";")
        if coding.strip() in ("gzip", "x-gzip"):
            return _weight(quality) > 0
    return False


def _weight(quality: str) -> float:
    try:
        return float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
    except ValueError:
        return 0.0


def zipped(body: bytes) -> bytes:
    """The body in gzip, the same for the same bytes."""
    return gzip.compress(body, compresslevel=6, mtime=0)


@lru_cache(maxsize=64)
def http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)
