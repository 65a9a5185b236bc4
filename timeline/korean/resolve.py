"""Where a point lies on the calendar: "오는 15일" is worked out here.

A point is placed in two steps. Its date: from what was told of year, month, week or day, the rest from the
anchor (the publication) or from what was told before. Then the time of that day. A date that lacks a
year or month looks the way the words look (direction.py) and lies as near to the anchor as that allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from timeline.errors import NoSuchDate
from timeline.korean import almanac, holidays, lunar
from timeline.korean.almanac import DAY
from timeline.korean.direction import LONE, Way
from timeline.korean.discourse import Memory
from timeline.korean.grammar import Point
from timeline.korean.placed import Placed, Unplaced
from timeline.korean.words import Ref
from timeline.model import SEOUL, Grain, Span


class Setting:
    """What a point is read against: the publication, which way the words look, what was told before.

    `look` says which way the words look, and is asked only where it matters; `before` is the date of the list or
    range that this one goes on with.
    """

    def __init__(
        self, anchor: datetime | None, look: Callable[[], Way], memory: Memory, before: date | None = None
    ) -> None:
        self.anchor, self.look, self.memory, self.before = anchor, look, memory, before
        self._way: Way | None = None

    @property
    def way(self) -> Way:
        if self._way is None:
            self._way = self.look()
        return self._way

    @property
    def today(self) -> date:
        if self.anchor is None:
            raise Unplaced("기준 시각 없음")
        return self.anchor.date()

    def joined(self, before: date | None) -> Setting:
        return Setting(self.anchor, lambda: self.way, self.memory, before)


def place(point: Point, setting: Setting) -> Placed:
    """The days of a point's date.

    Raises NoSuchDate for a day the calendar lacks, Unplaced where the context is wanting.
    """
    if point.gloss is not None and (point.gloss.day or point.gloss.month):
        told = place(point.gloss, setting)
        return Placed(told.start, told.end, told.grain, "gloss", f"괄호 안에 적힌 날짜: {told.why}")
    if point.holiday:
        return _holiday(point, *point.holiday, setting)
    if point.lunar and point.day and point.month:
        return _lunar(point, point.month.n, point.day.n, setting)
    if point.ordinal:
        return _ordinal_day(point, setting)
    if point.day:
        return _day(point, point.day, setting)
    if point.nth:
        return _nth(point, *point.nth, setting)
    if point.week is not None or point.weekend:
        return _week(point, setting)
    if point.weekdays:
        return _weekday(point, setting)
    if point.turn:
        return _turn(point, setting)
    if point.month:
        return _month(point, setting)
    return _wide(point, setting)


def _year(ref: Ref | None, setting: Setting) -> int | None:
    if ref is None:
        return None
    if ref.base == "given":
        if not 1 <= ref.n <= 9998:
            raise NoSuchDate("", f"{ref.n}년은 달력에 없음")
        return ref.n
    if ref.base == "told" and setting.memory.year is not None:
        return setting.memory.year + ref.n
    return setting.today.year + ref.n


def _months(point: Point, setting: Setting) -> tuple[int | None, bool]:
    """The month told, counted from year 0 where its year is known, and whether it is known."""
    ref, year = point.month, _year(point.year, setting)
    if ref is None:
        return None, False
    if ref.base == "given":
        if not 1 <= ref.n <= 12:
            raise NoSuchDate("", f"{ref.n}월은 없음")
        return (year * 12 + ref.n - 1, True) if year is not None else (ref.n - 1, False)
    if ref.base == "told" and setting.memory.month is not None:
        index = setting.memory.month + ref.n
    else:
        index = almanac.month_index(setting.today) + ref.n
    if point.year is not None and year is not None:
        told = point.year.n if point.year.base == "told" else year - index // 12
        index += 12 * told
    return index, True


FIRM, VERB, WEAK = "word", "verb", "weak"  # what says which way: the expression, an event's verb, any verb


def toward(point: Point, setting: Setting) -> tuple[str, str]:
    """past, future or near, and what says so."""
    if point.toward in {"past", "future"}:
        return point.toward, FIRM
    if point.toward == "this":
        return "near", FIRM
    if setting.way.word == LONE:
        return setting.way.way, FIRM
    return setting.way.way, WEAK if setting.way.weak else VERB


MONTHLY, YEARLY = 30, 365


def choose(
    options: Iterable[tuple[date, date]], today: date, way: str, grip: str, period: int = MONTHLY
) -> tuple[date, date]:
    """Of the stretches an expression may mean, the nearest on the side it looks to.

    They come round every `period` days. A verb gives way where its side is over two thirds of that off and the
    other within a seventh ("27일 열린다" printed on the 28th is a caption, not next month); a verb that is no
    event's does where its side is three times as far.
    """
    stretches = sorted(options)
    if not stretches:
        raise NoSuchDate("", "가까운 달에 그런 날이 없음")

    def off(stretch: tuple[date, date]) -> int:
        return max((stretch[0] - today).days, (today - stretch[1]).days + 1, 0)

    nearest = min(stretches, key=lambda s: (off(s), s[0] > today))
    side = [s for s in stretches if (s[0] <= today if way == "past" else s[1] > today)]
    if way == "near" or not side:
        return nearest
    best = side[-1] if way == "past" else side[0]
    if grip == VERB and off(nearest) <= period // 7 and off(best) > period * 2 // 3:
        return nearest
    if grip == WEAK and off(best) > 3 * off(nearest):
        return nearest
    return best


_WAYS = {"past": "지난 쪽", "future": "다가올 쪽", "near": "가장 가까운"}


def _reason(point: Point, setting: Setting, what: str) -> str:
    way, grip = toward(point, setting)
    because = (
        "말머리" if grip == FIRM else f"‘{setting.way.word}’" if setting.way.word and way != "near" else ""
    )
    return f"보도일 {setting.today} 기준 {_WAYS[way]} {what}" + (f" ({because})" if because else "")


def _day(point: Point, ref: Ref, setting: Setting) -> Placed:
    if ref.base == "now":
        start = setting.today + timedelta(days=ref.n)
        return Placed(
            start, start + DAY, Grain.DAY, "day.relative", f"보도일 {setting.today} 기준 {ref.n:+d}일"
        )
    if ref.base == "told":
        return setting.memory.day(ref.n, setting.anchor, setting.way.way)
    month, known = _months(point, setting)
    if month is not None and known:
        return _dated(
            month,
            ref.n,
            "date.absolute" if point.month and point.month.base == "given" else "month.relative",
            setting,
            point,
        )
    if month is not None:
        return _yearless(point, month, ref.n, setting)
    if not 1 <= ref.n <= 31:
        raise NoSuchDate("", f"{ref.n}일은 어느 달에도 없음")
    if setting.before is not None:
        return _going_on(ref.n, setting.before)
    return _bare(point, ref.n, setting)


def _dated(month: int, day: int, rule: str, setting: Setting, point: Point) -> Placed:
    year, number = month // 12, month % 12 + 1
    if not almanac.exists(year, number, day):
        raise NoSuchDate("", f"{year}년 {number}월에는 {day}일이 없음")
    start = date(year, number, day)
    if rule == "date.absolute":
        why = "연월일이 적힘" if point.year is None or point.year.base == "given" else f"{year}년으로 셈"
    else:
        why = (
            f"보도일 {setting.anchor:%Y-%m-%d} 기준 {number}월" if setting.anchor else f"앞에 나온 {number}월"
        )
    return Placed(start, start + DAY, Grain.DAY, rule, why)


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
    near = [d for d in days if abs((d - today).days) < 800]
    start, end = choose([(d, d + DAY) for d in near or days], today, way, grip, YEARLY)
    others = tuple(f"{d}: 더 멂" for d in near if d != start and abs((d - today).days) < 400)
    return Placed(
        start,
        end,
        Grain.DAY,
        f"month-day.{way}",
        _reason(point, setting, f"{month + 1}월 {day}일"),
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
    start, rejected = nearest_day(day, today, way, grip)
    return Placed(
        start, start + DAY, Grain.DAY, f"day-of-month.{way}", _reason(point, setting, f"{day}일"), rejected,
        confidence=0.97 if way != "near" and grip != WEAK else 0.9,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def nearest_day(day: int, today: date, way: str, grip: str) -> tuple[date, tuple[str, ...]]:
    """The day of the month that a bare 27일 means, and the ones it does not."""
    index = almanac.month_index(today)
    days = [
        date(m // 12, m % 12 + 1, day)
        for m in range(index - 2, index + 3)
        if almanac.exists(m // 12, m % 12 + 1, day)
    ]
    start, _ = choose([(d, d + DAY) for d in days], today, way, grip)
    near = (d for d in days if d != start and abs((d - start).days) < 40)
    return start, tuple(f"{d}: {'지난 날' if d < today else '뒤의 날'}이라 버림" for d in near)


def _ordinal_day(point: Point, setting: Setting) -> Placed:
    """첫날, 둘째 날, 마지막 날: of the month or year told with it, else of the stretch told before."""
    month, _ = _months(point, setting)
    if point.turn or point.year or month is not None:
        whole = (
            _month(point, setting)
            if month is not None
            else _turn(point, setting)
            if point.turn
            else _wide(point, setting)
        )
        return _of_stretch(point.ordinal, whole.start, whole.end, whole.rule, whole.why)
    stretch = setting.memory.stretch
    here = setting.memory.here
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
    told = _of_stretch(
        point.ordinal, *stretch, "day-of-stretch", f"앞에 나온 기간 {stretch[0]}~{stretch[1] - DAY}"
    )
    told.context = True
    return told


def _of_stretch(n: int, start: date, end: date, rule: str, why: str) -> Placed:
    day = end - DAY if n < 0 else start + timedelta(days=n - 1)
    if day >= end:
        raise Unplaced("앞에 나온 기간보다 김")
    return Placed(day, day + DAY, Grain.DAY, rule, why)


def _holiday(point: Point, name: str, tail: str, setting: Setting) -> Placed:
    year = _year(point.year, setting)
    if year is not None:
        stretch = holidays.stretch_of(name, tail, year)
        if stretch is None:
            raise Unplaced(f"{year}년 {name} 날짜를 모름")
        return Placed(*stretch, Grain.DAY, "named-day", f"{year}년 {name}{tail}")
    today = setting.today
    here = setting.memory.here
    if here is not None and not point.toward:
        near = holidays.stretch_of(name, tail, here.start.year)
        if near and near[0] <= here.start < near[1]:
            return Placed(*near, Grain.DAY, "named-day", f"{name}{tail}: 앞에 나온 날과 같음")
    options = [
        s for y in (today.year - 1, today.year, today.year + 1) if (s := holidays.stretch_of(name, tail, y))
    ]
    if not options:
        raise Unplaced(f"{name} 날짜를 모름")
    way, grip = toward(point, setting)
    start, end = choose(options, today, way, grip, YEARLY)
    return Placed(
        start, end, Grain.DAY, f"named-day.{way}", _reason(point, setting, name + tail), confidence=0.9
    )


def _lunar(point: Point, month: int, day: int, setting: Setting) -> Placed:
    year = _year(point.year, setting)
    leap = point.lunar == "leap"
    years = [year] if year is not None else [setting.today.year + n for n in (-1, 0, 1)]
    options = [(d, d + DAY) for y in years if (d := lunar.solar(y, month, day, leap=leap))]
    if not options:
        raise NoSuchDate("", f"음력 {month}월 {day}일이 그 해에 없음")
    way, grip = toward(point, setting)
    start, end = options[0] if year is not None else choose(options, setting.today, way, grip, YEARLY)
    return Placed(start, end, Grain.DAY, "lunar", f"음력을 양력 {start}로 바꿈")


def _nth(point: Point, sort: str, n: int, setting: Setting) -> Placed:
    """첫째 주, 셋째 주 토요일, 두 번째 일요일: within the month or year told, else this month."""
    if point.month or point.year is None:
        frame = _month(point, setting) if point.month else _wide_month(setting)
    else:
        frame = _wide(point, setting)
    weekday = point.weekdays[0] if point.weekdays else None
    if point.weekend:
        weekday = 5
    if weekday is not None:
        day = almanac.nth_weekday(frame.start, frame.end, weekday, n)
        if day is None:
            raise NoSuchDate("", f"{frame.start:%Y년 %m월}에 {n}번째 그 요일이 없음")
        return Placed(
            day,
            day + (2 if point.weekend else 1) * DAY,
            Grain.DAY,
            "nth-weekday",
            f"{frame.start:%Y-%m}의 {n}번째 요일",
        )
    if sort != "week":
        raise Unplaced("무엇의 차례인지 알 수 없음")
    start = almanac.nth_week(frame.start, frame.end, n)
    if start is None:
        raise NoSuchDate("", f"{frame.start:%Y년 %m월}에 {n}번째 주가 없음")
    return Placed(
        start,
        start + 7 * DAY,
        Grain.WEEK,
        "nth-week",
        f"{frame.start:%Y-%m}의 {n}번째 주 (목요일이 든 주부터 셈)",
    )


def _wide_month(setting: Setting) -> Placed:
    index = almanac.month_index(setting.today)
    return Placed(
        almanac.month_start(index), almanac.month_start(index + 1), Grain.MONTH, "month.relative", "이달"
    )


def _week(point: Point, setting: Setting) -> Placed:
    offset = point.week or 0
    if point.week is None and point.toward in {"past", "next", "next-but-one"}:
        offset = {"past": -1, "next": 1, "next-but-one": 2}[point.toward]
    start = almanac.monday(setting.today) + timedelta(days=7 * offset)
    why = f"보도일 {setting.today}의 주에서 {offset:+d}주"
    if point.weekdays:
        day = start + timedelta(days=point.weekdays[0])
        return Placed(day, day + DAY, Grain.DAY, "week.weekday", why)
    if point.weekend:
        return _weekend(point, start, setting, why)
    if point.stretch:
        a, b = almanac.WEEK_DAYS[point.stretch]
        return Placed(start + a * DAY, start + b * DAY, Grain.PART, "week.part", why)
    return Placed(start, start + 7 * DAY, Grain.WEEK, "week.relative", why)


def _weekend(point: Point, start: date, setting: Setting, why: str) -> Placed:
    saturday = start + 5 * DAY
    way, _ = toward(point, setting)
    if point.week is None and not point.toward and way == "past" and saturday > setting.today:
        saturday -= 7 * DAY
    if point.toward == "past" and setting.today - saturday > 6 * DAY:
        saturday += 7 * DAY
    return Placed(saturday, saturday + 2 * DAY, Grain.DAY, "weekend", why)


def _weekday(point: Point, setting: Setting) -> Placed:
    """금요일: the one the words look to; without any, the coming one, as weather and listings use it."""
    weekday, today = point.weekdays[0], setting.today
    if point.toward == "next":
        day = almanac.monday(today) + timedelta(days=7 + weekday)
    elif point.toward == "this":
        day = almanac.monday(today) + timedelta(days=weekday)
    else:
        way, grip = toward(point, setting)
        back = (today.weekday() - weekday) % 7
        if way == "past":
            day = today - timedelta(days=back or (7 if grip == FIRM else 0))
        else:
            day = today + timedelta(days=(7 - back) % 7 or (7 if grip == FIRM else 0))
    return Placed(day, day + DAY, Grain.DAY, "weekday", _reason(point, setting, "요일"), confidence=0.9)


def _turn(point: Point, setting: Setting) -> Placed:
    """연초, 연말, 월말, 새해."""
    year = _year(point.year, setting)
    turn = "연말" if point.turn == "세밑" else point.turn
    if turn in {"월말", "월초"}:
        frame = _month(point, setting) if point.month else _wide_month(setting)
        start, end = almanac.third_of(frame.start, frame.end, "late" if turn == "월말" else "early")
        return Placed(start, end, Grain.PART, "turn", f"{frame.start:%Y-%m}의 {turn}")
    if turn in {"주초", "주중"}:
        monday = almanac.monday(setting.today)
        a, b = (0, 3) if turn == "주초" else (0, 5)
        return Placed(monday + a * DAY, monday + b * DAY, Grain.PART, "turn", "이번 주")
    if year is None:
        year = setting.today.year
        way, _ = toward(point, setting)
        if turn in {"새해", "신년"} and setting.today.month >= 9:
            year += 1
        elif turn == "연말" and way == "past" and setting.today.month < 7:
            year -= 1
        elif turn == "연초" and way == "future" and setting.today.month > 9:
            year += 1
        elif turn == "연말연시" and setting.today.month < 3:
            year -= 1
    if turn in {"새해", "신년"}:
        if point.ordinal == 0 and point.year is None:
            return Placed(date(year, 1, 1), date(year + 1, 1, 1), Grain.YEAR, "turn", f"{year}년 새해")
        return Placed(date(year, 1, 1), date(year + 1, 1, 1), Grain.YEAR, "turn", f"{year}년")
    if turn == "연초":
        return Placed(date(year, 1, 1), date(year, 4, 1), Grain.PART, "turn", f"{year}년 1~3월")
    if turn == "연말연시":
        return Placed(
            date(year, 12, 1), date(year + 1, 1, 11), Grain.PART, "turn", f"{year}년 12월부터 이듬해 1월 초"
        )
    return Placed(date(year, 12, 1), date(year + 1, 1, 1), Grain.PART, "turn", f"{year}년 12월")


def _month(point: Point, setting: Setting) -> Placed:
    month, known = _months(point, setting)
    if month is None:
        raise Unplaced("달이 없음")
    rule, why, confidence = "month.absolute", "연월이 적힘", 1.0
    if known and point.month and point.month.base != "given":
        rule, why = (
            "month.relative",
            f"보도일 {setting.anchor:%Y-%m-%d} 기준" if setting.anchor else "앞에 나온 달 기준",
        )
    if not known:
        way, _ = toward(point, setting)
        month = _month_near(month, way, point, setting)
        rule, why, confidence = f"month.{way}", _reason(point, setting, f"{month % 12 + 1}월"), 0.95
    start, end = almanac.month_start(month), almanac.month_start(month + 1)
    if point.stretch:
        start, end = almanac.third_of(start, end, point.stretch)
        return Placed(start, end, Grain.PART, rule, why, confidence=confidence)
    return Placed(start, end, Grain.MONTH, rule, why, confidence=confidence)


def _month_near(month: int, way: str, point: Point, setting: Setting) -> int:
    """A month without its year, on the side the words look to."""
    if setting.before is not None:
        here = almanac.month_index(setting.before)
        return here + (month - here) % 12
    here = almanac.month_index(setting.today)
    months = [here + (month - here) % 12 + 12 * n for n in (-2, -1, 0, 1)]
    if point.toward == "past" and not point.stretch:
        months = [m for m in months if m != here]  # 지난 6월, said in June, is last year's
    grip = FIRM if point.toward in {"past", "future", "next"} else toward(point, setting)[1]
    way = "future" if point.toward == "next" else way
    options = [(almanac.month_start(m), almanac.month_start(m + 1)) for m in months]
    return almanac.month_index(choose(options, setting.today, way, grip, YEARLY)[0])


def _wide(point: Point, setting: Setting) -> Placed:
    """A year, or a part of one: 상반기, 1분기, 봄, 연말; a decade, a century."""
    if point.years:
        return Placed(
            date(point.years[0], 1, 1),
            date(point.years[1] + 1, 1, 1),
            Grain.YEAR,
            "year.absolute",
            "두 해가 적힘",
        )
    if point.age:
        return _age(point, *point.age)
    year = _year(point.year, setting)
    if point.season or point.half or point.quarter:
        return _part_of_year(point, year, setting)
    if year is None or point.year is None:
        raise Unplaced("날짜가 아님")
    given = point.year.base == "given"
    rule = "year.absolute" if given else "year.relative"
    why = (
        "연도가 적힘"
        if given
        else f"보도일 {setting.anchor:%Y-%m-%d} 기준 {year}년"
        if setting.anchor
        else f"앞에 나온 해 기준 {year}년"
    )
    if point.stretch:
        a, b = (11, 12) if point.stretch == "late" else almanac.YEAR_MONTHS[point.stretch]
        return Placed(
            almanac.month_start(year * 12 + a), almanac.month_start(year * 12 + b), Grain.PART, rule, why
        )
    return Placed(
        date(year, 1, 1), date(year + 1, 1, 1), Grain.YEAR, rule, why, context=point.year.base == "told"
    )


def _age(point: Point, sort: str, n: int) -> Placed:
    first, years = (n, 10) if sort == "decade" else (100 * (n - 1) or 1, 100)
    if point.stretch and sort == "decade":
        a, b = almanac.DECADE_YEARS[point.stretch]
        return Placed(date(first + a, 1, 1), date(first + b, 1, 1), Grain.PART, "decade", f"{n}년대")
    return Placed(
        date(first, 1, 1),
        date(first // 10 * 10 + years, 1, 1),
        Grain.DECADE,
        sort,
        f"{n}년대" if sort == "decade" else f"{n}세기",
    )


def _part_of_year(point: Point, year: int | None, setting: Setting) -> Placed:
    if point.season:
        first, (a, b) = point.season
        a, b, grain = first - 1 + a, first - 1 + b, Grain.SEASON
    elif point.half:
        a, b, grain = 6 * point.half - 6, 6 * point.half, Grain.HALF
    else:
        a, b, grain = 3 * point.quarter - 3, 3 * point.quarter, Grain.QUARTER
    if year is not None:
        rule, why = "part-of-year", f"{year}년"
        if point.season and a >= 11 and point.year and point.year.base == "now" and setting.today.month < 6:
            year -= 1
    else:
        year = _year_near(a, b, point, setting)
        rule, why = "part-of-year.near", _reason(point, setting, "때")
    start, end = almanac.month_start(year * 12 + a), almanac.month_start(year * 12 + b)
    if point.stretch:
        months = b - a
        x, y = {"early": (0, 1), "late": (-1, 0), "middle": (1, -1)}.get(point.stretch, (0, 0))
        if months > 1:
            start, end = (
                almanac.month_start(year * 12 + a + x % months),
                almanac.month_start(year * 12 + b + (y - months if y == 1 else 0 if y == 0 else -1)),
            )
        return Placed(start, end, Grain.PART, rule, why)
    return Placed(start, end, grain, rule, why)


def _year_near(a: int, b: int, point: Point, setting: Setting) -> int:
    """The year of a season, half or quarter told without one."""
    today = setting.today
    options = [
        (almanac.month_start((today.year + n) * 12 + a), almanac.month_start((today.year + n) * 12 + b))
        for n in (-2, -1, 0, 1, 2)
    ]
    way, grip = toward(point, setting)
    if point.toward == "next":
        way = "future"
        options = [o for o in options if o[0] > today]
    if point.toward == "past":
        options = [o for o in options if o[1] <= today + 31 * DAY]
    if point.half and not point.toward:
        return today.year
    chosen = choose(options, today, way if point.toward else "near", grip, YEARLY)
    return (chosen[0] - a * 30 * DAY).year if a < 12 else chosen[0].year


def whole_days(placed: Placed) -> Span:
    """The span of a date without a time of day."""
    return Span(
        datetime.combine(placed.start, time(), SEOUL),
        datetime.combine(placed.end, time(), SEOUL),
        placed.grain,
    )
