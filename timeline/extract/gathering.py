"""One event, told many times: adds what a sentence tells to what the article has told, or joins the two."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta

from timeline.extract.drafts import Draft, extent
from timeline.extract.same import (
    applied,
    closes,
    ends,
    goes_on,
    lasts_to,
    meets,
    moves,
    next_day,
    same_day,
    same_event,
)
from timeline.extract.sentences import Line
from timeline.extract.stretches import LASTING_ON
from timeline.model import SEOUL, Grain, Place, Span, Status

_FINE = {grain: i for i, grain in enumerate(Grain)}


BACK = 500  # drafts that a telling may still belong to: an article has a few, a flood of dates thousands


def gather(drafts: list[Draft], new: Draft) -> None:
    """Add a draft, or join it to the one that tells the same event."""
    _begun_with(drafts, new)
    for old in reversed(drafts[-BACK:]):
        if same_event(old, new):
            _absorb(old, new)
            return
    drafts.append(new)


def _begun_with(drafts: list[Draft], new: Draft) -> None:
    """28일 점등식을 시작으로 1월 4일까지 운영된다: it runs from the 28th."""
    told, old = new.told, drafts[-1] if drafts else None
    if old is None or told.sentence != old.told.sentence or told.noun not in LASTING_ON:
        return
    words, head = told.words, old.told.head
    if head is None or head + 1 >= len(words) or words[head + 1].text != "시작으로" or head > told.at:
        return
    if words[told.at].tail.startswith("까지") and extent(old.span) <= 1 and old.span.start < new.span.end:
        day = old.span.start.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
        new.span = Span(day, new.span.end, Grain.DAY)


def _onward(new: Span, old: Span, text: str) -> Span:
    """2월 15일 … 22일로 연기: a bare day is of the month it is moved from, or the next."""
    if new.start >= old.start or not re.fullmatch(r"\d{1,2}일", text):
        return new
    for month in (old.start.month, old.start.month % 12 + 1):
        year = old.start.year + (month < old.start.month)
        with suppress(ValueError):
            start = new.start.replace(year=year, month=month)
            if start >= old.start:
                return Span(start, start + (new.end - new.start), new.grain)
    return new


def _detail(place: Place) -> tuple[int, int]:
    return len(place.regions), len(place.text)


def _absorb(old: Draft, new: Draft) -> None:
    """Take what the new telling adds: a finer time, a name, a place."""
    if moves(new):
        old.status, old.span = Status.POSTPONED, _onward(new.span, old.span, new.told.mention.text)
        if new.title and not old.told.named and old.title.endswith(old.told.noun):
            old.title = new.title  # 재개장, and not 재개장 시점 늦춰
        old.reasons.append(f"{old.told.mention.text}에서 {new.told.mention.text}로 옮겼다")
    elif next_day(old, new) or goes_on(old, new) or closes(old, new) or ends(old, new) or lasts_to(old, new):
        old.title = old.title.removesuffix(" 개막") if closes(old, new) else old.title
        end = new.span.end.astimezone(SEOUL)
        end = new.span.start.astimezone(SEOUL) if new.span.has_clock and next_day(old, new) else end
        whole = end.hour == end.minute == 0 and not new.span.has_clock
        end = end if whole else end.replace(hour=0, minute=0) + timedelta(days=1)
        old.span = Span(old.span.start, end, Grain.DAY)
    finer = _FINE[new.span.grain] < _FINE[old.span.grain] and meets(new.span, old.span)
    if finer and not (old.span.grain is Grain.DAY and (extent(old.span) > 1 or not same_day(old, new))):
        old.span = new.span  # the hour of several days is of each
    if applied(old) and applied(new) and extent(new.span) > max(1, extent(old.span)):
        old.title, old.span = new.title, new.span
    better = new.told.named > old.told.named or (
        new.told.named == old.told.named and new.told.worth > old.told.worth + 1.5
    )
    better = better and new.told.sentence.line is not Line.CAPTION
    from_head = old.told.sentence.line is not Line.PROSE and new.told.sentence.line is Line.PROSE
    if (better or not old.title or (from_head and new.told.worth >= 5)) and new.title:
        old.title, old.status, old.reasons = new.title, new.status, new.reasons
        old.tellings.insert(0, new.told)
        old.told = new.told
        old.place = max(filter(None, (new.place, old.place)), key=_detail, default=None)
    else:
        old.tellings.append(new.told)
    old.keys |= new.keys
    old.place = old.place or new.place
    old.doubts = min(old.doubts, new.doubts)
    old.quoted = old.quoted and new.quoted
