"""find: every time expression of a text, read as on the day it was published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from timeline.errors import NoSuchDate
from timeline.korean import lengths, sets
from timeline.korean.almanac import DAY
from timeline.korean.direction import Directions, Way, way_of
from timeline.korean.discourse import Memory
from timeline.korean.grammar import Expression, Point, expressions
from timeline.korean.notime import is_no_time
from timeline.korean.patterns import Pattern
from timeline.korean.placed import Placed, Unplaced
from timeline.korean.resolve import Setting, at, place, timed, whole_days
from timeline.korean.scan import chains
from timeline.korean.units import Offset
from timeline.korean.words import DAYS
from timeline.model import SEOUL, Grain, Kind, Mention, Span

_APPROXIMATE = Pattern(r"\s?(?:께|쯤|경(?![가-힣])|무렵|즈음|전후|가량|정도)")
_ABOUT = Pattern(r"(?:약|대략|어림잡아)\s?$")
_HOURS = Pattern(
    r"개장|관람|이용|입장|영업|휴관|진료|개방|상시|매일|상담시간|근무시간|문을\s(?:연|닫)|집중되|집중됩|자외선|운영\s?시간"
)
_STOP = Pattern(r"[.!?](?=\s|$)|\n")


CROWD = 200  # times in one sentence: more are no prose, and not read


def find(text: str, published: datetime | None, *, title: str = "") -> list[Mention]:
    """The time expressions of a Korean text, in order, none overlapping.

    `published` is the moment the text is read at (aware); without it nothing relative is placed, while
    dates that name their year still are. `title` is read first, for 이날 may point into it.
    """
    anchor = published.astimezone(SEOUL) if published is not None else None
    memory = Memory()
    if title:
        _recall(title, anchor, memory)
    reader = Reader(text, anchor, memory)
    return list(reader.mentions())


def _recall(title: str, anchor: datetime | None, memory: Memory) -> None:
    """Keep the days that a title tells, for the text to point at."""
    reader = Reader(title, anchor, Memory())
    for _ in reader.mentions():
        pass
    memory.stretch = reader.memory.stretch
    if reader.memory.days:
        memory.days.append(replace(reader.memory.days[-1], sentence=-1))
        memory.theme = memory.days[-1]


@dataclass(frozen=True, slots=True)
class Read:
    """What an expression came to, before it is a mention."""

    kind: Kind
    span: Span | None
    why: str
    rule: str
    rejected: tuple[str, ...] = ()
    context: bool = False
    confidence: float = 1.0


class Reader:
    """One reading of one text, from left to right."""

    def __init__(self, text: str, anchor: datetime | None, memory: Memory) -> None:
        self.text, self.anchor, self.memory = text, anchor, memory
        memory.text, memory.at = text, 0
        self.directions = Directions(text)
        self.before: Placed | None = None
        self.count, self.counted = 0, -1  # the times that one sentence told
        self.recurring = False  # whether the expression before was a set, for a list goes on with it

    def mentions(self) -> Iterator[Mention]:
        for chain in chains(self.text):
            for expression in expressions(self.text, chain):
                if self._crowded(expression.start) or is_no_time(self.text, expression):
                    continue
                mention = self.mention(expression)
                if mention is not None:
                    yield mention

    def _crowded(self, start: int) -> bool:
        """Whether the sentence told more times than any sentence of prose: a flood, not a text."""
        self.memory.move(start)
        self.count = self.count + 1 if self.memory.sentence == self.counted else 1
        self.counted = self.memory.sentence
        return self.count > CROWD

    def mention(self, expression: Expression) -> Mention | None:
        self.recurring = self.recurring and bool(expression.joins)
        try:
            read = self.read(expression)
        except NoSuchDate as error:
            read = Read(Kind.DATE, None, f"달력에 없는 날짜: {error.what}", "no-such-date")
        except Unplaced as error:
            kind = _unplaced_kind(expression)
            if kind is None:
                return None
            read = Read(kind, None, str(error), "unplaced", context=kind == Kind.ANAPHOR)
        except (OverflowError, ValueError):
            read = Read(Kind.DATE, None, "달력의 끝을 넘음", "out-of-calendar")
        return self._mention(expression, read)

    def _mention(self, expression: Expression, read: Read) -> Mention:
        start, end = expression.start, expression.end
        return Mention(
            start,
            end,
            self.text[start:end],
            read.kind,
            read.span,
            read.why,
            read.rule,
            anchor=self.anchor,
            iso=lengths.iso(expression.amounts) if read.kind == Kind.DURATION else None,
            rrule=sets.rule(expression) if expression.form == "set" else None,
            part=_part(expression),
            approximate=self._approximate(start, end),
            context=read.context,
            confidence=read.confidence,
            rejected=read.rejected,
        )

    def _approximate(self, start: int, end: int) -> bool:
        about = _ABOUT.search(self.text, max(0, start - 4), start)
        return about is not None or _APPROXIMATE.match(self.text, end) is not None

    def read(self, expression: Expression) -> Read:
        if expression.form == "length":
            return self.length(expression)
        if expression.form == "vague":
            return Read(Kind.VAGUE, None, "달력에 놓을 수 없는 때", "vague")
        if expression.form == "set" or (expression.joins and self.recurring):
            self.recurring = True
            return Read(Kind.SET, None, "되풀이되는 때", "set")
        if expression.form == "range":
            return self.range(expression)
        return self.point(expression)

    # points

    def way(self, at: int) -> Way:
        return way_of(self.directions, at)

    def point(self, expression: Expression) -> Read:
        point = expression.points[0]
        if not point.has_date:
            return self.time_only(point)
        if _generic(point):
            return Read(Kind.SET, None, "해마다 오는 때", "season.generic")
        way = self.way(expression.end)
        before = self.before.start if self.before and expression.joins else None
        anaphor = _is_anaphor(point)
        setting = Setting(self.anchor, way, self.memory, before)
        if expression.equal is not None and (anaphor or point.weekdays or point.holiday):
            told = place(expression.equal, setting)
            placed = replace(told, rule="equal", why=f"뒤에 적힌 날짜와 같음: {told.why}")
        else:
            placed = place(point, setting)
        self.before = placed
        self.memory.tell(placed, expression.start, way, whole=True)
        return self.dated(point, placed, anaphor)

    def dated(self, point: Point, placed: Placed, anaphor: bool) -> Read:
        kind = Kind.ANAPHOR if anaphor else Kind.DATETIME if point.has_time else Kind.DATE
        context = placed.context or anaphor
        if not point.has_time:
            return Read(
                kind, whole_days(placed), placed.why, placed.rule, placed.rejected, context, placed.confidence
            )
        start, end, grain = timed(point, placed.start, self.memory.half)
        self.memory.half = _half(start)
        return Read(
            kind,
            Span(start, end, grain),
            placed.why,
            placed.rule,
            placed.rejected,
            context,
            placed.confidence,
        )

    def time_only(self, point: Point) -> Read:
        told = self.memory.antecedent()
        if told is not None and (self.memory.sentence - told.sentence) <= 1:
            day, why, context = (
                told.start,
                f"앞에 나온 {told.start}의 시각",
                told.sentence != self.memory.sentence,
            )
        elif self.anchor is not None:
            day, why, context = self.anchor.date(), f"날짜가 없어 보도일 {self.anchor.date()}의 시각", False
        else:
            raise Unplaced("날짜가 없음")
        start, end, grain = timed(point, day, self.memory.half)
        self.memory.half = _half(start)
        return Read(
            Kind.TIME,
            Span(start, end, grain),
            why,
            "time.told" if told else "time.publication",
            (),
            context,
            0.8,
        )

    # ranges

    def range(self, expression: Expression) -> Read:
        first, last = expression.points
        if not first.has_date and not last.has_date:
            return self.hours(expression, first, last)
        way = self.way(expression.end)
        before = self.before.start if self.before and expression.joins else None
        _lend(first, last)
        setting = Setting(self.anchor, way, self.memory, before)
        begin = place(first, setting) if first.has_date else self._lean(setting)
        if _is_bare(first) and last.month is not None and not first.toward and before is None:
            until = place(last, setting)
            if until.start < begin.start or (until.start - begin.start) > 60 * DAY:
                begin = _latest_before(first, until.start, begin)
        self.memory.tell(begin, expression.start, way, whole=False)
        until = (
            place(last, Setting(self.anchor, way, self.memory, _joined_to(last, begin)))
            if last.has_date
            else begin
        )
        if last.toward or until.start >= begin.start:
            pass
        elif last.year is None:
            until = place(last, Setting(self.anchor, way, self.memory, begin.start))
        self.before = until
        span = self.between(first, last, begin, until)
        whole = Placed(begin.start, until.end, begin.grain, begin.rule, begin.why)
        self.memory.tell(whole, expression.start, way, whole=True)
        return Read(
            Kind.RANGE,
            span,
            f"{begin.why} ~ {until.why}",
            f"range.{begin.rule}",
            begin.rejected,
            begin.context,
            min(begin.confidence, until.confidence),
        )

    def _lean(self, setting: Setting) -> Placed:
        told = self.memory.antecedent()
        day = told.start if told and told.sentence == self.memory.sentence else setting.today
        return Placed(day, day + DAY, Grain.DAY, "time.told", f"{day}의 시각")

    def between(self, first: Point, last: Point, begin: Placed, until: Placed) -> Span:
        if first.has_time or last.has_time:
            _late_start(first, last)
            start, _, grain = (
                timed(first, begin.start, self.memory.half)
                if first.has_time
                else (at(begin.start, 0), None, Grain.HOUR)
            )
            if last.has_time:
                part = _half(start) if not last.parts else ""
                stop, wide, until_grain = timed(last, until.start, part if until.start == begin.start else "")
                end = wide if until_grain == Grain.PART or stop == start else stop
                end = _roll(start, end, last)
                grain = Grain.MINUTE if Grain.MINUTE in (grain, until_grain) else grain
            else:
                end = at(until.end, 0)
            return Span(start, end, grain)
        start, end = whole_days(begin).start, whole_days(until).end
        if end <= start:
            raise NoSuchDate("", f"{until.start}에 끝나는 기간이 {begin.start}에 시작할 수 없음")
        return Span(
            start,
            end,
            until.grain
            if until.grain == begin.grain
            else Grain.DAY
            if Grain.DAY in (begin.grain, until.grain)
            else begin.grain,
        )

    def hours(self, expression: Expression, first: Point, last: Point) -> Read:
        """오전 10시~오후 5시: hours of the day told, or of every day where the words are those of opening hours."""
        told = self.memory.antecedent()
        near = told is not None and told.sentence == self.memory.sentence
        if self._opening_hours(expression, 16 if near else 120):
            return Read(Kind.SET, None, "날마다의 시간", "hours.daily")
        if told is not None and self.memory.sentence - told.sentence <= 1:
            day, why = told.start, f"앞에 나온 {told.start}의 시각"
        elif self.anchor is not None:
            day, why = self.anchor.date(), f"날짜가 없어 보도일 {self.anchor.date()}의 시각"
        else:
            raise Unplaced("날짜가 없음")
        begin = Placed(day, day + DAY, Grain.DAY, "time.told" if told else "time.publication", why)
        return Read(
            Kind.RANGE, self.between(first, last, begin, begin), why, f"range.{begin.rule}", (), False, 0.8
        )

    def _opening_hours(self, expression: Expression, reach: int) -> bool:
        stop = _STOP.search(self.text, expression.end, expression.end + reach)
        end = stop.start() if stop else expression.end + reach
        return (
            _HOURS.search(self.text, expression.end if reach < 30 else max(0, expression.start - 30), end)
            is not None
        )

    # lengths

    def length(self, expression: Expression) -> Read:
        offset = next((a for a in expression.amounts if isinstance(a, Offset)), None)
        try:
            span = self._length_span(expression, offset)
        except (OverflowError, ValueError):
            span = None
        if span is None:
            return Read(Kind.DURATION, None, "길이만 적힘", "duration")
        if offset is not None and offset.way in {"전", "후", "뒤"}:
            grain_kind = Kind.TIME if span.grain == Grain.MINUTE else Kind.DATE
            return Read(
                grain_kind,
                span,
                f"기준에서 {expression.amounts and lengths.iso(expression.amounts)} {offset.way}",
                f"offset.{offset.way}",
                confidence=0.7,
            )
        return Read(Kind.DURATION, span, "기준 시각에 닿은 기간", "duration.anchored", confidence=0.7)

    def _length_span(self, expression: Expression, offset: Offset | None) -> Span | None:
        if self.anchor is None or (offset is None and lengths.iso(expression.amounts) is None):
            return None
        if offset is None:
            if expression.toward in {"past", "future", "next"}:
                return lengths.stretch(
                    self.anchor, expression.amounts, "past" if expression.toward == "past" else "future"
                )
            return None
        if offset.way in {"이내", "안", "내"}:
            return lengths.stretch(self.anchor, expression.amounts, "within")
        if not self._free_standing(expression):
            return None
        return lengths.around(self._base(expression), expression.amounts, -1 if offset.way == "전" else 1)

    def _base(self, expression: Expression) -> datetime:
        """What an offset counts from: the report, or the day before it in 어제로부터 4일 후."""
        if self.anchor is None:
            raise Unplaced("기준 시각 없음")
        lead = _FROM.search(self.text, max(0, expression.start - 12), expression.start)
        days = DAYS[lead["day"]].n if lead and lead["day"] in DAYS else 0
        return self.anchor + timedelta(days=days)

    def _free_standing(self, expression: Expression) -> bool:
        """Whether "3년 뒤" counts from the report: not after a noun ("개통 3년 뒤"), not told as past."""
        offset = next(a for a in expression.amounts if isinstance(a, Offset))
        lead = self.text[max(0, expression.start - 12) : expression.start]
        if _FROM.search(lead):
            return True
        if _AFTER_NOUN.search(lead):
            return False
        return offset.way == "전" or self.way(expression.end).way != "past"


_FROM = Pattern(r"(?P<day>지금|오늘|어제|내일|이날)(?:으?로)?부터\s(?:최소\s|약\s)?$")
_WHOLE = Pattern(r"\s?(?:동안|간|내내|이내|안|사이)")
_AFTER_NOUN = Pattern(
    r"[가-힣](?<![은는이가을를에도와과의서로며고면서요,후])\s$|(?:지|후|뒤|간|부터)\s(?:약\s)?$"
)
_STRETCHED = {
    "former": "전반",
    "latter": "후반",
    "early": "초",
    "middle": "중순",
    "late": "말",
    "early-mid": "초중순",
    "mid-late": "중하순",
}


def _part(expression: Expression) -> str | None:
    """The word for the part of day or month, as told."""
    if not expression.points:
        return None
    last = expression.points[-1]
    return last.parts[-1] if last.parts else _STRETCHED.get(last.stretch)


def _half(start: datetime) -> str:
    return "오전" if start.hour < 12 else "오후"


def _roll(start: datetime, end: datetime, last: Point) -> datetime:
    """The end of hours that pass noon or midnight: 11시~1시, 밤 10시~새벽 2시."""
    if end > start:
        return end
    if not last.parts and end + timedelta(hours=12) > start and last.hour is not None and last.hour < 13:
        return end + timedelta(hours=12)
    return end + timedelta(days=1)


def _late_start(first: Point, last: Point) -> None:
    """11시부터 오전 3시: a start without a part of day, and an end that only the next morning can be."""
    if first.hour is None or last.hour is None or first.parts or not last.parts or first.hour > 12:
        return
    if last.parts[-1] in {"오전", "새벽"} and last.hour < first.hour:
        first.parts = ("밤",)


def _is_anaphor(point: Point) -> bool:
    return any(ref is not None and ref.base == "told" for ref in (point.day, point.month, point.year)) or (
        bool(point.ordinal) and not (point.month or point.year or point.turn)
    )


def _is_bare(point: Point) -> bool:
    return point.day is not None and point.day.base == "given" and point.month is None


def _generic(point: Point) -> bool:
    """A season without a year or a direction comes every year."""
    return point.season is not None and point.year is None and not point.toward and not point.month


def _lend(first: Point, last: Point) -> None:
    """What the end of a range leaves out, its beginning has told."""
    if last.toward:
        return
    if last.has_date and not first.has_date:
        first.day, first.month, first.year, first.letters = (
            last.day,
            last.month,
            last.year,
            first.letters + "d",
        )
        first.week, first.weekdays = last.week, last.weekdays
    elif last.day is not None and last.month is None and last.day.base == "given":
        last.lunar = first.lunar
    elif last.weekdays and last.week is None and first.week is not None and not last.day:
        last.week = first.week
    if last.season and last.year is None:
        last.year = first.year
    if (last.half or last.quarter) and last.year is None:
        last.year = first.year
    if (
        first.year is None
        and last.year is not None
        and last.year.base == "given"
        and first.season
        and not last.season
    ):
        first.year = last.year


def _joined_to(last: Point, begin: Placed) -> date | None:
    """The day a range's end is counted from, where it names no year or month of its own."""
    if last.toward or last.year is not None:
        return None
    if last.day is not None and last.day.base == "given":
        return begin.start
    return begin.start if last.month is not None and last.month.base == "given" else None


def _latest_before(point: Point, limit: date, begin: Placed) -> Placed:
    day = limit
    for _ in range(62):
        if point.day is not None and day.day == point.day.n:
            return Placed(
                day, day + DAY, Grain.DAY, "day-of-month.before", f"뒤의 {limit}에 앞선 {day.day}일"
            )
        day -= DAY
    return begin


def _unplaced_kind(expression: Expression) -> Kind | None:
    """What is still worth showing without a place on the calendar."""
    points = expression.points
    if any(_is_anaphor(p) for p in points):
        return Kind.ANAPHOR
    if any(
        p.day
        or p.month
        or p.week is not None
        or p.weekdays
        or p.holiday
        or p.year
        or p.hour is not None
        or p.noon
        or p.turn
        or p.season
        or p.half
        or p.quarter
        for p in points
    ):
        return (
            Kind.RANGE
            if expression.form == "range"
            else Kind.TIME
            if points and not points[0].has_date
            else Kind.DATE
        )
    return Kind.TIME if points and points[0].parts else None
