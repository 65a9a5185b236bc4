"""An entry as a page shows it: the time in a reader's words, no more exact than it was told, and the proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from timeline.export import wording
from timeline.export.precision import EXACT, Precision, days, edtf, precision
from timeline.export.text import excerpt, http_url, line
from timeline.model import SEOUL, Citation, Entry, Event, EventKind, Status
from timeline.web import times
from timeline.web.texts import Language, texts


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
    """`day` heads the list it stands in, `clock` is the time under that heading; `machine` is for <time datetime>.

    `state` is what a reader must know of it (cancelled, unsure), empty where the time says it all; `edited` is
    the day of its last correction.
    """

    uid: str
    date: date
    day: str
    time: str
    clock: str
    unknown: str
    machine: str
    title: str
    state: str
    edited: str
    place: str
    before: str
    words: str
    after: str
    tags: tuple[str, ...]
    sources: tuple[Source, ...]
    is_report: bool
    is_off: bool
    is_unsure: bool


def card(entry: Entry, language: Language = "ko", today: date | None = None) -> Card:
    """The entry as it is told on that day: what is still planned then needs no word for it."""
    event = entry.event
    say = texts(language)
    before, words, after = excerpt(event)
    return Card(
        uid=entry.uid,
        date=days(event.span)[0],
        day=times.heading(event, language),
        time=times.told(event, language),
        clock=times.clock(event, language),
        unknown=_open(event, say),
        machine=_machine(event),
        title=line(event.title),
        state=_state(event, say, today),
        edited=times.short(entry.updated.astimezone(SEOUL).date(), language) if entry.revision else "",
        place=wording.location(event.place),
        before=before,
        words=words,
        after=after,
        tags=tuple(dict.fromkeys((*wording.regions(event), *wording.tags(event)))),
        sources=tuple(_source(cited, language, today) for cited in entry.citations),
        is_report=event.kind is EventKind.REPORT,
        is_off=wording.standing(event) is wording.Standing.CANCELLED,
        is_unsure=_is_unsure(event),
    )


def _state(event: Event, say: Callable[..., str], today: date | None) -> str:
    if event.kind is EventKind.REPORT:
        return say("report")
    if event.status in (Status.CANCELLED, Status.POSTPONED):
        return say(event.status.value)
    if _is_unsure(event):
        return say("unsure")
    if event.status is Status.SCHEDULED and (today is None or days(event.span)[1] <= today):
        return say("scheduled" if today is None else "was_scheduled")
    return ""


def _is_unsure(event: Event) -> bool:
    return event.kind is EventKind.OCCURRENCE and event.confidence < wording.UNSURE


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


def _source(cited: Citation, language: Language, today: date | None) -> Source:
    return Source(
        cited.source,
        cited.key,
        line(cited.publisher) or line(cited.source),
        line(cited.headline),
        http_url(cited.url),
        times.stamped(cited.published, language, today),
    )
