"""The pages about entries: what is coming, one event, one article, a search. Whole without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby, islice
from types import MappingProxyType

from timeline.export import jsonld
from timeline.export.text import http_url, line
from timeline.model import Entry
from timeline.query import Catalogue, Order, Query
from timeline.web import almanac, times
from timeline.web.ask import Ask, Drawn
from timeline.web.bar import bar, without_each
from timeline.web.cards import Card, card
from timeline.web.filters import Filters
from timeline.web.frame import View, draw
from timeline.web.selection import fits, precisions, query, read
from timeline.web.window import midnight

TODAY = 8
GOING = 6  # that began before today
COMING = 24
PER_DAY = 4  # of the days to come
PAST = 12
NEW = 6
LINKED = 6  # entries told to search engines
UNDATED = 6
FOUND = 20  # on a page of search results
LONG = timedelta(days=92)  # how far back an event is looked for that still goes on

MONTH = timedelta(days=31)  # either way, what the filter bar counts

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A heading in two parts (4월 17일, 금요일 · 내일) with the page of the day, and the cards under it.

    `count` is how many begin on the day, cards that are not shown among them.
    """

    name: str
    remark: str
    url: str
    cards: tuple[Card, ...]
    count: int


@dataclass(slots=True)
class Reader:
    """Cards read from the shelf for one page; what could not be shown is named in `unfit`."""

    shelf: Catalogue
    ask: Ask
    view: View
    unfit: list[str]
    read: list[Entry] = field(default_factory=list)

    @property
    def chooses(self) -> bool:
        """Whether the filters ask more finely than a query can: some of its entries are not shown."""
        return bool(self.ask.filters.precision or self.ask.filters.status)

    def cards(self, asked: Query, most: int | None = None, order: Order = "start") -> list[Card]:
        """At most so many of the entries asked for that the filters let through."""
        filters = self.ask.filters
        wanted = precisions(filters)
        made: list[Card] = []
        with closing(read(self.shelf, asked, order, None if self.chooses else most)) as entries:
            for entry in (each for each in entries if fits(each, wanted, filters)):
                try:
                    made.append(card(entry, self.view.language, self.ask.today))
                    self.read.append(entry)
                except Exception:  # one bad entry leaves a gap, not a broken page
                    self.unfit.append(entry.uid)
                if most is not None and len(made) >= most:
                    break
        return made


def front(shelf: Catalogue, ask: Ask, view: View) -> Drawn:
    """What is coming and what has been, a day at a time, and what was learned last."""
    reader = Reader(shelf, ask, view, [])
    today, tomorrow = midnight(ask.today), midnight(ask.today + _DAY)
    asked = query(ask.filters)
    dated = replace(asked, with_day=True)
    first = almanac.sunday(ask.today)
    counts = shelf.count_days(replace(dated, starting=midnight(first), until=midnight(first + 14 * _DAY)))
    starts = reader.cards(replace(dated, starting=today, until=tomorrow), TODAY)
    known = {} if reader.chooses else counts
    coming = _coming(reader, dated, known)
    ahead = tuple(reader.read)
    monday = ask.today + (7 - ask.today.weekday()) * _DAY
    week = [each for each in coming if each.date < monday]
    past = reader.cards(replace(dated, until=today), PAST if coming else 2 * PAST, "latest")
    centre = ask.today if coming or not past else past[0].date
    near = replace(asked, starting=midnight(centre - MONTH), until=midnight(centre + MONTH))
    body = draw(
        "front.html",
        ask,
        view,
        section="upcoming",
        bar=bar(view, ask.filters, shelf, near),
        now=_day(ask.today, tuple(starts), ask, view, known.get(ask.today, 0)),
        goes_on=reader.cards(replace(dated, since=today, starting=today - LONG, until=today), GOING),
        fortnight=almanac.fortnight(counts, ask, view),
        weekdays=almanac.WEEKDAYS[view.language],
        week=days(week, ask, view, known),
        later=days(coming[len(week) :], ask, view, known),
        more=len(coming) == COMING,
        undated=reader.cards(replace(asked, with_day=False, since=today, starting=today - LONG), UNDATED),
        past=days(past, ask, view),
        learned=reader.cards(asked, NEW, "changed"),
        filter_words=ask.filters.words(),
        linked=linked(ask, ahead[:LINKED]) if ahead else None,
    )
    return Drawn(body, ask.today + _DAY, tuple(reader.unfit))


def linked(ask: Ask, entries: Iterable[Entry]) -> dict[str, object]:
    """The first entries of a page as schema.org has a list of events."""
    listed = [
        {"@type": "ListItem", "position": place, "item": json.loads(jsonld.event(entry, ask.site.url("/")))}
        for place, entry in enumerate(entries, 1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": line(ask.site.name),
        "itemListElement": listed,
    }


def article(shelf: Catalogue, ask: Ask, view: View) -> Drawn | None:
    """All that was read from one article, in the order of time; never the article's own text."""
    told = shelf.article(view.told.get("source", ""), view.told.get("key", ""))
    if told is None:
        return None
    made, entries = told
    body = draw(
        "article.html",
        ask,
        view,
        headline=line(made.title),
        publisher=line(made.publisher) or line(made.source),
        url=http_url(made.url),
        published=times.stamped(made.published, view.language),
        cards=[card(entry, view.language, ask.today) for entry in entries],
    )
    return Drawn(body)


def search(shelf: Catalogue, ask: Ask, view: View) -> Drawn:
    """What was found, the newest learned first; where nothing was, which filter stands in the way."""
    reader = Reader(shelf, ask, view, [])
    filters = ask.filters
    asked = replace(windowed(filters), learned_before=filters.cursor)
    found = reader.cards(asked, FOUND + 1, "learned") if filters.q or filters.canonical() else []
    more = replace(filters, cursor=found[FOUND - 1].uid) if len(found) > FOUND else None
    hopeful = [] if found else _hopeful(shelf, filters, view)
    near = windowed(filters) if found and len(filters.q) != 1 else None
    body = draw(
        "search.html",
        ask,
        view,
        section="search",
        bar=bar(view, filters, shelf, near, dated=True),
        found=found[:FOUND],
        more=view.link("/search", more.canonical()) if more else None,
        hopeful=hopeful,
    )
    return Drawn(body, None, tuple(reader.unfit))


def _coming(reader: Reader, dated: Query, counts: Mapping[date, int]) -> list[Card]:
    """What comes after today: of the next weeks some of each day, so that a full day does not hide the others.

    Where the days that are counted fill the room, no further ones are looked through.
    """
    tomorrow, behind = midnight(reader.ask.today + _DAY), midnight(reader.ask.today + MONTH)
    per_day = 0 if reader.chooses else PER_DAY
    enough = midnight(_filled(reader.ask.today, counts) + _DAY)
    near = reader.cards(replace(dated, starting=tomorrow, until=enough, per_day=per_day), COMING)
    room = COMING - len(near)
    return near + (reader.cards(replace(dated, starting=behind), room) if room else [])


def _filled(today: date, counts: Mapping[date, int]) -> date:
    """The day after today by which those that are counted fill the room, else the last that is looked at."""
    shown = 0
    for day in sorted(day for day in counts if day > today):
        shown += min(counts[day], PER_DAY)
        if shown >= COMING:
            return day
    return today + MONTH - _DAY


def days(
    shown: Iterable[Card], ask: Ask, view: View, counts: Mapping[date, int] = MappingProxyType({})
) -> list[Day]:
    made = ((day, tuple(group)) for day, group in groupby(shown, key=lambda each: each.date))
    return [_day(day, group, ask, view, counts.get(day, 0)) for day, group in made]


def _day(day: date, shown: tuple[Card, ...], ask: Ask, view: View, count: int) -> Day:
    url = almanac.day_link(view, day, ask.filters.canonical())[1]
    return Day(*times.day_name(day, ask.today, view.language), url, shown, count)


def windowed(filters: Filters) -> Query:
    """The query with the days that the filters name; a search otherwise looks through all of time."""
    since = midnight(filters.since) if filters.since else None
    until = midnight(filters.until + _DAY) if filters.until else None
    return replace(query(filters), since=since, until=until)


def _hopeful(shelf: Catalogue, filters: Filters, view: View) -> list[tuple[str, str, str]]:
    """Of each value chosen, its name and the address without it, where that would show something."""
    told = []
    for name, value, rest in without_each(filters):
        with closing(read(shelf, windowed(rest), "learned")) as entries:
            if rest.canonical() and any(fits(each, precisions(rest), rest) for each in islice(entries, 20)):
                told.append((name, value, view.link("/search", rest.canonical())))
    return told
