"""An entry as a page shows it: the time in a reader's words, no more exact than it was told, and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timeline.export import wording
from timeline.export.precision import EXACT, Precision, days, edtf, line_part, precision, suffix
from timeline.export.text import excerpt, http_url, line
from timeline.model import SEOUL, Citation, Entry, Event, EventKind, Status

_WEEKDAYS = "월화수목금토일"
_DAY = timedelta(days=1)
_STATES = {
    Status.SCHEDULED: "예정",
    Status.HELD: "",
    Status.POSTPONED: "연기",
    Status.CANCELLED: "취소",
    Status.STATEMENT: "",
}


@dataclass(frozen=True, slots=True)
class Source:
    publisher: str
    headline: str
    url: str | None
    published: str


@dataclass(frozen=True, slots=True)
class Card:
    """`day` heads the list it stands in; `machine` is the time for <time datetime>, empty where HTML has no form."""

    uid: str
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


def card(entry: Entry) -> Card:
    event = entry.event
    before, words, after = excerpt(event)
    return Card(
        uid=entry.uid,
        day=heading(event),
        time=told(event),
        unknown=_unknown(event),
        machine=_machine(event),
        title=line(event.title),
        state=_STATES[event.status] if event.kind is EventKind.OCCURRENCE else "기사",
        place=wording.location(event.place),
        before=before,
        words=words,
        after=after,
        tags=tuple(dict.fromkeys((*wording.regions(event), *wording.tags(event)))),
        sources=tuple(map(_source, entry.citations)),
        is_report=event.kind is EventKind.REPORT,
        is_off=wording.standing(event) is wording.Standing.CANCELLED,
    )


def heading(event: Event) -> str:
    """The day an entry is listed under, or the month or year where no day is known."""
    first, _ = days(event.span)
    if precision(event.span) in EXACT:
        return f"{first.year}년 {first.month}월 {first.day}일 {_WEEKDAYS[first.weekday()]}요일"
    in_month = precision(event.span) in (Precision.WEEK, Precision.THIRD_OF_MONTH, Precision.MONTH)
    return f"{first.year}년 {first.month}월" if in_month else f"{first.year}년"


def told(event: Event) -> str:
    """The time as Korean print has it: "2021. 1. 27.(수) 오후", "2021. 2. 15.(월) 오후 2:00", "2020년 6월 중"."""
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


def _unknown(event: Event) -> str:
    """What nobody told, said aloud."""
    if event.span.has_clock:
        return ""
    if precision(event.span) in EXACT:
        return line(event.hours) or "시각 미정"
    return "날짜 미정"


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


def _source(cited: Citation) -> Source:
    stamp = cited.published
    at = stamp.at.astimezone(SEOUL) if stamp else None
    shown = "" if not at or not stamp else _dated(at.date())
    if at and stamp and stamp.precision != "day":
        shown = f"{shown} {_clock(at)}"
    return Source(
        line(cited.publisher) or line(cited.source), line(cited.headline), http_url(cited.url), shown
    )
