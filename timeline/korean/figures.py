"""Numbers with a unit: which of them are times, and of what sort.

"27일" is a day and "27일간" a length, "2시" a clock and "2시간" none, "21년 3월" a year and "21년" alone a
length: what follows a unit decides, and sometimes what stands before.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from timeline.korean.numbers import HANJA, NATIVE, SINO, number
from timeline.korean.words import PARTICLE, UNITS, given


class Amount(NamedTuple):
    """A length as told: pairs of (number, unit letter as in ISO 8601, TH TM TS for the clock's)."""

    parts: tuple[tuple[float, str], ...]
    vague: bool = False  # 수년, 몇 달: no number to be had


class Offset(NamedTuple):
    """A length and where it leads: 전 back, 후 and 뒤 on, 이내 and 안에 until."""

    amount: Amount
    way: str


Found = tuple[str, Any, int] | None  # tag, value, end

_RANGE = r"[~∼〜～\-–—]"
_FIGURE = r"\d[\d,]*(?:\.\d+)?(?:[억만천백]\d{0,4}){0,3}"
_UNIT = (
    r"년대|학년도|년도|주년|주기|개년|년|개월|월|달(?!러|리|성|인|아)|주일|주간|주|박|일|시간|시|분|초|세기"
)
_NATIVE = "|".join(sorted(NATIVE.keys() - {"수", "몇"}, key=len, reverse=True))

FIGURE = re.compile(
    r"(?P<fy>\d{4}|['‘’]\d{2}|\d{2})\s?(?P<fs>[./-])\s?(?P<fm>\d{1,2})\s?(?P=fs)\s?(?P<fd>\d{1,2})(?![\d-])(?:\.(?=\s?[~∼〜～(（–-]|\s?\d{1,2}:|\s?오[전후]))?"
    r"|(?P<ch>[01]?\d|2[0-4]):(?P<cm>[0-5]\d)(?::(?P<cs>[0-5]\d))?(?![\d:])(?:\s?(?P<ap>[AaPp]\.?[Mm]\b\.?|[ap]\b))?"
    r"|(?P<km>\d{1,2})\s?(?P<ks>[./])\s?(?P<kd>\d{1,2})\.?(?=\s?[(（][월화수목금토일](?:요일)?[)）])"
    r"|(?P<qn>[1-4])\s?(?:/\s?4\s?|사\s?)?분기"
    r"|['‘’′](?P<ay>\d{2})(?:년도?|(?=\.\s?\d))"
    rf"|(?P<bare>\d{{1,4}})(?=\s?(?P<bs>{_RANGE}|[,·])\s?(?:\d{{1,2}}\s?[,·]\s?){{0,4}}(?P<bn>\d{{1,4}})\s?(?P<bu>개월|시간|주일|년대|년|월|일|시|분|주))"
    rf"|(?P<num>{_FIGURE})(?P<few>\s?여)?\s?(?P<unit>{_UNIT})"
    r"|(?P<years>(?:1[5-9]|20)\d\d)\s?[-~∼]\s?(?P<yeare>(?:1[5-9]|20)\d\d|\d\d)(?=\s*(?:시즌|[.?!,]|$|입니다))"
)
NUMERAL = re.compile(
    rf"(?P<native>{_NATIVE})\s?(?P<nu>시간|시|달|주일|주간|주|해|학기|개월|년|초|분)"
    rf"|(?P<some>수|몇)\s?(?P<ten>십|백|천|만)?\s?여?\s?(?P<su>년|개월|달|주|일|시간|분)"
    rf"|(?P<sino>{SINO}{{1,7}})\s?(?P<xu>개월|년|월|주일|주간|주|일|시|분|초)"
    rf"|(?P<hanja>{HANJA}{{1,3}})(?P<hu>月|日)"
)
LATER_KD = re.compile(r"(?P<km>\d{1,2})\s?[./]\s?(?P<kd>\d{1,2})(?![\d])\.?(?=\s?[(（~]|\s|$|[.,)])")

# what makes a length of 일, 년, 월
_LENGTH = re.compile(
    r"\s?(?:간(?!담|부|선|지|판)|동안|째|(?:여\s?)?만(?=에|\s|[,.]|$)|이내|가까이|넘[게은]|내내|연속|새\s|차(?![가-힣]|례)|짜리|씩|치(?![가-힣])|가량|남짓|여간|이상|이하|미만|반(?=\s?(?:동안|만|간))"
    r"|(?:전|후|뒤)(?:(?![가-힣])|(?=에|부터|까지|의|만|쯤|보다|인|이|은|과|엔|께))|안에|내(?:(?![가-힣])|(?=에|로)))"
)
_OFFSET = re.compile(
    r"\s?(?P<way>전|후|뒤)(?:(?![가-힣])|(?=에|부터|까지|의|만|쯤|보다|인|이|은|과|엔|께|다))|\s?(?P<within>이내)|\s?(?P<end>안(?=에)|내(?:(?![가-힣])|(?=에|로)))|\s?(?P<since>이후|이래)"
)
_TAIL = re.compile(
    r"\s?반(?![가-힣])|\s?반(?=\s?(?:동안|만|내|전|후|뒤|이))|여|간(?![가-힣])|간(?=의|은|이|을|에|도|만|씩|과|으|진|하|열|이어)|째(?![가-힣])|째(?=인|이|를|에|로|다|가)"
)
_HOUR_END = re.compile(
    r"(?![가-힣])|(?=에|부터|까지|께|쯤|경|반|정각|의|를|는|로|에서|와|과|이후|이전|현재|무렵|즈음|이면|사이|엔|쯔음|가|도|이[었다고며]|였|입니다|다(?![가-힣])|[일이삼사오십]{1,3}\s?분|\d)"
)
_DAY_END = re.compile(
    r"(?!반|보[다도]?[가-힣]|본|부[터]?(?<!부터)(?!터)|품|상|체|괄|선|천하|장(?!정)|교|명예|정(?!오|도|$)|제|과|식|산|대|생)"
)
_NOT_DAY = re.compile(
    r"반|보(?!다)|본|부(?!터)|품|상|체|괄|선|\s?천하|장(?!에서|날)|정(?!오|도)|제(?![가-힣])|시찰|당(?![가-힣])|급|벌|꾼"
)
_ONE_DAY = re.compile(r"\s?(?:명예|교사|체험|강사|찻집|생활권|관광|이용권|시장(?=[으\s]))")
_PER_DAY = re.compile(
    r"\s?(?:평균|최대|최소|최고|총|약)?\s?\d[\d,]*\s?(?:회|㎖|ml|mL|잔|톤|t|kg|㎏|g|ℓ|리터|천|만|차례|시간|번|㎥|명|배럴|건|원)"
)
_NOT_YEAR = re.compile(
    r"\s?(?:제|식|형|산|근)(?![가-힣])|\s?(?:제(?=\s|[가-힣]{0,2}학교|로|대학)|형\s|산\s|근로)"
)
_NOT_MONTH = re.compile(r"드|세(?![가-힣]*\s?\d)|급|정사|령|성|남|등|액|동(?![가-힣])")
_PRISON = re.compile(
    r"(?:징역|금고|집행유예|구류|자격정지|실형|형|유기징역|정직|감봉|직무정지)(?:\s?(?:장기|단기|각각|각|총))?\s?(?:\d+년\s?)?$"
)
_NOT_CLOCK = re.compile(r"\s(?:편의점|뉴스|약국|영업점|헬스|운영체제)|간")
_LEN_BEFORE = re.compile(
    r"(?:최근|향후|앞으로|총|무려|꼬박|만|취임|창립|개통|출범|단|불과|지난|다음|무사고|약|근|임기|평균|매|모두|제)\s?$"
)


def figure(text: str, start: int, *, joined: str = "") -> Found:
    """The time that the number at `start` tells: (tag, value, end), or None. `joined` is the tag before it."""
    found = FIGURE.match(text, start)
    if found is None or found.lastgroup is None:
        return _later(text, start) if joined in {"n", "k"} else None
    group = found.group
    if group("fy"):
        return _dated(found)
    if group("ch"):
        return _clock(found)
    if group("km"):
        return "k", (int(group("km")), int(group("kd"))), found.end()
    if group("qn"):
        return "q", int(group("qn")), found.end()
    if group("ay"):
        return "y", given(century(int(group("ay")))), found.end()
    if group("bare"):
        return _bare(text, found, joined)
    if group("years"):
        last = int(group("yeare"))
        first = int(group("years"))
        return "Y", (first, last if last > 100 else first - first % 100 + last), found.end()
    return _amount(
        text,
        start,
        number(group("num")),
        group("unit"),
        found.end(),
        joined,
        few=bool(group("few")),
        raw=group("num"),
    )


def century(two: int) -> int:
    """A year of two figures, as a newspaper of this century writes it: '21 is 2021, '87 is 1987."""
    return 2000 + two if two < 60 else 1900 + two


def _dated(found: re.Match[str]) -> Found:
    year = found["fy"].lstrip("'‘’")
    month, day = int(found["fm"]), int(found["fd"])
    if len(year) == 2 and (month > 12 or day > 31 or (found["fs"] == "-" and len(found["fm"]) < 2)):
        return None
    full = (
        int(year)
        if len(year) == 4
        else century(int(year))
        if int(year) < 60 or found["fs"] != "-"
        else 1900 + int(year)
    )
    if not 1000 <= full < 3000 or month > 19 or (month == 0 and day == 0):
        return None
    return "n", (full, month, day), found.end()


def _clock(found: re.Match[str]) -> Found:
    hour, minute = int(found["ch"]), int(found["cm"])
    half = (found["ap"] or "")[:1].lower()
    if half == "p" and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    return "c", (hour, minute, int(found["cs"] or 0), bool(half) or len(found["ch"]) == 2), found.end()


def _later(text: str, start: int) -> Found:
    """After one date in figures, a shorter one: 2025. 12. 17. ~ 12. 31."""
    found = LATER_KD.match(text, start)
    return (
        ("k", (int(found["km"]), int(found["kd"])), found.end())
        if found and 0 < int(found["km"]) <= 12
        else None
    )


def _bare(text: str, found: re.Match[str], joined: str) -> Found:
    """A number whose unit comes with the next one: 12~14일, 8, 9일."""
    unit, value = found["bu"], int(found["bare"])
    last = found.end("bu")
    if found["bs"] in ",·" and (unit not in {"일", "월", "시"} or value >= int(found["bn"])):
        return None
    if found["bs"] == "-" and unit in {"일", "월", "시", "분"} and value > int(found["bn"]) and unit != "시":
        return None
    whole = _amount(text, found.start("bn"), int(found["bn"]), unit, last, joined, few=False, raw=found["bn"])
    if whole is None or whole[0] not in {"y", "m", "d", "h", "L", "O", "i", "g"}:
        return None
    tag = whole[0]
    if tag in {"L", "O"}:
        return "B", value, found.end()
    if tag == "y" and value < 100:
        return None
    return tag, given(value) if tag in {"y", "m", "d"} else value, found.end()


def _amount(
    text: str, start: int, value: float, unit: str, end: int, joined: str, *, few: bool, raw: str
) -> Found:
    if unit == "년대":
        return _decade(value, raw, end)
    if unit == "세기":
        return ("g", ("century", int(value)), end) if 0 < value < 40 else None
    if unit in {"년도", "학년도"}:
        year = century(int(value)) if len(raw) <= 2 else int(value)
        return ("y", given(year), end) if 1000 <= year < 3000 else None
    if few or not float(value).is_integer():
        return _length(text, value, unit, end) if unit in UNITS else None
    n = int(value)
    if unit == "년":
        return _year(text, start, n, raw, end, joined)
    if unit == "월":
        return _month(text, start, n, end, joined)
    if unit == "일":
        return _day(text, start, n, end, joined)
    if unit == "시":
        return _hour(text, n, end)
    if unit in {"분", "초"} and joined in ({"h"} if unit == "분" else {"i", "h"}) and n < 100:
        return _minute(text, n, unit, end)
    if unit in {"주년", "주기"}:
        return "L", Amount(((n, "Y"),)), end
    if unit == "박":
        nights = re.compile(r"\s?(\d{1,2})\s?일(?:간)?").match(text, end)
        return ("L", Amount(((int(nights[1]), "D"),)), nights.end()) if nights else None
    if (
        unit == "주"
        and joined != "l"
        and not re.compile(PARTICLE + r"|차|\s?(?:전|후|뒤|연속)").match(text, end)
    ):
        return None
    if unit == "분" and re.compile(r"의\s?\d").match(text, end):
        return None  # 3분의 1
    return _length(text, n, unit, end)


_BEFORE_HOUR = re.compile(r"\s?전(?:(?![가-힣])|(?=에|까지|입|이|쯤))")


def _minute(text: str, n: int, unit: str, end: int) -> Found:
    """The minutes of a clock time; negative for those before the hour (8시 3분 전)."""
    before = _BEFORE_HOUR.match(text, end) if unit == "분" else None
    if before:
        return "i", -n, before.end()
    return ("i" if unit == "분" else "s"), n, end


def _decade(value: float, raw: str, end: int) -> Found:
    n = int(value)
    if len(raw) == 2 and n % 10 == 0:
        n += 1900 if n >= 20 else 2000
    return ("g", ("decade", n), end) if 1000 <= n < 3000 and n % 10 == 0 else None


def _year(text: str, start: int, n: int, raw: str, end: int, joined: str) -> Found:
    if _NOT_YEAR.match(text, end):
        return None
    if joined == "l" and n < 1000 and text[:start].rstrip().endswith("올"):
        return None
    month_next = re.compile(r"\s?\d{1,2}월").match(text, end)
    if (
        len(raw) == 4
        and 1000 < n < 2900
        and not (n % 1000 == 0 and n != 2000)
        and not _year_length(text, end)
    ):
        return "y", given(n), end
    if len(raw) == 3 and month_next and n > 100:
        return "y", given(n), end
    short = (
        len(raw) == 2
        and joined not in {"l", "L", "B"}
        and not _LENGTH.match(text, end)
        and not _LEN_BEFORE.search(text, max(0, start - 8), start)
    )
    if (
        short
        and not _PRISON.search(text, max(0, start - 14), start)
        and (n >= 70 or n < 10 or (month_next and 10 <= n < 60))
    ):
        return "y", given(century(n)), end
    return _length(text, n, "년", end)


def _year_length(text: str, end: int) -> bool:
    """Whether a four-figure 년 is a length: 2000년간, 1500년전; not 2012년 이후."""
    found = _LENGTH.match(text, end)
    if found is None:
        return False
    after = found[0].strip()
    if after == "전":
        return not text.startswith(" ", end)
    return not after.startswith(("이내", "이상", "이하", "차", "새", "후", "뒤", "치", "전"))


def _month(text: str, start: int, n: int, end: int, joined: str) -> Found:
    if _NOT_MONTH.match(text, end):
        return None
    if joined == "L" or _PRISON.search(text, max(0, start - 14), start):
        return _length(text, n, "개월", end) if n < 100 else None
    return ("m", given(n), end) if 0 <= n < 20 or joined == "y" else None


def _day(text: str, start: int, n: int, end: int, joined: str) -> Found:
    if (n > 31 and joined not in {"m", "y"}) or (_LENGTH.match(text, end) and joined not in {"m", "y"}):
        return _length(text, n, "일", end) if not _NOT_DAY.match(text, end) else None
    if _NOT_DAY.match(text, end) or (n == 1 and _ONE_DAY.match(text, end)):
        return None
    if re.compile(r"\s?\d{1,2}\s?시간").match(text, end):
        return _length(text, n, "일", end)
    if joined == "L":
        return _length(text, n, "일", end)
    if joined not in {"m", "l"} and (
        (n == 1 and _PER_DAY.match(text, end))
        or re.compile(r"(?:취임|제|매|만|무려|총)\s?$").search(text, max(0, start - 4), start)
    ):
        return None if text[max(0, start - 1) : start] == "제" else _length(text, n, "일", end)
    return "d", given(n), end


def _hour(text: str, n: int, end: int) -> Found:
    if n > 29 or _NOT_CLOCK.match(text, end) or not _HOUR_END.match(text, end):
        return None
    half = re.compile(r"\s?반(?![가-힣])|\s?반(?=에|부터|까지|께|쯤|경)").match(text, end)
    if half:
        return "h", (n, 30), half.end()
    exact = re.compile(r"\s?정각").match(text, end)
    return "h", n, exact.end() if exact else end


def _length(text: str, value: float, unit: str, end: int, *, vague: bool = False) -> tuple[str, Any, int]:
    """A length, with what belongs to it: 반, 여, 간, 째; or an offset, where 전, 후, 이내 follows."""
    parts: tuple[tuple[float, str], ...] = ((value, UNITS.get(unit, "D")),)
    tail = _TAIL.match(text, end)
    while tail:
        end = tail.end()
        if "반" in tail[0]:
            parts += (
                (
                    {"Y": 6, "M": 15, "D": 12, "W": 3, "TH": 30, "TM": 30}.get(parts[0][1], 0),
                    {"Y": "M", "TH": "TM", "TM": "TS", "D": "TH"}.get(parts[0][1], "D"),
                ),
            )
        tail = _TAIL.match(text, end) if "반" in tail[0] or tail[0] == "여" else None
    amount = Amount(parts, vague)
    way = _OFFSET.match(text, end)
    if way and way.lastgroup in {"way", "within", "end"}:
        return "O", Offset(amount, way[way.lastgroup]), way.end()
    return "L", amount, end


def numeral(text: str, start: int, *, joined: str = "") -> Found:
    """The same for numbers in words: 열두 시, 석 달, 십오일, 三月."""
    found = NUMERAL.match(text, start)
    if found is None:
        return None
    end = found.end()
    if found["native"]:
        return _native(text, found["native"], found["nu"], end)
    if found["some"]:
        return _several(text, found["su"], end)
    if found["hanja"]:
        n = int(number(found["hanja"]))
        return (
            ("m", given(n), end)
            if found["hu"] == "月" and n <= 12
            else ("d", given(n), end)
            if n <= 31
            else None
        )
    return _sino(text, start, found["sino"], found["xu"], end, joined)


def _several(text: str, unit: str, end: int) -> Found:
    """몇 시간, 수년: no length to speak of; read as three where 뒤 or 안에 says that a time is meant."""
    found = _length(text, 3, unit, end, vague=True)
    return found if found[0] == "O" and found[1].way != "전" else None


_END = re.compile(PARTICLE + r"|(?=여|간|째|반|만|전|후|뒤|내|안)")


def _word_end(text: str, end: int) -> bool:
    return _END.match(text, end) is not None


def _native(text: str, word: str, unit: str, end: int) -> Found:
    value = number(word)
    if unit == "시":
        whole = (
            value == int(value)
            and value <= 12
            and word not in {"수", "몇", "석", "넉", "서너", "두세", "한두"}
        )
        return _hour(text, int(value), end) if whole else None
    if unit in {"분", "초", "년", "개월", "주일", "주간"} and word not in {
        "수",
        "몇",
        "반",
        "한두",
        "두세",
        "서너",
    }:
        return None
    if unit == "학기" or not (_word_end(text, end) or _LENGTH.match(text, end)):
        return None
    if word == "반":
        return ("L", Amount(((6, "M"),)), end) if unit == "년" else None
    if unit == "해" and word == "한":
        return _length(text, 1, "년", end)
    return _length(text, value, "년" if unit == "해" else unit, end)


def _sino(text: str, start: int, word: str, unit: str, end: int, joined: str) -> Found:
    try:
        n = int(number(word))
    except ValueError:
        return None
    if not (_word_end(text, end) or _LENGTH.match(text, end) or joined):
        return None
    if unit == "년":
        if n > 1500:
            return "y", given(n), end
        return None if word in {"이", "오", "구"} and not joined else _length(text, n, "년", end)
    if unit == "월":
        alone = (
            word in {"삼", "사", "오", "유", "칠", "팔", "구", "시", "십", "십일", "십이"} or joined == "y"
        )
        dated = re.compile(rf"\s?(?:{SINO}{{1,3}}|\d{{1,2}})일").match(text, end)
        n = 10 if word == "시" else n
        return ("m", given(n), end) if (alone or dated) and 0 < n <= 12 else None
    if unit == "일":
        return (
            _day(text, start, n, end, joined)
            if (len(word) > 1 or joined in {"m", "l"}) and 0 < n <= 31 and word not in {"천", "백", "일일"}
            else None
        )
    if unit in {"주일", "주간"}:
        return _length(text, n, unit, end) if n <= 4 else None
    if unit == "개월":
        return _length(text, n, unit, end)
    if unit in {"분", "초"} and joined in {"h", "i"}:
        return _minute(text, n, unit, end)
    if unit in {"분", "초", "주"}:
        near = joined == "l" or (_OFFSET.match(text, end) and unit != "주")
        return _length(text, n, unit, end) if near or (unit == "분" and n >= 20) else None
    return None


def length_of_days(text: str, n: int, end: int) -> tuple[str, Any, int]:
    """사흘, 보름: a length, or an offset where 전 or 뒤 follows."""
    return _length(text, n, "일", end)
