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
from crawler.decode import declared_encoding, decode
from crawler.density import densest
from crawler.families import FAMILIES, selectors
from crawler.labels import without_moments
from crawler.lines import SECTIONS, is_sentence, trail
from crawler.markup import drop, lines, parse, pieces, select, text_of
from timeline.errors import StructureChanged
from timeline.model import Article, Page, Stamp

if TYPE_CHECKING:
    from crawler.site import Site

NO_STAMP = "발행 시각을 찾지 못했습니다"
MISFIT = "{part}: 정해진 자리에 없어 모양으로 찾았습니다"
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
_JOINTS = re.compile(r"\s(?:[-–—|<>»:]{1,2}|::)\s|\s?(?:[|]|::)\s?")
_PAPER = re.compile(
    r"[가-힣A-Za-z0-9]{1,10}(?:일보|신문|뉴스1?|투데이|타임[즈스]|저널|방송|닷컴)(?:\s?(?:모바일|인터넷))?"
)
_FORMAL = re.compile(r"기사\s?본문|뉴스|본문|기사|상세\s?보기|보도자료|게시판|홈")


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
    declared = declared_encoding(page.body, page.headers.get("content-type", "")) or outlook.encoding
    decoded = decode(page.body, declared=declared, where=page.url)
    tree = parse(decoded.text, page.url)
    chosen = selectors(outlook.family, outlook.select)
    place = place_of(tree, chosen)
    title, subtitles = _title(tree, chosen, outlook.name, place), _texts(tree, chosen, "subtitle")
    sheet = sheet_of(tree, page.url, chosen, place, title, listed)
    published, modified, warnings = ladder.climb(sheet, anchor=outlook.anchor)
    signed, section = _signed(tree, chosen, place), _section(tree, chosen)
    missed = [
        MISFIT.format(part=told)
        for part, told in (("title", "제목"), ("body", "본문"))
        if _is_ruled(outlook, part) and not select(tree, chosen[part])
    ]
    body = _body(place, chosen, title, subtitles)
    if not title or not (body.paragraphs or body.captions):
        lacking = "title" if not title else "body"
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
        title=title,
        subtitles=tuple(line for line in subtitles if line != title),
        published=published,
        modified=modified,
        paragraphs=body.paragraphs,
        captions=body.captions,
        byline=signed or body.byline,
        section=section,
        publisher=outlook.name or squeeze(_meta(tree, "og:site_name")),
        region=outlook.region,
        warnings=(
            *warnings,
            *missed,
            *(() if published else (NO_STAMP,)),
            *((LOST.format(count=decoded.replaced, encoding=decoded.encoding),) if decoded.replaced else ()),
        ),
    )


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


def sheet_of(
    tree: etree._Element,
    url: str,
    chosen: Mapping[str, tuple[str, ...]],
    place: etree._Element | None,
    title: str,
    listed: Stamp | None = None,
) -> ladder.Sheet:
    """Return the page as the time ladder looks at it, before anything is taken out of it."""
    head = _between(pieces(tree), place, title) if place is not None else []
    return ladder.Sheet(tree, url, chosen.get("date", ()), listed, head)


def _between(above: list[str], place: etree._Element, title: str) -> list[str]:
    """Return the lines from the title, where it last stands before the body, to the body."""
    end = _begins(above, place)
    starts = [i for i, line in enumerate(above[:end]) if title and title in line]
    return above[starts[-1] + 1 : end] if starts else []


def _begins(above: list[str], place: etree._Element) -> int:
    """Return where on the page the body's first sentence stands, its first line if it has none."""
    own = pieces(place)
    first = next((line for line in own if is_sentence(line)), own[0] if own else "")
    return above.index(first) if first in above else 0


def _title(
    tree: etree._Element, chosen: Mapping[str, tuple[str, ...]], name: str, place: etree._Element | None
) -> str:
    """Return the headline: the family's place for it, else what the page calls itself, without the paper.

    Offices call every page by their own name; then it is the field 제목, the last heading above the body, or
    what the document's title says beside that name.
    """
    if found := next((text for part in select(tree, chosen.get("title", ())) if (text := text_of(part))), ""):
        return found
    document = next((text_of(part) for part in tree.iter("title")), "")
    told = squeeze(_meta(tree, "og:title")) or document
    headings = list(tree.iter("h1", "h2", "h3", "h4"))
    whole = told.removesuffix("…").rstrip(".")  # an og:title may be cut short
    inside = [t for part in headings if len(t := text_of(part)) >= 6 and (t in told or t.startswith(whole))]
    names = (name, _meta(tree, "og:site_name"), document if document != told else "")
    own = max(inside, key=len, default="") or without_site(told, names)
    own_name = own in _document_title(tree)[1:] and without_site(document, names[:2]) != own
    formal = len(own) < 6 or own_name or any(each and each in own for each in names)
    if not formal:
        return own
    return _titled(tree) or _above(headings, place) or without_site(document, (*names[:2], own)) or own


def _titled(tree: etree._Element) -> str:
    """Return what stands in the field 제목 of a board's table."""
    for cell in tree.iter("th", "dt", "strong", "span", "td"):
        value = cell.getnext() if "".join(cell.itertext()).split() in (["제목"], ["제", "목"]) else None
        if value is not None and (text := text_of(value)):
            return text
    return ""


def _document_title(tree: etree._Element) -> list[str]:
    told = next((text_of(part) for part in tree.iter("title")), "")
    return [piece.strip() for piece in _JOINTS.split(told)]


def _above(headings: list[etree._Element], place: etree._Element | None) -> str:
    """Return the last heading that stands above the body, and not in it."""
    if place is None:
        return ""
    order = {part: i for i, part in enumerate(place.getroottree().iter())}
    before = [text for part in headings if order[part] < order[place] and len(text := text_of(part)) >= 6]
    return before[-1] if before else ""


def without_site(title: str, names: tuple[str, ...]) -> str:
    """Cut the paper's name, its section and its formal words from either end of a page's title."""
    known = {name.replace(" ", "") for name in names if name}

    def is_foreign(piece: str) -> bool:
        bare = piece.replace(" ", "")
        return (
            bare in known
            or _PAPER.fullmatch(piece) is not None
            or bare in SECTIONS
            or _FORMAL.fullmatch(piece) is not None
            or any(n in bare for n in known)
        )

    pieces = _JOINTS.split(title)
    joints = _JOINTS.findall(title)
    while len(pieces) > 1 and is_foreign(pieces[-1].strip()):
        pieces.pop()
        joints.pop()
    while len(pieces) > 1 and is_foreign(pieces[0].strip()):
        pieces.pop(0)
        joints.pop(0)
    kept = pieces[0] + "".join(joint + piece for joint, piece in zip(joints, pieces[1:], strict=True))
    return squeeze(kept)


def _meta(tree: etree._Element, name: str) -> str:
    return next(
        (
            meta.get("content") or ""
            for meta in tree.iter("meta")
            if (meta.get("property") or meta.get("name")) == name
        ),
        "",
    )


def _texts(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]], part: str) -> tuple[str, ...]:
    return tuple(line for found in select(tree, chosen.get(part, ())) for line in lines(found))


def _signed(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]], place: etree._Element | None) -> str:
    """Return the names in the signature's place, in the publication line, or on a line beside the body."""
    told = [
        line
        for part in ("byline", "date")
        for found in select(tree, chosen.get(part, ()))
        for line in pieces(found)
    ]
    beside = _beside(pieces(tree), place) if place is not None else []
    told = [without_moments(line) for line in (*told, *beside)]
    parts = (piece.strip() for line in told for piece in re.split(r"\||\s/\s", line))
    return next((names for piece in parts if (names := byline(piece))), "")


def _beside(page: list[str], place: etree._Element) -> list[str]:
    """Return the short lines just above and below the body."""
    begins = _begins(page, place)
    last = next(iter(reversed(pieces(place))), "")
    ends = page.index(last, begins) + 1 if last in page[begins:] else begins
    return [line for line in (*page[max(begins - 8, 0) : begins], *page[ends : ends + 3]) if len(line) <= 120]


def _section(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]]) -> str:
    told = " > ".join(_texts(tree, chosen, "section"))
    return trail(told) or squeeze(_meta(tree, "article:section"))


def place_of(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]]) -> etree._Element | None:
    """Return the part that holds the body: the family's place for it, or where the sentences are densest."""
    parts = select(tree, chosen.get("body", ())) or densest(tree)
    return max(parts, key=lambda part: len("".join(part.itertext())), default=None)


def _body(
    place: etree._Element | None,
    chosen: Mapping[str, tuple[str, ...]],
    title: str,
    subtitles: tuple[str, ...],
) -> Body:
    """Return what the body says; captions that are marked as such come first, subtitles are not said again."""
    if place is None:
        return Body((), (), "")
    drop(place, chosen.get("noise", ()))
    captions = _texts(place, chosen, "caption")
    drop(place, chosen.get("caption", ()))
    told = [line for line in lines(place) if line not in subtitles]
    told = told[told.index(title) + 1 :] if title in told[:10] else told  # a place wider than the body
    read = read_body(rows_of(told))
    marked = (squeeze(caption).lstrip(POINTERS).lstrip() for caption in captions)
    return Body(tuple(dict.fromkeys((*marked, *read.captions))), read.paragraphs, read.byline)
