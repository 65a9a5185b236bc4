"""The calendar pages: a year of months, a month of days, a day. Grids are counted, never read."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, islice

from timeline.query import Catalogue, Query
from timeline.web import times
from timeline.web.almanac import (
    WEEKDAYS,
    Cell,
    day_link,
    level,
    month_link,
    month_name,
    month_rows,
    year_link,
)
from timeline.web.ask import Ask, Drawn
from timeline.web.bar import bar
from timeline.web.cards import Card
from timeline.web.filters import Filters
from timeline.web.frame import View, draw
from timeline.web.pages import LONG, UNDATED, Reader
from timeline.web.selection import query
from timeline.web.texts import texts
from timeline.web.window import midnight

SHOWN = 3  # of a day on the page of its month
PAGE = 40  # of a day on its own page
FIRST, LAST = 1900, 2199  # the years that have pages; a crawler must not walk to the year 9000

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """A day on the page of its month: its name in two parts, some of its cards, and the address of all."""

    name: str
    remark: str
    cards: tuple[Card, ...]
    count: int
    url: str


def year(shelf: Catalogue, ask: Ask, view: View) -> Drawn | None:
    """Twelve months with their counts."""
    if (first := _day(view.told["year"])) is None:
        return None
    after = date(first.year + 1, 1, 1)
    counts = shelf.count_days(_dated(ask.filters, first, after))
    say, asked = texts(view.language), ask.filters.canonical()
    months = []
    for number in range(1, 13):
        count = sum(n for day, n in counts.items() if day.month == number)
        name = month_name(number, view.language)
        url = view.link(f"/timeline/{first.year}/{number:02}", asked)
        is_now = (ask.today.year, ask.today.month) == (first.year, number)
        months.append(Cell(name, count, level(count // 8), url, is_now))
    body = draw(
        "year.html",
        ask,
        view,
        section="months",
        title=say("year_of", first.year),
        months=months,
        total=sum(counts.values()),
        bar=bar(view, ask.filters, shelf, None),
        before=year_link(view, first.year - 1, asked),
        after=year_link(view, first.year + 1, asked),
        filters=_between(ask.filters, first, after),
    )
    return Drawn(body, ask.today + _DAY)


def month(shelf: Catalogue, ask: Ask, view: View) -> Drawn | None:
    """A grid of counts, then each day with its first entries, then what has no day."""
    if (first := _day(view.told["year"], view.told["month"])) is None:
        return None
    after = _next_month(first)
    dated = _dated(ask.filters, first, after)
    counts = shelf.count_days(dated)
    reader = Reader(shelf, ask, view, [])
    undated = replace(
        query(ask.filters),
        with_day=False,
        since=midnight(first),
        until=midnight(after),
        starting=midnight(first) - LONG,
    )
    asked, say = ask.filters.canonical(), texts(view.language)
    body = draw(
        "month.html",
        ask,
        view,
        section="months",
        title=say("month_of", first.year, month_name(first.month, view.language)),
        year=first.year,
        year_link=view.link(f"/timeline/{first.year}", asked),
        weeks=month_rows(first, counts, ask, view),
        weekdays=WEEKDAYS[view.language],
        opened=_opened(reader, dated, counts),
        undated=reader.cards(undated, UNDATED),
        bar=bar(view, ask.filters, shelf, dated),
        before=month_link(view, first - _DAY, asked, first),
        after=month_link(view, after, asked, first),
        filters=_between(ask.filters, first, after),
    )
    return Drawn(body, ask.today + _DAY, tuple(reader.unfit))


def day(shelf: Catalogue, ask: Ask, view: View) -> Drawn | None:
    """All that begins on a day, in pages, and what goes on from before."""
    if (first := _day(view.told["year"], view.told["month"], view.told["day"])) is None:
        return None
    reader = Reader(shelf, ask, view, [])
    after = first + _DAY
    dated = _dated(ask.filters, first, after)
    number = _page(ask.filters.cursor)
    shown = reader.cards(dated, (number + 1) * PAGE + 1)
    goes_on = replace(dated, starting=midnight(first) - LONG, until=midnight(first), since=midnight(first))
    asked = replace(ask.filters, cursor="").canonical()
    more = (
        replace(ask.filters, cursor=f"{number + 1}").canonical() if len(shown) > (number + 1) * PAGE else None
    )
    body = draw(
        "day.html",
        ask,
        view,
        section="months",
        title=times.full(first, view.language),
        day=first.isoformat(),
        remark=times.near(first, ask.today, view.language),
        month=texts(view.language)("month_of", first.year, month_name(first.month, view.language)),
        month_link=month_link(view, first, asked)[1],
        cards=shown[number * PAGE : (number + 1) * PAGE],
        goes_on=[] if number else reader.cards(goes_on, PAGE // 2),
        more=view.link(view.path, more) if more else None,
        bar=bar(view, ask.filters, shelf, dated),
        before=day_link(view, first - _DAY, asked),
        after=day_link(view, after, asked),
        filters=_between(ask.filters, first, after),
    )
    return Drawn(body, ask.today + _DAY, tuple(reader.unfit))


def _dated(filters: Filters, first: date, after: date) -> Query:
    return replace(query(filters), with_day=True, starting=midnight(first), until=midnight(after))


def _between(filters: Filters, first: date, after: date) -> Filters:
    """The filters with which a feed shows this page."""
    return replace(filters, since=first, until=after - _DAY, cursor="")


def _opened(reader: Reader, dated: Query, counts: Mapping[date, int]) -> list[Opened]:
    """Each day with its first cards; one question to the store for all of them."""
    view, asked = reader.view, reader.ask.filters.canonical()
    firsts = reader.cards(replace(dated, per_day=0 if reader.chooses else SHOWN))
    shown = {day: tuple(islice(group, SHOWN)) for day, group in groupby(firsts, key=lambda each: each.date)}
    return [
        Opened(
            *times.day_name(day, reader.ask.today, view.language),
            shown.get(day, ()),
            counts[day],
            day_link(view, day, asked)[1],
        )
        for day in sorted(counts)
    ]


def _day(year: str, month: str = "1", day: str = "1") -> date | None:
    """The day that an address names, None for one that is no day or has no page."""
    with suppress(ValueError):
        told = date(int(year), int(month), int(day))
        return told if FIRST <= told.year <= LAST else None
    return None


def _page(cursor: str) -> int:
    return int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 4 else 0


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
