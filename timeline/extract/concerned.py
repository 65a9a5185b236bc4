"""Which regions does an event concern? Its place says, else who acts, else the headline, else the paper's own."""

from __future__ import annotations

from datetime import date

from timeline.extract.gazetteer import is_region, place_names
from timeline.extract.lazy import pattern
from timeline.model import Place

# Who acts, at the head of a sentence: up to three words to the first one with a subject's particle.
_ACTOR = pattern(r"\W{0,3}((?:[가-힣]{2,8} ){0,2}[가-힣]{2,14}?)(?:\([^()]{0,30}\))?[은는이가] ")

# Offices are named for their region: 전남도의회, 목포시청, 광주지법, 여수경찰서.
_OFFICE = pattern(
    r"(?<=[가-힣])(?:의회|교육청|교육지원청|청|지법|지검|고법|고검|경찰청|경찰서|소방본부|소방서|보건소|선관위|상의|상공회의소)$"
)


def concerned(
    place: Place | None, title: str, sentence: str, headline: str, day: date, context: str
) -> tuple[str, ...]:
    """The regions, wide to narrow (광주, 북구); `context` is the paper's own region, () where nothing tells."""
    if place is not None:
        if place.regions:
            return place.regions
        named = _named_for(place.text, day, context)
        if found := place_names(place.text, day, named[-1] if named else context) or named:
            return found
    first = "" if _MATCH.search(title) else title  # 강원FC와 홈경기 is played in 포항
    for told in (first, _actor(sentence), headline):
        if found := place_names(told, day, context):
            return found
    return (context,) if context else ()


_MATCH = pattern(r"경기$|맞대결$|전 (?:승리|패배|무승부)$")


def _named_for(venue: str, day: date, context: str) -> tuple[str, ...]:
    """The region that a venue bears in its name (광주챔피언스필드, 순천만국가정원), () without one.

    A university, and its hospital, bears the name of where it began: 전남대학교 stands in 광주.
    """
    for word in venue.split():
        if (
            len(word) >= 5
            and not word.endswith(("대학교", "대학", "대", "대병원", "은행", "전자"))
            and "대학교" not in word
            and is_region(word[:2])
            and (told := place_names(word[:2], day, context))
        ):
            return told
    return ()


def _actor(sentence: str) -> str:
    """The words of who acts, an office as its region ("전남도의회는" → "전남도")."""
    found = _ACTOR.match(sentence)
    if not found:
        return ""
    return " ".join(_OFFICE.sub("", word) for word in found[1].split())
