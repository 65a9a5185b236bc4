"""Where on an unknown page is the article? Where its sentences are: the block that holds most of them."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree

from crawler.markup import stands_beside

_SENTENCE = re.compile(r"[가-힣][\"”'’)]?\.(?:\s|$|[\"”'’)])")
_APART = frozenset(
    ("a", "nav", "footer", "header", "aside", "form", "script", "style", "head", "button", "select")
)
_LEAVES = frozenset(("p", "li", "dd", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "tr"))
_BLOCKS = frozenset(
    ("div", "td", "article", "section", "main", "body", "ul", "ol", "dl", "table", "tbody", "center")
)
_SHARE = 0.6  # of a block's weight that its parent is given: a parent of two such blocks wins over either

GENERATIONS = 2


def densest(tree: etree._Element) -> list[etree._Element]:
    """Return the block that holds most of the page's sentences, or nothing where there is none.

    A sentence counts for the block around its paragraph, and partly for the one around that, so that an
    article split over several blocks is found whole while a page's body is not taken for one.
    """
    weights: dict[etree._Element, float] = defaultdict(float)
    for place, text in _texts(tree):
        if len(text) >= 20 and _SENTENCE.search(text):
            weights[place] += len(text)
            above, share = _block(place.getparent()), _SHARE
            for _ in range(GENERATIONS):
                if above is not None:
                    weights[above] += share * len(text)
                    above, share = _block(above.getparent()), share * _SHARE
    if not weights:
        return []
    return [max(weights, key=lambda place: weights[place])]


def _texts(tree: etree._Element) -> list[tuple[etree._Element, str]]:
    """Return the texts of the page, a line each, with the block that each lies in."""
    found: list[tuple[etree._Element, str]] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "start" and (element.tag in _APART or stands_beside(element)):
            walk.skip_subtree()
        elif event == "start" and element.text:
            _add(found, element, element.text)
        elif event == "end" and element.tail and element is not tree:
            _add(found, element.getparent(), element.tail)
    return found


def _add(found: list[tuple[etree._Element, str]], element: etree._Element, text: str) -> None:
    place = _block(element)
    if place is None or not text.strip():
        return
    if found and found[-1][0] is place and element.tag not in _BLOCKS | _LEAVES:
        found[-1] = (place, f"{found[-1][1]}{text}")
    else:
        found.append((place, text.strip()))


def _block(element: etree._Element | None) -> etree._Element | None:
    while element is not None and element.tag not in _BLOCKS:
        element = element.getparent()
    return element
