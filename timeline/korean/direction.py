"""Which way a bare day, month or weekday looks: read from the words behind it.

열렸다 and 밝혔다 look back, 연다 and 예정 look forward. What comes first in the sentence counts, for a date
stands before its verb; a participle close by ("27일 열린 행사") counts as much as the verb at the end.
"""

from __future__ import annotations

import re
from collections import deque
from typing import NamedTuple

from timeline.korean.patterns import Pattern


def _with_final(final: int) -> str:
    """All syllables with one final consonant: 4 ㄴ, 8 ㄹ, 20 ㅆ."""
    return "".join(chr(0xAC00 + 28 * n + final) for n in range(399))


SS, N, L = _with_final(20).replace("겠", "").replace("있", ""), _with_final(4), _with_final(8)


class Cue(NamedTuple):
    """Where a sign of direction stands, which way it looks ("past", "future", "end"), and what sort it is."""

    start: int
    end: int
    way: str
    speech: bool = False  # 밝혔다: the date only tells when it was said
    attributive: bool = False  # 열린, 열리는: the date belongs to a noun
    weak: bool = False  # a present tense that any sentence may end in


# verbs of reporting: their date only tells when something was said
_SPEECH = (
    "밝혔|전했|말했|알렸|보도했|설명했|강조했|주장했|당부했|덧붙였|소개했|촉구했"
    "|비판했|지적했|평가했|반박했|해명했"
)
# stems whose past participle dates its noun: 열린 개청식, 숨진 소방관
_PAST_STEMS = (
    "열|개최|개막|개장|개봉|개통|개관|출범|시작|진행|발생|체결|방송|공개|보도|발표|치러|펼쳐|마련|실시|시행|숨|사망|선고"
    "|구속|기소|입국|취임|공포|발행|출시|발매|작성|게재|올라온|올린|찍|촬영|접수|처리|통과|선출|임명|착공|준공|완공|창립"
    "|설립|창단|폐막|찾은|방문|출석|참석|가진|일어난|벌어진|이뤄진|이루어진|내린|밝힌|전한|받은|나온|맺은|주최|선보인|방영"
    "|출간|출연|귀국|도착|출국|체포|조사|결정|의결|타결|확정|지정|선정|당선|도입|신설|제정|개정|완료|종료|끝난|마친|내놓은"
    "|낸|만난|회동|떠난|태어난|출생|입원|퇴원"
)
# the same for what is still to come: 열리는 축제
_NEXT_STEMS = (
    "열리|개최되|개최하|개막하|개막되|치러지|치르|펼쳐지|펼치|방송되|시행되|시행하|개봉하|개장하|개관하|개통하|개통되"
    "|출범하|시작하|시작되|진행되|진행하|실시하|실시되|선보이|출시되|출시하|마련되|방영되|이어지|올리|오르|여"
)
_NEXT_VERBS = "열릴|할|될|치를|치러질|펼칠|펼쳐질|올릴|선보일|방송될|개봉할|맞을|떠날|나설|만날|찾을|가질"
# present tenses that tell what is to happen: 연다, 열린다, 개최한다
_EVENTS = (
    "열린|연|개최[한된]|시작[한된]|진행[한된]|개막[한된]|펼쳐진|펼친|운영[한된]|접수[한된]|모집[한]|실시[한된]|올린|오른|선보인|만난|찾는|출범[한]"
    "|개장[한]|개관[한]|개통[한된]|착공[한]|준공[한]|시행[한된]|추진[한된]|마련[한된]|닫는|맞는|참석[한]|방문[한]|떠난|나선|치른|치러진|공개[한된]"
    "|방송[한된]|개봉[한]|출시[한된]|발매[한된]|공연[한]|받는|이어진|휴관[한]|공사[한]|단행[한]|지낸|공고[한]|강화[한]|돌입[한]|들어간|벌인|벌어진"
    "|가진|갖는|연다"
)
_AHEAD = (
    rf"예정|계획|방침|전망이|앞두고|앞둔|까지다|까지이|바랍니다|하세요|받는다|모집|(?:{_NEXT_VERBS})\s"
    rf"|[{L}]\s것(?:이다|으로|이라)|기로\s(?:했|하|결|뜻|방)|겠[다습으고지]|[{L}]\s(?=예정|계획|방침|전망|때까지)"
    r"|[가-힣]면 된|접수(?=한|하|받|는|를|기)|신청(?=하|을|은|받|기|할|서)"
    rf"|(?:{_EVENTS})다(?=[.\s”\"'’)<]|고[\s ]|며|면서|$)"
)
_PRESENT = rf"[{N}]다(?=[.\s”\"'’)<]|고[\s ]|며|면서|$)|는다(?=[.\s”\"'’)]|고|며|$)"
_BEHIND = rf"[{SS}](?:다(?!면)|습니다|고[\s,]|으며|으나|지만|는데|음[.\s])|(?<=[가-힣])(?:했|됐)던|한 바 있|된 바 있"
_FIRSTS = (
    SS
    + N
    + L
    + "".join(
        {word[0] for word in re.findall(r"[가-힣]+", _SPEECH + _PAST_STEMS + _NEXT_STEMS + _AHEAD + _BEHIND)}
    )
)
_CUE = Pattern(
    rf"(?=[.!?\n{_FIRSTS}따중고전말는])(?:(?P<stop>[.!?](?=[\s”’\"')]|$)|\n)"
    rf"|(?P<speech>(?:{_SPEECH})(?=다|습니다|고|으며|지만|는데)|따르면|(?:밝히|전하|말하)(?:며|고|면서))"
    rf"|(?P<past>{_BEHIND})"
    rf"|(?P<attr>(?:{_PAST_STEMS})(?:되|하|지|려|러|어)?[{N}]\s)"
    r"|(?P<progress>고 있|는 중|중이[다고며])"
    rf"|(?P<attrnext>(?:{_NEXT_STEMS})는\s)"
    rf"|(?P<future>{_AHEAD})|(?P<present>{_PRESENT}))"
)
LONE = "홀로 적힘"  # the word behind a date that is the whole text
REACH = 260
NEAR = 30
MARGIN = 40  # longer than any cue, so that none is cut by the end of a search


class Directions:
    """The cues of one text, found once each as they are asked for from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._cues: deque[Cue] = deque()
        self._scanned = 0

    def after(self, at: int) -> tuple[Cue, ...]:
        """The cues of the sentence behind `at`: the first, and if that is attributive the first that is not."""
        cues = self._cues
        while cues and cues[0].start < at:
            cues.popleft()
        self._scan(at)
        found: list[Cue] = []
        for cue in cues:
            if cue.way == "end" or cue.start > at + REACH:
                break
            if not found or not cue.attributive:
                found.append(cue)
            if not cue.attributive:
                break
        return tuple(found)

    def _scan(self, at: int) -> None:
        """Find the cues up to REACH behind `at`; each stretch of text is looked at once."""
        if self._scanned >= at + REACH:
            return
        begin, limit = max(at, self._scanned), at + 4 * REACH
        while begin < limit:
            found = _CUE.search(self.text, begin, limit + MARGIN)
            if found is None or found.start() >= limit:
                break
            self._cues.append(_read(found))
            begin = found.end()
        self._scanned = max(limit, begin)


def _read(found: re.Match[str]) -> Cue:
    kind = found.lastgroup
    start, end = found.span()
    if kind == "stop":
        return Cue(start, end, "end")
    if kind == "speech":
        return Cue(start, end, "past", speech=True)
    if kind == "attr":
        return Cue(start, end, "past", attributive=True)
    if kind == "attrnext":
        return Cue(start, end, "future", attributive=True)
    if kind == "progress":
        return Cue(start, end, "near")
    if kind == "present":
        return Cue(start, end, "future", weak=True)
    return Cue(start, end, "future" if kind == "future" else "past")


class Way(NamedTuple):
    """Which way a bare time looks, and the word that says so."""

    way: str  # past, future or near
    word: str = ""
    speech: bool = False
    attributive: bool = False
    weak: bool = False


def way_of(directions: Directions, at: int) -> Way:
    """Which way the sentence looks that goes on at `at`."""
    cues = directions.after(at)
    if not cues:
        return Way("near")
    cue = cues[0]
    if cue.attributive and len(cues) > 1 and cue.start - at > NEAR:
        cue = cues[1]
    word = directions.text[cue.start : cue.end].strip()
    return Way(cue.way, word, cue.speech, cue.attributive, cue.weak)
