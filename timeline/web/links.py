"""Where to subscribe: the addresses of the feeds, and of the programs that read them from the open net."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from timeline.web.feeds import FEEDS
from timeline.web.filters import Filters
from timeline.web.hosts import LOOPBACK, hostname


@dataclass(frozen=True, slots=True)
class Links:
    """Where to subscribe. Google and Outlook read from the open net only, so a private address offers neither."""

    webcal: str
    feeds: Mapping[str, str]
    google: str | None
    outlook: str | None
    outlook_work: str | None


def links(base: str, filters: Filters) -> Links:
    """The addresses of the feeds that show what these filters choose."""
    filters = replace(filters, cursor="")
    asked = {kind: feed.heard(filters).canonical() for kind, feed in FEEDS.items()}
    urls = {
        kind: f"{base.rstrip('/')}{feed.path}" + (f"?{asked[kind]}" if asked[kind] else "")
        for kind, feed in FEEDS.items()
    }
    webcal = "webcal:" + urls["calendar"].partition(":")[2]
    address = quote(urls["calendar"], safe="")
    public = _is_public(base)
    return Links(
        webcal,
        urls,
        f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}" if public else None,
        f"https://outlook.live.com/calendar/0/addfromweb?url={address}" if public else None,
        f"https://outlook.office.com/calendar/0/addfromweb?url={address}" if public else None,
    )


def is_loopback(base: str) -> bool:
    """Whether the address means this very machine: no phone opens it."""
    return hostname(urlsplit(base).netloc.rpartition("@")[2]) in LOOPBACK


def _is_public(base: str) -> bool:
    import ipaddress

    host = hostname(urlsplit(base).netloc.rpartition("@")[2])
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return (
            "." in host and host not in LOOPBACK and not host.endswith((".local", ".localhost", ".internal"))
        )
