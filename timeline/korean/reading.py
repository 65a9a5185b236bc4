"""find: every time expression of a text, read as on the day it was published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from timeline.errors import NoSuchDate
from timeline.korean import lengths, ranges, sets
from timeline.korean.almanac import DAY
from timeline.korean.clock import half_of, timed
from timeline.korean.direction import LONE, Directions, Way, way_of
from timeline.korean.discourse import Memory
from timeline.korean.durations import read_length
from timeline.korean.grammar import Expression, Point, expressions
from timeline.korean.notime import hangs_on_noun, is_no_time, names_occasion
from timeline.korean.patterns import Pattern
from timeline.korean.placed import Placed, Read, Unplaced
from timeline.korean.resolve import place, whole_days
from timeline.korean.scan import chains
from timeline.korean.setting import Setting
from timeline.model import SEOUL, Grain, Kind, Mention, Span

CROWD = 200  # times in one sentence: more are no prose, and not read
LEANS = 4  # sentences over which a clock time still belongs to the day told before it

_APPROXIMATE = (
    "께",
    "쯤",
    "경",
    " 경",
    "무렵",
    " 무렵",
    "즈음",
    " 즈음",
    "전후",
    " 전후",
    "가량",
    " 가량",
    "정도",
    " 정도",
)
_ABOUT = (" 약", " 약 ", "대략 ", "어림잡아 ")
_AS_OF = Pattern(r"\s?(?:현재|기준)")
_HOURS = Pattern(
    r"개장|관람|이용|입장|영업|휴관|진료|개방|상시|매일|상담시간|근무시간|문을\s(?:연|닫)|집중되|집중됩|자외선|운영\s?시간"
)
_STOP = Pattern(r"[.!?](?=\s|$)|\n")


def find(text: str, published: datetime | None, *, title: str = "") -> list[Mention]:
    """The time expressions of a Korean text, in order, none overlapping.

    `published` is the moment the text is read at (aware); without it nothing relative is placed, while
    dates that name their year still are. `title` is read first, for 이날 may point into it.
    """
    anchor = published.astimezone(SEOUL) if published is not None else None
    return list(Reader(text, anchor, _recall(title, anchor)).mentions())


def _recall(title: str, anchor: datetime | None) -> Memory:
    """A memory of the last day and the stretch that a title tells, for the text to point at."""
    memory = Memory()
    if title:
        told = Reader(title, anchor, Memory())
        for _ in told.mentions():
            pass
        memory.stretch = told.memory.stretch
        memory.days.extend(day._replace(sentence=-1) for day in list(told.memory.days)[-1:])
        memory.theme = memory.days[-1] if memory.days else None
        memory.counts = {day.start: 1 for day in memory.days}
    return memory


class Reader:
    """One reading of one text, from left to right."""

    def __init__(self, text: str, anchor: datetime | None, memory: Memory) -> None:
        self.text, self.anchor, self.memory = text, anchor, memory
        self.whole = len(text.strip())
        self.today = anchor.date() if anchor is not None else None
        memory.open(text)
        self.directions = Directions(text)
        self.before: Placed | None = None  # the date a list goes on from
        self.recurring = False  # whether the expression before was a set, for a list goes on with it
        self.count, self.counted = 0, -1  # the times that one sentence told

    def mentions(self) -> Iterator[Mention]:
        for chain in chains(self.text):
            for expression in expressions(self.text, chain):
                if self._crowded(expression.start) or is_no_time(self.text, expression):
                    continue
                read = self.attempt(expression)
                if read is not None:
                    yield self._mention(expression, read)

    def _crowded(self, start: int) -> bool:
        """Whether the sentence told more times than any sentence of prose: a flood, not a text."""
        sentence = self.memory.move(start)
        self.count = self.count + 1 if sentence == self.counted else 1
        self.counted = sentence
        return self.count > CROWD

    def _mention(self, expression: Expression, read: Read) -> Mention:
        start, end, form, points, _, amounts, *_ = expression
        kind, span, why, rule, rejected, context, confidence = read
        text = self.text
        return Mention(
            start, end, text[start:end], kind, span, why, rule, self.anchor,
            lengths.iso(amounts) if amounts and kind == Kind.DURATION else None,
            sets.rule(expression) if form == "set" else None,
            points[-1].part if points else None,
            text.startswith(_APPROXIMATE, end) or text.endswith(_ABOUT, 0, start),
            context, confidence, rejected,
        )  # fmt: skip

    def attempt(self, expression: Expression) -> Read | None:
        """What an expression comes to; where it cannot be placed, why not, and None for what is no time then."""
        self.recurring = self.recurring and bool(expression.joins)
        try:
            return self.read(expression)
        except NoSuchDate as error:
            return Read(Kind.DATE, None, f"달력에 없는 날짜: {error.what}", "no-such-date")
        except Unplaced as error:
            kind = _unplaced_kind(expression)
            return Read(kind, None, str(error), "unplaced", context=kind == Kind.ANAPHOR) if kind else None
        except (OverflowError, ValueError):
            return Read(Kind.DATE, None, "달력의 끝을 넘음", "out-of-calendar")

    def read(self, expression: Expression) -> Read:
        form = expression.form
        if form == "point" and not (self.recurring and expression.joins):
            return self.point(expression)
        if form == "length":
            return read_length(expression, self.text, self.anchor, self.directions)
        if form == "vague":
            return Read(Kind.VAGUE, None, "달력에 놓을 수 없는 때", "vague")
        if form == "then":
            return self.then(expression)
        if form == "set" or (expression.joins and self.recurring):
            self.recurring = True
            return Read(Kind.SET, None, "되풀이되는 때", "set")
        return self.range(expression)

    def setting(self, expression: Expression) -> Setting:
        before = self.before.start if self.before and expression.joins else None
        return Setting(
            self.today, partial(_way, self.directions, self.whole, expression), self.memory, before
        )

    def point(self, expression: Expression) -> Read:
        point = expression.points[0]
        if not point.has_date:
            return self.time_only(expression, point)
        if point.generic:
            return Read(Kind.SET, None, "해마다 오는 때", "season.generic")
        anaphor = point.leans
        if anaphor and expression.equal is None and hangs_on_noun(self.text, expression):
            raise Unplaced("앞의 일에 딸린 날")
        setting = self.setting(expression)
        placed = (self.same_as(expression, setting) if expression.equal else None) or place(point, setting)
        self.before = placed
        if point.holiday is None or not names_occasion(self.text, expression):
            self.memory.tell(placed, point, setting)
        kind = Kind.ANAPHOR if anaphor else Kind.DATETIME if point.has_time else Kind.DATE
        return _reading(kind, self._span(point, placed), placed, anaphor)

    def then(self, expression: Expression) -> Read:
        """당시: the time that its own sentence told before; nothing where it hangs on a noun or on no time."""
        told = self.memory.then()
        if told is None or hangs_on_noun(self.text, expression):
            raise Unplaced("앞에 나온 때가 없음")
        why = f"같은 문장에 나온 {told.start}"
        return Read(Kind.ANAPHOR, whole_days(told), why, "anaphor.then", (), True, 0.7)

    def same_as(self, expression: Expression, setting: Setting) -> Placed | None:
        """The date that the words behind say it is: 전날인 13일, 설날인 다음 달 12일."""
        point = expression.points[0]
        if expression.equal is None or not (point.leans or point.weekdays or point.holiday):
            return None
        told = place(expression.equal, setting)
        return told._replace(rule="equal", why=f"뒤에 적힌 날짜와 같음: {told.why}")

    def _span(self, point: Point, placed: Placed) -> Span:
        if not point.has_time:
            return whole_days(placed)
        start, end, grain = timed(point, placed.start, self.memory.half)
        self.memory.half = half_of(start)
        return Span(start, end, grain)

    def leaning(self) -> Placed:
        """The day that a time without a date belongs to: one told shortly before, else the report's."""
        memory = self.memory
        told = memory.antecedent() if memory.lately else memory.days[-1] if memory.days else None
        if told is not None and memory.sentence - told.sentence <= LEANS:
            return _one_day(
                told.start, "time.told", f"앞에 나온 {told.start}의 시각", told != self.memory.here
            )
        today = self.today
        if today is None:
            raise Unplaced("날짜가 없음")
        return _one_day(today, "time.publication", f"날짜가 없어 보도일 {today}의 시각", False)

    def time_only(self, expression: Expression, point: Point) -> Read:
        way = _way(self.directions, self.whole, expression)
        if way.weak and point.hour is None and not point.noon and self.memory.here is None:
            return Read(Kind.SET, None, "날마다의 때", "part.generic")
        placed = self.leaning()
        span = self._span(point, placed)
        if way.word == LONE and self.anchor and span.has_clock and span.end <= self.anchor:
            placed = _one_day(
                placed.start + DAY, "time.coming", "홀로 적힌, 보도 때를 지난 시각: 다음 날", False
            )
            span = self._span(point, placed)
        return _reading(Kind.TIME, span, placed, False)

    def range(self, expression: Expression) -> Read:
        first, last = ranges.lent(*expression.points)
        if not first.has_date and not last.has_date:
            return self.hours(expression, first, last)
        setting = self.setting(expression)
        leaning = self.leaning() if not first.has_date else _one_day(date.min, "", "", False)
        begin, until = ranges.ends(first, last, setting, leaning)
        span = ranges.between(first, last, begin, until, self.memory.half)
        self.before = until
        self.memory.tell(begin, first, setting, whole=False)
        self.memory.tell(begin._replace(end=max(until.end, begin.end), span=None), last, setting)
        why, confidence = f"{begin.why} ~ {until.why}", min(begin.confidence, until.confidence)
        rule = f"range.{begin.rule}"
        return Read(Kind.RANGE, span, why, rule, begin.rejected, begin.context, confidence)

    def hours(self, expression: Expression, first: Point, last: Point) -> Read:
        """오전 10시~오후 5시: of the day told, or of every day where the words are those of opening hours."""
        if self._opening_hours(expression):
            return Read(Kind.SET, None, "날마다의 시간", "hours.daily")
        placed = self.leaning()
        span = ranges.between(first, last, placed, placed, self.memory.half)
        return _reading(Kind.RANGE, span, placed._replace(rule=f"range.{placed.rule}"), False)

    def _opening_hours(self, expression: Expression) -> bool:
        """Whether words of opening hours stand about; right behind, where the sentence told a day."""
        dated = self.memory.here is not None
        begin, end = (
            (expression.end, expression.end + 16) if dated else (expression.start - 30, expression.end + 120)
        )
        stop = _STOP.search(self.text, expression.end, end)
        return _HOURS.search(self.text, max(0, begin), stop.start() if stop else end) is not None


def _way(directions: Directions, whole: int, expression: Expression) -> Way:
    """Which way the words look; a date that is the whole text, as somebody asks for it, to what comes."""
    start, end, _, (point, *_), *_ = expression
    if _AS_OF.match(directions.text, end):
        return Way("past", "현재")
    if end - start == whole and (point.month or not point.day):
        return Way("future", LONE)
    return way_of(directions, end)


def _one_day(day: date, rule: str, why: str, context: bool) -> Placed:
    return Placed(day, day + DAY, Grain.DAY, rule, why, context=context, confidence=0.8)


def _reading(kind: Kind, span: Span, placed: Placed, anaphor: bool) -> Read:
    context = placed.context or anaphor
    return Read(kind, span, placed.why, placed.rule, placed.rejected, context, placed.confidence)


def _unplaced_kind(expression: Expression) -> Kind | None:
    """What is still worth showing without a place on the calendar."""
    if expression.form == "then":
        return None
    if any(point.leans for point in expression.points):
        return Kind.ANAPHOR
    if expression.form in {"range", "between"}:
        return Kind.RANGE
    point = expression.points[0] if expression.points else None
    if point is None or set(point.letters) <= set("Vl,"):
        return None
    return Kind.DATE if point.has_date else Kind.TIME
