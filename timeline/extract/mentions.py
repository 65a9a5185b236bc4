"""What does a time word date? Joins each mention with the predicate, or the noun, that it belongs to.

A Korean time word stands before what it dates, so the answer is looked for to its right: a verb of holding
over an event noun before all, then the first predicate in which something happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from timeline.extract.arguments import action
from timeline.extract.clauses import Word
from timeline.extract.joints import closed, closes_clause, modifier, named_behind, phrase_end, predicate
from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun, names_body, names_event, strip_name
from timeline.extract.sentences import Sentence
from timeline.extract.words import (
    APPLYING,
    HOLD,
    HOLLOW,
    listed,
)
from timeline.korean.patterns import new
from timeline.model import Kind, Mention, Span


class Telling(NamedTuple):
    """One mention with what it dates.

    `verb` is the index of the governing word in `words`, None for an event that is only named; `noun` names
    that predicate; `head` is the index of the noun that is the event itself, where there is one. `worth`, 0
    to 10, says how sure the joint is. `named` says whether the event has a noun of its own, `last` is the index
    of the word that closes the telling.
    """

    mention: Mention
    span: Span
    sentence: Sentence
    words: tuple[Word, ...]
    at: int
    verb: int | None
    head: int | None
    noun: str
    worth: float
    deadline: int | None = None  # the index of the noun of applying: 31일까지 … 신청
    named: bool = False
    last: int = 0


def join(index: int, mention: Mention, sentence: Sentence, words: Sequence[Word]) -> Telling | None:
    """The mention's telling, or None when the mention is no word of its own here (inside a name)."""
    at = next((i for i, w in enumerate(words) if w.mention == index), None)
    if at is None or mention.span is None:
        return None
    stop = listed_stop(words, at)
    if stop is None and _elsewhere(words, at):
        return None
    verb, head, worth = _best(words, at if stop is None else stop[1])
    noun = action(words, verb) if verb is not None else ""
    applying = _applying(words, at, mention)
    if applying is not None:
        worth = max(worth, 8.0)
    named = head is not None and _is_named(words, at, head, noun)
    last = max(at, verb or 0, head or 0)
    told = (mention, mention.span, sentence, tuple(words), at, verb, head, noun, worth, applying, named, last)
    return new(Telling, told)


def _is_named(words: Sequence[Word], at: int, head: int, noun: str) -> bool:
    """Whether the noun at head is the event's own: it names one, or a body or rite that is held, or what was set."""
    if head > at + 1 and SET_FOR.fullmatch(words[at + 1].text):
        return True
    return names_event(words, head) or (noun in HOLD and names_body(words[head]))


def _applying(words: Sequence[Word], at: int, mention: Mention) -> int | None:
    """The noun of applying behind a time with 까지, before the next time or final predicate; or 신청은 before it."""
    if at and words[at - 1].role == "topic" and _APPLICATION.fullmatch(strip_name(words[at - 1].stem)):
        return at - 1
    if (
        at
        and words[at - 1].role == "topic"
        and words[at - 1].stem in CHANGES
        and words[at].tail.startswith("까지")
    ):
        following = words[at + 1].text if at + 1 < len(words) else ""
        return at - 1 if following.startswith("가능") else None  # 환불은 13일까지 가능하다
    if at and words[at - 1].role == "object" and _taken(words, at):
        return at - 1  # 지원금 신청을 30일까지 받는다
    if "까지" not in words[at].tail or mention.kind is Kind.RANGE:
        return None
    for i in range(at + 1, min(at + 12, len(words))):
        word = words[i]
        if word.role == "quote" or (word.role == "time" and not word.text.endswith(("년", "년도"))):
            return None
        noun = word.verb.noun if word.verb is not None and word.verb.noun != "=" else strip_name(word.stem)
        noun = noun.removesuffix("하지").removesuffix("받아")
        if word.role == "object" and noun.endswith(_FORMS) and words[i + 1].text.startswith(_HANDING_IN):
            return i  # 신청서를 내면 된다
        if word.role == "object" and noun.endswith(OFFERED) and words[i + 1].text.startswith("받"):
            return i  # 30일까지 주민 의견을 받는다
        if noun in APPLYING or (len(noun) > 2 and noun.endswith(("신청", "접수", "모집", "응모", "납부"))):
            return i
        if word.verb is not None and word.verb.role in ("final", "report"):
            return None
    return None


CHANGES = frozenset({"환불", "취소", "변경", "교환", "환급", "수정"})
OFFERED = ("의견", "제보", "추천", "제안")
_FORMS = ("신청서", "지원서", "원서", "응모작")
_HANDING_IN = ("내", "제출", "접수", "보내")


def _taken(words: Sequence[Word], at: int) -> bool:
    applied = strip_name(words[at - 1].stem).endswith(tuple(APPLYING))
    if not applied or not words[at].tail.startswith(("까지", "부터")):
        return False
    i = next((i for i in range(at + 1, min(at + 5, len(words))) if words[i].verb is not None), None)
    return i is not None and (words[i].text.startswith("받") or action(words, i) in ("접수", "진행", "실시"))


_APPLICATION = pattern(
    r"(?:참가|이의|원서|온라인|사전|방문|현장|수강|거소투표)?(?:신청|접수|모집|응모|예매|예약|등록|공모|신고|납부|제출)"
    r"(?:기간|기한|일정|마감)?"
)
_COPULAS = listed("이다 이며 이고 입니다 이라고 이라며 다 며")
_PERIODS = ("기간", "기한", "일정", "일시")


def _best(words: Sequence[Word], at: int) -> tuple[int | None, int | None, float]:
    """The governing predicate right of `at`, its event noun, and the worth of the pair."""
    if _days_in_a_row(words, at):
        return _best(words, at + 1)
    best: tuple[float, int | None, int | None] = (0.0, None, None)
    if (period := _period(words, at)) is not None:
        return None, period, 7.5
    if (planned := _was_set(words, at)) is not None:
        return at + 1, planned, 9.4
    if (fixed := _fixed(words, at)) is not None:
        return at + 1, fixed, 9.0
    if (gapped := _gapped(words, at)) is not None:
        return None, gapped, 8.6
    if (dated := _dated(words, at)) is not None:
        return None, dated, 8.6
    if (through := _through(words, at)) is not None:
        return None, through, 8.6
    if (named := named_behind(words, at)) is not None:
        best = (closed(words, named), None, named)
    rank = crossed = beyond = 0
    linked = apart = False  # 휴교령을 내렸으며, 공항은 폐쇄했다: behind a clause, in one with its own topic
    embedded = at > 1 and words[at - 1].role == "subject" and any(w.role == "topic" for w in words[: at - 1])
    for i in range(at + 1, len(words)):
        before, word = words[i - 1], words[i]
        apart = apart or (linked and before.role == "topic")
        linked = linked or (before.comma and before.verb is not None and before.verb.role == "link")
        if word.role == "quote" and rank:
            break
        if word.role == "time":
            crossed += 1
            beyond += rank > 0  # 29일 발표하고 6월 지급한다: what the time behind dates
        if word.verb is None or word.verb.role in ("if", "nominal") or _asked(words, i):
            continue
        if i + 2 < len(words) and words[i + 1].text == "가운데" and action(words, i) in _GATHERING:
            continue  # 3천 명이 참가한 가운데 대회를 치렀다
        if word.verb.noun == "=" and words[i - 1].text.endswith("기로"):
            continue  # 쉼터를 운영하기로 했다: what was resolved, and not the resolving
        if (planned := _was_to_be(words, i)) is not None:
            best = max(best, (9.4 - 0.7 * crossed, i, planned), key=lambda b: b[0])
            break
        clausal = word.verb.role != "modifier" or closes_clause(words, i)
        worth, head = predicate(words, at, i) if clausal else modifier(words, at, i)
        if clausal and i + 1 < len(words) and words[i + 1].text.startswith("혐의"):
            if _CHARGED.fullmatch(words[i + 1].text) and (_at_court(words) or _by_police(words, at)):
                continue  # 돈을 받은 혐의로 기소된 A씨에게 징역 1년을 선고했다
            worth = max(worth, 6.2)  # what somebody is accused of, and not the accusing
        if word.verb.noun in _ON_THE_WAY and _goes_on_to(words, i):
            worth -= 1.2  # 군청을 방문해 성금을 전달했다: one went there to give
        worth -= 0.4 * rank + 0.7 * crossed + 2.2 * beyond + (2.0 if apart else 0.0)
        if worth > best[0]:
            best = (worth, i, head)
        rank += clausal
        if clausal and embedded:
            break  # 재선거는 전 시장이 지난해 12월 형을 확정받아 치러진다
        if word.verb.role in ("final", "report") or rank > 4:
            break
    return best[1], best[2], best[0]


_CHARGED = pattern(r"혐의(?:\([^)]*\))?(?:로|를|\s?등으로)?")


def _days_in_a_row(words: Sequence[Word], at: int) -> bool:
    """19·22일 구정질문; 18일, 25일, 11월 1일 …를 운영한다: days that share what they date."""
    if (
        at + 1 >= len(words)
        or words[at + 1].role != "time"
        or words[at].tail.strip(",") not in ("", "과", "와")
    ):
        return False
    day = words[at].text[-1:] in "일)" or words[at].text[-1:].isdigit()
    return day and words[at + 1].start - words[at].end <= 3 and _ON_DAY.match(words[at + 1].text) is not None


_ON_DAY = pattern(r"(?:\d{1,2}월 )?\d{1,2}일")


def _by_police(words: Sequence[Word], at: int) -> bool:
    """경찰서는 19일 마약을 판 혐의로 7명을 붙잡았다: the day of the police."""
    return any(w.role == "topic" and w.stem.endswith(_LAW) for w in words[:at])


_LAW = ("경찰청", "경찰서", "경찰", "검찰", "지검", "해경", "지청", "특별사법경찰")


def _at_court(words: Sequence[Word]) -> bool:
    last = next((i for i in range(len(words) - 1, -1, -1) if words[i].verb is not None), None)
    return last is not None and action(words, last) in ("선고", "구형", "유지", "확정", "기각", "내려")


_ON_THE_WAY = frozenset({"방문", "만남", "초청", "이전"})
_THERE = listed(
    "맞대결 대결 전달 기탁 기부 참배 점검 격려 위로 위문 건의 촉구 수여 협약 체결 조문 헌화 면담 설명 논의 당부"
)


def _goes_on_to(words: Sequence[Word], i: int) -> bool:
    """Whether the next predicate of the sentence is what one came for."""
    verb = words[i].verb
    if verb is None or verb.role != "link":
        return False
    following = next((j for j in range(i + 1, len(words)) if words[j].verb is not None), None)
    return following is not None and action(words, following) in _THERE


_PERIOD_ENDS = listed("까지다 까지며 까지이며 까지이고 까지고 이다 이며 이고 다 며")


def _stands(words: Sequence[Word]) -> bool:
    """… 특설무대에서 있다: what takes place is only said to be there."""
    last = words[-1]
    return (
        last.role == "aux"
        and last.text in ("있다", "있었다", "있습니다")
        and words[-2].role in ("place", "at", "time")
    )


def _period(words: Sequence[Word], at: int) -> int | None:
    """전시 기간은 20일까지다: the topic before a time that says nothing else of it."""
    if not at or words[at - 1].role not in ("topic", "subject"):
        return None
    if event_noun(words[at - 1].stem) and _stands(words):
        return at - 1  # 개막식은 26일 오후 7시 광장에서 있다
    if words[at].comma and words[at - 1].role == "topic" and event_noun(words[at - 1].stem):
        ahead = range(at + 2, min(at + 8, len(words)))
        if any(words[j].role == "time" and words[j - 1].role == "topic" for j in ahead):
            return at - 1  # 면접은 10~11일, 최종 합격자 발표는 19일이다
    copula = words[at].tail.rstrip(",") in _PERIOD_ENDS
    if words[at - 1].role != "topic" or (
        at + 1 < len(words) and words[at + 1].role == "place" and not copula
    ):
        return None
    whole = words[at].tail.startswith("까지") and words[at].tail.rstrip(",") != "까지"
    said = words[at].tail.rstrip(",") in _COPULAS or at + 1 == len(words)  # 개장은 4월 20일이다
    named = event_noun(words[at - 1].stem.removesuffix("일"))  # 개막식은, 본투표일은
    if not words[at - 1].stem.endswith(_PERIODS) and not ((whole or said) and named):
        return None
    tail, following = words[at].tail.rstrip(","), words[at + 1] if at + 1 < len(words) else None
    ends = following is None or following.role == "copula" or tail.endswith(("며", "고", "다", "로"))
    return at - 1 if ends else None


def _fixed(words: Sequence[Word], at: int) -> int | None:
    """축제 개막일을 10월 8일로 확정했다: what the day is set for."""
    if not at or at + 1 >= len(words) or not words[at].tail.endswith("로") or words[at - 1].role != "object":
        return None
    head = at - 1
    if (
        words[head].stem in ("날짜", "일정", "개최일", "시기", "기간")
        and head
        and words[head - 1].role == "bare"
    ):
        head -= 1
    set_so = action(words, at + 1) in ("확정", "결정", "정함", "잡음", "정해", "잡아", "잠정확정", "최종확정")
    return head if set_so and event_noun(words[head].stem.removesuffix("일")) else None


def _gapped(words: Sequence[Word], at: int) -> int | None:
    """14일에는 안건 심사를, 20일에는 …를 운영하며: the verb comes only with the last of the times."""
    for i in range(at + 1, min(at + 9, len(words) - 1)):
        word = words[i]
        if word.role in ("object", "subject", "bare") and word.comma:
            told = words[i + 1].role == "time" and strip_name(word.stem) not in HOLLOW
            return i if told and (word.role != "bare" or _deed(word)) else None
        if (word.verb is not None and word.verb.role != "modifier") or word.role in (
            "time",
            "quote",
            "topic",
        ):
            return None
    return None


def _through(words: Sequence[Word], at: int) -> int | None:
    """예산안은 30일 특별위원회 심사를 거쳐 다음 달 1일 의결된다: the stage of that time, before the next."""
    for i in range(at + 1, min(at + 7, len(words) - 2)):
        if words[i].role == "object" and words[i + 1].text in ("거쳐", "거친", "거치고", "거쳐서"):
            later = any(w.role == "time" for w in words[i + 2 : i + 5])
            return i if later and _deed(words[i]) else None
        if words[i].role not in ("bare", "of", "with", "length"):
            return None
    return None


def _dated(words: Sequence[Word], at: int) -> int | None:
    """3월 1일 자 정기인사를 29일 단행했다: the noun behind, of which the day in front is the date."""
    end = phrase_end(words, at + 1) if words[at].tail in ("자", " 자") else None
    later = end is not None and end + 1 < len(words) and words[end + 1].role == "time"
    return end if later else None


_DEEDS = tuple(
    listed(
        """
        질문 심의 의결 심사 처리 선출 보고 답변 논의 확정 통과 등록 개표 방문 견학 관람 시찰 종료 시작 교육 실습
        발대 해산 이송 공개 추첨 계약 납부 채점
        """
    )
)


def _elsewhere(words: Sequence[Word], at: int) -> bool:
    """13일은 우산동, 14일은 두암동을 찾는다; 21일에서 14일로 앞당겨졌다: a time whose verb is another's."""
    following, beyond = (words[i] if i < len(words) else None for i in (at + 1, at + 2))
    if following is not None and following.role == "time":
        return words[at].tail == "에서" and following.tail.startswith("로")
    listed_so = words[at].tail in ("은", "는", "") and following is not None and following.comma
    bare = listed_so and following is not None and following.role == "bare" and not _deed(following)
    bare = bare and (
        words[at].tail != "" or (following is not None and following.stem[-1:] in "읍면동리구시군")
    )
    return bare and beyond is not None and beyond.role == "time"


def listed_stop(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """7일 삼산면, 8일 북평면, 12일 화산면에서 설명회를: the place of a time, and which of the times has the verb."""
    last = at
    while (
        last + 2 < len(words)
        and words[last + 1].role == "bare"
        and words[last + 1].comma
        and words[last + 1].stem[-1:] in "읍면동리구시군"
        and words[last + 2].role == "time"
        and not _deed(words[last + 1])
    ):
        last += 2
    return (at + 1, last) if last > at else None


def _deed(word: Word) -> bool:
    """Whether a noun without a verb says what is done: 4일 군정질문, 9일 예산안 심의."""
    return event_noun(word.stem) or strip_name(word.stem).endswith(_DEEDS)


def _asked(words: Sequence[Word], i: int) -> bool:
    """연말까지 사용해 줄 것을 당부했다: what is asked for has not happened."""
    return i + 1 < len(words) and words[i + 1].text in ("줄", "달라고", "달라며", "주길", "달라는")


def _was_to_be(words: Sequence[Word], i: int) -> int | None:
    """11일 열릴 예정이던 불꽃축제를 …: the noun behind 예정이던 is what the time was set for."""
    following = words[i + 1].text if i + 1 < len(words) else ""
    if words[i].text.endswith("기로") and following in ("한", "했던"):
        following = "예정이던"  # 15일 열기로 한 대회를 …
    if not following.startswith(("예정이던", "예정이었던", "예정됐던", "계획이던", "계획이었던", "계획했던")):
        return None
    end = phrase_end(words, i + 2)
    held = action(words, i) in HOLD
    return end if end is not None and (held or event_noun(words[end].stem)) else None


SET_FOR = pattern(
    r"(?:예정|계획)(?:이었|이|됐|되어\s?있|돼\s?있|되었|했)던|(?:예정|계획)된|(?:열|하|치르|개최하|진행하)려던|잡혔던"
)


def _was_set(words: Sequence[Word], at: int) -> int | None:
    """30일 예정됐던 사진대회; 같은 날 열려던 장터: the noun behind is what that time was set for."""
    following = words[at + 1] if at + 1 < len(words) else None
    if following is None:
        return None
    if following.text in _SET and at + 2 < len(words) and words[at + 2].text in ("있던", "있었던"):
        return phrase_end(words, at + 3)  # 16일로 잡혀 있던 개막식
    if SET_FOR.fullmatch(following.text):
        return phrase_end(words, at + 2)
    if following.role == "bare" and at + 2 < len(words) and SET_FOR.fullmatch(words[at + 2].text):
        end = phrase_end(words, at + 3)  # 30일 개막 예정이던 나비축제
        return end if end is not None and event_noun(words[end].stem) else None
    return None


_SET = listed("잡혀 예정돼 예정되어 계획돼 계획되어")


_GATHERING = listed("참가 참석 참여 방문 모임 운집 지켜봄 함께 자리")
