"""Named days: 설, 광복절, 수능일, 동지. Most are arithmetic; substitute holidays are asked of `holidays`."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from functools import lru_cache

from timeline.korean.lunar import solar
from timeline.korean.patterns import Pattern
from timeline.korean.words import PARTICLE

FIXED = {
    "신정": (1, 1), "새해 첫날": (1, 1), "삼일절": (3, 1), "3·1절": (3, 1), "3.1절": (3, 1),
    "식목일": (4, 5), "만우절": (4, 1), "근로자의 날": (5, 1), "노동절": (5, 1), "메이데이": (5, 1),
    "어린이날": (5, 5), "어버이날": (5, 8), "스승의 날": (5, 15), "현충일": (6, 6), "제헌절": (7, 17),
    "광복절": (8, 15), "국군의 날": (10, 1), "개천절": (10, 3), "노인의 날": (10, 2), "한글날": (10, 9),
    "핼러윈": (10, 31), "핼로윈": (10, 31), "할로윈": (10, 31), "핼러윈 데이": (10, 31),
    "농업인의 날": (11, 11), "빼빼로 데이": (11, 11), "소방의 날": (11, 9), "경찰의 날": (10, 21),
    "성탄절": (12, 25), "크리스마스": (12, 25), "성탄 전야": (12, 24), "크리스마스이브": (12, 24),
    "크리스마스 이브": (12, 24), "밸런타인 데이": (2, 14), "발렌타인 데이": (2, 14),
    "화이트 데이": (3, 14), "부부의 날": (5, 21), "발명의 날": (5, 19), "세계인의 날": (5, 20),
    "바다의 날": (5, 31), "환경의 날": (6, 5), "보건의 날": (4, 7), "장애인의 날": (4, 20),
    "과학의 날": (4, 21), "정보통신의 날": (4, 22), "지구의 날": (4, 22), "법의 날": (4, 25),
    "물의 날": (3, 22), "여성의 날": (3, 8), "납세자의 날": (3, 3), "상공의 날": (3, 20),
    "무역의 날": (12, 5), "자원봉사자의 날": (12, 5), "인권의 날": (12, 10), "철도의 날": (6, 28),
    "사회복지의 날": (9, 7), "치매극복의 날": (9, 21), "교정의 날": (10, 28), "소비자의 날": (12, 3),
    "할로윈 데이": (10, 31), "노동자의 날": (5, 1), "독립 기념일": (7, 4),
    "새해 전야": (12, 31), "성 패트릭의 날": (3, 17),
}  # fmt: skip
LUNAR = {
    "설날": (1, 1), "설": (1, 1), "구정": (1, 1), "정월대보름": (1, 15), "정월 대보름": (1, 15),
    "대보름": (1, 15), "부처님오신날": (4, 8), "부처님 오신 날": (4, 8), "석가탄신일": (4, 8),
    "석탄일": (4, 8), "초파일": (4, 8), "단오": (5, 5), "단옷날": (5, 5), "칠석": (7, 7),
    "삼짇날": (3, 3), "유두절": (6, 15), "중양절": (9, 9), "백중": (7, 15), "추석": (8, 15), "한가위": (8, 15),
}  # fmt: skip
# n-th weekday of a month: (month, weekday, n)
NTH = {
    "성년의 날": (5, 0, 3), "수능일": (11, 3, 2), "수능": (11, 3, 2), "추수감사절": (11, 3, 4),
    "문화의 날": (10, 5, 3), "아버지의 날": (6, 6, 3), "체육의 날": (10, 5, 3),
    "어머니의 날": (5, 6, 2), "마틴 루터 킹 데이": (1, 0, 3), "대통령의 날": (2, 0, 3), "콜럼버스 데이": (10, 0, 2),
}  # fmt: skip
EXAM = {
    2005: (11, 23),
    2006: (11, 16),
    2007: (11, 15),
    2008: (11, 13),
    2009: (11, 12),
    2010: (11, 18),
    2011: (11, 10),
    2012: (11, 8),
    2013: (11, 7),
    2014: (11, 13),
    2015: (11, 12),
    2016: (11, 17),
    2017: (11, 23),
    2018: (11, 15),
    2019: (11, 14),
    2020: (12, 3),
    2021: (11, 18),
    2022: (11, 17),
    2023: (11, 16),
    2024: (11, 14),
    2025: (11, 13),
    2026: (11, 19),
}  # as held: the rule alone misses years that were moved
# solar terms: the sun's longitude in degrees, and the month and day about which it comes there
TERMS = {
    "소한": (285, 1, 5), "대한": (300, 1, 20), "입춘": (315, 2, 4), "우수": (330, 2, 19), "경칩": (345, 3, 5),
    "춘분": (0, 3, 20), "청명": (15, 4, 5), "곡우": (30, 4, 20), "입하": (45, 5, 5), "소만": (60, 5, 21),
    "망종": (75, 6, 6), "하지": (90, 6, 21), "소서": (105, 7, 7), "대서": (120, 7, 23), "입추": (135, 8, 7),
    "처서": (150, 8, 23), "백로": (165, 9, 8), "추분": (180, 9, 23), "한로": (195, 10, 8),
    "상강": (210, 10, 23), "입동": (225, 11, 7), "소설": (240, 11, 22), "대설": (255, 12, 7),
    "동지": (270, 12, 22),
}  # fmt: skip

# terms that are everyday words too, and are read only as "대설인 7일"
PLAIN_WORDS = ("우수", "대한", "소설", "대설")
DOG_DAYS = {"초복": ("하지", 2), "중복": ("하지", 3), "말복": ("입추", 0)}  # the n-th 庚 day from there on
_METAL = 2  # 庚 days: what their ordinal leaves, divided by ten

_TAIL = (
    r"(?P<tail>\s?(?:황금)?연휴(?:\s?(?:기간(?:\s?동안)?|첫날|마지막\s?날))?|\s?당일|\s?전날|\s?다음\s?날|\s?이브|\s?명절"
    r"|\s?전주(?=인|에는|부터|까지)|\s?다음\s?주(?=[에인\s]|부터|까지)|\s?대체\s?(?:공휴일|휴일)|\s?(?:전후|즈음|시즌))?"
)
# 설 begins 설명 and 설치 too
_NEW_YEAR = (
    r"설(?=\s?(?:연휴|당일|전날|전주(?:인|에는)|명절|다음|대목|앞두|을|에|은|이[나후]?\s|과\s|·|,|이후|전후"
    r"|까지|맞이|을\s))"
)
_LONG = sorted(
    (name for table in (FIXED, LUNAR, NTH, ("부활절",)) for name in table if name not in {"설", "수능"}),
    key=len,
    reverse=True,
)
_NAMES = "|".join(re.escape(name).replace(r"\ ", r"\s?") for name in _LONG)
# names that other words begin with: 신정훈, 백중세
_SHORT = "(?:신정|구정|단오(?!절)|칠석|백중)(?!날)"
_DAY_BEHIND = rf"{PARTICLE}|연휴|황금|당일|전날|명절|맞이|제(?![가-힣])|특집"
NAMED = Pattern(
    rf"(?:세계\s|국제\s)?(?P<name>(?!{_SHORT})(?:{_NAMES})|(?:{_SHORT})(?={_DAY_BEHIND})|{_NEW_YEAR}){_TAIL}"
    r"|(?P<exam>수능(?:일|\s?시험일)|수능(?=을|이|에|은|까지|\s?당일|\s?(?:전|다음)\s?날))"
    rf"|(?P<term>(?!{'|'.join(PLAIN_WORDS)})(?:{'|'.join((*TERMS, '한식', *DOG_DAYS))}|동짓(?=날))(?:날|일)?"
    r"(?=인|를|을|에|이라|이자|\s?(?:전|다음|당일)|,|\s\d|\(|$|(?<=동짓날)\s)"
    rf"|(?:{'|'.join(PLAIN_WORDS)})(?=인\s\d))"
)
NAMES = (
    *(name for name in _LONG if not name[0].isdigit()),
    *(term for term in TERMS if term not in PLAIN_WORDS),
    *(f"{term}인" for term in PLAIN_WORDS),
    *DOG_DAYS,
    "한식",
    "설",
    "수능",
    "동짓",
    "세계",
    "국제",
)
_EVENT = Pattern(r"\s?(?:특사|특별사면|가요|선물세트|특선|캐럴|트리|마켓|영화제|글짓기|장터|전쟁)")


def named_day(text: str, start: int) -> tuple[tuple[str, str], int] | None:
    """The named day at `start`: ((name, what follows), end)."""
    found = NAMED.match(text, start)
    if found is None or _EVENT.match(text, found.end()):
        return None
    name = found["name"] or (
        "수능일" if found["exam"] else found["term"].rstrip("날일").replace("동짓", "동지")
    )
    return (re.sub(r"\s", "", name), re.sub(r"\s", "", found["tail"] or "")), found.end()


_KEYS = {name.replace(" ", ""): name for table in (FIXED, LUNAR, NTH) for name in table}


@lru_cache(maxsize=1024)
def day_of(name: str, year: int) -> date | None:
    """The day that a name names in a year."""
    key = _KEYS.get(name, name)
    if key in FIXED:
        return date(year, *FIXED[key])
    if key in LUNAR:
        return solar(year, *LUNAR[key])
    if key in {"수능일", "수능"} and year in EXAM:
        told = EXAM[year]
        return date(year, *told)
    if key in NTH:
        month, weekday, n = NTH[key]
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    if key == "부활절":
        return easter(year)
    if key in DOG_DAYS:
        term, n = DOG_DAYS[key]
        begin = day_of(term, year)
        return begin and begin + timedelta(days=(_METAL - begin.toordinal()) % 10 + 10 * n)
    if key == "한식":
        begin = day_of("동지", year - 1)
        return begin and begin + timedelta(days=105)
    return _term(*TERMS[key], year) if key in TERMS else None


def _term(longitude: int, month: int, about: int, year: int) -> date:
    """The day, in Korea, on which the sun comes to that longitude."""
    day = date(year, month, about) + timedelta(days=3)
    while (_sun(day) - longitude + 180) % 360 > 180:
        day -= timedelta(days=1)
    return day


_J2000 = date(2000, 1, 1).toordinal() + 0.875  # noon of Greenwich, in days of Seoul
_CLOCK_SLOW = 69 / 86400  # the clock runs behind the time of the planets


# what Venus, Jupiter and the moon add to it, and a slow drift: degrees, phase, degrees in a century
_PULLS = (
    (0.00134, 351.98, 22518.7541),
    (0.00154, 254.08, 45037.5082),
    (0.002, 157.05, 32964.3577),
    (0.00179, 207.85, 445267.1142),
    (0.00178, 161.39, 20.2),
)


def _sun(day: date) -> float:
    """The sun's apparent longitude in degrees as a day begins in Seoul, right to four minutes.

    Meeus, Astronomical Algorithms, 25; the planets' terms from his Astronomical Formulae, 18.
    """
    t = (day.toordinal() - _J2000 + _CLOCK_SLOW) / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    centre = (
        (1.914602 - 0.004817 * t) * math.sin(anomaly)
        + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    pulls = sum(size * math.cos(math.radians(phase + turn * t)) for size, phase, turn in _PULLS)
    node = math.radians(125.04 - 1934.136 * t)
    return (mean + centre + pulls - 0.00569 - 0.00478 * math.sin(node)) % 360


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's rule)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    w = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * w) // 451
    month, day = divmod(h + w - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays_of(year: int) -> dict[date, str]:
    """Public holidays of a year, substitutes included, from the `holidays` package."""
    import holidays

    return {
        day: str(name) for day, name in holidays.country_holidays("KR", years=year, language="ko").items()
    }


def stretch_of(name: str, tail: str, year: int) -> tuple[date, date] | None:
    """The days [first, last + 1) of "추석 연휴", "설 전날", "광복절 대체공휴일"."""
    day = day_of(name, year)
    if day is None:
        return None
    one = timedelta(days=1)
    if "대체" in tail:
        told = holidays_of(year)
        free = [d for d, why in told.items() if "대체" in why and 0 < (d - day).days < 8]
        free = [d for d in free if told[d].split("대체")[0].split(";")[0].strip() in told.get(day, "")]
        return (min(free), min(free) + one) if free else None
    if "연휴" in tail:
        return _long_weekend(day, tail)
    if tail.endswith("주"):
        monday = day - day.weekday() * one + (7 if tail == "다음주" else -7) * one
        return monday, monday + 7 * one
    if "전날" in tail or "이브" in tail:
        return day - one, day
    if "다음날" in tail:
        return day + one, day + 2 * one
    return day, day + one


def _long_weekend(day: date, tail: str) -> tuple[date, date]:
    """The holidays and weekend days that hang together with a day."""
    one = timedelta(days=1)
    free = holidays_of(day.year)
    first = last = day
    while first - one in free or (first - one).weekday() >= 5:
        first -= one
    while last + one in free or (last + one).weekday() >= 5:
        last += one
    if tail.endswith("첫날"):
        last = first
    if tail.endswith("마지막날"):
        first = last
    return first, last + one
