"""Where numbers stand: dates in figures, clocks, numbers with units, numerals in words."""

from __future__ import annotations

import re

from timeline.korean import units
from timeline.korean.numbers import APOSTROPHES, HANJA, NATIVE, SINO, number
from timeline.korean.patterns import Here, Pattern, new
from timeline.korean.units import Amount, Found, Number, century
from timeline.korean.words import given

_LIST = "[,·∙ㆍ‧・、]"
_RANGE = r"[~∼〜～\-–—]"
_FIGURE = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,9})(?:\.\d{1,6})?(?:[억만천백]\d{0,4}){0,3}"
_UNIT = (
    r"년대|학년도|회계\s?[연년]도|년도|주년|주기|개년|년|개월|월|달(?!러|리|성|인|아)|주일|주간|주|박|일|시간|시|분|초|세기"
    r"|[年月日時分]"
)
_HANJA_UNITS = {"年": "년", "月": "월", "日": "일", "時": "시", "分": "분"}
_BARE_UNIT = r"개월|시간|주일|년대|세기|년|월|일|시|분|주"
_YEAR = r"(?:1[5-9]|20)\d\d"
_MORE_TO_COME = r"(?:\.(?=\s?[~∼〜～(（–-]|\s?\d{1,2}:|\s?오[전후]))?"  # the last dot of 21.02.01.~

# the commonest, which the next pattern need not know
PLAIN = Here(r"(\d{1,9})(년(?![대도])|월|일|시(?!간))")
FIGURE = Here(
    rf"(?P<fy>\d{{4}}|[{APOSTROPHES}]\d{{2}}|\d{{2}})\s?(?P<fs>[./-])\s?(?P<fm>\d{{1,2}})\s?(?P<ft>[./-])\s?(?P<fd>\d{{1,2}})(?![\d-])"
    + _MORE_TO_COME
    + r"(?:T(?=\d\d:))?"
    + r"|(?P<ch>[01]?\d|2[0-4]):(?P<cm>[0-5]\d)(?::(?P<cs>[0-5]\d))?(?![\d:])"
    r"(?:\s?(?P<ap>[AaPp]\.?[Mm]\b\.?|[ap]\b))?"
    r"|(?P<dd>\d{1,2})(?P<ds>[./-])(?P<dm>\d{1,2})(?P=ds)(?P<dy>(?:19|20)\d\d)(?![\d.-])"
    r"|(?P<km>\d{1,2})\s?[./]\s?(?P<kd>\d{1,2})\.?(?=\s?[(（][월화수목금토일](?:요일)?[)）])"
    r"|(?P<qn>[1-4])\s?(?:/\s?4\s?|사\s?)?분기(?!점)"
    r"|(?P<term>[12])\s?학기"
    rf"|[{APOSTROPHES}](?P<ay>\d{{2}})(?:년도?|(?=\.\s?\d))"
    rf"|(?P<num>{_FIGURE})(?P<more>\s?여)?\s?(?P<unit>{_UNIT})"
    rf"|(?P<bare>\d{{1,4}})(?=\s?(?:{_RANGE}|{_LIST}|부터|에서)\s?\d)"
    rf"|(?P<dotted>{_YEAR})\.\s?(?=\d{{1,2}}월)"  # 2019. 8월
    rf"|(?<![\s\S])(?P<alone>{_YEAR})(?![\s\S])"  # a text that is nothing but a year
)
_LISTED = Pattern(
    rf"\s?(?P<mark>{_RANGE}|{_LIST}|부터|에서)\s?(?:\d{{1,2}}\s?{_LIST}\s?){{0,4}}(?P<number>\d{{1,4}})\s?(?P<unit>{_BARE_UNIT})"
)
YEAR_FIGURES = 4
_TWO_YEARS = Pattern(
    rf"(?P<first>{_YEAR})\s?[-~∼]\s?(?P<last>{_YEAR}|\d\d)(?=\s{{0,2}}(?:시즌|[.?!,](?!\d)|입니다|\Z))"
)
_YEAR_BEHIND = Pattern(rf"{_YEAR}(?=에|의|[\s.,)]{{0,3}}\Z)")  # 9월 21일 1978
_NATIVE = "|".join(sorted(NATIVE.keys() - {"수", "몇"}, key=len, reverse=True))
NUMERAL = Pattern(
    rf"(?P<native>{_NATIVE})\s?(?P<nu>시간|시|달|주일|주간|주|해|개월|년|초|분)"
    r"|(?:수|몇)\s?[십백천만]?\s?여?\s?(?P<su>년|개월|달|주|일|시간|분)"
    rf"|(?P<sino>{SINO}{{1,7}})\s?(?P<xu>개월|년|월|주일|주간|주|일|시|분|초)"
    rf"|(?P<hanja>{HANJA}{{1,3}})(?P<hu>月|日)"
)
# a date in figures that leans on the one before: 2025. 12. 17. ~ 12. 31.
_LATER = Pattern(r"(?P<km>\d{1,2})\s?[./]\s?(?P<kd>\d{1,2})(?!\d)\.?(?=\s?[(（~]|\s|$|[.,)])")
_MATCH_CLOCK = Pattern(
    r"(?:연장\s?)?(?:전반|후반)(?:전)?\s?(?:추가\s?시간\s?)?(\d{1,3})분|연장(?:전)?\s?(\d{1,3})분"
)
# where it is a time, and not whose plan or office: 민선 8기 공약
_TERM = Here(
    r"민선\s?(\d{1,2})기(?=에(?:는|도|만)?\s|부터|까지|\s?동안|\s?들어|\s?임기|\s?내내|\s?\d년\s?차)"
)
_DAY_NEXT = Pattern(rf"\s?(?:{SINO}{{1,3}}|\d{{1,2}})일")


def figure(text: str, start: int, joined: str = "") -> Found:
    """The time that the number at `start` tells: (sort, value, end). `joined` is the sort of the word before."""
    if joined and joined in "dw" and (behind := _YEAR_BEHIND.match(text, start)):
        return "j", given(int(behind[0])), behind.end()
    found = PLAIN.match(text, start)
    if found is not None:
        raw, unit = found.groups()
        return units.READERS[unit](new(Number, (text, start, found.end(), int(raw), raw, joined)))
    found = FIGURE.match(text, start)
    if found is None:
        return _later(text, start) if joined in {"n", "k"} else None
    group = found.group
    if group("num"):
        raw = group("num")
        told = new(Number, (text, start, found.end(), number(raw), raw, joined))
        unit = group("unit")
        return units.read(told, _HANJA_UNITS.get(unit, unit), more=bool(group("more")))
    if group("bare"):
        return _bare(text, start, found, joined)
    if group("fy"):
        return _dated(found)
    if group("ch"):
        return _clock(found)
    if group("dy"):
        return _day_first(found)
    if group("km"):
        return "k", (int(group("km")), int(group("kd"))), found.end()
    if group("qn"):
        return "q", int(group("qn")), found.end()
    if group("term"):
        return ("Q", TERMS[group("term")], found.end()) if units.ends(text, found.end()) else None
    year = century(int(group("ay"))) if group("ay") else int(group("dotted") or group("alone"))
    return "y", given(year), found.end()


# school terms as (first month, months of it), as seasons are told
TERMS = {"1": (3, (0, 6)), "2": (9, (0, 6))}


def _dated(found: re.Match[str]) -> Found:
    if found["fs"] != found["ft"]:
        return None
    told = found["fy"].lstrip("'‘’")
    month, day = int(found["fm"]), int(found["fd"])
    short = len(told) == 2
    if short and (month > 12 or day > 31 or (found["fs"] == "-" and len(found["fm"]) < 2)):
        return None
    year = century(int(told)) if short else int(told)
    if not 1000 <= year < 3000 or month > 19 or (month == 0 and day == 0):
        return None
    return "n", (year, month, day), found.end()


def _day_first(found: re.Match[str]) -> Found:
    """21-04-2016, as it is written elsewhere; nothing where both figures may be the month."""
    one, other = int(found["dd"]), int(found["dm"])
    if (one > 12) == (other > 12) or max(one, other) > 31 or not min(one, other):
        return None
    return "n", (int(found["dy"]), min(one, other), max(one, other)), found.end()


def _clock(found: re.Match[str]) -> Found:
    hour, minute = int(found["ch"]), int(found["cm"])
    half = (found["ap"] or "")[:1].lower()
    if half == "p" and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    return "c", (hour, minute, int(found["cs"] or 0), bool(half) or len(found["ch"]) == 2), found.end()


def _later(text: str, start: int) -> Found:
    found = _LATER.match(text, start)
    if found is None or not 0 < int(found["km"]) <= 12:
        return None
    return "k", (int(found["km"]), int(found["kd"])), found.end()


def _bare(text: str, start: int, found: re.Match[str], joined: str) -> Found:
    """A number whose unit comes with the next one: 12~14일, 8, 9일; or the first of two years, 2019-2020 시즌."""
    listed = _LISTED.match(text, found.end())
    if listed is None:
        years = _TWO_YEARS.match(text, start) if len(found["bare"]) == YEAR_FIGURES else None
        return ("Y", _years(int(years["first"]), int(years["last"])), years.end()) if years else None
    unit, value, following, mark = listed["unit"], int(found["bare"]), int(listed["number"]), listed["mark"]
    if unit == "년" and mark not in _LIST and _short_end(found["bare"], listed["number"]):
        return "Y", _years(value, following), listed.end()
    if mark in _LIST and (unit not in {"일", "월", "시", "년대"} or value >= following):
        return None
    if mark == "-" and unit in {"일", "월", "분"} and value > following:
        return None
    told = Number(text, listed.start("number"), listed.end(), following, listed["number"], joined)
    whole = units.read(told, unit)
    if whole is None or whole[0] not in "ymdhLOig" or (whole[0] == "y" and value < 100):
        return None
    if whole[0] in "LO":
        return "B", value, found.end()
    if whole[0] == "g":  # 1970~80년대, 19~20세기
        return units.read(told._replace(end=found.end(), value=value, raw=found["bare"]), unit)
    return whole[0], given(value) if whole[0] in "ymd" else value, found.end()


def _short_end(first: str, last: str) -> bool:
    """2019~21년: whether the second year goes on from the first."""
    return len(first) == YEAR_FIGURES and first[:2] in {"19", "20"} and len(last) == 2 and first[2:] < last


def _years(first: int, last: int) -> tuple[int, int]:
    return first, last if last > 100 else first - first % 100 + last


def match_clock(text: str, start: int) -> Found:
    """후반 32분: time run in a match, a length and never a time of day."""
    found = _MATCH_CLOCK.match(text, start)
    return ("L", Amount(((int(found[1]), "TM"),)), found.end()) if found else None


def term(text: str, start: int) -> Found:
    """민선 8기: a term of those elected to local office."""
    found = _TERM.match(text, start)
    return ("g", ("term", int(found[1])), found.end()) if found else None


def numeral(text: str, start: int, joined: str = "") -> Found:
    """The same for numbers in words: 열두 시, 석 달, 십오일, 三月."""
    found = NUMERAL.match(text, start)
    if found is None:
        return None
    end = found.end()
    if found["native"]:
        told = Number(text, start, end, number(found["native"]), found["native"], joined)
        return _native(told, found["nu"])
    if found["su"]:
        return _several(Number(text, start, end, 3, "", joined), found["su"])
    if found["hanja"]:
        n = int(number(found["hanja"]))
        return ("m" if found["hu"] == "月" else "d", given(n), end) if n <= 31 else None
    told = Number(text, start, end, number(found["sino"]), found["sino"], joined)
    return _sino(told, found["xu"]) if joined or units.ends(text, end) else None


def _several(told: Number, unit: str) -> Found:
    """몇 시간, 수년: no length to speak of; read as three where 뒤 or 안에 says that a time is meant."""
    if told.text.startswith("수", told.start):
        return None
    found = units.length(told, unit, vague=True)
    return found if found[0] == "O" and found[1].way != "전" else None


_APPROXIMATE = {"한두", "두세", "서너", "두어", "반"}


def _native(told: Number, unit: str) -> Found:
    if unit == "시":
        if told.raw == "한" and told.joined != "p" and told.text.startswith("도", told.end):
            return None  # 한시도 쉬지 않고
        return units.hour(told) if told.value <= 12 and told.raw not in _APPROXIMATE | {"석", "넉"} else None
    if unit in {"년", "개월", "초", "분"} and told.raw not in _APPROXIMATE:
        return None
    if not units.ends(told.text, told.end) or (unit == "해" and told.raw in {"서", "너"}):
        return None
    if told.raw == "반":
        half = {"년": (6, "M"), "시간": (30, "TM")}.get(unit)
        return ("L", Amount((half,)), told.end) if half else None
    return units.length(told, "년" if unit == "해" else unit)


_MONTHS_ALONE = {
    "삼",
    "사",
    "오",
    "유",
    "칠",
    "팔",
    "구",
    "시",
    "십",
    "십일",
    "십이",
}  # not 이월, which is "carried over"


_WEEKS = frozenset("삼사오육칠팔십")
_FOR = Pattern(r"\s?(?:동안|만에|째)|간(?![가-힣])|\s(?:전|후|뒤)에")


def _sino(told: Number, unit: str) -> Found:
    text, _, end, _, word, joined = told
    n = int(told.value)
    if unit == "년":
        if n > 1500:
            behind = joined and joined in "dw" and (end == len(text) or text.startswith("에", end))
            return "j" if behind else "y", given(n), end
        doubtful = word in {"이", "오", "구"} and not joined and not _FOR.match(text, end)
        return None if doubtful else units.length(told, "년")
    if unit == "월":
        known = word in _MONTHS_ALONE or joined == "y" or _DAY_NEXT.match(text, end)
        n = 10 if word == "시" else n
        return ("m", given(n), end) if known and 0 < n <= 12 else None
    if unit == "일":
        long = (len(word) > 1 and word != "일일") or joined in {"m", "l"} or units.is_offset(text, end)
        return units.day(told) if long and 0 < n <= 31 else None
    if unit in {"분", "초"} and joined in {"h", "i"}:
        return units.minute(told._replace(joined="h")) if unit == "분" else units.second(told)
    if unit in {"분", "초", "주"}:
        apart = unit != "주" or (word in _WEEKS and text[end - 2] == " ")  # 삼 주 전; 사주 is something else
        near = joined in {"l", "L"} or (apart and (units.is_offset(text, end) or _FOR.match(text, end)))
        return units.length(told, unit) if near or (unit == "분" and n >= 20) else None
    return units.length(told, unit) if n <= 40 and unit in {"주일", "주간", "개월"} else None


def days_in_words(text: str, start: int, n: int, end: int) -> tuple[str, object, int]:
    """사흘, 보름: a length, or an offset where 전 or 뒤 follows."""
    return units.length(Number(text, start, end, n, ""), "일")
