"""How well does a word hold a time? Predicates, relative clauses, and event nouns that stand alone behind it."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.extract.arguments import CLOSING, action, argument
from timeline.extract.clauses import Word
from timeline.extract.nouns import event_noun, names_body, names_event, strip_name
from timeline.extract.words import (
    ANNOUNCING,
    ATTENDING,
    HOLD,
    HOLLOW,
    SAYING,
    STATIC,
    listed,
)


def closes_clause(words: Sequence[Word], i: int) -> bool:
    """Whether the modifier at i ends a clause (조성할 계획이다, 임대받은 후) rather than describe a noun."""
    following = words[i + 1] if i + 1 < len(words) else None
    return following is not None and (
        (following.role in ("bound", "aux") and following.text != "수")
        or following.text in ("등", "가운데", "관련", "사실을", "사실이")
    )


def predicate(words: Sequence[Word], at: int, i: int) -> tuple[float, int | None]:
    """How well a clause's predicate holds the time, and its event noun."""
    noun = action(words, i)
    target = argument(words, at, i)
    if target is not None and target > at and words[target].stem in HOLLOW and noun not in STATIC:
        return 1.5, None
    head = target if target is not None and names_event(words, target) else None
    until = words[at].tail.startswith("까지") and noun in ("이어짐", "계속")
    if head is not None and (noun in _SETTING_OFF or noun == "예정" or until):
        return 9.0, head
    if noun in HOLD and head is None and target is not None and names_body(words[target]):
        return 9.0, target
    if noun in HOLD or (head is not None and head == i - 1 and _light(words, i)):
        own = target is not None and at < target == i - 1 and words[target].role == "object"
        return (9.0, head) if head is not None else (5.9 if own else 5.0, None)
    if noun in SAYING:
        return 1.0, None
    if noun == "유지" and any(w.stem == "원심" for w in words[at:i]):
        return 6.0, None
    if noun == "이어짐" and target == i - 1 == at + 1:
        return 6.0, None  # 23~25일 예결특위가 이어지며
    if noun in STATIC:
        return (4.0, head) if head is not None else (2.0, None)
    if noun in ANNOUNCING:
        return 4.5, None
    if noun in ATTENDING:
        decided = (
            noun in _DEEDS_TOO and target is not None and at < target and named_behind(words, at) is None
        )
        return (6.0 if decided and head is None else 4.0), head
    if event_noun(noun):
        return 7.0, None
    verb = words[i].verb
    return (5.0 if verb is not None and verb.native else 6.0), None


_DEEDS_TOO = frozenset({"의결", "수여", "건의"})


_SETTING_OFF = listed("선보임 출발 시작 시작됨 스타트")  # what is said of an event as it begins


def modifier(words: Sequence[Word], at: int, i: int) -> tuple[float, int | None]:
    """A relative clause: 27일 … 강당에서 열린 개청식. It holds the time when nothing else claims it first."""
    noun = action(words, i)
    head = phrase_end(words, i + 1)
    between = words[at + 1 : i]
    if head is not None and noun in ("발생", "일어남"):
        head = next((j for j in range(i + 1, head + 1) if event_noun(words[j].stem)), head)
    if i == at + 1 and noun in _OPENS and head is not None and words[at].tail == "":
        return (8.4, head) if event_noun(words[head].stem) else (7.2, head)
    if noun in _PROVIDING and head is not None and head + 1 < len(words) and action(words, head + 1) in HOLD:
        return 0.5, None  # 11일 시가 마련한 음악회가 열린다
    if (
        head is not None
        and words[head].role == "place"
        and noun not in HOLD
        and not event_noun(noun)
        and not event_noun(words[head].stem)
    ):
        return 0.5, None  # 지정된 투표소에서
    if noun in HOLD and head is not None:
        owner = (j for j in range(i + 1, head) if words[j].role == "of" and event_noun(words[j].stem))
        head = next(owner, head)  # 3일 치러지는 선거의 사전투표
    if noun in HOLD and head is not None and event_noun(words[head].stem):
        free = not any(
            w.role in ("object", "topic") or (w.verb is not None and w.verb.role != "modifier")
            for w in between
        )
        return (9.1, head) if free else (3.0, head)
    near = all(w.role in _LOOSE for w in between[:-1]) and (
        not between or between[-1].role in _LOOSE | {"object"}
    )
    if near and noun in SAYING:
        return (1.2, None) if len(between) < 2 else (0.0, None)
    if near and noun not in STATIC:
        if noun not in HOLD and _describes(words, i) and between and between[-1].stem not in ("막", "문"):
            return 3.0, head  # 24일 설치를 제한하는 조례안을 의결했다
        if words[at].tail.startswith(("부터", "까지", "에")) and len(between) <= 1:
            return 9.2, head  # 내년 3월부터 전국에 시행될 …
        verb = words[i].verb
        told = verb is not None and verb.native and between and between[-1].role == "object"
        return (4.4 if told and head is not None else 5.6 if len(between) <= 2 else 3.0), head
    return 0.5, None


def _describes(words: Sequence[Word], i: int) -> bool:
    """설치를 제한하는: what something does always, with an object of its own."""
    verb = words[i].verb
    return verb is not None and verb.tense == "present" and i > 0 and words[i - 1].role == "object"


_OPENS = listed("발의 제정 공포 완공 설립 개막 개관 개장 개봉 개회 착공 준공 개통 발생 개원 개소 출범")


_PROVIDING = frozenset({"마련", "주최", "주관", "준비", "기획", "후원"})


_LOOSE = frozenset({"bare", "at", "place", "length", "way", "to", "of", "with", "adverb"})


def phrase_end(words: Sequence[Word], start: int) -> int | None:
    """The index of the noun that closes the noun phrase which begins at `start`."""
    for i in range(start, min(start + 14, len(words))):
        word, following = words[i], words[i + 1] if i + 1 < len(words) else None
        if word.role in ("verb", "bound", "aux", "post", "adverb", "copula", "quote"):
            near = ("bare", "with") if word.role == "post" else ("bare",)  # 화재와 관련해
            return i - 1 if i > start and words[i - 1].role in near else None
        if following is None or word.comma or word.role not in ("bare", "of", "with", "time", "length"):
            return i
    return None


def named_behind(words: Sequence[Word], at: int) -> int | None:
    """An event that is only named after the time, or after the place behind it: 지난 9월 국회 판촉행사, …"""
    end = phrase_end(words, at + 1)
    if end is not None and words[end].role == "place" and not event_noun(words[end].stem):
        end = phrase_end(words, end + 1)
    if (
        end is None
        or any(w.role == "time" for w in words[at + 1 : end + 1])
        or words[end].role not in _NAMED_ROLES
    ):
        return None
    following = words[end + 1] if end + 1 < len(words) else None
    closing = following is not None and following.text in CLOSING
    if words[end].role == "at" and following is not None and following.text.startswith(_TOWARDS):
        return None  # 8일 집중호우에 대비해 펌프장을 점검했다
    return end if closing or event_noun(words[end].stem) else None


_TOWARDS = ("대비", "대응", "맞서", "따라", "따른", "앞서", "의해", "인해", "맞춰", "발맞춰")


_NAMED_ROLES = frozenset({"bare", "topic", "subject", "place", "at", "from", "object", "until"})


def closed(words: Sequence[Word], named: int) -> float:
    """How well a named event stands alone: better where a comma or 시작으로 closes it."""
    word, following = words[named], words[named + 1] if named + 1 < len(words) else None
    if following is not None and following.text in CLOSING:
        return 9.6
    if word.comma and word.role in ("bare", "subject", "object"):
        return 9.3
    if word.role == "place" and strip_name(word.stem).endswith("식") and word.text.endswith("에서는"):
        return 9.2  # 개막식에서는 불꽃쇼가 펼쳐진다
    if following is None:
        return 8.0
    return 4.5 if word.role == "object" else (5.0 if word.role == "place" else 6.5)


def _light(words: Sequence[Word], i: int) -> bool:
    """행사를 하다: a verb without a noun of its own."""
    verb = words[i].verb
    return verb is not None and verb.noun == "="
