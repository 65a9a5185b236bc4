"""Which entries a feed shows: from filters and a day to a query, and the finer choice that no column knows."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from timeline.export import wording
from timeline.export.choice import EVENTS, Choice, choose
from timeline.export.precision import APPROXIMATE, GRAINS, WIDEST, Precision, precision
from timeline.export.wording import Standing
from timeline.model import Entry, Status
from timeline.query import Order, Query, Shelf, Told
from timeline.web.ask import Ask
from timeline.web.filters import CHANGED, Filters
from timeline.web.window import Window, gone, midnight, still_shown, turning, window

CONFIDENCE = 0.5  # a feed shows no reading below this unless asked to
EVERY = frozenset(Precision)

_STATUSES: dict[str, tuple[Status, ...]] = {
    Standing.CONFIRMED: (Status.HELD,),
    Standing.TENTATIVE: (Status.SCHEDULED, Status.HELD),  # held, but read with little confidence
    Standing.CANCELLED: (Status.CANCELLED, Status.POSTPONED),
}
_TOLD = tuple(status for status in Status if status is not Status.STATEMENT)
_DAY = timedelta(days=1)

_Any = TypeVar("_Any")
_Named = TypeVar("_Named", Entry, Told)  # what has a uid


def query(
    filters: Filters, wanted: frozenset[Precision] | None = None, confidence: float = CONFIDENCE
) -> Query:
    """What to ask of the shelf, without the window; `fits` does the finer choice."""
    wanted = precisions(filters) if wanted is None else wanted
    grains = () if wanted == EVERY else (grain for each in wanted for grain in GRAINS[each])
    statuses = (status for each in filters.status for status in _STATUSES.get(each, _TOLD))
    changed = filters.updated_after
    return Query(
        statuses=tuple(sorted(set(statuses))) or _TOLD,
        grains=tuple(sorted(set(grains))),
        regions=filters.region,
        categories=filters.category,
        sources=filters.source,
        words=filters.q,
        min_confidence=confidence if filters.min_confidence is None else filters.min_confidence,
        changed_after=changed if isinstance(changed, int) else 0,
        revised=filters.status == (CHANGED,),
        lone_reports=confidence > 0,
    )


def precisions(filters: Filters, of: frozenset[Precision] = EVERY) -> frozenset[Precision]:
    """Those of a feed's precisions that were asked for."""
    return of & {Precision(each) for each in filters.precision} if filters.precision else of


def fits(entry: Entry, wanted: frozenset[Precision], filters: Filters) -> bool:
    changed, told = filters.updated_after, filters.status
    return (
        precision(entry.event.span) in wanted
        and (not told or wording.standing(entry.event) in told or (CHANGED in told and entry.revision > 0))
        and (not isinstance(changed, datetime) or entry.updated > changed)
    )


def capped(
    shelf: Shelf, ask: Ask, wanted: frozenset[Precision], write: Callable[[Entry], bytes], *, calendar: bool
) -> tuple[Choice, date | None]:
    """What a capped feed shows, written; and the first day on which it will show something else.

    A `calendar` has its own window, and nothing wider than a quarter where no day is known.
    """
    view = window(ask.filters, ask.today, calendar=calendar)
    wanted = precisions(ask.filters, wanted)
    asked = view.of(query(ask.filters, wanted))
    ends: list[datetime] = []
    found = (
        entry
        for entry in _seen(shelf.outlines(asked) if wanted else iter(()), ends)
        if fits(entry, wanted, ask.filters) and _kept(entry, ask) and not (calendar and _too_wide(entry))
    )
    choice = choose(
        found, write, today=midnight(ask.today), fill=shelf.filled, limit=ask.filters.limit or EVENTS
    )
    turns = [turning(shelf, asked, view, ends)]
    if choice.remark:  # what is cut depends on what is past by now
        turns.append(ask.today + _DAY)
    if Standing.CANCELLED not in ask.filters.status:
        turns += [gone(entry) for entry in choice.shown if _is_off(entry)]
    return choice, min((day for day in turns if day), default=None)


def learned(shelf: Shelf, ask: Ask, most: int) -> tuple[list[Entry], date | None]:
    """The newest revisions first; and tomorrow, where the filters name a window that moves."""
    view = window(ask.filters, ask.today, calendar=False)
    wanted = precisions(ask.filters)
    asked = view.of(query(ask.filters, wanted))
    with closing(read(shelf, asked, order="changed")) as entries:
        found = (entry for entry in entries if fits(entry, wanted, ask.filters) and not entry.withdrawn)
        return list(islice(found, ask.filters.limit or most)), _tomorrow(view, ask)


def page(
    shelf: Shelf, ask: Ask, after: tuple[datetime, str] | tuple[()], most: int, form: int
) -> tuple[list[Told], bool, date | None]:
    """Everything, by start and uid: a page after the entry named, and whether another follows.

    Who asks for changes is told of withdrawn entries too.
    """
    view, wanted, asked = _complete(ask)
    if after and (asked.since is None or asked.since < after[0]):
        asked = replace(asked, since=after[0])
    size = ask.filters.limit or most
    with closing(_closed(shelf.written(asked, form))) as entries:
        found = (
            told for told in entries if fits(told.entry, wanted, ask.filters) and position(told.entry) > after
        )
        told = list(islice(found, size + 1))
    return told[:size], len(told) > size, _tomorrow(view, ask)


def whole(shelf: Shelf, ask: Ask, form: int) -> Iterator[bytes | Entry]:
    """All that `page` would show, page after page: the text that is kept, or the entry of which none is."""
    _, wanted, asked = _complete(ask)
    if wanted == EVERY and not ask.filters.status and not isinstance(ask.filters.updated_after, datetime):
        return _closed(shelf.texts(asked, form))  # the query says it all
    found = _closed(shelf.written(asked, form))
    return (told.text or told.entry for told in found if fits(told.entry, wanted, ask.filters))


def _complete(ask: Ask) -> tuple[Window, frozenset[Precision], Query]:
    view = window(ask.filters, ask.today, calendar=False)
    wanted = precisions(ask.filters)
    asked = view.of(query(ask.filters, wanted, confidence=0.0))
    return view, wanted, replace(asked, withdrawn=ask.filters.updated_after is not None)


def position(entry: Entry) -> tuple[datetime, str]:
    return entry.event.span.start, entry.uid


def read(
    shelf: Shelf, asked: Query, order: Order = "start", limit: int | None = None
) -> Generator[Entry, None, None]:
    """The shelf's entries; it is told at once when nobody reads on."""
    return _closed(shelf.entries(asked, order=order, limit=limit))


def _closed(entries: Iterator[_Any]) -> Generator[_Any, None, None]:
    """The same, told at once when nobody reads on."""
    try:
        yield from entries
    finally:
        if close := getattr(entries, "close", None):
            close()


def each(entries: Iterable[_Named], write: Callable[[_Named], bytes]) -> tuple[list[bytes], tuple[str, ...]]:
    """What could be written, and the uids of what could not."""
    unfit: list[str] = []
    return list(written(entries, write, unfit)), tuple(unfit)


def written(
    entries: Iterable[_Named], write: Callable[[_Named], bytes], unfit: list[str] | None = None
) -> Iterator[bytes]:
    """What can be written; the uids of what cannot are added to `unfit`."""
    for entry in entries:
        try:
            told = write(entry)
        except Exception:  # whatever is wrong with one entry, the others must reach their readers (R20)
            if unfit is not None:
                unfit.append(entry.uid)
        else:
            yield told


def _seen(entries: Iterator[Entry], ends: list[datetime]) -> Iterator[Entry]:
    for entry in entries:
        ends.append(entry.event.span.end)
        yield entry


def _too_wide(entry: Entry) -> bool:
    span = entry.event.span
    return precision(span) in APPROXIMATE and span.end - span.start > WIDEST


def _kept(entry: Entry, ask: Ask) -> bool:
    """Whether the entry goes ahead, or was called off so lately that its readers must still learn of it."""
    return not _is_off(entry) or Standing.CANCELLED in ask.filters.status or still_shown(entry, ask.today)


def _is_off(entry: Entry) -> bool:
    return wording.standing(entry.event) is Standing.CANCELLED


def _tomorrow(view: Window, ask: Ask) -> date | None:
    return ask.today + _DAY if view.moves else None
