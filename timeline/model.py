"""The nouns of the story: Page, Article, Mention, Event, Entry.

An article is what we were told, so it is kept; an event is what we concluded, so it can be drawn again
when the grammar learns a word; an entry is an event that stands in the store under a lasting uid.
Every datetime is aware, every span half-open, every offset a code point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


class Grain(StrEnum):
    """How wide a time was told, finest first."""

    MINUTE = "minute"
    HOUR = "hour"
    PART = "part"  # 오전, 밤 within a day; 초, 중순, 말 within a month or year
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"


_CLOCKS = (Grain.MINUTE, Grain.HOUR)  # a member costs a call on Python 3.11, and this is asked of every event


class Kind(StrEnum):
    """What a time expression is; the names of shared annotation practice (TIMEX3's, made finer)."""

    DATE = "date"
    TIME = "time"  # a clock or a part of day that leans on a date told elsewhere
    DATETIME = "datetime"
    RANGE = "range"
    DURATION = "duration"
    SET = "set"
    VAGUE = "vague"
    ANAPHOR = "anaphor"  # 이날, 전날: points at a time told before


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
class Span:
    """A half-open stretch of calendar time, [start, end), as wide as it was told.

    Both ends are aware and in one zone; "지난해 6월" is the whole month with grain MONTH, never its
    first day.
    Raises ValueError for naive, empty or backward spans.
    """

    start: datetime
    end: datetime
    grain: Grain

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError(f"a span needs aware datetimes: {self.start!r}, {self.end!r}")
        if self.start >= self.end:
            raise ValueError(f"a span ends after it starts: {self.start} .. {self.end}")

    @property
    def has_clock(self) -> bool:
        """Whether somebody told a clock time; a part of day or a date is none."""
        return self.grain in _CLOCKS

    def __str__(self) -> str:
        return f"{_local(self.start)}/{_local(self.end)}"


def _local(at: datetime) -> str:
    """The minute without its offset: how times print in logs, tests, JSON and on the terminal."""
    return at.strftime("%Y-%m-%dT%H:%M") if at.year >= 1000 else at.isoformat()[:16]


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
class Stamp:
    """A publication or modification time as a page shows it.

    `precision` is minute, second or day; at day precision `at` is that day's midnight.
    `method` names the rung of the ladder that found it (label, json-ld, url-epoch …), `raw` the words.
    """

    at: datetime
    precision: str
    method: str
    raw: str


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
class Mention:
    """A stretch of text that names a time: `text == source[start:end]`.

    `span` is None where there is no calendar value (durations, sets, vague words, an anaphor without
    antecedent, an impossible date). `why` says in Korean how it was read, `rule` names the rule for programs,
    `anchor` is the moment it was read against, `rejected` the readings that lost and why.
    """

    start: int
    end: int
    text: str
    kind: Kind
    span: Span | None
    why: str
    rule: str
    anchor: datetime | None = None
    iso: str | None = None  # a duration, ISO 8601: P3Y
    rrule: str | None = None  # a set, RFC 5545: FREQ=WEEKLY;BYDAY=TU
    part: str | None = None  # the word for the part of day or month, as told: 오후, 초순
    approximate: bool = False  # 께, 쯤, 경, 약
    context: bool = False  # the value came from earlier text (이날)
    confidence: float = 1.0
    rejected: tuple[str, ...] = ()


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
