"""The two ends of a range: what the second leaves out the first has told, and the other way round."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from timeline.errors import NoSuchDate
from timeline.korean.almanac import DAY
from timeline.korean.clock import at, half_of, timed
from timeline.korean.grammar import Point
from timeline.korean.placed import Placed
from timeline.korean.resolve import place, whole_days
from timeline.korean.setting import Setting
from timeline.when import Grain, Span

_FAR = 300 * DAY  # a range that tells the month of its end only is shorter: 17일부터 9월 27일까지


def ends(first: Point, last: Point, setting: Setting, leaning: Placed) -> tuple[Placed, Placed]:
    """The days of both ends; `leaning` is the day of a first end that tells a time only."""
    begin = place(first, setting) if first.has_date else leaning
    if _is_bare(first) and last.month is not None and not first.toward and setting.before is None:
        until = place(last, setting)
        if until.start < begin.start or until.start - begin.start > _FAR:
            begin = _latest_before(first, until.start, begin)
    if not last.has_date:
        return begin, begin
    if last.day is not None and last.day.base == "told" and last.day.n > 0 and last.month is None:
        day = begin.start + last.day.n * DAY  # 25일 오후 11시부터 다음 날 오전 5시까지
        return begin, Placed(day, day + DAY, Grain.DAY, "anaphor.range", f"시작하는 날 {begin.start}의 뒤")
    until = place(last, setting.joined(_joined_to(last, begin)))
    if until.start < begin.start and last.year is None and not last.toward:
        until = place(last, setting.joined(begin.start))
    if until.start < begin.start and last.weekdays and last.week is None and not (last.day or last.toward):
        ahead = (until.start - begin.start) % (7 * DAY)
        until = until._replace(start=begin.start + ahead, end=begin.start + ahead + DAY, span=None)
    return begin, until


def between(first: Point, last: Point, begin: Placed, until: Placed, half: str) -> Span:
    """From the start of the first end to the end of the second: the last day is within, the last hour is not.

    Raises NoSuchDate for a range that ends before it begins.
    """
    if first.has_time or last.has_time:
        return _timed(first, last, begin, until, half)
    start, end = whole_days(begin).start, whole_days(until).end
    if end <= start:
        raise NoSuchDate("", f"{until.start}에 끝나는 기간이 {begin.start}에 시작할 수 없음")
    grains = (begin.grain, until.grain)
    return Span(start, end, Grain.DAY if Grain.DAY in grains else begin.grain)


def _timed(first: Point, last: Point, begin: Placed, until: Placed, half: str) -> Span:
    start, grain = at(begin.start, 0), Grain.HOUR
    if first.has_time:
        start, _, grain = timed(first, begin.start, half)
    if not last.has_time:
        return Span(start, at(until.end, 0), grain)
    lent = half_of(start) if not last.parts and until.start == begin.start else ""
    stop, wide, last_grain = timed(last, until.start, lent)
    end = wide if last_grain == Grain.PART or stop == start else stop
    return Span(
        start, _roll(start, end, last), Grain.MINUTE if Grain.MINUTE in (grain, last_grain) else grain
    )


def _roll(start: datetime, end: datetime, last: Point) -> datetime:
    """The end of hours that pass noon or midnight: 11시~1시, 밤 10시~새벽 2시."""
    if end > start:
        return end
    later = end + timedelta(hours=12)
    if not last.parts and later > start and last.hour is not None and last.hour < 13:
        return later
    return end + DAY if end + DAY > start else start + timedelta(hours=1)


def _is_late(first: Point, last: Point) -> bool:
    """11시부터 오전 3시: a start without a part of day, and an end that only the next morning can be."""
    if first.hour is None or last.hour is None or first.parts or not last.parts or first.hour > 12:
        return False
    return last.parts[-1] in {"오전", "새벽"} and last.hour < first.hour


def _of_24_hours(point: Point) -> bool:
    """22시, 0시: a clock that needs no 오전 or 오후, and so does the other end."""
    return point.hour is not None and not point.parts and (point.hour > 12 or point.hour == 0)


def _is_bare(point: Point) -> bool:
    return point.day is not None and point.day.base == "given" and point.month is None


@lru_cache(maxsize=1024)
def lent(first: Point, last: Point) -> tuple[Point, Point]:
    """Both ends with what the one leaves out lent by the other."""
    if _is_late(first, last):
        first = first.but(parts=("밤",))
    if _of_24_hours(first) and last.hour is not None and not last.parts:
        last = last.but(exact=True)
    if last.toward:
        return first, last
    if last.has_date and not first.has_date:
        first = first.but(
            day=last.day, month=last.month, year=last.year, week=last.week, weekdays=last.weekdays,
            letters=first.letters + "d",
        )  # fmt: skip
    elif last.weekdays and last.week is None and not last.day and first.week is not None:
        last = last.but(week=first.week)
    if _is_bare(last) and first.lunar:
        last = last.but(lunar=first.lunar)
    if last.year is None and first.year is not None and (last.season or last.half or last.quarter):
        last = last.but(year=first.year)
    return first, last


def _joined_to(last: Point, begin: Placed) -> date | None:
    """The day a range's end is counted from, where it names no year or month of its own."""
    if last.toward or last.year is not None:
        return None
    ref = last.day or last.month
    return begin.start if ref is not None and ref.base == "given" else None


def _latest_before(point: Point, limit: date, begin: Placed) -> Placed:
    """The first end of "27일~2월 3일": the last 27th before the second."""
    day = limit
    for _ in range(62):
        if point.day is not None and day.day == point.day.n:
            why = f"뒤의 {limit}에 앞선 {day.day}일"
            return Placed(day, day + DAY, Grain.DAY, "day-of-month.before", why)
        day -= DAY
    return begin
