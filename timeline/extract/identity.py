"""Which of these events does the timeline have already? Pure matching; the store keeps what comes of it.

Within one article (edited, or read again with a better grammar) a title or the telling sentence is enough.
Across articles the times must fit as well, the names must share what is particular to them, and numbers
(제3회, 2차), kinds (착공식, 준공식) and districts must not speak against it: a wrong merge costs more than two
entries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from timeline.extract.confidence import WIDE
from timeline.extract.gazetteer import is_region, is_town
from timeline.extract.lazy import pattern
from timeline.extract.mentions import event_noun
from timeline.extract.words import EVENT_NOUNS, HOLD, listed
from timeline.model import Entry, Event, EventKind, Grain, Place, Span

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
    where = _where(a, b)
    particular = _share(x.particular, y.particular) if x.particular and y.particular else 0.0
    if not x.particular and not y.particular:
        particular = 0.6 if where >= 0.9 and a.span == b.span and a.span.has_clock else 0.0
    whole = _share(_pairs(a.title), _pairs(b.title))
    coarse = _FINE_ENOUGH.isdisjoint((a.span.grain, b.span.grain))
    if particular < 0.5 or (coarse and min(len(x.particular), len(y.particular)) < 4):
        return 0.0  # a month holds many a 대상자 선정
    return 0.45 * particular + 0.2 * whole + 0.2 * _closeness(a.span, b.span) + 0.15 * where


def at_odds(a: Event, b: Event) -> bool:
    """Whether number, kind, words, venue or district say that two events are two, whatever their times."""
    x, y = _name(a.title), _name(b.title)
    if a.kind is not b.kind or _clash(x.numbers, y.numbers) or _other_kind(x.head, y.head):
        return True
    return _other_words(x.words, y.words) or _where(a, b) < 0 or _other_district(a.regions, b.regions)


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
    주민 지역 전국 마감 모집 신청 접수 참가자 참여자 대상자 체결 추진 실시 운영 진행 시행 선정 시 군 구 도
    """
)


@lru_cache(4096)
def _name(title: str) -> _Name:
    numbers = frozenset(f"{n}{unit}" for n, unit in _NUMBER.findall(title))
    words = re.findall(r"[가-힣A-Za-z0-9]+", _NUMBER.sub(" ", title))
    head = next((w for w in reversed(words) if event_noun(w)), "")
    kind = _kind(head)
    kept = [_bare(w) for w in words if w not in _COMMON and w not in HOLD]
    kept = [w for w in kept if w and w not in EVENT_NOUNS]
    own = tuple(w.removesuffix(kind) if w == head and len(kind) < len(w) else w for w in kept if w != kind)
    own = tuple(w for w in own if w not in _COMMON)
    lone = frozenset(w for w in own if len(w) == 1)
    return _Name(own, _pairs(" ".join(own)) | lone, kind, numbers)


def _bare(word: str) -> str:
    """걷기 of 걷기대회: what is particular in an event noun made of two."""
    return word[:-2] if len(word) > 3 and word in EVENT_NOUNS and word[-2:] in EVENT_NOUNS else word


def _other_words(a: Sequence[str], b: Sequence[str]) -> bool:
    """청년 창업 against 청년 농업: each has a word of its own, and neither is only the office that tells it."""
    mine = [w for w in a if not any(_akin(w, v) for v in b)]
    theirs = [w for w in b if not any(_akin(w, v) for v in a)]
    if any(_same_rank(w, v) for w in mine for v in theirs):
        return True  # 북구 against 남구
    return any(not _office(w) for w in mine) and any(not _office(w) for w in theirs)


def _same_rank(a: str, b: str) -> bool:
    """Two cities, two counties, two districts: none of them holds the other."""
    named = all(len(word) > 2 or is_region(word) for word in (a, b))
    return a[-1] == b[-1] and a[-1] in "시군구읍면동" and named


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
    return next((head[i:] for i in range(len(head)) if head[i:] in EVENT_NOUNS), "")


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
    inside = (b.start <= a.start and a.end <= b.end) or (a.start <= b.start and b.end <= a.end)
    return inside or a.start.date() == b.start.date()


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


def _other_kind(a: str, b: str) -> bool:
    """착공식 against 준공식; 개막식 and 축제 can be one."""
    if not a or not b or a == b or a in b or b in a or a in _LOOSE or b in _LOOSE:
        return False
    return a[:2] != b[:2]


def _where(a: Event, b: Event) -> float:
    """Whether the venues agree, 1 to -1; a venue that stands in the other's name is no other one."""
    fit = _places(a.place, b.place)
    for one, other in ((a, b), (b, a)):
        if fit < 0 and one.place is not None and (one.place.name or one.place.text) in other.title:
            return 0.5
    return fit


def _places(a: Place | None, b: Place | None) -> float:
    """1 for one venue, 0.5 where one is not told, -1 for two venues."""
    if a is None or b is None:
        return 0.5
    x, y = _pairs(a.name or a.text), _pairs(b.name or b.text)
    if not x or not y:
        return 0.5
    share = len(x & y) / min(len(x), len(y))
    return 1.0 if share >= 0.6 else (0.3 if share >= 0.25 or not (a.name and b.name) else -1.0)


def _other_district(a: Sequence[str], b: Sequence[str]) -> bool:
    return any(x != y for x, y in zip(a, b, strict=False))
