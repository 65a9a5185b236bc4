"""From text to chains of time words: no meaning yet, only "these stand together".

A chain is what one look along the line gives: a time word, then others joined to it by white space, a
range mark, a comma or 의. START finds where a word may begin by one character class and a look behind;
WORDS and FIGURES then say what it is. Nothing here backtracks over more than a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from timeline.korean import figures, words
from timeline.korean.holidays import NAMES, named_day
from timeline.korean.numbers import APOSTROPHES, HANJA, NATIVE, SINO
from timeline.korean.patterns import BLANKS, Pattern, by_first_letter, new
from timeline.korean.units import Found
from timeline.korean.words import ALONE, FREE, WORD, given, now

Word = tuple[str, Any, str]  # a time word without its place: its sort, its value, how it joins the one before


class Chain(NamedTuple):
    """Time words that stand together: the words, and where each begins and ends.

    A word is one letter for its sort (below), its value, and the gap before it: "" for neighbours, "~" for a range,
    "," and "&" for lists, "(" for a gloss in brackets. Plain tuples, for a text makes thousands.
    """

    words: tuple[Word, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


# y year  m month  d day  w weekday  W week  V nth of its kind  E weekend  p part of day  h hour  i minute  s second
# x noon, midnight  c clock  S season  Q school term  H half  q quarter  t stretch (초, 말)  g decade, century
# l direction  L length  O length with 전/후  G named day  e every  r 마다  u lunar  n date in figures
# k month and day in figures  f day of a told stretch  z the turn of a year or month (연말)  N 어젯밤
# Y two years (2015-2016)  B a number before a length  v 올 시즌  T 당시  b 같은 기간
# j a year behind its day (9월 21일 1978)


_AFTER_THIS = (  # what "올" may stand before
    r"초|상반기|하반기|전반기|후반기|[초늦한]?(?:봄|여름|가을|겨울)|연말|연초|말|\d{1,2}월|\d\s?(?:/\s?4\s?)?(?:사\s?)?분기"
    r"|설|추석|들어|시즌|크리스마스|어린이날"
)
_NTH_MARK = r"[·,∙ㆍ]\s?(?:[첫둘셋넷]째|다섯째|마지막)"  # 둘째·넷째 주
_BEFORE_LAST_MONTH = (
    r"(?=보다|\s?대비|에 비|\s?(?:초|말|중순|하순)(?![가-힣])|\s?\d)"  # 전달 is also "handing over"
)
_GUARDS = {
    "금일": rf"(?!도(?:[에의를와항]|\s(?:해역|해상|앞바다|주민|일원|어민))){WORD}"
}  # 금일도 is an island
_BEFORE_LAST_WEEK = r"(?=\s?대비|보다|에 비|\s?[월화수목금토일]요일|\([-+△▲▽]?\d|$)"  # 전주 is also a city


def _entries() -> Iterator[tuple[str, str, Any, str]]:
    """(word, tag, value, guard), from the tables."""
    for table, tag, guard in (
        (words.YEARS, "y", FREE), (words.MONTHS, "m", WORD), (words.DAYS, "d", WORD), (words.WEEKS, "W", WORD),
        (words.ORDINAL_DAYS, "f", WORD), (words.WEEKENDS, "E", WORD),
        (words.HALVES, "H", WORD), (words.QUARTERS, "q", WORD),
        (words.PERIODS, "b", WORD), (words.EVERY, "e", WORD), (words.POINTS, "x", WORD),
        (words.LAST_NIGHT, "N", WORD),
    ):  # fmt: skip
        yield from ((word, tag, value, _GUARDS.get(word, guard)) for word, value in table.items())
    yield from (
        (word, "p", word, f"(?:{ALONE if len(word) == 1 else WORD}|{words.HOUR_NEXT})")
        for word in words.PARTS
        if word not in {"점심", "한밤", "야간", "심야"}
    )
    yield from ((word, "z", word, WORD) for word in (*words.TURNS, *words.TURN_QUARTERS) if word != "주중")
    yield from ((word, "l", value, r"(?=\s|\d)") for word, value in words.MODIFIERS.items())
    yield "이번", "l", "this", r"(?=아침|새벽|오전|오후|저녁|밤)"
    yield from ((word, "t", value, WORD) for word, value in words.STRETCHES.items())
    yield from ((f"{day}요일", "w", n, FREE) for day, n in words.WEEKDAYS.items())
    for season, month in words.SEASONS.items():
        for prefix, window in words.SEASON_FORMS.items():
            yield prefix + season, "S", (month, window), ALONE
            yield f"{prefix}{season}철", "S", (month, window), WORD
    yield "여름방학", "S", (7, (0, 2)), WORD
    yield "겨울방학", "S", (12, (0, 3)), WORD
    yield from (
        (word, "V", n, rf"(?=\s?(?:주|[월화수목금토일]요일|주말|번째|{_NTH_MARK}))")
        for word, n in words.ORDINALS.items()
    )
    yield "올", "y", now(0), rf"(?=\s?(?:{_AFTER_THIS}))"
    yield "내주", "W", 1, r"(?=\s|초|중|말)"
    yield "전달", "m", words.told(-1), _BEFORE_LAST_MONTH
    yield "전주", "W", -1, _BEFORE_LAST_WEEK
    yield "점심", "p", "점심", r"(?=에|\s?시간|때|\s?무렵|\s?\d|\s?[한두열]\s?시|이후)"
    for word in ("야간", "심야"):
        yield word, "p", word, r"(?=에|엔|까지|\s?\d|$)"
    yield "한밤", "p", "한밤", r"(?=에|\s?중)"
    yield "주중", "z", "주중", r"(?=에|엔|까지|\s?(?:경기|이[나고])|,|$)"
    yield "당시", "T", True, r"(?![가-힣])|(?=에|엔|의|까지|로)"
    yield "음력", "u", True, FREE
    yield from ((word, "v", word, FREE) for word in words.VAGUE)
    for word, way in (("이번", "this"), ("지난", "past"), ("다음", "next")):
        yield word, "l", way, r"(?=봄|여름|가을|겨울)"
    yield "윤달", "u", "leap", WORD
    yield "마다", "r", True, WORD


_SIGN = {" ": r"\s?", "_": r"\s", "#": r"\d"}


def _pattern(entries: Iterable[str]) -> str:
    """One alternation out of words, shared beginnings told once, longest first."""
    tree: dict[str, Any] = {}
    for word in entries:
        node = tree
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}

    def spell(node: dict[str, Any]) -> str:
        branches = [_SIGN.get(sign, re.escape(sign)) + spell(node[sign]) for sign in sorted(node) if sign]
        if len(branches) == 1 and "" not in node:
            return branches[0]
        inner = f"(?:{'|'.join(branches)})" if branches else ""
        return f"{inner}?" if branches and "" in node else inner

    return spell(tree)


class Entry(NamedTuple):
    """A word of the tables: its sort, its value, and the pattern of what may follow."""

    word: str
    tag: str
    value: Any
    guard: Pattern | None


_compiled = lru_cache(maxsize=None)(Pattern)
_TABLE: dict[str, tuple[Entry, ...]] = {}
for _word, _tag, _value, _guard in _entries():
    _entry = Entry(_word, _tag, _value, _compiled(_guard) if _guard else None)
    _key = _entry.word.replace(" ", "").replace("_", "")
    _TABLE[_key] = (*_TABLE.get(_key, ()), _entry)
WORDS = Pattern(lambda: _pattern(dict.fromkeys(entry.word for told in _TABLE.values() for entry in told)))


def named_word(text: str, start: int) -> Found:
    """The longest word of the tables at `start` that what follows allows: "설" not in "설명"."""
    found = WORDS.match(text, start)
    if found is None:
        return None
    told, end = found[0], found.end()
    if told not in _TABLE:
        told = "".join(told.split())
    while told:
        for _, tag, value, guard in _TABLE.get(told, ()):
            if guard is None or guard.match(text, end):
                return tag, value, end
        told, end = told[:-1], end - 1
        while end > start and text[end - 1].isspace():
            end -= 1
    return None


_AFTER_DAYS = (  # what may be written onto 하루, 이틀, 보름
    r"간|여|째|동안|만|전|후|뒤|안|내|에|의|은|가|이|를|을|도|밤|가량|이상|정도|앞|종일|일찍|까지|나(?=\s[이사])|빨리|한|두|반|당|면|로|와|과"
    "|사이|새|씩|걸|내내|마다"
)
_DAY_WORDS = "|".join(sorted(words.NATIVE_DAYS, key=len, reverse=True))
NATIVE_DAY = Pattern(rf"(?:{_DAY_WORDS})(?:(?![가-힣])|(?={_AFTER_DAYS}))")

_DATE_WORDS = "|".join(sorted(words.NATIVE_DATES, key=len, reverse=True))
NATIVE_DATE = Pattern(rf"(?:{_DATE_WORDS})(?={WORD})")
_DATE_SIGNS = frozenset(word[0] for word in words.NATIVE_DATES)

# A time word begins here. One class of letters comes first, for `re` skips to those in C; then a look behind, and
# only where a word begins the look at what it is, as far as it takes to be nearly sure.
FIGURES = "0-9０-９" + APOSTROPHES
_WORD_BEGINS = r"(?<!\w.)"
_NUMBER_BEGINS = r"(?<![0-9０-９A-Za-z억만천백].)(?<![0-9A-Za-z][.,:/-].)"
_NUMBER = (
    r"(?:[\d,.]{0,15}(?:[억만천백]\d{0,4}){0,3}\s?(?:여\s?)?"
    r"(?:[년월일시분초주달박年月日時/:]|개[월년]|세기|학[년기]|[~∼〜～–—·∙ㆍ‧・、](?=\s?\d)|,(?!\d{3})(?=\s?\d)"
    r"|-(?=\d{1,2}[-일월시년~∼]|\d{4})|(?:부터|에서)(?=\s?\d)|사\s?분|회계)"
    r"|\d{0,3}[./]\s?\d|\d{3}(?![\s\S]))"
)
_SINO_SIGNS, _HANJA_SIGNS = "일이삼사오육유칠팔구시십백천", "一二三四五六七八九十"
_SINO = rf"{SINO}{{0,6}}\s?(?:개월|년|월|주|일|시|분|초)"


_SECOND = (  # behind a numeral or a weekday
    "0123456789일이삼사오육칠팔구십백천개년월주시분초달해一二三四五六七八九十月日·,~∼∙ㆍ-"
)


def _behind(word: str) -> tuple[str, ...]:
    """What follows a word wherever it is one: a direction word stands before a blank, a number or a season."""
    if word not in words.MODIFIERS or word == "이번":
        return ("",)
    return ("_", "#", *words.SEASONS) if word in {"지난", "다음"} else ("_", "#")


_ENOUGH = 3  # letters of a word: what begins so is one


def _beginning(word: str) -> str:
    """As much of a word as START looks at."""
    letters = 0
    for n, sign in enumerate(word):
        letters += sign not in " _"
        if letters > _ENOUGH:
            return word[:n].rstrip()
    return word


def _spelt(word: str) -> str:
    """A word of the tables as a pattern."""
    return "".join(_SIGN.get(sign) or re.escape(sign) for sign in word)


def _in_turn(branches: dict[str, str]) -> Iterator[str]:
    """The same, some dozens of letters behind a class: a class is passed over as fast as a letter."""
    signs = list(branches)
    for n in range(0, len(signs), _TURN):
        some = signs[n : n + _TURN]
        yield rf"(?<=[{''.join(some)}])(?<=(?={'|'.join(sign + branches[sign] for sign in some)}).)"


_TURN = 70  # letters; each class costs `re` a third of a millisecond


def _starts() -> str:
    """The pattern of all beginnings: those of numerals and weekdays, then of words, a branch a letter."""
    told = [e.word for entries in _TABLE.values() for e in entries if e.tag not in "tr"]
    told = [word + behind for word in told for behind in _behind(word)]
    told += [*words.NATIVE_DAYS, *NAMES, "전반", "후반", "연장", "민선#", "민선_#"]
    short = set(map(_beginning, told))
    short = {word for word in short if not any(word[:n] in short for n in range(1, len(word)))}
    branches = by_first_letter(map(_spelt, sorted(short)))
    numerals = (*NATIVE, "수십", "수백", "몇십")
    numeral = "|".join(sign + rest for sign, rest in by_first_letter(sorted(numerals, key=len)).items())
    beginnings = (
        rf"(?<=[{_SINO_SIGNS}])(?={_SINO})",
        rf"(?<=[{_HANJA_SIGNS}])(?={HANJA}{{0,2}}[月日])",
        rf"(?<=[{''.join(words.WEEKDAYS)}])(?=\s?[·,~∼∙ㆍ-]\s?[월화수목금토일])",
        rf"(?<=(?=(?:{numeral})\s?(?:시|달|주|해|년|개월|분|초)).)",
        *_in_turn(branches),
    )
    firsts = {*branches, *_SINO_SIGNS, *_HANJA_SIGNS, *words.WEEKDAYS, *(word[0] for word in numerals)}
    seconds = {*(word[1] for word in (*told, *numerals) if len(word) > 1), *_SECOND} - set(" _#")
    alone = "".join(word for word in short if len(word) == 1)
    return (
        rf"[{FIGURES}{''.join(sorted(firsts))}](?:"
        rf"{_WORD_BEGINS}(?:(?=[\s{re.escape(''.join(sorted(seconds)))}])|(?<=[{alone}]))"
        rf"(?:{'|'.join(beginnings)})"
        rf"|(?<=[{FIGURES}])(?:(?<=[0-9０-９]){_NUMBER_BEGINS}{_NUMBER}|(?<=[{APOSTROPHES}])(?=\d\d[년.])))"
    )


START = Pattern(_starts)
# the letters that a word, a native day, a named day and a numeral can begin with: what to look for there
_WORD_SIGNS = frozenset(word[0] for word in _TABLE)
_DAY_SIGNS = frozenset(word[0] for word in words.NATIVE_DAYS)
_NAME_SIGNS = frozenset(name[0] for name in NAMES)
_FIGURE_SIGNS = frozenset("0123456789０１２３４５６７８９" + APOSTROPHES)
_NUMERAL_SIGNS = frozenset(_SINO_SIGNS + _HANJA_SIGNS + "수몇").union(word[0] for word in NATIVE)
_SIGNS = (
    _WORD_SIGNS
    | _DAY_SIGNS
    | _NAME_SIGNS
    | _NUMERAL_SIGNS
    | _FIGURE_SIGNS
    | frozenset("월화수목금토일전후연민")
)
_MARKS = {None: "", "range": "~", "list": ",", "and": "&", "gloss": "(", "is": "=", "plus": "+"}
_AFTER_SPACE = _SIGNS | frozenset("부에과와및또하그~∼〜～-–—,·∙ㆍ‧・、()（） \t\n")
_GAP_SIGNS = frozenset("부에과와및또인이의자하그~∼〜～-–—,·∙ㆍ‧・、()（） \t\n\r\xa0\u3000")
_WORD_ONLY = _SIGNS - _GAP_SIGNS
# numbers and what is a time word only behind another: START does not know these
_JOINED_SIGNS = _FIGURE_SIGNS.union(
    *(word for word, entries in _TABLE.items() if any(e.tag in "tr" for e in entries))
)
_GAP = Pattern(
    r"(?P<range>\s?(?:부터|에서부터|에서)?\s?[~∼〜～\-–—]\s?|\s?(?:부터|에서)\s{0,2}|에서?\s(?=다음|이튿|내년))"
    r"|(?P<list>\s?[,·∙ㆍ‧・、]\s?)|(?P<and>\s?(?:과|와|및|또는)\s)|(?P<gloss>자?\s?[(（](?![)）]))|(?P<is>(?:인|이자)\s)|(?P<plus>\s(?:하고|그리고)\s)|\s?[)）]\s?,?\s?|의\s?|\s{0,2}"
)
# the particles that join, and what must follow them where they do; or what a word begins with that begins alike
_JOINERS = {
    sign: frozenset(rest).union(*(word[1] for word in (*_TABLE, *NAMES) if word[0] == sign))
    for sign, rest in (("에", "서" + BLANKS), ("부", "터"), ("과", BLANKS), ("와", BLANKS))
}
_AFTER_AT = frozenset("다이내")  # 27일에 다음 달: what _GAP looks for there
_WEEKDAY = Pattern(r"[(（]\s?(?P<d>[월화수목금토일])(?:요일)?\s?(?P<close>[)）])?")
_WEEK = Pattern(
    r"\s?(?:번째\s?)?주(?:차|간)?(?:(?=부터|까지|쯤|께)|(?!말|[가-힣](?<![에의는은가를도나와과차])))"
)
_MORE_NTH = Pattern(
    r"\s?[·,∙ㆍ]\s?(?P<word>[첫둘셋넷]째|다섯째|마지막)(?=\s?(?:주|[월화수목금토일]요일|[·,∙ㆍ]))"
)
_NTH_FIGURES = Pattern(r"[1-5](?:\s?[·,∙ㆍ]\s?[1-5]){0,3}\s?(?:번째|째)?\s?주\s?(?=[월화수목금토일]요일)")
LONGEST = 400  # words that stand together: more are a flood, and no prose
WEEKS = 5  # a month has no more
_LUNAR_MONTH = Pattern(r"음력\s?\d{1,2}월\s?\Z")
_FULL_MOON = Pattern(r"보름(?!\s?(?:간|동안|만|전|뒤|후|정도|가량))")
_NTH_MARKS = frozenset("·,∙ㆍ째번주 ")
_SEVERAL = r"[월화수목금토일](?:\s?[·,~∼∙ㆍ-]\s?[월화수목금토일]){1,6}"
# 월·수·금 without 요일: three and more, or two before an hour
_SHORT = r"[월화수목금토일](?:[·∙ㆍ,][월화수목금토일])"
_WEEKDAYS = Pattern(
    rf"(?P<days>{_SEVERAL})요일|[(（](?P<gloss>{_SEVERAL})(?:요일)?[)）]"
    rf"|(?P<bare>{_SHORT}{{2,6}}(?![가-힣·∙ㆍ])|{_SHORT}{{2,6}}(?=[에은]\s|반(?![가-힣]))"
    rf"|{_SHORT}(?=\s(?:오전|오후|저녁|\d{{1,2}}(?::\d|시(?!간)))))"
)


def chains(text: str, at: int = 0) -> Iterator[Chain]:
    """The chains of time words of a text from `at` on, in order; one of LONGEST words ends there."""
    size, search = len(text), START.search
    while found := search(text, at):
        start = found.start()
        word = _token(text, start, "", "")
        if word is None:
            at = found.end()
            continue
        tag, value, at = word
        step = _next(text, at, tag) if at < size else None
        if step is None:
            yield new(Chain, (((tag, value, ""),), (start,), (at,)))
            continue
        told, starts, ends = [(tag, value, "")], [start], [at]
        while step:
            start, gap, (tag, value, at) = step
            told.append((tag, value, gap))
            starts.append(start)
            ends.append(at)
            step = _next(text, at, tag) if at < size and len(told) < LONGEST else None
        yield new(Chain, (tuple(told), tuple(starts), tuple(ends)))


def _next(text: str, at: int, before: str) -> tuple[int, str, tuple[str, Any, int]] | None:
    """The time word behind `at`, over a gap that keeps them one expression: where, how it joins, the word."""
    sign, begin = text[at], at
    if sign == " ":
        begin = at + 1
        sign = text[begin : begin + 1]
        if sign not in _AFTER_SPACE:
            return None
    elif sign not in _GAP_SIGNS and sign not in _SIGNS:
        return None
    if sign in _JOINERS:
        rest = text[begin + 1 : begin + 2]
        if rest not in _JOINERS[sign]:
            return None
        if sign == "에" and rest == " " and text[begin + 2 : begin + 3] not in _AFTER_AT:
            return None
    mark = ""
    if sign in _WORD_ONLY:  # nothing but a word begins so: there is no mark between
        if not (begin == at or sign in _JOINED_SIGNS or START.match(text, begin)):
            return None
    elif sign in "(（" and before in "eEWdnk" and (several := _weekdays(text, begin)):
        return at, "", ("w", *several)
    elif sign in "(（" and before in "dnkyfw" and (weekday := _WEEKDAY.match(text, begin)):
        return at, "" if weekday["close"] else "(", ("w", words.WEEKDAYS[weekday["d"]], weekday.end())
    else:
        gap = _GAP.match(text, at)
        if gap is None or gap.end() >= len(text):
            return None
        begin, mark = gap.end(), _MARKS[gap.lastgroup]
        before = before if mark != "=" else ""
    word = _token(text, begin, before, mark)
    return (begin, mark, word) if word else None


def _token(text: str, start: int, joined: str, gap: str) -> Found:
    """The time word at `start`: its sort, its value, its end."""
    sign = text[start]
    if sign in _FIGURE_SIGNS:
        if text[start + 1 : start + 2] in _NTH_MARKS and (weeks := _NTH_FIGURES.match(text, start)):
            return "V", ("week", *(int(n) for n in weeks[0] if n.isdigit())), weeks.end()
        return figures.figure(text, start, joined)
    if joined == "m" and sign == "보" and _full_moon(text, start):
        return "d", given(15), start + len("보름")
    if joined and joined in "mu" and sign in _DATE_SIGNS and (dated := NATIVE_DATE.match(text, start)):
        return "d", given(words.NATIVE_DATES[dated[0]]), dated.end()
    if sign in "월화수목금토일(" and (several := _weekdays(text, start)):
        return "w", *several
    if sign in _WORD_SIGNS and (named := named_word(text, start)):
        tag, value, end = named
        if tag == "V":
            return _nth(text, end, (value,))
        if value == "늦게" and (not joined or joined in "LO"):
            return None  # 예년보다 5일 늦게
        if not (tag in "tr" and (not joined or gap)) and (value != "joined" or joined == "y"):
            return named
    if sign in _DAY_SIGNS and (days := NATIVE_DAY.match(text, start)):
        return figures.days_in_words(text, start, words.NATIVE_DAYS[days[0]], days.end())
    if sign in "전후연" and (run := figures.match_clock(text, start)):
        return run
    if sign == "민" and (term := figures.term(text, start)):
        return term
    if sign in _NAME_SIGNS and (holiday := named_day(text, start)):
        return "G", *holiday
    return figures.numeral(text, start, joined) if sign in _NUMERAL_SIGNS else None


def _full_moon(text: str, start: int) -> bool:
    """Whether 보름 is the fifteenth of a lunar month: 음력 8월 보름."""
    return (
        _LUNAR_MONTH.search(text, max(0, start - 10), start) is not None
        and _FULL_MOON.match(text, start) is not None
    )


def _nth(text: str, end: int, told: tuple[int, ...]) -> tuple[str, Any, int]:
    """둘째 주, 둘째·넷째 주: which of its kind, and whether a week is."""
    while len(told) < WEEKS and (more := _MORE_NTH.match(text, end)):
        told, end = (*told, words.ORDINALS[more["word"]]), more.end()
    week = _WEEK.match(text, end)
    return "V", ("week" if week else "day", *told), week.end() if week else end


def _weekdays(text: str, start: int) -> tuple[tuple[int, ...], int] | None:
    """화·목요일, 월~금요일: the weekdays named, in order."""
    found = _WEEKDAYS.match(text, start)
    if found is None:
        return None
    told = found["days"] or found["gloss"] or found["bare"]
    days = [words.WEEKDAYS[sign] for sign in told if sign in words.WEEKDAYS]
    if any(mark in told for mark in "~∼-") and len(days) == 2:
        days = [n % 7 for n in range(days[0], days[1] + (1 if days[1] >= days[0] else 8))]
    return tuple(days), found.end()
