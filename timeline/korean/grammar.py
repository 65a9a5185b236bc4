"""From chains of time words to expressions: one regular grammar over the letters of their sorts.

Each chain is spelt as letters (scan.py says which), "ydph" for "올해 27일 오후 2시", with the marks that join
them; EXPRESSION then cuts it into points, ranges, sets and lengths. What they mean is resolve.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from timeline.korean.patterns import Pattern
from timeline.korean.scan import Chain, Token
from timeline.korean.units import Amount, Offset
from timeline.korean.words import Ref


class Point:
    """One time as told; nothing in it has been placed yet. What was not told keeps the value of the class."""

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
    nth: tuple[str, int] | None = None
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
    gloss: Point | None = None

    def __init__(self, start: int, end: int, letters: str) -> None:
        self.start, self.end, self.letters = start, end, letters

    @property
    def has_date(self) -> bool:
        return self.letters.strip("phisxc,l") != ""

    @property
    def has_time(self) -> bool:
        return bool(self.parts or self.noon) or self.hour is not None


@dataclass(slots=True)
class Expression:
    """A stretch of text that tells a time: one point, a range of two, a recurring one, or a length."""

    start: int
    end: int
    form: str  # point, range, set, length
    points: tuple[Point, ...] = ()
    every: str = ""
    amounts: tuple[Amount | Offset, ...] = ()
    toward: str = ""
    equal: Point | None = None  # what it is said to be: "첫날인 11일"
    joins: str = ""  # "," or "&" when it goes on with the list of the one before
    tokens: list[Token] = field(default_factory=list)


_DATE = r"l?u?(?:yt?|Y)?l?(?:[SHq]t?|gt?)?u?(?:l?mt?u?)?(?:l?(?:W[tV]?|V))?(?:l?[ENfz])?(?:l?G)?(?:d|n|k)?(?:,?w)?"
_TIME = r"(?:,?l?p{0,2}(?:hi?s?|x|c)|p{1,2})?"
_POINT = rf"(?:{_DATE}(?:\(y?m?(?:d|n|k)?w?(?:p?h?i?))?{_TIME})"
EXPRESSION = Pattern(
    rf"(?P<set>e(?:,?{_DATE}(?:[,&~]w)+{_TIME}|,?{_POINT})?(?:~{_POINT})?r?|{_POINT}(?:&w)*(?<=[a-zA-Z])r)"
    r"|(?P<length>l?(?:B[~,])?[LO]+(?:[&+][LO]+)*)|(?P<vague>v)|(?P<then>T)"
    rf"|(?P<range>{_POINT}(?<=[a-zA-Z])~{_POINT}(?<=[a-zA-Z]))"
    rf"|(?P<between>{_POINT}(?<=[a-zA-Z])&{_POINT}(?<=[a-zA-Z]))"
    rf"|(?P<point>{_POINT}(?<=[a-zA-Z]))"
)
_BETWEEN = Pattern(r"\s?(?:사이|중)")


def expressions(text: str, chain: Chain) -> Iterator[Expression]:
    """The expressions of a chain, in order."""
    letters, places = _spell(chain)
    cuts = _cuts(letters, True)
    if any(form == "between" and not _is_between(text, chain, places, end) for form, _, end in cuts):
        cuts = _cuts(letters, False)
    for form, begin, end in cuts:
        tokens = chain[places[begin] : places[end - 1] + 1]
        joins = letters[begin - 1] if begin and letters[begin - 1] in ",&" else ""
        built = _build(form, tokens, letters[begin:end], joins)
        if built is not None:
            if form == "point" and letters.startswith("=", end):
                built.equal = _equal(chain, letters, places, end + 1)
            yield _closed(text, built)


def _is_between(text: str, chain: Chain, places: list[int], end: int) -> bool:
    return _BETWEEN.match(text, chain[places[end - 1]].end) is not None


@lru_cache(maxsize=4096)
def _cuts(letters: str, between: bool) -> tuple[tuple[str, int, int], ...]:
    """Where a chain spelt so is cut, and into what; with or without taking "A와 B" as the ends of 사이."""
    found, at = [], 0
    while at < len(letters):
        cut = EXPRESSION.match(letters, at)
        if cut and cut["between"] and not between:
            cut = _POINT_ALONE.match(letters, at)
        if cut is None or cut.end() == at or not letters[at].isalpha():
            at += 1
            continue
        found.append((cut.lastgroup or "point", at, cut.end()))
        at = cut.end()
    return tuple(found)


def _equal(chain: Chain, letters: str, places: list[int], at: int) -> Point | None:
    """The date behind "인": 전날인 13일."""
    found = _POINT_ALONE.match(letters, at)
    if found is None:
        return None
    point = fold(chain[places[at] : places[found.end() - 1] + 1])
    return point if point.day is not None and point.day.base != "told" else None


def _closed(text: str, built: Expression) -> Expression:
    """A gloss keeps the bracket that closes it: 어제(2일)."""
    if built.points and built.points[-1].gloss is not None and text[built.end : built.end + 1] in (")", "）"):
        built.end += 1
    return built


_POINT_ALONE = Pattern(rf"(?P<point>{_POINT}(?<=[a-zA-Z]))")


def _spell(chain: Chain) -> tuple[str, list[int]]:
    """The chain's letters with the marks between, and which token each sign belongs to."""
    if len(chain) == 1:
        return chain[0].tag, [0]
    letters: list[str] = []
    places: list[int] = []
    for n, token in enumerate(chain):
        if token.gap and n:
            letters.append(token.gap)
            places.append(n - 1)
        letters.append(token.tag)
        places.append(n)
    return "".join(letters), places


def _build(form: str, tokens: list[Token], letters: str, joins: str) -> Expression | None:
    start, end = tokens[0].start, tokens[-1].end
    if form in {"vague", "then"}:
        return Expression(start, end, form, tokens=tokens)
    if form == "length":
        toward = tokens[0].value if tokens[0].tag == "l" else ""
        amounts = tuple(t.value for t in tokens if t.tag in "LO")
        if any(t.tag == "B" for t in tokens):
            amounts = tuple(_unsure(a) for a in amounts)
        return Expression(start, end, form, amounts=amounts, toward=toward, joins=joins, tokens=tokens)
    if form == "set":
        every = tokens[0].value if tokens[0].tag == "e" else ""
        rest = [t for t in tokens if t.tag not in "er"]
        if every == "" and not rest:
            return None
        cut = next((n for n, t in enumerate(rest) if t.gap == "~" and n and t.tag != "w"), None)
        points = (fold(rest[:cut]), fold(rest[cut:])) if cut else (fold(rest),) if rest else ()
        return Expression(start, end, "set", points, every=every, tokens=tokens)
    if form in {"range", "between"}:
        mark = "~" if form == "range" else "&"
        cut = next(n for n, t in enumerate(tokens) if n and t.gap == mark)
        first, last = fold(tokens[:cut]), fold(tokens[cut:])
        return Expression(start, end, "range", (first, last), joins=joins, tokens=tokens)
    if set(letters) <= set("l,u&"):
        return None
    return Expression(start, end, "point", (fold(tokens),), joins=joins, tokens=tokens)


def _unsure(amount: Amount | Offset) -> Amount | Offset:
    """Of "2~3년" neither number is the length."""
    if isinstance(amount, Offset):
        return Offset(Amount(amount.amount.parts, True), amount.way)
    return Amount(amount.parts, True)


def fold(tokens: list[Token]) -> Point:
    """One point out of its words, each in its field."""
    point = Point(tokens[0].start, tokens[-1].end, "".join(t.tag for t in tokens))
    for n, token in enumerate(tokens):
        if token.gap == "(" and n:
            point.gloss = fold(
                [t._replace(gap="") for t in tokens[n:] if t.tag in "ymdnkw"] or [token._replace(gap="")]
            )
            for late in tokens[n:]:
                if late.tag in "phisxc":
                    _set(point, late)
            break
        _set(point, token)
    return point


def _set(point: Point, token: Token) -> None:
    tag, value = token.tag, token.value
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
    "l": "toward", "u": "lunar", "y": "year", "Y": "years", "g": "age", "S": "season", "H": "half",
    "q": "quarter", "m": "month", "t": "stretch", "z": "turn", "W": "week", "V": "nth", "E": "weekend",
    "G": "holiday", "d": "day", "f": "ordinal", "s": "second", "x": "noon",
}  # fmt: skip
