"""The words of a sentence and what each does in it: topic, object, place, predicate, time.

An eojeol (what stands between two spaces) carries its role at its end; a quoted or bracketed stretch
belongs to the eojeol it stands in, so that ‘청년마을 페스타’를 is one object.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from timeline.extract.gazetteer import is_region
from timeline.extract.lazy import pattern
from timeline.extract.venues import is_venue
from timeline.extract.verbs import BOUND, POSTPOSITIONS, Verb, has_final, verb_of
from timeline.extract.words import ADVERBS, EVENT_NOUNS, HOLD, PARTICLES, RANKS, WHOLE
from timeline.korean.patterns import new
from timeline.model import Grain, Mention


class Word(NamedTuple):
    """One eojeol: its span without outer punctuation, its text without its particle, its role and verb.

    `role` is a particle's (topic, subject, object, place, at, to, way, of, with, from, until, than), or
    time, length (a duration, 최근), verb, adverb, post (위해, 통해: closes a phrase), bound (것, 예정, 뒤),
    aux (있다), copula (대상이다), quote (…”고) or bare. `comma` follows it.
    """

    start: int
    end: int
    text: str
    stem: str
    role: str
    verb: Verb | None = None
    comma: bool = False
    mention: int | None = None
    tail: str = ""  # what clings to a time: 까지, 부터, (현지시간)
    head: bool = True  # False for the first words of a mention of several


_NAMES = (
    r"‘[^’\n]{1,60}’|“[^”\n]{1,40}”|'[^'\n]{1,40}'|\"[^\"\n]{1,40}\"|<[^>\n]{1,50}>|〈[^〉\n]{1,50}〉"
    r"|《[^》\n]{1,50}》|「[^」\n]{1,50}」|『[^』\n]{1,50}』"
)
_NAME = pattern(_NAMES)
_BARE = r"[^\s‘“'\"<〈《「『(\[]+"  # most tokens are no more than that, and tried first
_TOKEN = pattern(rf"{_BARE}(?!\S)|(?:{_BARE}|{_NAMES}|\([^()\n]{{1,60}}\)|\[[^\[\]\n]{{1,50}}\]|[^\s])+")
_OUTER = "\"'“”‘’.,·…!?;:~[]{}|=·ㆍ→-–—"
_CLOSED = pattern(r"(?:\([^()]*\)|\[[^\[\]]*\])")
_NAME_END = "’'\"”>〉》」』)"
_NAMES_TOO = frozenset(
    {"결과", "계획", "방안", "전망", "상황", "입장"}
)  # bound behind a verb, nouns behind a noun
_NOUNS = frozenset({"bare", "of", "with"})
_QUOTE = pattern(  # “…했다”는, ‘…’라고; but ‘세일페스타’는 21일
    r"[”\"’'](?:(?:이?라)?(?:고|며|면서)|이?라는)$|[다라자냐요까][.!?]?[”\"’']는$"
)
_AUX = pattern(
    r"있(?:다|는|던|었다|습니다|다고|다며|으며|고|어|음|는데|었으며|지만)|없(?:는|다|던|었다|고|으며|다고|다며)|중(?:이다|이며|인|이라고|입니다|에)|않.{1,4}|못.{1,4}"
)
_COPULA = pattern(
    r"(?:이다|이라고|이라며|입니다|였다|이었다|이었던|이며|이고|이자|째다|인데|이지만|이라는|뿐)$"
)
_GOING = pattern(  # native relative clauses that no table lists: 잊혀가는, 돋보이는, 어우러진
    r"[혀어아여해져려와워켜춰눠겨](?:가|오|지|주|보|내|나|놓|두)는$|(?:보이|쌓이|모이|놓이|쓰이)는$|[혀어아여려워켜겨러뤄]진$"
)
_SIZES = {
    last: tuple(sorted({len(p) for p in PARTICLES if p[-1] == last}, reverse=True))
    for last in {p[-1] for p in PARTICLES}
}


_SEASONS = frozenset({"봄", "여름", "가을", "겨울"})


def words(text: str, start: int, end: int, mentions: Sequence[tuple[int, Mention]]) -> list[Word]:
    """The eojeols of text[start:end]. `mentions` are (index, mention) of those that stand in it, in order."""
    out: list[Word] = []
    at = start
    quoting = bool(mentions) and _MARKS.search(text, start, end) is not None
    names = [m.span() for m in _NAME.finditer(text, start, end)] if quoting else []
    fine = [m.span.start for _, m in mentions if m.span is not None and m.span.grain is not Grain.YEAR]
    for index, mention in mentions:
        if text.startswith("맞이", mention.end):
            continue  # 설맞이 장터
        if mention.start < at or _names_part(mention, text, names, fine):
            continue
        found = _TAIL.match(text, mention.end, end)
        if found is None and mention.span is None:
            continue  # 70주년기념관
        out += _plain(text, at, mention.start)
        tail = found.group() if found else ""
        role = "time" if mention.span is not None else ("object" if tail in ("을", "를") else "length")
        stem, comma = mention.text, tail.endswith(",")
        told = (mention.start, mention.end, stem, stem, role, None, comma, index, tail, True)
        out.append(new(Word, told))
        at = mention.end + len(tail)
    return out + _plain(text, at, end)


_MARKS = pattern(r"[‘“'\"<〈《「『(\[]")


def _names_part(
    mention: Mention, text: str, names: Sequence[tuple[int, int]], fine: Sequence[datetime]
) -> bool:
    """Whether a mention is part of a name: ‘2025년 워크숍’, 가을 음악회, 9일 2027년도 예산안."""
    if names and any(a < mention.start and mention.end < b for a, b in names):
        return True
    if mention.text in _SEASONS:
        return text[mention.end : mention.end + 1] == " "
    if mention.rule == "season.generic" and text[mention.end : mention.end + 2] == "의 ":
        return True  # 한여름 밤의 콘서트
    if mention.span is None or not fine:
        return False
    if mention.span.grain in (Grain.HALF, Grain.QUARTER):
        return text[mention.end : mention.end + 1] == " " and mention.span.start not in fine[:1]
    if mention.text.endswith("년도"):
        return text[mention.end : mention.end + 1] == " " and mention.span.start > max(fine)
    return mention.rule.startswith("named-day") and _occasion(mention, text, mention.span.start, fine)


def _occasion(mention: Mention, text: str, day: datetime, fine: Sequence[datetime]) -> bool:
    """10일 … 식목일 나무 나눠주기 행사: a named day that only says what an event of another day is for."""
    if _NUMBERED.search(text, max(0, mention.start - 12), mention.start):
        return _NOUN_BEHIND.match(text, mention.end) is not None  # 8일 … 제54회 어버이날 기념식
    alone = " " not in mention.text or mention.text.endswith(
        ("의 날", "수능", "설 연휴", "추석 연휴", "설 명절", "추석 명절")
    )  # 노인의 날 기념식, not 지난해 추석
    other = alone and any(told != day for told in fine)
    if other and mention.text.endswith("수능"):
        return True
    return other and _NOUN_BEHIND.match(text, mention.end) is not None


_NUMBERED = pattern(r"제\s?\d+(?:회|주년|차) $")
_NOUN_BEHIND = pattern(
    r" (?:[가-힣]{2,8} ){0,3}[가-힣]*(?:행사|축제|장터|잔치|공연|대회|캠페인|체험|기념식|특집|음악회"
    r"|콘서트|장보기|봉사|대책|관리|단속|점검|진료|상황실|수송|특별전|할인전)"
)


# What may cling to a time: particles, approximations, a note of the zone or the weekday.
_TAIL = pattern(
    r"(?:\s?\((?:현지\s?시[각간]|한국\s?시[각간]|[월화수목금토일](?:요일)?|음력[^)]*|양력[^)]*)\))?"
    r"(?:\s(?:만에|만의|만|간|동안|내내|새)(?=\s))?"
    r"(?:께|쯤|경|무렵|\s?자로|\s?자)?(?:인|이던|이자|부터는|부터|까지는|까지로|까지다|까지이며|까지이고|까지며|까지고|까지를|까지|이다|이며|이고|입니다|이라고|이라며|다|며|에는|에도|에만|에서|에|의|은|는|이후|이면|로|엔|이|가|을|를|도|만|과|와)?(?=[\s,.)\]]|$),?"
)


def _plain(text: str, start: int, end: int) -> list[Word]:
    """The words of a stretch without times."""
    out: list[Word] = []
    unsure: list[int] = []
    quoting = _MARKS.search(text, start, end)
    at = start
    for token in _TOKEN.findall(text, start, end) if quoting else text[start:end].split():
        at = text.index(token, at)  # nothing but blanks between two of them
        told = _told(token)
        if told is not None:
            lead, size, rest, leans = told
            if leans:
                unsure.append(len(out))
            begin = at + lead
            out.append(new(Word, (begin, begin + size, *rest)))
        at += len(token)
    for i in unsure:
        out[i] = _in_context(out, i)
        if out[i].text.startswith("혐의") and i and _accused(out, i - 1):
            accused = Verb(out[i - 1].stem, "modifier", "past", native=True)
            out[i - 1] = out[i - 1]._replace(role="verb", verb=accused)
    return out


class _Told(NamedTuple):
    """What an eojeol tells wherever it stands: where its word lies in it, the word, whether those beside matter."""

    lead: int
    size: int
    word: tuple[object, ...]  # a Word without its start and end
    leans: bool


@lru_cache(maxsize=1 << 14)  # the same eojeols come again and again
def _told(token: str) -> _Told | None:
    """What a token tells, None for one of marks only."""
    lead, body, comma = 0, token, False
    if not token.isalnum():  # most of them are
        body = token.rstrip(",.!?…;:")
        comma = token[len(body) :].startswith(",") or token.endswith((",", "…"))
        lead = len(body) - len(body.lstrip(_OUTER if not body.startswith(("‘", "“", "'", '"')) else ".,·…"))
        body = body[lead:]
    if not body:
        return None
    role, stem, verb = classify(body)
    leans = (
        body in _SET_RIGHT
        or body.startswith("혐의")
        or (comma and role == "bare")
        or (role == "bare" and body[-1] == "서")
        or (role == "adverb" and body[-1] == "다")
        or (role == "verb" and body[-1] == "기")
    )
    return _Told(lead, len(body), (body, stem, role, verb, comma, None, "", True), leans)


_SET_RIGHT = _NAMES_TOO | {"한", "할", "열", "연", "전", "낼", "난", "탄"}


def strip_rank(stem: str) -> str:
    """The rank without what stands in brackets behind it."""
    return stem.partition("(")[0]


def _in_context(out: Sequence[Word], i: int) -> Word:
    """The word at i, read anew where those beside it tell that it is a verb, or none."""
    word = out[i]
    if word.role == "verb" and word.text[-1] == "기":  # 나무 나눠주기 행사
        noun = i + 1 < len(out) and out[i + 1].verb is None and out[i + 1].stem[-2:] in EVENT_NOUNS
        return word._replace(role="bare", verb=None) if noun else word
    if word.text[-1] == "서" and word.role == "bare":
        return _there(out, i)
    if word.text == "한":  # …을 중심으로 한 상설전: 한 is 하다 here, not one
        light = i and out[i - 1].role in ("way", "object", "post") and not out[i - 1].comma
        return word._replace(role="verb", verb=Verb("=", "modifier", "past")) if light else word
    if word.text == "할":  # 통제를 할 예정이다
        light = i and i + 1 < len(out) and out[i - 1].role == "object" and out[i + 1].role == "bound"
        return word._replace(role="verb", verb=Verb("=", "modifier", "future")) if light else word
    if word.text in ("난", "탄"):  # 불이 난 시장; 불에 탄 점포
        burnt = i and out[i - 1].stem in ("불", "화재", "산불", "사고", "홍수")
        verb = Verb("화재" if word.text == "난" else "탐", "modifier", "past", native=True)
        return word._replace(role="verb", verb=verb) if burnt else word
    if word.text == "낼":  # 신청서를 낼 예정이다
        bound = 0 < i < len(out) - 1 and out[i - 1].role == "object" and out[i + 1].role == "bound"
        return (
            word._replace(role="verb", verb=Verb("내", "modifier", "future", native=True)) if bound else word
        )
    if word.text in ("열", "연"):
        tense = "future" if word.text == "열" else "past"
        bound = i + 1 < len(out) and (out[i + 1].role == "bound" or (i > 0 and out[i - 1].role == "object"))
        return word._replace(role="verb", verb=Verb("염", "modifier", tense)) if bound else word
    if word.text == "전" or word.role == "adverb":  # 박하늘 전 군수; 김바다 작가
        named = i + 1 < len(out) and strip_rank(out[i + 1].stem).endswith(RANKS)
        named = named and (word.role == "adverb" or (i > 0 and out[i - 1].role in _NOUNS))
        named = named or (word.text == "전" and i + 1 < len(out) and out[i + 1].stem in _WHOLE_OF)
        return word._replace(role="bare") if named or _former(out, i) else word
    if word.text in _NAMES_TOO:  # 연구사업 결과 발표회
        return word._replace(role="bare") if i and out[i - 1].role in _NOUNS else word
    if _headlong(out, i):
        return word._replace(role="verb", verb=Verb(word.stem, "link", ""))
    return word


_WHOLE_OF = frozenset(
    {"구간", "노선", "지역", "차로", "차종", "직원", "세대", "학년", "과정", "종목", "객실", "품목", "구역"}
)  # 금남로 전 구간


def _there(out: Sequence[Word], i: int) -> Word:
    """주무대서 열린다, 목포서 개최: 서 is 에서 behind a place, before a verb or what is held."""
    word, following = out[i], out[i + 1] if i + 1 < len(out) else None
    stem = word.stem[:-1]
    placed = is_venue(stem) or is_region(stem)
    held = following is not None and (following.verb is not None or following.stem[-2:] in EVENT_NOUNS)
    return word._replace(stem=stem, role="place") if placed and held and not word.comma else word


def _former(out: Sequence[Word], i: int) -> bool:
    """기소된 전 새빛군 과장 A씨: behind a relative clause and before somebody's office."""
    before = out[i - 1].verb if i else None
    if out[i].text != "전" or before is None or before.role != "modifier":
        return False
    return any(strip_rank(w.stem).endswith(RANKS) for w in out[i + 1 : i + 4])


def _headlong(out: Sequence[Word], i: int) -> bool:
    """기간을 운영, 도민 …: a noun with its object and a comma is a clause without 하고."""
    word = out[i]
    return (
        word.role == "bare" and word.comma and i > 0 and out[i - 1].role == "object" and word.text.isalpha()
    )


def _accused(out: Sequence[Word], i: int) -> bool:
    """이웃을 흉기로 찌른 혐의: a word in ㄴ before 혐의 is a verb, whether a table lists it or not."""
    word = out[i]
    if word.role != "bare" or not i or out[i - 1].role not in ("object", "way", "to", "place", "at", "with"):
        return False  # 공직선거법 위반 혐의
    last = (ord(word.text[-1]) - 0xAC00) % 28 if "가" <= word.text[-1] <= "힣" else 0
    return last == 4


def _ends_in_rieul(syllable: str) -> bool:
    return (ord(syllable) - 0xAC00) % 28 == 8


_ACCORDING = (
    "계획대로",
    "예정대로",
    "뜻대로",
    "마음대로",
    "약속대로",
    "일정대로",
    "순서대로",
    "절차대로",
    "말대로",
)
_NOUN_TAILS = (
    "놀이",
    "맞이",
    "돌이",
    "먹이",
    "구이",
    "어린이",
    "늙은이",
    "젊은이",
    "박람회의",
    "본회의",
    "총회의",
    "활주로",
    "산책로",
    "탐방로",
    "진입로",
    "등산로",
    "우회로",
    "교차로",
    "고속도로",
    "순환도로",
    "우회도로",
    "진입도로",
    "연결도로",
    "해안도로",
    "지하도로",
    "전용도로",
    "이면도로",
    "간선도로",
    "고가도로",
    "평화도로",
)
# Words whose role does not hang on their ending.
_WHOLE_ROLES = (
    dict.fromkeys(WHOLE, "bare")
    | dict.fromkeys(ADVERBS, "adverb")
    | dict.fromkeys(BOUND, "bound")
    | dict.fromkeys(POSTPOSITIONS, "post")
)


def _held(core: str) -> bool:
    """치러진, 펼쳐진: listed, and a verb of holding."""
    verb = verb_of(core)
    return verb is not None and verb.noun in HOLD


@lru_cache(maxsize=1 << 14)  # the same eojeols come again and again
def classify(body: str) -> tuple[str, str, Verb | None]:
    """Role, stem and verb of an eojeol without outer punctuation."""
    core = body if body.isalnum() else _CLOSED.sub("", body) or body
    if not core:
        return "bare", body, None
    if core[-1] in "고며서는" and _QUOTE.search(core):
        return "quote", body, None
    if (role := _WHOLE_ROLES.get(core)) is not None:
        return role, body, None
    if core.endswith("대로") and len(core) > 3 and not core.endswith(_ACCORDING):
        return "bare", body, None  # 무진대로, not 계획대로
    if core.endswith(_NOUN_TAILS):
        return "bare", body, None
    if (
        core[-1] == "도"
        and len(core) > 3
        and {core[-4:-1], core[-3:-1]} & EVENT_NOUNS
        and body.endswith("도")
    ):
        return "topic", body[:-1], None  # 설명회도 연다
    if core.endswith(("하라는", "말라는", "달라는")) and len(core) > 3:  # 계획을 취소하라는 판결
        return "verb", body, Verb(core[:-3], "modifier", "", native=True)
    if core == "있을":  # 시상식이 있을 예정이다
        return "verb", body, Verb("열림", "modifier", "future", native=True)
    if core[0] in "있없중않못" and _AUX.fullmatch(core):
        return "aux", body, None
    if core[-1] in "는진" and _GOING.search(core) and not _held(core):
        return (
            "verb",
            body,
            Verb(core[:-1], "modifier", "past" if core[-1] == "진" else "present", native=True),
        )
    return _by_particle(core, body) or _by_verb(core, body)


def _by_particle(core: str, body: str) -> tuple[str, str, Verb | None] | None:
    """The role that a particle gives, or the verb that only looks as if it had one; None without either."""
    for size in _SIZES.get(core[-1], ()):
        found = PARTICLES.get(core[-size:]) if size < len(core) else None
        if found is None:
            continue
        before = core[-size - 1]
        if found[1] is not None and "가" <= before <= "힣" and has_final(before) != found[1]:
            continue
        if core[-size:] == "로" and has_final(before) and not _ends_in_rieul(before):
            continue  # 중앙로, not 중앙+로
        if core[-size:] == "만" and core[0].isdigit():
            continue  # 100만 원, 1천만 원
        if (verb := verb_of(core)) is not None:
            return "verb", body, verb
        if body.endswith(core[-size:]):
            return found[0], body[:-size], None
    return None


_IN_DA = frozenset(
    {"바다", "앞바다", "캐나다", "아나바다", "사이다", "마다", "르완다", "우간다", "밤바다", "판다"}
)


def _by_verb(core: str, body: str) -> tuple[str, str, Verb | None]:
    """verb or copula by the ending, else bare; a nominal form (나눔) is a noun."""
    if core.endswith(("입니다", "이었습니다", "였습니다")):
        return "copula", body, None
    verb = verb_of(core.strip(_NAME_END))
    if verb is not None and verb.role == "nominal":
        return "bare", body, None
    if verb is None and core[-1] == "다" and {core[-4:-1], core[-3:-1]} & EVENT_NOUNS and body.endswith("다"):
        return "bare", body[:-1], None  # … 열리는 제2차 정례회다
    if verb is None and core[-1] == "다" and core not in _IN_DA:
        return "adverb", body, None  # 차를 몰다 …: a link that no table lists
    found = _COPULA.search(core)
    copula = found is not None and found.start() > 0  # 이자 is interest
    if verb is not None and not (verb.native and copula and verb.noun.endswith(("이", "여"))):
        return "verb", body, verb
    return ("copula" if copula else "bare"), body, None
