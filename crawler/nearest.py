"""Which of several times on a page is this article's? The one beside its headline, for lists carry theirs too.

In a script it is the one in the same object as the headline; among elements the first between headline and the
body's end, else the last above the headline, else the first below.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from lxml import etree

from crawler.layout import Layout

FARTHEST = 20_000  # letters of a script between a headline and its time


def in_script(text: str, found: Sequence[re.Match[str]], title: str) -> re.Match[str] | None:
    """Return the match in the object that holds the headline; the first where all tell the same or none holds it."""
    if len({match[1][:10] for match in found}) <= 1 or not title:
        return found[0] if found else None
    at = [each.start() for form in _spelt(title) for each in re.finditer(re.escape(form), text)]
    beside = [match for match in found if any(_is_one_object(text, match.start(), place) for place in at)]
    return (beside or found)[0]


def tells(text: str, title: str) -> bool:
    """Whether a script tells of the headline."""
    return bool(title) and any(form in text for form in _spelt(title))


def _spelt(title: str) -> set[str]:
    """Return a headline as scripts may spell it."""
    return {json.dumps(title, ensure_ascii=False)[1:-1], json.dumps(title)[1:-1], title}


def _is_one_object(text: str, one: int, other: int) -> bool:
    """Whether two places of a script lie in one object, not one of them within another."""
    between = text[min(one, other) : max(one, other)]
    depth = 0
    for letter in re.findall("[{}]", between) if len(between) <= FARTHEST else "}":
        depth += 1 if letter == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def of_elements(layout: Layout, parts: Iterable[etree._Element]) -> etree._Element | None:
    """Return which of the elements stands where an article's time does."""
    wanted = list(parts)
    if len(wanted) <= 1 or layout.place is None:
        return next(iter(wanted), None)
    above, head, below = _sorted(layout, set(wanted))
    return next(iter((*head, *above[-1:], *below, *wanted)))


def _sorted(
    layout: Layout, wanted: set[etree._Element]
) -> tuple[list[etree._Element], list[etree._Element], list[etree._Element]]:
    """Return those above the headline, those from there to the body's end, and those below."""
    above: list[etree._Element] = []
    head: list[etree._Element] = []
    below: list[etree._Element] = []
    last = list(layout.place.iter())[-1] if layout.place is not None else None
    seen = ended = False
    begun = False
    for element in layout.tree.iter(etree.Element):
        begun = begun or element is layout.place
        if not (begun and seen) and _says(element, layout.title):
            above, head, seen = above + head, [], True
        if element in wanted:
            (below if ended else head if seen else above).append(element)
        ended = ended or element is last
    return above, head, below


def _says(element: etree._Element, title: str) -> bool:
    return element.tag != "title" and bool(element.text) and " ".join((element.text or "").split()) == title
