"""Days as cells: how many entries begin on each, how strongly it is drawn, which are holidays, where each leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from timeline.web import english
from timeline.web.ask import Ask
from timeline.web.frame import Say, View
from timeline.web.texts import Language, texts

_DAY = timedelta(days=1)
_LEVELS = (1, 3, 8, 20)  # from how many entries on a day is drawn stronger
_SUNDAY = 6

WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "ko": ("일", "월", "화", "수", "목", "금", "토"),
    "en": ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"),
}

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A day, or a month of a year: how many entries begin in it, and how strongly it is drawn.

    `rest` is whether the country rests on it.
    """

    name: str
    count: int
    level: int
    url: str
    is_today: bool
    rest: bool = False


def level(count: int, most: int = 0) -> int:
    """How strongly a count is drawn; where the days beside it are full, it takes more to stand out."""
    scale = max(1.0, most / _LEVELS[-1])
    return (count > 0) + sum(count >= least * scale for least in _LEVELS[1:])


def sunday(day: date) -> date:
    """The Sunday that begins the day's week, as calendars hang on walls in Korea."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def cell(day: date, counts: Mapping[date, int], ask: Ask, view: View) -> Cell:
    count, url = counts.get(day, 0), day_link(view, day, ask.filters.canonical())[1]
    from timeline.korean.holidays import holidays_of  # what a daemon that shows no page need not hold

    rest = day.weekday() == _SUNDAY or day in holidays_of(day.year)
    return Cell(
        f"{day.day}", count, level(count, max(counts.values(), default=0)), url, day == ask.today, rest
    )


def month_rows(first: date, counts: Mapping[date, int], ask: Ask, view: View) -> list[list[Cell | None]]:
    """The month in rows of seven from Sunday on."""
    cells: list[Cell | None] = [None] * (first - sunday(first)).days
    day = first
    while day.month == first.month:
        cells.append(cell(day, counts, ask, view))
        day += _DAY
    cells += [None] * (-len(cells) % 7)
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def fortnight(counts: Mapping[date, int], ask: Ask, view: View) -> list[list[Cell]]:
    """This week and the next."""
    first = sunday(ask.today)
    days = [cell(first + number * _DAY, counts, ask, view) for number in range(14)]
    return [days[:7], days[7:]]


def month_name(number: int, language: Language) -> str:
    return english.MONTHS[number - 1] if language == "en" else f"{number}"


def year_link(view: View, year: int, asked: str) -> Link:
    say: Say = texts(view.language)
    return say("year_of", year), view.link(f"/timeline/{year}", asked)


def month_link(view: View, day: date, asked: str, beside: date | None = None) -> Link:
    """The month's name and address; beside another month of the same year its year is not told again."""
    say: Say = texts(view.language)
    number = month_name(day.month, view.language)
    again = beside is not None and beside.year == day.year
    name = say("month_alone", number) if again else say("month_of", day.year, number)
    return name, view.link(f"/timeline/{day.year}/{day.month:02}", asked)


def day_link(view: View, day: date, asked: str) -> Link:
    """The day's name and address; its year stands above."""
    name = english.in_year(day) if view.language == "en" else f"{day.month}월 {day.day}일"
    return name, view.link(f"/timeline/{day.year}/{day.month:02}/{day.day:02}", asked)
