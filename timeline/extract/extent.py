"""How far do the words of a place reach to the left, and which of them are the venue, which the district?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from timeline.extract.clauses import Word
from timeline.extract.gazetteer import place_names
from timeline.extract.lazy import pattern
from timeline.extract.nouns import CORE, strip_name
from timeline.extract.venues import COUNTRIES, is_common, is_venue, named_place
from timeline.extract.words import listed
from timeline.model import Place

_LEAD = listed(
    """
    없는 같은 많은 좋은 넓은 높은 및 등 모두 함께 현재 각 서로 공동 새로 총 약 양일간 양일 오는 지난 올 곧 첫 이후
    동안 안방 홈 원정
    """
)


def told_place(words: Sequence[Word], i: int, text: str, day: date, context: str) -> Place | None:
    """The place whose last word is that at i, with what stands before it and belongs to it."""
    first = i
    while first > 0 and _extends(words, first - 1):
        first -= 1
    start, end = words[first].start, words[i].start + len(words[i].stem)
    if (lead := _LEAD_BRACKET.match(text, start, end)) is not None:
        start = lead.end()
    told = CORE.sub("", text[start:end])
    venue = _venue(told)
    address = told[: len(told) - len(venue)].strip()
    return Place(start, start + len(told), told, venue, address, place_names(told, day, context))


_LEAD_BRACKET = pattern(r"(?:\([^()]{0,40})?\)\s{0,3}(?=\S)")  # (이하 한국시간) 상파울루


def _extends(words: Sequence[Word], i: int) -> bool:
    """Whether the word at i still belongs to the place that goes on behind it."""
    word, following = words[i], words[i + 1]
    if word.mention is not None:
        return False
    if word.role in ("bare", "with") and _listing(words, i):
        return True
    if "~" in word.text and following.stem in ("구간", "사이"):
        return True  # 백운광장~새빛고가 구간
    if word.text == "등":
        return _COUNT.fullmatch(following.stem) is not None  # 땅끝마을 등 3곳에서
    if word.comma:  # 강원, 경북, 충북 일부 지역
        return word.role == "bare" and (
            named_place(word.stem) or (is_venue(word.stem) and _next_venue(words, i))
        )
    if word.role in ("until", "place") and _route(words, i):
        return True
    if word.role == "with":
        if words[i + 1].role == "place" and word.stem[-1:] in "루각숲못섬산강천역궁호교길":
            return True  # 영남루와 밀양강변에서
        before = words[i - 1].stem if i else ""
        told = before in COUNTRIES or bool(before and (named_place(before) or _DISTRICT.search(before)))
        return told or is_venue(strip_name(word.stem)) or named_place(word.stem)
    if word.role == "verb" and word.verb is not None:
        return word.verb.noun in ("위치", "소재") and word.verb.role == "modifier"
    if word.text == "없는" and following.stem in ("거리", "도로") and i > 1 and words[i - 1].text == "차":
        return True  # 금남로 차 없는 거리
    if word.role == "aux":
        return word.text == "있는" and i > 0 and words[i - 1].role == "at"
    if word.role == "at":
        return following.text == "있는" or (
            following.verb is not None and following.verb.noun in ("위치", "소재")
        )
    if word.role == "of":
        return True
    if word.role == "way":  # 카이로, 산시로: a foreign name that ends like a particle; 기차마을로 232
        if following.role == "place" and is_common(following.stem):
            return True
        return i == 0 or words[i - 1].role == "time" or _HOUSE_NUMBER.fullmatch(following.stem) is not None
    return (
        word.role == "bare"
        and word.text not in _LEAD
        and not word.text.endswith(("씨", "장관", "의원", "지사"))
    )


def _listing(words: Sequence[Word], i: int) -> bool:
    """금남로와 충장로, 예술의거리 일원에서: a list that 일원 closes."""
    if not (words[i].comma or words[i].role == "with"):
        return False
    for word in words[i + 1 : i + 8]:
        if word.role == "place":
            return word.stem in _AREAS
        if word.role not in ("bare", "of", "with"):
            return False
    return False


def _next_venue(words: Sequence[Word], i: int) -> bool:
    """무등야구장, 진흥고 운동장에서: the next of a list is a venue too."""
    for word in words[i + 1 : i + 5]:
        if word.role == "place" or word.comma or word.role == "with":
            return is_venue(word.stem)
        if word.role != "bare":
            return False
        if word.text == "등":
            return True
    return False


def _route(words: Sequence[Word], i: int) -> bool:
    """수창초등학교에서 민주광장까지 1.2㎞ 구간에서: the ends of what is called a 구간."""
    role = words[i].role
    ahead = words[i + 1 : i + 4]
    closes = next((w for w in ahead if w.stem == "구간"), None)
    return closes is not None and (
        role == "until" or (role == "place" and any(w.role == "until" for w in ahead))
    )


_COUNT = pattern(r"\d{1,4}여?(?:곳|개소|개)")
_HOUSE_NUMBER = pattern(r"\d{1,4}(?:-\d{1,3})?(?:번지|번길)?(?:\([^()]{1,20}\))?")
_AREAS = listed("일원 일대 등 등지 곳곳 주변 인근")
_DISTRICT = pattern(r"(?:특별시|광역시|특별자치[시도]|[가-힣]{1,4}[시도군구읍면동리가]|지구)$")


def _venue(told: str) -> str:
    """The venue in the words of a place: what is left when the districts before it are cut."""
    parts = told.split(" ")
    while len(parts) > 1 and parts[0] not in _ROADS and (_DISTRICT.search(parts[0]) or named_place(parts[0])):
        parts.pop(0)
    return " ".join(parts)


_ROADS = listed("국도 지방도 도로 철도 고속도로 인도 차도 복도 군도 시도")


def district(place: Place) -> str:
    """The narrowest two districts that a place tells (북구 두암동), or its own words where it tells none."""
    told = []
    for part in place.text.split(" "):
        bare = part.removesuffix("의")
        if bare in _ROADS or not (_DISTRICT.search(bare) or named_place(bare)):
            break
        told.append(bare)
    if len(told) > 2 and (told[0] in place.regions[:1] or told[0].endswith(("도", "특별시", "광역시"))):
        told = told[1:]
    if told:
        return " ".join(told[:2])
    return place.text if len(place.text) <= 12 and " 한 " not in place.text else ""
