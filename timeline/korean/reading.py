"""find: every time expression of a text, read as on the day it was published."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from timeline.errors import NoSuchDate
from timeline.korean import lengths, ranges, sets
from timeline.korean.almanac import DAY, month_index
from timeline.korean.clock import HALF, half_of, later_half, midnight, timed
from timeline.korean.direction import LONE, NOWHERE, Directions, Way, way_of
from timeline.korean.discourse import Memory, goes_on
from timeline.korean.durations import counts_from_story, read_length
from timeline.korean.grammar import Expression, Point, expressions
from timeline.korean.notime import BEFORE, BEHIND, hangs_on_noun, is_no_time, names_occasion, noun_before
from timeline.korean.patterns import Here, Pattern, before, behind, new
from timeline.korean.placed import Placed, Read, Unplaced
from timeline.korean.resolve import nearest_day, place, whole_days
from timeline.korean.scan import chains
from timeline.korean.setting import FIRM, Setting
from timeline.korean.units import Offset
from timeline.korean.words import Ref, given
from timeline.when import SEOUL, Grain, Kind, Mention, Span, Written

CROWD = 200  # times in one sentence: more are no prose, and not read
LEANS = 4  # sentences over which a clock time still belongs to the day told before it
PAIR = 2  # weekdays: more are those of every week
FEW = 2  # days: a text that tells no more is about the one it told

_APPROXIMATE = Pattern(r" ?(?:께|쯤|경(?![가-힣])|무렵|즈음|전후|가량|정도)")
_ABOUT = Pattern(r" (?:약|대략|어림잡아) ?\Z")
_ABOUT_BEGINS, _ABOUT_ENDS = frozenset("께쯤경무즈전가정"), frozenset("약략아")
_AS_OF = Pattern(r"\s?(?:현재|기준)")
_AS_OF_FIRST = frozenset("현기")
_HOURS = Pattern(
    r"개장|관람|이용|입장|영업|휴관|진료|개방|상시|매일|무휴|점심시간|제외한다|상담시간|근무시간|문을\s(?:연|닫)|집중되|집중됩|자외선|운영\s?시간"
)
# 밤 as a thing of its own ("밤이 깊다", "금빛 새벽"), and not as when something happens
_NOUNS = frozenset({"새벽", "아침", "낮", "저녁", "밤", "점심"})
_AS_NOUN = Pattern(r"이(?![후전])|[가을를은는의과와도]|처럼|보다|\s?[\n’”\"')]|,\s")
# 월요일은 휴관한다, 주말에만 연다
_CLOSED = Pattern(
    r"에만\s|[은는과와]?(?:\s?(?:정기|공휴일은?|법정|매주))?\s(?:휴관|휴무|휴원|휴장|쉰다|쉽니다|문을\s닫는)|에는?\s(?:쉰|쉽|휴관|휴무|문을\s닫는)"
)
_DEGREES = Pattern(r"\s(?:최[저고]\s?)?기온")
# 27일 시작된 조사는 사흘간 진행된다: its first day is the 27th
_BEGUN = Pattern(r"시작|개막|개회|개장|막을\s(?:올|연)|돌입")
_GOES_ON = Pattern(r"\s?(?:동안\s)?(?:[가-힣]{1,8}에서\s)?(?:진행|열린|열리|이어|계속|개최|펼쳐|치러|일정)")
_BEGUN_REACH = 60
_SEASON_OF = ("절기(", "수기(", "번기(", "한기(", "우기(", "건기(", "철(", "름(", "울(")  # 하절기(3~10월)
_STOP = Pattern(r"[.!?](?=\s|$)|\n")


def find(text: str, published: datetime | None, *, title: str = "") -> list[Mention]:
    """The time expressions of a Korean text, in order, none overlapping.

    `published` is the moment the text is read at (aware); without it nothing relative is placed, while
    dates that name their year still are. `title` is read first, for 이날 may point into it.
    """
    anchor = published.astimezone(SEOUL) if published is not None else None
    return Reader(text, anchor, _recall(title, anchor)).mentions()


def _recall(title: str, anchor: datetime | None) -> Memory:
    """A memory of the last day and the stretch that a title tells, for the text to point at."""
    memory = Memory()
    if title:
        told = Reader(title, anchor, Memory())
        told.mentions()
        memory.stretch = told.memory.stretch
        memory.days.extend(day._replace(sentence=-1) for day in list(told.memory.days)[-1:])
        memory.theme = memory.days[-1] if memory.days else None
        memory.counts = {day.start: 1 for day in memory.days}
    return memory


_THAT_DAY = (
    "이날",
    "이 날",
    "그날",
    "그 날",
    "같은",
)  # 이날, 그날, 같은 날: no noun before them has a part in it
_ALTOGETHER = Here(r"\s?(?:양일|이틀|사흘|나흘|닷새|엿새|[2-9]일)\s?(?:간|동안|에\s걸쳐)")
_UNTIL = Here(r"[가-힣\s]{2,20}\s(?:(\d{1,2})월\s?)?(\d{1,2})일까지")
_OF_SCHOOL = Here(r"\s[가-힣A-Z‘'(]")  # 2022학년도 신입생, 2022년도 예산안
_OF_BUDGET = Here(
    r"\s(?:[가-힣]{1,8}\s){0,2}[가-힣]{0,6}(?:예산|추경|국비|국고|세입|세출|최저임금|생활임금|업무계획|시정연설|신입생|달력)"
)
_EXAM = ("수능", "수능일")
_ZERO, _LATELY = 0 * DAY, 62 * DAY
_NEXT, _SOON, _LONG_PAST, _A_MONTH = 2 * DAY, 14 * DAY, 7 * DAY, 31 * DAY
_OF_IT = ("에는", "엔 ", "에도", "은 ")
_EVENT_TOPIC = Here(
    r"\s{0,3}[가-힣]{0,6}?(교육|축제|행사|대회|전시|전시회|공연|강좌|수업|공사|캠프|임시회|정례회|박람회|훈련|영화제|연극제|체험)[은는]\s"
)
LONG_AGO = 14 * DAY  # days from the report within which 이틀 전 counts from it
_JUST_NOW = 2  # days from the report within which a bare day is the report's own


class Step(NamedTuple):
    """A date whose month or year was told, and where it stands: the story may go on from it."""

    placed: Placed
    told: Point
    end: int
    sentence: int
    named: bool  # 추석인 17일: a day known by its name

    def leads(self, point: Point) -> bool:
        """Whether a date told so lacks just what this one told."""
        if point.toward or point.year is not None or point.gloss is not None or point.ordinal or point.nth:
            return False
        if point.month is not None:
            dated = self.told.year is not None or self.placed.rule.endswith(".joined")
            return point.month.base == "given" and dated and not point.lunar
        return (
            point.day is not None and point.day.base == "given" and (self.told.day is not None or self.named)
        )


class Reader:
    """One reading of one text, from left to right."""

    def __init__(self, text: str, anchor: datetime | None, memory: Memory) -> None:
        self.text, self.anchor, self.memory = text, anchor, memory
        self.whole = len(text.strip())
        self.today = anchor.date() if anchor is not None else None
        memory.open(text)
        self.directions = Directions(text)
        self.before: Placed | None = None  # the date a list goes on from
        self.course: Step | None = None  # the last date whose month or year was told
        self.equal: tuple[Point, Placed] | None = None  # what "일주일 뒤인" came to, for the date behind it
        self.recurring = False  # whether the expression before was a set, for a list goes on with it
        self.recurred = -1  # the sentence that told one last

    def mentions(self) -> list[Mention]:
        """All of them, in order."""
        found: list[Mention] = []
        at: int | None = 0
        while at is not None:
            at = self._collect(at, found)
        return found

    def _collect(self, at: int, found: list[Mention]) -> int | None:
        """Add the mentions from `at` on; where a crowd of them ends, and the reading goes on."""
        text, memory, count = self.text, self.memory, 0
        for chain in chains(text, at):
            for expression in expressions(text, chain):
                memory.at, memory.until = start, end = expression[:2]
                if start >= memory.border:
                    memory.move(start)
                    count = 0
                count += 1
                if count > CROWD:  # more than any sentence of prose tells: a flood, not a text
                    return memory.stop()
                sign, led = behind(text, end), before(text, start)
                if (sign in BEHIND or led in BEFORE or expression.doubtful) and is_no_time(text, expression):
                    continue
                read = self.attempt(expression)
                if read is not None:
                    about = (sign in _ABOUT_BEGINS or led in _ABOUT_ENDS) and _is_about(text, start, end)
                    found.append(self._mention(expression, read, about))
        return None

    def _mention(self, expression: Expression, read: Read, about: bool) -> Mention:
        start, end, form, points, _, amounts = expression[:6]
        kind, span, why, rule, rejected, context, confidence = read
        text = self.text
        written: Any = Written(
            start, end, text[start:end], kind, span, why, rule, self.anchor,
            lengths.iso(amounts) if amounts and kind == Kind.DURATION else None,
            sets.rule(expression) if form == "set" else None,
            points[-1].part if points else None,
            about,
            context, confidence, rejected,
        )  # fmt: skip
        return written  # type: ignore[no-any-return]

    def attempt(self, expression: Expression) -> Read | None:
        """What an expression comes to; where it cannot be placed, why not, and None for what is no time then."""
        if self.recurring and not expression.joins:
            self.recurring = False
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
            if expression.equal is not None and isinstance(expression.amounts[-1], Offset):
                return self.offset_to(expression.equal, expression)
            self.keep_stretch(expression)
            return self.since(expression) or read_length(expression, self.text, self.anchor, self.directions)
        if form == "vague":
            return Read(Kind.VAGUE, None, "달력에 놓을 수 없는 때", "vague")
        if form == "then":
            return self.then(expression)
        if form == "set" or (expression.joins and self.recurring):
            self.recurring, self.recurred = True, self.memory.sentence
            return Read(Kind.SET, None, "되풀이되는 때", "set")
        return self.range(expression)

    def setting(self, expression: Expression) -> Setting:
        before = self.before.start if self.before and expression.joins else None
        return Setting(
            self.today, partial(_way, self.directions, self.whole, expression), self.memory, before
        )

    def follows(self, expression: Expression, point: Point, setting: Setting) -> Placed | None:
        """The day or month of "2018년 3월 착공해 10월 준공했다", where the story goes on from a date told in full."""
        course = self.course
        if course is None or not course.leads(point) or setting.before is not None:
            return None
        if course.sentence != self.memory.sentence:
            if point.month is None:
                return self.of_stretch(expression, point, setting) or self.next_of_story(
                    course, point, setting
                )
            if not self.of_old(course):
                return None
        elif not goes_on(self.text, course.end, expression.start):
            return None
        way = setting.way
        if way.speech or way.word == "현재":
            return None
        start = course.placed.start
        placed = place(point, setting.joined(start if point.month is None else start.replace(day=1)))
        today = setting.today
        if placed.start > today if way.way == "past" else way.way == "future" and placed.end <= today:
            return None
        if point.month is None and way.way != "future" and _ZERO <= today - start < _LATELY:
            near = place(point, setting)
            if abs((near.start - today).days) <= _JUST_NOW:
                return None
        return placed

    def next_of_story(self, course: Step, point: Point, setting: Setting) -> Placed | None:
        """The 12일 of "지난 4월 10일 산불이 났다. 12일 불길을 잡았다", the 4일 of "6월 3일 치른다. 4일에는".

        A bare day of the next sentence, within days of the date told: only where that day of this month is long
        past, for such a one is told with 지난, or where no verb says that it is past.
        """
        way, start, today = setting.way, course.placed.start, setting.today
        if self.memory.sentence - course.sentence != 1 or way.speech:
            return None
        if way.way == "future":
            return self.within_event(course, point, setting)
        if course.placed.grain != Grain.DAY or (led := way_of(self.directions, course.end)).attributive:
            return None
        then, near = place(point, setting.joined(start)), place(point, setting)
        if then.start - start > _SOON or near.start > today or then.start == near.start:
            return None
        old = today - near.start > _LONG_PAST
        if start > today:
            return then if way.way == "near" or (old and then.start - start <= _NEXT) else None
        reach = _A_MONTH if start.year < today.year and course.told.year is not None else _LONG_PAST
        told = way.way == led.way == "past" and then.start - start <= reach
        return then if old and told and then.start <= today else None

    def of_stretch(self, expression: Expression, point: Point, setting: Setting) -> Placed | None:
        """The 9일 of "다음 달 7일부터 10일까지 연다. 첫날에는 …. 9일에는": a day of the stretch to come."""
        memory = self.memory
        stretch, way = memory.stretch, setting.way
        if stretch is None or memory.sentence - memory.stretched > LEANS or way.speech:
            return None
        if stretch[0] <= setting.today or stretch[1] - stretch[0] > _A_MONTH:
            return None
        then, near = place(point, setting.joined(stretch[0])), place(point, setting)
        if then.end > stretch[1] or near.start >= stretch[0]:
            return None
        of_it = self.text.startswith(_OF_IT, expression.end)
        return then if of_it or setting.today - near.start > _LONG_PAST else None

    def within_event(self, course: Step, point: Point, setting: Setting) -> Placed | None:
        """The 20일 of "다음 달 4일부터 교육을 한다. 교육은 20일 끝난다": no day of an event lies before its first."""
        memory, start = self.memory, course.placed.start
        topic = _EVENT_TOPIC.match(self.text, memory.stops[memory.sentence - 1])
        if topic is None or self.text.find(topic[1], course.end, memory.stops[memory.sentence - 1]) < 0:
            return None
        then, near = place(point, setting.joined(start)), place(point, setting)
        return then if near.start < start and then.start - start <= _LATELY else None

    def equalled(self, point: Point) -> Placed | None:
        """The 23일 of "일주일 뒤인 23일", as it was counted."""
        equal, self.equal = self.equal, None
        return equal[1] if equal and equal[0].day == point.day and not point.month else None

    def within(self, expression: Expression, point: Point, placed: Placed) -> Placed:
        """A bare day still to come that a later word of its sentence bounds: 20일 개막해 11월 5일까지 이어진다."""
        if placed.rule != "day-of-month.future" or point.toward or point.weekdays or point.day is None:
            return placed
        until = _UNTIL.match(self.text, expression.end)
        if until is None:
            return placed
        day = given(int(until[2]))
        if until[1] is None and day.n <= point.day.n:
            return placed
        limit = Point("md").but(month=given(int(until[1])), day=day) if until[1] else Point("d").but(day=day)
        last = place(limit, self.setting(expression)).start
        if placed.start <= last or placed.start - last > 2 * _LATELY:
            return placed
        start, rejected = nearest_day(point.day.n, last, "past", FIRM)
        why = f"뒤의 {last}에 앞선 {point.day.n}일"
        return Placed(start, start + DAY, Grain.DAY, "day-of-month.before", why, rejected)

    def of_old(self, course: Step) -> bool:
        """Whether all days told so far are of one year gone by, that the last date named: its story goes on."""
        year, today = course.told.year, self.today
        if year is not None and year.base == "told" and today is not None and course.told.month is None:
            return self.memory.sentence - course.sentence == 1 and course.placed.end.year < today.year
        if year is None or year.base != "given" or today is None or year.n >= today.year:
            return False
        days = self.memory.days
        if not days or days[-1].setting.way.attributive:
            return False
        return all(day.year == year.n for day in self.memory.counts)

    def keep_course(self, expression: Expression, point: Point, placed: Placed) -> None:
        """Remember a date whose month or year was told, or that went on from one."""
        if self.of_ahead(expression, point, placed):
            return
        named = expression.equal is not None and (point.holiday is not None or point.leans)
        if point.month is not None or point.year is not None or named or placed.rule.endswith(".joined"):
            self.course = new(Step, (placed, point, expression.end, self.memory.sentence, named))

    def of_ahead(self, expression: Expression, point: Point, placed: Placed) -> bool:
        """2022학년도 요강을 3월 31일까지, 2022년 예산안을 12월 15일: a year to come that says of what, not when."""
        if point.month is not None or point.day is not None or self.today is None:
            return False
        if placed.grain != Grain.YEAR or placed.start.year <= self.today.year:
            return False
        behind = _OF_SCHOOL if self.text.startswith("도", expression.end - 1) else _OF_BUDGET
        return behind.match(self.text, expression.end) is not None

    def of_school_year(self, expression: Expression, point: Point) -> Point:
        """2022학년도 수능: the exam of a school year is held before that begins."""
        year = point.year
        if year is None or year.base != "given" or not point.holiday or point.holiday[0] not in _EXAM:
            return point
        told = self.text.find("학년도", expression.start, expression.end) >= 0
        return point.but(year=Ref("school", year.n)) if told else point

    def since(self, expression: Expression) -> Read | None:
        """사흘 뒤, of a story told as past: counted from the day told last; None where it is not."""
        offset, told = expression.amounts[-1], self.memory.last_told()
        if self.today is None or not isinstance(offset, Offset):
            return None
        if told is None or not counts_from_story(expression, offset, self.text, self.directions):
            return self.years_on(expression, offset)
        if offset.way == "전" and self.today - told.start < LONG_AGO:
            return None
        sign = -1 if offset.way == "전" else 1
        start = lengths.shift(midnight(told.start), expression.amounts, sign).date()
        if start > self.today:
            return None
        why = f"앞에 나온 {told.start}에서 센 날"
        placed = Placed(start, start + DAY, Grain.DAY, "offset.told", why, context=True, confidence=0.7)
        return _reading(Kind.DATE, whole_days(placed), placed, True)

    def years_on(self, expression: Expression, offset: Offset) -> Read | None:
        """5년 뒤, of a story that told a year long gone just before: 1982년 서울로 갔고 5년 뒤 상을 받았다."""
        course, today = self.course, self.today
        if course is None or today is None or offset.way == "전" or lengths.finest(expression.amounts) != "Y":
            return None
        if course.told.year is None or self.memory.sentence - course.sentence > 1:
            return None
        if not counts_from_story(expression, offset, self.text, self.directions, units="Y"):
            return None
        span = lengths.around(midnight(course.placed.start), expression.amounts, 1)
        if span.end.date() > today:
            return None
        why = f"앞에 나온 {course.placed.start.year}년에서 센 해"
        return Read(Kind.DATE, span, why, "offset.told", (), True, 0.7)

    def keep_stretch(self, expression: Expression) -> None:
        """Remember the days of "18일부터 사흘간": 첫날 and 마지막 날 count in them."""
        memory = self.memory
        begun = self.text.endswith("부터 ", 0, expression.start) or (
            memory.here is not None
            and 0 <= memory.here.at < expression.start <= memory.here.at + _BEGUN_REACH
            and _GOES_ON.match(self.text, expression.end)
            and _BEGUN.search(self.text, memory.here.at, expression.start)
        )
        placed = memory.placed if begun else None
        if placed is None or memory.placed_in != memory.sentence or placed.end - placed.start > DAY:
            return
        end = lengths.shift(midnight(placed.start), expression.amounts, 1).date()
        if placed.end < end:
            memory.stretch, memory.stretched = (placed.start, end), memory.sentence

    def point(self, expression: Expression) -> Read:
        point = self.of_school_year(expression, expression.points[0])
        if point.alone and not point.has_time and not expression.joins:
            placed, read = _alone(point, self.today)
            self.before = placed
            self.keep_course(expression, point, placed)
            self.memory.tell(placed, point, self.setting(expression))
            if self.text.startswith("까지", expression.end):
                self.memory.reach(placed)
            return read
        if not point.has_date:
            return self.time_only(expression, point)
        if point.generic:
            return Read(Kind.SET, None, "해마다 오는 때", "season.generic")
        if (
            (point.nth or point.weekend or (point.weekdays and not point.day))
            and point.week is None
            and self.recurred == self.memory.sentence
            and not (point.month or point.year or point.toward)
        ):
            return Read(Kind.SET, None, "앞의 되풀이되는 때에 이어짐", "set.joined")
        if point.nth and len(point.nth) > PAIR and not (point.month or point.year or point.toward):
            self.recurring, self.recurred = True, self.memory.sentence
            return Read(Kind.SET, None, "달마다의 때", "set.nth")
        lone = point.letters in {"w", "E"} and not point.toward
        if lone and _CLOSED.match(self.text, expression.end):
            return Read(Kind.SET, None, "요일마다의 때", "set.weekdays")
        if point.weekdays and _recurs(point.weekdays) and _is_weekly(point):
            return Read(Kind.SET, None, "요일마다의 때", "set.weekdays")
        if point.nth and point.letters in {"VE", "Vw"} and hangs_on_noun(self.text, expression):
            raise Unplaced("앞의 일에 딸린 때")
        anaphor = point.leans
        self.memory.noun = ""
        if anaphor and expression.equal is None and point.day is not None:
            here = self.text.startswith(_THAT_DAY, expression.start)
            noun = "" if here else noun_before(self.text, expression)
            if len(noun) > 1 and self.memory.of(noun):
                self.memory.noun = noun
            elif hangs_on_noun(self.text, expression):
                raise Unplaced("앞의 일에 딸린 날")
        if point.ordinal and anaphor:
            self.memory.noun = noun_before(self.text, expression)
        setting = self.setting(expression)
        placed = (
            self.same_as(expression, setting)
            if expression.equal
            else self.follows(expression, point, setting) or self.equalled(point)
        ) or self.within(expression, point, place(point, setting))
        self.before = placed
        self.keep_course(expression, point, placed)
        if point.holiday is None or not names_occasion(self.text, expression):
            self.memory.tell(placed, point, setting)
            if self.text.startswith("까지", expression.end):
                self.memory.reach(placed)
            elif _ALTOGETHER.match(self.text, expression.end):
                self.memory.gather(placed)
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
        equal, named = expression.equal, None
        if (point.holiday or point.leans) and equal.month is None and equal.day is not None:
            with suppress(Unplaced):
                named = place(point, setting)
            if (
                named is not None and named.start.day == equal.day.n
            ):  # 추석인 17일, 전날인 31일: the name knows the month
                return named._replace(rule="equal", why=f"뒤에 적힌 날짜와 같음: {named.why}", confidence=1.0)
        last = self.memory.last
        if point.ordinal and equal.month is None and last is not None and setting.today < last:
            setting = setting.joined(last)  # 10월 18일 열린다. 마지막 날인 26일
        told = place(equal, setting)
        return told._replace(rule="equal", why=f"뒤에 적힌 날짜와 같음: {told.why}")

    def offset_to(self, equal: Point, expression: Expression) -> Read:
        """이틀 뒤인 9일: the date that it is said to be."""
        told = self.counted(equal, expression) or place(equal, self.setting(expression))
        why = f"뒤에 적힌 날짜와 같음: {told.why}"
        return Read(Kind.DATE, whole_days(told), why, "equal", told.rejected, told.context, told.confidence)

    def counted(self, equal: Point, expression: Expression) -> Placed | None:
        """일주일 뒤인 23일: that day, about so long after the day told last; None where it is not near there."""
        last, day = self.memory.last, equal.day
        if last is None or day is None or equal.year is not None or equal.month is not None:
            return None
        offset = expression.amounts[-1]
        sign = -1 if isinstance(offset, Offset) and offset.way == "전" else 1
        about = lengths.shift(midnight(last), expression.amounts, sign).date()
        start = next((d for n in (0, 1, -1, 2, -2) if (d := about + n * DAY).day == day.n), None)
        if start is None:
            return None
        why = f"앞에 나온 {last}에서 센 {start.day}일"
        placed = Placed(start, start + DAY, Grain.DAY, "day-of-month.counted", why, context=True)
        self.equal = (equal, placed)
        return placed

    def _span(self, point: Point, placed: Placed) -> Span:
        if not point.has_time:
            return whole_days(placed)
        memory = self.memory
        start, end, grain = timed(point, placed.start, memory.half)
        if later_half(point, memory.half, memory.hour):
            start, end = start + HALF, end + HALF
        memory.half, memory.hour = half_of(start), start.hour
        return Span(start, end, grain)

    def leaning(self) -> Placed:
        """The day that a time without a date belongs to: the one the text is about, else the report's."""
        memory = self.memory
        here = memory.here
        told = here if here is not None and here.aside else memory.antecedent()
        if told is not None and (len(memory.counts) <= FEW or memory.sentence - told.sentence <= LEANS):
            return _one_day(
                told.start, "time.told", f"앞에 나온 {told.start}의 시각", told != self.memory.here
            )
        today = self.today
        if today is None:
            raise Unplaced("날짜가 없음")
        return _one_day(today, "time.publication", f"날짜가 없어 보도일 {today}의 시각", False)

    def time_only(self, expression: Expression, point: Point) -> Read:
        if self.recurred == self.memory.sentence and self.memory.here is None:
            return Read(Kind.SET, None, "앞의 되풀이되는 때에 이어짐", "set.joined")
        way = _way(self.directions, self.whole, expression)
        if (
            point.hour is None
            and not point.noon
            and self.memory.here is None
            and self._as_noun(expression, way)
        ):
            return Read(Kind.SET, None, "날마다의 때", "part.generic")
        if self._from_then_on(expression):
            return Read(Kind.SET, None, "그날부터 날마다의 시간", "hours.daily")
        placed = self.leaning()
        span = self._span(point, placed)
        if way.word == LONE and self.anchor and span.has_clock and span.end <= self.anchor:
            placed = _one_day(
                placed.start + DAY, "time.coming", "홀로 적힌, 보도 때를 지난 시각: 다음 날", False
            )
            span = self._span(point, placed)
        return _reading(Kind.TIME, span, placed, False)

    def _from_then_on(self, expression: Expression) -> bool:
        """Whether it is the hour until which something is done from a day on: 15일부터 밤 11시까지."""
        if not self.text.startswith("까지", expression.end):
            return False
        return self.memory.here is not None and self.text.endswith("부터 ", 0, expression.start)

    def _as_noun(self, expression: Expression, way: Way) -> bool:
        """Whether a part of the day is told as such: 밤이 깊다, 금빛 새벽, 아침에는 춥다."""
        part = expression.points[0].parts[-1]
        if part in _NOUNS and _DEGREES.match(self.text, expression.end) and self._day_before():
            return False  # 28일은 맑겠다. 낮 기온은 25도로 예상된다
        return way.weak or (part in _NOUNS and _AS_NOUN.match(self.text, expression.end) is not None)

    def _day_before(self) -> bool:
        """Whether this sentence or the one before told a day."""
        days = self.memory.days
        return bool(days) and self.memory.sentence - days[-1].sentence <= 1

    def range(self, expression: Expression) -> Read:
        first, last = ranges.lent(*expression.points)
        if not first.has_date and not last.has_date:
            return self.hours(expression, first, last)
        if (
            first.month
            and not (first.day or first.year)
            and self.text.endswith(_SEASON_OF, 0, expression.start)
        ):
            self.recurring, self.recurred = True, self.memory.sentence
            return Read(Kind.SET, None, "해마다 오는 때", "season.generic")
        if _is_weekly(first) and first.has_time:
            return Read(Kind.SET, None, "요일마다의 시간", "hours.weekly")
        setting = self.setting(expression)
        leaning = self.leaning() if not first.has_date else _one_day(date.min, "", "", False)
        if (led := self.follows(expression, first, setting)) is not None:
            setting = setting.joined(led.start)  # its own day is the first from there on
        begin, until = ranges.ends(first, last, setting, leaning)
        span = ranges.between(first, last, begin, until, self.memory.half)
        self.before = until
        ahead = until if last.month or last.year else begin  # 4일부터 19일까지, … 10일부터 19일까지
        self.keep_course(expression, last if last.month or last.year else first, ahead)
        gone = self.today is not None and until.end <= self.today and until.end - begin.start > 10 * DAY
        self.memory.tell(begin, first, setting, whole=False, gone=gone)
        self.memory.tell(begin._replace(end=max(until.end, begin.end), span=None), last, setting)
        if last.year:
            self.memory.year = until.start.year
        if last.month:
            self.memory.month = month_index(until.start)
        why, confidence = f"{begin.why} ~ {until.why}", min(begin.confidence, until.confidence)
        rule = f"range.{begin.rule}"
        return new(Read, (Kind.RANGE, span, why, rule, begin.rejected, begin.context, confidence))

    def hours(self, expression: Expression, first: Point, last: Point) -> Read:
        """오전 10시~오후 5시: of the day told, or of every day where the words are those of opening hours."""
        memory = self.memory
        if self._opening_hours(expression) or (
            memory.stretched == memory.sentence and memory.here is not None and _days(memory.stretch) > 1
        ):
            if memory.here is None:
                self.recurred = memory.sentence
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


def _recurs(weekdays: tuple[int, ...]) -> bool:
    """Whether weekdays are those of every week: 월·수·금, 화·목; not 토·일."""
    return len(weekdays) > PAIR or (len(weekdays) == PAIR and weekdays[1] - weekdays[0] > 1)


def _is_weekly(point: Point) -> bool:
    """화~일요일, without a week, a month or a day to lie in."""
    return len(point.weekdays) > 1 and not (
        point.week is not None or point.month or point.day or point.toward
    )


def _is_about(text: str, start: int, end: int) -> bool:
    """Whether the words around say that the time is not exact: 3시께, 약 3시간."""
    return bool(_APPROXIMATE.match(text, end) or _ABOUT.search(text, max(0, start - 6), start))


def _way(directions: Directions, whole: int, expression: Expression) -> Way:
    """Which way the words look; a date that is the whole text, as somebody asks for it, to what comes."""
    start, end = expression[:2]
    text = directions.text
    if behind(text, end) in _AS_OF_FIRST and _AS_OF.match(text, end):
        return Way("past", "현재")
    if end - start == whole and ((point := expression.points[0]).month or not point.day):
        return Way("future", LONE)
    return way_of(directions, end)


@lru_cache(maxsize=4096)
def _alone(point: Point, today: date | None) -> tuple[Placed, Read]:
    """What comes of a date that the words around have no say in: once for all who tell it so on that day."""
    placed = place(point, Setting(today, lambda: NOWHERE, Memory()))
    return placed, _reading(Kind.DATE, whole_days(placed), placed, False)


def _days(stretch: tuple[date, date] | None) -> int:
    return (stretch[1] - stretch[0]).days if stretch else 0


def _one_day(day: date, rule: str, why: str, context: bool) -> Placed:
    return Placed(day, day + DAY, Grain.DAY, rule, why, context=context, confidence=0.8)


def _reading(kind: Kind, span: Span, placed: Placed, anaphor: bool) -> Read:
    _, _, _, rule, why, rejected, context, confidence, _ = placed
    return new(Read, (kind, span, why, rule, rejected, context or anaphor, confidence))


def _unplaced_kind(expression: Expression) -> Kind | None:
    """What is still worth showing without a place on the calendar."""
    if expression.form == "then":
        return None
    if any(point.leans for point in expression.points):
        return None if expression.points[0].period else Kind.ANAPHOR
    if expression.form in {"range", "between"}:
        return Kind.RANGE
    point = expression.points[0] if expression.points else None
    if point is None or set(point.letters) <= set("Vl,"):
        return None
    return Kind.DATE if point.has_date else Kind.TIME
