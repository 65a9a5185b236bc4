"""Which nouns are where a thing happens though no particle says so? 예술의전당은 … 공연을 연다; 국립공원 탐방 행사.

A house holds in itself what it holds, an event may bear the name of its ground, a court sits where it is, and an
area that turns into something is told as the subject.
"""

from __future__ import annotations

from collections.abc import Sequence

from timeline.extract.clauses import Word
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling
from timeline.extract.nouns import core_of, event_noun, strip_name
from timeline.extract.venues import BUILDING, COURTS, is_ground, is_house, is_venue, named_place
from timeline.extract.words import HOLD, listed

_HOSTING = HOLD | listed("개막 폐막 선보임 상영 전시 공연 초대 초청 막 올림 시작 전시회 개최함 특별전 염")
# What is talked about or drawn up at a house is no guest of it: 도서관 건립 공청회, 미술관 작가 모집.
TALKS = tuple(
    listed(
        """
        공청회 토론회 세미나 설명회 협약 협약식 협약체결 포럼 보고회 공모 모집 위원회 체결 접수 신청 회의 회견 간담회
        총회
        """
    )
)


def by_itself(words: Sequence[Word], i: int, telling: Telling) -> float:
    """The weight of such a noun, 0 of any other; lower than that of what is told as a place."""
    role = words[i].role
    if role == "topic" or role == "subject":
        return 4.0 if _hosts(words, i, telling) or _turned(words, i, telling) else 0.0
    if role == "bare" or role == "of":
        return 5.5 if _bench(words, i, telling) else 4.0 if _stands_in_name(words, i, telling) else 0.0
    return 0.0


def _hosts(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """광주예술의전당은 20일 공연을 연다: a house is where that happens which it holds."""
    word, head = words[i], telling.head
    if word.role not in ("topic", "subject") or telling.noun not in _HOSTING or telling.deadline is not None:
        return False
    if not is_house(core_of(word.stem)) or (
        head is not None and strip_name(words[head].stem).endswith(TALKS)
    ):
        return False
    return i < telling.at and not any(w.role == "topic" for w in words[i + 1 : telling.at])


def _stands_in_name(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """무등산국립공원 탐방 행사, 태백산맥문학관 개관 18주년 특별전: a house that begins an event's name."""
    if words[i].role != "bare" or not is_ground(core_of(words[i].stem)) or i + 1 >= len(words):
        return False
    if words[i + 1].stem in BUILDING or words[i + 1].stem in _STAFF:
        return False
    head = i
    while head + 1 < len(words) and words[head].role in ("bare", "of", "length") and not words[head].comma:
        head += 1
    named = head == telling.head or (telling.head is None and words[head].role in ("subject", "topic"))
    name = strip_name(words[head].stem)
    return head > i and named and event_noun(name) and not name.endswith(TALKS)


_STAFF = listed(
    """
    관장 관계자 직원 노조 대표 이용자 운영자 운영 운영위원 사서 상인 상인회 상인들 이사회 협회 자원봉사자 후원회
    홍보
    """
)


def _turned(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """봉명동 온천로 일원이 차 없는 거리로 바뀐다: an area named by what stands before it turns into something."""
    if words[i].role not in ("subject", "topic") or not is_venue(words[i].stem):
        return False
    named = i > 0 and words[i - 1].role == "bare" and _area_named(words[i - 1].stem)
    return named and telling.noun in _TURNING


_TURNING = listed(
    "변경 변신 변함 변해 탈바꿈 변모 물듦 물들어 들썩 채움 붐벼 북적 막혀 끊겨 잠겨 침수 무너져 붕괴 출생 재탄생"
)


def _area_named(stem: str) -> bool:
    return named_place(stem) or is_venue(stem) or stem[-1:] in "로길천강역산섬"


def _bench(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """광주고법 형사1부는 항소심 공판을 열었다: the court before its bench."""
    if words[i].role not in ("bare", "of") or not words[i].stem.endswith(COURTS) or i + 1 >= len(words):
        return False
    bench = words[i + 1]
    head = strip_name(words[telling.head].stem) if telling.head is not None else ""
    return bench.role == "topic" and _BENCH.search(bench.stem) is not None and head.endswith(_HEARINGS)


_HEARINGS = ("공판", "재판", "심문", "심문기일", "변론")
_BENCH = pattern(r"(?:부|단독|재판부)(?:\([^()]{1,30}\))?$")
