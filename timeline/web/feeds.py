"""The feeds: from a shelf, filters and a moment to the bytes that the server and the command line both give out.

No server is needed here: `render` is what `yeonpyo export` writes and what HTTP sends.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal

from timeline.errors import BadFilter
from timeline.export import ical, jsonfeed, timeline_json, wording
from timeline.export.choice import EVENTS, choose
from timeline.export.precision import APPROXIMATE, EXACT, GRAINS, WIDEST, Precision, precision
from timeline.export.text import line
from timeline.export.wording import Standing
from timeline.model import SEOUL, Entry, Status
from timeline.query import Query, Shelf
from timeline.web.filters import Filters
from timeline.web.window import Window, gone, midnight, still_shown, turning, window

PAGE = 500  # events on a page of timeline.json
LEARNED = 100  # items of feed.json
CONFIDENCE = 0.5  # a feed shows no reading below this unless asked to

_STATUSES = {
    Standing.CONFIRMED: (Status.HELD,),
    Standing.TENTATIVE: (Status.SCHEDULED, Status.HELD),  # held, but read with little confidence
    Standing.CANCELLED: (Status.CANCELLED, Status.POSTPONED),
}
_DAY = timedelta(days=1)

Write = Callable[[Entry, bool], bytes]


@dataclass(frozen=True, slots=True)
class Site:
    """What the timeline is called, and its public address, if it has one."""

    name: str = "연표"
    public_url: str | None = None

    def url(self, path: str, canonical: str = "") -> str | None:
        asked = f"?{canonical}" if canonical else ""
        return f"{self.public_url.rstrip('/')}{path}{asked}" if self.public_url else None


def _block(entry: Entry, as_window: bool) -> bytes:
    return ical.block(entry, as_window=as_window)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a drawing depends on beside the entries. `change` is the shelf's newest; `write` makes a VEVENT."""

    filters: Filters
    site: Site
    now: datetime
    change: int
    write: Write = _block

    @property
    def today(self) -> date:
        return self.now.astimezone(SEOUL).date()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A feed's bytes; the first day on which the same change number would give others; the uids left out."""

    body: bytes
    turns: date | None = None
    unfit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it is published: where, as what, how it is drawn, and the filters that mean nothing to it."""

    path: str
    media: str
    draw: Callable[[Shelf, Ask], Drawn]
    ignores: tuple[str, ...] = ()

    def heard(self, filters: Filters) -> Filters:
        """The filters without those this feed ignores, so that equal feeds have equal addresses."""
        blank = Filters()
        return replace(filters, **{name: getattr(blank, name) for name in self.ignores})


def render(
    shelf: Shelf, kind: str, filters: Filters | None = None, *, site: Site | None = None, now: datetime
) -> bytes:
    """The bytes of a feed ("calendar", "approx", "timeline", "feed") at a moment.

    Raises BadFilter for a cursor that is none of ours, and what the shelf raises.
    """
    feed = FEEDS[kind]
    ask = Ask(feed.heard(filters or Filters()), site or Site(), now, shelf.latest()[0])
    return feed.draw(shelf, ask).body


def render_event(shelf: Shelf, uid: str, *, site: Site | None = None) -> bytes | None:
    """The calendar of one event; None where there is none (any more), or none that a calendar could hold."""
    entry = shelf.entry(uid)
    if entry is None or entry.withdrawn:
        return None
    try:
        told = ical.block(entry)
    except ical.Unfit:
        return None
    head = ical.Head(wording.title(entry.event), (site or Site()).name)
    return b"".join(ical.calendar(head, [told]))


def _main(shelf: Shelf, ask: Ask) -> Drawn:
    about = "지역 신문 기사에서 읽은 일정입니다. 시각이 기사에 없으면 종일로 적습니다."
    return _calendar(shelf, ask, EXACT, ("/calendar.ics", "", about))


def _approx(shelf: Shelf, ask: Ask) -> Drawn:
    about = "날짜까지는 알려지지 않은 일정입니다. 기사에 있는 만큼(5월 초, 6월 중)만 적습니다."
    return _calendar(shelf, ask, APPROXIMATE, ("/approx.ics", " 날짜 미정", about))


def _calendar(shelf: Shelf, ask: Ask, told: frozenset[Precision], names: tuple[str, str, str]) -> Drawn:
    path, kind, about = names
    view = window(ask.filters, ask.today, calendar=True)
    wanted = told & {Precision(each) for each in ask.filters.precision} if ask.filters.precision else told
    query = view.of(_query(ask.filters, wanted, CONFIDENCE))
    read = _read(shelf, query) if wanted else iter(())
    ends: list[datetime] = []
    choice = choose(
        (entry for entry in _seen(read, ends) if _fits(entry, wanted, ask) and _drawable(entry, ask)),
        lambda entry: ask.write(entry, ask.filters.partday == "window"),
        today=midnight(ask.today),
        limit=ask.filters.limit or EVENTS,
    )
    turns = [turning(shelf, query, view, ends)]
    if choice.remark:  # what is cut depends on what is past by now
        turns.append(ask.today + _DAY)
    if Standing.CANCELLED not in ask.filters.status:
        turns += [
            gone(entry) for entry in choice.shown if wording.standing(entry.event) is Standing.CANCELLED
        ]
    head = ical.Head(
        name=_name(ask, kind),
        description=f"{about} {choice.remark}".strip(),
        address=ask.site.url(path, ask.filters.canonical()),
        site=ask.site.url("/"),
    )
    body = b"".join(ical.calendar(head, choice.blocks))
    return Drawn(body, min((day for day in turns if day), default=None), choice.unfit)


def _timeline(shelf: Shelf, ask: Ask) -> Drawn:
    view, wanted = _stretch(ask)
    query = view.of(_query(ask.filters, wanted, 0.0))
    after = _after(ask.filters.cursor)
    if after and (query.since is None or query.since < after[0]):
        query = replace(query, since=after[0])
    size = ask.filters.limit or PAGE
    entries = (entry for entry in _read(shelf, query) if _fits(entry, wanted, ask) and _key(entry) > after)
    with closing(entries):
        page = list(islice(entries, size + 1))
    events, unfit = _each(page[:size], timeline_json.event)
    cursor = _cursor(page[size - 1]) if len(page) > size else None
    body = b"".join(timeline_json.document(ask.change, events, cursor))
    return Drawn(body, ask.today + _DAY if view.moves else None, unfit)


def _learned(shelf: Shelf, ask: Ask) -> Drawn:
    view, wanted = _stretch(ask)
    query = view.of(_query(ask.filters, wanted, CONFIDENCE))
    entries = (entry for entry in _read(shelf, query, order="changed") if _fits(entry, wanted, ask))
    with closing(entries):
        items, unfit = _each(islice(entries, ask.filters.limit or LEARNED), jsonfeed.item)
    address = ask.site.url("/feed.json", ask.filters.canonical())
    about = "지역 신문 기사에서 새로 알게 된 일정입니다."
    body = b"".join(
        jsonfeed.document(
            _name(ask, " 새로 알려진 일"), about, items, home=ask.site.url("/"), address=address
        )
    )
    return Drawn(body, ask.today + _DAY if view.moves else None, unfit)


def _stretch(ask: Ask) -> tuple[Window, frozenset[Precision]]:
    return window(ask.filters, ask.today, calendar=False), _precisions(ask.filters)


def base_query(filters: Filters, confidence: float = CONFIDENCE) -> Query:
    """What a page asks of the shelf: the feeds' choice, of every precision."""
    return _query(filters, _precisions(filters), confidence)


def fits(entry: Entry, ask: Ask) -> bool:
    return _fits(entry, _precisions(ask.filters), ask)


def _precisions(filters: Filters) -> frozenset[Precision]:
    return frozenset(map(Precision, filters.precision)) or frozenset(Precision)


def _query(filters: Filters, wanted: frozenset[Precision], confidence: float) -> Query:
    """What to ask of the shelf; `_fits` does the finer choice that its columns cannot."""
    grains = () if wanted == frozenset(Precision) else (grain for each in wanted for grain in GRAINS[each])
    statuses = (status for each in filters.status for status in _STATUSES[Standing(each)])
    changed = filters.updated_after
    return Query(
        statuses=tuple(sorted(set(statuses))) or tuple(s for s in Status if s is not Status.STATEMENT),
        grains=tuple(sorted(set(grains))),
        regions=filters.region,
        categories=filters.category,
        sources=filters.source,
        words=filters.q,
        min_confidence=confidence if filters.min_confidence is None else filters.min_confidence,
        changed_after=changed if isinstance(changed, int) else 0,
        lone_reports=confidence > 0,
        withdrawn=changed is not None,  # who asks for changes must learn of what went
    )


def _fits(entry: Entry, wanted: frozenset[Precision], ask: Ask) -> bool:
    changed, told = ask.filters.updated_after, ask.filters.status
    return (
        precision(entry.event.span) in wanted
        and (not told or wording.standing(entry.event).value in told)
        and (not isinstance(changed, datetime) or entry.updated > changed)
    )


def _drawable(entry: Entry, ask: Ask) -> bool:
    """Whether a calendar shows the entry: no wider than a quarter where no day is known, not long cancelled."""
    event = entry.event
    if precision(event.span) in APPROXIMATE and event.span.end - event.span.start > WIDEST:
        return False
    cancelled = wording.standing(event) is Standing.CANCELLED
    return not cancelled or Standing.CANCELLED in ask.filters.status or still_shown(entry, ask.today)


def _read(shelf: Shelf, query: Query, order: Literal["start", "changed"] = "start") -> Iterator[Entry]:
    """The shelf's entries; it is told at once when nobody reads on."""
    entries = shelf.entries(query, order=order)
    try:
        yield from entries
    finally:
        if close := getattr(entries, "close", None):
            close()


def _seen(entries: Iterator[Entry], ends: list[datetime]) -> Iterator[Entry]:
    for entry in entries:
        ends.append(entry.event.span.end)
        yield entry


def _each(
    entries: Iterator[Entry] | list[Entry], write: Callable[[Entry], bytes]
) -> tuple[list[bytes], tuple[str, ...]]:
    """What could be written, and the uids of what could not."""
    written, unfit = [], []
    for entry in entries:
        try:
            written.append(write(entry))
        except Exception:  # whatever is wrong with one entry, the others must reach their readers (R20)
            unfit.append(entry.uid)
    return written, tuple(unfit)


def _name(ask: Ask, kind: str) -> str:
    words = ask.filters.words()
    return line(f"{ask.site.name}{kind}") + (f" ({words})" if words else "")


def _key(entry: Entry) -> tuple[datetime, str]:
    return entry.event.span.start, entry.uid


def _cursor(entry: Entry) -> str:
    """Where a page ends: the last entry's start and uid, so that changes between pages move no entry."""
    start, uid = _key(entry)
    return base64.urlsafe_b64encode(f"{start.isoformat()} {uid}".encode()).decode().rstrip("=")


def _after(cursor: str) -> tuple[datetime, str] | tuple[()]:
    if not cursor:
        return ()
    try:
        start, uid = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")
        at = datetime.fromisoformat(start)
        return at.astimezone(SEOUL), uid
    except (ValueError, OverflowError, binascii.Error):
        raise BadFilter("cursor", "none of ours", hint="next_cursor of the page before") from None


_ONLY_JSON = ("updated_after", "cursor")
_ONLY_ICS = ("profile", "partday")
_ICS, _JSON = "text/calendar; charset=utf-8", "application/json; charset=utf-8"

FEEDS = {
    "calendar": Feed("/calendar.ics", _ICS, _main, _ONLY_JSON),
    "approx": Feed("/approx.ics", _ICS, _approx, _ONLY_JSON),
    "timeline": Feed("/timeline.json", _JSON, _timeline, _ONLY_ICS),
    "feed": Feed("/feed.json", "application/feed+json; charset=utf-8", _learned, (*_ONLY_ICS, "cursor")),
}
