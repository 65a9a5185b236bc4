"""An entry in the words every format shares: its title, its status, its proof, where it stands, who told it."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from timeline.export.precision import Precision, precision, reading, suffix
from timeline.export.text import QUOTED, excerpt, http_url, line
from timeline.model import SEOUL, Citation, Entry, Event, EventKind, Place, Stamp, Status

UNSURE = 0.7  # a reading below this is shown as tentative, whatever the article's verb
_CITED = 3  # further papers that a description names


class Standing(StrEnum):
    """The status as calendars know it (RFC 5545 3.8.1.11)."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


_STANDINGS = {
    Status.HELD: Standing.CONFIRMED,
    Status.SCHEDULED: Standing.TENTATIVE,
    Status.POSTPONED: Standing.CANCELLED,
    Status.CANCELLED: Standing.CANCELLED,
    Status.STATEMENT: Standing.CONFIRMED,
}
_REPORT, _TENTATIVE, _CONFIRMED = (
    EventKind.REPORT,
    Standing.TENTATIVE,
    Standing.CONFIRMED,
)  # as in precision.py
_MARKS = {Status.CANCELLED: "[취소] ", Status.POSTPONED: "[연기] "}


def standing(event: Event) -> Standing:
    told = _STANDINGS[event.status]
    return _TENTATIVE if told is _CONFIRMED and event.confidence < UNSURE else told


def title(event: Event) -> str:
    """The title with what a calendar cannot show otherwise: cancelled, an article, (오후), (6월 중)."""
    mark = _MARKS.get(event.status) or ("[기사] " if event.kind is _REPORT else "")
    return f"{mark}{line(event.title)}" + (f" ({told})" if (told := suffix(event)) else "")


def tense(entry: Entry) -> str:
    """Whether the event lay behind or ahead when it was told: past or future."""
    if entry.event.status in (Status.HELD, Status.SCHEDULED):
        return "past" if entry.event.status is Status.HELD else "future"
    published = next((cited.published.at for cited in entry.citations if cited.published), entry.created)
    return "past" if entry.event.span.start < published else "future"


def quote(event: Event) -> str:
    return _words(event.when.text) if event.when else ""


@lru_cache(maxsize=4096)  # asked of an event three times; papers tell time in the same words
def _words(told: str) -> str:
    return line(told)[: QUOTED // 2]


def evidence(event: Event) -> str:
    """The proof in one line; together with the quoted time words no more than 200 characters of the article."""
    return "".join(excerpt(event, QUOTED - len(quote(event)) - len(hours(event)))).strip()


def hours(event: Event) -> str:
    return line(event.hours)[: QUOTED // 4] if event.hours else ""


def place_name(place: Place) -> str:
    return line(place.name or place.text)


def location(place: Place | None) -> str:
    """The venue, then its district: "광주이노비즈센터 다목적강당, 광주광역시 북구 첨단3지구"."""
    return _location(place.name or place.text, place.address) if place else ""


@lru_cache(maxsize=4096)  # a town has so many venues
def _location(name: str, address: str) -> str:
    return ", ".join(filter(None, (line(name), line(address))))


def regions(event: Event) -> tuple[str, ...]:
    return _lines_of(event.regions or (event.place.regions if event.place else ()))


def tags(event: Event) -> tuple[str, ...]:
    """Topics, then the category, each once."""
    return _lines_of((*event.topics, event.category))


@lru_cache(maxsize=4096)  # a feed's entries share their topics and regions
def _lines_of(told: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(line, told))))


def description(entry: Entry) -> str:
    """Words and reading, the proof, the article's time, its address: a line each, as the contract has them."""
    event, told = entry.event, reading(entry.event)
    if event.kind is _REPORT:
        told = f"기사가 나온 때 → {told}"
    elif event.when:
        told = f"“{quote(event)}” → {told}"
    lines = [told, evidence(event)]
    for cited in entry.citations[:_CITED]:
        lines.append(f"기사 입력 {stamp(cited.published)}" if cited.published else "기사 입력 시각 모름")
        lines.append(http_url(cited.url) or "")
    if (further := len(entry.citations) - _CITED) > 0:
        lines.append(f"이 밖에 기사 {further}건")
    return "\n".join(filter(None, lines))


@lru_cache(maxsize=4096)  # the events of an article share it
def stamp(told: Stamp) -> str:
    at = told.at.astimezone(SEOUL).isoformat(" ")
    return at[:10] if told.precision == "day" else f"{at[:16]} (한국 시각)"


def link(entry: Entry) -> str | None:
    """The first article's address, None where it came from a local file."""
    for cited in entry.citations:
        if url := http_url(cited.url):
            return url
    return None


def published(entry: Entry) -> Stamp | None:
    for cited in entry.citations:
        if cited.published:
            return cited.published
    return None


def publisher(cited: Citation) -> str:
    return line(cited.publisher)


@lru_cache(maxsize=4096)  # the entries of an article share their stamps
def utc(at: datetime) -> str:
    """RFC 3339 in UTC, to the second: 2021-01-27T11:40:00Z."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


@lru_cache(maxsize=4096)
def local(at: datetime) -> str:
    """RFC 3339 in Seoul, to the second: 2021-01-27T20:37:00+09:00."""
    return at.astimezone(SEOUL).isoformat(timespec="seconds")


def is_clock(event: Event) -> bool:
    return precision(event.span) is Precision.MINUTE
