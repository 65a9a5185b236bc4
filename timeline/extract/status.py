"""Will it be, was it, or will it not be? Read from the words, then from the tense, then from the date.

Nothing is inferred from silence: a day that passes leaves an announced event scheduled.
"""

from __future__ import annotations

import re
from datetime import datetime

from timeline.extract.clauses import Word
from timeline.extract.mentions import Telling, action
from timeline.model import Grain, Span, Status

_CANCEL = re.compile(
    r"취소(?:됐|했|하기로|된|한다고?|키로|하고|됩니다|됨)|무산(?:됐|된|되)|백지화|전면\s?취소|열리지\s?(?:않|못)|철회(?:했|됐|하기로)|없던\s?일"
)
_POSTPONE = re.compile(
    r"연기(?:됐|했|하기로|된|한다고?|키로|하고|됩니다|됨|돼)|(?:잠정|무기한)\s?(?:중단|연기|보류)|미뤄(?:졌|진|지)|미루기로|늦춰(?:졌|진|지)|순연|연기를|보류(?:됐|했|하기로)"
)
_FUTURE = re.compile(
    r"예정|계획|방침|전망|앞두|것으로 (?:보인|예상|기대)|하기로|될 것|할 것|나선다|나설|목표로|겠(?:다|습)|키로 했"
)
_WAS_TO = re.compile(
    r"(?:예정|계획)이?(?:던|었던|였던)|(?:열|개최[하될]|진행[하될]|시작[하될])\S{0,2}\s?예정이던"
)
_OBJECTS = (
    "허가",
    "인가",
    "면허",
    "자격",
    "등록",
    "계약",
    "구속",
    "판결",
    "처분",
    "결정",
    "소송",
    "고소",
    "훈장",
    "서훈",
    "학위",
    "채권",
    "승인",
)


def status(telling: Telling, text: str, span: Span, published: datetime | None) -> tuple[Status, str]:
    """The status and the reason for it, in Korean."""
    words = telling.words
    start = telling.mention.start
    tail = text[start : telling.sentence.end]
    if (found := _CANCEL.search(tail)) and not any(
        o in text[max(telling.sentence.start, start + found.start() - 8) : start + found.start()]
        for o in _OBJECTS
    ):
        return Status.CANCELLED, f"‘{found.group()}’라는 말"
    if found := _POSTPONE.search(tail):
        return Status.POSTPONED, f"‘{found.group()}’라는 말"
    tense, word = _tense(words, telling)
    if published is None:
        return (
            (Status.HELD, f"‘{word}’: 지난 일") if tense == "past" else (Status.SCHEDULED, f"‘{word}’: 앞날")
        )
    if span.start.date() > published.date():
        return Status.SCHEDULED, "기사 뒤의 날"
    if span.end <= published or span.end.date() < published.date():
        return Status.HELD, "기사 앞의 때"
    if tense == "future":
        return Status.SCHEDULED, f"‘{word}’: 앞날"
    if tense == "present":
        wide = span.grain in (Grain.YEAR, Grain.HALF, Grain.QUARTER, Grain.SEASON)
        return (
            (Status.HELD, f"‘{word}’: 진행 중")
            if wide and span.start < published and _passive(words, telling)
            else (Status.SCHEDULED, f"‘{word}’: 앞날")
        )
    return Status.HELD, f"‘{word}’: 지난 일" if word else "기사와 같은 때"


def _passive(words: tuple[Word, ...], telling: Telling) -> bool:
    verb = words[telling.verb].verb if telling.verb is not None else None
    return verb is not None and verb.passive


def _tense(words: tuple[Word, ...], telling: Telling) -> tuple[str, str]:
    """past, present or future, and the word that says so; "" when no predicate does."""
    if telling.verb is None:
        return _sentence_tense(words, telling.at)
    word = words[telling.verb]
    if word.verb is None:
        return "", ""
    after = " ".join(w.text for w in words[telling.verb : telling.verb + 4])
    if _WAS_TO.search(after):
        return "past", after
    if word.verb.role == "modifier" and telling.head is None and _FUTURE.search(after):
        return "future", after
    if word.verb.tense in ("future", "past"):
        if word.verb.tense == "future" and "했" in after and "로 했" not in after and "기로" not in after:
            return "past", word.text
        return word.verb.tense, word.text
    if word.verb.role == "link" and not word.verb.tense:
        if telling.verb + 1 < len(words) and words[telling.verb + 1].role == "aux":
            return "past", f"{word.text} {words[telling.verb + 1].text}"  # -고 있다: it is under way
        return _sentence_tense(words, telling.verb)
    return word.verb.tense or "past", word.text


def _sentence_tense(words: tuple[Word, ...], at: int) -> tuple[str, str]:
    """The tense of the next predicate that has one; a saying around it does not count."""
    for i in range(at + 1, len(words)):
        word = words[i]
        if word.role == "bound" and _FUTURE.search(word.text):
            return "future", word.text
        if word.verb is None or word.verb.role in ("modifier", "if", "nominal"):
            if (
                word.verb is not None
                and word.verb.tense == "future"
                and i + 1 < len(words)
                and words[i + 1].role == "bound"
            ):
                return "future", f"{word.text} {words[i + 1].text}"
            continue
        if word.verb.tense and not (
            action(words, i) in ("밝힘", "전함", "말함") and i > at + 1 and word.verb.role == "final"
        ):
            return word.verb.tense, word.text
        if word.verb.role == "link" and i + 1 < len(words) and words[i + 1].role == "aux":
            return "past", f"{word.text} {words[i + 1].text}"
    return "", ""
