"""An event while it is put together: what its tellings say, and the day that a later one points back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache

from timeline.extract.lazy import pattern
from timeline.extract.mentions import SET_FOR, Telling
from timeline.extract.nouns import event_noun, strip_name
from timeline.extract.status import tense
from timeline.extract.words import POINTERS, SAYING
from timeline.model import SEOUL, Grain, Kind, Place, Span, Status


@dataclass
class Draft:
    """An event with its tellings, the one that tells it best first."""

    tellings: list[Telling]
    title: str
    span: Span
    status: Status
    reasons: list[str]
    place: Place | None = None
    doubts: float = 0.0
    quoted: bool = False
    order: int = 0
    main: bool = False
    hours: str = ""
    given: bool = False  # the title stands in the text as a title: 행사명: …
    keys: frozenset[str] = field(default_factory=frozenset)
    told: Telling = field(init=False, repr=False, compare=False)  # the first of its tellings

    def __post_init__(self) -> None:
        self.told = self.tellings[0]


_SIGNS = pattern(r"[^가-힣A-Za-z0-9]")


@lru_cache(1024)
def keys(title: str) -> frozenset[str]:
    """The character pairs of a title, by which two of them are compared."""
    bare = _SIGNS.sub("", title)
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1))


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of the shorter title that the longer one has too, 0 to 1."""
    return len(a & b) / max(1, min(len(a), len(b)))


def repoint(telling: Telling, drafts: Sequence[Draft]) -> Telling:
    """이날 개청식과 더불어: a day told by 이날 and the noun of an event told before is that event's day.

    The grammar takes the nearest day before; between the two a paragraph of background may have named another.
    Where it found no day and took the article's own, an event told of that day bears it out.
    """
    mention = telling.mention
    if (whole := _around(telling, drafts)) is not None:
        return whole
    if mention.text.startswith("당일") and (own := _own_day(telling, drafts)) is not None:
        return own
    if mention.kind is not Kind.ANAPHOR or not mention.text.startswith(("이날", "당일", "같은 날")):
        return telling
    following = telling.words[telling.at + 1 : telling.at + 2]
    if drafts and following and SET_FOR.fullmatch(following[0].text):
        return _of_day(telling, drafts[-1].told.span.start, "앞에 나온 일의 날", 0.9)
    for word in telling.words[telling.at + 1 : telling.at + 3]:
        noun = strip_name(word.stem)
        if not event_noun(noun) or noun in ("행사", "회의", "교육", "자리"):
            continue
        named = next((d for d in drafts if strip_name(d.title).endswith(noun)), None)
        if named is not None:
            return _of_day(telling, named.span.start, f"‘{noun}’의 날", 0.95)
    day = telling.span.start.date()
    if mention.confidence <= 0.5 and any(d.span.start.date() == day and extent(d.span) <= 1 for d in drafts):
        return _of_day(telling, telling.span.start, "앞에 나온 일의 날", 0.8)
    return telling


def _own_day(telling: Telling, drafts: Sequence[Draft]) -> Telling | None:
    """대회 당일: the day of the 대회 told before, not the day told last."""
    before = telling.words[telling.at - 1] if telling.at else None
    noun = strip_name(before.stem) if before is not None and before.role == "bare" else ""
    if not event_noun(noun):
        return None
    short = [d for d in drafts if extent(d.span) <= 1 and d.told.deadline is None]
    named = next((d for d in short if strip_name(d.title).endswith(noun)), None)
    if named is None and noun in POINTERS:
        named = next((d for d in short if d.told.named and d.status is Status.SCHEDULED), None)
    return _of_day(telling, named.span.start, f"‘{noun}’의 날", 0.95) if named is not None else None


def _around(telling: Telling, drafts: Sequence[Draft]) -> Telling | None:
    """축제가 10월 23일부터 … 24일에는 경연대회가: a bare day that lies within the days of what was told before."""
    mention, span = telling.mention, telling.span
    hours = span.has_clock and extent(span) < 1  # 18일 오후 1시부터 8시까지
    if not (mention.kind in (Kind.DATE, Kind.DATETIME) or hours) or not _BARE_DAY.match(mention.text):
        return None
    if telling.noun in SAYING or any(w.text == "앞서" for w in telling.words[: telling.at]):
        return None
    if tense(telling) == "past":
        return None  # 축제 조직위는 8일 간담회를 열었다
    open_ended = telling.words[telling.at].tail.startswith(("까지", "부터")) and not span.has_clock
    if telling.deadline is not None or open_ended:
        return None
    for draft in reversed(drafts):
        days = extent(draft.span)
        if (
            draft.span.grain is Grain.DAY
            and draft.told.deadline is None
            and 1 < days <= 60
            and draft.status is Status.SCHEDULED
            and span.end <= draft.span.start
        ):
            for n in range(days):
                day = draft.span.start + timedelta(days=n)
                if day.astimezone(SEOUL).day == span.start.astimezone(SEOUL).day:
                    return _of_day(telling, day, "앞에 나온 기간의 날", 0.9)
    return None


_BARE_DAY = pattern(r"\d{1,2}일(?![~∼-])(?!\s?(?:부터|에서))")


def _of_day(telling: Telling, at: datetime, why: str, confidence: float) -> Telling:
    """The telling moved to the day of `at`; a clock time or part of day told with 이날 goes with it."""
    shift = at.date() - telling.span.start.date()
    span = Span(telling.span.start + shift, telling.span.end + shift, telling.span.grain)
    said = f"{why} {at.date()}"
    mention = replace(telling.mention, span=span, why=said, rule="anaphor.event", confidence=confidence)
    return telling._replace(span=span, mention=mention)


def extent(span: Span) -> int:
    return (span.end - span.start).days
