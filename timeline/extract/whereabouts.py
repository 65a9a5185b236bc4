"""Where was it, if another sentence tells? 행사는 죽녹원 일원에서 진행된다; 장소는 무진관이다; 장소: 시민회관.

Asked only of events whose own sentence names no place, and only of the sentences next to theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

from timeline.extract.arguments import action
from timeline.extract.clauses import Word, classify, words
from timeline.extract.drafts import Draft
from timeline.extract.extent import told_place
from timeline.extract.gazetteer import place_names
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling
from timeline.extract.nouns import event_noun, strip_name
from timeline.extract.places import may_be_place, place
from timeline.extract.sentences import Line, Sentence
from timeline.extract.words import HOLD, listed
from timeline.model import SEOUL, Mention, Place, Status

_AHEAD = 260  # letters behind an event's sentence in which its place may still be told
_LONGEST = 60  # code points of what is said of a place
_BACK = 200  # and before it
_SAID = pattern(
    r"(?:장소|무대|집결지|출발지|출발점|(?:리는|이는|일|릴|치는|되는|질|된|난|한) 곳)(?:은|는|:|：)\s?"
)  # then says which
_ENDS = pattern(r"[\n.,;:]")
_COPULAS = ("이다", "이며", "이고", "입니다", "으로", "로", "다", "며", "")
_BEGINS = pattern(r"(?<=\. )(?=[가-힣‘'“\"])|(?<=\n)(?=[가-힣‘'“\"])")
_TOPIC = pattern(r"(?:[가-힣]{1,6} ){0,3}(?P<noun>[가-힣]{2,14}?)(?:은|는|이|가) ")  # 이번 행사는
_HELD = listed(
    "열린 열리는 펼쳐진 펼쳐지는 진행된 진행되는 개최된 개최되는 치러진 치러지는 이어지는 이어진 계속되는"
)
_PEOPLE = listed("참가자들 참가자 참여자들 참여자 참석자들 청소년들 학생들")
_GATHERING = listed("모임 머묾 집결")
_GENERIC = listed("수업 강의 강연 행사 자리 프로그램 이번행사 이자리 일정")
_GOING_ON = HOLD | listed("시작 개막 만남 관람 감상 출발 선보임 이어짐 계속 상영 전시 공연 볼 즐김 참여")


def fill(drafts: Sequence[Draft], text: str, mentions: Sequence[Mention], region: str) -> None:
    """Give the drafts without a place the one that a sentence beside theirs tells."""
    lacking = [d for d in drafts if _lacks(d)]
    if not lacking or not any(
        hint in text for hint in ("에서", "곳은", "장소", "무대는", "집결지", "출발", "머물", "모여")
    ):
        return
    starts = sorted(d.told.sentence.start for d in drafts if d.status is not Status.STATEMENT)
    for draft in lacking:
        own = draft.told.sentence
        others = [s for s in starts if s > own.start]
        until = min(own.end + _AHEAD, len(text))
        where = _said(draft, text, min([until, *others[:1]]), region)
        where = where or _told_on(draft, text, mentions, until, others, region)
        draft.place = where or _told_before(draft, text, starts, region)


def _lacks(draft: Draft) -> bool:
    lacking = draft.place is None and draft.status is not Status.STATEMENT
    return lacking and draft.told.deadline is None


def _said(draft: Draft, text: str, until: int, region: str) -> Place | None:
    """장소는 광주YMCA 무진관이다, in its own sentence or behind it."""
    for found in _SAID.finditer(text, draft.told.sentence.start, until):
        closed = _ENDS.search(text, found.end(), found.end() + _LONGEST)
        told = _named(text[found.end() : closed.start()]) if closed is not None else ""
        if told:
            start, day = text.index(told, found.end()), draft.span.start.astimezone(SEOUL).date()
            return Place(start, start + len(told), told, told, "", place_names(told, day, region))
    return None


def _named(told: str) -> str:
    """The place in what is said of it: 광주YMCA 무진관 of 광주YMCA 무진관으로 정해졌다; "" if it is none."""
    at = 0
    for token in told.split(" "):
        for copula in _COPULAS:
            size = len(token) - len(copula)
            closes = copula or at + len(token) == len(told)
            if closes and token.endswith(copula) and size > 1 and may_be_place(token[:size]):
                return _unclaused(told[: at + size].lstrip())
        at += len(token) + 1
    return ""


def _unclaused(told: str) -> str:
    """집에서 3㎞ 떨어진 보림사 뒷산 → 보림사 뒷산."""
    tokens = told.split(" ")
    claused = [n for n, token in enumerate(tokens) if classify(token)[0] == "verb"]
    return " ".join(tokens[claused[-1] + 1 :]) if claused else told


def _told_on(
    draft: Draft, text: str, mentions: Sequence[Mention], until: int, others: Sequence[int], region: str
) -> Place | None:
    """행사는 죽녹원 일원에서 진행된다: a sentence whose topic is what was told before."""
    own = draft.told.sentence
    if not (draft.told.named or draft.told.noun in HOLD or event_noun(draft.title.rsplit(" ", 1)[-1])):
        return None
    for begin in _BEGINS.finditer(text, own.end, until):
        where = _of_what_was_held(draft, text, begin.start(), region)
        if where is not None:
            return where
        topic = _TOPIC.match(text, begin.start(), until)
        people = topic is not None and topic["noun"] in _PEOPLE
        if topic is None or not (people or _same(topic["noun"], draft.title)):
            if begin.start() in others:
                return None  # another event is told from here on
            continue
        start, end = begin.start(), _stop(text, topic.end())
        if text.find("에", topic.end(), end) < 0:
            continue
        parsed = words(text, start, end, _inside(mentions, start, end))
        at = next((i for i, w in enumerate(parsed) if w.role in ("topic", "subject")), None)
        if at is None or not (people or _same(strip_name(parsed[at].stem), draft.title)):
            continue
        verb = _predicate(parsed, at)
        if verb is None or action(parsed, verb) not in (_GATHERING if people else _GOING_ON):
            continue
        telling = _as_told(draft, Sentence(start, end, Line.PROSE), parsed, at, verb)
        where = place(telling, text, draft.span.start.astimezone(SEOUL).date(), region)
        later = [w.start for w in parsed[at + 1 :] if w.role == "topic"]  # 개막식은 …, 폐막식은 …에서
        if where is not None and parsed[at].start < where.start < min(later, default=end):
            return where
    return None


def _of_what_was_held(draft: Draft, text: str, start: int, region: str) -> Place | None:
    """이순신광장에서 열린 이번 축제에는 35만 명이 찾았다."""
    end = _stop(text, start)
    if text.find("에서 ", start, end) < 0 or text.find(" 이번 ", start, end) < 0:
        return None
    parsed = words(text, start, end, ())
    for i, word in enumerate(parsed[:-3]):
        if word.role != "place" or not may_be_place(word.stem):
            continue
        held = next((j for j in (i + 1, i + 2, i + 3) if j < len(parsed) and parsed[j].text in _HELD), None)
        if held is None or held + 2 >= len(parsed) or parsed[held + 1].text != "이번":
            continue
        if _same(strip_name(parsed[held + 2].stem).removesuffix("의"), draft.title):
            return told_place(parsed, i, text, draft.span.start.astimezone(SEOUL).date(), region)
    return None


def _told_before(draft: Draft, text: str, starts: Sequence[int], region: str) -> Place | None:
    """사진전이 문화회관에서 열리고 있다. 전시는 28일까지다: the sentence before tells the same thing."""
    own = draft.told.sentence
    first = max([0, own.start - _BACK, *(s + 1 for s in starts if s < own.start)])
    begins = [b.start() for b in _BEGINS.finditer(text, first, own.start)]
    begins = ([0] if first == 0 and own.start else []) + [b for b in begins if b < own.start]
    for start in reversed(begins[-2:]):
        if text.find("에서", start, _stop(text, start)) < 0:
            continue
        parsed = words(text, start, _stop(text, start), ())
        at = next(
            (i for i, w in enumerate(parsed) if w.role in _NOUNS and _tells(parsed, i, draft.title)), None
        )
        verb = _predicate(parsed, 0)
        if at is None or verb is None or parsed[-1].role == "quote":
            continue
        telling = _as_told(draft, Sentence(start, _stop(text, start), Line.PROSE), parsed, 0, verb)
        where = place(telling, text, draft.span.start.astimezone(SEOUL).date(), region)
        if where is not None:
            return where
    return None


_NOUNS = frozenset({"topic", "subject", "object"})
_SHOWS = ("전", "전시", "전시회", "展")


def _tells(parsed: Sequence[Word], i: int, title: str) -> bool:
    """Whether the noun at i names what the title does, or the one before its name in quotes: 사진전 ‘갯벌’이."""
    named = i > 0 and parsed[i].stem[-1:] in "’'\"”>〉》」』"
    return _alike(parsed[i].stem, title) or (named and _alike(parsed[i - 1].stem, title))


def _alike(stem: str, title: str) -> bool:
    """Whether a noun names what the title does: 사진전 and 전시, 연극 and 연극 ‘소년’ 공연."""
    noun = strip_name(stem).rsplit(" ", 1)[-1]
    if not event_noun(noun):
        return False
    return noun in title or (title.endswith(_SHOWS) and noun.endswith(_SHOWS) and " " not in title)


def _as_told(draft: Draft, sentence: Sentence, parsed: Sequence[Word], at: int, verb: int) -> Telling:
    """The draft's own telling as if it stood in another sentence."""
    return draft.told._replace(
        span=draft.span,
        sentence=sentence,
        words=tuple(parsed),
        at=at,
        verb=verb,
        head=None,
        noun=action(parsed, verb),
        deadline=None,
    )


def _stop(text: str, start: int) -> int:
    """Where the sentence ends that goes on at `start`."""
    ends = [e for e in (text.find(". ", start), text.find(".\n", start), text.find("\n", start)) if e >= 0]
    return min(min(ends, default=len(text)) + 1, len(text))


def _inside(mentions: Sequence[Mention], start: int, end: int) -> list[tuple[int, Mention]]:
    return [(i, m) for i, m in enumerate(mentions) if start <= m.start and m.end <= end]


def _same(noun: str, title: str) -> bool:
    """Whether a topic points at the event: 행사, 대회 of 걷기대회."""
    last = noun.rsplit(" ", 1)[-1]
    return last in _GENERIC or (event_noun(last) and last.removesuffix("식") in title)


def _predicate(parsed: Sequence[Word], at: int) -> int | None:
    """The predicate that closes the first clause behind the topic."""
    for i in range(at + 1, len(parsed)):
        verb = parsed[i].verb
        if verb is not None and verb.role in ("final", "link", "report"):
            return i
        if verb is not None and i + 1 < len(parsed) and parsed[i + 1].role in ("bound", "aux"):
            return i
    return None
