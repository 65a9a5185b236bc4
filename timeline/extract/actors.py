"""Who does it? The name of the office, club or person that a title puts in front."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.extract.clauses import Word
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling
from timeline.extract.nouns import event_noun, strip_name
from timeline.extract.tidy import LONGEST, cut
from timeline.extract.words import HOLLOW, POINTERS, REACHING, alternation

_SHORT = 26  # an actor is put in front only of a title that stays this short with room to spare
_OFFICES = {
    "전라남도": "전남도", "전라북도": "전북도", "경상남도": "경남도", "경상북도": "경북도",
    "충청남도": "충남도", "충청북도": "충북도", "광주광역시": "광주시", "부산광역시": "부산시",
    "대구광역시": "대구시", "인천광역시": "인천시", "대전광역시": "대전시", "울산광역시": "울산시",
    "서울특별시": "서울시", "강원특별자치도": "강원도", "전북특별자치도": "전북도",
    "제주특별자치도": "제주도", "세종특별자치시": "세종시",
}  # fmt: skip


def with_actor(phrase: str, telling: Telling) -> str:
    """Put who does it in front, where the phrase alone would say too little."""
    if not phrase or len(phrase) > _SHORT:
        return cut(phrase)
    who = actor(telling) or _subject(telling, phrase)
    if telling.named and who in _CROWD:
        return phrase  # 주민들 기자회견
    if (
        not who
        or who in phrase
        or phrase in who
        or ("-" in who and all(part in phrase for part in who.split("-")))
        or (who[:2] == phrase[:2] and not who.endswith(_BODIES))
        or len(who) + len(phrase) > LONGEST - 1
    ):
        return phrase
    *name, rank = who.split(" ")
    if name and phrase.startswith(f"{rank} "):
        who = " ".join(name)  # 김하늘 총장 임기 시작
    return f"{who} {phrase}"


_CROWD = ("주민들", "시민들", "학생들", "참석자들", "참가자들", "관람객들", "유족들", "유가족들")
_BODIES = ("의회", "위원회", "법원", "지법", "고법", "경찰청", "교육청", "재단", "공사", "본부")


def _subject(telling: Telling, phrase: str) -> str:
    """장흥군이 최우수기관으로 선정됐다: the subject between the time and a predicate that is about another noun."""
    words, i = telling.words, telling.verb
    if len(phrase) <= 3:  # 4일 광주·전남은 … 비가 내리겠다
        topic = next((w for w in words[telling.at + 1 : i] if w.role == "topic"), None)
        return name_of([topic.stem]) if topic is not None else ""
    reached = telling.noun in REACHING and i is not None and words[i - 1].role in ("at", "way")
    if i is None or telling.named or not (reached or phrase[0].isdigit()):
        return ""
    for j in range(telling.at + 1, i):
        if words[j].role == "subject" and words[j].stem not in HOLLOW:
            listing = j > 0 and words[j - 1].comma and words[j - 1].role == "bare"
            name = name_of([words[j].stem])
            first = j
            while first > telling.at + 1 and words[first - 1].comma and words[first - 1].role == "bare":
                first -= 1
            return f"{strip_name(words[first].stem)} 등" if listing and name else name
    return ""


def actor(telling: Telling) -> str:
    """Who does it: the topic or subject before the time, without what stands in brackets; "" for pronouns."""
    words, crossed, shared = telling.words, False, False
    for i in range(telling.at - 1, -1, -1):
        word = words[i]
        if word.role == "topic" or (word.role == "subject" and (not crossed or _first(words, i, shared))):
            if word.comma and word.role == "subject":
                return ""  # 16일에는 부활제가, 27일에는 …
            first = i
            while (
                first > 0 and words[first - 1].role == "bare" and not words[first - 1].comma and i - first < 3
            ):
                first -= 1
            name = _uncounted(name_of([*(w.text for w in words[first:i]), word.stem]))
            return _both(words, first, name)
        linked = word.verb is not None and word.verb.role == "link" and not word.verb.passive
        carries = linked and i > 0 and words[i - 1].role == "object" and _shares(telling)
        shared = shared or carries
        if word.role in ("quote", "copula") or (
            word.verb is not None and word.verb.role != "modifier" and not carries
        ):
            return ""
        # the topic holds for the whole sentence, a subject does not
        crossed = crossed or word.verb is not None
    return ""


def _first(words: Sequence[Word], i: int, shared: bool) -> bool:
    """Whether the subject at i is the first of a sentence whose clauses share it."""
    return shared and not any(w.role in ("topic", "subject") or w.verb is not None for w in words[:i])


def _shares(telling: Telling) -> bool:
    """노조가 개편을 요구하며 1일 총파업에 돌입한다: the clause behind the time has no subject of its own."""
    words, i = telling.words, telling.verb
    if i is None and telling.head is not None:
        alone = words[telling.head].stem.endswith(
            "식"
        )  # 공사를 마치고 3일 개관식: of the building, not of the 시
        return not alone and not any(
            w.role in ("topic", "subject") for w in words[telling.at + 1 : telling.head]
        )
    verb = words[i].verb if i is not None else None
    if verb is None or i is None or verb.passive or verb.role not in ("final", "link"):
        return False
    if telling.named and telling.head is not None and words[telling.head].stem.endswith("식"):
        return False
    between = words[telling.at + 1 : i]
    if any(w.role in ("topic", "subject") for w in between):
        return False
    done = words[telling.at - 1].role == "object" if telling.at else False  # 불을 지른 60대를 9일 구속했다
    return done or any(w.role == "object" for w in between) or telling.noun in REACHING


def _both(words: Sequence[Word], first: int, name: str) -> str:
    """한빛전자와 새빛시는: 한빛전자-새빛시."""
    before = words[first - 1] if first else None
    if before is None or before.role != "with" or not name or event_noun(before.stem):
        return name
    other = name_of([before.stem])
    return f"{other}-{name}" if other and " " not in name and len(other) + len(name) <= 16 else name


def _uncounted(name: str) -> str:
    """광주본부 조합원 1천여 명 → 광주본부 조합원."""
    return _HEADS.sub("", name) if name.endswith("명") else name


_HEADS = pattern(r"\s\S*\d\S*(?:\s?여)?\s?명$")


_PRONOUN = pattern(
    "^(?:"
    + alternation("양측 양 해당 이번 이날 이들 그들 그 이 우리 저 자신 두 당국 행사 회의 교육 사업")
    + ")(?: |$)|^(?:[시군구도]|공사|공단|재단|구단|미술관|박물관|도서관|선사|대학|학교|회사|업체)$"
)


def name_of(parts: Sequence[str]) -> str:
    """An actor's name without its own brackets, its office written short; "" when it names nobody."""
    name = _BRACKETS.sub("", " ".join(parts)).strip()
    if name.strip(_QUOTE_MARKS) == name[1:-1] or name[-1:] not in _QUOTE_MARKS:
        name = name.strip(_QUOTE_MARKS)
    name = " ".join(_OFFICES.get(p, p) for p in name.split(" "))
    return "" if _PRONOUN.match(name) or len(name) > 18 or name in POINTERS else name


_BRACKETS = pattern(r"\([^)]*\)")
_QUOTE_MARKS = " ‘’'\"“”"
