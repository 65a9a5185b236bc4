"""The pages, drawn on the server with Jinja2 (autoescape, no inline script or style): the first page, an event."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from timeline.export.text import http_url, line
from timeline.model import SEOUL
from timeline.query import Shelf
from timeline.web.ask import Ask, Drawn
from timeline.web.cards import Card, card
from timeline.web.feeds import FEEDS
from timeline.web.hosts import LOOPBACK, hostname
from timeline.web.selection import fits, precisions, query, read
from timeline.web.window import midnight

HERE = Path(__file__).parent
COMING = 30
PAST = 20

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A heading and the cards under it."""

    name: str
    cards: tuple[Card, ...]


def front(shelf: Shelf, ask: Ask, base: str) -> Drawn:
    """What is coming and what has been, a day at a time, and how to subscribe; a feed's filters count here too."""
    past, coming, more, unfit = _around_today(shelf, ask)
    canonical = ask.filters.canonical()
    body = _page(
        "front.html",
        ask,
        coming=_days(coming),
        past=_days(reversed(past)),
        more=more,
        filter_words=ask.filters.words(),
        links=_links(base, canonical),
    )
    return Drawn(body, ask.today + _DAY, unfit)


def event(shelf: Shelf, ask: Ask, uid: str) -> Drawn | None:
    """One event with the way its time was read; None where there is none (any more)."""
    entry = shelf.entry(uid)
    if entry is None or entry.withdrawn:
        return None
    told = entry.event.when
    body = _page("event.html", ask, card=card(entry), when=told, entry=entry, event=entry.event, seoul=SEOUL)
    return Drawn(body)


def _around_today(shelf: Shelf, ask: Ask) -> tuple[list[Card], list[Card], bool, tuple[str, ...]]:
    """The newest past and the next entries, whether more is coming, and the uids that could not be shown."""
    today = midnight(ask.today)
    wanted = precisions(ask.filters)
    asked = replace(query(ask.filters, wanted), since=today, newest_past=PAST)
    past: list[Card] = []
    coming: list[Card] = []
    unfit: list[str] = []
    with closing(read(shelf, asked)) as entries:
        for entry in entries:
            if not fits(entry, wanted, ask.filters):
                continue
            if len(coming) >= COMING:
                return past, coming, True, tuple(unfit)
            try:
                (past if entry.event.span.end <= today else coming).append(card(entry))
            except Exception:  # one bad entry leaves a gap, not a broken page
                unfit.append(entry.uid)
    return past, coming, False, tuple(unfit)


def _days(cards: Iterable[Card]) -> list[Day]:
    return [Day(name, tuple(group)) for name, group in groupby(cards, key=lambda each: each.day)]


@dataclass(frozen=True, slots=True)
class Links:
    """Where to subscribe. Google and Outlook read from the open net only, so a private address offers neither."""

    webcal: str
    calendar: str
    approx: str
    timeline: str
    feed: str
    atom: str
    csv: str
    google: str | None
    outlook: str | None


def _links(base: str, canonical: str) -> Links:
    asked = f"?{canonical}" if canonical else ""
    urls = {kind: f"{base.rstrip('/')}{feed.path}{asked}" for kind, feed in FEEDS.items()}
    webcal = "webcal:" + urls["calendar"].partition(":")[2]
    public = _is_public(base)
    return Links(
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}" if public else None,
        outlook=f"https://outlook.live.com/calendar/0/addfromweb?url={quote(urls['calendar'], safe='')}"
        if public
        else None,
        **{kind: urls[kind] for kind in ("calendar", "approx", "timeline", "feed", "atom", "csv")},
    )


def _is_public(base: str) -> bool:
    import ipaddress

    host = hostname(urlsplit(base).netloc.rpartition("@")[2])
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return (
            "." in host and host not in LOOPBACK and not host.endswith((".local", ".localhost", ".internal"))
        )


def _page(template: str, ask: Ask, **told: Any) -> bytes:
    text = _environment().get_template(template).render(site=ask.site, today=ask.today, **told)
    return text.encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["http"] = lambda url: http_url(url or "")  # checked again where it becomes a link (S9)
    made.filters["line"] = line
    made.globals["asset"] = _asset
    return made


@cache
def _asset(name: str) -> str:
    """The address of a static file, new with each change of it."""
    digest = sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{digest}"
