"""An entry as a page shows it: the time in a reader's words, no more exact than it was told, and the proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timeline.export import wording
from timeline.export.precision import EXACT, Precision, days, edtf, line_part, precision, suffix
from timeline.export.text import excerpt, http_url, line
from timeline.model import SEOUL, Citation, Entry, Event, EventKind, Stamp, Status
from timeline.web import english
from timeline.web.texts import Language, texts

_WEEKDAYS = "월화수목금토일"
_DAY = timedelta(days=1)
_SAID = (Status.SCHEDULED, Status.POSTPONED, Status.CANCELLED)  # what was held needs no word


@dataclass(frozen=True, slots=True)
class Source:
    source: str
    key: str
    publisher: str
    headline: str
    url: str | None
    published: str


@dataclass(frozen=True, slots=True)
class Card:
    """`day` heads the list it stands in; `machine` is the time for <time datetime>, empty where HTML has no form."""

    uid: str
    date: date
    day: str
    time: str
    unknown: str
    machine: str
    title: str
    state: str
    place: str
    before: str
    words: str
    after: str
    tags: tuple[str, ...]
    sources: tuple[Source, ...]
    is_report: bool
    is_off: bool


def card(entry: Entry, language: Language = "ko") -> Card:
    event = entry.event
    say = texts(language)
    before, words, after = excerpt(event)
    return Card(
        uid=entry.uid,
        date=days(event.span)[0],
        day=heading(event, language),
        time=told(event, language),
        unknown=_open(event, say),
        machine=_machine(event),
        title=line(event.title),
        state=say("report") if event.kind is EventKind.REPORT else state(event, language),
        place=wording.location(event.place),
        before=before,
        words=words,
        after=after,
        tags=tuple(dict.fromkeys((*wording.regions(event), *wording.tags(event)))),
        sources=tuple(_source(cited, language) for cited in entry.citations),
        is_report=event.kind is EventKind.REPORT,
        is_off=wording.standing(event) is wording.Standing.CANCELLED,
    )


def state(event: Event, language: Language) -> str:
    return texts(language)(event.status.value) if event.status in _SAID else ""


def heading(event: Event, language: Language = "ko") -> str:
    """The day an entry is listed under, or the month or year where no day is known."""
    if language == "en":
        return english.heading(event)
    first, _ = days(event.span)
    if precision(event.span) in EXACT:
        return full(first)
    in_month = precision(event.span) in (Precision.WEEK, Precision.THIRD_OF_MONTH, Precision.MONTH)
    return f"{first.year}년 {first.month}월" if in_month else f"{first.year}년"


def full(day: date, language: Language = "ko") -> str:
    if language == "en":
        return english.full(day)
    return f"{day.year}년 {day.month}월 {day.day}일 {_WEEKDAYS[day.weekday()]}요일"


def moment(at: datetime, language: Language = "ko") -> str:
    """A moment as the pages tell it, in Seoul's time."""
    at = at.astimezone(SEOUL)
    if language == "en":
        return f"{english.short(at.date())}, {english.clock(at)}"
    return f"{_dated(at.date())} {_clock(at)}"


def told(event: Event, language: Language = "ko") -> str:
    """The time as Korean print has it: "2021. 1. 27.(수) 오후", "2021. 2. 15.(월) 오후 2:00", "2020년 6월 중"."""
    if language == "en":
        return english.told(event)
    if event.span.has_clock:
        start, end = event.span.start.astimezone(SEOUL), event.span.end.astimezone(SEOUL)
        shown = f"{_dated(start.date())} {_clock(start)}"
        if not event.end_told:
            return shown
        return (
            f"{shown}~{_clock(end) if end.date() == start.date() else f'{_dated(end.date())} {_clock(end)}'}"
        )
    if precision(event.span) not in EXACT:
        return _stretch(event)
    first, end_day = days(event.span)
    last = end_day - _DAY
    between = _dated(first) if first == last else f"{_dated(first)}~{_dated(last, first)}"
    return (
        f"{between} {line_part(event)}".rstrip()
        if precision(event.span) is Precision.PART_OF_DAY
        else between
    )


def _stretch(event: Event) -> str:
    first, _ = days(event.span)
    words = line(suffix(event))
    return words if words.startswith(f"{first.year}") else f"{first.year}년 {words}"


def _open(event: Event, say: Callable[..., str]) -> str:
    """What nobody told, said aloud; or the daily hours of an event of several days."""
    if event.span.has_clock:
        return ""
    if precision(event.span) in EXACT:
        return line(event.hours) or say("no_clock")
    return say("no_day")


def _machine(event: Event) -> str:
    """A form that HTML's <time> knows: a moment, a day, a month or a year."""
    form = edtf(event).partition("/")[0].rstrip("~")
    known = precision(event.span) in (*EXACT, Precision.MONTH, Precision.YEAR)
    return form if known else ""


def _dated(day: date, after: date | None = None) -> str:
    """2021. 1. 27.(수); after a date of the same year without the year again."""
    year = "" if after and after.year == day.year else f"{day.year}. "
    return f"{year}{day.month}. {day.day}.({_WEEKDAYS[day.weekday()]})"


def _clock(at: datetime) -> str:
    return f"{'오전' if at.hour < 12 else '오후'} {(at.hour + 11) % 12 + 1}:{at.minute:02}"


def stamped(stamp: Stamp | None, language: Language) -> str:
    """A publication as exactly as the page gave it; empty where it gave none."""
    if not stamp:
        return ""
    if stamp.precision != "day":
        return moment(stamp.at, language)
    day = stamp.at.astimezone(SEOUL).date()
    return english.short(day) if language == "en" else _dated(day)


def _source(cited: Citation, language: Language) -> Source:
    return Source(
        cited.source,
        cited.key,
        line(cited.publisher) or line(cited.source),
        line(cited.headline),
        http_url(cited.url),
        stamped(cited.published, language),
    )
