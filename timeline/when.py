"""The nouns of time: Span, Stamp, Mention. All that the grammar needs of the model, and quick to import.

Every datetime is aware, every span half-open, every offset a code point.
"""

from __future__ import annotations

from dataclasses import dataclass
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


WIDE = frozenset({Grain.YEAR, Grain.HALF, Grain.QUARTER, Grain.SEASON, Grain.DECADE})  # wider than a month


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


class Printed:
    """Writes a stamp as `Stamp(...)` does, in half the time; see Written."""

    __slots__ = Stamp.__slots__

    def __init__(self, at: datetime, precision: str, method: str, raw: str) -> None:
        self.at = at
        self.precision = precision
        self.method = method
        self.raw = raw
        self.__class__ = Stamp  # type: ignore[assignment]


class Written:
    """Writes a mention, all its fields told in their order: what `Mention(...)` does, in a fifth of the time.

    A frozen dataclass sets each field by a call; a text makes hundreds of mentions. The slots are the same, so the
    object may become one.
    """

    __slots__ = Mention.__slots__

    def __init__(
        self, start: int, end: int, text: str, kind: Kind, span: Span | None, why: str, rule: str,
        anchor: datetime | None, iso: str | None, rrule: str | None, part: str | None, approximate: bool,
        context: bool, confidence: float, rejected: tuple[str, ...],
    ) -> None:  # fmt: skip
        self.start = start
        self.end = end
        self.text = text
        self.kind = kind
        self.span = span
        self.why = why
        self.rule = rule
        self.anchor = anchor
        self.iso = iso
        self.rrule = rrule
        self.part = part
        self.approximate = approximate
        self.context = context
        self.confidence = confidence
        self.rejected = rejected
        self.__class__ = Mention  # type: ignore[assignment]
