"""Events told as a table: ○ 일시: …, - 장소: …, the way press releases and notices give them.

A line with a label of time is an event; its name and place stand on labelled lines around it, else the
heading above or the headline names it.
"""

from __future__ import annotations

import re
from datetime import date

from timeline.extract.clauses import words
from timeline.extract.drafts import Draft, keys
from timeline.extract.gazetteer import place_names
from timeline.extract.headlines import from_headline
from timeline.extract.mentions import Telling
from timeline.extract.sentences import Line, Sentence
from timeline.extract.titles import LONGEST, tidy
from timeline.extract.words import alternation
from timeline.model import SEOUL, Mention, Place, Status

_MARK = r"^\s*(?:[○●◯◎□■◇◆▲△▶▷►▪▫◦•‣·ㆍ※*❍①-⑳-]|[-–]|[0-9]{1,2}[.)]|[가-하][.)])*\s*[<〈《【\[(]?\s*"
_TIME = alternation(
    "일시 일자 날짜 때 기간 개최일시 행사일시 행사기간 운영기간 교육기간 전시기간 공연일시 시간 일정 개최일 행사일"
)
_APPLY = alternation(
    """
    신청기간 접수기간 모집기간 응모기간 신청기한 접수기한 제출기한 신청마감 접수마감 모집마감 납부기간
    공모기간 신청일정 접수일정
    """
)
_PLACE = alternation("장소 곳 개최장소 행사장소 교육장소 전시장소 공연장소 위치 집결지")
_NAME = alternation(
    "행사명 사업명 제목 공연명 전시명 교육명 대회명 행사 공연 전시 과정명 강좌명 프로그램명 회의명 축제명 명칭"
)
_ROW = re.compile(
    rf"{_MARK}(?P<label>[가-힣]{{1,3}}(?:\s?[가-힣]){{0,5}}(?:\s?[/·]\s?[가-힣\s]{{1,4}})?)"
    r"\s*[>〉》】\])]?\s*[:：=]\s*(?P<value>.+)$"
)
_SENTENCE = re.compile(r"[다요음됨고며]$|\d\s?[일월시]|이날")  # above a table, but not its name
_LOOK = 6  # lines above and below that can belong to one table


def is_row(line: str) -> re.Match[str] | None:
    """A labelled line whose label is one of time; its groups are label and value."""
    found = _ROW.match(line)
    if found is None:
        return None
    label = re.sub(r"\s", "", found["label"])
    return found if re.fullmatch(rf"(?:{_TIME}|{_APPLY})(?:[/·](?:{_PLACE}))?", label) else None


def read_row(
    sentence: Sentence, text: str, inside: list[tuple[int, Mention]], headline: str, region: str, order: int
) -> Draft | None:
    """The event of a line labelled with a time; None when no mention there has a value."""
    row = is_row(text[sentence.start : sentence.end])
    mention = next((m for _, m in inside if m.span is not None), None)
    if row is None or mention is None or mention.span is None:
        return None
    label = re.sub(r"\s", "", row["label"])
    parsed = tuple(words(text, sentence.start, sentence.end, inside))
    at = next((i for i, w in enumerate(parsed) if w.role == "time"), 0)
    telling = Telling(mention, mention.span, sentence, parsed, at, None, None, "", 8.0)
    name = _name(text, sentence, headline)
    if re.fullmatch(_APPLY, label):
        kind = re.match(r"신청|접수|모집|응모|제출|납부|공모", label)
        long = (mention.span.end - mention.span.start).days > 1
        name = f"{kind.group() if kind else '신청'} {'기간' if long else '마감'}: {name}"
    name = name if len(name) <= LONGEST else ""
    where = _place(text, sentence, mention, label, mention.span.start.astimezone(SEOUL).date(), region)
    reasons = [f"‘{row['label'].strip()}’ 칸의 때"]
    return Draft(
        [telling],
        name,
        mention.span,
        Status.SCHEDULED,
        reasons,
        where,
        order=order,
        given=True,
        keys=keys(name),
    )


_LISTING = re.compile(
    r"\s*[▲△▷▶◇◆■□○●※*·-]\s*(?P<name>[^=＝:：\n]{2,60}?)\s*[=＝:：]\s*(?=\d|[월화수목금토일]요일|오[전후]|매|오는|지난)"
)
_PRIVATE = re.compile(r"(?:상|별세|결혼|혼인|장녀|장남|차녀|차남|화촉)$")


def read_listing(
    sentence: Sentence, text: str, inside: list[tuple[int, Mention]], region: str, order: int
) -> Draft | None:
    """An item of a culture calendar, ▲뮤지컬 ‘봄날’=4일 오후 3시 예술의전당 대극장; None for any other line.

    Deaths and weddings, listed the same way, are left to their families.
    """
    head = _LISTING.match(text, sentence.start, sentence.end)
    mention = next((m for _, m in inside if m.span is not None), None)
    if head is None or mention is None or mention.span is None or mention.start - head.end() > 2:
        return None
    if sentence.line is not Line.ITEM or (mention.span.end - mention.span.start).days > 200:
        return None
    name = tidy(head["name"])
    if (
        _PRIVATE.search(name)
        or is_row(text[sentence.start : sentence.end]) is not None
        or len(name) > LONGEST
    ):
        return None
    parsed = tuple(words(text, sentence.start, sentence.end, inside))
    at = next((i for i, w in enumerate(parsed) if w.role == "time"), 0)
    telling = Telling(mention, mention.span, sentence, parsed, at, None, None, "", 8.0)
    day = mention.span.start.astimezone(SEOUL).date()
    rest = _AFTER.match(text, max(m.end for _, m in inside), sentence.end)
    where = _cut(rest.start("value"), rest["value"], day, region) if rest is not None else None
    return Draft(
        [telling],
        name,
        mention.span,
        Status.SCHEDULED,
        ["목록의 한 줄"],
        where,
        order=order,
        given=True,
        keys=keys(name),
    )


_AFTER = re.compile(r"(?:까지|부터)?[\s,·]+(?P<value>[가-힣A-Za-z][^,;\n]{2,40})")


def _lines(text: str, sentence: Sentence) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The lines above (nearest first) and below, with their offsets."""
    above: list[tuple[int, str]] = []
    end = text.rfind("\n", 0, sentence.start)
    while end > 0 and len(above) < _LOOK:
        begin = text.rfind("\n", 0, end) + 1
        if text[begin:end].strip():
            above.append((begin, text[begin:end]))
        end = begin - 1
    below: list[tuple[int, str]] = []
    begin = text.find("\n", sentence.end)
    while begin >= 0 and len(below) < _LOOK:
        end = text.find("\n", begin + 1)
        line = text[begin + 1 : end if end >= 0 else len(text)]
        if line.strip():
            below.append((begin + 1, line))
        begin = end
    return above, below


def _name(text: str, sentence: Sentence, headline: str) -> str:
    above, below = _lines(text, sentence)
    for _, line in (*above, *below):
        row = _ROW.match(line)
        if row is not None and re.fullmatch(_NAME, re.sub(r"\s", "", row["label"])):
            return tidy(row["value"])
    for _, line in above:
        if _ROW.match(line) is None:
            heading = tidy(re.sub(_MARK, "", line)).removesuffix("개요").strip(" >〉》】]")
            if 3 < len(heading) <= LONGEST - 8 and not _SENTENCE.search(heading):
                return heading
            break
    return from_headline(headline)


def _place(
    text: str, sentence: Sentence, mention: Mention, label: str, day: date, region: str
) -> Place | None:
    """The value of 장소 near by, or what stands behind the slash of 일시/장소."""
    if "/" in label or "·" in label:
        found = re.compile(r"[^/\n]*?[/,]\s*(?P<value>[^/\n]+)").match(text, mention.end, sentence.end)
        if found is not None:
            return _cut(found.start("value"), found["value"], day, region)
    above, below = _lines(text, sentence)
    for begin, line in (*below, *above):
        row = _ROW.match(line)
        if row is not None and re.fullmatch(_PLACE, re.sub(r"\s", "", row["label"])):
            return _cut(begin + row.start("value"), row["value"], day, region)
    return None


def _cut(start: int, value: str, day: date, region: str) -> Place | None:
    told = re.split(r"\s*[(※,;]", value.strip(), maxsplit=1)[0].strip(" .)】]")
    lead = len(value) - len(value.lstrip())
    return (
        Place(start + lead, start + lead + len(told), told, told, "", place_names(told, day, region))
        if told
        else None
    )
