"""신청 마감: 청년 월세 지원. What is applied for, until when or from when."""

from __future__ import annotations

import re

from timeline.extract.lazy import pattern
from timeline.extract.mentions import CHANGES, OFFERED, Telling
from timeline.extract.nouns import strip_name
from timeline.extract.phrases import noun_phrase
from timeline.extract.sentences import Line
from timeline.extract.tidy import cut
from timeline.extract.words import APPLYING, POINTERS, listed


def deadline(telling: Telling, text: str) -> str:
    """신청 마감: 청년 월세 지원. What is applied for stands before the noun of applying, or is the topic."""
    words, i = telling.words, telling.deadline
    if i is None:
        return ""
    if words[i].stem.endswith(OFFERED) and words[i].role == "object":
        return cut(
            f"{noun_phrase(words, i, text)} 접수 {_which(telling)}".strip()
        )  # 30일까지 주민 의견을 받는다
    if words[i].stem in CHANGES:
        return cut(f"{noun_phrase(words, i, text)} 마감")  # 참가비 환불은 13일까지 가능하다
    verb = words[i].verb
    what = verb.noun if verb is not None and verb.noun != "=" else strip_name(words[i].stem)
    kind = next(
        (n for n in sorted(APPLYING, key=len, reverse=True) if what.endswith(n)),
        "접수" if what.endswith(OFFERED) else "신청",
    )
    which = _which(telling)
    for j in reversed(_applied_for(telling, i)):
        named = noun_phrase(words, j, text)
        if kind == "투표" and named.endswith(kind) and named != kind:
            return cut(named)  # 통합 찬반투표: its days are the poll
        named = named.removesuffix(kind).strip()
        named = _COUNTED.sub("", named)
        for way in _WAYS:
            named = named.removesuffix(f" {way}")
        if len(named) > 1 and named not in _ANY and not _PAPERS.search(named):
            short = not which or (" " not in named and len(named) <= 4)
            return cut(f"{named} {kind} {which}".strip() if short else f"{kind} {which}: {named}")
    return f"{kind} {which}".strip()


def _which(telling: Telling) -> str:
    """Whether the time is the whole of the days on which one may apply, the first or the last."""
    if (telling.span.end - telling.span.start).days > 1:
        return "기간"
    tail = telling.words[telling.at].tail
    if tail.startswith("부터"):
        return "시작"
    by = telling.deadline is not None and telling.deadline > telling.at
    return "마감" if by or tail.startswith("까지") else ""


def _applied_for(telling: Telling, i: int) -> list[int]:
    """The words that can say what is applied for, the best last; none in a subtitle, whose grammar is cut short."""
    words = telling.words
    if telling.sentence.line is not Line.PROSE:
        return []
    if i < telling.at:  # 프로그램 수강 신청은 25일부터
        return [i]
    if (
        i > telling.at + 1
        and words[i - 1].role in ("bare", "object", "of")
        and words[i - 1].stem not in _WAYS
    ):
        return [i - 1]
    told = [j for j in range(i) if words[j + 1].role != "post"]
    return [
        j
        for j in told
        if words[j].role == "object"
        or (
            words[j].role == "topic"
            and not _office(words[j].stem)
            and not words[j].stem.endswith(("희망자", "신청자"))
        )
    ]


_COUNTED = pattern(r"\s\d[\d,]*(?:여)?\s?(?:명|팀|곳|개소|가구|세대|농가)$")  # 참가자 20명
_PAPERS = pattern(r"\d[\d만억천백 ,여]{0,20}(?:원|명|건)|신청서|서류|계획서")
_ANY = POINTERS | {"사업", "참가", "참여", "지원", "기타"}
_WAYS = listed("공개 사전 온라인 방문 참가 추가 현장 인터넷 우편 전화 선착순 서면 이메일 개별")


def _office(stem: str) -> bool:
    return bool(re.search(r"(?:[시군구도읍면청]|공단|공사|재단|센터|과)(?:\([^)]*\))?$", stem))
