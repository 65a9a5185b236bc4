"""Where a point lies on the calendar: "오는 15일" is worked out here.

A point is placed in two steps. Its date: from what was told of year, month, week or day, the rest from the
anchor (the publication) or from what was told before. Then the time of that day (clock.py). A date that lacks a
year or month looks the way the words look (direction.py) and lies as near to the anchor as that allows. What is
wider than a day is periods.py's.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from timeline.errors import NoSuchDate
from timeline.korean import almanac, holidays, lunar, periods
from timeline.korean.almanac import DAY
from timeline.korean.clock import midnight
from timeline.korean.direction import NOWHERE, Way
from timeline.korean.discourse import Memory
from timeline.korean.grammar import Point
from timeline.korean.placed import Placed, Unplaced
from timeline.korean.setting import (
    FIRM,
    WEAK,
    YEARLY,
    Setting,
    choose,
    month_of,
    month_why,
    reason,
    taken,
    toward,
    year_of,
    year_why,
)
from timeline.korean.words import WEEKDAYS, Ref
from timeline.when import Grain, Span


def place(point: Point, setting: Setting) -> Placed:
    """The days of a point's date.

    Raises NoSuchDate for a day the calendar lacks, Unplaced where the context is wanting.
    """
    if point.alone:
        return _steady(point, setting.published, NOWHERE, None)
    if point.steady and not (point.week == -1 and setting.memory.week_before()):
        way = NOWHERE if point.toward in _FIRM_WORDS else setting.way
        return _steady(point, setting.published, way, setting.before)
    return _place(point, setting)


WEEKDAY_NAMES = "".join(WEEKDAYS)
_FIRM_WORDS = ("past", "future", "this")  # direction words that leave nothing to the rest of the sentence


@lru_cache(maxsize=8192)
def _steady(point: Point, published: date | None, way: Way, before: date | None) -> Placed:
    """The days of a point that leans on nothing told before: once for all who tell it so on that day."""
    placed = _place(point, Setting(published, lambda: way, Memory(), before))
    return placed._replace(span=whole_days(placed))


def _place(point: Point, setting: Setting) -> Placed:
    if point.gloss is not None and (point.gloss.day or point.gloss.month):
        if point.holiday and point.gloss.month is None and point.gloss.day is not None:
            named = _holiday(point, *point.holiday, setting)
            if named.start.day == point.gloss.day.n:  # 상강(24일): the name knows the month
                return named
        told = place(point.gloss, setting)
        return Placed(told.start, told.end, told.grain, "gloss", f"괄호 안에 적힌 날짜: {told.why}")
    if point.holiday:
        return _holiday(point, *point.holiday, setting)
    if point.lunar and point.day and point.month:
        return _lunar(point, point.month.n, point.day.n, setting)
    if point.ordinal:
        return _ordinal_day(point, setting)
    if point.period:
        return _same_period(point, setting)
    if point.day:
        return _day(point, point.day, setting)
    if point.nth:
        return periods.nth(point, point.nth[0], point.nth[1], setting)
    if point.week is not None or point.weekend:
        return periods.week(point, setting)
    if point.weekdays:
        return periods.weekday(point, setting)
    if point.turn:
        return periods.turn(point, setting)
    if point.month:
        return periods.month(point, setting)
    return periods.wide(point, setting)


def _day(point: Point, ref: Ref, setting: Setting) -> Placed:
    if ref.base == "now":
        start = setting.today + timedelta(days=ref.n)
        return Placed(
            start, start + DAY, Grain.DAY, "day.relative", f"보도일 {setting.today} 기준 {ref.n:+d}일"
        )
    if ref.base == "told":
        memory = setting.memory
        if point.year is not None and ref.n == 0:
            that = memory.that_day(point.year, setting.published)
            if that is not None:
                return that
        look = setting.way
        # 이날 늘리겠다고 말했다, 열기로 했다: what was said; 당일까지 도착한: what is asked
        said = look.word.startswith(("겠다고", "기로 "))
        way = "near" if said or memory.limits() else look.way
        return memory.day(ref.n, setting.published, way, memory.noun)
    month, known = month_of(point, setting)
    if month is not None and known:
        return _dated(month, ref.n, point, setting)
    if month is not None:
        return _yearless(point, month, ref.n, setting)
    if not 1 <= ref.n <= 31:
        raise NoSuchDate("", f"{ref.n}일은 어느 달에도 없음")
    if setting.before is not None:
        return _going_on(ref.n, setting.before)
    return _bare(point, ref.n, setting)


def _dated(month: int, day: int, point: Point, setting: Setting) -> Placed:
    year, number = month // 12, month % 12 + 1
    if not almanac.exists(year, number, day):
        raise NoSuchDate("", f"{year}년 {number}월에는 {day}일이 없음")
    start = date(year, number, day)
    sort, why = month_why(point, month, setting)
    why = "연월일이 적힘" if sort == "absolute" else f"{why} {day}일"
    if not _agrees(start, point):
        why, confidence = f"{why}, 적힌 요일과 다름({WEEKDAY_NAMES[start.weekday()]}요일)", 0.7
    else:
        confidence = 1.0
    return Placed(start, start + DAY, Grain.DAY, f"date.{sort}", why, confidence=confidence)


def _agrees(day: date, point: Point) -> bool:
    """Whether the weekday written beside a day, if any, is that day's."""
    return len(point.weekdays) != 1 or day.weekday() == point.weekdays[0]


def _yearless(point: Point, month: int, day: int, setting: Setting) -> Placed:
    today = setting.today
    if not 1 <= day <= (29 if month == 1 else almanac.days_in(2001, month + 1)):
        raise NoSuchDate("", f"{month + 1}월에는 {day}일이 없음")
    if setting.before is not None:
        for year in (setting.before.year, setting.before.year + 1):
            if almanac.exists(year, month + 1, day) and date(year, month + 1, day) >= setting.before:
                start = date(year, month + 1, day)
                return Placed(
                    start, start + DAY, Grain.DAY, "month-day.joined", f"앞의 {setting.before}에 이어짐"
                )
    way, grip = toward(point, setting)
    days = [
        date(y, month + 1, day)
        for y in range(today.year - 4, today.year + 5)
        if almanac.exists(y, month + 1, day)
    ]
    near = [d for d in days if abs((d - today).days) < 800] or days
    fitting = [d for d in near if _agrees(d, point)] or near
    start, end = choose([(d, d + DAY) for d in fitting], today, way, grip, YEARLY)
    way = taken(way, start, end, today)
    others = tuple(
        f"{d}: {'더 멂' if d in fitting else '적힌 요일과 다름'}"
        for d in near
        if d != start and abs((d - today).days) < 400
    )
    return Placed(
        start,
        end,
        Grain.DAY,
        f"month-day.{way}",
        reason(point, setting, f"{month + 1}월 {day}일", way),
        others,
        confidence=0.95 if abs((start - today).days) < 300 else 0.4,
    )


def _going_on(day: int, before: date) -> Placed:
    """A bare day behind another date: the first such day from there on."""
    index = almanac.month_index(before) + (0 if day >= before.day else 1)
    for month in range(index, index + 3):
        if almanac.exists(month // 12, month % 12 + 1, day):
            start = date(month // 12, month % 12 + 1, day)
            return Placed(start, start + DAY, Grain.DAY, "day-of-month.joined", f"앞의 {before}에 이어짐")
    raise NoSuchDate("", f"{before} 뒤에 {day}일이 없음")


def _bare(point: Point, day: int, setting: Setting) -> Placed:
    """27일, 오는 15일, 지난 3일: the month is the reader's to find."""
    today = setting.today
    way, grip = toward(point, setting)
    if point.toward == "next":
        way, grip = "future", FIRM
    weekday = point.weekdays[0] if len(point.weekdays) == 1 else None
    start, rejected = nearest_day(day, today, way, grip, weekday)
    way = taken(way, start, start + DAY, today)
    return Placed(
        start, start + DAY, Grain.DAY, f"day-of-month.{way}", reason(point, setting, f"{day}일", way), rejected,
        confidence=0.97 if way != "near" and grip != WEAK else 0.9,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def nearest_day(
    day: int, today: date, way: str, grip: str, weekday: int | None = None
) -> tuple[date, tuple[str, ...]]:
    """The day of the month that a bare 27일 means, and the ones it does not; 27일(수) is a Wednesday."""
    index = almanac.month_index(today)
    reach = 2 if weekday is None else 7
    days = [
        date(m // 12, m % 12 + 1, day)
        for m in range(index - reach, index + reach + 1)
        if almanac.exists(m // 12, m % 12 + 1, day)
    ]
    fitting = [d for d in days if weekday is None or d.weekday() == weekday] or days
    start, _ = choose([(d, d + DAY) for d in fitting], today, way, grip)
    near = (d for d in days if d != start and min(abs((d - start).days), abs((d - today).days)) < 40)
    told = {d: "지난 날이라" if d < today else "뒤의 날이라" for d in fitting}
    return start, tuple(f"{d}: {told.get(d, '적힌 요일과 달라')} 버림" for d in near)


def _ordinal_day(point: Point, setting: Setting) -> Placed:
    """첫날, 둘째 날, 마지막 날: of the month or year told with it, else of the stretch told before."""
    month, _ = month_of(point, setting)
    if point.turn or point.year or month is not None:
        whole = (
            periods.month(point, setting)
            if month is not None
            else periods.turn(point, setting)
            if point.turn
            else periods.wide(point, setting)
        )
        return _of_stretch(point.ordinal, whole.start, whole.end, whole.rule, whole.why)
    stretch, here = setting.memory.stretch_of_noun(), setting.memory.here
    if stretch is None and here is not None:
        return Placed(
            here.start,
            here.end,
            Grain.DAY,
            "day-of-stretch.here",
            "같은 문장의 날",
            context=True,
            confidence=0.6,
        )
    if stretch is None:
        raise Unplaced("앞에 나온 기간이 없음")
    why = f"앞에 나온 기간 {stretch[0]}~{stretch[1] - DAY}"
    return _of_stretch(point.ordinal, *stretch, "day-of-stretch", why)._replace(context=True)


def _same_period(point: Point, setting: Setting) -> Placed:
    """같은 기간: the stretch told last; 지난해 같은 기간, 전년 동기: its like in that year."""
    told = setting.memory.period
    if told is None:
        return periods.wide(point, setting)
    if point.year is None:
        why = f"앞에 나온 {told.start}~{told.end - DAY}"
        return Placed(told.start, told.end, told.grain, "period.told", why, context=True, confidence=0.8)
    year = told.start.year + point.year.n if point.year.base == "told" else year_of(point.year, setting)
    months = 12 * ((year or told.start.year) - told.start.year)
    start, end = almanac.months_on(told.start, months), almanac.months_on(told.end, months)
    why = f"앞에 나온 {told.start}~{told.end - DAY}와 같은 {start.year}년의 기간"
    return Placed(start, end, told.grain, "period.year", why, context=True, confidence=0.8)


def _of_stretch(n: int, start: date, end: date, rule: str, why: str) -> Placed:
    day = end - DAY if n < 0 else start + timedelta(days=n - 1)
    if day >= end:
        raise Unplaced("앞에 나온 기간보다 김")
    return Placed(day, day + DAY, Grain.DAY, rule, why)


def _holiday(point: Point, name: str, tail: str, setting: Setting) -> Placed:
    year = year_of(point.year, setting)
    if year is not None:
        stretch = holidays.stretch_of(name, tail, year)
        if stretch is None:
            raise Unplaced(f"{year}년 {name} 날짜를 모름")
        why = (
            f"{year_why(point.year, year, setting)} {name}{tail}" if point.year else f"{year}년 {name}{tail}"
        )
        return Placed(*stretch, _grain(tail), "named-day", why)
    today = setting.today
    here = setting.memory.here
    if here is not None and not point.toward:
        near = holidays.stretch_of(name, tail, here.start.year)
        if near and near[0] <= here.start < near[1]:
            return Placed(*near, _grain(tail), "named-day", f"{name}{tail}: 앞에 나온 날과 같음")
    options = [
        s for y in (today.year - 1, today.year, today.year + 1) if (s := holidays.stretch_of(name, tail, y))
    ]
    if not options:
        raise Unplaced(f"{name} 날짜를 모름")
    way, grip = toward(point, setting)
    start, end = choose(options, today, way, grip, YEARLY)
    way = taken(way, start, end, today)
    return Placed(
        start,
        end,
        _grain(tail),
        f"named-day.{way}",
        reason(point, setting, name + tail, way),
        confidence=0.9,
    )


def _grain(tail: str) -> Grain:
    """How wide what follows a named day is: 추석 전주 is a week."""
    return Grain.WEEK if tail.endswith("주") else Grain.DAY


def _lunar(point: Point, month: int, day: int, setting: Setting) -> Placed:
    year = year_of(point.year, setting)
    leap = point.lunar == "leap"
    years = [year] if year is not None else [setting.today.year + n for n in (-1, 0, 1)]
    options = [(d, d + DAY) for y in years if (d := lunar.solar(y, month, day, leap=leap))]
    if not options:
        raise NoSuchDate("", f"음력 {month}월 {day}일이 그 해에 없음")
    way, grip = toward(point, setting)
    start, end = options[0] if year is not None else choose(options, setting.today, way, grip, YEARLY)
    return Placed(start, end, Grain.DAY, "lunar", f"음력을 양력 {start}로 바꿈")


def whole_days(placed: Placed) -> Span:
    """The span of a date without a time of day."""
    return placed.span or Span(midnight(placed.start), midnight(placed.end), placed.grain)
