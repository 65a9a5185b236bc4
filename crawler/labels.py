"""Which times does this line of a page tell, and under which label?

Pages stand full of times that are not the article's: today's date in the head, the print edition's day, the
footer's last change. Only a label (입력, 등록, 승인 …) or, without one, a line that is nothing but a time
with a clock makes a publication.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from timeline.korean import read_stamp
from timeline.model import Stamp

# What the time after a label is; of PUBLISHED, the earlier are believed first where a page shows several.
PUBLISHED = (
    *("입력날짜", "입력시간", "입력일시", "입력일", "최초입력", "기사입력", "입력"),
    *("기사등록", "등록날짜", "등록일시", "등록일자", "등록일", "등록시간", "등록", "송고시간", "송고"),
    *("기사승인", "승인", "작성일시", "작성일자", "작성일", "작성", "게시일시", "게시일자", "게시일", "게시"),
    *("보도일시", "보도일자", "보도일", "배포일시", "배포일자", "배포일", "배포", "날짜", "일자"),
)
MODIFIED = ("기사수정", "최종수정", "수정일시", "수정일", "수정", "업데이트")
REFUSED = (
    "최종수정일",
    "최종업데이트",
    "최종편집",
    "발행일자",
    "발행일",
    "지면게재일",
    "게재일자",
    "현재시간",
)

_RANKS = {label: rank for rank, label in enumerate(PUBLISHED)}
_DATE = r"(?:19|20)\d\d\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2}\s?[일.]?"
_YEARLESS = r"\d{1,2}[./-]\d{1,2}(?=\s\d{1,2}:\d\d)"
_WEEKDAY = r"\s?[(\[]?[월화수목금토일](?:요일)?[)\]]?(?![가-힣])"
_COLONS = r"\d{1,2}\s?:\s?\d{1,2}(?:\s?:\s?\d{1,2})?"
_WORDS = r"\d{1,2}시(?:\s?\d{1,2}분(?:\s?\d{1,2}초)?)?"
_CLOCK = rf"(?:오전|오후|[AP]M)?\s?(?:{_COLONS}|{_WORDS})(?:\s?[AP]M)?"
_TIME = rf"(?:{_DATE}|{_YEARLESS})(?:{_WEEKDAY})?(?:[T\s,]{{0,3}}{_CLOCK})?"
_LABELS = "|".join(sorted((*PUBLISHED, *MODIFIED, *REFUSED), key=len, reverse=True))
_LABELLED = re.compile(rf"(?<![가-힣])({_LABELS})\s{{0,3}}[:：|]?\s{{0,3}}({_TIME})")
_BARE = re.compile(rf"\W{{0,4}}({_TIME})\W{{0,3}}")
_DAY = re.compile(rf"\W{{0,4}}(?:오늘은?\s?)?({_DATE}(?:{_WEEKDAY})?)\W{{0,3}}")


@dataclass(frozen=True, slots=True)
class Told:
    """A time as a line tells it: its label ("" for none) and its stamp, `raw` the words as they stand."""

    label: str
    stamp: Stamp


def times(text: str, method: str = "label") -> tuple[Told, ...]:
    """Return the labelled times of a line, or the one bare time with a clock that it consists of."""
    told = [Told(m[1], stamp) for m in _LABELLED.finditer(text) if (stamp := _stamp(m[2], m[0], method))]
    if (
        not told
        and (m := _BARE.fullmatch(text))
        and (stamp := _stamp(m[1], m[1], "line"))
        and stamp.precision != "day"
    ):
        told = [Told("", stamp)]
    return tuple(told)


def bare_day(text: str) -> Stamp | None:
    """Return the day that a line consists of (2021년 2월 25일(목요일)), if it does."""
    m = _DAY.fullmatch(text)
    return _stamp(m[1], m[1], "line") if m else None


def without_times(text: str) -> str:
    """Return what a line says beside its labelled times."""
    return _LABELLED.sub(" | ", text)


def published(told: tuple[Told, ...]) -> Stamp | None:
    """Return the publication among the times: the most believed label's first, else a bare time."""
    ranked = [
        (_RANKS.get(each.label, len(_RANKS)), each.stamp)
        for each in told
        if each.label in _RANKS or not each.label
    ]
    return min(ranked, key=lambda pair: pair[0], default=(0, None))[1]


def modified(told: tuple[Told, ...]) -> Stamp | None:
    """Return the last change among the times, if one stands under a label of its own."""
    return next((each.stamp for each in told if each.label in MODIFIED), None)


def _stamp(words: str, raw: str, method: str) -> Stamp | None:
    stamp = read_stamp(words)
    return replace(stamp, method=method, raw=raw.strip()) if stamp else None
