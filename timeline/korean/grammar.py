"""From chains of time words to expressions: one regular grammar over the letters of their sorts.

Each chain is spelt as letters (scan.py says which), "ydph" for "올해 27일 오후 2시", with the marks that join
them; EXPRESSION then cuts it into points, ranges, sets and lengths. What they mean is resolve.py's.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from timeline.korean.patterns import Pattern, new
from timeline.korean.scan import Chain, Word
from timeline.korean.units import Amount, Offset
from timeline.korean.words import MOVED, Ref


class Point:
    """One time as told; nothing in it has been placed yet. What was not told keeps the value of the class.

    Words told alike share one point, wherever they stand, so a point is never changed; `but` gives another.
    """

    toward: str = ""  # past, future, this, next: the direction word before it
    lunar: bool | str = False
    year: Ref | None = None
    years: tuple[int, int] | None = None
    age: tuple[str, int] | None = None  # a decade or century
    season: tuple[int, tuple[int, int]] | None = None
    half: int = 0
    quarter: int = 0
    month: Ref | None = None
    stretch: str = ""
    turn: str = ""  # 연말, 연초, 월말
    week: int | None = None
    nth: tuple[Any, ...] | None = None  # week or day, which of them, further ones
    weekend: bool = False
    holiday: tuple[str, str] | None = None
    day: Ref | None = None
    ordinal: int = 0
    weekdays: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    hour: int | None = None
    minute: int = 0
    second: int = 0
    exact: bool = False  # the hour needs no 오전 or 오후
    minutes_told: bool = False
    noon: int = 0
    period: str = ""  # 같은 기간, 동기
    gloss: Point | None = None

    def __init__(self, letters: str) -> None:
        self.letters = letters

    def but(self, **changes: Any) -> Point:
        """The same point, told a little differently."""
        told = {name: value for name, value in vars(self).items() if name in Point.__annotations__}
        other = Point(self.letters)
        vars(other).update(told | changes)
        return other

    @cached_property
    def has_date(self) -> bool:
        return self.letters.strip("phisxc,l") != ""

    @cached_property
    def has_time(self) -> bool:
        return bool(self.parts or self.noon) or self.hour is not None

    @cached_property
    def leans(self) -> bool:
        """Whether it counts from what was told before: 이날, 같은 달, 이듬해, 첫날."""
        if any(ref is not None and ref.base == "told" for ref in (self.day, self.month, self.year)):
            return True
        if self.period:
            return True
        return bool(self.ordinal) and not (self.month or self.year or self.turn)

    @cached_property
    def steady(self) -> bool:
        """Whether what was told before has no say in where it lies."""
        return not (self.leans or self.gloss or self.holiday or self.ordinal)

    @cached_property
    def alone(self) -> bool:
        """Whether even the words around have none, only the day of publication: 지난해 6월, 어제, 2019년."""
        if self.week is not None or self.weekend or self.weekdays or self.nth or self.lunar or self.turn:
            return False
        now = any(ref is not None and ref.base == "now" for ref in (self.month, self.day))
        return self.steady and bool(now or self.year or self.years or self.age)

    @cached_property
    def generic(self) -> bool:
        """A season without a year or a direction comes every year."""
        seasonal = self.season is not None and "S" in self.letters
        return seasonal and self.year is None and not self.toward and not self.month

    @cached_property
    def part(self) -> str | None:
        """The word for the part of day or month, as told."""
        return self.parts[-1] if self.parts else STRETCHED.get(self.stretch)


STRETCHED = {
    "early": "초", "middle": "중순", "late": "말", "early-mid": "초중순", "mid-late": "중하순",
    "former": "전반", "latter": "후반",
}  # fmt: skip


class Shape(NamedTuple):
    """What a stretch of text tells, wherever it stands: one point, a range of two, a recurring one, or a length."""

    form: str  # point, range, between, set, length, vague, then
    points: tuple[Point, ...] = ()
    every: str = ""
    amounts: tuple[Amount | Offset, ...] = ()
    toward: str = ""
    equal: Point | None = None  # what it is said to be: "첫날인 11일"
    joins: str = ""  # "," or "&" when it goes on with the list of the one before
    doubtful: bool = False  # a season, an hour, 새해: what often is no time (notime.py)


class Expression(NamedTuple):
    """A stretch of text that tells a time, and its shape."""

    start: int
    end: int
    form: str
    points: tuple[Point, ...]
    every: str
    amounts: tuple[Amount | Offset, ...]
    toward: str
    equal: Point | None
    joins: str
    doubtful: bool


_DATE = (
    r"l?u?(?:y?b|(?:yt?|Y|z(?=l?m))?l?(?:[SHqQ]t?|gt?)?u?(?:l?mt?u?)?(?:l?(?:W[tV]?|V))?(?:l?(?:zf|[ENfz]))?"
    r"(?:l?G)?(?:d|n|k)?(?:,?w)?(?:(?:(?<=md)|(?<=mdw)),?j)?)"
)
_TIME = r"(?:,?l?p{0,2}(?:hi?s?|x|c)|p{1,2})?"
_POINT = rf"(?:{_DATE}(?:\(y?m?(?:d|n|k)?w?(?:p?h?i?))?{_TIME}(?:(?<=[hicxp])\((?:m?d|k|n)w?)?)"
EXPRESSION = Pattern(
    rf"(?P<set>e(?:,?{_DATE}(?:[,&~]w)+{_TIME}|,?{_POINT})?(?:~{_POINT})?r?|Lr)"
    r"|(?P<length>l?(?:B[~,])?[LO]+(?:[&+][LO]+)*)|(?P<vague>v)|(?P<then>T)"
    rf"|{_POINT}(?:(?P<each>(?:&w)*(?<=[a-zA-Z])r)|(?<=[a-zA-Z])(?P<other>[~&]{_POINT}(?<=[a-zA-Z]))?)"
)
_HOURS, _PARTS, _DAYS_ONLY = frozenset("phisxc,"), frozenset("p,"), frozenset("dnkwG")
_BETWEEN = Pattern(r"\s?(?:사이|중)")
_MOVED = Pattern(rf"로\s(?:{MOVED})")  # from one day to another: no range
_FROM_TO = Pattern("에서|→")  # 15일에서 22일로 연기, but 9~11일로 연기


KEPT = 40  # words of a chain worth remembering; longer ones are floods, and would fill the memory


def expressions(text: str, chain: Chain) -> list[Expression]:
    """The expressions of a chain, in order."""
    words, starts, ends = chain
    shapes_of = _shapes if len(words) <= KEPT else _shapes.__wrapped__
    shapes, plain, told = shapes_of(words, True)
    if told is not None:
        if told.between is not None and not _BETWEEN.match(text, ends[told.between]):
            shapes, plain, told = shapes_of(words, False)
        if (
            told is not None
            and told.range is not None
            and _MOVED.match(text, ends[told.range])
            and _FROM_TO.search(text, starts[0], ends[told.range])
        ):
            apart = tuple([(tag, value, gap.replace("~", ",")) for tag, value, gap in words])
            return expressions(text, Chain(apart, starts, ends))
    if plain is not None:
        return [new(Expression, (starts[0], ends[-1], *plain))]
    found = []
    for first, last, shape in shapes:
        end = ends[last]
        if shape.points and shape.points[-1].gloss is not None and text[end : end + 1] in (")", "）"):
            end += 1  # a gloss keeps the bracket that closes it: 어제(2일)
        found.append(new(Expression, (starts[first], end, *shape)))
    return found


class Ends(NamedTuple):
    """The last words of what only the text behind can confirm: "A와 B" 사이, "A에서 B"로 연기."""

    between: int | None
    range: int | None


@lru_cache(maxsize=8192)
def _shapes(
    words: tuple[Word, ...], between: bool
) -> tuple[tuple[tuple[int, int, Shape], ...], Shape | None, Ends | None]:
    """What a chain of such words tells: (first word, last word, shape) of each expression in it.

    Then that shape again where it is the whole chain and has no gloss; then what is to be confirmed, if anything.
    With `between`, "A와 B" is taken as the two ends of 사이.
    """
    letters, places = _spell(words)
    found = []
    for form, begin, end in _cuts(letters, between):
        first, last = places[begin], places[end - 1]
        joins = letters[begin - 1] if begin and letters[begin - 1] in ",&" else ""
        shape = _build(form, words[first : last + 1], letters[begin:end], joins)
        if shape is not None:
            if form in {"point", "length"} and letters.startswith("=", end):
                shape = shape._replace(equal=_equal(words, letters, places, end + 1))
            elif form == "point" and shape.points[0].leans and letters.startswith(("y", "m", "k", "n"), end):
                shape = shape._replace(equal=_equal(words, letters, places, end))  # 당일 12월 10일
            found.append((first, last, shape._replace(doubtful=_doubtful(shape))))
    ends = {shape.form: last for _, last, shape in found if shape.form in {"between", "range"}}
    told = Ends(ends.get("between"), ends.get("range")) if ends else None
    whole = len(found) == 1 and found[0][:2] == (0, len(words) - 1)
    glossed = whole and any(point.gloss for point in found[0][2].points)
    return tuple(found), found[0][2] if whole and not glossed else None, told


def _doubtful(shape: Shape) -> bool:
    """Whether what it tells is a time or none by the words around: a season, an hour without a date, 새해."""
    if not shape.points:
        return False
    point = shape.points[0]
    lone = point.hour is not None and not point.has_date
    return point.letters == "S" or lone or point.turn == "새해"


@lru_cache(maxsize=4096)
def _cuts(letters: str, between: bool) -> tuple[tuple[str, int, int], ...]:
    """Where a chain spelt so is cut, and into what; with or without taking "A와 B" as the ends of 사이."""
    found, at = [], 0
    while at < len(letters):
        cut = EXPRESSION.match(letters, at)
        form = _form(cut, letters) if cut else ""
        apart = form == "range" and cut is not None and _is_day_to_hour(cut)
        if apart or (form == "between" and not between):
            cut, form = _POINT_ALONE.match(letters, at), "point"
        if cut is None or cut.end() == at or not letters[at].isalpha():
            at += 1
            continue
        found.append((form, at, cut.end()))
        at = cut.end()
    return tuple(found)


def _is_day_to_hour(cut: re.Match[str]) -> bool:
    """Whether the ends of a range are a day and an hour, and so no range: 15일부터 밤 11시까지."""
    first, _, last = cut[0].partition("~")
    clock = set(last)
    return (
        first[-1:] in _DAYS_ONLY
        and clock <= _HOURS
        and not clock <= _PARTS
        and not _HOURS.intersection(first)
    )


def _form(cut: re.Match[str], letters: str) -> str:
    """What a match of EXPRESSION is: a point with another behind its mark is a range, or what lies between."""
    group = cut.lastgroup or "point"
    if group == "other":
        return "range" if letters[cut.start("other")] == "~" else "between"
    return "set" if group == "each" else group


def _equal(words: tuple[Word, ...], letters: str, places: list[int], at: int) -> Point | None:
    """The date behind "인": 전날인 13일."""
    found = _POINT_ALONE.match(letters, at)
    if found is None:
        return None
    point = fold(words[places[at] : places[found.end() - 1] + 1])
    return point if point.day is not None and point.day.base != "told" else None


_POINT_ALONE = Pattern(rf"(?P<point>{_POINT}(?<=[a-zA-Z]))")


def _spell(words: tuple[Word, ...]) -> tuple[str, list[int]]:
    """The words' letters with the marks between, and which word each sign belongs to."""
    letters: list[str] = []
    places: list[int] = []
    for n, (tag, _, gap) in enumerate(words):
        if gap and n:
            letters.append(gap)
            places.append(n - 1)
        letters.append(tag)
        places.append(n)
    return "".join(letters), places


def _build(form: str, words: tuple[Word, ...], letters: str, joins: str) -> Shape | None:
    if form in {"vague", "then"}:
        return Shape(form)
    if form == "length":
        toward = words[0][1] if words[0][0] == "l" else ""
        amounts = tuple(value for tag, value, _ in words if tag in "LO")
        if "B" in letters:
            amounts = tuple(_unsure(a) for a in amounts)
        return Shape(form, amounts=amounts, toward=toward, joins=joins)
    if letters == "Lr":  # 2주마다
        return Shape(form, amounts=(words[0][1],))
    if form == "set":
        every = words[0][1] if words[0][0] == "e" else ""
        rest = tuple(word for word in words if word[0] not in "er")
        if every == "" and not rest:
            return None
        cut = next((n for n, (tag, _, gap) in enumerate(rest) if gap == "~" and n and tag != "w"), None)
        points = (fold(rest[:cut]), fold(rest[cut:])) if cut else (fold(rest),) if rest else ()
        return Shape(form, points, every=every)
    if form in {"range", "between"}:
        mark = "~" if form == "range" else "&"
        cut = next(n for n, (_, _, gap) in enumerate(words) if n and gap == mark)
        return Shape(form, (fold(words[:cut]), fold(words[cut:])), joins=joins)
    if set(letters) <= set("l,u&"):
        return None
    return Shape(form, (fold(words),), joins=joins)


def _unsure(amount: Amount | Offset) -> Amount | Offset:
    """Of "2~3년" neither number is the length."""
    if isinstance(amount, Offset):
        return Offset(Amount(amount.amount.parts, True), amount.way)
    return Amount(amount.parts, True)


def fold(words: tuple[Word, ...]) -> Point:
    """One point out of its words, each in its field; the same for the same few words, flood or not."""
    return _fold(words) if len(words) <= KEPT else _fold.__wrapped__(words)


@lru_cache(maxsize=8192)
def _fold(words: tuple[Word, ...]) -> Point:
    point = Point("".join(tag for tag, _, _ in words))
    for n, (tag, value, gap) in enumerate(words):
        if gap == "(" and n:
            dated = tuple((t, v, "") for t, v, _ in words[n:] if t in "ymdnkw")
            point.gloss = fold(dated or ((tag, value, ""),))
            for late in words[n:]:
                if late[0] in "phisxc":
                    _set(point, late[0], late[1])
            break
        _set(point, tag, value)
    return point


def _set(point: Point, tag: str, value: Any) -> None:
    name = _FIELDS.get(tag)
    if name is not None:
        setattr(point, name, value)
    elif tag == "p":
        point.parts += (value,)
    elif tag == "w":
        point.weekdays += value if isinstance(value, tuple) else (value,)
    elif tag == "h":
        point.hour, point.minutes_told = (value[0], True) if isinstance(value, tuple) else (value, False)
        point.minute = value[1] if isinstance(value, tuple) else 0
    elif tag == "i":
        point.minute, point.minutes_told = value, True
    elif tag in "nkcN":
        _set_compound(point, tag, value)


def _set_compound(point: Point, tag: str, value: Any) -> None:
    if tag == "n":
        point.year, point.month, point.day = (Ref("given", n) for n in value)
    elif tag == "k":
        point.month, point.day = (Ref("given", n) for n in value)
    elif tag == "c":
        point.hour, point.minute, point.second, point.exact = value
        point.minutes_told = True
    else:
        point.day, part = value
        point.parts += (part,)


_FIELDS = {
    "l": "toward", "u": "lunar", "y": "year", "Y": "years", "g": "age", "S": "season", "Q": "season", "H": "half",
    "q": "quarter", "m": "month", "t": "stretch", "z": "turn", "W": "week", "V": "nth", "E": "weekend",
    "G": "holiday", "d": "day", "f": "ordinal", "s": "second", "x": "noon", "b": "period", "j": "year",
}  # fmt: skip
