"""How exactly a time is known, and how every format says so (CALENDAR 1.4).

The precision of a span decides which feed an entry appears in, its window, its EDTF form and the words
that tell a reader what the article did not say. Dates and words are those of Asia/Seoul.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from timeline.export.text import line
from timeline.model import SEOUL, Event, EventKind, Grain, Span


class Precision(StrEnum):
    MINUTE = "minute"
    PART_OF_DAY = "part-of-day"
    DAY = "day"
    WEEK = "week"
    THIRD_OF_MONTH = "third-of-month"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    PART_OF_YEAR = "part-of-year"
    HALF_YEAR = "half-year"
    YEAR = "year"
    DECADE = "decade"


EXACT = frozenset({Precision.MINUTE, Precision.PART_OF_DAY, Precision.DAY})
APPROXIMATE = frozenset(
    {
        Precision.WEEK,
        Precision.THIRD_OF_MONTH,
        Precision.MONTH,
        Precision.QUARTER,
        Precision.SEASON,
        Precision.PART_OF_YEAR,
    }
)
WIDEST = timedelta(
    days=100
)  # a quarter at most is drawn in a calendar; half-years and years are in JSON only

GRAINS: dict[Precision, tuple[Grain, ...]] = {
    Precision.MINUTE: (Grain.MINUTE, Grain.HOUR),
    Precision.PART_OF_DAY: (Grain.PART,),
    Precision.DAY: (Grain.DAY,),
    Precision.WEEK: (Grain.WEEK,),
    Precision.THIRD_OF_MONTH: (Grain.PART,),
    Precision.MONTH: (Grain.MONTH,),
    Precision.QUARTER: (Grain.QUARTER,),
    Precision.SEASON: (Grain.SEASON,),
    Precision.PART_OF_YEAR: (Grain.PART,),
    Precision.HALF_YEAR: (Grain.HALF,),
    Precision.YEAR: (Grain.YEAR,),
    Precision.DECADE: (Grain.DECADE,),
}
_OF_GRAIN = {grain: precision for precision, grains in GRAINS.items() for grain in grains}

# 오전 and 오후 say a half of the day and no more, whatever hours a reading prefers.
_HALVES = {"오전": (0, 12), "오후": (12, 24)}
_SEASONS = {3: "봄", 6: "여름", 9: "가을", 12: "겨울"}
_WEEKDAYS = "월화수목금토일"
_ASSUMED = timedelta(hours=1)
_DAY = timedelta(days=1)
_HALF_DAY = timedelta(hours=12)

# Looked up once: on Python 3.11 a member costs a call, and these are asked of every event several times.
_PART, _REPORT = Grain.PART, EventKind.REPORT
_MINUTE, _PART_OF_DAY, _DAY_KNOWN = Precision.MINUTE, Precision.PART_OF_DAY, Precision.DAY


def precision(span: Span) -> Precision:
    """The precision of a span; a part belongs to a day, a month or a year by its length."""
    if span.grain is not _PART:
        return _OF_GRAIN[span.grain]
    length = span.end - span.start
    if length < 5 * _DAY:  # "27일 오후부터 28일 오전까지" is short, a third of a month eight days at least
        return _PART_OF_DAY
    return Precision.THIRD_OF_MONTH if length <= 16 * _DAY else Precision.PART_OF_YEAR


@lru_cache(maxsize=64)  # asked of an event three or four times in a row
def days(span: Span) -> tuple[date, date]:
    """The calendar days a span covers, half-open; a night that ends after midnight belongs to its evening."""
    start, end = span.start.astimezone(SEOUL), span.end.astimezone(SEOUL)
    if span.grain is _PART and span.end - span.start <= _HALF_DAY:
        return start.date(), start.date() + _DAY
    first, last = start.date(), end.date()
    if end.hour or end.minute or end.second:
        last += _DAY
    return first, max(last, first + _DAY)


def window(event: Event) -> tuple[datetime, datetime]:
    """The earliest and latest moment at which the event may start, in UTC."""
    span = event.span
    if span.has_clock:
        start = span.start.astimezone(UTC)
        return start, start
    part = event.when.part if event.when else None
    if part in _HALVES and precision(span) is _PART_OF_DAY:
        return _half(span.start.astimezone(SEOUL).date(), *_HALVES[part])
    return span.start.astimezone(UTC), span.end.astimezone(UTC)


@lru_cache(maxsize=4096)  # a feed's entries share their days
def _half(day: date, first: int, last: int) -> tuple[datetime, datetime]:
    """Those clock hours of the day in UTC; 24 is the next midnight, whatever summer time does to the length."""
    start = datetime.combine(day, time(first), SEOUL)
    end = (
        datetime.combine(day + _DAY, time(), SEOUL)
        if last == 24
        else datetime.combine(day, time(last), SEOUL)
    )
    return start.astimezone(UTC), end.astimezone(UTC)


def ending(event: Event) -> datetime:
    """When a timed event ends: as told, or an hour after its start where nobody told."""
    return event.span.end if event.end_told else event.span.start + _ASSUMED


def edtf(event: Event) -> str:
    """The time in Extended Date/Time Format (ISO 8601-2): 2021-01-27, 2020-06, 2021-05-01/2021-05-10, 2021-35."""
    span = event.span
    if span.has_clock:
        start = span.start.astimezone(SEOUL).isoformat(timespec="seconds")
        return (
            f"{start}/{span.end.astimezone(SEOUL).isoformat(timespec='seconds')}" if event.end_told else start
        )
    first, last = days(span)
    mark = "~" if event.when and event.when.approximate else ""
    if last - first == _DAY:
        return first.isoformat() + mark
    return "/".join(f"{end}{mark}" for end in _edtf_ends(precision(span), first, last - _DAY))


def _edtf_ends(grade: Precision, first: date, last: date) -> tuple[str, ...]:
    start, end = _edtf_unit(grade, first), _edtf_unit(grade, last)
    return (start,) if start == end else (start, end)


def _edtf_unit(grade: Precision, day: date) -> str:
    match grade:
        case Precision.MONTH:
            return f"{day.year:04}-{day.month:02}"
        case Precision.QUARTER:
            return f"{day.year:04}-{33 + (day.month - 1) // 3}"
        case Precision.SEASON:  # winter bears the year in which it began
            year = day.year - 1 if day.month < 3 else day.year
            return f"{year:04}-{21 + (day.month - 3) % 12 // 3}"
        case Precision.HALF_YEAR:
            return f"{day.year:04}-{40 + (day.month - 1) // 6}"
        case Precision.YEAR:
            return f"{day.year:04}"
        case Precision.DECADE:
            return f"{day.year // 10:03}X"
        case _:
            return day.isoformat()


def suffix(event: Event) -> str:
    """What a title must add because a calendar cannot show it: 오후, 5월 초, 6월 중, 3분기 중; or nothing."""
    grade = precision(event.span)
    if grade is _DAY_KNOWN or grade is _MINUTE:
        return ""
    part = line_part(event)
    if grade is _PART_OF_DAY:
        return part
    first, last = days(event.span)
    last -= _DAY
    match grade:
        case Precision.THIRD_OF_MONTH:
            return f"{first.month}월 {part}".rstrip()
        case Precision.WEEK if first.month == last.month:
            return f"{first.month}월 {first.day}~{last.day}일 중"
        case Precision.WEEK:
            return f"{first.month}월 {first.day}일~{last.month}월 {last.day}일 중"
        case Precision.QUARTER:
            return f"{_numbers((first.month + 2) // 3, (last.month + 2) // 3)}분기 중"
        case Precision.SEASON:
            return _SEASONS.get(first.month) or _months(first, last)
        case Precision.HALF_YEAR:
            return "상반기" if last.month <= 6 else "하반기" if first.month > 6 else f"{first.year}년 중"
        case Precision.YEAR:
            return f"{_numbers(first.year, last.year)}년 중"
        case Precision.DECADE:
            return f"{first.year // 10 * 10}년대"
        case Precision.PART_OF_YEAR if part and first.month in (1, 11, 12):
            return f"연{part}" if part in ("초", "말") else part
        case _:
            return _months(first, last)


def line_part(event: Event) -> str:
    """The word for the part of day, month or year as the article has it, or nothing."""
    return line(event.when.part) if event.when and event.when.part else ""


def _months(first: date, last: date) -> str:
    return f"{_numbers(first.month, last.month)}월 중"


def _numbers(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}~{last}"


def reading(event: Event) -> str:
    """The time as we read it, and what the article left open: "2021-01-27(수) 오후, 시각은 기사에 없음"."""
    if event.span.has_clock:
        return _clock_reading(event)
    first, last = days(event.span)
    last -= _DAY
    between = _dated(first) if first == last else f"{_dated(first)}~{_dated(last)}"
    grade = precision(event.span)
    if grade is _PART_OF_DAY:
        return f"{between} {line_part(event)}".rstrip() + ", 시각은 기사에 없음"
    if grade is _DAY_KNOWN:
        return between + (f", 시간 {line(event.hours)}" if event.hours else ", 시각은 기사에 없음")
    match grade:
        case Precision.WEEK | Precision.THIRD_OF_MONTH:
            return f"{between} 사이, 날짜는 기사에 없음"
        case Precision.YEAR | Precision.DECADE:
            return f"{suffix(event).removesuffix(' 중')}, 날짜는 기사에 없음"
        case _:
            return f"{first.year}년 {suffix(event).removesuffix(' 중')}, 날짜는 기사에 없음"


def _clock_reading(event: Event) -> str:
    start, end = event.span.start.astimezone(SEOUL), event.span.end.astimezone(SEOUL)
    told = f"{_dated(start.date())} {_clock(start)}"
    if event.kind is _REPORT:
        return told
    if not event.end_told:
        return f"{told}, 끝나는 시각은 기사에 없음"
    return f"{told}~{_clock(end) if start.date() == end.date() else f'{_dated(end.date())} {_clock(end)}'}"


def _clock(at: datetime) -> str:
    return at.isoformat()[11:16]


@lru_cache(maxsize=4096)
def _dated(day: date) -> str:
    return f"{day.isoformat()}({_WEEKDAYS[day.weekday()]})"
