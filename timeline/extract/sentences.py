"""Where does a sentence begin and end, and what kind of line is it in?

Press releases and regional papers mix prose with headlines, captions, tables and the footers of a board.
Offsets are code points into the text given.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from timeline.extract.lazy import pattern


class Line(StrEnum):
    PROSE = "prose"
    HEADING = "heading"  # a line without a predicate of its own: headlines, subtitles, table heads
    ITEM = "item"  # ○ ▲ - *: one line of a list or table
    CAPTION = "caption"
    FURNITURE = "furniture"  # contacts, licences, next and previous articles: never read


class Sentence(NamedTuple):
    """A sentence's place, and the kind of line it stands in."""

    start: int
    end: int
    line: Line


BULLET = pattern(
    r"\s*(?:[○●◯◎□■◇◆▲△▶▷►▪▫◦•‣·ㆍ➊-➓①-⑳※☞☎*]|[-–]\s|[0-9]{1,2}[.)]\s|[가-하][.)]\s|[<〈《【\[]\s*(?=일시|장소))"
)
FURNITURE = pattern(
    r"""\s*(?:
      【[^】]{0,120}】?\s*$ | \([^()\n]{0,60}(?:사진|배너|포스터|이미지|첨부|자료)[^()\n]{0,20}첨부\)\s*$
    | (?:본|이)\s(?:공공)?저작물은
    | (?:다음글|이전글|이전|다음|인쇄|목록|인쇄\s목록|파일|첨부파일|다운로드|바로보기|미리보기|닫기)\s*$
    | (?:관련부서|담당부서|문의|문의처|연락처|담당자?|자료제공|등록일|작성일|작성자|조회수?)\s*[:：]
    | (?:최종수정일?|입력날짜|기사입력)\s*[:：]
    | (?:19|20)\d\d[-./]\s?\d{1,2}[-./]\s?\d{1,2}\.?\s*$ | /?[가-힣]{2,4}\s?기자\s*(?:$|\S+@) | \S+@\S+\s*$
    | [▶▷☞]\s(?!\s?(?:일|장|기|시|대|행|언|어|때|곳)[가-힣\s]{0,6}[:：=])
    )""",
    re.VERBOSE,
)
_FILE = pattern(r"\.(?:hwpx?|pdf|zip|mp4|docx?|xlsx?)\b", re.IGNORECASE)
_FILE_NAME = 200  # letters; a line that begins so is an attachment's
CAPTION = pattern(r"\s*(?:[*◇◆▲△※]?\s*사진\s?설명|[▲△]\s?(?:사진|.{5,200}(?:모습|제공|있다)\.?\s*$))")
_STOP = pattern(  # a class first, for `re` skips to those marks
    r"[.!?…。](?:(?:(?<=[다요까죠함음됨임][.!?…])[.!?…]{0,9}|(?<=[!?。])[!?。]{0,9})[\"”’')\]>]{0,9}(?:\s+|$)(?=.|$)"
    r"|(?<=[.])(?<![0-9A-Za-z][.])[”\"’']{0,9}\s+)"
)
_ENDING = 40  # letters; what _PREDICATE finds at the end of a line is shorter
_PREDICATE = pattern(r"(?:다|요|까|죠|함|음|됨|임|니다)[.!?…]{0,9}[\"”’')\]>]{0,9}\s{0,9}$")


def sentences(text: str, captions: int = 0, wanted: Sequence[int] | None = None) -> Iterator[Sentence]:
    """Every sentence of the text that is worth reading, in order; furniture is left out.

    `captions` is how many characters at the start are captions of photographs; of lines in which none of the
    offsets `wanted` (rising) lies, no sentence is given, and of the others those in which one does.
    """
    board, photos = _board_footer(text), _photographs(text)
    for start, end in _lines(text) if wanted is None else _lines_of(text, wanted):
        if start >= board:
            return
        line = text[start:end]
        if _LISTED.match(text, end) and not line.rstrip().endswith("."):
            continue  # the headline of another article, with its date below
        kind = _kind(line, start >= photos or start < captions)
        if kind is not Line.FURNITURE:
            for first, last in _split(text, start, end):
                if wanted is None or bisect_left(wanted, first) < bisect_left(wanted, last):
                    yield from (Sentence(*part, kind) for part in _bounded(text, first, last))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line that holds anything begins and ends."""
    return (found.span() for found in re.finditer(r"[^\n]+", text))


def _lines_of(text: str, wanted: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The same of the lines in which one of these offsets (rising) lies."""
    end = -1
    for at in wanted:
        if at >= end:
            start = text.rfind("\n", 0, at) + 1
            end = text.find("\n", at)
            end = end if end >= 0 else len(text)
            yield start, end


_LISTED = pattern(r"\n\s{0,40}20\d\d-\d\d-\d\d\s{0,40}(?:\n|$)")
_PHOTO_WORDS = pattern(r"사진\s?설명")
_PHOTOS = pattern(r"[◇◆▲△※*<【\[]?\s{0,9}사진\s?설명\s{0,9}[>】\]:：]?")  # all that follows are captions


def _photographs(text: str) -> int:
    """Where the line stands that says so, or the text's length."""
    for found in _PHOTO_WORDS.finditer(text):
        start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
        if _PHOTOS.fullmatch(text[start : end if end >= 0 else len(text)].strip()):
            return start
    return len(text)


def _board_footer(text: str) -> int:
    """Where a board's list of the next and the previous article begins, or the text's length."""
    if "다음글" not in text and "이전글" not in text:
        return len(text)
    found = re.search(r"^\s*(?:다음글|이전글)\s*$", text, re.MULTILINE)
    return found.start() if found else len(text)


_IMAGE = pattern(r"\.(?:jpe?g|png|gif|bmp)\b", re.IGNORECASE)  # an attached image is named by its caption


def _kind(line: str, caption: bool) -> Line:
    if FURNITURE.match(line) or _names_file(line):
        return Line.FURNITURE
    if caption or CAPTION.match(line) or _IMAGE.search(line):
        return Line.CAPTION
    if BULLET.match(line):
        return Line.ITEM
    told = len(line) > 120 or _PREDICATE.search(line, max(0, len(line) - _ENDING))
    return Line.PROSE if told else Line.HEADING


def _names_file(line: str) -> bool:
    """Whether a line begins with the name of a document."""
    found = _FILE.search(line)
    return found is not None and found.start() <= len(line) - len(line.lstrip()) + _FILE_NAME


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a line at its full stops, but never inside a quotation."""
    begin, depth, seen = start, 0, start
    quotes = text.find("“", start, end) >= 0
    for stop in _STOP.finditer(text, start, end):
        if quotes:
            depth += text.count("“", seen, stop.start()) - text.count("”", seen, stop.start())
            seen = stop.start()
        if stop.end() > stop.start() and depth <= 0 and not _inside_name(text, begin, stop, end):
            yield begin, stop.end()
            begin, depth = stop.end(), 0
            seen = max(seen, begin)
    if begin < end:
        yield begin, end


def _inside_name(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    """‘아! 오월, 다시 오월’을: a mark inside a name in quotes that goes on behind it."""
    if text[stop.start()] not in "!?" or text[stop.end() - 1 : stop.end()] != " ":
        return False
    before = text[begin : stop.start()]
    for opening, closing in (("‘", "’"), ("'", "'"), ("<", ">"), ("《", "》")):
        last = before.rfind(opening)
        if (
            last >= 0
            and (opening != closing or before.count(opening) % 2)
            and closing not in before[last + 1 :]
        ):
            return text.find(closing, stop.end(), min(end, stop.end() + 40)) >= 0
    return False


LONGEST = 800  # code points; the longest sentences of the papers read so far have some 400


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence without the blanks around it, cut at LONGEST; nothing where it holds nothing."""
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield _trim(text, start, cut)
        start = cut
    if text[start:end].strip():
        yield _trim(text, start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    told = text[start:end].lstrip()
    return end - len(told), end - len(told) + len(told.rstrip())
