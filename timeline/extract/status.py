"""Will it be, was it, or will it not be? Read from the words, then from the date, then from the tense.

Nothing is inferred from silence: a day that passes leaves an announced event scheduled.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from timeline.extract.arguments import action
from timeline.extract.clauses import Word
from timeline.extract.lazy import pattern
from timeline.extract.mentions import SET_FOR, Telling
from timeline.extract.words import alternation, listed
from timeline.model import SEOUL, Grain, Kind, Span, Status

_DONE = "(?:됐|했|하기로|된|한다|될|될지|키로|하고|됩니다|됨|돼|해|한|하는|되고|되면서|됐던)"
# 물놀이장을 열지 않기로
_NOT_TO_BE = r"(?:열|치르|갖|(?:개최|운영|진행|개장|개방|실시)하)지\s?(?:않(?:기로|는다|을)|못하게)"
_CANCEL = pattern(rf"취소{_DONE}|무산{_DONE}|백지화|열리지\s?(?:않|못)|{_NOT_TO_BE}|철회{_DONE}|중지{_DONE}")
_FOR_NOW = "|".join(rf"{how}\s?(?:중단|연기|보류)" for how in ("잠정", "무기한", "전면"))
_POSTPONE = pattern(
    rf"연기{_DONE}|{_FOR_NOW}|미뤄(?:졌|진|지|질)|미루기로|미룬다|미룰|미뤘|늦춰(?:졌|진|지)|늦춘다|늦출|늦췄|늦추기로|순연|보류{_DONE}|연기를(?!\s(?:펼|선보|보여|맡|하는|뽐|소화))"
)
# without one of these, nothing is called off
_OFF = pattern(
    "취소|무산|백지화|열리지|않기로|않는다|않을|못하게|철회|중지|연기|중단|보류|미[뤄루룬룰뤘]|늦[춰추춘출췄]|순연"
)
_PLAN = pattern(r"예정|계획|방침|전망|것으로 (?:보인|예상|기대)")
_WAS_TO = pattern(r"(?:예정|계획)이?(?:던|었던|였던)")
# These are cancelled, refused and put off by offices and courts; no event is.
_NOT_HELD = pattern(
    "(?:"
    + alternation(
        """
        허가 인가 면허 자격 등록 계약 구속 판결 처분 결정 소송 고소 훈장 서훈 학위 채권 승인 예약 징계
        지정 작업 공사 조업 가동 영업 사용 거래 판매
        """
    )
    + ")[을를이가도은는]?\\s*$"
)


_MOVED = pattern(r"\S+에서\s?\S+")


def moved(telling: Telling) -> Span | None:
    """15일에서 22일로 연기됐다: the day it was moved to, or None."""
    mention, span = telling.mention, telling.span
    if (
        mention.kind is not Kind.RANGE
        or not _MOVED.search(mention.text)
        or "로" not in telling.words[telling.at].tail
    ):
        return None
    if span.grain is Grain.MONTH:  # 4월에서 10월로
        start = (span.end - timedelta(days=1)).astimezone(SEOUL).replace(day=1)
        return Span(start, span.end, Grain.MONTH) if start > span.start else None
    start = span.end - timedelta(days=1)
    return Span(start, span.end, Grain.DAY) if span.grain is Grain.DAY and start > span.start else None


def status(telling: Telling, text: str, published: datetime | None) -> tuple[Status, str]:
    """The status and the reason for it, in Korean."""
    if (found := _called_off(telling, text)) is not None:
        return found
    span = telling.span
    tense, word = _tense(telling)
    said = f"‘{word}’" if word else "기사와 같은 때"
    if published is not None:
        if span.start.date() > published.date():
            return Status.SCHEDULED, "기사 뒤의 날"
        if span.end <= published or span.end.date() < published.date():
            return Status.HELD, "기사 앞의 때"
        if (
            telling.mention.kind is Kind.RANGE
            and span.start.date() < published.date()
            and telling.deadline is None
        ):
            return Status.HELD, "이미 시작했다"
        if "까지" in telling.words[telling.at].tail and tense != "past":
            return Status.SCHEDULED, "아직 끝나지 않았다"
    if tense == "present" and _passive(telling) and published is not None and _wide(telling):
        return Status.HELD, f"{said}: 진행 중"
    return (
        (Status.SCHEDULED, f"{said}: 앞날")
        if tense in ("future", "present")
        else (Status.HELD, f"{said}: 지난 일")
    )


def past_tense(telling: Telling) -> bool:
    """Whether the telling's predicate says that it is done."""
    return _tense(telling)[0] == "past"


def tense(telling: Telling) -> str:
    """past, present, future, or "" where no predicate tells."""
    return _tense(telling)[0]


def _wide(telling: Telling) -> bool:
    return (telling.span.end - telling.span.start).days > 100


def _passive(telling: Telling) -> bool:
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    return verb is not None and verb.passive


def _called_off(telling: Telling, text: str) -> tuple[Status, str] | None:
    """Cancelled or put off, by the predicate of the event itself or the next one behind it."""
    words = telling.words
    if (word := _moved_to(words, telling.at)) is not None:
        return Status.POSTPONED, f"‘{word}’라는 말"
    if not _OFF.search(text, telling.mention.start, telling.sentence.end):
        return None
    planned = any(SET_FOR.fullmatch(w.text) for w in words[telling.at + 1 : telling.at + 4])
    last = words[
        min(telling.last + (6 if planned else 3), len(words) - 1)
    ]  # 21일 예정된 … 주민 반발로 무기한 연기했다
    stretch = text[telling.mention.start : last.end]
    for words_of, found in ((_CANCEL, Status.CANCELLED), (_POSTPONE, Status.POSTPONED)):
        match = words_of.search(stretch)
        if match and supposed(words, text, telling.mention.end, telling.mention.start + match.start()):
            return None  # 19일 열리며 비가 오면 연기된다
        if match and not _NOT_HELD.search(stretch, 0, match.start()):
            return found, f"‘{match.group()}’라는 말"
    return None


_SUPPOSED = pattern(
    r"(?<=\s)경우(?:에는|에|엔)?[,\s]|[으하되오지나쁘리거많]면[,\s]|(?:우천|강우|악천후|강풍|폭우|기상\s?(?:악화|상황))\s?(?:시에는|시엔|시|에\s따라)[,\s]"
)


def supposed(words: Sequence[Word], text: str, start: int, end: int) -> bool:
    """Whether a condition stands there: 비가 오면, 우천 시."""
    if any(w.verb is not None and w.verb.role == "if" and start <= w.start < end for w in words):
        return True
    return _SUPPOSED.search(text, start, end) is not None


_SHIFTED = listed("이전 변경 조정 앞당겨 당겨 늦춰 미뤄 연기 순연 옮겨")


def _moved_to(words: tuple[Word, ...], at: int) -> str | None:
    """The word that moves an event to the day at `at` (9월 6일로 옮겨 진행한다), or None."""
    if not words[at].tail.rstrip(",").endswith("로"):
        return None
    for i in range(at + 1, min(at + 4, len(words))):
        if words[i].verb is not None:
            return words[i].text if action(words, i) in _SHIFTED else None
    return None


def _tense(telling: Telling) -> tuple[str, str]:
    """past, present or future, and the word that says so; "" when no predicate does."""
    words, i = telling.words, telling.verb
    if i is None:
        return _next_tense(words, telling.at)
    verb = words[i].verb
    if verb is None:
        return "", ""
    after = " ".join(w.text for w in words[i : i + 4])
    if _WAS_TO.search(after):
        return "past", after
    if verb.role == "modifier" and telling.head is None and _PLAN.search(after):
        return "future", after
    if verb.tense:
        return verb.tense, words[i].text
    return _next_tense(words, i - 1)


def _next_tense(words: tuple[Word, ...], at: int) -> tuple[str, str]:
    """The tense of the next predicate that has one; a saying around it does not count."""
    for i in range(at + 1, len(words)):
        word, following = words[i], words[i + 1] if i + 1 < len(words) else None
        if word.role == "bound" and _PLAN.search(word.text):
            return "future", word.text
        if word.verb is None or word.verb.role in ("if", "nominal"):
            continue
        if word.verb.role == "modifier":
            if word.verb.tense == "future" and following is not None and following.role == "bound":
                return "future", f"{word.text} {following.text}"
            continue
        if following is not None and following.role == "aux" and word.verb.role == "link":
            return "past", f"{word.text} {following.text}"  # -고 있다: it is under way
        if word.text.endswith("기로"):
            if following is not None and following.text.startswith("했"):
                return "", ""  # 준공하기로 했다: what was resolved tells no tense of what came before it
            continue  # 간담회를 갖고 협력하기로 뜻을 모았다
        if word.verb.tense and not (action(words, i) in ("밝힘", "전함", "말함") and i > at + 2):
            return word.verb.tense, word.text
    return "", ""
