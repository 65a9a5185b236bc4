"""What does this article page say? Title, times, body and the rest, by the family's selectors, then by form."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from lxml import etree

from crawler import address, fallback, ladder
from crawler.body import POINTERS, Body, read_body, rows_of, squeeze
from crawler.byline import byline, person
from crawler.decode import Decoded, declared_encoding, decode
from crawler.families import FAMILIES, selectors
from crawler.headline import is_formal, meta
from crawler.labels import is_dated, plain, stamped, times, without_moments, without_times
from crawler.layout import NEAR, Layout
from crawler.lines import Line, classify, is_sentence, is_way, trail
from crawler.markup import lines, parse, text_of
from crawler.names import is_subtitle, is_trail, is_writers
from crawler.place import clear
from crawler.unread import UNREAD, unread
from timeline.errors import StructureChanged
from timeline.model import Article, Page, Stamp

if TYPE_CHECKING:
    from crawler.site import Site

NO_STAMP = "발행 시각을 찾지 못했습니다"
MISFIT = "{part}: 정해진 자리에 없어 모양으로 찾았습니다"
LONGEST_SIGNED = 120
_WRITERS = ("기자", "기자명", "취재기자", "글")  # 작성자 is an office's section as well
_NAME = re.compile(r"[가-힣]{2,4}")
_AGO = re.compile(r"\d\s?(?:분|시간|일)\s?전")
_AROUND = " \t-–·,"
_BESIDE = f"{_AROUND}()[]<>"
_BARS = re.compile(r"[|·/]")
LONGEST_NOTICE = 400
_NOTICE = re.compile(
    r"페이지를\s?찾을\s?수|존재하지\s?않는\s?(?:페이지|기사|게시)|삭제(?:된|되었거나)\s?(?:페이지|기사|게시|글)?|잘못된\s?(?:접근|경로|주소)"
    r"|로그인이?\s?(?:필요|후\s?이용)|권한이\s?없|(?:서비스|시스템|홈페이지)\s?점검|404\s?(?:not\s?found|error)|도메인.{0,20}판매",
    re.IGNORECASE,
)
LONGEST_SUBTITLE = 120
SHORTEST_SUBTITLE = 10  # letters of one that nothing names
MOST_SUBTITLES = 3
CLOSE = 2  # lines from the last subtitle to the publication: a name between them
MOST_FIELDS = 2 * NEAR
LONGEST_SECTION = 12
LONGEST_WAY = 60
MOST_STEPS = 6
FEW = 4  # lines below a headline
LONGEST_VALUE = 60
_LABEL = re.compile(
    r"(?:(?:작성|등록|게시|수정|보도|배포|제공|담당|입력)\s?(?:자|일|일시|일자|부서|시간|팀)|조회\s?수?|추천\s?수?|첨부(?:\s?파일)?|파일|연락처|전화(?:\s?번호)?"
    r"|문의처?|책임자|글쓴이|이름|부서명?|번호|분류|구분|출처|이메일|댓글(?:\s?수)?|공공누리|기간|키워드|\s?제\s?목\s?)(?:\([가-힣]{2,6}\))?"
)
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

BY_TRAFILATURA = "본문을 정해진 자리에서도 모양으로도 찾지 못해 trafilatura로 읽었습니다"
LOST = "글자 {count}자를 읽지 못했습니다 ({encoding})"

_SAVED = re.compile(r"<!-- saved from url=\(\d{1,6}\)(https?://[^\s>]{4,2000})", re.IGNORECASE)
_TAG = re.compile(r"<(?:link|meta)\s([^<>]{1,3000})", re.IGNORECASE)
_CANONICAL = re.compile(r"""\brel=["']?canonical\b""", re.IGNORECASE)
_OG_URL = re.compile(r"""\bproperty=["']og:url["']""", re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:href|content)=["'](https?://[^"'>\s]{4,2000})""", re.IGNORECASE)


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


def read_article(page: Page, site: Site, *, listed: Stamp | None = None, key: str = "") -> Article:
    """Return the article on a site's page; `listed` is the date that the list gave it, the last to be believed.

    Raises as read_page does.
    """
    return read_page(page, outlook_of(site), listed=listed, key=key)


def outlook_of(site: Site) -> Outlook:
    return Outlook(site.id, site.family, site.name, site.region, site.encoding, site.anchor, site.select)


def read_page(page: Page, outlook: Outlook, *, listed: Stamp | None = None, key: str = "") -> Article:
    """Return the article on a page, under the key that its list gave it, else its address's.

    Raises StructureChanged where title or body cannot be found: a page that cannot be read is reported,
    never guessed at. NotADocument for what is no text.
    """
    decoded, layout = open_page(page, outlook)
    sheet = ladder.Sheet(layout, page.url, listed, page.fetched)
    published, modified, warnings = ladder.climb(sheet, anchor=outlook.anchor)
    signed, section, subtitles = _signed(layout), _section(layout), _subtitles(layout)
    missed = [
        MISFIT.format(part=told)
        for part, told in (("title", "제목"), ("body", "본문"))
        if _is_ruled(outlook, part) and not layout.parts.select(layout.chosen[part])
    ]
    body = _body(layout, subtitles, published)
    if layout.title and not (body.paragraphs or body.captions):
        body = read_body(
            rows_of(line for line in fallback.body_of(layout.text, page.url) if line != layout.title)
        )
        missed += [BY_TRAFILATURA] if body.paragraphs else []
    if not layout.title or not (body.paragraphs or body.captions):
        lacking = "title" if not layout.title else "body"
        raise StructureChanged(
            page.url,
            f"no {lacking}",
            facts={
                "expected": ", ".join(layout.chosen.get(lacking, ()))
                or f"something that looks like a {lacking}"
            },
            hint=f"yeonpyo source test {outlook.source}",
        )
    if not published and _is_notice(layout.title, body):
        raise StructureChanged(page.url, "a notice in the place of an article", facts={"found": layout.title})
    return Article(
        source=outlook.source,
        key=key or address.key(page.url),
        url=address.canonical(page.url),
        title=layout.title,
        subtitles=subtitles,
        published=published,
        modified=modified,
        paragraphs=body.paragraphs,
        captions=body.captions,
        byline=signed or body.byline,
        section=section,
        publisher=outlook.name or squeeze(meta(layout.tree, "og:site_name")),
        region=outlook.region,
        warnings=(
            *warnings,
            *missed,
            *(() if published else (NO_STAMP,)),
            *((UNREAD.format(said=said),) if (said := unread(layout, published)) else ()),
            *((LOST.format(count=decoded.replaced, encoding=decoded.encoding),) if decoded.replaced else ()),
        ),
    )


def _is_notice(title: str, body: Body) -> bool:
    """Whether a short page without a date tells only that there is no article: a soft 404, a login, repairs."""
    text = " ".join((title, *body.paragraphs))
    return len(text) <= LONGEST_NOTICE and _NOTICE.search(text) is not None


def open_page(page: Page, outlook: Outlook) -> tuple[Decoded, Layout]:
    """Return a page's text and where on it what stands."""
    declared = declared_encoding(page.body, page.headers.get("content-type", "")) or outlook.encoding
    decoded = decode(page.body, declared=declared, where=page.url)
    chosen = selectors(outlook.family, outlook.select)
    return decoded, Layout(parse(decoded.text, page.url), chosen, text=decoded.text, paper=outlook.name)


def _is_ruled(outlook: Outlook, part: str) -> bool:
    """Whether the entry, or a family whose pages are alike, says where a part stands."""
    family = FAMILIES[outlook.family]
    return part in outlook.select or (family.alike and part in family.select)


def own_url(text: str) -> str:
    """Return the address that a saved page gives as its own: the browser's note, canonical link or og:url.

    One that is only the site's front page names no article: some papers write it on every page.
    """
    head = text[:200_000]
    tags = _TAG.findall(head)
    told = [tag for form in (_CANONICAL, _OG_URL) for tag in tags if form.search(tag)]
    named = (_SAVED.search(head), *map(_ADDRESS.search, told))
    found = (html.unescape(m[1]).strip() for m in named if m)
    return next((url for url in found if re.search(r"^https?://[^/?#]++/?+[^/]", url)), "")


def _subtitles(layout: Layout) -> tuple[str, ...]:
    """Return the lines of the family's place for subtitles, else of what is named so near the headline."""
    found = layout.parts.select(layout.chosen.get("subtitle", ())) or _named_subtitles(layout)
    told = [line for part in found for line in lines(part)]
    fit = dict.fromkeys(line for line in told if line != layout.title and _is_subtitle(line))
    return tuple(fit) or tuple(dict.fromkeys(_formed_subtitles(layout)))


def _formed_subtitles(layout: Layout) -> list[str]:
    """Return the lines like headings between the headline and the line of the publication, if nothing names them."""
    if layout.chosen.get("title") and layout.parts.select(layout.chosen["title"]):
        return []
    below = list(takewhile(_is_like_subtitle, layout.head))
    rest = layout.head[len(below) :][:CLOSE]
    is_over = any(times(line) or stamped(line) or classify(line) is Line.STAMP for line in rest)
    return below if is_over and len(below) <= MOST_SUBTITLES else []


def _is_like_subtitle(line: str) -> bool:
    return (
        len(line) >= SHORTEST_SUBTITLE
        and " " in line
        and "|" not in without_moments(line)
        and _is_subtitle(line)
    )


def _without_fields(told: list[str]) -> list[str]:
    """Leave out the fields above a board's text, each a word and its value on lines of their own (작성자, 관리자)."""
    kept: list[str] = []
    label = False
    for i, line in enumerate(told):
        if i < MOST_FIELDS and not label and _LABEL.fullmatch(line):
            label = True
            continue
        if not label or _LABEL.fullmatch(line) or len(line) > LONGEST_VALUE or is_sentence(line):
            kept.append(line)
        label = False
    return kept


def _is_subtitle(line: str) -> bool:
    """Whether a line can be a subtitle: no sentence of a summary, no publication line, no button."""
    foreign = times(line) or stamped(line) or byline(line) or is_formal(line)
    return not foreign and len(line) <= LONGEST_SUBTITLE and classify(line) in (Line.HEADING, Line.ITEM)


def _named_subtitles(layout: Layout) -> list[etree._Element]:
    if layout.chosen.get("title") and layout.parts.select(layout.chosen["title"]):
        return []  # the family's title was there, and no subtitle
    head = set(layout.head)
    return [
        part
        for part in layout.tree.iter("h2", "h3", "h4", "h5", "p", "div", "strong", "span", "li", "td")
        if part is not layout.place
        and (is_subtitle(part) or part.tag in ("h2", "h3", "h4", "h5"))
        and head.intersection(lines(part))
    ]


def _signed(layout: Layout) -> str:
    """Return the names in the signature's place, in the publication line, or on a line beside the body."""
    told = (*layout.lines_of("byline"), *layout.lines_of("date"))
    head = layout.head[-NEAR:] if not (names := _names_in(told)) else ()
    found = names or _names_in((*head, *layout.foot)) or _labelled(head) or _named(layout)
    return found or _beside_time(layout.head[-NEAR:])


def _beside_time(head: Sequence[str]) -> str:
    """Return the name on the line of the publication, a signature or bare: 이새벽 | 승인 2026.02.19 18:05."""
    dated = [line for line in head if len(line) <= LONGEST_SIGNED and (is_dated(line) or _AGO.search(line))]
    signed = (_names_on(without_moments(without_times(line))) for line in dated)
    parts = (piece.strip(_BESIDE) for line in dated for piece in _BARS.split(without_moments(plain(line))))
    return next((name for name in (*signed, *map(person, parts)) if name), "")


def _labelled(head: Sequence[str]) -> str:
    """Return the name on the line below a label: 기자, 이새벽."""
    return next((name for label, name in pairwise(head) if label in _WRITERS and _NAME.fullmatch(name)), "")


def _names_in(told: Iterable[str]) -> str:
    short = [line for line in told if len(line) <= LONGEST_SIGNED]
    return next((names for line in short if (names := _names_on(without_moments(line)))), "")


def _names_on(line: str) -> str:
    parts = (piece.strip(_AROUND) for piece in re.split(r"\||\s/\s|\s·\s(?=\d)", line))
    each = (one for piece in parts for one in (piece, *(piece.split(" · ") if " · " in piece else ())))
    return next((names for one in each if (names := byline(one))), "")


def _named(layout: Layout) -> str:
    """Return the bare name in a part of the head that is named as the writer's."""
    head = {piece.strip() for line in layout.head for piece in line.split("|")}
    told = map(text_of, layout.parts.like(is_writers))
    return next((text for text in told if text in head and _NAME.fullmatch(text)), "")


def _section(layout: Layout) -> str:
    told = [line for part in layout.parts.select(layout.chosen.get("section", ())) for line in lines(part)]
    return trail(" > ".join(told)) or squeeze(meta(layout.tree, "article:section")) or _way(layout)


def _way(layout: Layout) -> str:
    """Return the section that the way to the page tells, where a part is named as that: 홈 > 뉴스 > 사회."""
    told = (lines(part) for part in layout.parts.like(is_trail))
    ways = (" > ".join(way) for way in told if len(way) <= MOST_STEPS)
    return next((trail(way) for way in ways if len(way) <= LONGEST_WAY and is_way(way)), "")


def _is_titled(line: str, title: str) -> bool:
    """Whether a line is the headline, its section before it or not."""
    return line.endswith(title) and len(line) <= len(title) + LONGEST_SECTION


def _captions_above(layout: Layout, marked: Sequence[etree._Element]) -> list[str]:
    """Return the captions marked as such between headline and body: of a film, a picture of its own."""
    apart = [part for part in marked if layout.place not in part.iterancestors()]
    head = set(layout.head) if apart else set()
    return [line for part in apart for line in lines(part) if line in head]


def _body(layout: Layout, subtitles: tuple[str, ...], published: Stamp | None) -> Body:
    """Return what the body says; captions that are marked as such come first, subtitles are not said again.

    A place wider than the body holds the headline, and the line of the publication below it.
    """
    if layout.place is None:
        return Body((), (), "")
    marks = layout.chosen.get("caption", ())
    marked = layout.parts.select(marks)
    beside = _captions_above(layout, marked)
    captions = *beside, *clear(layout.place, layout.chosen.get("noise", ()), marks if marked else ())
    told = [line for line in lines(layout.place) if line not in subtitles]
    title = layout.title
    above = takewhile(lambda line: not is_sentence(line) or line == title, told[:NEAR])
    named = next((i for i, line in enumerate(above) if title and _is_titled(line, title)), -1)
    if named >= 0:
        told = told[named + 1 :]
        raw = published.raw if published else ""
        at = next(
            (i for i, line in enumerate(told[:FEW]) if raw and raw in line and not is_sentence(line)), -1
        )
        told = told[at + 1 :]
    rows = rows_of(_without_fields(told))
    start = next((i for i, row in enumerate(rows) if row.kind not in _ABOVE), 0)
    read = read_body(rows[start:])
    tidy = (squeeze(caption).lstrip(POINTERS).lstrip() for caption in captions)
    return Body(tuple(dict.fromkeys((*tidy, *read.captions))), read.paragraphs, read.byline)
