"""What does this article page say? Title, times, body and the rest, by the family's selectors, then by form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from crawler import address, ladder
from crawler.body import Body, read_body, rows_of, squeeze
from crawler.byline import byline
from crawler.decode import declared_encoding, decode
from crawler.families import selectors
from crawler.lines import SECTIONS, trail
from crawler.markup import drop, lines, parse, select, text_of
from timeline.errors import StructureChanged
from timeline.model import Article, Page, Stamp

if TYPE_CHECKING:
    from crawler.site import Site

NO_STAMP = "발행 시각을 찾지 못했습니다"
LOST = "글자 {count}자를 읽지 못했습니다 ({encoding})"

_JOINTS = re.compile(r"\s(?:[-–—|<>»:]{1,2}|::)\s|\s?[|]\s?")
_FORMAL = re.compile(r"기사\s?본문|뉴스|본문|기사|상세\s?보기|보도자료|게시판|홈")


def read_article(page: Page, site: Site, *, listed: Stamp | None = None) -> Article:
    """Return the article on a page; `listed` is the date that the list gave it, the last to be believed.

    Raises StructureChanged where title or body cannot be found: a page that cannot be read is reported,
    never guessed at. NotADocument for what is no text.
    """
    declared = declared_encoding(page.body, page.headers.get("content-type", "")) or site.encoding
    decoded = decode(page.body, declared=declared, where=page.url)
    tree = parse(decoded.text, page.url)
    chosen = selectors(site.family, site.select)
    sheet = ladder.Sheet(tree, page.url, chosen.get("date", ()), listed)
    published, modified, warnings = ladder.climb(sheet, anchor=site.anchor)
    title, subtitles = _title(tree, chosen, site.name), _texts(tree, chosen, "subtitle")
    signed = _signed(tree, chosen)
    section = _section(tree, chosen)
    body = _body(tree, chosen)
    if not title or not (body.paragraphs or body.captions):
        raise StructureChanged(
            page.url,
            "no title" if not title else "no text",
            facts={
                "expected": ", ".join(chosen.get("title" if not title else "body", ()))
                or "a title and a body"
            },
            hint=f"yeonpyo source test {site.id}",
        )
    return Article(
        source=site.id,
        key=address.key(page.url),
        url=page.url,
        title=title,
        subtitles=subtitles,
        published=published,
        modified=modified,
        paragraphs=body.paragraphs,
        captions=body.captions,
        byline=signed or body.byline,
        section=section,
        publisher=site.name,
        region=site.region,
        warnings=(
            *warnings,
            *(() if published else (NO_STAMP,)),
            *((LOST.format(count=decoded.replaced, encoding=decoded.encoding),) if decoded.replaced else ()),
        ),
    )


def _title(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]], name: str) -> str:
    """Return the headline: the family's place for it, else what the page calls itself, without the paper."""
    if found := next((text for part in select(tree, chosen.get("title", ())) if (text := text_of(part))), ""):
        return found
    told = squeeze(_meta(tree, "og:title") or next((text_of(part) for part in tree.iter("title")), ""))
    headings = [text_of(part) for part in tree.iter("h1", "h2", "h3")]
    inside = [text for text in headings if len(text) >= 6 and text in told]
    return max(inside, key=len, default="") or without_site(told, (name, _meta(tree, "og:site_name")))


def without_site(title: str, names: tuple[str, ...]) -> str:
    """Cut the paper's name, its section and its formal words from either end of a page's title."""
    known = {name.replace(" ", "") for name in names if name}

    def is_foreign(piece: str) -> bool:
        bare = piece.replace(" ", "")
        return (
            bare in known
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


def _signed(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]]) -> str:
    """Return the names in the signature's place, or among the publication line's pieces."""
    told = (*_texts(tree, chosen, "byline"), *_texts(tree, chosen, "date"))
    pieces = (piece.strip() for line in told for piece in re.split(r"[|]|\s{2,}", line))
    return next((names for piece in pieces if (names := byline(piece))), "")


def _section(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]]) -> str:
    told = " > ".join(_texts(tree, chosen, "section"))
    return trail(told) or squeeze(_meta(tree, "article:section"))


def _body(tree: etree._Element, chosen: Mapping[str, tuple[str, ...]]) -> Body:
    """Return the body from the family's place for it; captions that are marked as such come first."""
    parts = select(tree, chosen.get("body", ()))
    if not parts:
        return Body((), (), "")
    place = max(parts, key=lambda part: len("".join(part.itertext())))
    drop(place, chosen.get("noise", ()))
    captions = _texts(place, chosen, "caption")
    drop(place, chosen.get("caption", ()))
    read = read_body(rows_of(lines(place)))
    return Body((*(squeeze(caption) for caption in captions), *read.captions), read.paragraphs, read.byline)
