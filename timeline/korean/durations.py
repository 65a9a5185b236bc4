"""Lengths in their sentence: "3년간" is only so long, "지난 3년간" lies somewhere, "3년 뒤" is a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from timeline.korean import lengths
from timeline.korean.clock import midnight
from timeline.korean.direction import Directions, way_of
from timeline.korean.grammar import Expression
from timeline.korean.holidays import holidays_of
from timeline.korean.patterns import Pattern
from timeline.korean.placed import Read
from timeline.korean.units import Offset
from timeline.korean.words import DAYS
from timeline.when import Grain, Kind, Span

_FROM = Pattern(r"(?P<day>지금|오늘|어제|그제|그저께|내일|모레|글피|이날)(?:으?로)?부터\s(?:최소 |약 )?\Z")
_BUSINESS = Pattern(r"영업일(?:\s?기준)?(?:으?로)?\s\Z")
_NOT_WHOLE = Pattern(r"\s?(?:동안|간|내내|이내|안|사이)")
_AFTER_NOUN = Pattern(
    r"[가-힣](?<![은는이가을를에도와과의서로며고면요,후]) \Z|(?:지|후|뒤|간|부터) (?:약 )?\Z"
)
_LEAD = 12
SATURDAY, MOST_BUSINESS_DAYS = 5, 250
_ONLY_LONG = Read(Kind.DURATION, None, "길이만 적힘", "duration")


def read_length(expression: Expression, text: str, anchor: datetime | None, directions: Directions) -> Read:
    """A length; placed on the calendar where its words count from the report."""
    offset = None
    for amount in expression.amounts:
        if isinstance(amount, Offset):
            offset = amount
            break
    span = None
    if anchor is not None:
        try:
            span = _span(expression, offset, text, anchor, directions)
        except (OverflowError, ValueError):
            span = None
    if span is None:
        return _ONLY_LONG
    if offset is not None and offset.way in {"전", "후", "뒤"}:
        kind = Kind.TIME if span.grain == Grain.MINUTE else Kind.DATE
        told = text[expression.start : expression.end]
        return Read(kind, span, f"보도 때에서 {told}", f"offset.{offset.way}", confidence=0.7)
    return Read(Kind.DURATION, span, "보도 때에 맞닿은 기간", "duration.anchored", confidence=0.7)


def _span(
    expression: Expression, offset: Offset | None, text: str, anchor: datetime, directions: Directions
) -> Span | None:
    amounts, toward = expression.amounts, expression.toward
    if _BUSINESS.search(text, max(0, expression.start - _LEAD), expression.start):
        return _business_days(expression, offset, anchor)
    if offset is not None and offset.way in {"전", "후", "뒤"}:
        if not _counts_from_report(expression, offset, text, directions):
            return None
        return lengths.around(_base(expression, text, anchor), amounts, -1 if offset.way == "전" else 1)
    if toward in {"past", "future", "next"} and lengths.iso(amounts) is not None:
        units = not _NOT_WHOLE.match(text, expression.end) and text.startswith(
            ("지난", "다음"), expression.start
        )
        told = text[expression.start : expression.end]
        whole = units and not (told.endswith("간") and not told.endswith("시간"))
        return lengths.stretch(anchor, amounts, "past" if toward == "past" else "future", whole=whole)
    if toward == "rest" and lengths.iso(amounts) == "P1D":
        return lengths.rest_of_day(anchor)
    if offset is None:
        return None
    if offset.way == "이내":
        return lengths.stretch(anchor, amounts, "within")
    return lengths.deadline(anchor, amounts)


def _business_days(expression: Expression, offset: Offset | None, anchor: datetime) -> Span | None:
    """영업일 기준 나흘 후: the fourth day from now that is neither of a weekend nor a holiday."""
    days = [n for n, unit in lengths.plain(expression.amounts[0]).parts if unit == "D"]
    ahead = (offset is not None and offset.way in {"후", "뒤"}) or expression.toward == "future"
    if not ahead or len(days) != 1 or not 0 < days[0] <= MOST_BUSINESS_DAYS:
        return None
    today, left = anchor.date(), int(days[0])
    last = today
    while left:
        last += timedelta(days=1)
        left -= last.weekday() < SATURDAY and last not in holidays_of(last.year)
    first = last if offset is not None else today + timedelta(days=1)
    return Span(midnight(first), midnight(last + timedelta(days=1)), Grain.DAY)


def _base(expression: Expression, text: str, anchor: datetime) -> datetime:
    """What an offset counts from: the report, or the day told before it in 어제로부터 4일 후."""
    lead = _FROM.search(text, max(0, expression.start - _LEAD), expression.start)
    return anchor + timedelta(days=DAYS[lead["day"]].n if lead and lead["day"] in DAYS else 0)


def counts_from_story(
    expression: Expression, offset: Offset, text: str, directions: Directions, units: str = "MWD"
) -> bool:
    """Whether so many days, weeks or months before or after a day of a story are meant: 사흘 뒤 숨졌다."""
    if offset.way not in {"전", "후", "뒤"} or lengths.finest(expression.amounts) not in units:
        return False
    lead = text[max(0, expression.start - _LEAD) : expression.start]
    if lengths.iso(expression.amounts) is None or _FROM.search(lead) or _AFTER_NOUN.search(lead):
        return False
    return way_of(directions, expression.end).way == "past"


def _counts_from_report(expression: Expression, offset: Offset, text: str, directions: Directions) -> bool:
    """Not after a noun ("개통 3년 뒤"), nor where it is told as past ("3년 뒤 은퇴했다")."""
    lead = text[max(0, expression.start - _LEAD) : expression.start]
    if _FROM.search(lead):
        return True
    if _AFTER_NOUN.search(lead):
        return False
    way = way_of(directions, expression.end).way
    if offset.way == "전":  # 3일 전까지 신청해야: before what is to come
        until = text.startswith("까지", expression.end) and not text.startswith("까지만", expression.end)
        return way == "past" or not until
    return way != "past"
