"""Which province, city, county or district do these words name, on that day?

The tables are regions.tsv and towns.tsv (their heads say where they come from). A name that several places
share (북구, 중앙동) is settled by what stands before it, then by the paper's own region; else it stays open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pkgutil import get_data

from timeline.extract.lazy import pattern
from timeline.extract.words import listed


@dataclass(frozen=True, slots=True)
class Region:
    """A province (wider is empty) or a city, county or district of one, valid in [since, until)."""

    name: str
    short: str
    code: str
    wider: str
    since: date
    until: date

    def valid(self, day: date) -> bool:
        return self.since <= day < self.until


def _rows(table: str) -> list[str]:
    """The rows of a table of this package; `importlib.resources` takes 10 ms to import."""
    text = (get_data("timeline.extract", table) or b"").decode()
    return [line for line in text.splitlines() if not line.startswith("#")]


@cache
def regions() -> dict[str, tuple[Region, ...]]:
    """Every region under its full name and the short one that papers use (전남, 강진, 북구)."""
    out: dict[str, list[Region]] = {}
    for line in _rows("regions.tsv"):
        _, name, short, code, wider, since, until = line.split("\t")
        region = Region(
            name, short or _short(name), code, wider, _day(since, date.min), _day(until, date.max)
        )
        for word in {name, region.short}:
            out.setdefault(word, []).append(region)
    for word, full in _PROVINCES.items():
        out.setdefault(word, []).extend(r for r in out[full] if not r.wider)
    return {word: tuple(found) for word, found in out.items()}


_PROVINCES = {f"{p}시": p for p in ("서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종")} | {
    f"{p}도": p for p in ("강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주")
}
# Short names that are common words: only the full name counts.
_WORDS = listed(
    """
    고성 고창 보성 장성 해남 영광 화성 금산 영동 음성 진천 동해 남해 하동 성주 거제 사천 구리 안성 이천
    가평 장수 정선 인제 논산 부여 서천 상주 고령 청도 합천 산청 영주 의성 당진 강화 예산 달성 기장 완주 공주
    진도 양산 진주 영양 원주 고양 봉화
    """
)


def _short(name: str) -> str:
    return name[:-1] if len(name) >= 3 and name[-1] in "시군" else name


def _day(text: str, default: date) -> date:
    return date.fromisoformat(text) if text else default


@cache
def towns() -> dict[str, tuple[str, ...]]:
    """The codes of the districts that have a 읍, 면 or 동 of that name."""
    rows = (line.split("\t") for line in _rows("towns.tsv"))
    return {name: tuple(codes.split(",")) for name, codes in rows}


@cache
def _by_code() -> dict[str, Region]:
    return {r.code: r for named in regions().values() for r in named if r.code}


@cache
def _beginnings() -> frozenset[str]:
    """The first two letters of every region's names: most words have others."""
    return frozenset(name[:2] for name in regions())


def is_region(word: str) -> bool:
    """Whether a word is the name of a region, full or short, whenever it was valid."""
    return word in regions() and word not in _WORDS


def is_town(word: str) -> bool:
    """Whether a word is the name of a 읍, 면 or 동."""
    return word[-1:] in "읍면동가로리" and word in towns()


@lru_cache(4096)  # the headline is asked for every event of its article
def place_names(text: str, day: date, context: str = "") -> tuple[str, ...]:
    """The regions that a stretch of text names, wide to narrow (전남, 강진군); () when it names none.

    `context` is the paper's own region, a short name such as 광주; it settles a bare 북구.
    """
    found: list[Region] = []
    words = _WORD.findall(text)
    for i, word in enumerate(words):
        if word == "경기" and not _province(words, i):
            continue
        region = _settle(word, day, context, found) if word[:2] in _beginnings() else None
        if region is not None and region not in found:
            found.append(region)
    if not any(r.wider for r in found) and (region := _of_town(words, day, context, found)) is not None:
        found.append(region)
    if not found:
        return ()
    narrow = max(found, key=lambda r: len(_chain(r, day)))
    return _chain(narrow, day)


def _province(words: list[str], i: int) -> bool:
    """Whether 경기 is the province and no match: it stands before 수원 or 북부, or beside 서울."""
    following = words[i + 1] if i + 1 < len(words) else ""
    inside = any(r.wider == "경기" for r in regions().get(following, ())) or following.startswith(
        ("지역", "남부", "북부", "전역", "일대", "도내")
    )
    return inside or any(w in regions() for w in words[max(0, i - 1) : i])


def _of_town(words: list[str], day: date, context: str, found: list[Region]) -> Region | None:
    """The one district, of those that have a town of that name, that fits what is known of the province."""
    near = {r.short for r in found} or ({context} if context else set())
    for word in words:
        if is_town(word):
            held = [r for code in towns()[word] if (r := _by_code().get(code)) is not None]
            fitting = [r for r in held if near & set(_chain(r, day))] if near else held
            if len(fitting) == 1:
                return fitting[0]
    return None


_WORD = pattern(r"[가-힣]{2,10}")


def _settle(word: str, day: date, context: str, found: list[Region]) -> Region | None:
    if is_town(word) and word not in regions():  # 대구면, not 대구
        return None
    for size in (len(word), len(word) - 1, len(word) - 2):
        named = regions().get(word[:size]) if size >= 2 else None
        if not named or (size < len(word) and word[:size][-1] not in "시군구도"):
            continue
        valid = [r for r in named if r.valid(day)] or [r for r in named if r.until < date.max]
        if word[:size] in _WORDS:  # 해남, 영광: a place only where its province is near
            near = {context, *(r.short for r in found)}
            valid = [r for r in valid if r.name == word[:size] or near & set(_chain(r, day))]
        if len(valid) <= 1:
            return valid[0] if valid else None
        for wider in (*(r.short for r in reversed(found)), *(r.name for r in reversed(found)), context):
            inside = [r for r in valid if r.wider == wider] or [r for r in valid if wider in _chain(r, day)]
            if wider and len(inside) == 1:
                return inside[0]
        return next((r for r in valid if not r.wider or r.wider == "전남광주"), None)
    return None


def _chain(region: Region, day: date) -> tuple[str, ...]:
    """The region with all that holds it, wide to narrow: provinces by short name, the rest by full name."""
    names = [region.name if region.wider else region.short]
    wider = region.wider
    while wider:
        names.append(wider)
        up = [r for r in regions().get(wider, ()) if r.name == wider and r.wider and r.valid(day)]
        wider = up[0].wider if up else ""
    return tuple(reversed(names))
