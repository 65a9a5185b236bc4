"""Which of these events does the timeline have already? Pure matching; the store keeps what comes of it.

Within one article (edited, or read again with a better grammar) a title or the telling sentence is enough.
Across articles the times must fit as well, the names must share what is particular to them, and numbers
(제3회, 2차), kinds (착공식, 준공식) and districts must not speak against it: a wrong merge costs more than two
entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from timeline.extract.gazetteer import is_region, is_town
from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun
from timeline.extract.words import EVENT_NOUNS, HOLD, listed
from timeline.model import Entry, Event, EventKind, Grain, Place, Span
from timeline.when import WIDE

OWN = 0.45  # enough within one article
ACROSS = 0.62  # enough between articles; set on tests/extract/identity.cases


def match(new: Sequence[Event], old: Sequence[Entry], *, across: bool = False) -> list[tuple[Event, Entry]]:
    """Pairs of an event and the entry that it is, best first; no event and no entry twice.

    `old` are the entries of the same article, or with `across` those of other ones.
    """
    wanted = ACROSS if across else OWN
    scored = []
    for i, event in enumerate(new):
        for j, entry in enumerate(old):
            score = likeness(event, entry.event) if across else own_likeness(event, entry.event)
            if score >= wanted:
                scored.append((-score, i, j))
    pairs, events, entries = [], set(), set()
    for _, i, j in sorted(scored):
        if i not in events and j not in entries:
            events.add(i)
            entries.add(j)
            pairs.append((new[i], old[j]))
    return pairs


def own_likeness(a: Event, b: Event) -> float:
    """How surely two readings of one article tell one event, 0 to 1."""
    if a.kind is not b.kind:
        return 0.0
    if a.kind is EventKind.REPORT:
        return 1.0
    names = _share(_pairs(a.title), _pairs(b.title))
    told = _share(_pairs(a.evidence.text), _pairs(b.evidence.text))
    same_time = 1.0 if a.span == b.span else (0.6 if times_fit(a.span, b.span) else 0.0)
    spoken = 1.0 if a.when is not None and b.when is not None and a.when.text == b.when.text else 0.0
    if max(names, told) < 0.5:
        return 0.0
    return 0.4 * names + 0.2 * told + 0.3 * same_time + 0.1 * spoken


def likeness(a: Event, b: Event) -> float:
    """How surely the events of two articles are one, 0 to 1."""
    if a.kind is not EventKind.OCCURRENCE or not times_fit(a.span, b.span) or at_odds(a, b):
        return 0.0
    x, y = _name(a.title), _name(b.title)
    if x.head != y.head and {x.head, y.head} <= _SITTINGS and a.span.start.date() != b.span.start.date():
        return 0.0
    where = _where(a, b)
    particular = _share(x.particular, y.particular) if x.particular and y.particular else 0.0
    match = (
        _SPORT.search(a.title) is not None and _SPORT.search(b.title) is not None
    )  # 포항, 강원 are clubs there
    if not match and (not (own := _owns(x)) or not _owns(y)):
        particular = _of_offices(a, b, x, y, bare=not own and not _owns(y))
    if not x.particular and not y.particular:
        particular = 0.6 if where >= 0.9 and a.span == b.span and a.span.has_clock else 0.0
    whole = _share(_pairs(a.title), _pairs(b.title))
    coarse = _FINE_ENOUGH.isdisjoint((a.span.grain, b.span.grain))
    if particular < 0.5 or (coarse and min(len(x.particular), len(y.particular)) < 4):
        return 0.0  # a month holds many a 대상자 선정
    return 0.45 * particular + 0.2 * whole + 0.2 * _closeness(a.span, b.span) + 0.15 * where


_SPORT = pattern(r"(?:경기|맞대결|승리|패배|무승부)$")


def _owns(name: _Name) -> bool:
    """Whether a title has a word of its own besides the offices that it names."""
    return any(not (_office(w) or _body(w) or _MASKED.match(w) or _POLICE.fullmatch(w)) for w in name.words)


_POLICE = pattern(r"\d+여?명|입건|구속|검거|체포|송치|적발|불구속")  # what the police do with anybody


def _of_offices(a: Event, b: Event, x: _Name, y: _Name, *, bare: bool) -> float:
    """How alike two titles are of which one names nothing but an office and what it does: 이든군 방역 소독."""
    offices = [{w for w in n.words if _office(w) or _body(w)} for n in (x, y)]
    held = [
        " ".join((*mine, e.place.text if e.place else "")) for mine, e in zip(offices, (a, b), strict=True)
    ]
    shared = any(w in held[1] for w in offices[0]) or any(w in held[0] for w in offices[1])
    if not shared or any(_MASKED.match(w) for w in (*x.words, *y.words)):
        return 0.0  # 40대 입건
    deeds = [_pairs(_without(e.title, mine)) for e, mine in zip((a, b), offices, strict=True)]
    few = min(len(d) for d in deeds)
    told = len(deeds[0] & deeds[1]) / few if few else 0.0
    specific = x.head == y.head != "" and x.head not in _LOOSE and (len(x.head) > 2 or few > 2)
    return 0.8 if told >= 0.9 and (bare or specific) and not x.head.endswith("협약") else 0.0


def _without(title: str, words: Iterable[str]) -> str:
    for word in words:
        title = title.replace(word, " ")
    return title


_YOUTH = pattern(r"U-?\d{2}")  # 광주FC U18 is not 광주FC


def at_odds(a: Event, b: Event) -> bool:
    """Whether number, kind, words, venue or district say that two events are two, whatever their times."""
    x, y = _name(a.title), _name(b.title)
    if a.kind is not b.kind or _clash(x.numbers, y.numbers) or _other_kind(x.head, y.head):
        return True
    if set(_YOUTH.findall(a.title)) != set(_YOUTH.findall(b.title)):
        return True
    if _other_words(x.words, y.words) or _where(a, b) < 0:
        return True
    apart = _tells_region(a) and _tells_region(b) and _other_district(a.regions, b.regions)
    return apart and not (_names(a, b.regions) or _names(b, a.regions))


def _names(event: Event, regions: Sequence[str]) -> bool:
    """Whether a telling names the other's town too: 목포시와 신안군은 목포시청에서."""
    told = f"{event.title} {event.evidence.text}"
    return len(regions) > 1 and len(regions[-1]) > 2 and regions[-1] in told


def _tells_region(event: Event) -> bool:
    """Whether its own words tell where it is, and not only which paper printed it."""
    if len(event.regions) != 1 or not event.evidence.text:
        return True
    return event.regions[0] in f"{event.title} {event.evidence.text}"


_FINE_ENOUGH = frozenset({Grain.MINUTE, Grain.HOUR, Grain.PART, Grain.DAY})


@dataclass(frozen=True, slots=True)
class _Name:
    """A title taken apart: what is particular to it, the noun that says what it is, its numbers."""

    words: tuple[str, ...]
    particular: frozenset[str]
    head: str
    numbers: frozenset[str]


_NUMBER = pattern(r"제?\s?(\d+)\s?(회|차|기|주년|호|대|단계|부|라운드|관|구간|공구|지구)(?![가-힣])")
_COMMON = listed(
    """
    개최 열려 성료 마무리 성황 및 등 위한 따른 관련 올해 첫 신규 특별 정기 임시 합동 공동 시민 군민 도민
    기탁 전달 기부 후원 규모 규모의 원 상당 총 전
    주민 지역 전국 마감 시작 기간 맞대결 경기 홈경기 원정경기 홈 원정 안방
    채택 통과 가결 의결 대비 대응 승리 패배 무승부 인상 올려 항소심 상고심 무죄 공판 선고공판
    모집 신청 접수 참가자 참여자 대상자 체결 추진 실시 운영 진행 시행 선정 시 군 구 도
    """
)


_EDGES = listed("마감 시작 기간 맞대결")  # 신청 마감 is the end of a 신청


_VERSUS = pattern(r"(?<=[가-힣A-Z]{2})[와과](?= )")  # 김천 상무와 홈경기
_BEATEN = pattern(r"(?<=[가-힣A-Z]{2})전( (?:승리|패배|무승부))")


@lru_cache(4096)
def _name(title: str) -> _Name:
    title = _VERSUS.sub(" ", _BEATEN.sub(r"\1", title.replace("취·창업", "취업·창업")))
    numbers = frozenset(f"{n}{unit}" for n, unit in _NUMBER.findall(title))
    words = re.findall(r"[가-힣A-Za-z0-9]+", _NUMBER.sub(" ", title))
    head = next((w for w in reversed(words) if event_noun(w) and w not in _EDGES), "")
    kind = _kind(head)
    kept = [_bare(w) for w in words if w not in _COMMON and w not in HOLD]
    kept = [w for w in kept if w and w not in EVENT_NOUNS]
    own = tuple(w.removesuffix(kind) if w == head and len(kind) < len(w) else w for w in kept if w != kind)
    own = tuple(w for w in own if w not in _COMMON)
    lone = frozenset(w for w in own if len(w) == 1)
    return _Name(own, frozenset().union(*map(_pairs, own)) | lone, kind, numbers)


_ALIKE = {  # two words for one thing
    "이름": "명칭", "수능": "대학수학능력시험", "기재부": "기획재정부", "국토부": "국토교통부",
    "행안부": "행정안전부",
    "농식품부": "농림축산식품부", "해수부": "해양수산부", "복지부": "보건복지부", "문체부": "문화체육관광부",
    "산업부": "산업통상자원부", "과기부": "과학기술정보통신부", "환경부": "기후에너지환경부",
}  # fmt: skip
_SCHOOLS = pattern(r"^국립(?=.{3})|(?<=.{2}대)학교$")


def _bare(word: str) -> str:
    """걷기 of 걷기대회: what is particular in an event noun made of two."""
    word = _ALIKE.get(word, word)
    word = _SCHOOLS.sub("", word) if "대" in word else word
    return word[:-2] if len(word) > 3 and word in EVENT_NOUNS and word[-2:] in EVENT_NOUNS else word


def _other_words(a: Sequence[str], b: Sequence[str]) -> bool:
    """청년 창업 against 청년 농업: each has a word of its own, and neither is only the office that tells it."""
    mine = [w for w in a if not any(_akin(w, v) for v in b)]
    theirs = [w for w in b if not any(_akin(w, v) for v in a)]
    if any(_same_rank(w, v) for w in mine for v in theirs):
        return True  # 북구 against 남구
    if any(_body(w) for w in mine) and any(_body(w) for w in theirs):
        return True  # 소방서 against 보건소
    own, other = ([w for w in side if not _office(w) and not _body(w)] for side in (mine, theirs))
    if not (any(map(_MASKED.match, own)) and any(map(_MASKED.match, other))):
        own, other = ([w for w in side if not _MASKED.match(w)] for side in (own, other))
    return bool(own and other)


_MASKED = pattern(r"[A-Z]씨$|\d0대$")  # the same person, A씨 here and 20대 there
_BODIES = (
    "보건소",
    "소방서",
    "경찰서",
    "경찰",
    "교육지원청",
    "교육청",
    "세무서",
    "우체국",
    "해경",
    "지검",
    "지법",
    "지청",
)


def _body(word: str) -> bool:
    return word.endswith(_BODIES)


def _same_rank(a: str, b: str) -> bool:
    """Two cities, two counties, two districts: none of them holds the other."""
    named = all(len(word) > 2 or is_region(word) for word in (a, b))
    level = any(a[-1] in rank and b[-1] in rank for rank in ("시군", "구", "읍면동"))
    return level and a != b and named


@lru_cache(32768)
def _akin(a: str, b: str) -> bool:
    """Whether two words are one, written together or apart, or with a particle: 석유화학, 여수석유화학산업.

    What two names end in alike says only what they are: 한울대교, 강산대교.
    """
    alike = 0
    while alike < min(len(a), len(b)) and a[-1 - alike] == b[-1 - alike]:
        alike += 1
    if 1 < alike < min(len(a), len(b)):
        a, b = a[:-alike], b[:-alike]
        return a in b or b in a
    x, y = _pairs(a), _pairs(b)
    return a in b or b in a or (bool(x and y) and len(x & y) / min(len(x), len(y)) > 0.5)


def _office(word: str) -> bool:
    return is_region(word) or is_town(word) or (len(word) > 2 and word[-1] in "시군구청")


def _kind(head: str) -> str:
    """The longest event noun at the end of a word: 광주경제자유구역청개청식 → 개청식."""
    kind = next((head[i:] for i in range(len(head)) if head[i:] in EVENT_NOUNS), "")
    if head.endswith(("협약", "협약식", "양해각서")):
        return "협약"
    return "신청" if kind in _APPLYING else kind


_APPLYING = frozenset({"모집", "접수", "공모", "원서접수"})


@lru_cache(8192)
def _pairs(text: str) -> frozenset[str]:
    bare = re.sub(r"[^가-힣A-Za-z0-9]", "", text)
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1))


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of the shorter in the longer, dimmed where the lengths differ much."""
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b)) * (0.7 + 0.3 * min(len(a), len(b)) / max(len(a), len(b)))


def times_fit(a: Span, b: Span) -> bool:
    """Whether two told times can be one event's time."""
    if a == b:
        return True
    if a.grain in WIDE or b.grain in WIDE:
        return False
    if a.has_clock and b.has_clock:
        return abs((a.start - b.start).total_seconds()) <= 3600
    if _in_a_day(a) and _in_a_day(b):
        return (a.start.hour < 12) == (b.start.hour < 12) and a.start.date() == b.start.date()
    inside = (b.start <= a.start and a.end <= b.end) or (a.start <= b.start and b.end <= a.end)
    return inside or a.start.date() == b.start.date()


def _in_a_day(span: Span) -> bool:
    return span.has_clock or (span.grain is Grain.PART and span.end - span.start <= timedelta(hours=12))


def _closeness(a: Span, b: Span) -> float:
    if a.start == b.start and a.end == b.end:
        return 1.0
    if a.start.date() == b.start.date():
        return 0.9
    return 0.3 if Grain.MONTH in (a.grain, b.grain) else 0.6


def _clash(a: frozenset[str], b: frozenset[str]) -> bool:
    """제3회 against 제4회, 1차 against 2차."""
    units = {re.sub(r"\d", "", n) for n in a} & {re.sub(r"\d", "", n) for n in b}
    return any({n for n in a if n.endswith(u)} != {n for n in b if n.endswith(u)} for u in units)


_LOOSE = listed("행사 대회 축제 회의 교육 체험 프로그램 이벤트 개막 방문 점검 발표 전시 공연 체험행사 캠페인")


_SITTINGS = frozenset({"본회의", "임시회", "정례회", "정기회"})  # a session opens with its first 본회의


def _other_kind(a: str, b: str) -> bool:
    """착공식 against 준공식; 개막식 and 축제 can be one."""
    if {a, b} <= _SITTINGS or {a, b} == {"화재", "산불"}:
        return False
    if not a or not b or a == b or a in b or b in a or a in _LOOSE or b in _LOOSE:
        return False
    return a[:2] != b[:2]


def _where(a: Event, b: Event) -> float:
    """Whether the venues agree, 1 to -1; a venue that stands in the other's name is no other one."""
    fit = _places(a.place, b.place)
    for one, other in ((a, b), (b, a)):
        if one.place is not None and other.place is None and _in_the_name(one.place, other.title):
            return 0.9
    for one, other in ((a, b), (b, a)):
        if fit < 0 and one.place is not None and (one.place.name or one.place.text) in other.title:
            return 0.5
    return fit


def _places(a: Place | None, b: Place | None) -> float:
    """1 for one venue, 0.5 where one is not told, -1 for two venues."""
    if a is None or b is None:
        return 0.5
    schools = {m[1][:1] for p in (a, b) if (m := _SCHOOL.search(p.name or p.text))}
    if len(schools) > 1:
        return -1.0
    if a.text in b.text or b.text in a.text:
        return 1.0
    for one, other in ((a, b), (b, a)):
        town = one.text.split(" ")[-1]
        if _office(town) and len(town) > 2:  # only the town is told: 회천면; 회천면 도로
            return 0.5 if town in other.text or not any(map(_office, other.text.split(" "))) else -1.0
    wide = a.name in _ANYWHERE or b.name in _ANYWHERE
    x, y = (_pairs(p.text if wide else p.name) for p in (a, b))
    if not x or not y:
        return 0.5
    if _two_of_a_kind(a.name or a.text, b.name or b.text):
        return -1.0
    share = len(x & y) / min(len(x), len(y))
    return 1.0 if share >= 0.6 else (0.3 if share >= 0.25 or not (a.name and b.name) else -1.0)


def _two_of_a_kind(a: str, b: str) -> bool:
    """도양읍사무소, 금산면사무소: what two venues end in alike says only what they are."""
    a, b, alike = a.rsplit(" ", 1)[-1], b.rsplit(" ", 1)[-1], 0
    while alike < min(len(a), len(b)) and a[-1 - alike] == b[-1 - alike]:
        alike += 1
    x, y = a[: len(a) - alike], b[: len(b) - alike]
    if alike < 2 or not (_PROPER.fullmatch(x) and _PROPER.fullmatch(y)):
        return False
    return not (x in y or y in x or _pairs(x) & _pairs(y))


_PROPER = pattern(r"[가-힣]{2,}")


def _in_the_name(place: Place, title: str) -> bool:
    """남대천 둔치, 양양 남대천 연어축제."""
    return any(len(word) > 2 and word in title and not _office(word) for word in place.text.split(" "))


_ANYWHERE = listed("도로 국도 고속도로 해상 현장 일원 인근 일대 앞 부근 주변 입구 전역") | {""}
_SCHOOL = pattern(r"[가-힣](초|중|고|대)(?:등)?학교")  # 나린초등학교, 나린중학교


def _other_district(a: Sequence[str], b: Sequence[str]) -> bool:
    return any(x != y for x, y in zip(a, b, strict=False))
