"""iCalendar (RFC 5545, 7986), as real calendar programs read it: CALENDAR 5.4, 5.5 and docs/feeds.md.

The serialiser is our own because the feed is what the project is for. One VEVENT is one block of bytes that
depends on the entry's revision alone, so blocks can be kept and a feed is a join of them. Times are UTC or
DATE: the only forms that every consumer reads alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from uuid import NAMESPACE_OID, uuid5

from timeline.errors import YeonpyoError
from timeline.export import wording
from timeline.export.precision import Precision, days, edtf, ending, precision, window
from timeline.export.text import http_url, line
from timeline.model import Entry, Event

PRODID = "-//yeonpyo//news-timeline 1.0//KO"

_WIDTH = 75  # octets a line, RFC 5545 3.1
_SHORT = 70  # letters of ASCII that fit behind a short name
_PIECE = re.compile(rb".{1,74}(?![\x80-\xbf])", re.DOTALL)  # cut between characters
_UID = re.compile(r"[A-Za-z0-9._@-]{1,200}")
_FIRST, _LAST = 1000, 9000  # years; readers overflow at the ends of the calendar
_RARE = 1 << 31  # SEQUENCE is a 32-bit number to most readers

_PRECISION = {each: f"X-TIMELINE-PRECISION:{each.upper()}\r\n" for each in Precision}
_STATUS = {
    each: f"STATUS:{each.upper()}\r\nTRANSP:TRANSPARENT\r\nCLASS:PUBLIC\r\n".encode()
    for each in wording.Standing
}


class Unfit(YeonpyoError):
    """An entry that no calendar could hold; it is left out and counted, and the feed goes on."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a calendar says of itself; `address` is its public URL and `site` the page's, where there are any."""

    name: str
    description: str
    address: str | None = None
    site: str | None = None


def calendar(head: Head, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The file, piece by piece: the head, the blocks as they come, the end. Without a block, one VTIMEZONE."""
    yield _head(head)
    block = b""
    for block in blocks:
        yield block
    if not block:
        yield _SEOUL
    yield b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Form:
    """How an event is written: with `as_window` a part of a day becomes the hours it may mean instead of an
    all-day event; with `full` come LINK and VLOCATION (RFC 9253, 9073), which some readers stumble over.
    """

    as_window: bool = False
    full: bool = False


PLAIN = Form()


def block(entry: Entry, form: Form = PLAIN) -> bytes:
    """One VEVENT.

    Raises Unfit for an entry whose uid or time no calendar can hold.
    """
    if not _UID.fullmatch(entry.uid) or not 0 <= entry.revision < _RARE:
        raise Unfit(entry.uid, "uid or revision out of bounds")
    try:
        when, precise = _time(entry.event, form.as_window)
        return b"".join(
            (
                _stamps(entry),
                when,
                *_told(entry),
                precise,
                _source(entry),
                content(_full(entry)) if form.full else b"",
                b"END:VEVENT\r\n",
            )
        )
    except (OverflowError, ValueError) as error:
        raise Unfit(entry.uid, str(error)) from error


def escape(text: str) -> str:
    """A clean text as a TEXT value (RFC 5545 3.3.11): backslash, semicolon, comma and newline escaped."""
    told = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return told.replace("\n", "\\n")


def content(lines: Iterable[str]) -> bytes:
    """Content lines in UTF-8, folded at 75 octets between characters, each ended by CRLF.

    Raises ValueError for a line with a line end in it: it would be read as two.
    """
    return b"".join(map(_line, lines))


def _line(told: str) -> bytes:
    octets = told.encode()
    if b"\n" in octets or b"\r" in octets:
        raise ValueError("a line end inside a property")
    return octets + b"\r\n" if len(octets) <= _WIDTH else _folded(octets)


def _folded(octets: bytes) -> bytes:
    """The first piece fills the line; the others begin with the blank that marks them."""
    end = _WIDTH
    while octets[end] & 0xC0 == 0x80:  # inside a UTF-8 character
        end -= 1
    return b"\r\n ".join([octets[:end], *_PIECE.findall(octets, end)]) + b"\r\n"


def _stamps(entry: Entry) -> bytes:
    changed = _utc(entry.updated)
    created = changed if entry.created is entry.updated else _utc(entry.created)
    marks = (
        f"DTSTAMP:{changed}\r\nCREATED:{created}\r\nLAST-MODIFIED:{changed}\r\nSEQUENCE:{entry.revision}\r\n"
    )
    if len(entry.uid) <= _SHORT:
        return f"BEGIN:VEVENT\r\nUID:{entry.uid}\r\n{marks}".encode()
    return b"BEGIN:VEVENT\r\n" + _line(f"UID:{entry.uid}") + marks.encode()


def _told(entry: Entry) -> list[bytes]:
    """What people read: title, place, description, address, categories, status."""
    event = entry.event
    lines = [_line(f"SUMMARY:{escape(wording.title(event))}")]
    if place := wording.location(event.place):
        lines.append(_location(place))
    lines.append(_line(f"DESCRIPTION:{escape(wording.description(entry))}"))
    if url := wording.link(entry):
        lines.append(_address(url))
    lines += (_categories(wording.tags(event), wording.regions(event)), _STATUS[wording.standing(event)])
    return lines


@lru_cache(maxsize=4096)  # the events of an article share it
def _address(url: str) -> bytes:
    return _line(f"URL:{url}")


@lru_cache(maxsize=4096)  # a town has so many venues
def _location(place: str) -> bytes:
    return _line(f"LOCATION:{escape(place)}")


@lru_cache(maxsize=4096)  # as many as there are pairs of topics and places
def _categories(tags: tuple[str, ...], regions: tuple[str, ...]) -> bytes:
    told = ",".join([escape(told) for told in (*tags, " ".join(regions)) if told])
    return _line(f"CATEGORIES:{told}") if told else b""


def _time(event: Event, as_window: bool) -> tuple[bytes, bytes]:
    """When it is, and what calendars have no property for, for programs that ask: precision and window."""
    span, grade = event.span, precision(event.span)
    first, last = window(event)
    earliest = _moment(first)
    latest = earliest if last is first else _moment(last)
    assumed = ""
    if grade is Precision.MINUTE:
        form, start, end = "", earliest, _moment(ending(event).astimezone(UTC))
        assumed = "" if event.end_told else "X-TIMELINE-END:ASSUMED\r\n"
    elif as_window and grade is Precision.PART_OF_DAY:
        form, start, end = "", earliest, latest
    else:
        form, (start, end) = ";VALUE=DATE", map(_date, days(span))
    when = f"DTSTART{form}:{start}\r\nDTEND{form}:{end}\r\n"
    precise = (
        f"X-TIMELINE-EDTF:{edtf(event)}\r\n{_PRECISION[grade]}"
        f"X-TIMELINE-EARLIEST:{earliest}\r\n"
        f"X-TIMELINE-LATEST:{latest}\r\n{assumed}"
    )
    return when.encode(), precise.encode()


def _source(entry: Entry) -> bytes:
    """The time words and when they were published."""
    words, published = wording.quote(entry.event), wording.published(entry)
    told = _line(f"X-TIMELINE-QUOTE:{escape(words)}") if words else b""
    return told + (f"X-TIMELINE-PUBLISHED:{_utc(published.at)}\r\n".encode() if published else b"")


def _full(entry: Entry) -> list[str]:
    """Every article as a LINK, the place as a VLOCATION whose UID lasts as long as the event's."""
    lines = [
        f'LINK;VALUE=URI;LINKREL="describedby";LABEL="{_parameter(cited.headline)}":{url}'
        for cited in entry.citations
        if (url := http_url(cited.url))
    ]
    if entry.event.place:
        name = escape(wording.place_name(entry.event.place))
        lines += [
            "BEGIN:VLOCATION",
            f"UID:{uuid5(NAMESPACE_OID, entry.uid)}",
            f"NAME:{name}",
            "END:VLOCATION",
        ]
    return lines


def _parameter(text: str) -> str:
    """A quoted parameter value (RFC 6868): no quotation mark may stand in it."""
    return line(text).replace("^", "^^").replace('"', "^'")


def _head(head: Head) -> bytes:
    """Korean text inside the first kilobyte, the name on line 4: Google guesses the charset from there."""
    name = escape(line(head.name))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        f"X-WR-CALNAME:{name}",
        f"NAME:{name}",
        f"X-WR-CALDESC:{escape(line(head.description))}",
        "X-WR-TIMEZONE:Asia/Seoul",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    if source := http_url(head.address or ""):
        lines.append(f"SOURCE;VALUE=URI:{source}")
    if site := http_url(head.site or ""):
        lines.append(f"URL:{site}")
    return content((*lines, "COLOR:steelblue"))


# An empty VCALENDAR is against the grammar; one zone makes it valid and shows nothing.
_SEOUL = "\r\n".join(
    (
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Seoul",
        "BEGIN:STANDARD",
        "DTSTART:19881009T030000",
        "TZOFFSETFROM:+1000",
        "TZOFFSETTO:+0900",
        "TZNAME:KST",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    )
).encode()


@lru_cache(maxsize=4096)  # a feed's entries share their papers' stamps
def _utc(at: datetime) -> str:
    return _moment(at.astimezone(UTC))


def _moment(at: datetime) -> str:
    """A moment in UTC: 20210127T114000Z. What isoformat gives would have to be cut twice, in twice the time."""
    clock = f"{_TWO[at.hour]}{_TWO[at.minute]}{_TWO[at.second]}"
    return f"{_year(at)}{_TWO[at.month]}{_TWO[at.day]}T{clock}Z"


_TWO = [f"{number:02}" for number in range(60)]


@lru_cache(maxsize=4096)
def _date(day: date) -> str:
    return f"{_year(day)}{_TWO[day.month]}{_TWO[day.day]}"


def _year(day: date) -> int:
    """The year, of four digits. Raises OverflowError for one that calendar programs cannot read."""
    if not _FIRST <= day.year < _LAST:
        raise OverflowError(f"year {day.year} is beyond what calendars read")
    return day.year
