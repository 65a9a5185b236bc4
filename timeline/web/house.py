"""The pages about the house itself: how to subscribe, where the news comes from, how it is read, the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from timeline.export.text import line
from timeline.query import Catalogue, Query, Standing
from timeline.web.ask import Ask, Drawn
from timeline.web.cards import card, moment
from timeline.web.frame import View, draw, is_loopback
from timeline.web.texts import texts

CORRECTED = 8
RECENT = 100  # revisions that are looked through for corrections

# Rounded down from docs/how-events-are-read.md; tests/web/test_views.py sees to it that no more is claimed.
MEASURED = (
    ("sentences", ".95", ".80", ".95", ".80"),
    ("articles", ".85", ".90", ".95", ".90"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A source as the page shows it; `state` is one of ok, new, failing, off."""

    name: str
    host: str
    kind: str
    state: str
    success: str
    attempt: str
    due: str
    failures: int
    reason: str
    articles: int
    asked: str


def subscribe(ask: Ask, view: View) -> Drawn:
    """How to subscribe to what the filters choose; the code in the picture opens this very page on a phone."""
    here = f"{view.base.rstrip('/')}{view.link('/subscribe', ask.filters.canonical())}"
    body = draw(
        "subscribe.html",
        ask,
        view,
        section="subscribe",
        qr=None if is_loopback(view.base) else _picture(here),
        filter_words=ask.filters.words(),
    )
    return Drawn(body)


def sources(shelf: Catalogue, ask: Ask, view: View) -> Drawn:
    """Every source that is on, or was: what failed first."""
    broken = view.told.get("state") == "failing"
    rows = [row(each, ask.now, view) for each in shelf.standings()]
    rows = [each for each in rows if each.state == "failing" or not broken]
    rows.sort(key=lambda each: (_STATES.index(each.state), each.name))
    body = draw("sources.html", ask, view, section="sources", rows=rows, broken=broken)
    return Drawn(body)


def row(told: Standing, now: datetime, view: View) -> Row:
    say = texts(view.language)

    def at(when: datetime | None) -> str:
        return moment(when, view.language) if when else say("never")

    due = say("soon") if told.next_due is None or told.next_due <= now else at(told.next_due)
    return Row(
        name=line(told.name) or told.id,
        host=line(told.host),
        kind=say("site" if told.host else "folder"),
        state=_state(told),
        success=at(told.last_success),
        attempt=at(told.last_attempt),
        due=due if told.enabled else "-",
        failures=told.failures,
        reason=line(told.reason),
        articles=told.articles,
        asked=f"source={quote(told.id, safe='')}",
    )


def _state(told: Standing) -> str:
    if not told.enabled:
        return "off"
    if told.reason:
        return "failing"
    return "ok" if told.last_success else "new"


_STATES = ("failing", "ok", "new", "off")


def about(shelf: Catalogue, ask: Ask, view: View) -> Drawn:
    """How it is read and how well, and which entries were corrected lately."""
    newest = shelf.entries(Query(), limit=RECENT, order="changed")
    revised = [card(entry, view.language) for entry in newest if entry.revision]
    told = {"measured": MEASURED, "corrected": revised[:CORRECTED]}
    return Drawn(draw("about.html", ask, view, section="about", **told))


def api(ask: Ask, view: View, described: Mapping[str, Any]) -> Drawn:
    """The API in words, from its own OpenAPI description."""
    return Drawn(draw("api.html", ask, view, section="about", operations=list(_operations(described))))


def _operations(described: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            yield {
                "path": path,
                "method": method.upper(),
                "summary": told.get("summary", ""),
                "about": told.get("description", ""),
                "parameters": told.get("parameters", ()),
                "answers": {code: answer["description"] for code, answer in told["responses"].items()},
            }


def _picture(address: str) -> Markup:
    import segno

    made = segno.make(address, error="m", micro=False)
    told = made.svg_inline(border=3, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return Markup(told)  # noqa: S704 (segno draws squares; no sign of the address stands in it)
