"""Which part of the page holds the body, and which of its parts are not the article's?

The family's or the entry's place for it, else a part that names itself as a body, checked against where the
page's sentences are, else the block with most words behind the headline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from crawler import names
from crawler.density import densest, is_joined, is_told, wordiest
from crawler.headline import told_by
from crawler.markup import Parts, drop, lines, stands_beside, vanish

MOST_FOREIGN = 0.4  # of a body's letters that a part named as none of the article's may hold
BOX = 200  # letters that such a part may hold in any case
MOST_GONE = 0.9
LINKED = 0.6  # of a part's letters that are links': then it is a list of other articles
LONGEST_CAPTION = 300
SHORTEST_PARAGRAPH = 100  # letters; a picture's line is shorter
FEW_LETTERS = 100
SURE = len(names.BODIES) // 2  # names up to there are hardly ever another part's
_BOXES = frozenset(("div", "ul", "ol", "dl", "section", "table"))
_WIDE = 1.5  # times as many letters as the sentences' block: then a named part is the whole page's


def place_of(parts: Parts, rules: Sequence[str]) -> etree._Element | None:
    """Return the part that holds the body, or None where nothing on the page looks like one."""
    if ruled := [part for part in parts.select(rules) if _size(part)]:
        return max(ruled, key=_size)
    dense = _whole(next(iter(densest(parts.tree, tuple(told_by(parts.tree)))), None))
    named = _named(parts)
    return named if named is not None and (dense is None or _agrees(named, dense)) else dense


def _whole(dense: etree._Element | None) -> etree._Element | None:
    """Return the part around a block where the block's like stands beside it: an article in several pieces."""
    above = dense.getparent() if dense is not None else None
    if dense is None or above is None:
        return dense
    like = [part for part in above if part.tag == dense.tag and _stem(part) == _stem(dense)]
    more = sum(map(_told, like)) - _told(dense)
    return above if more >= FEW_LETTERS / 4 and not list(above.iter("h1", "h2", "h3")) else dense


def _stem(part: etree._Element) -> str:
    """Return a part's class without its number."""
    return (part.get("class") or "").rstrip("0123456789_-")


def is_full(place: etree._Element) -> bool:
    """Whether a part is named as a body or holds some sentences: a teaser or a box beside a poem has one or two."""
    return names.body_rank(place) is not None or _told(place) >= FEW_LETTERS


def behind(tree: etree._Element, title: str, thin: etree._Element | None) -> etree._Element | None:
    """Return the block with most words behind the headline if it stands above a thin one, else the thin one."""
    found = next(iter(wordiest(tree, title)), None)
    if thin is None or found is None:
        return found if thin is None else thin
    related = found in thin.iterancestors() or thin in found.iterancestors()
    first = next(part for part in tree.iter() if part is found or part is thin)
    return found if first is found and not related else thin


def _named(parts: Parts) -> etree._Element | None:
    """Return the part with the surest name for a body; of several of one name the longest.

    Of those whose names are only like one, the innermost.
    """
    marked = [part for part in parts.tree.iter() if part.get("itemprop") == "articleBody"]
    for held in (marked, *map(parts.named, names.BODIES)):
        if full := [part for part in held if _size(part) > 1]:
            return max(full, key=_size)
    like = parts.like(names.is_like_body)
    around = {above for part in like for above in part.iterancestors()}
    return max((part for part in like if part not in around and _size(part) > 1), key=_size, default=None)


def _agrees(named: etree._Element, dense: etree._Element) -> bool:
    """Whether the sentences are in the named part, or it holds most of them."""
    if named is dense:
        return True
    if named in dense.iterancestors():
        return _size(named) <= _WIDE * _size(dense) or not is_told(_words(dense))
    sure = (names.body_rank(named) or 0) < SURE and _size(named) >= 20
    return sure or dense in named.iterancestors() or _told(named) >= 0.5 * _told(dense)


def _words(part: etree._Element) -> str:
    return " ".join("".join(part.itertext()).split())


def _size(part: etree._Element) -> int:
    return len(_words(part))


def _told(part: etree._Element) -> int:
    return sum(len(line) for line in lines(part) if is_told(line))


def clear(place: etree._Element, noise: Sequence[str], captions: Sequence[str]) -> tuple[str, ...]:
    """Take what is not the article's out of the body's part; returns the captions of its pictures.

    A part is taken for what it is named only while it is small beside the body.
    """
    drop(place, noise)
    whole = _size(place)
    foreign = _outermost(part for part in place.iter(etree.Element) if _is_foreign(part))
    small = [part for part in foreign if _size(part) <= max(MOST_FOREIGN * whole, BOX)]
    if sum(map(_size, small)) < MOST_GONE * whole:
        for part in small:
            vanish(part)
    for part in _outermost(_of_links(place)):
        if _size(part) <= min(max(MOST_FOREIGN * whole, BOX), MOST_GONE * whole):
            vanish(part)
    marked = Parts(place).select(captions) if captions else []
    told = [line for part in marked for line in lines(part)]
    for part in marked:
        vanish(part)
    for part in list(place.iter(etree.Element)):
        if part is not place and part.getparent() is not None and _is_caption(part):
            told += lines(part)
            vanish(part)
    return tuple(told)


def _is_foreign(part: etree._Element) -> bool:
    return part.tag in ("aside", "nav") or names.is_foreign(part) or stands_beside(part)


def _of_links(place: etree._Element) -> list[etree._Element]:
    """Return the parts that hold little but links to other articles, two or more."""
    linked: dict[etree._Element, list[int]] = {}
    for link in place.iter("a"):
        part = next((above for above in link.iterancestors() if above.tag in _BOXES), place)
        if part is not place:
            linked.setdefault(part, []).append(_size(link))
    return [part for part, sizes in linked.items() if len(sizes) > 1 and sum(sizes) >= LINKED * _size(part)]


def _outermost(parts: Iterable[etree._Element]) -> list[etree._Element]:
    """Return the parts that lie in none of the others."""
    held: set[etree._Element] = set()
    found = []
    for part in parts:
        if not held.intersection(part.iterancestors()):
            found.append(part)
            held.add(part)
    return found


def _is_caption(part: etree._Element) -> bool:
    """Whether a part is named as a caption, or holds a picture and a line or two."""
    if names.is_caption(part):
        return _size(part) <= LONGEST_CAPTION
    if part.tag in ("table", "dl", "figure") or names.is_picture(part):
        holds = next(part.iter("img", "amp-img"), None) is not None
        return holds and _size(part) <= LONGEST_CAPTION and len(lines(part)) <= 2
    if part.tag in ("small", "font", "em", "i") and _is_under_picture(part):
        return _size(part) <= SHORTEST_PARAGRAPH
    return part.tag in ("div", "p", "center", "span") and _is_picture_line(part)


def _is_under_picture(part: etree._Element) -> bool:
    """Whether nothing but line breaks stands between a picture, or its frame, and a part that fills a line."""
    above = part.getparent()
    if above is not None and above.tag in ("div", "p") and len(above) == 1 and not (above.text or "").strip():
        part = above
    after = part.getnext()
    if (part.tail or "").strip() or not (after is None or after.tag in ("br", "p", "div")):
        return False
    before = part.getprevious()
    while before is not None and before.tag == "br" and not (before.tail or "").strip():
        before = before.getprevious()
    if before is None or (before.tail or "").strip():
        return False
    return before.tag == "img" or (not _size(before) and next(before.iter("img"), None) is not None)


def _is_picture_line(part: etree._Element) -> bool:
    """Whether a part holds a picture and, below it, a line of a sentence at most; more is a paragraph's."""
    picture = next(part.iter("img"), None)
    if picture is None or _size(part) > SHORTEST_PARAGRAPH:
        return False
    told = lines(part)
    return len(told) == 1 and not is_joined(told[0]) and not _is_led(part, picture)


def _is_led(part: etree._Element, picture: etree._Element) -> bool:
    """Whether words stand before the picture."""
    before = [part.text or ""]
    for each in part.iter():
        if each is picture:
            break
        if each is not part:
            before += [each.text or "", each.tail or ""]
    return any(text.strip() for text in before)
