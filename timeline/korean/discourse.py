"""What was told before, and what 이날, 전날, 같은 달 and 이듬해 point at.

이날 means the day that the sentences before it are about. Of the nearest sentence that told a day, an
event's day comes before the day of its report ("26일 진행했다고 27일 밝혔다. 이날 행사에는": the 26th), and the
day of the main clause before that of a noun ("지난 1일 취임한 시장은 27일 회견을 열었다. 이날": the 27th).
Without any, it is the day of publication, said with little confidence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from timeline.korean import almanac
from timeline.korean.almanac import DAY
from timeline.korean.direction import Way
from timeline.korean.grammar import Point
from timeline.korean.patterns import Pattern
from timeline.korean.placed import Placed, Unplaced
from timeline.model import Grain

_NO_DAYS = (Grain.WEEK, Grain.MONTH, Grain.PART, Grain.SEASON)
_DAYS, _MONTH = 10 * DAY, 31 * DAY  # longer than that, it is no day that 이날 may mean; no month
FADES = 2  # sentences after which a day told in passing is no longer what 이날 means
_STOP = Pattern("|".join(rf"\{mark}[”’\"')\]]*(?:\s+|$)" for mark in ".!?") + r"|\n\s*")


class Looking(Protocol):
    """Whatever knows which way its words look, and is asked only where it matters."""

    @property
    def way(self) -> Way: ...


class Told(NamedTuple):
    """A day that the text told, and the part it plays in its sentence."""

    start: date
    end: date
    sentence: int
    setting: Looking  # asked only where several days were told


@dataclass(slots=True)
class Memory:
    """The times told so far. Grows as the text is read; one a text."""

    days: deque[Told] = field(default_factory=lambda: deque(maxlen=8))
    counts: dict[date, int] = field(default_factory=dict)
    theme: Told | None = None  # the day told most often, the first of those
    year: int | None = None
    month: int | None = None
    stretch: tuple[date, date] | None = None
    placed: Placed | None = None  # the last time told, and in which sentence
    placed_in: int = -1
    half: str = ""
    sentence: int = 0
    stops: tuple[int, ...] = ()  # where sentences end

    def open(self, text: str) -> None:
        """Begin to read a text."""
        self.stops = tuple([found.end() for found in _STOP.finditer(text)])

    def move(self, offset: int) -> int:
        """Read on to `offset`: the number of sentences that end before it."""
        sentence = bisect_right(self.stops, offset)
        if sentence != self.sentence:
            self.sentence, self.half = sentence, ""
        return sentence

    @property
    def last(self) -> date | None:
        return self.days[-1].start if self.days else None

    @property
    def here(self) -> Told | None:
        """The last day that this very sentence told."""
        return self.days[-1] if self.days and self.days[-1].sentence == self.sentence else None

    @property
    def lately(self) -> bool:
        """Whether the last day was told only a sentence or two ago."""
        return bool(self.days) and self.sentence - self.days[-1].sentence <= FADES

    def tell(self, placed: Placed, point: Point, setting: Looking, *, whole: bool = True) -> None:
        """Keep a time for those that lean on it; `whole` is False for the first end of a stretch."""
        length = placed.end - placed.start
        self.placed, self.placed_in = placed, self.sentence
        if point.year or point.month or self.year is None:
            self.year = placed.start.year
        if length <= _MONTH and (point.month or point.day or self.month is None):
            self.month = almanac.month_index(placed.start)
        if whole and length > DAY:
            self.stretch = placed.start, placed.end
        if length > _DAYS or placed.grain in _NO_DAYS:
            return
        told = Told(placed.start, placed.end, self.sentence, setting)
        self.days.append(told)
        times = self.counts[told.start] = self.counts.get(told.start, 0) + 1
        if self.theme is None or times > self.counts[self.theme.start]:
            self.theme = told

    def then(self) -> Placed | None:
        """The time that this sentence told last."""
        return self.placed if self.placed_in == self.sentence else None

    def antecedent(self, way: str = "near", today: date | None = None) -> Told | None:
        """The day that 이날 points at, in a sentence that looks this way."""
        if not self.days:
            return None
        if not self.lately:
            return self.theme
        last = self.days[-1].sentence
        near = [told for told in reversed(self.days) if told.sentence == last]
        if len(near) == 1:
            return near[0]
        return max(near, key=lambda t: _suits(t, way, today))

    def day(self, n: int, today: date | None, way: str) -> Placed:
        """이날 and its kin, n days on."""
        told = self.antecedent(way, today)
        if told is not None:
            start = (told.start if n <= 0 else told.end - DAY) + timedelta(days=n)
            why = f"앞에 나온 {told.start}" + (f"에서 {n:+d}일" if n else "을 가리킴")
            rule = f"anaphor.told{n:+d}" if n else "anaphor.told"
            return Placed(start, start + DAY, Grain.DAY, rule, why, context=True, confidence=0.85)
        if today is None:
            raise Unplaced("앞에 나온 날이 없음")
        start = today + timedelta(days=n)
        why = f"앞에 나온 날이 없어 보도일 {today} 기준"
        return Placed(start, start + DAY, Grain.DAY, "anaphor.publication", why, context=True, confidence=0.5)


def _suits(told: Told, way: str, today: date | None) -> tuple[bool, bool, bool]:
    """How well a day may be what 이날 means: the greater the better."""
    look = told.setting.way
    return _fits(told, way, today), not look.speech, not look.attributive


def _fits(told: Told, way: str, today: date | None) -> bool:
    """Whether a sentence told in the past, or as still to come, can be about that day."""
    if today is None or way == "near":
        return True
    return told.start <= today if way == "past" else told.end > today
