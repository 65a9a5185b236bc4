"""The feeds: from a shelf, filters and a moment to the bytes that the server and the command line both give out.

No server is needed here: `render` is what `yeonpyo export` writes and what HTTP sends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from timeline.errors import BadFilter
from timeline.export import atom, ical, jscalendar, jsonfeed, jsonld, table, timeline_json, wording
from timeline.export.precision import APPROXIMATE, EXACT, Precision
from timeline.export.text import line
from timeline.model import SEOUL, Entry
from timeline.query import Shelf, Told
from timeline.web.ask import Ask, Drawn, Site, Write
from timeline.web.filters import FORMS, Filters
from timeline.web.selection import EVERY, capped, each, learned, page, position, whole, written

__all__ = ["FEEDS", "Feed", "Site", "everything", "render", "render_event", "render_items"]

PAGE = 500  # events on a page of timeline.json
LEARNED = 100  # items of feed.json and feed.atom

_CALENDAR = "지역 신문 기사에서 읽은 일정입니다. 시각이 기사에 없으면 종일로 적습니다."
_APPROX = "날짜까지는 알려지지 않은 일정입니다. 기사에 있는 만큼(5월 초, 6월 중)만 적습니다."
_LEARNED = "지역 신문 기사에서 새로 알게 된 일정입니다."


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
    """The bytes of a feed (a key of FEEDS) at a moment.

    Raises BadFilter for a cursor that is none of ours, and what the shelf raises.
    """
    feed = FEEDS[kind]
    ask = Ask(feed.heard(filters or Filters()), site or Site(), now, shelf.latest()[0])
    return feed.draw(shelf, ask).body


def render_items(
    shelf: Shelf, filters: Filters | None = None, *, site: Site | None = None, now: datetime
) -> Iterator[tuple[str, bytes]]:
    """The main calendar as the files of a vdir: one a name, for Radicale, Xandikos, khal and vdirsyncer."""
    feed, site = FEEDS["calendar"], site or Site()
    ask = Ask(feed.heard(filters or Filters()), site, now, shelf.latest()[0])
    choice, _ = capped(shelf, ask, EXACT, ical.block, calendar=True)
    for entry, block in zip(choice.shown, choice.blocks, strict=True):
        yield f"{entry.uid}.ics", b"".join(ical.calendar(ical.Head(site.name, _CALENDAR), [block]))


def everything(
    shelf: Shelf, filters: Filters, *, site: Site | None = None, now: datetime, lines: bool = False
) -> Iterator[bytes]:
    """All pages of timeline.json as one document, or an event a line; written as it is read.

    An entry that cannot be written is left out.
    """
    ask = Ask(FEEDS["timeline"].heard(filters), site or Site(), now, shelf.latest()[0])
    events = _texts(whole(shelf, ask, timeline_json.FORM))
    if lines:
        return (event + b"\n" for event in events)
    return timeline_json.document(ask.change, events, None)


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
    return _calendar(shelf, ask, EXACT, ("/calendar.ics", "", _CALENDAR))


def _approx(shelf: Shelf, ask: Ask) -> Drawn:
    return _calendar(shelf, ask, APPROXIMATE, ("/approx.ics", " 날짜 미정", _APPROX))


def _calendar(shelf: Shelf, ask: Ask, told: frozenset[Precision], names: tuple[str, str, str]) -> Drawn:
    path, kind, about = names
    form = ical.Form(ask.filters.partday == "window", ask.filters.profile == "full")
    choice, turns = capped(shelf, ask, told, ask.kept(_vevent(form)), calendar=True)
    head = ical.Head(
        name=_name(ask, kind),
        description=_described(about, choice.remark, ask.remark),
        address=ask.address(path),
        site=ask.site.url("/"),
    )
    return Drawn(b"".join(ical.calendar(head, choice.blocks)), turns, choice.unfit, choice.cut)


@cache
def _vevent(form: ical.Form) -> Write:
    """What writes a VEVENT of that form: the same for the same form, so that what it wrote is found again."""
    return partial(ical.block, form=form)


@cache
def _thing(home: str | None) -> Write:
    return partial(jsonld.event, home=home)


def _jscalendar(shelf: Shelf, ask: Ask) -> Drawn:
    choice, turns = capped(shelf, ask, EVERY, ask.kept(jscalendar.event), calendar=False)
    about = _described(_CALENDAR, choice.remark, ask.remark)
    body = jscalendar.document(_name(ask), about, choice.blocks, address=ask.address("/timeline.jscal.json"))
    return Drawn(body, turns, choice.unfit, choice.cut)


def _jsonld(shelf: Shelf, ask: Ask) -> Drawn:
    choice, turns = capped(shelf, ask, EVERY, ask.kept(_thing(ask.site.url("/"))), calendar=False)
    return Drawn(jsonld.document(choice.blocks), turns, choice.unfit, choice.cut)


def _table(shelf: Shelf, ask: Ask) -> Drawn:
    choice, turns = capped(shelf, ask, EVERY, ask.kept(table.row), calendar=False)
    return Drawn(b"".join((table.header(), *choice.blocks)), turns, choice.unfit, choice.cut)


def _timeline(shelf: Shelf, ask: Ask) -> Drawn:
    told, more, turns = page(shelf, ask, _after(ask.filters.cursor), PAGE, timeline_json.FORM)
    events, unfit = each(told, _as_kept(ask.kept(timeline_json.event)))
    cursor = _cursor(told[-1].entry) if more else None
    return Drawn(b"".join(timeline_json.document(ask.change, events, cursor)), turns, unfit)


def _jsonfeed(shelf: Shelf, ask: Ask) -> Drawn:
    entries, turns = learned(shelf, ask, LEARNED)
    items, unfit = each(entries, ask.kept(jsonfeed.item))
    home, address = ask.site.url("/"), ask.address("/feed.json")
    body = jsonfeed.document(_name(ask, " 새로 알려진 일"), _LEARNED, items, home=home, address=address)
    return Drawn(b"".join(body), turns, unfit)


def _atom(shelf: Shelf, ask: Ask) -> Drawn:
    entries, turns = learned(shelf, ask, LEARNED)
    items, unfit = each(entries, ask.kept(atom.item))
    home, address = ask.site.url("/"), ask.address("/feed.atom")
    updated = max((entry.updated for entry in entries), default=None)
    body = atom.document(_name(ask, " 새로 알려진 일"), updated, items, home=home, address=address)
    return Drawn(body, turns, unfit)


def _texts(found: Iterable[bytes | Entry]) -> Iterator[bytes]:
    for told in found:
        if isinstance(told, bytes):
            yield told
        else:
            yield from written([told], timeline_json.event)


def _as_kept(write: Write) -> Callable[[Told], bytes]:
    """What the shelf keeps of an entry, else what is written."""
    return lambda told: told.text or write(told.entry)


def _described(*told: str) -> str:
    return " ".join(filter(None, told))


def _name(ask: Ask, kind: str = "") -> str:
    words = ask.filters.words()
    return line(f"{ask.site.name}{kind}") + (f" ({words})" if words else "")


def _cursor(entry: Entry) -> str:
    """Where a page ends: the last entry's start (microseconds of the calendar) and uid, so that changes between
    pages move no entry."""
    start, uid = position(entry)
    return f"{(start - _ZERO) // _TICK}.{uid}"


def _after(cursor: str) -> tuple[datetime, str] | tuple[()]:
    if not cursor:
        return ()
    ticks, uid = cursor_parts(cursor)
    return (_ZERO + min(int(ticks) * _TICK, _LONGEST)).astimezone(SEOUL), uid


def cursor_parts(cursor: str) -> tuple[str, str]:
    """The number and the uid in a cursor. Raises BadFilter for one that is none of ours."""
    if not re.fullmatch(FORMS["cursor"], cursor):
        raise BadFilter("cursor", "none of ours", hint="next_cursor of the page before")
    ticks, _, uid = cursor.partition(".")
    return ticks, uid


_ZERO, _TICK = datetime(1, 1, 2, tzinfo=UTC), timedelta(microseconds=1)
_LONGEST = datetime(9999, 12, 30, tzinfo=UTC) - _ZERO
_ONLY_JSON = ("updated_after", "cursor")
_ONLY_ICS = ("profile", "partday")
_NOT_PAGED = (*_ONLY_ICS, "cursor")
_ICS = "text/calendar; charset=utf-8"

FEEDS = {
    "calendar": Feed("/calendar.ics", _ICS, _main, _ONLY_JSON),
    "approx": Feed("/approx.ics", _ICS, _approx, _ONLY_JSON),
    "timeline": Feed("/timeline.json", "application/json; charset=utf-8", _timeline, _ONLY_ICS),
    "jscalendar": Feed(
        "/timeline.jscal.json",
        "application/jscalendar+json;type=group",
        _jscalendar,
        (*_ONLY_ICS, *_ONLY_JSON),
    ),
    "jsonld": Feed("/timeline.jsonld", "application/ld+json", _jsonld, (*_ONLY_ICS, *_ONLY_JSON)),
    "csv": Feed(
        "/timeline.csv", "text/csv; charset=utf-8; header=present", _table, (*_ONLY_ICS, *_ONLY_JSON)
    ),
    "feed": Feed("/feed.json", "application/feed+json; charset=utf-8", _jsonfeed, _NOT_PAGED),
    "atom": Feed("/feed.atom", "application/atom+xml; charset=utf-8", _atom, _NOT_PAGED),
}
