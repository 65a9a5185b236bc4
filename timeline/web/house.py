"""The pages about the house itself: how to subscribe, how the news is read and how well, the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from timeline.query import Catalogue, Query
from timeline.web.ask import Ask, Drawn
from timeline.web.cards import card
from timeline.web.described import described
from timeline.web.frame import View, draw
from timeline.web.links import is_loopback
from timeline.web.texts import Language

CORRECTED = 8
RECENT = 100  # revisions that are looked through for corrections

# Rounded down from docs/how-events-are-read.md; tests/web/test_views.py sees to it that no more is claimed.
MEASURED = (
    ("sentences", ".95", ".80", ".95", ".80"),
    ("articles", ".85", ".90", ".95", ".90"),
)


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


def about(shelf: Catalogue, ask: Ask, view: View) -> Drawn:
    """How it is read and how well, and which entries were corrected lately."""
    newest = shelf.entries(Query(), limit=RECENT, order="changed")
    revised = [card(entry, view.language, ask.today) for entry in newest if entry.revision]
    told = {"measured": MEASURED, "corrected": revised[:CORRECTED]}
    return Drawn(draw("about.html", ask, view, section="about", **told))


def api(ask: Ask, view: View, openapi: Mapping[str, Any]) -> Drawn:
    """The API in words, from its own OpenAPI description."""
    operations = list(_operations(openapi, view.language))
    return Drawn(draw("api.html", ask, view, section="about", operations=operations))


def _operations(openapi: Mapping[str, Any], language: Language) -> Iterable[Mapping[str, Any]]:
    for path, methods in openapi["paths"].items():
        for method, told in methods.items():
            yield {
                "path": path,
                "method": method.upper(),
                "about": described(told["description"], language),
                "parameters": [
                    (each["name"], described(each["description"], language), each["required"])
                    for each in told.get("parameters", ())
                ],
                "answers": {
                    code: described(answer["description"], language).removesuffix(".")
                    for code, answer in told["responses"].items()
                },
            }


def _picture(address: str) -> Markup:
    import segno

    made = segno.make(address, error="m", micro=False)
    told = made.svg_inline(border=3, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return Markup(told)  # noqa: S704 (segno draws squares; no sign of the address stands in it)
