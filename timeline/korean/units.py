"""A number and its unit: a date, a clock time, a length, or nothing of ours.

"27일" is a day and "27일간" a length, "2시" a clock and "2시간" none, "21년 3월" a year and "21년" alone a
length: what follows the unit decides, and sometimes what stands before.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from timeline.korean.patterns import BLANKS, Here, Pattern, behind, new
from timeline.korean.words import PARTICLE, UNITS, given


class Amount(NamedTuple):
    """A length as told: pairs of (number, unit letter as in ISO 8601, TH TM TS for the clock's)."""

    parts: tuple[tuple[float, str], ...]
    vague: bool = False  # 몇 시간, 2~3년: no one number


class Offset(NamedTuple):
    """A length and where it leads: 전 back, 후 and 뒤 on, 이내 and 안에 until."""

    amount: Amount
    way: str


class Number(NamedTuple):
    """A number with its unit, where it stands: `end` is behind the unit, `joined` the sort of the word before."""

    text: str
    start: int
    end: int
    value: float
    raw: str
    joined: str = ""


Found = tuple[str, Any, int] | None  # sort, value, end
LAST_DAY, ALL_HOURS = 31, 24

_CLOSE = r"(?![가-힣])"
_AFTER_WAY = r"(?:(?![가-힣])|(?=에|부터|까지|의|만|쯤|보다|인|이|은|과|엔|께|다))"
# what makes a length of 년, 월, 일
_LENGTH_WORDS = (
    r"\s?(?:간(?!담|부|선|지|판)|동안|째|(?:여\s?)?만(?=에|\s|[,.]|$|이[다며었라자]|인)|이내|가까이|넘[게은]|내내|연속|차(?![가-힣]|례|\s없)"
    rf"|짜리|씩|에\s[한두]\s?(?:번|차례)(?!\s?더)|치{_CLOSE}|가량|남짓|여간|이상|이하|미만|반(?=\s?(?:동안|만|간))|(?:전|후|뒤){_AFTER_WAY}|안에"
    r"|내(?:(?![가-힣])|(?=에|로)))"
)
_LENGTH = Pattern(_LENGTH_WORDS)
_OFFSET = Pattern(
    rf"\s?(?P<way>전|후|뒤){_AFTER_WAY}|\s?(?P<within>이내)|\s?(?P<end>안(?=에)|내(?:(?![가-힣])|(?=에|로)))"
    r"|\s(?P<later>있다가|이따가|있다(?=\s))"
)
_TAIL = Pattern(
    rf"\s?반(?:{_CLOSE}|(?=\s?(?:동안|만|내|전|후|뒤|이)))|여|간(?:{_CLOSE}|(?=의|은|이|을|에|도|만|씩|과|으|진|하|열|이어))"
    rf"|째(?:{_CLOSE}|(?=인|이|를|에|로|다|가))"
)
_MIDNIGHT = Pattern(
    r"까지|부터|에(?![가-힣])|[를을]\s|\s?(?:기준|기해|현재|이후|이전|정각|마감|[~∼-]|\d)|로\s"
)
_AFTER_HOUR = Pattern(
    r"(?P<none>\s(?:편의점|뉴스|약국|영업점|헬스|운영체제|해장국|찜질방|카페|사우나|응급실|무인|내\s?고향)|간)"
    rf"|\s?(?P<half>반)(?:{_CLOSE}|(?=에|부터|까지|께|쯤|경))|\s?(?P<sharp>정각)"
    r"|(?P<end>(?![가-힣])|(?=에|부터|까지|께|쯤|경|반|정각|의|를|는|로|에서|와|과|이후|이전|현재|무렵|즈음|이면|사이|엔|가|도|이[었다고며]"
    rf"|였|입니다|다{_CLOSE}|[일이삼사오십]{{1,3}}\s?분|\d))"
)
_AFTER_DAY = Pattern(
    rf"(?P<none>반|권(?![가-힣]{{2}})|보(?!다)|본|부(?!터)|품|상|체|괄|선|\s?천하|장(?!에서|날)|정(?!오|도)|제{_CLOSE}|시찰|당{_CLOSE}|급|벌|꾼)"
    rf"|(?P<length>{_LENGTH_WORDS})|(?P<hours>\s?\d{{1,2}}\s?시간)"
)
# 전 that says what somebody was, and nothing of time: 8일 전 시의원
_FORMER = Pattern(
    r"\s전\s(?:(?:세계|국민|교직원|당원|도민|구간|노선|종목|시군|시·군|읍면동|권역|객실|학년)(?=[\s에의이은을와과])"
    r"|(?:[가-힣]{1,8}\s)?[가-힣]{0,6}?(?:(?<=[회시도군구역초])의원|대통령|총리|장관|차관|지사|군수|구청장|교육감|위원장|회장|대표(?![적팀단작])"
    r"|이사장|사장|총장|교수(?![진회])|비서관|수석|실장|국장|청장|처장|원장|본부장|부시장|대변인|감독(?![관원])|코치|선수(?![단촌])"
    r"|보좌관|행정관|서장|남편|아내|부인|여자친구|남자친구|연인|동거녀|동거남|소속사)(?![가-힣]{3}))"
)
# 5일 빠른: so many days, and no day
_SOONER = Pattern(r"\s(?:빠[르른]|빨리|앞당[겨긴기]|단축[하한해했되된돼됐]|남았)")
_LATER = Pattern(r"\s(?:늦|이른|이르|일찍|먼저|더\s)")  # behind 보다 only
_ONE_DAY = Pattern(r"\s?(?:명예|교사|체험|강사|찻집|생활권|관광|이용권|시장(?=[으\s]))")
_PER_DAY = Pattern(
    r"\s?(?:평균|최대|최소|최고|총|약)?\s?\d[\d,]{0,14}\s?"
    r"(?:회|㎖|ml|mL|잔|톤|t|kg|㎏|g|ℓ|리터|천|만|차례|시간|번|㎥|명|배럴|건|원)"
)
_AFTER_YEAR = Pattern(
    rf"(?P<none>\s?(?:제|식|형|산|근){_CLOSE}|\s?(?:제(?=[가-힣]{{0,2}}학교|로|대학)|근로))|(?P<length>{_LENGTH_WORDS})"
)
_NOT_MONTH = Here(
    rf"생(?!일)|드|세(?![가-힣]{{0,12}}\s?\d)|급|정사|령|성|남|등|액|동{_CLOSE}|리(?!그)|로\s\d{{1,3}}(?:-\d{{1,3}})?"
    r"(?=[,)(]|번길|에서|에\s|\s[(]|\s(?!일간|주간|개월|시간|차례)[가-힣]{2})"  # 5월로 12 시민회관, not 5월로 12일
)
# months that are a name: 6월 항쟁, 5월 어머니
_NAMED_MONTH = Pattern(r"\s?(?:(?:민주|민중)?\s?항쟁|정신|영령|어머니|단체(?!전)|유신|혁명)|의\s신부")
_PRISON = Pattern(
    r"(?:징역|금고|집행유예|구류|자격정지|실형|형|정직|감봉|직무정지)(?:\s?(?:장기|단기|각각|각|총))?\s?"
    r"(?:\d{1,3}년 ?)?\Z"
)
_PRISON_ENDS = frozenset("역고예류지형직봉정기각총년")  # the last letters before such a number
_LENGTH_BEFORE = Pattern(
    r"(?:최근|향후|앞으로|총|무려|꼬박|만|취임|창립|개통|출범|단|불과|지난|다음|무사고|(?<![가-힣])(?:약|근|매|제)"
    r"|임기|평균|모두) ?\Z"
)
_COUNT_ENDS = frozenset("임제매만려총")
_COUNT_BEFORE = Pattern(r"취임 ?\Z|(?<![가-힣])(?:제|매|만|무려|총) ?\Z")
_BEFORE_HOUR = Pattern(rf"\s?전(?:{_CLOSE}|(?=에|까지|입|이|쯤))")
_WEEK_END = Pattern(PARTICLE + r"|차|\s?(?:전|후|뒤|연속)")
_NIGHTS = Pattern(r"\s?(\d{1,2})\s?일(?:간)?")
_FRACTION = Pattern(r"의\s?\d")
_MONTH_NEXT = Pattern(r"\s?\d{1,2}월")
_END = Pattern(PARTICLE + r"|(?=여|간|째|반|만|전|후|뒤|내|안)")

# what the words of these patterns begin with, over a blank
_LENGTH_SIGNS = frozenset("가간남내넘동뒤만미반씩안에여연이전짜째차치후" + BLANKS)
_TAIL_SIGNS, _OFFSET_SIGNS = frozenset("간반여째" + BLANKS), frozenset("내뒤안이있전후" + BLANKS)
_DAY_SIGNS = _LENGTH_SIGNS | frozenset("괄권급꾼당벌보본부상선시장정제천체품0123456789")
_COUNT_SIGNS = frozenset("빠빨앞단남늦이일먼더")
_YEAR_SIGNS = _LENGTH_SIGNS | frozenset("근산식제형")
_MONTH_SIGNS = frozenset("생급남동드등령로리의성세액정단민어영유항혁" + BLANKS)


def century(two: int) -> int:
    """A year of two figures, as a newspaper of this century writes it: '21 is 2021, '87 is 1987."""
    return 2000 + two if two < 60 else 1900 + two


def ends(text: str, end: int) -> bool:
    """Whether a unit may end here: before a particle, no letter, or what makes a length."""
    return _END.match(text, end) is not None or _LENGTH.match(text, end) is not None


def is_offset(text: str, end: int) -> bool:
    """Whether 전, 뒤, 안에 follows."""
    return _OFFSET.match(text, end) is not None


def read(number: Number, unit: str, *, more: bool = False) -> Found:
    """What a number with this unit tells. `more` marks 10여 년: a length whatever follows."""
    if unit == "년대":
        return _decade(number)
    if unit == "세기":
        return ("g", ("century", int(number.value)), number.end) if 0 < number.value < 40 else None
    if unit[-2:] in {"년도", "연도"}:
        year = century(int(number.value)) if len(number.raw) <= 2 else int(number.value)
        return ("y", given(year), number.end) if 1000 <= year < 3000 else None
    if more or not float(number.value).is_integer():
        return length(number, unit) if unit in UNITS else None
    reader = READERS.get(unit)
    return reader(number) if reader else length(number, unit)


def _decade(number: Number) -> Found:
    n = int(number.value)
    if len(number.raw) == 2 and n % 10 == 0:
        n += 1900 if n >= 20 else 2000
    return ("g", ("decade", n), number.end) if 1000 <= n < 3000 and n % 10 == 0 else None


def year(number: Number) -> Found:
    """년: a year of four figures, or of two where a month follows or no length would have so many."""
    text, start, end, value, raw, joined = number
    n = int(value)
    after = _AFTER_YEAR.match(text, end) if behind(text, end) in _YEAR_SIGNS else None
    if after is not None and after.lastgroup == "none":
        return None
    if joined == "l" and n < 1000 and last_letter(text, start) == "올":
        return None
    whole = after is None or not _is_long(after[0].strip(), text, end)
    if len(raw) == 4 and joined and joined in "dw" and (end == len(text) or text.startswith("에", end)):
        return "j", given(n), end  # 1월 22일 2018년에
    if whole and len(raw) == 4 and 1000 < n < 2900 and not (n % 1000 == 0 and n != 2000):
        return "y", given(n), end
    month_next = _MONTH_NEXT.match(text, end) is not None
    if len(raw) == 3 and month_next and n > 100:
        return "y", given(n), end
    if len(raw) == 2 and joined not in {"l", "L", "B"} and _short_year(number, n, month_next):
        return "y", given(century(n)), end
    return length(number, "년")


def _short_year(number: Number, n: int, month_next: bool) -> bool:
    """Whether two figures are a year: 87년, 02년, 21년 3월; not 10년, nor the years of a sentence."""
    text, start, end = number.text, number.start, number.end
    if _LENGTH.match(text, end) or _LENGTH_BEFORE.search(text, max(0, start - 8), start):
        return False
    if _is_term(text, start):
        return False
    if start == 0 and end == len(text):
        return True
    return n >= 70 or n < 10 or (month_next and 10 <= n < 60)


def _is_long(after: str, text: str, end: int) -> bool:
    """Whether what follows makes a four-figure 년 a length: 2000년간, 1500년전; not 2012년 이후."""
    if after == "전":
        return not text.startswith(" ", end)
    return not after.startswith(("이내", "이상", "이하", "차", "새", "후", "뒤", "치", "전"))


def last_letter(text: str, start: int) -> str:
    """The letter before `start`, over one blank."""
    before = text[start - 1 : start]
    return text[start - 2 : start - 1] if before == " " else before


def _is_term(text: str, start: int) -> bool:
    """Whether a number belongs to a sentence: 징역 1년 6월."""
    if last_letter(text, start) not in _PRISON_ENDS:
        return False
    return _PRISON.search(text, max(0, start - 14), start) is not None


def month(number: Number) -> Found:
    """월: a month, or a prison term's months."""
    n, text, end = int(number.value), number.text, number.end
    if behind(text, end) in _MONTH_SIGNS and (
        _NOT_MONTH.match(text, end) or (number.joined != "y" and _NAMED_MONTH.match(text, end))
    ):
        return None
    if number.joined == "L" or _is_term(number.text, number.start):
        return length(number, "개월") if n < 100 else None
    return ("m", given(n), number.end) if n < 20 or number.joined == "y" else None


def day(number: Number) -> Found:
    """일: a day of the month; a length where the words around say so, or no month has so many."""
    text, start, end, value, _, joined = number
    n = int(value)
    sign = behind(text, end)
    found = _AFTER_DAY.match(text, end) if sign in _DAY_SIGNS else None
    after = found.lastgroup if found else ""
    if after == "none" or (n == 1 and _ONE_DAY.match(text, end)):
        return None
    dated = joined in {"m", "y"}
    if sign in _COUNT_SIGNS and after == "" and not dated and _is_count(text, start, end):
        after = "length"
    if after == "length" and sign == "전" and n <= LAST_DAY and _FORMER.match(text, end):
        after = ""
    if (n > LAST_DAY or after == "length") and not dated:
        return length(number, "일")
    if joined == "L" or after == "hours":
        return length(number, "일")
    if joined not in {"m", "l"} and (n == 1 or last_letter(text, start) in _COUNT_ENDS):
        before = _COUNT_BEFORE.search(text, max(0, start - 4), start)
        if before and before[0].startswith("제"):
            return None
        if before or (n == 1 and _PER_DAY.match(text, end)):
            return length(number, "일")
    return "d", given(n), end


def _is_count(text: str, start: int, end: int) -> bool:
    """Whether a number of days is how much sooner or later: 평년보다 5일 늦은, 5일 빠른."""
    if _SOONER.match(text, end):
        return True
    return text.endswith("보다 ", 0, start) and _LATER.match(text, end) is not None


def hour(number: Number) -> Found:
    """시: an hour of the clock."""
    text, end, n = number.text, number.end, int(number.value)
    if n == ALL_HOURS and number.joined == "" and not _MIDNIGHT.match(text, end):
        return None  # 경찰 24시, 24시 동물병원
    after = _AFTER_HOUR.match(text, end)
    if n > 29 or after is None or after.lastgroup == "none":
        return None
    if after.lastgroup == "half":
        return "h", (n, 30), after.end()
    return "h", n, after.end() if after.lastgroup == "sharp" else end


def minute(number: Number) -> Found:
    """분: minutes behind an hour (negative for 8시 3분 전), else a length."""
    text, end, n = number.text, number.end, int(number.value)
    if number.joined == "h" and n < 100:
        before = _BEFORE_HOUR.match(text, end)
        return ("i", -n, before.end()) if before else ("i", n, end)
    return None if _FRACTION.match(text, end) else length(number, "분")


def second(number: Number) -> Found:
    """초: seconds behind a clock time, else a length."""
    if number.joined in {"h", "i"}:
        return "s", int(number.value), number.end
    return length(number, "초")


def _week(number: Number) -> Found:
    return length(number, "주") if number.joined == "l" or _WEEK_END.match(number.text, number.end) else None


def _nights(number: Number) -> Found:
    days = _NIGHTS.match(number.text, number.end)
    return ("L", Amount(((int(days[1]), "D"),)), days.end()) if days else None


def _anniversary(number: Number) -> Found:
    return "L", Amount(((int(number.value), "Y"),)), number.end


READERS = {
    "년": year, "월": month, "일": day, "시": hour, "분": minute, "초": second, "주": _week,
    "박": _nights, "주년": _anniversary, "주기": _anniversary,
}  # fmt: skip
# 반 behind a unit: half of it, in the next smaller one
_HALVES = {"Y": (6, "M"), "M": (15, "D"), "D": (12, "TH"), "W": (3, "D"), "TH": (30, "TM"), "TM": (30, "TS")}


def length(number: Number, unit: str, *, vague: bool = False) -> tuple[str, Any, int]:
    """A length, with what belongs to it: 반, 여, 간, 째; or an offset, where 전, 후, 이내 follows."""
    text, end = number.text, number.end
    parts: tuple[tuple[float, str], ...] = ((number.value, UNITS.get(unit, "D")),)
    tail = _TAIL.match(text, end) if behind(text, end) in _TAIL_SIGNS else None
    while tail:
        end = tail.end()
        if "반" in tail[0]:
            parts += (_HALVES.get(parts[0][1], (0, "D")),)
        tail = _TAIL.match(text, end) if "반" in tail[0] or tail[0] == "여" else None
    amount = new(Amount, (parts, vague))
    way = _OFFSET.match(text, end) if behind(text, end) in _OFFSET_SIGNS else None
    if way and way.lastgroup:
        return "O", Offset(amount, "뒤" if way.lastgroup == "later" else way[way.lastgroup]), way.end()
    return "L", amount, end
