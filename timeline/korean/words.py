"""The words of the grammar, as tables: a new word is a new row.

A space in a word is optional ("지난 해" is also "지난해"), "_" one that must stand. `guard` says what may follow:
FREE anything, WORD a particle or no letter, or a pattern of its own for a syllable that begins many other words
("설" and "설명"). A word is looked for only where a word may begin, or right after another one of these.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

PARTICLE = (
    r"(?:(?![가-힣])|(?=(?:에|의|은|는|이|가|을|를|도|만|과|와|로|으로|까지|부터|에서|엔|께|쯤|경|동안|이나|이라|이던|인(?![가-힣]{2})"
    r"|이다|이었|였|이고|이며|이면|마다|보다|처럼|만큼|들|내내|사이|현재|무렵|즈음|간|자|발|맞이|하고|이후|이전|저녁|아침|새벽|오전|오후|밤|낮)))"
)
FREE = ""
WORD = PARTICLE
HOUR_NEXT = r"(?=(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두)\s?시)"
_AFTER_ONE = "에|엔|에는|에도|의|까지|부터|과|와|동안|이면|이|을|도|마다|사이|쯤|께|늦게|시간"
ALONE = rf"(?:(?![가-힣])|(?=(?:{_AFTER_ONE})(?![가-힣]{{2}})))"


class Ref(NamedTuple):
    """A year, month or day as told: given in figures (or that of a school year), counted from now, or from before."""

    base: str
    n: int


@lru_cache(maxsize=4096)
def given(n: int) -> Ref:
    return Ref("given", n)


def now(n: int) -> Ref:
    return Ref("now", n)


def told(n: int) -> Ref:
    return Ref("told", n)


class Window(NamedTuple):
    """Hours of the day, [start, end)."""

    start: int
    end: int


YEARS = {
    "재작년": now(-2), "지지난 해": now(-2), "지난 해": now(-1), "작년": now(-1), "거년": now(-1),
    "올해": now(0), "올 해": now(0), "이번 해": now(0), "금년": now(0), "내년": now(1),
    "다음 해": told(1), "명년": now(1), "내후년": now(2), "후년": now(2), "이듬해": told(1),
    "그 이듬해": told(1), "같은 해": told(0), "그해": told(0), "당해": told(0), "당해연도": told(0),
    "전년": told(-1), "전년도": told(-1), "올 한 해": now(0), "지난 한 해": now(-1), "직전 연도": told(-1),
}  # fmt: skip

MONTHS = {
    "지지난 달": now(-2), "지난 달": now(-1), "저번 달": now(-1), "전월": told(-1), "이달": now(0),
    "이 달": now(0), "이번 달": now(0), "금월": now(0), "당월": told(0), "다음 달": now(1),
    "담달": now(1), "내달": now(1), "익월": told(1), "다다음 달": now(2), "같은 달": told(0),
    "그달": told(0), "동월": told(0), "이듬달": told(1),
}  # fmt: skip

DAYS = {
    "그끄저께": now(-3), "그그저께": now(-3), "그저께": now(-2), "그제": now(-2), "엊그제": now(-2),
    "엊그저께": now(-2), "어제": now(-1), "어저께": now(-1), "작일": now(-1), "오늘": now(0),
    "금일": now(0), "내일": now(1), "명일": now(1), "내일 모레": now(2), "낼 모레": now(2),
    "모레": now(2), "글피": now(3), "그글피": now(4), "이날": told(0), "이 날": told(0),
    "그날": told(0), "그 날": told(0), "같은 날": told(0), "당일": told(0), "전날": told(-1),
    "전일": told(-1), "다음 날": told(1), "담날": told(1), "그 다음 날": told(1), "이튿날": told(1),
    "익일": told(1), "지난 날": told(-1),
}  # fmt: skip

# the stretch told before, of the year told with it: 지난해 같은 기간; 동기 alone is a motive or a classmate
PERIODS = {"같은 기간": "alone", "이 기간": "alone", "동기": "joined", "동기간": "joined"}

# days that open or close a told stretch: the first and the second day of a festival, of a year, of a month
ORDINAL_DAYS = {
    "첫날": 1, "첫 날": 1, "첫째 날": 1, "첫쨋날": 1, "둘째 날": 2, "둘쨋날": 2, "셋째 날": 3,
    "넷째 날": 4, "마지막 날": -1, "말일": -1,
}  # fmt: skip

WEEKS = {
    "지지난 주": -2, "저저번 주": -2, "지난 주": -1, "저번 주": -1, "이번 주": 0, "이_주": 0, "금주": 0,
    "다음 주": 1, "담주": 1, "다다음 주": 2, "다담주": 2,
}  # fmt: skip

WEEKENDS = {"주말": True, "주말과 휴일": True}
WEEKDAYS = {"월": 0, "화": 1, "수": 2, "목": 3, "금": 4, "토": 5, "일": 6}

ORDINALS = {
    "첫": 1, "첫째": 1, "첫번째": 1, "첫 번째": 1, "둘째": 2, "두번째": 2, "두 번째": 2, "셋째": 3,
    "세번째": 3, "세 번째": 3, "넷째": 4, "네번째": 4, "네 번째": 4, "다섯째": 5, "다섯번째": 5,
    "다섯 번째": 5, "마지막": -1,
}  # fmt: skip

# direction words, in front of what they point
MODIFIERS = {
    "지난": "past", "저번": "past", "지난번": "past", "오는": "future", "다가오는": "future",
    "돌아오는": "future", "이번": "this", "다음": "next", "다다음": "next-but-one", "최근": "past",
    "향후": "future", "앞으로": "future", "앞으로의": "future", "그": "told", "남은": "rest",
}  # fmt: skip

PARTS = {
    "새벽": Window(0, 6), "아침": Window(6, 9), "이른 아침": Window(6, 8), "늦은 아침": Window(10, 12),
    "오전": Window(6, 12), "이른 오전": Window(6, 9), "늦은 오전": Window(10, 12),
    "오전 중": Window(6, 12), "낮": Window(12, 15), "한낮": Window(12, 15), "대낮": Window(12, 15),
    "점심": Window(12, 13), "점심때": Window(12, 13), "오후": Window(12, 18),
    "이른 오후": Window(12, 14), "늦은 오후": Window(15, 18), "저녁": Window(18, 21),
    "저녘": Window(18, 21), "저녁 시간": Window(18, 21), "이른 저녁": Window(17, 19),
    "늦은 저녁": Window(20, 22), "저녁때": Window(18, 21), "초저녁": Window(18, 20),
    "밤": Window(21, 24), "한밤": Window(22, 24), "한밤중": Window(22, 24), "심야": Window(22, 24),
    "야간": Window(18, 24), "밤 늦게": Window(22, 24), "늦은 밤": Window(22, 24),
    "이른 밤": Window(20, 22), "밤사이": Window(18, 30), "밤새": Window(18, 30),
    "오밤중": Window(22, 24), "오전 중간": Window(10, 11), "오후 중간": Window(14, 15),
    "늦게": Window(18, 24), "오후 늦게": Window(15, 18), "저녁 늦게": Window(20, 22),
}  # fmt: skip
# of these only what may stand for one day's time on its own; the others need a day before them
LEANING = {"점심", "야간", "심야", "밤새", "밤사이", "늦게", "낮", "밤", "아침", "한밤", "대낮"}

LAST_NIGHT = {
    "어젯밤": (now(-1), "밤"),
    "지난밤": (now(-1), "밤"),
    "간밤": (now(-1), "밤"),
    "엊저녁": (now(-1), "저녁"),
    "오늘밤": (now(0), "밤"),
}

POINTS = {"정오": 12, "자정": 24}

HALVES = {"상반기": 1, "하반기": 2, "전반기": 1, "후반기": 2}
QUARTERS = {"일사분기": 1, "이사분기": 2, "삼사분기": 3, "사사분기": 4}
SEASONS = {"봄": 3, "여름": 6, "가을": 9, "겨울": 12}
SEASON_FORMS = {
    "": (0, 3), "초": (0, 1), "초 ": (0, 1), "늦": (2, 3), "한": (1, 3),
}  # months of the season  # fmt: skip

# parts of a month, year, week or decade, in twelfths of it where a month's thirds do not apply
STRETCHES = {
    "초": "early", "초순": "early", "초반": "early", "초기": "early", "초쯤": "early",
    "중순": "middle", "중반": "middle", "중하순": "mid-late", "하순": "late", "말": "late",
    "말쯤": "late", "말경": "late", "초중순": "early-mid", "초·중순": "early-mid",
    "후반": "latter", "전반": "former",
}  # fmt: skip

# times without a place on the calendar
VAGUE = (
    "올 시즌",
    "이번 시즌",
    "지난 시즌",
    "다음 시즌",
    "선사시대",
    "고생대",
    "중생대",
    "신생대",
    "장마철",
    "중세",
)

# turns of a year, month or week
TURNS = ("연초", "새해", "신년", "연말", "세밑", "연말연시", "월말", "월초", "주초", "주중")
# quarters from publication
TURN_QUARTERS = {"이번 분기": 0, "지난 분기": -1, "직전 분기": -1, "다음 분기": 1}

EVERY = {
    "매일": "day", "매일같이": "day", "날마다": "day", "매주": "week", "주마다": "week",
    "격주": "fortnight", "격주로": "fortnight", "매달": "month", "매월": "month", "다달이": "month",
    "격월": "two months", "홀수 달": "two months", "짝수 달": "two months",
    "매년": "year", "해마다": "year", "매해": "year", "격년": "two years",
    "매 분기": "quarter", "분기마다": "quarter", "매 시간": "hour", "매시": "hour", "평일": "weekdays",
    "매 주말": "weekend", "주말마다": "weekend", "연중": "day",
    "주말과 공휴일": "weekend", "주말·공휴일": "weekend", "주말 및 공휴일": "weekend", "휴일과 주말": "weekend",
}  # fmt: skip

NATIVE_DAYS = {
    "하루": 1,
    "이틀": 2,
    "이틀 반": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "이레": 7,
    "여드레": 8,
    "아흐레": 9,
    "열흘": 10,
    "열하루": 11,
    "보름": 15,
    "스무날": 20,
    "열사흘": 13,
    "열나흘": 14,
}
# days of a month in native words, behind the month: 정월 초하루, 이달 스무날
NATIVE_DATES = {
    "초하루": 1, "초하룻날": 1, "초이틀": 2, "초이튿날": 2, "초사흘": 3, "초사흗날": 3, "초나흘": 4,
    "초닷새": 5, "초닷샛날": 5, "초엿새": 6, "초이레": 7, "초여드레": 8, "초여드렛날": 8, "초아흐레": 9,
    "열흘날": 10, "보름날": 15, "스무날": 20,
}  # fmt: skip

# what is done with a day that is put off, behind 로: 22일로 미뤘다
MOVED = (
    "연기|순연|미뤄|미루|미뤘|미룬|늦춰|늦추|늦췄|늦춘|앞당|당겨|당겼|변경|조정"
    "|바꾸|바꿔|바꿨|바뀌|바뀐|옮기|옮겨|옮겼|옮긴"
)

# units of length: (years, months, days, seconds) of one
UNITS = {
    "년": "Y", "해": "Y", "개년": "Y", "년간": "Y", "개월": "M", "달": "M", "주": "W", "주일": "W",
    "주간": "W", "일": "D", "날": "D", "일간": "D", "시간": "TH", "분": "TM", "분간": "TM", "초": "TS",
    "초간": "TS",
}  # fmt: skip
