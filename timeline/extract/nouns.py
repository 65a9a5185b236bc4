"""Does a noun name a happening? Nouns without their quotes and brackets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from timeline.extract.clauses import Word
from timeline.extract.lazy import pattern
from timeline.extract.words import EVENT_NOUNS, NOT_EVENTS

_SIZES = tuple(sorted({len(n) for n in EVENT_NOUNS}, reverse=True))
_ONE = ("식", "전", "제", "쇼", "展")
_NOT_TAILS = tuple(NOT_EVENTS)
_QUOTES = "‘’'\"“”<>〈〉《》「」『』[]"


@lru_cache(maxsize=1 << 13)
def event_noun(stem: str) -> bool:
    """Whether a noun names a happening: 개청식, ‘청년마을 페스타(FESTA)’, 식품 관계자 워크숍."""
    last = strip_name(stem).rsplit(" ", 1)[-1]
    if any(last[-size:] in EVENT_NOUNS for size in _SIZES if 2 < size <= len(last)):
        return True
    if last.endswith(_NOT_TAILS):
        return False
    return last[-2:] in EVENT_NOUNS or (len(last) >= 4 and last.endswith(_ONE) and last[-2].isalpha())


def names_event(words: Sequence[Word], i: int) -> bool:
    """Whether the noun at i names a happening, by itself or as the name of one: 기획전 ‘소리의 지도’."""
    stem = words[i].stem
    if event_noun(stem) or (len(stem) > 2 and stem[-1] == "일" and event_noun(stem[:-1])):
        return True
    titled = i > 0 and stem[-1:] in _QUOTES and words[i - 1].role == "bare" and not words[i - 1].comma
    return titled and (event_noun(words[i - 1].stem) or words[i - 1].stem.endswith(_WORKS))


_WORKS = (
    "오페라",
    "창극",
    "발레",
    "인형극",
    "마당극",
    "무용극",
    "음악극",
    "판소리",
    "영화",
    "강의",
    "전람회",
    "전시회",
)


@lru_cache(maxsize=1 << 13)
def strip_name(stem: str) -> str:
    """A noun without quotes, and without what stands in round brackets behind it."""
    bare = stem.strip(_QUOTES)
    if bare.endswith(")") and "(" in bare:
        bare = bare[: bare.rindex("(")].rstrip(_QUOTES + " ") or bare
    return bare.strip(_QUOTES)


def names_body(word: Word) -> bool:
    """운영위원회를 개최했다: a body that is held is its meeting; 기억식이 열렸다: and so is a rite."""
    stem = strip_name(word.stem)
    if (
        word.role in ("object", "subject")
        and len(stem) == 3
        and stem[-1] in "식제"
        and stem not in NOT_EVENTS
    ):
        return True
    return word.role == "object" and stem.endswith(("위원회", "협의회", "협의체", "이사회", "의회"))


CORE = pattern(r"(?:\([^)]*\))+$|\s등$")


@lru_cache(1 << 13)
def core_of(stem: str) -> str:
    """A noun without quotes, brackets and 등 behind it: 면사무소(면장 홍길동)."""
    return strip_name(CORE.sub("", stem))
