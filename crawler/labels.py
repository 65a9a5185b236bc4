"""Which times does this line of a page tell, and under which label?

Pages stand full of times that are not the article's: today's date in the head, the print edition's day, the
footer's last change. Labels are read by timeline.korean; without one, only a line that is nothing but a
time with a clock tells a publication, and a bare day is kept apart, for its place decides what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from string import ascii_letters

from crawler.byline import byline
from crawler.english import in_korean
from timeline.korean import Labelled, Role, find_stamps, read_stamp
from timeline.model import Stamp

_DAY = re.compile(
    r"\W{0,4}(?:오늘은?\s?)?((?:19|20)\d\d\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2}\s?[일.]?)"
    r"(?:\s?[(\[]?[월화수목금토일](?:요일)?[)\]]?)?\W{0,3}"
)
DAYS = (
    "발행일",
    "발행일자",
    "등록일자",
    "등록연월일",
    "방송일",
)  # a paper's own in a footer, an article's in its head
_DIGIT = re.compile(r"\d")
_DATED = re.compile(r"\d\s?[./\-년월]|[A-Za-z]{3}")  # in figures, or with a month's English name
_FIRST = frozenset(f"월화수목금토일{ascii_letters}")  # letters that a bare time begins with
LONGEST = 120  # letters of a line that is no more than a time, however it is written
_EDGE = " \t\xa0•·|,-()[]<>"
_CLOCK = re.compile(r"[\[(]\s?(\d{1,2}:\d{2}(?::\d{2})?)\s?[\])]")  # 2026/02/10 [14:21]
_DASH = re.compile(
    r"((?:19|20)\d\d\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2}[일.]?)\s[-–—·ㅣ]\s(?=\d{1,2}:\d{2})"
)
_NAMED = re.compile(
    r"(작성|입력|등록)\s{0,2}[:：]\s{0,3}[가-힣]{2,4}\s{0,2}[-|/]\s{0,2}(?=(?:19|20)\d\d)"
)  # 작성: 이새벽 - 2021년
_MOMENT = re.compile(
    r"(?:19|20)?\d\d\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2}\s?[일.]?\s?(?:\([월화수목금토일]\)\s?)?T?"
    r"(?:오전|오후)?\s?\d{1,2}\s?[:시]\s?\d{1,2}(?:\s?분|:\d{2})?"
)
_LED = re.compile(r"^(\d.{7,40}?)\s{0,2}(입력|등록|승인|작성|송고|게재|게시|수정)$")
_DAY_IN = re.compile(r"[(\[]?\b(?:19|20)\d\d\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2}\s?[일.]?(?!\d)[)\]]?")
_WEEKDAY = re.compile(r"^[월화수목금토일](?:요일)?,\s?(?=\d)")  # 수, 2021/01/27 - 20:37
_AGO = re.compile(r"(?:(?<!\d)\d{1,2}\s?(?:초|분|시간)|[1-6]\s?일)\s?전(?=$|\W)|방금\s?전?(?=$|\W)")
_BEHIND = re.compile(r"\s{0,2}(?:입력|등록|승인|작성|송고|게재|게시)$")


def times(text: str) -> tuple[Labelled, ...]:
    """Return the labelled times of a line, each stamp's `raw` the words as they stand.

    A 발행일 or 등록일자 with a clock is the article's: a print edition or a paper's registration has none.
    """
    if not is_dated(text):
        return ()
    text = _NAMED.sub(_named, plain(_led(text)))
    found = (_judged(one) for one in find_stamps(text))
    return tuple(
        one._replace(stamp=replace(one.stamp, raw=_words(text[one.start : one.end]))) for one in found
    )


def is_dated(text: str) -> bool:
    """Whether a line may tell a time: most do not, and are not asked further."""
    return _DIGIT.search(text) is not None and _DATED.search(text) is not None


def _judged(one: Labelled) -> Labelled:
    of_day = one.role is Role.REFUSED and one.stamp.precision != "day" and one.label in DAYS
    return one._replace(role=Role.PUBLISHED) if of_day else one


def plain(text: str) -> str:
    """Return a line with its dates as Korean papers write them: 2021.01.27 20:37, 입력 before and 수정."""
    return _DASH.sub(_first, _CLOCK.sub(_apart, in_korean(text)))


def _first(found: re.Match[str]) -> str:  # a template costs as much as three searches, found or not
    return f"{found[1]} "


def _apart(found: re.Match[str]) -> str:
    return f" {found[1]} "


def _named(found: re.Match[str]) -> str:
    return f"{found[1]} : "


def _led(text: str) -> str:
    """Put the labels of a line before their times where it has them behind (2026-02-10 14:21 입력 | … 수정)."""
    if "|" not in text:
        return text
    parts = [part.strip() for part in text.split("|")]
    return " | ".join(_LED.sub(r"\2 \1", part) for part in parts) if _LED.fullmatch(parts[0]) else text


def stamped(text: str) -> Stamp | None:
    """Return the time with a clock in a short line near the headline, among a name or other words.

    None where the line says that it is another time: 수정, 지면게재.
    """
    text = plain(text)
    if len(text) > LONGEST or any(one.role is not Role.PUBLISHED for one in find_stamps(text)):
        return None
    stamp = read_stamp(text) if _MOMENT.search(text) else None
    return replace(stamp, method="line") if stamp and stamp.precision != "day" else None


def without_moments(text: str) -> str:
    """Return the line with a bar in the place of every date and clock."""
    return _DAY_IN.sub("|", _MOMENT.sub("|", text))


def _words(text: str) -> str:
    return " ".join(text.replace("|", " ").split())


def bare_time(text: str) -> Stamp | None:
    """Return the time with a clock that a line consists of, a label behind it or none (2021.01.27 20:37 입력)."""
    first = text.lstrip(_EDGE)[:1]
    if not (first.isdigit() or first in _FIRST) or len(text) > LONGEST:
        return None
    line = _WEEKDAY.sub("", _BEHIND.sub("", plain(text).strip(_EDGE)))
    stamp = read_stamp(line) if 8 <= len(line) <= 40 and line[:1].isdigit() else None
    return replace(stamp, method="line") if stamp and stamp.precision != "day" and stamp.raw == line else None


def bare_day(text: str) -> Stamp | None:
    """Return the day that a line consists of (2021년 2월 25일(목요일)), if it does."""
    found = _DAY.fullmatch(in_korean(text))
    stamp = read_stamp(found[1]) if found else None
    return replace(stamp, method="line") if stamp else None


def ago(text: str, fetched: datetime | None) -> Stamp | None:
    """Return the time that a short text counts back from when its page was fetched: 3시간 전, 2일 전."""
    found = _AGO.search(text) if len(text) <= 60 else None
    stamp = read_stamp(found[0], fetched=fetched) if found and fetched else None
    return replace(stamp, method="line") if stamp else None


def signed_day(text: str) -> Stamp | None:
    """Return the day that stands beside nothing but a signature (이새벽 기자 (2004/11/03)), if one does."""
    found = _DAY_IN.search(text) if len(text) <= 60 else None
    if not found or not byline(f"{text[: found.start()]}{text[found.end() :]}".strip(_EDGE)):
        return None
    return bare_day(found[0])


def without_times(text: str) -> str:
    """Return what a line says beside its labelled times, a bar in the place of each."""
    text = plain(text)
    for one in reversed(find_stamps(text)):
        text = f"{text[: one.start]}|{text[one.end :]}"
    return text


def published(found: Iterable[Labelled]) -> Stamp | None:
    return next((one.stamp for one in found if one.role is Role.PUBLISHED), None)


def modified(found: Iterable[Labelled]) -> Stamp | None:
    """Return the first last change, but not the newspaper's last edition (최종편집) or the page's (최근 업데이트).

    A 최종수정일시 and an 업데이트 count where they stand beside a publication; alone they are the page's.
    """
    told = tuple(found)
    beside = any(one.role is Role.PUBLISHED for one in told)
    return next((one.stamp for one in told if _is_change(one, beside)), None)


def _is_change(one: Labelled, beside: bool) -> bool:
    if one.role is Role.MODIFIED:
        return one.label != "최종편집" and (beside or one.label != "업데이트")
    return beside and one.label.replace(" ", "") == "최종수정일시" and one.stamp.precision != "day"
