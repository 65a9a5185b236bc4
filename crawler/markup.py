"""HTML as a tree that loses nothing in silence, and the lines of text that a part of it shows.

libxml2 stops at a nesting depth, 256 or, with huge_tree, about 2,000, and drops the rest without a word;
old Korean pages leave tags open by the hundred. So a page's own nesting is flattened before that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree
from lxml.cssselect import CSSSelector

from timeline.errors import StructureChanged

DEEPEST = 200
LONG_TAG = 10_000  # letters; beyond, a tag's attributes are counted
MOST_ATTRIBUTES = 1_000

# A tag to its end or the page's, whichever comes first, so that no start of a tag is looked at twice.
_WHOLE_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']++|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+(?:>|\Z)""")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,10})\b[^>]{0,2000}>")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Elements that end only where their end tag says so; the others' nesting follows from theirs.
_NESTING = _names(
    "abbr article aside b big blockquote center cite code dl div em fieldset figure font footer form header i ins "
    "label main nav ol pre q s section small span strike strong sub sup table tt u ul"
)
_BLOCKS = _names(
    "address article aside blockquote body br center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_BARS = re.compile(r"\|\s?(?:\|\s?)+")
_UNSEEN = _names("script style noscript template iframe object select textarea button svg head")


_FRAME = _names("footer address nav aside")
# Names by which pages call what stands beside an article.
_BESIDE = re.compile(
    r"(?:^|\s)(?:comment|reply|foot(?:er)?|copyright|relat(?:ed|ion)|aside|side(?:bar)?|popular|rank(?:ing)?|banner"
    r"|gnb|lnb|nav|menu|sns|share|recommend|best|hot|login|policy|terms)(?:s?(?:\s|$)|[-_A-Z\d])",
)


def parse(text: str, where: str = "") -> etree._Element:
    """Return the tree of a page's text.

    Raises StructureChanged where there is nothing to parse or the page is nested beyond reading, and for a tag
    of thousands of attributes: libxml2 compares each with each (200,000 took it ten minutes), out of any
    signal's reach.
    """
    if any(_is_monster(tag[0]) for tag in _WHOLE_TAG.finditer(text) if tag.end() - tag.start() > LONG_TAG):
        raise StructureChanged(where, f"a tag of more than {MOST_ATTRIBUTES:,} attributes")
    tree, whole = _tree(text)
    if not whole:
        tree, whole = _tree(_flattened(text))
    if not whole or tree is None:
        raise StructureChanged(where, "an empty page" if whole else "nested too deep to be read whole")
    return tree


def _is_monster(tag: str) -> bool:
    return len(_QUOTED.sub(" ", tag).split()) > MOST_ATTRIBUTES


def _tree(text: str) -> tuple[etree._Element | None, bool]:
    """Return the tree and whether it holds the whole text."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing but space
        tree = None
    return tree, not any("Excessive depth" in entry.message for entry in parser.error_log)


def _flattened(text: str) -> str:
    """Drop the tags that lie deeper than DEEPEST; their text stays, on lines of its own where they were blocks."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag[2].lower()
        if name not in _NESTING:
            return tag[0]
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth < DEEPEST:
            return tag[0]
        return "<br>" if name in _BLOCKS else ""

    return _TAG.sub(keep, text)


@lru_cache(maxsize=2000)
def selector(css: str) -> CSSSelector:
    """Return the compiled CSS selector. Raises ValueError, naming it, where it is none."""
    try:
        return CSSSelector(css, translator="html")
    except Exception as error:  # cssselect raises SyntaxError's kin, lxml its own
        raise ValueError(f"{css!r} is no CSS selector: {error}") from None


def select(tree: etree._Element, selectors: Iterable[str]) -> list[etree._Element]:
    """Return what the first selector that finds anything finds."""
    for css in selectors:
        if found := list(selector(css)(tree)):
            return found
    return []


def drop(tree: etree._Element, selectors: Iterable[str]) -> None:
    """Take what the selectors find out of the tree; the text behind it stays."""
    for css in selectors:
        for part in selector(css)(tree):
            vanish(part)


def vanish(part: etree._Element) -> None:
    """Take a part's text out of the tree; the text behind it stays."""
    if part.getparent() is not None:
        part.clear(keep_tail=True)
        part.tag = "br" if part.tag in _BLOCKS else "span"


def text_of(part: etree._Element) -> str:
    """Return the text of a part on one line."""
    return " ".join(" ".join(lines(part)).split())


def lines(part: etree._Element) -> list[str]:
    """Return the lines of text that a part shows, a line a block or line break, empty ones left out."""
    found: list[str] = []
    _gather(part, found)
    shown = "".join(found).split("\n")
    return [line for line in (" ".join(each.split()) for each in shown) if line]


def pieces(part: etree._Element) -> list[str]:
    """Return the lines of a part with a bar between its inline parts, without what stands beside an article.

    Style sheets keep "<span>이새벽 기자</span><span>입력 2021.01.27</span>" apart where the text does not.
    """
    found: list[str] = []
    _gather(part, found, joint=" | ", beside=False)
    shown = "".join(found).split("\n")
    tidy = (_BARS.sub("| ", " ".join(each.split())).strip("| ") for each in shown)
    return [line for line in tidy if line]


def stands_beside(element: etree._Element) -> bool:
    """Whether a part is named as what stands beside an article: comments, menus, rankings, the footer."""
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return element.tag not in ("body", "html") and _BESIDE.search(names) is not None


def _gather(part: etree._Element, found: list[str], *, joint: str = "", beside: bool = True) -> None:
    walk = etree.iterwalk(part, events=("start", "end"))
    for event, element in walk:
        edge = "\n" if element.tag in _BLOCKS else joint
        if event == "start" and (element.tag in _UNSEEN or (not beside and _is_apart(element, part))):
            walk.skip_subtree()
        elif event == "start":
            found.append(edge)
            found.append((element.text or "").replace("\n", " "))
        else:
            found.append(edge)
            found.append((element.tail or "").replace("\n", " ") if element is not part else "")


def _is_apart(element: etree._Element, part: etree._Element) -> bool:
    return element is not part and (element.tag in _FRAME or stands_beside(element))
