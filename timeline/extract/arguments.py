"""What does a predicate do, and to what? Its noun, and the noun that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.extract.clauses import Word
from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun, strip_name
from timeline.extract.words import INTRANSITIVE, REACHING, listed

CLOSING = ("시작으로", "끝으로", "계기로", "비롯해", "기점으로", "전후로")


def action(words: Sequence[Word], i: int) -> str:
    """The noun that names the predicate at i: 체결; for a bare 했다 the noun before it, 참석을 했다: 참석."""
    verb = words[i].verb
    if verb is None:
        return ""
    before = words[i - 1] if i else None
    if verb.noun == "가" and before is not None and before.text == "이어":
        return "이어짐"  # 사진전을 이어 간다
    if verb.noun in ("올라", "올려") and any(w.stem.endswith("무대") for w in words[max(0, i - 5) : i]):
        return "열림"  # 음악회가 무대에 오른다, 무대에는 판소리가 오른다
    if verb.noun != "=":
        return strip_name(verb.noun)
    if before is None or before.role in ("time", "length", "verb"):
        return ""
    return strip_name(before.stem.removesuffix("기도").removesuffix("하"))


def argument(words: Sequence[Word], at: int, i: int) -> int | None:
    """The index of the noun that the predicate at i is about: its object, else its subject, else None.

    Looked for between the time and the predicate, not beyond another predicate; then before the time, where
    an event noun comes first (감염병 예방 캠페인을 지난 4일 … 실시했다), then the topic.
    """
    verb = words[i].verb
    found: dict[str, int] = {}
    used = False  # 1천 명이 참석한 가운데: a subject of its own clause
    for j in range(i - 1, at, -1):
        word = words[j]
        used = used or (word.text == "가운데" and words[j - 1].verb is not None)
        if used and word.role == "subject":
            used = False
            continue
        if word.role in ("object", "subject", "topic") and not (
            (words[j + 1].role == "post" and words[j + 1].text != "함께") or words[j + 1].text in CLOSING
        ):
            found.setdefault("object" if word.role == "object" else "subject", j)
        if word.role == "time" and not word.tail.startswith(("로", "으로")):
            if not found and j - 1 > at and words[j - 1].role == "object":
                found["object"] = j - 1  # 지난달부터 운영 중인 검사소를 14일까지 연장 운영한다
            break  # but 설명회를 다음 달로 미뤘다
        if word.verb is not None and word.verb.role in ("link", "final", "report"):
            break
    order = (
        ("subject", "object")
        if verb is not None and (verb.passive or verb.noun in INTRANSITIVE)
        else ("object", "subject")
    )
    if verb is not None and not verb.passive and found.get("object") == i - 1:
        return i - 1  # 3천 명이 대회를 치렀다, 개장을 시작했다
    for role in order:
        if role in found:
            return found[role]
    noun = action(words, i)
    if noun in _UNDOING and (carried := _carried(words, at)) is not None:
        return carried
    return _before(words, at, doing=order[0] == "object" and noun not in REACHING, building=noun in _BUILDING)


_BUILDING = listed("착공 준공 완공 개통 개관 개장 개소 개원 기공 입주 분양")


_UNDOING = frozenset({"해제", "철회", "재개", "중단", "폐지", "취하"})


def _carried(words: Sequence[Word], at: int) -> int | None:
    """재난사태를 선포했고, 22일 해제했다: what the clause before set up."""
    last = next((j for j in range(at - 1, -1, -1) if words[j].role == "object"), None)
    if last is None or words[last + 1].verb is None:
        return None
    return last if not any(w.role in ("topic", "subject") for w in words[last + 1 : at]) else None


def _before(words: Sequence[Word], at: int, *, doing: bool, building: bool) -> int | None:
    """What stands before the time: an event noun, what something is done to, the topic, the subject, the object."""
    roles = ("topic", "subject", "object")
    before = [
        j
        for j in range(at - 1, -1, -1)
        if words[j].role in roles
        and words[j + 1].role != "post"
        and words[j + 1].text not in CLOSING
        and not _MONEY.search(words[j].stem)
    ]
    before = [j for j in before if not _embedded(words, j, at)]
    if not doing:  # 1991년 학전을 열었으며 지난해 별세했다
        before = [j for j in before if words[j].role != "object" or not _linked(words, j, at)]
    if building:  # 보고회를 열고 내년 3월 착공한다: it is no 보고회 that is begun
        before = [j for j in before if not event_noun(words[j].stem) or not _linked(words, j, at)]
    own = [j for j in before if words[j].role == "topic" and not _linked(words, j, at)]
    if own and any(_linked(words, j, at) for j in before):
        before = [j for j in before if not _linked(words, j, at)]  # …에서 열리고, 차량 통행은 이튿날 허용된다
    if (named := next((j for j in before if event_noun(words[j].stem)), None)) is not None:
        return named
    if (
        doing
        and before
        and words[before[0]].role == "object"
        and not any(w.verb for w in words[before[0] + 1 : at])
    ):
        return before[0]  # 주차장을 다음 달 2일 개방한다
    return next((j for role in roles for j in before if words[j].role == role), None)


_MONEY = pattern(r"\d[\d,만억조천 ]{0,20}원$")  # 1천584억 원이 투입되며 … 완공된다


def _linked(words: Sequence[Word], j: int, at: int) -> bool:
    return any(w.verb is not None and w.verb.role == "link" for w in words[j:at])


def _embedded(words: Sequence[Word], j: int, at: int) -> bool:
    """30여 명이 참여한 가운데: a subject that a clause before the time has used up; 마치고 and 열어 share theirs."""
    if words[j].role == "topic":
        return False
    return any(w.verb is not None and w.verb.role in ("modifier", "report") for w in words[j + 1 : at])
