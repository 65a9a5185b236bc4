"""The pages about entries: what is coming, one event, one article, a search. Whole without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby, islice

from timeline.export import jsonld, wording
from timeline.export.text import http_url, line
from timeline.model import SEOUL, Entry
from timeline.query import Catalogue, Order, Query, Revision
from timeline.web import cards
from timeline.web.ask import Ask, Drawn
from timeline.web.cards import Card, card, moment
from timeline.web.filters import Filters
from timeline.web.frame import Say, View, bar, draw, without_each
from timeline.web.selection import fits, precisions, query, read
from timeline.web.texts import texts
from timeline.web.window import midnight

COMING = 24
PAST = 12
NEW = 6
UNDATED = 6
FOUND = 20  # on a page of search results
LONG = timedelta(days=92)  # how far back an event is looked for that still goes on

MONTH = timedelta(days=31)  # either way, what the filter bar counts

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A heading and the cards under it."""

    name: str
    cards: tuple[Card, ...]


@dataclass(slots=True)
class Reader:
    """Cards read from the shelf for one page; what could not be shown is named in `unfit`."""

    shelf: Catalogue
    ask: Ask
    view: View
    unfit: list[str]

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
                    made.append(card(entry, self.view.language))
                except Exception:  # one bad entry leaves a gap, not a broken page
                    self.unfit.append(entry.uid)
                if most is not None and len(made) >= most:
                    break
        return made


def front(shelf: Catalogue, ask: Ask, view: View) -> Drawn:
    """What is coming and what has been, a day at a time, and what was learned last."""
    reader = Reader(shelf, ask, view, [])
    today = midnight(ask.today)
    asked = query(ask.filters)
    dated = replace(asked, with_day=True)
    running = replace(dated, since=today, starting=today - LONG, until=midnight(ask.today + _DAY))
    coming = reader.cards(replace(dated, starting=midnight(ask.today + _DAY)), COMING)
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
        bar=bar(view, ask.filters, shelf.count_facets(near)),
        running=reader.cards(running, COMING),
        week=days(week),
        later=days(coming[len(week) :]),
        more=len(coming) == COMING,
        undated=reader.cards(replace(asked, with_day=False, since=today, starting=today - LONG), UNDATED),
        past=days(past),
        learned=reader.cards(asked, NEW, "changed"),
        filter_words=ask.filters.words(),
    )
    return Drawn(body, ask.today + _DAY, tuple(reader.unfit))


def event(shelf: Catalogue, ask: Ask, view: View) -> Drawn | None:
    """One event with the way its time was read and what it was before; None where there is none (any more)."""
    entry = shelf.entry(view.told["uid"])
    if entry is None or entry.withdrawn:
        return None
    body = draw(
        "event.html",
        ask,
        view,
        card=card(entry, view.language),
        entry=entry,
        event=entry.event,
        when=entry.event.when,
        anchor=_anchor(entry, view),
        history=history(shelf.revisions(entry.uid), view),
        linked={"@context": "https://schema.org", **json.loads(jsonld.event(entry))},
        report=_report(entry, view),
    )
    return Drawn(body)


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
        published=cards.stamped(made.published, view.language),
        cards=[card(entry, view.language) for entry in entries],
        elsewhere=_elsewhere(view, made.source, made.key),
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
    body = draw(
        "search.html",
        ask,
        view,
        section="search",
        bar=bar(view, filters, {}),
        found=found[:FOUND],
        more=view.link("/search", more.canonical()) if more else None,
        hopeful=hopeful,
    )
    return Drawn(body, None, tuple(reader.unfit))


def days(shown: Iterable[Card]) -> list[Day]:
    return [Day(name, tuple(group)) for name, group in groupby(shown, key=lambda each: each.day)]


def history(revisions: list[Revision], view: View) -> list[tuple[str, list[str]]]:
    """What became of an entry: the moment of each revision, and what it changed, in words."""
    say = texts(view.language)
    told = []
    for before, after in zip([None, *revisions], revisions, strict=False):
        at = moment(after.at, view.language)
        if before is None:
            told.append((at, [say("first_read", cards.told(after.event, view.language))]))
        else:
            told.append((at, _changes(before, after, view, say)))
    return told


def _changes(before: Revision, after: Revision, view: View, say: Say) -> list[str]:
    if after.withdrawn:
        return [say("gone")]
    old, new = before.event, after.event
    pairs = (
        ("moved", cards.told(old, view.language), cards.told(new, view.language)),
        ("renamed", line(old.title), line(new.title)),
        ("placed", wording.location(old.place) or "-", wording.location(new.place) or "-"),
        ("restated", say(old.status.value), say(new.status.value)),
    )
    return [say(name, was, now) for name, was, now in pairs if was != now] or [say("other_edit")]


def _anchor(entry: Entry, view: View) -> str:
    when = entry.event.when
    return moment(when.anchor, view.language) if when and when.anchor else ""


def _report(entry: Entry, view: View) -> str:
    """Where a wrong date is told: the operator's page, or a letter that names the event."""
    if url := http_url(view.contact):
        return url
    if "@" not in view.contact or any(sign in view.contact for sign in " ?&<>\"'"):
        return ""
    return f"mailto:{view.contact}?subject={entry.uid}"


def _elsewhere(view: View, source: str, key: str) -> str:
    from urllib.parse import urlencode

    other = replace(view, language="ko" if view.language == "en" else "en")
    return other.link("/article", urlencode({"source": source, "key": key}))


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


def local_day(entry: Entry) -> str:
    return f"{entry.event.span.start.astimezone(SEOUL).date()}"
