"""Weeks, months, seasons, years: points wider than a day, and weekdays, which a week places."""

from __future__ import annotations

from datetime import date, timedelta

from timeline.errors import NoSuchDate
from timeline.korean import almanac
from timeline.korean.almanac import DAY
from timeline.korean.grammar import Point
from timeline.korean.placed import Placed, Unplaced
from timeline.korean.setting import (
    FIRM,
    YEARLY,
    Setting,
    choose,
    month_of,
    month_why,
    reason,
    toward,
    year_of,
    year_why,
)
from timeline.korean.words import TURN_QUARTERS
from timeline.when import Grain


def nth(point: Point, sort: str, n: int, setting: Setting) -> Placed:
    """첫째 주, 셋째 주 토요일, 두 번째 일요일: within the month or year told, else this month."""
    if point.month or point.year is None:
        frame = month(point, setting) if point.month else _this_month(setting)
    else:
        frame = wide(point, setting)
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


def _this_month(setting: Setting) -> Placed:
    index = almanac.month_index(setting.today)
    return Placed(
        almanac.month_start(index), almanac.month_start(index + 1), Grain.MONTH, "month.relative", "이달"
    )


def week(point: Point, setting: Setting) -> Placed:
    offset = point.week or 0
    if point.week is None and point.toward in {"past", "next", "next-but-one"}:
        offset = {"past": -1, "next": 1, "next-but-one": 2}[point.toward]
    start = almanac.monday(setting.today) + timedelta(days=7 * offset)
    why = f"보도일 {setting.today}의 주에서 {offset:+d}주"
    if (told := setting.memory.week_before()) is not None:
        start, why = told - 7 * DAY, f"앞에 나온 {told}의 주의 앞 주"
    if point.weekdays:
        day = start + timedelta(days=point.weekdays[0])
        return Placed(day, day + DAY, Grain.DAY, "week.weekday", why)
    if point.weekend:
        return _weekend(point, start, setting, why)
    if point.stretch:
        a, b = almanac.WEEK_DAYS[point.stretch]
        return Placed(start + a * DAY, start + b * DAY, Grain.PART, "week.part", why)
    rule = "week.relative" if told is None else "week.before"
    return Placed(start, start + 7 * DAY, Grain.WEEK, rule, why)


def _weekend(point: Point, start: date, setting: Setting, why: str) -> Placed:
    saturday = start + 5 * DAY
    way, _ = toward(point, setting)
    if point.week is None and not point.toward and way == "past" and saturday > setting.today:
        saturday -= 7 * DAY
    if point.toward == "past" and setting.today - saturday > 6 * DAY:
        saturday += 7 * DAY
    return Placed(saturday, saturday + 2 * DAY, Grain.DAY, "weekend", why)


def weekday(point: Point, setting: Setting) -> Placed:
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
    return Placed(day, day + DAY, Grain.DAY, "weekday", reason(point, setting, "요일"), confidence=0.9)


def turn(point: Point, setting: Setting) -> Placed:
    """연초, 연말, 월말, 새해."""
    year = year_of(point.year, setting)
    turn = "연말" if point.turn == "세밑" else point.turn
    if turn in {"월말", "월초"}:
        frame = month(point, setting) if point.month else _this_month(setting)
        start, end = almanac.third_of(frame.start, frame.end, "late" if turn == "월말" else "early")
        return Placed(start, end, Grain.PART, "turn", f"{frame.start:%Y-%m}의 {turn}")
    if turn in TURN_QUARTERS:
        first = almanac.month_index(setting.today) // 3 * 3 + 3 * TURN_QUARTERS[turn]
        start, end = almanac.month_start(first), almanac.month_start(first + 3)
        return Placed(start, end, Grain.QUARTER, "turn", f"보도일 {setting.today}의 분기 기준")
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


def month(point: Point, setting: Setting) -> Placed:
    month, known = month_of(point, setting)
    if month is None:
        raise Unplaced("달이 없음")
    confidence = 1.0
    if known:
        sort, why = month_why(point, month, setting)
        rule = f"month.{sort}"
    else:
        way, _ = toward(point, setting)
        month = _month_near(month, way, point, setting)
        rule, why, confidence = f"month.{way}", reason(point, setting, f"{month % 12 + 1}월"), 0.95
        if setting.before is not None:
            rule, why = "month.joined", f"앞의 {setting.before}에 이어짐"
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


def wide(point: Point, setting: Setting) -> Placed:
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
    year = year_of(point.year, setting)
    if point.season or point.half or point.quarter:
        return _part_of_year(point, year, setting)
    if year is None or point.year is None:
        raise Unplaced("날짜가 아님")
    given = point.year.base == "given"
    rule = "year.absolute" if given else "year.relative"
    why = "연도가 적힘" if given else year_why(point.year, year, setting)
    if point.stretch:
        a, b = (11, 12) if point.stretch == "late" else almanac.YEAR_MONTHS[point.stretch]
        return Placed(
            almanac.month_start(year * 12 + a), almanac.month_start(year * 12 + b), Grain.PART, rule, why
        )
    return Placed(
        date(year, 1, 1), date(year + 1, 1, 1), Grain.YEAR, rule, why, context=point.year.base == "told"
    )


MOST_TERMS = 20
FIRST_TERM, TERM_YEARS = 1994, 4  # of local office since 1995; the first was cut short to three years


def _term(n: int) -> Placed:
    """민선 8기: from 1 July 2022, four years; the first began in 1995.

    Raises Unplaced for a term that is not to be told yet.
    """
    first = FIRST_TERM + TERM_YEARS * (n - 1)
    if not 1 <= n <= MOST_TERMS:
        raise Unplaced(f"민선 {n}기는 없음")
    start = date(max(first, 1995), 7, 1)
    return Placed(start, date(first + TERM_YEARS, 7, 1), Grain.YEAR, "term", f"민선 {n}기의 임기")


def _age(point: Point, sort: str, n: int) -> Placed:
    if sort == "term":
        return _term(n)
    first, years = (n, 10) if sort == "decade" else (100 * (n - 1) or 1, 100)
    if point.stretch:
        a, b = (y * years // 10 for y in almanac.DECADE_YEARS[point.stretch])
        told = f"{n}년대" if sort == "decade" else f"{n}세기"
        return Placed(date(first + a, 1, 1), date(first + b, 1, 1), Grain.PART, sort, told)
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
        rule, why = "part-of-year", year_why(point.year, year, setting) if point.year else f"{year}년"
        if point.season and a >= 11 and point.year and point.year.base == "now" and setting.today.month < 6:
            year -= 1
    else:
        year = _year_near(a, b, point, setting)
        rule, why = "part-of-year.near", reason(point, setting, "때")
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
    if setting.before is not None and not point.toward:
        here = almanac.month_index(setting.before)
        return (here + (a - here) % 12 - a) // 12  # 2018년 3분기와 4분기
    today, told = setting.today, setting.memory.then()
    if told is not None and told.grain == Grain.QUARTER and point.quarter and not point.toward:
        return told.start.year  # 올해 3분기 매출은 2분기보다
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
    chosen = choose(options, today, way if point.toward or point.quarter else "near", grip, YEARLY)
    return (almanac.month_index(chosen[0]) - a) // 12
