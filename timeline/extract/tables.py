"""Events told as a table of labelled lines: ○ 일시: …, - 장소: …, as press releases and notices give them.

A line with a label of time is an event; its name and place stand on labelled lines around it, else the
heading above or the headline names it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from timeline.extract.clauses import words
from timeline.extract.drafts import Draft, keys
from timeline.extract.gazetteer import place_names
from timeline.extract.headlines import expand, from_headline
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling
from timeline.extract.nouns import event_noun
from timeline.extract.sentences import Sentence
from timeline.extract.stretches import stretched
from timeline.extract.tidy import LONGEST, tidy
from timeline.extract.words import alternation
from timeline.model import SEOUL, Kind, Mention, Place, Status

_MARK = r"^\s{0,40}(?:[○●◯◎□■◇◆▲△▶▷►▪▫◦•‣·ㆍ※*❍①-⑳-]|–|[0-9]{1,2}[.)]|[가-하][.)]){0,9}\s{0,9}[<〈《【\[(]?\s{0,9}"
_TIME = alternation(
    """
    일시 일자 날짜 때 언제 기간 개최일시 행사일시 행사기간 운영기간 교육기간 전시기간 공연일시 시간 일정 개최일
    행사일
    """
)
_APPLY = alternation(
    """
    신청기간 접수기간 모집기간 응모기간 신청기한 접수기한 제출기한 신청마감 접수마감 모집마감 납부기간
    공모기간 신청일정 접수일정
    """
)
_PLACE = alternation(
    """
    장소 곳 어디서 어디 열리는곳 모이는곳 개최지 행사장 개최장소 행사장소 교육장소 전시장소 공연장소 위치 집결지
    집결장소
    """
)
_NAME = alternation(
    "행사명 사업명 제목 공연명 전시명 교육명 대회명 행사 공연 전시 과정명 강좌명 프로그램명 회의명 축제명 명칭"
)
_ROW = pattern(
    rf"{_MARK}(?P<label>[가-힣](?:\s{{0,9}}[가-힣]){{0,8}}(?:\s?[/·]\s?[가-힣\s]{{1,4}})?)"
    r"\s{0,9}[>〉》】\])]?\s{0,9}[:：=]\s{0,9}(?P<value>.+)$"
)
_ABOUT = alternation("내용 주요내용 행사내용 교육내용 공연내용 주제 강연주제 교육주제 안건")
_DATED = frozenset({Kind.DATE, Kind.DATETIME, Kind.TIME, Kind.RANGE, Kind.ANAPHOR})
LABELS = pattern("[:：=＝]")  # what stands behind a label: no row and no schedule is without
_OTHER = r"[가-힣]{1,6}(?:기간|일시|일자|발표일?|마감일?|[발개폐시]?[대막회상]식|설명회|면접)"
_LABEL = pattern(rf"(?:{_TIME}|{_APPLY}|{_OTHER})(?:[/·](?:{_PLACE}))?")
_SENTENCE = pattern(r"[다요음됨고며]$|\d\s?[일월시]|이날")  # above a table, but not its name
_LOOK = 6  # lines above and below that can belong to one table


def is_row(line: str) -> re.Match[str] | None:
    """A labelled line whose label is one of time; its groups are label and value."""
    found = _ROW.match(line) if LABELS.search(line) else None
    if found is None:
        return None
    label = "".join(found["label"].split())
    return found if _LABEL.fullmatch(label) else None


def read_row(
    sentence: Sentence, text: str, inside: list[tuple[int, Mention]], headline: str, region: str, order: int
) -> Draft | None:
    """The event of a line labelled with a time; None when no mention there has a value."""
    row = is_row(text[sentence.start : sentence.end])
    mention = next((m for _, m in inside if m.span is not None and m.kind in _DATED), None)
    if row is None or mention is None or mention.span is None:
        return None
    label = "".join(row["label"].split())
    name = _name(text, sentence, headline)
    if re.fullmatch(_APPLY, label):
        name = _WHOM.sub("", name)
        kind = re.match(r"신청|접수|모집|응모|제출|납부|공모", label)
        long = (mention.span.end - mention.span.start).days > 1
        name = f"{kind.group() if kind else '신청'} {'기간' if long else '마감'}: {name}"
    elif not re.fullmatch(_TIME, re.split(r"[/·]", label)[0]):
        name = _of_its_own(label, name, text)
    name = name if len(name) <= LONGEST else ""
    applied = re.fullmatch(_APPLY, label) is not None
    where = (
        None
        if applied
        else _place(text, sentence, mention, label, mention.span.start.astimezone(SEOUL).date(), region)
    )
    reasons = [f"‘{row['label'].strip()}’ 칸의 때"]
    return row_draft(sentence, text, inside, mention, name, where, reasons, order)


def _of_its_own(label: str, name: str, text: str) -> str:
    """축제 기간: the festival, as the text names it in full; 선정 발표 of what the table is about."""
    what = re.sub(r"(?:기간|일시|일자)$", "", label)
    if what != label and event_noun(what):
        full = expand(what, text)
        return full if full != what else f"{name} {what}".strip()
    if event_noun(label):
        return f"{label}: {name}" if name else label
    return f"{label}: {name}" if name else label


_WHOM = pattern(r"(?: (?:추가 )?(?:참가자|참여자|대상자|신청자|모집|신청|접수|공모))+$")


def row_draft(
    sentence: Sentence,
    text: str,
    inside: list[tuple[int, Mention]],
    mention: Mention,
    name: str,
    where: Place | None,
    reasons: list[str],
    order: int,
) -> Draft | None:
    """The draft of a line that gives an event its name as a name; None without a value."""
    if mention.span is None:
        return None
    parsed = tuple(words(text, sentence.start, sentence.end, inside))
    at = next((i for i, w in enumerate(parsed) if w.mention is not None and w.start == mention.start), 0)
    told = Telling(mention, mention.span, sentence, parsed, at, None, None, "", 8.0, last=at)
    told = stretched(told, dict(inside), None)
    draft = Draft([told], name, told.span, Status.SCHEDULED, reasons, where, order=order)
    draft.given, draft.keys = True, keys(name)
    return draft


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
    part = _part(above)
    for _, line in (*above, *below):
        row = _ROW.match(line)
        if row is not None and re.fullmatch(_NAME, "".join(row["label"].split())):
            whole = tidy(row["value"])
            return f"{whole} {part}" if part and len(whole) + len(part) < LONGEST else whole
    for _, line in above:
        if _ROW.match(line) is None:
            heading = tidy(re.sub(_MARK, "", line)).removesuffix("개요").strip(" >〉》】]")
            if 3 < len(heading) <= LONGEST - 8 and not _SENTENCE.search(heading):
                return heading
            break
    return from_headline(headline) or _told_about((*below, *above))


def _part(above: Sequence[tuple[int, str]]) -> str:
    """□ 착공식 over ○ 일시: which part of what 사업명 names; "" where no such line stands above."""
    for _, line in above:
        row = _ROW.match(line)
        if row is None:
            heading = tidy(re.sub(_MARK, "", line)).strip(" >〉》】]")
            return heading if 3 <= len(heading) <= 10 and " " not in heading and event_noun(heading) else ""
        if re.fullmatch(_NAME, "".join(row["label"].split())):
            return ""
    return ""


def _told_about(lines: Sequence[tuple[int, str]]) -> str:
    """What ○ 내용: says, for a table without a name of its own and without a headline."""
    for _, line in lines:
        row = _ROW.match(line)
        if row is not None and re.fullmatch(_ABOUT, "".join(row["label"].split())):
            told = tidy(re.split(r"[,;※]", row["value"])[0])
            return told if len(told) <= LONGEST else ""
    return ""


def _place(
    text: str, sentence: Sentence, mention: Mention, label: str, day: date, region: str
) -> Place | None:
    """The value of 장소 near by, or what stands behind the slash of 일시/장소."""
    if "/" in label or "·" in label:
        found = re.compile(r"[^/\n]*?[/,]\s*(?P<value>[^/\n]+)").match(text, mention.end, sentence.end)
        if found is not None:
            return cut(found.start("value"), found["value"], day, region)
    cell = _CELL.match(text, mention.end, sentence.end)
    if cell is not None:
        return cut(cell.start("value"), cell["value"], day, region)
    above, below = _lines(text, sentence)
    for begin, line in (*below, *above):
        row = _ROW.match(line)
        if row is not None and re.fullmatch(rf"(?:[가-힣]{{2}})?(?:{_PLACE})", "".join(row["label"].split())):
            return cut(begin + row.start("value"), row["value"], day, region)
    return None


_CELL = pattern(r"\)?\s*[/,]\s*(?P<value>[가-힣A-Za-z][^/\n]{2,40})")


def cut(start: int, value: str, day: date, region: str) -> Place | None:
    """The place that a cell of a table holds, without what is told of it in brackets."""
    told = re.split(r"\s*[(※,;]", value.strip(), maxsplit=1)[0].strip(" .)】]")
    lead = len(value) - len(value.lstrip())
    return (
        Place(start + lead, start + lead + len(told), told, told, "", place_names(told, day, region))
        if told
        else None
    )
