"""The noun phrase that ends at a word: how far it reaches to the left, and what of it a title needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.extract.clauses import Word
from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun, strip_name
from timeline.extract.tidy import LONGEST, cut, tidy
from timeline.extract.words import RANKS, listed

EMPTY = listed(
    """
    이번 이 그 해당 각 각종 동 본 여러 이같은 등 및 관련 주요 약 총 제 첫날 당일 같은 전 고 한 모 또다른
    이날 이른바 간 씨 낸 연속 일부 차례씩 번씩 차례 정해
    """
)
_SELVES = frozenset("시군구도")  # 시는 …: the office that the article is about
_NOTHING = listed("것 수 점 바 때 데 곳 등 분 명 여 중 이 그 것들 가운데 이상 정도")
NOUN_ROLES = frozenset({"bare", "of", "with"})


def noun_phrase(words: Sequence[Word], last: int, text: str, after: int = -1) -> str:
    """The noun phrase that ends at words[last], from the text, without its particle."""
    if words[last].role == "time":
        return ""
    first = last
    while first - 1 > after and _belongs(words, first - 1) and not _is_one(words[first - 1]):
        first -= 1
    if text[words[last].start] in "‘“<《「『'" and last and words[last - 1].role == "with":
        first = last  # 환경부, 가스공사와 ‘수소 모빌리티 업무협약’
    first = _coordinated(words, first, after)
    listed_to = next((i for i in range(last - 1, first, -1) if words[i].text == "등"), None)
    if listed_to is not None and listed_to < last:
        first = listed_to + 1  # 갑, 을 등 4개 지구: the sum says it
        if (
            first == last
            and _SUM.fullmatch(words[last].stem)
            and listed_to
            and words[listed_to - 1].role == "bare"
        ):
            first = listed_to - 1  # 조례안 등 47건
    while first < last and (words[first].stem in EMPTY or words[first].text in EMPTY):
        if words[first].text == "전" and _ranked(words[last].stem):
            break  # 전 함평군 과장 A씨
        first += 1
    ending = words[last].start + len(words[last].stem)
    phrase = tidy(text[words[first].start : ending])
    if "구간의 " in phrase and phrase[0].isdigit() and (ends := _stretch_of_road(words, first)):
        phrase = f"{ends} {phrase[phrase.index('구간의 ') + 4 :]}"
    if phrase.endswith("구간") and (ends := _stretch_of_road(words, first)):
        phrase = f"{ends} 구간"
    if (aim := _aim(words, first, text, after)) and len(aim) + len(phrase) < LONGEST - 4:
        phrase = f"{aim} {_ITEMS.sub('', phrase)}"
    if (about := _about(words, first, text, after)) and len(about) + len(phrase) < LONGEST - 8:
        phrase = f"{about} {phrase}"
    if phrase in _NOTHING or phrase in _SELVES:
        return ""
    if len(phrase) <= LONGEST:
        return phrase
    for i in range(
        last - 1, first - 1, -1
    ):  # too long: the last of what 와 or 및 joins, or what 의 does not own
        if words[i].role in ("with", "of") or words[i].text == "및":
            shorter = tidy(text[words[i + 1].start : ending])
            if 8 <= len(shorter) <= LONGEST:
                return shorter
    return cut(phrase)


_SUM = pattern(r"\d[\d,]*(?:여)?(?:건|명|곳|개|종|점|편|개소|팀)")
_ITEMS = pattern(r"^\d+[건개]의 ")  # 일자리 확대를 위한 3건의 투자유치


def _aim(words: Sequence[Word], first: int, text: str, after: int) -> str:
    """국립의대 신설을 촉구하는 결의대회: 국립의대 신설 촉구; 창업 활성화를 위한 토론회: 창업 활성화."""
    if first - 2 <= after or words[first - 2].role != "object":
        return ""
    verb = words[first - 1].verb
    why = (
        ""
        if words[first - 1].text == "위한"
        else verb.noun
        if verb is not None and verb.role == "modifier"
        else None
    )
    if why is None or (why and why not in _AIMS):
        return ""
    partner = max((j for j in range(after + 1, first - 2) if words[j].role == "with"), default=after)
    what = noun_phrase(words, first - 2, text, partner)
    return f"{what} {why}".strip() if len(what) > 2 else ""


_AIMS = listed("촉구 규탄 기원 염원 요구 반대 환영 추모 지지 응원 기념")


def _is_one(word: Word) -> bool:
    """동구의 대표 축제인 충장축제, 축제의 백미인 퍼레이드: what a thing is, said before its name."""
    if word.role != "bare" or word.text[-1:] != "인" or len(word.text) < 3:
        return False
    noun = word.text[:-1]
    return event_noun(noun) or noun in _SORTS or noun.endswith(("사업", "마당", "무대", "자리", "명소"))


_SORTS = listed(
    "회기 백미 대표 일환 핵심 하이라이트 상징 주인공 전통 시작 마지막 고향 중심 본산 관문 클라이맥스 정점"
)


def _stretch_of_road(words: Sequence[Word], first: int) -> str:
    """마루교차로부터 새빛교까지 800m 구간: 마루교차로~새빛교, "" where no two ends are told."""
    if (
        first < 2
        or words[first - 1].role not in ("until", "of")
        or words[first - 2].role not in ("from", "place")
    ):
        return ""
    return f"{words[first - 2].stem}~{words[first - 1].stem}" if words[first - 1].role == "until" else ""


def _belongs(words: Sequence[Word], i: int) -> bool:
    """Whether the word at i belongs to the noun behind it; 징역 6년과 벌금 is one sentence of a court."""
    word = words[i]
    if word.role == "length" and word.text.endswith(("주년", "주기")) and not word.tail:
        return True  # 개원 115주년 기념 심포지엄
    if word.role == "length" and i and words[i - 1].text in _PENALTIES:
        return word.tail.startswith(("과", "와", "에"))
    return word.role in NOUN_ROLES and not word.comma


def _coordinated(words: Sequence[Word], first: int, after: int) -> int:
    """Where the list begins of which the phrase is the last: 마술쇼와 인형극, 전통놀이 체험."""
    start = first
    while start - 1 > after and words[start - 1].role in ("bare", "with") and words[start - 1].comma:
        start -= 1
        while start - 1 > after and words[start - 1].role in NOUN_ROLES and not words[start - 1].comma:
            start -= 1
    listing = start < first and any(w.role == "with" for w in words[start:first])
    return start if listing and words[first - 1].end - words[start].start < _LIST else first


_LIST = 24  # letters of a list before its last member
_PENALTIES = listed("징역 금고 집행유예 자격정지 구류")


def _ranked(stem: str) -> bool:
    bare = strip_name(stem)
    return (bare.endswith(RANKS) and bare not in RANKS) or bare.endswith("씨")


def _about(words: Sequence[Word], first: int, text: str, after: int) -> str:
    """공무원 84명에 대한 인사: whom or what a noun phrase is about, without their number."""
    if first - 2 <= after or words[first - 1].text not in ("대한", "관한") or words[first - 2].role != "at":
        return ""
    return re.sub(
        r"\s\d\S*(?:\s?여)?\s?(?:명|건|곳|개소|대|개)$", "", noun_phrase(words, first - 2, text, after)
    )
