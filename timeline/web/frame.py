"""What every page shares: its language, its address and its neighbours, and the drawing itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from timeline.bigrams import marked
from timeline.export.text import http_url, line
from timeline.web.ask import Ask
from timeline.web.links import links
from timeline.web.texts import Language, texts

_INSIDE_A_DATE = re.compile(r"(?<=\d\.) (?=\d)|(?<=\)) (?=오[전후]|낮|0시)|(?<=[전후낮시]) (?=\d)")
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class View:
    """A page as it was asked for: the language, the path without it, where the server is reached, how it stands.

    `path` and `told` are what the address names beside filters (a month, a uid, an article's key). `late` is
    whether the daemon is; `contact` is where a wrong date is reported, empty for nowhere. `asked` is the query
    string of what the address names beside filters. `buttons` is whether an operator can do anything here.
    """

    language: Language
    path: str
    base: str
    told: Mapping[str, str] = field(default_factory=dict)
    late: bool = False
    contact: str = ""
    asked: str = ""
    buttons: bool = False

    @property
    def stands(self) -> str:
        """What the page says of the house: other words, another page."""
        return f"{self.late} {self.buttons}"

    def link(self, path: str, canonical: str = "") -> str:
        """The path in this language, with filters."""
        prefix = "/en" if self.language == "en" else ""
        return f"{prefix}{path}" + (f"?{canonical}" if canonical else "")


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
        "elsewhere": other.link(view.path, view.asked or ask.filters.canonical()),
        "here": view.link(view.path, view.asked or ask.filters.canonical()),
        "absolute": lambda path: f"{view.base.rstrip('/')}{path}",
        "bar": None,
        "section": "",
    }
    text = environment().get_template(template).render(shared | told)
    return text.encode("utf-8", "replace")


@cache
def environment() -> Environment:
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
    made.filters["dated"] = dated
    made.filters["coded"] = coded
    made.globals["asset"] = asset
    made.globals["data"] = data
    return made


def dated(text: str) -> Markup:
    """The text, escaped; a line breaks behind a ~ or a →, not inside a date ("4. 22.(수) 오후 2:00")."""
    held = _INSIDE_A_DATE.sub("\u00a0", text)
    return Markup(f"{escape(held)}".replace("~", "~<wbr>"))  # noqa: S704 (escaped above)


def coded(text: str) -> Markup:
    """The text, escaped; what stands between `ticks` is code."""
    parts = enumerate(text.split("`"))
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in parts)


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
