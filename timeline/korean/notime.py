"""What looks like a time and is none: 9시 뉴스, 3일 천하, 101호선, 새해 인사."""

from __future__ import annotations

from timeline.korean.grammar import Expression
from timeline.korean.patterns import Pattern

# by what stands right before
BEFORE = frozenset("제전주r.선'‘《〈「『")  # their last signs, blanks left out
_BEFORE = (
    " 제",
    "\n제",
    "(제",
    " 제 ",
    "버전",
    "버전 ",
    "ver",
    "ver.",
    "ver ",
    "No.",
    "호선 ",
    "기원전",
    "기원전 ",
)
# by what stands right behind
_BEHIND = Pattern(
    r"\s?천하(?![가-힣])|:\d|호선|번길|\s?운동(?=을|이|의|가|은)|드컵|가약|해로(?!운)|대계|손님|시장|장(?=[은을이에도서과와터의\s,.)]|날|\Z)"
)
BEHIND = frozenset("축가해대손천운:호번드시장")
_NEW_YEAR = Pattern(r"\s?(?:소망|인사|덕담|복|다짐|선물|맞이|축하|소원|해맞이)")
# what a work is called: 영화 '27일의 밤', 소설 《1984년》
_TITLE_MARKS = frozenset("'‘《〈「『")
_TITLED = Pattern(r"(?:영화|소설|드라마|노래|시집|앨범|신곡|뮤지컬|연극|동화|웹툰)\s?['‘《〈「『]\Z")
_TITLE = Pattern(r"의\s[가-힣]{1,6}(?:\s[가-힣]{1,6})?['’》〉」』]")  # '오월의 청춘'
_ON_THE_DAY = Pattern(r"에|엔|부터|까지|인|이[다었던]|\s?[,(（]|\s?\Z")
# 봄 as "seen": 처음 봄, 재미있게 봄!
_SEEN = Pattern(r"(?:게|히|첨|음|다시|잘|못|안|또|이|고|서|로|번) ?\Z")
_SAID_ON = Pattern(r"\s?[가-힣]")
# 주 5일 근무, and not 이번 주 5일
_A_WEEK = Pattern(r"(?:^|[^번음난째 ]\s|[^\s] ?\()주 \Z")
_DAYS_A_WEEK = Pattern(r"[1-7]일")
_NEWS = Pattern(r"\s?뉴스")
# 결혼식 전날, 개막 이튿날: the day hangs on a noun, not on a day told before
_NOUN = Pattern(
    r"(?:[가-힣]{0,6}[가-힣](?<![은는이가을를에도와과의서로며고면요,후게때해,])(?<!지만)(?<!으나)(?<!는데)"
    r"|(?:사|선|신|보|공|경|광)고)[ ]\Z"
)


def is_no_time(text: str, expression: Expression) -> bool:
    """Whether the words around an expression make it something else.

    Only worth asking where the sign before it is in BEFORE, the one behind it in BEHIND, or the expression doubtful.
    """
    start, end, _, points = expression[:4]
    if _BEHIND.match(text, end) or text.endswith(_BEFORE, 0, start) or (start == 1 and text[0] == "제"):
        return True
    if text.startswith("0시 축제", start):
        return True
    if text.startswith("주 ", start - 2) and _A_WEEK.search(text, max(0, start - 5), start):
        return _DAYS_A_WEEK.fullmatch(text, start, end) is not None
    if text[start - 1 : start] in _TITLE_MARKS and (
        _TITLED.search(text, max(0, start - 8), start)
        or (points and (points[0].month or points[0].day) and _TITLE.match(text, end))
    ):
        return True
    if not points:
        return False
    point = points[0]
    if point.letters == "S" and text.startswith("봄", start) and not _SAID_ON.match(text, end):
        return _SEEN.search(text, max(0, start - 4), start) is not None
    if point.hour is not None and not point.has_date and _NEWS.match(text, end):
        return True
    if point.turn != "새해" or point.day is not None or point.ordinal:
        return False
    return _NEW_YEAR.match(text, end) is not None


def names_occasion(text: str, expression: Expression) -> bool:
    """Whether a named day only says what is celebrated: 노인의 날을 맞아, 노인의 날 기념식; not 광복절에, 설 연휴."""
    point = expression.points[0]
    if point.holiday is None or point.holiday[1] or point.has_time:
        return False
    return _ON_THE_DAY.match(text, expression.end) is None


def noun_before(text: str, expression: Expression) -> str:
    """The noun that 전날, 이튿날 or 당일 stands behind: the 투표 of "투표 전날"."""
    found = _NOUN.search(text, max(0, expression.start - 8), expression.start)
    return found[0].strip() if found else ""


def hangs_on_noun(text: str, expression: Expression) -> bool:
    """Whether 전날 or 다음 날 is counted from the thing named right before it."""
    point = expression.points[0] if expression.points else None
    day = point.day if point else None
    if point and not point.nth and (day is None or day.base != "told" or day.n == 0):
        return False
    return _NOUN.search(text, max(0, expression.start - 6), expression.start) is not None
