"""What does a list tell of an article? The headline and the day, in its links and the row around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from itertools import islice, pairwise

from lxml import etree

from crawler import labels
from crawler.lines import is_sentence
from crawler.markup import lines, text_of, vanish
from crawler.names import is_title, names_of
from timeline.korean import read_stamp
from timeline.model import SEOUL, Stamp

BELOW = 4  # parts of a list below a link
ABOVE = 5  # parts of a page around a link
LONG = 8  # letters of what is set in bold and no mark ([속보])
BADGE = 14  # letters of a badge
MOST_PIECES = 60  # of a row's text
TELLING = 40  # letters of a piece that tells a day
EDGES = 4  # letters around a day that are a piece's own: (2021.01.27), | 2021.01.27
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_MORE = re.compile(
    r"\W{0,3}(?:자세히|기사|내용|더|전체|계속|본문|상세)?\s?(?:보기|읽기|보러\s?가기|more|view|read\s?more|continue\s?reading)\W{0,3}"
    r"|(?:댓글|reply|comments?)\W{0,3}\d{0,4}\W{0,3}|댓글\s?(?:남기기|달기|쓰기|없음)|\W{0,3}(?:AMP|인쇄|프린트|공유|스크랩)\W{0,3}",
    re.IGNORECASE,
)
_BADGE = re.compile(
    r"(?:^|[\s_-])(?:new|hot|ico|icon|blind|hide|hidden|sound[-_]?only|sr-only|a11y|visually-hidden|screen[-_]?(?:out|reader\w*)|cnt|count|num"
    r"|no|rank|cmt|comments?|reply\w*|rp|badge|label|flag|ribbon|cate|category|date|time|day|writer|play\w*|duration|file|attach|hit|views?|like)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\W{0,2}\d{1,4}[\])]|N|NEW|HOT|UP|속보|단독|새\s?글|새\s?글\s?있음|new\s?글|첨부(?:\s?파일)?(?:\s?있음)?|\d{1,2}:\d\d(?::\d\d)?|댓글\W{0,2}\d{0,4}개?",
    re.IGNORECASE,
)
_TIP = re.compile(
    r"\s{1,3}(?:\W{0,2}(?:상세\s?보기|자세히\s?보기|새\s?창\S{0,6}(?:\s(?:열림|열기|이동|링크))?|고유\s?주소|기사\s?보기|바로\s?가기|게시[글물]\s?보기|내용\s?보기|보기|(?:관련\s?)?사진|이미지|썸네일|페이지로?\s?이동|링크)\W{0,2})$"
)
_CUT = re.compile(r"\s?(?:…|\.{2,3}|⋯)$")
_SHORT = re.compile(
    r"[\[(]?(?=\d\d[-./]\d\d|\d{1,2}월)(0?[1-9]|1[0-2])(?:[-./]|월\s?)(0?[1-9]|[12]\d|3[01])[.일]?[\])]?"
    r"(?:\s?\([월화수목금토일]\))?"
)
_CLOCK = re.compile(r"(?:오늘\s?)?([01]\d|2[0-3]):([0-5]\d)")
_LEAF = re.compile(
    r"((?:19|20)\d\d)\s?[./년-]\s?(\d{1,2})\s?[.월]? (\d{1,2})일?|((?:19|20)\d\d)[.년]? (\d\d)\s?[./-]\s?(\d\d)"
)
_DIGIT = re.compile(r"\d")
_CHANGE = re.compile("updat|modif", re.IGNORECASE)


def row_of(link: etree._Element, keys: Mapping[etree._Element, str]) -> etree._Element:
    """Return the widest part around a link that holds no other article's."""
    place = link
    for _ in range(ABOVE):
        parent = place.getparent()
        if parent is None or any(
            keys.get(other, keys[link]) != keys[link] for other in parent.iter(link.tag)
        ):
            break
        place = parent
    return place


def words_of(link: etree._Element) -> str:
    """Return what a link shows, a button's words too; else what its tip or picture says."""
    shown = " ".join(link.itertext()) if link.tag == "button" else text_of(link)
    pictured = next((picture.get("alt") or "" for picture in link.iter("img")), "")
    return " ".join((shown or link.get("title") or pictured).split())


def title_of(links: Sequence[etree._Element], row: etree._Element) -> str:
    """Return an article's headline as its links tell it, in full where only a tip does; else as its row does.

    A picture, a headline and a teaser may all link to one article: a heading is asked first, a teaser last.
    """
    told = [
        (text, _is_heading(link)) for link in links if (text := _told(link)) and not _MARK.fullmatch(text)
    ]
    headed = [text for text, is_headed in told if is_headed]
    plain = [text for text, _ in told if not is_sentence(text)]
    tips = [tip for link in links for tip in _tips(link)]
    said = next(iter((*headed, *plain, *(text for text, _ in told))), "")
    if not said:
        pictured = next(iter(tips), "")
        inside = _title_in(row)
        said = (
            inside if inside and (len(pictured) < LONG or inside in pictured or _is_named(row)) else pictured
        )
    return _whole(said, (*tips, *(text for text, _ in told)))


def date_of(row: etree._Element, fetched: datetime) -> Stamp | None:
    """Return the day or time that a row tells, or, in a list without rows of its own, what stands below it."""
    return _date(row, fetched) or _date_below(row, fetched)


def _is_heading(link: etree._Element) -> bool:
    above = link.getparent()
    return (above is not None and above.tag in HEADINGS) or next(link.iter(*HEADINGS), None) is not None


def _told(link: etree._Element) -> str:
    """Return the headline in a link, which may hold its whole row."""
    heading = next(link.iter(*HEADINGS), None)
    if heading is None:
        marked = (part for part in link.iter("p", "div", "span", "em", "dt", "td") if is_title(part))
        likely = (part for part in (*marked, *link.iter("strong", "b")) if len(text_of(part)) >= LONG)
        heading = next(likely, None)
    if heading is not None:
        told = [line for line in _lines(heading) if not _MORE.fullmatch(line)]
        return " ".join(told) if len(told) > 1 and heading.tag in HEADINGS else next(iter(told), "")
    if link.tag == "button":  # which shows its words, and is elsewhere no text of a page
        return words_of(link)
    told = [line for line in _lines(link) if not _MORE.fullmatch(line)]
    if link.tag != "a":
        return max(told, key=len, default="")
    first = next(iter(told), "")
    longer = next((line for line in told[1:3] if len(line) >= LONG and not is_sentence(line)), "")
    return longer if len(first) < LONG // 2 and longer else first


def _lines(part: etree._Element) -> list[str]:
    """Return the lines of a headline without the badges in it: a count of comments, "new", a section, a clock."""
    badges = [each for each in part.iterdescendants(etree.Element) if _is_badge(each)]
    if badges:
        copied = deepcopy(part)
        copied.tail = None
        for each, twin in zip(list(part.iter(etree.Element)), list(copied.iter(etree.Element)), strict=True):
            if each in badges:
                vanish(twin)
        if found := lines(copied):
            return found
    return lines(part)


def _is_badge(part: etree._Element) -> bool:
    text = " ".join("".join(part.itertext()).split())
    if not text or len(text) > BADGE:
        return False
    return _MARK.fullmatch(text) is not None or _BADGE.search(names_of(part)) is not None


def _tips(link: etree._Element) -> Iterator[str]:
    told = (link.get("title"), link.get("aria-label"), *(picture.get("alt") for picture in link.iter("img")))
    for text in told:
        if text and not _MORE.fullmatch(text):
            yield _TIP.sub("", " ".join(text.split()))


def _whole(said: str, told: Sequence[str]) -> str:
    """Return a headline that was cut to the row's width as another of its article's links or its tip tells it."""
    cut = _CUT.search(said)
    stem = said[: cut.start()] if cut else ""
    return next((text for text in told if stem and text.startswith(stem) and len(text) > len(said)), said)


def _named(row: etree._Element) -> etree._Element | None:
    heading = next(row.iter(*HEADINGS), None)
    if heading is not None:
        return heading
    return next((part for part in row.iter("p", "div", "span", "dt", "td", "strong") if is_title(part)), None)


def _is_named(row: etree._Element) -> bool:
    return _named(row) is not None


def _title_in(row: etree._Element) -> str:
    """Return the headline of a row whose links say none: its heading, else its first line as long as one."""
    named = _named(row)
    told = _lines(row if named is None else named)
    return next((line for line in told if len(line) >= LONG and not read_stamp(line)), "")


def _date(place: etree._Element, fetched: datetime) -> Stamp | None:
    """Return the time of a <time>, else the piece that is nothing but a day, else a day among other words."""
    for part in place.iter("time"):
        told = part.get("datetime") or ""
        if not _CHANGE.search(names_of(part)) and told and (stamp := read_stamp(told)):
            return stamp
    told = [text for piece in islice(place.itertext(), MOST_PIECES) if (text := " ".join(piece.split()))]
    short = [labels.plain(text) for text in told if len(text) <= TELLING and _DIGIT.search(text)]
    read = [(text, stamp) for text in short if (stamp := read_stamp(text, fetched=fetched))]
    return (
        next((stamp for text, stamp in read if len(text) - len(stamp.raw) <= EDGES), None)
        or next((day for text in short if (day := labels.bare_day(text))), None)
        or _short_date(told, fetched)
        or _split_day(told)
        or next((stamp for _, stamp in reversed(read)), None)
        or _clock(told, fetched)
        or read_stamp(labels.plain(text_of(place)[-200:]), fetched=fetched)
    )


def _date_below(row: etree._Element, fetched: datetime) -> Stamp | None:
    """Return the date that a list without rows of its own tells below an article's link, before the next one."""
    for part in islice(row.itersiblings(), BELOW):
        if next(part.iter("a"), None) is not None:
            return None
        if stamp := _date(part, fetched):
            return stamp
    return None


def _short_date(told: Sequence[str], fetched: datetime) -> Stamp | None:
    """Return the day that a board tells without its year (02-24): the last one past."""
    now = fetched.astimezone(SEOUL)
    for piece in told:
        if found := _SHORT.fullmatch(piece):
            years = (now.year, now.year - 1)
            days = (_day(year, int(found[1]), int(found[2])) for year in years)
            past = next((day for day in days if day and day <= now), None)
            return Stamp(past, "day", "list", piece) if past else None
    return None


def _clock(told: Sequence[str], fetched: datetime) -> Stamp | None:
    """Return the time of today that a board tells by its clock alone; a film's length stands beside its day."""
    now = fetched.astimezone(SEOUL)
    for piece in told:
        if found := _CLOCK.fullmatch(piece):
            at = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
            return Stamp(at, "minute", "list", piece) if at <= now else None
    return None


def _split_day(told: Sequence[str]) -> Stamp | None:
    """Return the day that is set apart from its month and year, as on a leaf of a calendar: 27 / 2021.01."""
    for one, other in pairwise(told):
        for small, large in ((one, other), (other, one)):
            found = _LEAF.fullmatch(f"{large} {small}")
            parts = [part for part in found.groups() if part] if found else ()
            if parts and (day := _day(*map(int, parts))):
                return Stamp(day, "day", "list", f"{large} {small}")
    return None


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=SEOUL)
    except ValueError:
        return None
