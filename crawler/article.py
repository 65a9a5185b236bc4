"""What does this article page say? Title, times, body and the rest, by the family's selectors, then by form."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from crawler import address, ladder
from crawler.body import POINTERS, Body, read_body, rows_of, squeeze
from crawler.byline import byline
from crawler.decode import Decoded, declared_encoding, decode
from crawler.density import wordiest
from crawler.families import FAMILIES, selectors
from crawler.headline import headline, is_formal, meta
from crawler.labels import stamped, times, without_moments
from crawler.lines import Line, classify, is_sentence, trail
from crawler.markup import lines, parse, pieces, select, text_of
from crawler.names import is_subtitle, is_writer
from crawler.place import clear, place_of
from timeline.errors import StructureChanged
from timeline.model import Article, Page, Stamp

if TYPE_CHECKING:
    from crawler.site import Site

NO_STAMP = "발행 시각을 찾지 못했습니다"
MISFIT = "{part}: 정해진 자리에 없어 모양으로 찾았습니다"
NEAR = 15  # lines
_NAME = re.compile(r"[가-힣]{2,4}")
LONGEST_SUBTITLE = 120
_ABOVE = (
    Line.FIELD,
    Line.PRINTED,
    Line.TRAIL,
    Line.STAMP,
    Line.BYLINE,
    Line.FURNITURE,
    Line.BLANK,
    Line.RULE,
)

LOST = "글자 {count}자를 읽지 못했습니다 ({encoding})"

_OWN = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"<!-- saved from url=\(\d{1,6}\)(https?://[^\s>]{4,2000})",
        r"""<link[^>]{0,200}\brel=["']?canonical["']?[^>]{0,200}\bhref=["'](https?://[^"'>\s]{4,2000})""",
        r"""<link[^>]{0,200}\bhref=["'](https?://[^"'>\s]{4,2000})["'][^>]{0,200}\brel=["']?canonical""",
        r"""<meta[^>]{0,200}\bproperty=["']og:url["'][^>]{0,200}\bcontent=["'](https?://[^"'>\s]{4,2000})""",
        r"""<meta[^>]{0,200}\bcontent=["'](https?://[^"'>\s]{4,2000})["'][^>]{0,200}\bproperty=["']og:url""",
    )
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of a page before it is read: a site's entry, or nothing but the family of its address."""

    source: str
    family: str = "generic"
    name: str = ""
    region: str = ""
    encoding: str = ""
    anchor: str = "published"
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_article(page: Page, site: Site, *, listed: Stamp | None = None) -> Article:
    """Return the article on a site's page; `listed` is the date that the list gave it, the last to be believed.

    Raises as read_page does.
    """
    return read_page(page, outlook_of(site), listed=listed)


def outlook_of(site: Site) -> Outlook:
    return Outlook(site.id, site.family, site.name, site.region, site.encoding, site.anchor, site.select)


def read_page(page: Page, outlook: Outlook, *, listed: Stamp | None = None) -> Article:
    """Return the article on a page.

    Raises StructureChanged where title or body cannot be found: a page that cannot be read is reported,
    never guessed at. NotADocument for what is no text.
    """
    decoded, tree = open_page(page, outlook)
    chosen = selectors(outlook.family, outlook.select)
    layout = lay_out(tree, chosen, outlook)
    sheet = sheet_of(layout, page.url, chosen, listed)
    published, modified, warnings = ladder.climb(sheet, anchor=outlook.anchor)
    signed, section = _signed(layout, chosen), _section(tree, chosen)
    subtitles = _subtitles(layout, chosen)
    missed = [
        MISFIT.format(part=told)
        for part, told in (("title", "제목"), ("body", "본문"))
        if _is_ruled(outlook, part) and not select(tree, chosen[part])
    ]
    body = _body(layout, chosen, subtitles)
    if not layout.title or not (body.paragraphs or body.captions):
        lacking = "title" if not layout.title else "body"
        raise StructureChanged(
            page.url,
            f"no {lacking}",
            facts={
                "expected": ", ".join(chosen.get(lacking, ())) or f"something that looks like a {lacking}"
            },
            hint=f"yeonpyo source test {outlook.source}",
        )
    return Article(
        source=outlook.source,
        key=address.key(page.url),
        url=address.canonical(page.url),
        title=layout.title,
        subtitles=subtitles,
        published=published,
        modified=modified,
        paragraphs=body.paragraphs,
        captions=body.captions,
        byline=signed or body.byline,
        section=section,
        publisher=outlook.name or squeeze(meta(tree, "og:site_name")),
        region=outlook.region,
        warnings=(
            *warnings,
            *missed,
            *(() if published else (NO_STAMP,)),
            *((LOST.format(count=decoded.replaced, encoding=decoded.encoding),) if decoded.replaced else ()),
        ),
    )


def open_page(page: Page, outlook: Outlook) -> tuple[Decoded, etree._Element]:
    """Return a page's text and its tree."""
    declared = declared_encoding(page.body, page.headers.get("content-type", "")) or outlook.encoding
    decoded = decode(page.body, declared=declared, where=page.url)
    return decoded, parse(decoded.text, page.url)


def _is_ruled(outlook: Outlook, part: str) -> bool:
    """Whether the entry, or a family whose pages are alike, says where a part stands."""
    family = FAMILIES[outlook.family]
    return part in outlook.select or (family.alike and part in family.select)


def own_url(text: str) -> str:
    """Return the address that a saved page gives as its own: the browser's note, canonical link or og:url.

    One that is only the site's front page names no article: some papers write it on every page.
    """
    found = (html.unescape(m[1]).strip() for form in _OWN if (m := form.search(text[:200_000])))
    return next((url for url in found if re.search(r"^https?://[^/?#]++/?+[^/]", url)), "")


@dataclass(frozen=True, slots=True)
class Layout:
    """A page before anything is taken out of it: its lines, the headline, the part that holds the body.

    `head` holds the lines between headline and body, `foot` those just below the body.
    """

    tree: etree._Element
    title: str
    place: etree._Element | None
    head: tuple[str, ...]
    foot: tuple[str, ...]


def lay_out(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]], outlook: Outlook) -> Layout:
    """Return where on the page what stands."""
    page = pieces(tree)
    place = place_of(tree, chosen.get("body", ()))
    title = headline(tree, chosen.get("title", ()), outlook.name, place, page)
    if place is None:
        place = next(iter(wordiest(tree, title)), None)
    head, foot = _around(page, place, title)
    return Layout(tree, title, place, head, foot)


def _around(
    page: list[str], place: etree._Element | None, title: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines from the headline, where it last stands before the body, to the body; and those below."""
    own = pieces(place) if place is not None else []
    first = next(
        (line for line in own if is_sentence(line)), next((line for line in own if _is_text(line)), "")
    )
    begins = page.index(first) if first in page else 0
    starts = [i for i, line in enumerate(page[:begins]) if title and title in line]
    head = page[starts[-1] + 1 : begins] if starts else page[max(begins - NEAR, 0) : begins]
    last = next((line for line in reversed(own)), "")
    ends = page.index(last, begins) + 1 if last in page[begins:] else begins
    return (tuple(head) if starts or not title else ()), tuple(page[ends : ends + 3])


def _is_text(line: str) -> bool:
    return classify(line) in (Line.PROSE, Line.ITEM, Line.HEADING, Line.CAPTION)


def sheet_of(
    layout: Layout, url: str, chosen: Mapping[str, tuple[str, ...]], listed: Stamp | None = None
) -> ladder.Sheet:
    """Return the page as the time ladder looks at it."""
    return ladder.Sheet(layout.tree, url, chosen.get("date", ()), listed, layout.head)


def _subtitles(layout: Layout, chosen: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the lines of the family's place for subtitles, else of what is named so near the headline."""
    found = select(layout.tree, chosen.get("subtitle", ())) or _named_subtitles(layout)
    told = [line for part in found for line in lines(part)]
    return tuple(dict.fromkeys(line for line in told if line != layout.title and _is_subtitle(line)))


def _is_subtitle(line: str) -> bool:
    """Whether a line can be a subtitle: no sentence of a summary, no publication line, no button."""
    foreign = times(line) or stamped(line) or byline(line) or is_formal(line)
    return not foreign and len(line) <= LONGEST_SUBTITLE and classify(line) in (Line.HEADING, Line.ITEM)


def _named_subtitles(layout: Layout) -> list[etree._Element]:
    head = set(layout.head)
    return [
        part
        for part in layout.tree.iter("h2", "h3", "h4", "h5", "p", "div", "strong", "span", "li", "td")
        if (is_subtitle(part) or part.tag in ("h2", "h3", "h4", "h5")) and set(lines(part)) & head
    ]


def _texts(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]], part: str) -> tuple[str, ...]:
    return tuple(line for found in select(tree, chosen.get(part, ())) for line in lines(found))


def _signed(layout: Layout, chosen: Mapping[str, tuple[str, ...]]) -> str:
    """Return the names in the signature's place, in the publication line, or on a line beside the body."""
    told = [
        line
        for part in ("byline", "date")
        for found in select(layout.tree, chosen.get(part, ()))
        for line in pieces(found)
    ]
    beside = [line for line in (*layout.head[-NEAR:], *layout.foot) if len(line) <= 120]
    told = [without_moments(line) for line in (*told, *beside)]
    parts = (piece.strip() for line in told for piece in re.split(r"\||\s/\s", line))
    return next((names for piece in parts if (names := byline(piece))), "") or _named(layout)


def _named(layout: Layout) -> str:
    """Return the bare name in a part of the head that is named as the writer's."""
    head = {piece.strip() for line in layout.head for piece in line.split("|")}
    told = (
        text_of(part)
        for part in layout.tree.iter("span", "em", "b", "strong", "a", "div", "li", "p")
        if is_writer(part)
    )
    return next((text for text in told if text in head and _NAME.fullmatch(text)), "")


def _section(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]]) -> str:
    told = " > ".join(_texts(tree, chosen, "section"))
    return trail(told) or squeeze(meta(tree, "article:section"))


def _body(layout: Layout, chosen: Mapping[str, tuple[str, ...]], subtitles: tuple[str, ...]) -> Body:
    """Return what the body says; captions that are marked as such come first, subtitles are not said again."""
    if layout.place is None:
        return Body((), (), "")
    captions = clear(layout.place, chosen.get("noise", ()), chosen.get("caption", ()))
    told = [line for line in lines(layout.place) if line not in subtitles]
    title = layout.title
    told = told[told.index(title) + 1 :] if title in told[:NEAR] else told  # a place wider than the body
    rows = rows_of(told)
    start = next((i for i, row in enumerate(rows) if row.kind not in _ABOVE), 0)
    read = read_body(rows[start:])
    marked = (squeeze(caption).lstrip(POINTERS).lstrip() for caption in captions)
    return Body(tuple(dict.fromkeys((*marked, *read.captions))), read.paragraphs, read.byline)
