"""What every page shares: its language, its address and its neighbours, the filter bar, and the drawing itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from timeline.bigrams import marked
from timeline.export.text import http_url, line
from timeline.web import cards
from timeline.web.ask import Ask
from timeline.web.feeds import FEEDS
from timeline.web.filters import Filters
from timeline.web.hosts import LOOPBACK, hostname
from timeline.web.texts import Language, texts

HERE = Path(__file__).parent
_SHOWN = 12  # values of one name that the filter bar offers


@dataclass(frozen=True, slots=True)
class View:
    """A page as it was asked for: the language, the path without it, where the server is reached, how it stands.

    `path` and `told` are what the address names beside filters (a month, a uid, an article's key). `late` is
    whether the daemon is; `contact` is where a wrong date is reported, empty for nowhere.
    """

    language: Language
    path: str
    base: str
    told: Mapping[str, str] = field(default_factory=dict)
    late: bool = False
    contact: str = ""

    def link(self, path: str, canonical: str = "") -> str:
        """The path in this language, with filters."""
        prefix = "/en" if self.language == "en" else ""
        return f"{prefix}{path}" + (f"?{canonical}" if canonical else "")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter: how many entries have it, whether it is chosen, and the address with it toggled."""

    value: str
    count: int | None
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The filter bar: the values to choose by name, what is chosen, and the address without any of it."""

    action: str
    offers: Mapping[str, tuple[Choice, ...]]
    chosen: tuple[tuple[str, str, str], ...]  # name, value, the address without it
    clear: str


def bar(view: View, filters: Filters, facets: Mapping[str, Mapping[str, int]]) -> Bar:
    offers = {
        name: _offers(view, filters, name, facets.get(name, {})) for name in ("region", "category", "source")
    }
    chosen = tuple(
        (name, value, view.link(view.path, rest.canonical())) for name, value, rest in without_each(filters)
    )
    return Bar(view.link(view.path), offers, chosen, view.link(view.path))


def _offers(view: View, filters: Filters, name: str, counts: Mapping[str, int]) -> tuple[Choice, ...]:
    mine: tuple[str, ...] = getattr(filters, name)
    values = dict.fromkeys((*mine, *list(counts)[:_SHOWN]))
    return tuple(
        Choice(
            value,
            counts.get(value),
            value in mine,
            view.link(view.path, _toggled(filters, name, value).canonical()),
        )
        for value in values
    )


def _toggled(filters: Filters, name: str, value: str) -> Filters:
    changed: Any = tuple(sorted(set(getattr(filters, name)) ^ {value}))
    return replace(filters, **{name: changed}, cursor="")


def without_each(filters: Filters) -> Iterator[tuple[str, str, Filters]]:
    """Every value that is chosen, with the filters as they would be without it."""
    blank = Filters()
    for name in Filters.__dataclass_fields__:
        told = getattr(filters, name)
        if name == "cursor" or told == getattr(blank, name):
            continue
        if isinstance(told, tuple):
            for value in told:
                yield name, value, _toggled(filters, name, value)
        else:
            yield name, f"{told}", replace(filters, **{name: getattr(blank, name)}, cursor="")


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


def draw(template: str, ask: Ask, view: View, **told: Any) -> bytes:
    """The page's bytes. Its own filters, unless `filters` is given, lead to the feeds and to other pages."""
    filters = told.pop("filters", ask.filters)
    other = replace(view, language="ko" if view.language == "en" else "en")
    shared = {
        "site": ask.site,
        "view": view,
        "today": ask.today,
        "t": texts(view.language),
        "filters": filters,
        "canonical": replace(filters, cursor="").canonical(),
        "links": links(view.base, filters),
        "elsewhere": other.link(view.path, ask.filters.canonical()),
        "bar": None,
        "section": "",
    }
    text = _environment().get_template(template).render(shared | told)
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
    made.filters["sought"] = sought
    made.filters["moment"] = cards.moment
    made.globals["asset"] = asset
    made.globals["data"] = data
    return made


def sought(text: str, words: str) -> Markup:
    """The text, escaped, with what was searched for marked."""
    if not words:
        return escape(text)
    pieces: Iterable[tuple[str, bool]] = marked(text, words)
    return Markup("").join(Markup("<mark>{}</mark>").format(piece) if hit else piece for piece, hit in pieces)


def data(told: Any) -> Markup:
    """JSON for a data block: no sign of it can end the block."""
    written = json.dumps(told, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(written)  # noqa: S704 (nothing that HTML knows is left in it)


@cache
def asset(name: str) -> str:
    """The address of a static file, new with each change of it."""
    digest = sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{digest}"


Say = Callable[..., str]
