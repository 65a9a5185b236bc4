"""What did each rule match on this page? For whoever writes or mends a site's entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler import ladder
from crawler.article import Outlook, open_page
from crawler.families import PARTS
from crawler.layout import Layout
from crawler.markup import text_of
from timeline.model import Page

SHOWN = 60  # letters of what was found


@dataclass(frozen=True, slots=True)
class Match:
    """A part of the page or a rung of the time ladder, the rule that found it, and the words it found.

    An empty `rule` means that no selector of the family or the entry found anything: the part is read by form.
    """

    part: str
    rule: str
    found: str
    count: int = 1


def account(page: Page, outlook: Outlook) -> tuple[Match, ...]:
    """Return what each rule matched, parts first, then the rungs of the ladder. Raises PageError."""
    decoded, layout = open_page(page, outlook)
    parts = [part for part in PARTS if part not in ("row", "link", "noise")]
    found = [Match("encoding", decoded.encoding, f"{decoded.replaced} letters lost")]
    found += [_part(layout, part) for part in parts]
    return (*found, *_rungs(ladder.Sheet(layout, page.url)))


def _part(layout: Layout, part: str) -> Match:
    for css in layout.chosen.get(part, ()):
        if places := layout.parts.select([css]):
            return Match(part, css, text_of(places[0])[:SHOWN], len(places))
    return Match(part, "", "", 0)


def _rungs(sheet: ladder.Sheet) -> Iterator[Match]:
    for rung in ladder.RUNGS:
        for what, stamp in zip(("published", "modified"), rung(sheet), strict=True):
            if stamp:
                yield Match(what, stamp.method, f"{stamp.at:%Y-%m-%d %H:%M} ({stamp.precision})  {stamp.raw}")
