"""What a point is read against, and how the nearest of several readings is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from timeline.errors import NoSuchDate
from timeline.korean import almanac
from timeline.korean.direction import LONE, Way
from timeline.korean.discourse import Memory
from timeline.korean.grammar import Point
from timeline.korean.placed import Unplaced
from timeline.korean.words import Ref


class Setting:
    """What a point is read against: the day of publication, which way the words look, what was told before.

    `look` says which way the words look, and is asked only where it matters; `before` is the date of the list or
    range that this one goes on with.
    """

    __slots__ = ("_way", "before", "look", "memory", "published")

    def __init__(
        self, published: date | None, look: Callable[[], Way], memory: Memory, before: date | None = None
    ) -> None:
        self.published, self.look, self.memory, self.before = published, look, memory, before
        self._way: Way | None = None

    @property
    def way(self) -> Way:
        if self._way is None:
            self._way = self.look()
        return self._way

    @property
    def today(self) -> date:
        if self.published is None:
            raise Unplaced("기준 시각 없음")
        return self.published

    def joined(self, before: date | None) -> Setting:
        return Setting(self.published, lambda: self.way, self.memory, before)


def year_of(ref: Ref | None, setting: Setting) -> int | None:
    if ref is None:
        return None
    if ref.base == "given":
        if not 1 <= ref.n <= 9998:
            raise NoSuchDate("", f"{ref.n}년은 달력에 없음")
        return ref.n
    if ref.base == "school":  # its exam is in November of the year before
        return ref.n - 1
    if ref.base == "told" and setting.memory.year is not None:
        return setting.memory.year + ref.n
    return setting.today.year + ref.n


_YEARS_OFF = {-2: "재작년", -1: "지난해", 0: "올해", 1: "내년", 2: "내후년"}


def year_why(ref: Ref, year: int, setting: Setting) -> str:
    """How the year of a date came about."""
    if ref.base == "given":
        return f"{year}년이라 적힘"
    if ref.base == "school":
        return f"{ref.n}학년도라 적혀 {year}년"
    if ref.base == "told" and setting.memory.year is not None:
        return f"앞에 나온 {setting.memory.year}년에서 {year}년"
    return f"보도일 {setting.today} 기준 {_YEARS_OFF.get(ref.n, f'{ref.n:+d}년')}({year}년)"


def month_why(point: Point, month: int, setting: Setting) -> tuple[str, str]:
    """How the month of a date came about, where its year is known: ("absolute" or what it leans on, why)."""
    number = month % 12 + 1
    if point.month is not None and point.month.base != "given":
        if point.month.base == "told" and setting.memory.month is not None:
            return "told", f"앞에 나온 달에서 {month // 12}년 {number}월"
        return "relative", f"보도일 {setting.today} 기준 {month // 12}년 {number}월"
    if point.year is not None and point.year.base != "given":
        sort = "told-year" if point.year.base == "told" else "relative-year"
        return sort, f"{year_why(point.year, month // 12, setting)} {number}월"
    return "absolute", "연월이 적힘"


def month_of(point: Point, setting: Setting) -> tuple[int | None, bool]:
    """The month told, counted from year 0 where its year is known, and whether it is known."""
    ref, year = point.month, year_of(point.year, setting)
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


def taken(way: str, start: date, end: date, today: date) -> str:
    """The way that was taken in the end: near, where the words looked the other way and gave in."""
    given_in = end <= today if way == "future" else start > today if way == "past" else False
    return "near" if given_in else way


def reason(point: Point, setting: Setting, what: str, way: str = "") -> str:
    looked, grip = toward(point, setting)
    way = way or looked
    word = setting.way.word if grip != FIRM else ""
    if grip == FIRM:
        because = " (말머리)"
    elif way != looked:
        because = f" (‘{word}’ 쪽은 너무 멂)"
    else:
        because = f" (‘{word}’)" if word and way != "near" else ""
    return f"보도일 {setting.today} 기준 {_WAYS[way]} {what}{because}"
