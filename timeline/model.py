"""The nouns of the story: Page, Article, Mention, Event, Entry.

An article is what we were told, so it is kept; an event is what we concluded, so it can be drawn again
when the grammar learns a word; an entry is an event that stands in the store under a lasting uid.
Every datetime is aware, every span half-open, every offset a code point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from timeline.when import SEOUL, Grain, Kind, Mention, Span, Stamp

__all__ = [
    "SEOUL", "Article", "Citation", "Entry", "Event", "EventKind", "Grain", "Kind", "Mention", "Page", "Place",
    "Quote", "Span", "Stamp", "Status",
]  # fmt: skip


class Status(StrEnum):
    """Whether an event will be, was, or will not be. Read from words, never from absence."""

    SCHEDULED = "scheduled"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    STATEMENT = "statement"  # the time only says when somebody said it; shown, never stored


class EventKind(StrEnum):
    OCCURRENCE = "occurrence"  # read from an article's text
    REPORT = "report"  # the article itself, at its stamp


@dataclass(frozen=True, slots=True)
class Page:
    """What a server or a file gave us, untouched.

    `headers` holds lower-case names of those that matter later (content-type, etag, last-modified, date).
    """

    url: str
    body: bytes
    fetched: datetime
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """What the paper told us.

    `source` is the id of the site entry or watched folder; `key` the site's own number for the article,
    or its canonical URL; together they identify it for ever. `published` is None where the page does not
    say. `region` is the source's own (광주, 전남), the context for a bare 북구.
    """

    source: str
    key: str
    url: str
    title: str
    published: Stamp | None
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    byline: str = ""
    section: str = ""
    publisher: str = ""
    region: str = ""
    modified: Stamp | None = None
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Captions, then paragraphs, a line each: the text that mentions' and events' offsets point into."""
        return "\n".join((*self.captions, *self.paragraphs))


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of an article's text, with its offsets."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event is: the words with their offsets (particle cut), and what the gazetteer knows of them.

    `regions` runs from wide to narrow (광주, 북구); `address` is the told district part, `name` the venue.
    """

    start: int
    end: int
    text: str
    name: str = ""
    address: str = ""
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What we conclude from an article: something that happens or happened, and when.

    `evidence` is the sentence that proves it; `when` the best of `mentions`, whose offsets, like all here,
    point into the article's text. `end_told` is False where a clock time was told without an end.
    """

    kind: EventKind
    title: str
    span: Span
    status: Status
    evidence: Quote
    when: Mention | None = None  # None for a report, which stands at the article's stamp
    mentions: tuple[Mention, ...] = ()
    place: Place | None = None
    main: bool = False
    confidence: float = 1.0
    category: str = ""
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    end_told: bool = False
    hours: str = ""  # the daily hours of an event of several days, as told
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """An article that tells an event, as feeds name it."""

    source: str
    key: str
    url: str
    publisher: str
    headline: str
    published: Stamp | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that stands in the timeline.

    `uid` was minted once and holds neither title nor date; `revision` counts from 0 and is iCalendar's
    SEQUENCE; `change` is the store's monotonic change number of that revision, `updated` its time.
    """

    uid: str
    revision: int
    change: int
    created: datetime
    updated: datetime
    event: Event
    citations: tuple[Citation, ...]
    withdrawn: bool = False
