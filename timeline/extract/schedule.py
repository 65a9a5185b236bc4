"""A day's schedule of mayors and governors, an entry for each time told.

△홍길동 빛고을시장=오전 9시 시청 3층 중회의실에서 간부회의, 오후 2시 시민회관서 열리는 기념식 참석
"""

from __future__ import annotations

import re

from timeline.extract.clauses import words
from timeline.extract.drafts import Draft, keys
from timeline.extract.gazetteer import place_names
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling
from timeline.extract.sentences import Sentence
from timeline.extract.tables import LABELS
from timeline.extract.tidy import LONGEST, tidy
from timeline.extract.venues import leading_hall
from timeline.extract.verbs import verb_of
from timeline.extract.words import SAYING, alternation
from timeline.model import SEOUL, Mention, Place, Status

_OFFICES = alternation(
    """
    시장 군수 구청장 지사 도지사 교육감 교육장 의장 부시장 부군수 부지사 부구청장 청장 총장 국회의원
    장관 사장 원장
    """
)
_WHO = pattern(
    rf"\s*(?:(?P<mark>[△○□◯])(?!(?P=mark){{2}}\s)|[▲◇◆●■▷▶※*-])?\s*"
    rf"(?P<who>(?:[가-힣]{{0,2}}[○△□◯]{{2,3}}|[가-힣]{{2,4}})\s?[가-힣·\s]{{0,12}}?(?:{_OFFICES}))\s*(?:\([^)]*\))?\s*[=＝:：]\s*"
)
_WHERE = pattern(r"(?P<place>[가-힣A-Za-z0-9·()\s]{2,40}?)(?:에서(?:\s?열리는)?|서(?:\s?열리는)?(?=\s))\s*")


def whose(line: str) -> re.Match[str] | None:
    """The head of a schedule line: the mark, the name with the office, and the equals sign."""
    return _WHO.match(line) if LABELS.search(line) else None


def read_schedule(
    sentence: Sentence, text: str, inside: list[tuple[int, Mention]], region: str, order: int
) -> list[Draft]:
    """An entry for each time of a schedule line, with its place; [] for any other line."""
    head = whose(text[sentence.start : sentence.end])
    timed = [(i, m) for i, m in inside if m.span is not None and m.span.has_clock]
    if head is None or not timed:
        return []
    who = re.sub(r"\s+", " ", head["who"]).strip()
    parsed = tuple(words(text, sentence.start, sentence.end, inside))
    out = []
    for n, (index, mention) in enumerate(timed):
        end = timed[n + 1][1].start if n + 1 < len(timed) else sentence.end
        draft = _entry(who, text, mention, end, region)
        if draft is None or mention.span is None:
            continue
        name, where = draft
        at = next((k for k, w in enumerate(parsed) if w.mention == index), 0)
        telling = Telling(mention, mention.span, sentence, parsed, at, None, None, "", 8.0, last=at)
        reasons = [f"‘{who}’의 하루 일정"]
        out.append(
            Draft(
                [telling],
                name,
                mention.span,
                Status.SCHEDULED,
                reasons,
                where,
                order=order + n,
                keys=keys(name),
            )
        )
    return out


def _entry(who: str, text: str, mention: Mention, end: int, region: str) -> tuple[str, Place | None] | None:
    """The title and place in the words behind one time."""
    start = mention.end
    found = _WHERE.match(text, start, end)
    where = None
    if found is not None and mention.span is not None:
        told = found["place"].strip(" ,")
        at = text.index(told, start)
        where = Place(
            at,
            at + len(told),
            told,
            told,
            "",
            place_names(told, mention.span.start.astimezone(SEOUL).date(), region),
        )
        start = found.end()
    elif mention.span is not None and (end_of := leading_hall(text[start:end])) > 0:
        told = text[start : start + end_of].strip(" ,")
        at = text.index(told, start)
        day = mention.span.start.astimezone(SEOUL).date()
        where = Place(at, at + len(told), told, told, "", place_names(told, day, region))
        start += end_of
        if _unjoined(text[start:end]) in _VISITS and not told.endswith(_HALLS):
            start -= end_of  # 어린이날 행사장 점검
    what = _unjoined(text[start:end])
    what = re.sub(r"(?:할 예정이다|할 예정)$", "", what)
    *before, last = what.split(" ")
    last = last.rstrip("()[]‘’“”'\"")
    verb, glued = verb_of(last), verb_of(last[-3:])  # 열었다.밝혔다, (밝혔다
    if any(v is not None and v.noun in SAYING for v in (verb, glued)):
        return None
    if verb is not None and verb.role == "final" and not verb.native:
        what = " ".join([*before, verb.noun])
    title = tidy(f"{who} {what}")
    return (title, where) if what and len(title) <= LONGEST else None


_VISITS = frozenset(
    {"점검", "방문", "시찰", "격려", "현장점검", "현장 점검", "현장방문", "현장 방문", "참석", "관람"}
)
_HALLS = ("회의실", "강당", "홀", "상황실", "접견실", "집무실")


def _unjoined(what: str) -> str:
    """What stands between two times, without the words and signs that join it to the next."""
    what = what.strip().lstrip(",·~ ").rstrip(",.·; ")
    for joint in ("이어", "및"):
        what = what.removesuffix(joint).rstrip(",.·; ")
    return what
