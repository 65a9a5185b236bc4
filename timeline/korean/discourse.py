"""What was told before, and what 이날, 전날, 같은 달 and 이듬해 point at.

이날 means the day that the sentences before it are about. Of the nearest sentence that told a day, an
event's day comes before the day of its report ("26일 진행했다고 27일 밝혔다. 이날 행사에는": the 26th), and the
day of the main clause before that of a noun ("지난 1일 취임한 시장은 27일 회견을 열었다. 이날": the 27th).
Without any, it is the day of publication, said with little confidence.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from timeline.korean import almanac
from timeline.korean.almanac import DAY
from timeline.korean.direction import Way
from timeline.korean.patterns import Pattern
from timeline.korean.placed import Placed, Unplaced
from timeline.model import Grain

FADES = 2  # sentences after which a day told in passing is no longer what 이날 means
_STOP = Pattern(r"[.!?][”’\"')\]]*(?:\s+|$)|\n\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """A day that the text told, and the part it plays in its sentence."""

    start: date
    end: date
    offset: int
    sentence: int
    speech: bool
    attributive: bool


@dataclass(slots=True)
class Memory:
    """The times told so far. Grows as the text is read; one a text."""

    text: str = ""
    days: deque[Told] = field(default_factory=lambda: deque(maxlen=8))
    counts: Counter[date] = field(default_factory=Counter)
    theme: Told | None = None  # the day told most often, the first of those
    year: int | None = None
    month: int | None = None
    stretch: tuple[date, date] | None = None
    half: str = ""
    sentence: int = 0
    at: int = 0

    def move(self, offset: int) -> None:
        """Read on to `offset`: count the sentences that end before it."""
        if offset <= self.at:
            return
        for _ in _STOP.finditer(self.text, self.at, offset):
            self.sentence += 1
            self.half = ""
        self.at = offset

    @property
    def last(self) -> date | None:
        return self.days[-1].start if self.days else None

    @property
    def now_told(self) -> bool:
        """Whether this very sentence told a day already."""
        return bool(self.days) and self.days[-1].sentence == self.sentence

    def tell(self, placed: Placed, offset: int, way: Way, *, whole: bool) -> None:
        """Keep a time for those that lean on it; `whole` is True for a stretch of days."""
        self.year = placed.start.year
        if (placed.end - placed.start).days <= 31:
            self.month = almanac.month_index(placed.start)
        if whole and placed.end - placed.start > DAY:
            self.stretch = placed.start, placed.end
        if (placed.end - placed.start).days <= 10 and placed.grain not in {
            Grain.WEEK,
            Grain.MONTH,
            Grain.PART,
        }:
            self.days.append(
                Told(placed.start, placed.end, offset, self.sentence, way.speech, way.attributive)
            )

    def antecedent(self) -> Told | None:
        """The day that 이날 points at."""
        if not self.days:
            return None
        last = self.days[-1].sentence
        if self.sentence - last > FADES:
            return self.theme
        near = [told for told in self.days if told.sentence == last]
        return max(near, key=lambda told: (not told.speech, not told.attributive, told.offset))

    def day(self, n: int, anchor: datetime | None) -> Placed:
        """이날 and its kin, n days on."""
        told = self.antecedent()
        if told is not None:
            base = told.start if n <= 0 else told.end - DAY
            start = base + timedelta(days=n)
            why = f"앞에 나온 {told.start}" + (f"에서 {n:+d}일" if n else "을 가리킴")
            return Placed(
                start,
                start + DAY,
                Grain.DAY,
                f"anaphor.told{n:+d}" if n else "anaphor.told",
                why,
                context=True,
                confidence=0.85,
            )
        if anchor is None:
            raise Unplaced("앞에 나온 날이 없음")
        start = anchor.date() + timedelta(days=n)
        return Placed(
            start,
            start + DAY,
            Grain.DAY,
            "anaphor.publication",
            f"앞에 나온 날이 없어 보도일 {anchor.date()} 기준",
            context=True,
            confidence=0.5,
        )
