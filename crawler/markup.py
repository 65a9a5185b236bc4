"""HTML as a tree that loses nothing in silence, and the lines of text that a part of it shows.

libxml2 stops at a nesting depth, 256 or, with huge_tree, about 2,000, and drops the rest without a word;
old Korean pages leave tags open by the hundred. So a page's own nesting is flattened before that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from itertools import chain

from lxml import etree
from lxml.cssselect import CSSSelector

from timeline.errors import StructureChanged

DEEPEST = 200
LONG_TAG = 10_000  # letters; beyond, a tag's attributes are counted
MOST_ATTRIBUTES = 1_000
MOST_BEHIND = 400  # texts and edges

# A tag to its end or the page's, whichever comes first, so that no start of a tag is looked at twice.
_WHOLE_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']++|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+(?:>|\Z)""")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
# Tags that cannot have as many attributes, 21 pieces of 47 words at most, as those of almost all pages: asked in
# half the time of finding each tag.
_PIECE, _VALUE = r"""[^>"']{0,93}+""", r"""(?:"[^"]*+"|'[^']*+')"""
_TAME = re.compile(rf"[^<]*+(?:<(?:[a-zA-Z]{_PIECE}(?:{_VALUE}{_PIECE}){{0,20}}+>|(?![a-zA-Z]))[^<]*+)*+")
_IDS = etree.XPath("descendant-or-self::*/@id/..")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,10})\b[^>]{0,2000}>")


_STEP = re.compile(r"(?=[\w.#])([a-z][a-z0-9]*)?(?:#([\w-]+))?((?:\.[\w-]+)*)")


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
_UNSEEN = _names("caption script style noscript template iframe object select textarea button svg head")


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
    tags = _WHOLE_TAG.findall(text) if len(text) > LONG_TAG and not _TAME.fullmatch(text) else ()
    if len(max(tags, key=len, default="")) > LONG_TAG and any(map(_is_monster, tags)):
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
        if name in _BLOCKS:
            return "<br>"
        return " " if tag[1] and text.startswith("<", tag.end()) else ""  # two pieces stay two words

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


Step = tuple[str, str, tuple[str, ...]]  # of a selector: tag, id, classes


class Parts:
    """A page's parts by id and class, gathered in one pass, so that most selectors need no walk of their own."""

    def __init__(self, tree: etree._Element) -> None:
        self.tree = tree
        self._parts = list(tree.iter())
        self._written = [part.get("class") for part in self._parts]  # as it stands there: few are different
        self._ids: dict[str, list[etree._Element]] = {}
        for part in _IDS(tree):  # few have one: not to be asked of each
            self._ids.setdefault(part.get("id") or "", []).append(part)
        self._held: dict[str, list[int]] = {}
        self._classes: dict[str, list[str]] = {}
        for kind in {*self._written} - {None}:
            for name in kind.split():
                self._classes.setdefault(name, []).append(kind)

    def by_id(self, name: str) -> list[etree._Element]:
        return [part for part in self._ids.get(name, ()) if part is not self.tree]

    def by_class(self, name: str) -> list[etree._Element]:
        kinds = self._classes.get(name, ())
        return self._numbered(sorted(number for kind in kinds for number in self._written_as(kind)))

    def like(self, is_it: Callable[[str], bool]) -> list[etree._Element]:
        """Return the parts whose id or class passes a test, in the page's order."""
        kinds = (kind for kind in {*self._written} - {None} if is_it(kind))
        found = {number for kind in kinds for number in self._written_as(kind)}
        named = (part for name, parts in self._ids.items() if is_it(name) for part in parts)
        found.update(map(self._parts.index, named))
        return self._numbered(sorted(found))

    def _written_as(self, kind: str) -> list[int]:
        """The numbers of the parts whose class stands there like this."""
        if kind not in self._held:
            found, at = [], -1
            with suppress(ValueError):
                while True:
                    found.append(at := self._written.index(kind, at + 1))
            self._held[kind] = found
        return self._held[kind]

    def _numbered(self, numbers: Iterable[int]) -> list[etree._Element]:
        return [part for part in map(self._parts.__getitem__, numbers) if part is not self.tree]

    def select(self, selectors: Iterable[str]) -> list[etree._Element]:
        """Return what the first selector that finds anything finds, in the page's order."""
        ids, classes = self._ids.keys(), self._classes.keys()
        for css in selectors:
            needed = _needs(css)  # of a family's many selectors most name what the page has not
            if needed[0] <= ids and needed[1] <= classes and (found := self._find(css)):
                return found
        return []

    def named(self, name: str) -> list[etree._Element]:
        """Return the parts of an id or class."""
        return [*self.by_id(name), *self.by_class(name)]

    def _find(self, css: str) -> list[etree._Element]:
        steps = _steps(css)
        if not steps:
            return list(selector(css)(self.tree))
        found = self._simple(*steps[-1])
        for step in reversed(steps[:-1]):
            above = set(self._simple(*step))
            found = [part for part in found if above.intersection(part.iterancestors())] if above else []
        return found

    def _simple(self, tag: str, name: str, classes: tuple[str, ...]) -> list[etree._Element]:
        if name:
            held = self.by_id(name)
        elif classes:
            held = self.by_class(classes[0])
        else:
            return list(self.tree.iter(tag))
        more = classes if name else classes[1:]
        fit = [part for part in held if not tag or part.tag == tag]
        return [part for part in fit if not more or set(more).issubset((part.get("class") or "").split())]


@lru_cache(maxsize=2000)
def _steps(css: str) -> tuple[Step, ...]:
    """Return the steps of a selector that names tags, ids and classes only ("ul#info li.date"), () for others."""
    steps = [_STEP.fullmatch(step) for step in css.split()]
    if not all(steps):
        return ()
    return tuple((m[1] or "", m[2] or "", tuple((m[3] or "").split(".")[1:])) for m in steps if m)


@lru_cache(maxsize=2000)
def _needs(css: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return ids and classes without which a selector finds nothing, as far as its steps tell."""
    steps = _steps(css)
    ids = frozenset(name for _, name, _ in steps if name)
    return ids, frozenset(classes[0] for _, name, classes in steps if classes and not name)


def drop(tree: etree._Element, selectors: Iterable[str]) -> None:
    """Take what the selectors find out of the tree; the text behind it stays."""
    parts = Parts(tree)
    for css in selectors:
        for part in parts.select([css]):
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
    return _tidied(found)


def pieces_between(first: etree._Element, last: etree._Element, more: int) -> list[str]:
    """Return the pieces of siblings from the first to the last, and from there on until there are `more` lines.

    Of a part behind the last, a list of all that is new perhaps, no more is looked at than holds them.
    """
    found: list[str] = []
    behind = 0
    for part in chain((first,), first.itersiblings()):
        edge = "\n" if part.tag in _BLOCKS else " | "
        if part.tag in _UNSEEN or _is_frame(part):
            found.append(edge)
        else:
            _gather(part, found, joint=" | ", beside=False, most=len(found) + MOST_BEHIND if behind else 0)
        found.append(_behind(part))
        if part is last:
            behind = len(found)
        if behind and len(_tidied(found[behind:])) > more:  # the newest line may go on
            break
    return _tidied(found)


def _tidied(found: Iterable[str]) -> list[str]:
    shown = "".join(found).split("\n")
    tidy = [" ".join(each.split()) for each in shown if each and not each.isspace()]
    bared = (
        _BARS.sub("| ", line).strip("| ").replace(" | : ", " : ") if "|" in line else line for line in tidy
    )
    return [line for line in bared if line]


def stands_beside(element: etree._Element) -> bool:
    """Whether a part is named as what stands beside an article: comments, menus, rankings, the footer."""
    name, kind = element.get("id"), element.get("class")
    return (
        (name is not None or kind is not None)
        and element.tag not in ("body", "html")
        and _is_beside(name, kind)
    )


def _is_frame(element: etree._Element) -> bool:
    """Whether a part is the page's; an article's own footer may hold its time."""
    if element.tag in _FRAME:
        return element.tag != "footer" or next(element.iterancestors("article"), None) is None
    return stands_beside(element)


@lru_cache(maxsize=4096)
def _is_beside(name: str | None, kind: str | None) -> bool:
    return _BESIDE.search(f"{name or ''} {kind or ''}") is not None


def _gather(
    part: etree._Element, found: list[str], *, joint: str = "", beside: bool = True, most: int = 0
) -> None:
    """Gather a part's texts in order, an edge at the start and end of each element; about `most` at most, if told.

    By hand: etree.iterwalk takes twice as long, and a page may be nested deeper than calls can be.
    """
    if part.tag in _UNSEEN:
        return
    above = [("\n" if part.tag in _BLOCKS else joint, part, iter(part))]
    found += (above[0][0], _begun(part))
    while above and not (most and len(found) > most):
        end, element, children = above[-1]
        for child in children:
            tag = child.tag
            edge = "\n" if tag in _BLOCKS else joint
            if tag not in _UNSEEN and (beside or not _is_frame(child)):
                found += (edge, _begun(child))
                if len(child):
                    above.append((edge, child, iter(child)))
                    break
            found += (edge, _behind(child))
        else:
            above.pop()
            found += (end, _behind(element) if element is not part else "")


def _begun(element: etree._Element) -> str:
    """The text at an element's start."""
    text = element.text or ""
    return text if element.tag == "pre" else text.replace("\n", " ")


def _behind(element: etree._Element) -> str:
    return (element.tail or "").replace("\n", " ")
