"""The parts of a text dump: what a reader saved or copied from a news page, or an office's press release.

Nothing marks the parts but their form and order, so each line is asked what it is (crawler.lines), and the
lines then say where the heading ends and the body begins. The block of heading lines at the stamp is title
and subtitles; the body runs from the first sentence to the signature or to what every page puts after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler import address
from crawler.body import Row, read_body, rows_of, squeeze
from crawler.byline import byline
from crawler.labels import bare_day, bare_time, modified, published, times, without_times
from crawler.lines import SECTIONS, Line, classify, field, is_sentence, trail
from crawler.lines import address as own_address
from timeline.model import Stamp

NO_STAMP = "입력·등록·승인 시각이 없어 언제 나온 글인지 모릅니다"
PRINT_DATE = "머리의 날짜({day})는 인쇄한 날로 보고 발행 시각으로 쓰지 않았습니다"

MOST_HEADINGS = 6
_BODY = (Line.PROSE, Line.CAPTION)
_PASSED = (
    Line.BLANK,
    Line.FURNITURE,
    Line.RULE,
    Line.BYLINE,
    Line.STAMP,
    Line.FIELD,
    Line.ADDRESS,
    Line.ASIDE,
)
_MASTHEAD = re.compile(
    r"[가-힣A-Za-z\s]{0,12}(?:일보|신문|뉴스|투데이|방송|매일|드림|저널|시청|군청|구청|도청|교육청|보도\s?자료)"
)
_RIGHTS = re.compile(r"저작권자\s{0,2}[ⓒ©]?\s{0,2}\(?c?\)?\s{0,2}([가-힣A-Za-z0-9\s]{2,16}?)[,.\s]{0,3}무단")


@dataclass(frozen=True, slots=True)
class Dump:
    """The parts, empty where the dump does not have them."""

    title: str
    subtitles: tuple[str, ...]
    published: Stamp | None
    modified: Stamp | None
    section: str
    byline: str
    publisher: str
    url: str
    captions: tuple[str, ...]
    paragraphs: tuple[str, ...]
    warnings: tuple[str, ...]


def read_dump(text: str) -> Dump:
    """Tell the parts of a dump apart; `text` is clean (crawler.decode)."""
    rows = rows_of(_unwrap(text.split("\n")))
    start = _body_start(rows)
    head, rest = rows[:start], rows[start:]
    title, subtitles = _headings(head)
    body = read_body(rest)
    url = next((found for i, row in enumerate(rows) if (found := _own_url(row, in_head=i < start))), "")
    stamp, changed, warnings = _stamps(head, rest, url)
    return Dump(
        title,
        subtitles,
        stamp,
        changed,
        _section(head),
        _signature(head) or body.byline,
        _publisher(rows),
        url,
        body.captions,
        body.paragraphs,
        warnings,
    )


def _unwrap(lines: Sequence[str]) -> list[str]:
    """Join lines that were broken at a fixed width, as mail and old editors do.

    A dump is taken as broken if its longest lines are alike, no longer than a screen, and mostly end no
    sentence; else a line is a paragraph.
    """
    rows = [(line.strip(), classify(line) in (Line.PROSE, Line.HEADING)) for line in lines]
    width = max((_width(line) for line, words in rows if words), default=0)
    full = [is_sentence(line) for line, words in rows if words and _width(line) >= 0.85 * width]
    if width > 160 or len(full) < 3 or sum(full) > 0.4 * len(full):
        return list(lines)
    joined: list[str] = []
    open_line = False
    for line, words in rows:
        if open_line and words:
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        open_line = words and _width(line) >= 0.75 * width and not is_sentence(line)
    return joined


def _width(line: str) -> int:
    return len(line) + sum(letter >= "\u1100" for letter in line)


def _body_start(rows: Sequence[Row]) -> int:
    """Return the index of the body's first line: the first sentence, caption, or list item under a stamp.

    Where there is none, all but the heading's first line is body.
    """
    stamp = next((i for i, row in enumerate(rows) if row.kind is Line.STAMP), 0)
    headings = [i for i, row in enumerate(rows) if row.kind is Line.HEADING and not _is_menu(row.text)]
    for i, row in enumerate(rows):
        if row.kind in _BODY or (row.kind is Line.ITEM and i > stamp and headings and headings[0] < i):
            return i
    return next((i for i in headings[1:] if i > stamp), len(rows))


def _headings(head: Sequence[Row]) -> tuple[str, tuple[str, ...]]:
    """Return title and subtitles: the heading lines above the stamp, then those below it."""
    stamp = next((i for i, row in enumerate(head) if row.kind is Line.STAMP), len(head))
    below = [
        _heading(row.text) for row in head[stamp:] if row.kind is Line.HEADING and not _is_menu(row.text)
    ]
    found = list(dict.fromkeys([*_fields(head, "제목"), *_gather(head[:stamp]), *below]))
    if len(found) > 1 and found[0].startswith(found[1]):
        found = found[1:]  # the browser's title, "제목 - 신문", and then the page's own
    return (found[0], tuple(found[1:MOST_HEADINGS])) if found else ("", ())


def _fields(rows: Sequence[Row], name: str) -> list[str]:
    told = (field(row.text) for row in rows if row.kind is Line.FIELD)
    return [squeeze(value) for label, value in told if label == name]


def _gather(rows: Sequence[Row]) -> list[str]:
    """Return the heading lines at the end of the rows, up to a breadcrumb, a masthead or a menu."""
    found: list[str] = []
    for i in range(len(rows) - 1, -1, -1):
        row = rows[i]
        if row.kind in _PASSED or (not found and (row.kind is Line.PRINTED or _is_menu(row.text))):
            continue
        gap = bool(found) and rows[i + 1].kind is Line.BLANK
        if (
            row.kind not in (Line.HEADING, Line.ITEM)
            or _is_menu(row.text)
            or (gap and not _goes_on(row.text))
        ):
            break
        found.insert(0, _heading(row.text))
    return found[-MOST_HEADINGS:]


def _heading(text: str) -> str:
    return squeeze(text).lstrip("-–—·•▶■◆○□ ").rstrip("-–— ")


def _is_menu(text: str) -> bool:
    return text.strip("[]<> ") in SECTIONS or _MASTHEAD.fullmatch(text) is not None


def _goes_on(text: str) -> bool:
    """Whether a line above a gap can still be of the heading: menus are short words."""
    return len(text) >= 10 and " " in text


def _stamps(
    head: Sequence[Row], body: Sequence[Row], url: str
) -> tuple[Stamp | None, Stamp | None, tuple[str, ...]]:
    """Return publication, last change and remarks. What is told after the article's end is not its own."""
    end = next((i for i, row in enumerate(body) if row.kind is Line.END), len(body))
    for rows in (head, body[:end]):
        lines = [row.text for row in rows if row.kind is Line.STAMP]
        told = [each for line in lines for each in times(line)]
        if stamp := published(told) or next((stamp for line in lines if (stamp := bare_time(line))), None):
            return stamp, modified(told), ()
    if stamp := _day_below_title(head) or address.url_time(url):
        return stamp, None, ()
    printed = next((row.text for row in head if row.kind is Line.PRINTED), "")
    return None, None, (NO_STAMP, *([PRINT_DATE.format(day=printed)] if printed else []))


def _day_below_title(head: Sequence[Row]) -> Stamp | None:
    """Return the bare day under a title, where offices put it; above the title it is the day of printing."""
    titled = next((i for i, row in enumerate(head) if row.kind is Line.HEADING), len(head))
    return next((bare_day(row.text) for row in head[titled:] if row.kind is Line.PRINTED), None)


def _section(head: Sequence[Row]) -> str:
    trails = [trail(row.text) for row in head if row.kind is Line.TRAIL]
    menu = [
        row.text.strip("[]<> ")
        for row in head
        if row.kind is Line.HEADING and row.text.strip("[]<> ") in SECTIONS
    ]
    return next((found for found in trails if found), menu[0] if len(menu) == 1 else "")


def _signature(head: Sequence[Row]) -> str:
    pieces = (piece.strip() for row in head for piece in re.split(r"[|\t]|\s{2,}", without_times(row.text)))
    return next((found for piece in pieces if (found := byline(piece))), "")


def _publisher(rows: Sequence[Row]) -> str:
    return next(
        (m[1].strip() for row in rows if row.kind is Line.END and (m := _RIGHTS.search(row.text))), ""
    )


def _own_url(row: Row, *, in_head: bool) -> str:
    """Return the URL a dump gives as its own: alone on a line, in the head or with an article's number."""
    found = own_address(row.text) if row.kind is Line.ADDRESS else ""
    return found if found and (in_head or address.number(found)) else ""
