"""Events told one a line: a culture calendar (▲뮤지컬 ‘봄날’=4일 오후 3시 대극장), a programme.

- 5월 28일(화) 19:00 : 김하늘 교수 ‘기후위기와 도시’ (시청 무등홀)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from timeline.extract.drafts import Draft
from timeline.extract.gazetteer import is_region
from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun
from timeline.extract.sentences import Line, Sentence
from timeline.extract.stretches import month_on
from timeline.extract.tables import cut, is_row, row_draft
from timeline.extract.tidy import LONGEST, tidy
from timeline.extract.venues import is_venue, leading_hall
from timeline.extract.verbs import verb_of
from timeline.model import SEOUL, Grain, Kind, Mention

_NAMED_FIRST = pattern(
    r"\s*[▲△▷▶◇◆■□○●※*·-]\s*(?P<name>[^=＝:：\n]{2,60}?)\s*[=＝:：]\s*(?=\d|[월화수목금토일]요일|오[전후]|매|오는|지난)"
)
_PRIVATE = pattern(r"(?:상|별세|결혼|혼인|장녀|장남|차녀|차남|화촉)$")
_AFTER = pattern(r"(?:까지|부터)?[\s,·]+(?P<value>[가-힣A-Za-z][^,;\n]{2,40})")
_TIME_FIRST = pattern(r"\s*[|│○●◯◎□■◇◆▲△▶▷►▪▫◦•‣·ㆍ※*❍-]*\s*[<〈\[(]?\s*")
_GAP = pattern(r"[\s>〉\])]*[:：|│=＝\t–-]\s*|[\s>〉\])]{1,4}(?=[‘“'<〈《「『가-힣A-Z])")
_CELLS = pattern(r"(?<!\s)(?:\s*[|│\t]\s*|\s+[/]\s+|\s*[,，]\s+)")
_HALL = pattern(r"[(（\[](?P<value>[^()（）\[\]]{2,40})[)）\]]\s{0,9}$")
Inside = list[tuple[int, Mention]]  # the mentions of a line with their indices
_LISTED = frozenset({Kind.DATE, Kind.DATETIME, Kind.RANGE})
_TIMES = _LISTED | {Kind.TIME}


def read_listing(
    sentence: Sentence,
    text: str,
    inside: Inside,
    published: datetime | None,
    region: str,
    order: int,
    called: Callable[[], str],
) -> list[Draft]:
    """The entries of one item of a list, one a time; [] for any other line.

    `called` names what takes place where a line says only when and where.
    """
    table = "|" in text[sentence.start : sentence.end] or "│" in text[sentence.start : sentence.end]
    if (sentence.line is not Line.ITEM and not table) or is_row(text[sentence.start : sentence.end]):
        return []
    told = (sentence, text, inside, published, region, order)
    return _name_first(*told) or _time_first(*told, called) or _time_between(*told)


def _name_first(
    sentence: Sentence, text: str, inside: Inside, published: datetime | None, region: str, order: int
) -> list[Draft]:
    """▲name=time place. Deaths and weddings, listed the same way, are left to their families."""
    head = _NAMED_FIRST.match(text, sentence.start, sentence.end)
    if head is None:
        return []
    told = [
        _running(_coming(m, published), text, published)
        for _, m in inside
        if m.span is not None and m.start >= head.end() and m.kind in _TIMES
    ]
    last = told[-1].end if told else head.end()
    several = told and told[0].span is not None and (told[0].span.end - told[0].span.start).days > 1
    if several and all(m.kind is Kind.TIME for m in told[1:]):
        told = told[:1]  # 3~5일 오후 3시·7시: the hours of each day
    name = tidy(head["name"])
    if not told or told[0].start - head.end() > 2 or _long(told[0]):
        return []
    if _PRIVATE.search(name) or len(name) > LONGEST:
        return []
    rest = _AFTER.match(text, last, sentence.end)
    where = cut(rest.start("value"), rest["value"], _day(told[0]), region) if rest is not None else None
    made = (
        row_draft(sentence, text, inside, mention, name, where, ["목록의 한 줄"], order + n)
        for n, mention in enumerate(told)
    )
    return [draft for draft in made if draft is not None]


def _time_between(
    sentence: Sentence, text: str, inside: Inside, published: datetime | None, region: str, order: int
) -> list[Draft]:
    """▲천안시 청년센터 개소식 오후 2시 두정동: an event, its time and its place, with nothing between."""
    mention = next((m for _, m in inside if m.span is not None and m.span.has_clock), None)
    head = _TIME_FIRST.match(text, sentence.start, sentence.end)
    if mention is None or head is None or mention.start - head.end() < 4 or published is None:
        return []
    name, rest = tidy(text[head.end() : mention.start]), text[mention.end : sentence.end].strip()
    spoken = bool(_CLAUSE.search(name)) or len(rest) > 24 or (rest and rest[-1] in ".다")
    if spoken or len(name) > LONGEST or not event_noun(name.rsplit(" ", 1)[-1]):
        return []
    where = cut(text.index(rest, mention.end), rest, _day(mention), region) if len(rest) > 1 else None
    draft = row_draft(sentence, text, inside, mention, name, where, ["목록의 한 줄"], order)
    return [draft] if draft is not None else []


_CLAUSE = pattern(r"[을를은는이가에] |에서 ")


def _time_first(
    sentence: Sentence,
    text: str,
    inside: Inside,
    published: datetime | None,
    region: str,
    order: int,
    called: Callable[[], str],
) -> list[Draft]:
    """- time : name (place), or the cells of a row."""
    mention = next((_coming(m, published) for _, m in inside if m.span is not None), None)
    head = _TIME_FIRST.match(text, sentence.start, sentence.end)
    if mention is None or head is None or mention.start != head.end() or mention.kind not in _LISTED:
        return []
    gap = _GAP.match(text, mention.end, sentence.end)
    if gap is None or _long(mention):
        return []
    start, end, where = gap.end(), sentence.end, None
    if (hall := _HALL.search(text, start, end)) is not None and _placed(hall["value"]):
        where, end = cut(hall.start("value"), hall["value"], _day(mention), region), hall.start()
    elif (cell := _CELLS.search(text, start, end)) is not None:
        if _placed(text[cell.end() : end].split("|")[0].strip()):
            where = cut(cell.end(), re.split(r"[|│\t]", text[cell.end() : end])[0], _day(mention), region)
        end = cell.start() if where is not None or text[cell.start() : cell.end()].strip() in "|│" else end
    name = tidy(text[start:end])
    if not 2 < len(name) <= LONGEST or _told(name):
        return []
    if where is None and is_venue(name.rsplit(" ", 1)[-1]) and not event_noun(name):
        where = cut(start, text[start:end], _day(mention), region)
        name = called() or name
    elif where is None and (hall_end := leading_hall(text[start:end])) > 0:
        where = cut(start, text[start : start + hall_end], _day(mention), region)
    draft = row_draft(sentence, text, inside, mention, name, where, ["목록의 한 줄"], order)
    return [draft] if draft is not None else []


def _coming(mention: Mention, published: datetime | None) -> Mention:
    """The mention, a bare day moved to the next month where it is over: what is listed is still to come."""
    span = mention.span
    if published is None or span is None or not _BARE_DAY.match(mention.text) or span.end > published - _DAY:
        return mention
    start = month_on(span.start, 1)
    moved = replace(span, start=start, end=start + (span.end - span.start))
    return replace(mention, span=moved, why=f"목록의 날은 앞날: {start:%Y-%m-%d}", rule="listing.coming")


def _running(mention: Mention, text: str, published: datetime | None) -> Mention:
    """10월 10일까지: what is on until then, from the article's day."""
    span = mention.span
    if published is None or span is None or mention.kind is Kind.RANGE or span.grain is not Grain.DAY:
        return mention
    today = published.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    if not text.startswith("까지", mention.end) or span.start <= today:
        return mention
    return replace(
        mention,
        span=replace(span, start=today),
        kind=Kind.RANGE,
        why="기사의 날부터 그날까지",
        rule="listing.until",
    )


_BARE_DAY = pattern(r"\d{1,2}(?:[~∼-]\d{1,2})?일")
_DAY = timedelta(days=1)


def _told(name: str) -> bool:
    """Whether the line goes on as prose: 15일 오전 10시 시청에서 행사가 열린다."""
    verb = verb_of(name.rsplit(" ", 1)[-1].strip(".!?’'\""))
    spoken = verb is not None and verb.role in ("final", "report", "link")
    return spoken or bool(re.search(r"에서 |(?:[을를은는이가]) \S+(?:다|함|됨|음)\.?$", name))


def _placed(told: str) -> bool:
    last = told.strip().rsplit(" ", 1)[-1]
    return bool(last) and (is_venue(last) or is_region(last))


def _long(mention: Mention) -> bool:
    span = mention.span
    return span is None or (span.end - span.start).days > 200 or span.grain in (Grain.YEAR, Grain.DECADE)


def _day(mention: Mention) -> date:
    return mention.span.start.astimezone(SEOUL).date() if mention.span is not None else date.min
