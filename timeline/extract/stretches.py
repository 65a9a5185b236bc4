"""How long is it? A time with a length beside it, a time that only says until when, days with an hour of each.

12일까지 이틀간 is two days, 20일부터 열흘간 ten; 20~22일 오후 7시 is three days at seven.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling
from timeline.extract.status import tense
from timeline.extract.words import HOLD, STATIC, listed
from timeline.model import SEOUL, Grain, Kind, Mention, Span

_ISO = pattern(r"P(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
_HOURS = pattern(r"PT(?:(\d{1,2})H)?(?:(\d{1,2})M)?$")
_LONGEST = timedelta(days=400)
# What goes on until a day; of what is only done by then, the day alone is told.
LASTING_ON = listed(
    """
    운영 진행 열림 이어짐 계속 개최 실시 전시 개방 상영 공연 펼침 염 판매 연장 단속 개장 전개 관람 통제 체험 지속
    지급 할인 시범운영 집중단속 특별단속 벌임 캠페인 착수 돌입 가동
    """
)


def stretched(telling: Telling, mentions: Mapping[int, Mention], published: datetime | None) -> Telling:
    """The telling with the span that the words around its time give it.

    `published` is the article's stamp, from which 30일까지 운영한다 runs; None for a sentence without an article.
    """
    span = _by_length(telling, mentions) or _daily(telling) or _by_midnight(telling)
    if span is None:
        span = _brought_forward(telling, mentions)
    if span is None and published is not None:
        span = _until(telling, published)
    return telling._replace(span=span) if span is not None else telling


_BARE_DAY = pattern(r"\d{1,2}일")


def still_open(telling: Telling, published: datetime | None) -> Telling:
    """30일까지 받는다, told on the 3rd; 11일 음악회가 열린다, 12일 집회를 예고했다: it is to come."""
    mention, span = telling.mention, telling.span
    if mention.kind is not Kind.DATE or published is None or span.end > published:
        return telling
    if mention.rule == "month-day.near" and telling.words[telling.at].tail.startswith("까지"):
        return _to_come(telling, published)
    words, head = telling.words, telling.head
    announced = (
        telling.named and head is not None and head + 1 < len(words) and words[head + 1].text[:2] == "예고"
    )
    if not _BARE_DAY.fullmatch(mention.text):
        return telling
    if not announced and tense(telling) not in ("present", "future"):
        return telling
    until = "까지" in telling.words[telling.at].tail and (
        telling.noun not in STATIC or telling.noun in LASTING_ON
    )
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    held = telling.noun in HOLD and verb is not None and verb.role in ("final", "report")
    if not until and not held and not announced:
        return telling
    start = month_on(span.start, 1)
    moved = Span(start, start + (span.end - span.start), span.grain)
    why = f"아직 받는 마감은 앞날: {start:%Y-%m-%d}"
    open_until = replace(mention, span=moved, why=why, rule="deadline.open")
    return telling._replace(span=moved, mention=open_until)


def _to_come(telling: Telling, published: datetime) -> Telling:
    """폭포는 10월 31일까지 가동되며, told in April: no day of last year, which only lies as near."""
    mention, span = telling.mention, telling.span
    start = month_on(span.start, 12)
    if tense(telling) == "past" or telling.noun not in LASTING_ON or start - published > _LONGEST:
        return telling
    moved = Span(start, start + (span.end - span.start), span.grain)
    until = replace(mention, span=moved, why=f"아직 이어지는 일의 끝: {start:%Y-%m-%d}", rule="until.open")
    return telling._replace(span=moved, mention=until)


def _by_length(telling: Telling, mentions: Mapping[int, Mention]) -> Span | None:
    """12일까지 이틀간, 20일부터 열흘간."""
    span, words, at = telling.span, telling.words, telling.at
    if span.has_clock and words[at].tail.startswith("부터"):
        return _for_hours(telling, mentions)
    monthly = span.grain is Grain.MONTH and words[at].tail.startswith("부터")
    if not (span.grain is Grain.DAY or monthly) or telling.mention.kind is Kind.RANGE or at + 1 >= len(words):
        return None
    ahead = at + 1
    begun = words[ahead].verb  # 10월 7일 시작돼 닷새 동안
    if (
        begun is not None
        and begun.role == "link"
        and begun.noun in ("시작", "개막")
        and ahead + 1 < len(words)
    ):
        ahead += 1
    following = words[ahead].mention
    told = mentions.get(following) if following is not None else None
    found = _ISO.match(told.iso) if told is not None and told.iso else None
    if found is None or words[ahead].tail.startswith(("의", "만에", "전", "뒤")):
        return None
    months, weeks, days = (int(n or 0) for n in found.groups())
    length = timedelta(days=30 * months + 7 * weeks + days)
    if not timedelta(days=1) < length <= _LONGEST or (monthly and not months):
        return None
    if words[at].tail.startswith("까지"):
        return Span(span.end - length, span.end, Grain.DAY)
    if words[at].tail.startswith("부터") or ahead > at + 1:
        end = month_on(span.start, months) if months and not (weeks or days) else span.start + length
        return Span(span.start, end, Grain.DAY)
    return None


def _for_hours(telling: Telling, mentions: Mapping[int, Mention]) -> Span | None:
    """5일 0시부터 6시간 동안."""
    words, at, start = telling.words, telling.at, telling.span.start
    following = words[at + 1].mention if at + 1 < len(words) else None
    told = mentions.get(following) if following is not None else None
    found = _HOURS.match(told.iso) if told is not None and told.iso else None
    if (
        found is None
        or telling.mention.kind is Kind.RANGE
        or words[at + 1].tail.startswith(("의", "만에", "전"))
    ):
        return None
    length = timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))
    return Span(start, start + length, telling.span.grain)


def month_on(start: datetime, months: int) -> datetime:
    """The same day some months on, or the first that there is behind it."""
    count = start.year * 12 + start.month - 1 + months
    for day in range(start.day, 0, -1):
        try:
            return start.replace(year=count // 12, month=count % 12 + 1, day=day)
        except ValueError:
            continue
    return start


def _brought_forward(telling: Telling, mentions: Mapping[int, Mention]) -> Span | None:
    """당초 21일에서 14일로 앞당겨졌다: the 14th before the 21st, not the one behind it."""
    words, at, span = telling.words, telling.at, telling.span
    before = words[at - 1].mention if at else None
    first = mentions.get(before) if before is not None else None
    if (
        not telling.noun.startswith("앞당")
        or first is None
        or first.span is None
        or span.grain is not Grain.DAY
    ):
        return None
    if words[at - 1].tail != "에서" or span.start < first.span.start:
        return None
    start = month_on(span.start, -1)
    return Span(start, start + (span.end - span.start), span.grain) if start.day == span.start.day else None


def _by_midnight(telling: Telling) -> Span | None:
    """29일 자정까지 신청: the 29th is the last day."""
    at = telling.span.start.astimezone(SEOUL)
    midnight = telling.mention.text.endswith(("자정", "24시")) and at.hour == at.minute == 0
    if telling.deadline is None or not midnight or not telling.words[telling.at].tail.startswith("까지"):
        return None
    return Span(at - timedelta(days=1), at, Grain.DAY)


def _daily(telling: Telling) -> Span | None:
    """20~22일 오후 7시: the days; the hour is of each."""
    span, text = telling.span, telling.mention.text
    if telling.mention.kind is not Kind.RANGE:
        return None
    first, last = (t.astimezone(SEOUL) for t in (span.start, span.end))
    several = (last - first) > timedelta(days=1) and first.time() == time() and last.time() != time()
    if not several or re.search(r"부터|까지|에서", text):
        return None
    end = last.replace(hour=0, minute=0) + timedelta(days=1)
    return Span(first, end, Grain.DAY)


def _until(telling: Telling, published: datetime) -> Span | None:
    """오는 30일까지 전시를 연다: from the article's day on."""
    span, words, at = telling.span, telling.words, telling.at
    if telling.mention.kind is Kind.RANGE or not words[at].tail.startswith("까지"):
        return None
    fine = span.grain in (Grain.DAY, Grain.MONTH, Grain.PART, Grain.WEEK)
    if not fine or telling.deadline is not None or telling.noun not in LASTING_ON:
        return None
    today = published.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    begun = span.start <= today < span.end and span.grain is not Grain.DAY  # 이달 말까지
    if not (today < span.start or begun) or span.end - today > _LONGEST:
        return None
    return Span(today, span.end, Grain.DAY)
