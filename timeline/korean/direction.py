"""Which way a bare day, month or weekday looks: read from the words behind it.

열렸다 and 밝혔다 look back, 연다 and 예정 look forward. What comes first in the sentence counts, for a date
stands before its verb; a participle close by ("27일 열린 행사") counts as much as the verb at the end.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from timeline.korean.patterns import Pattern, by_first_letter, new
from timeline.korean.words import MOVED


class Cue(NamedTuple):
    """Where a sign of direction stands, which way it looks ("past", "future", "end"), and what sort it is."""

    start: int
    end: int
    way: str
    speech: bool = False  # 밝혔다: the date only tells when it was said
    attributive: bool = False  # 열린, 열리는: the date belongs to a noun
    weak: bool = False  # a present tense that any sentence may end in


# verbs of reporting: their date only tells when something was said
SPEECH = (
    "밝혔", "전했", "말했", "알렸", "보도했", "설명했", "강조했", "주장했", "당부했", "덧붙였",
    "소개했", "촉구했", "비판했", "지적했", "평가했", "반박했", "해명했",
)  # fmt: skip
# stems whose past participle dates its noun: 열린 개청식, 숨진 소방관
_PAST_STEMS = (
    "열|개최|개막|개장|개봉|개통|개관|출범|시작|진행|발생|체결|방송|공개|보도|발표|치러|펼쳐|마련|실시|시행|숨|사망|선고"
    "|구속|기소|입국|취임|공포|발행|출시|발매|작성|게재|올라온|올린|찍|촬영|접수|처리|통과|선출|임명|착공|준공|완공|창립"
    "|설립|창단|폐막|찾은|방문|출석|참석|가진|일어난|벌어진|이뤄진|이루어진|내린|밝힌|전한|받은|나온|맺은|주최|선보인|방영"
    "|출간|출연|귀국|도착|출국|체포|조사|결정|의결|타결|확정|지정|선정|당선|도입|신설|제정|개정|완료|종료|끝난|마친|내놓은"
    "|무너|침몰|붕괴|조성|건립|설치|세워|지어|만들어|폐쇄|낸|만난|문을 |막을 |회동|떠난|태어난|출생|입원|퇴원"
    "|발의|제출|신고"
)
# the same for what is still to come: 열리는 축제
_NEXT_STEMS = (
    "열리|개최되|개최하|개막하|개막되|치러지|치르|펼쳐지|펼치|방송되|시행되|시행하|개봉하|개장하|개관하|개통하|개통되"
    "|출범하|시작하|시작되|진행되|진행하|실시하|실시되|선보이|출시되|출시하|마련되|방영되|이어지|올리|오르|여"
)
_NEXT_VERBS = "열릴|될|치러질|펼칠|펼쳐질|올릴|선보일|방송될|개봉할|맞을|떠날|나설|만날|찾을|가질"
_NEXT_TOLD = frozenset((*_NEXT_VERBS.split("|"), "치를", "할"))
_NOUNS = (
    "개최 시작 진행 개막 운영 접수 모집 실시 출범 개장 개관 개통 착공 준공 시행 추진 마련 참석 방문 공개 방송"
    " 개봉 출시 발매 공연 휴관 공사 단행 공고 강화 돌입"
)
_DONE = tuple(f"{noun}{verb}" for noun in _NOUNS.split() for verb in ("한", "된"))
# present tenses that tell what is to happen, as they stand before 다: 연다, 열린다, 개최한다
EVENTS = (
    "열린", "연", "펼쳐진", "펼친", "올린", "오른", "선보인", "만난", "찾는", "닫는", "맞는", "떠난",
    "나선", "치른", "치러진", "받는", "이어진", "지낸", "들어간", "벌인", "벌어진", "가진", "갖는",
    *_DONE,
)  # fmt: skip
_AHEAD = (
    "예정", "계획", "방침", "전망이", "앞두고", "앞둔", "까지다", "까지이", "바랍니다", "하세요", "받는다", "모집",
    "면 된", "것(?:이다|으로|이라)", r"기로\s(?:했|하|한(?=\s)|결|뜻|방|확|합|의|정|약|잠)",
    "겠(?:다고|[다습으고지])",
    "예보(?=되|돼|된|됐|됨)", r"려(?:고)?\s(?:했|하)", "려(?:던|다)",
    # a day that something was put off to, or was set for
    rf"로(?<=[일시월지]로)\s(?:{MOVED}|확정|결정|정했|정해|잡았|잡혔)",
    r"까지(?=\s(?:\S{1,20}\s)?\S{1,20}에 (?:들어갔|들어가|돌입|나섰))",
    r"기간으로(?=\s(?:정[하해했]|지정|설정|운영|선포))",
    "접수(?=한|하|받|는|를|기)", "신청(?=하|을|은|받|기|할|서)",
)  # fmt: skip
_ENDING = r"(?=[.\s”\"'’)<,]|고|며|면서|$)"


# between a stem and its ㄴ; \B says nothing, but keeps `re` from laying out a class of letters, a hundred times
_PARTICIPLE = r"(?:되\B|하\B|지\B|려\B|러\B|어\B)?\w\s"


def _branches(stems: str, rest: str) -> list[str]:
    """The stems with what follows each, a branch a first letter."""
    return [sign + told + rest for sign, told in by_first_letter(stems.split("|")).items()]


def _cues() -> str:
    """Every sign. Each branch begins with a letter: `re` skips to those letters before it tries anything."""
    signs = by_first_letter(
        [
            *(rf"\{mark}(?=[\s”’\"')]|$)" for mark in ".!?"),
            r"\n",
            rf"다{_ENDING}(?!다면)",
            *("으며", "으나", "지만", "는데", "던", r"고(?=[\s,])", r"음(?=[.\s])"),
            *(rf"{tail}요?(?=[\s.!?~]|$)" for tail in "어네"),
            "따르면",
            r"바\s?있(?=[다으었고])",
            *(rf"{verb}(?:며|고|면서)" for verb in ("밝히", "전하", "말하")),
            *_branches(_PAST_STEMS, _PARTICIPLE),
            *_branches(_NEXT_STEMS, r"는\s"),
            *("고 있", "는 중(?![가-힣])", "중이[다고며]"),
            *_branches(_NEXT_VERBS, r"\s"),
            r"치를(?<=\s치를)\s",  # not 조치를
            r"할(?<![역관분]할)\s",
            *_AHEAD,
        ]
    )
    return "|".join(sign + rest for sign, rest in signs.items())


_CUE = Pattern(_cues)
LONE = "홀로 적힘"  # the word behind a date that is the whole text
REACH = 260
NEAR = 30
LINE = 1000  # how far back a quotation may have begun
MARGIN = 40  # longer than any cue, so that none is cut by the end of a search


class Directions:
    """The cues of one text, found once each as they are asked for from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._cues: deque[Cue] = deque()
        self._quoting = "“" in text or '"' in text
        self._scanned = self._asked = 0

    def after(self, at: int) -> tuple[Cue, ...]:
        """The cues of the sentence behind `at`: the first, and if that is attributive the first that is not."""
        if at < self._asked:  # asked late, about what was passed over
            return Directions(self.text).after(at)
        self._asked, cues = at, self._cues
        while cues and cues[0].start < at:
            cues.popleft()
        first: Cue | None = None
        step = 0
        while (cue := cues[step] if step < len(cues) else self._find(at)) is not None:
            if cue.start > at + REACH:
                break
            if self._quoting and self._quoted(at, cue.start):
                step += 1
                continue
            if cue.way == "end":
                break
            if not cue.attributive:
                return (first, cue) if first else (cue,)
            first = first or cue
            step += 1
        return (first,) if first else ()

    def _quoted(self, at: int, cue: int) -> bool:
        """Whether a cue is of somebody's words that begin behind `at`: "27일 “넓히겠다”고 말했다"."""
        text = self.text
        if text.count("“", at, cue) > text.count("”", at, cue):
            return text.find("”", cue, cue + REACH) > 0
        if text.count('"', at, cue) % 2 == 0 or text.find('"', cue, cue + REACH) < 0:
            return False
        return text.count('"', max(text.rfind("\n", 0, at), at - LINE, 0), at) % 2 == 0

    def _find(self, at: int) -> Cue | None:
        """The next cue not found yet, within REACH behind `at`; each stretch of text is looked at once."""
        begin, limit = max(at, self._scanned), at + 2 * REACH
        while begin < at + REACH:
            found = _CUE.search(self.text, begin, limit + MARGIN)
            if found is None or found.start() >= limit:
                self._scanned = limit
                return None
            sign: tuple[int, int] | None = found.span()
            if found[0][0] in _LEANING:
                sign = _sign(self.text, *found.span())
            if sign is None:
                begin = self._scanned = found.start() + 1
                continue
            begin = self._scanned = sign[1]
            cue = _read(self.text, *sign)
            if cue is not None:
                self._cues.append(cue)
                return cue
        return None


def _sign(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a sign begins and ends; None where the syllable before makes it none (먹고, 하던, 가는 것으로)."""
    told = text[start:end]
    if told in _PAST_TAILS or told == "음":
        if _final(text[start - 1 : start]) == _SSANG_SIOT and text[start - 1] not in "겠있":
            return start, end
        return (start, start + 3) if text.startswith("고 있", start) else None
    if told[0] == "것":
        behind = text[start - 1 : start].isspace() and _final(text[start - 2 : start - 1]) == _RIEUL
        return (start, end) if behind else None
    return start, end


def _final(syllable: str) -> int:
    """The number of a syllable's final consonant; -1 for what is none."""
    return (ord(syllable) - 0xAC00) % 28 if "가" <= syllable <= "힣" else -1


def _read(text: str, start: int, end: int) -> Cue | None:
    """What a sign says; None for an ending that says nothing (이다, 있다)."""
    told = text[start:end]
    if told in {".", "!", "?", "\n"}:
        return new(Cue, (start, end, "end", False, False, False))
    if told == "다":
        return _declared(text, start)
    if told in _PAST_TAILS:
        told_of = told == "던"  # 15일 패했던 KIA는
        return Cue(start, end, "past", speech=text.endswith(SPEECH, 0, start), attributive=told_of)
    if told in {"따르면", "음", "바 있", "바있"} or told[:2] in {"밝히", "전하", "말하"}:
        return Cue(start, end, "past", speech=told[0] not in "음바")
    if told in {"고 있", "는 중"} or told.startswith("중이"):
        return Cue(start, end, "near")
    if told[-1].isspace():
        final = (ord(told[-2]) - 0xAC00) % 28
        if final == _RIEUL:
            return Cue(start, end, "future") if told.rstrip() in _NEXT_TOLD else None
        if final != _NIEUN:
            return None
        return Cue(start, end, "future" if told.endswith("는 ") else "past", attributive=True)
    return Cue(start, end, "future")


_LEANING = frozenset("으지는던고음것어네")  # what begins so may be a sign or none
_PAST_TAILS = {"으며", "으나", "지만", "는데", "던", "고", "어", "어요", "네", "네요"}
_NIEUN, _RIEUL, _SSANG_SIOT = 4, 8, 20


def _declared(text: str, at: int) -> Cue | None:
    """The tense of the verb that ends in 다 at `at`."""
    stem = at - 2 if text.startswith("습니", at - 2) else at
    before = text[stem - 1 : stem]
    final = _final(before)
    if final == _SSANG_SIOT:
        if before == "겠":
            return Cue(stem - 1, at + 1, "future")
        speech = text.endswith(SPEECH, 0, stem)
        return None if before == "있" else new(Cue, (stem - 1, at + 1, "past", speech, False, False))
    if (final == _NIEUN or before == "는") and stem == at:
        return new(Cue, (at - 1, at + 1, "future", False, False, not text.endswith(EVENTS, 0, at)))
    return None


class Way(NamedTuple):
    """Which way a bare time looks, and the word that says so."""

    way: str  # past, future or near
    word: str = ""
    speech: bool = False
    attributive: bool = False
    weak: bool = False
    main: str = ""  # which way the main verb looks, where the day belongs to a noun


NOWHERE = Way("near")
_ANOTHER_DAY = Pattern(r"\d일 ")


def _is_of_another(text: str, at: int, cue: int) -> bool:
    """Whether a participle is too far behind a day to be its own, or another day stands nearer."""
    return cue - at > NEAR or _ANOTHER_DAY.search(text, at, cue) is not None


def way_of(directions: Directions, at: int) -> Way:
    """Which way the sentence looks that goes on at `at`."""
    cues = directions.after(at)
    if not cues:
        return NOWHERE
    cue = cues[0]
    if cue.attributive and len(cues) > 1 and _is_of_another(directions.text, at, cue.start):
        cue = cues[1]
    start, end, way, speech, attributive, weak = cue
    word = directions.text[start:end].strip()
    main = cues[-1].way if attributive and len(cues) > 1 else ""
    return new(Way, (way, word, speech, attributive, weak, main))
