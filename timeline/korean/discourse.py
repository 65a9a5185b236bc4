"""What was told before, and what 이날, 전날, 같은 달 and 이듬해 point at.

이날 means the day that the sentences before it are about. Of the days told lately one must suit the tense of its
own sentence, if any does; then what follows 이날 may name what happened then ("이날 협약식에는": the day of the
협약식); then what is told outright comes before what is quoted or told in passing, the nearest sentence before
one further back, an event's day before the day of its report ("26일 진행했다고 27일 밝혔다. 이날 행사에는": the
26th), the day of the main clause before that of a noun ("지난 1일 취임한 시장은 27일 회견을 열었다. 이날": the
27th). Without any, it is the day of publication, said with little confidence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from timeline.korean import almanac
from timeline.korean.almanac import DAY
from timeline.korean.direction import Way
from timeline.korean.grammar import Point
from timeline.korean.patterns import Here, Pattern, new
from timeline.korean.placed import Placed, Unplaced
from timeline.korean.words import Ref
from timeline.when import Grain

_NO_DAYS = (Grain.WEEK, Grain.MONTH, Grain.PART, Grain.SEASON)
_DAYS, _MONTH = 10 * DAY, 31 * DAY  # longer than that, it is no day that 이날 may mean; no month
_LONG = 62 * DAY  # no festival, and no session
_YEAR = 365 * DAY  # 올해 축제는: no stretch whose 첫날 is meant, where days were told
FADES = 2  # sentences after which a day told in passing is no longer what 이날 means
ECHOES = 5  # the same, where the word behind 이날 was told with that day
_QUOTED = Pattern(r"[“\"][^“”\"\n]*[”\"“\n]?")
_MARKS = "◇◆▣◈"
_SECTION = Pattern(rf"(?:^|\n)\s{{0,3}}[{_MARKS}](?=\s?[^\s:])")
_NAMED = Pattern(r"\s(?:(?:열린|진행된|발표된|공개된|통과된|체결된|결정된|나온)\s)?([가-힣]{2})[가-힣]")
# who acts, and not what happened: "이날 경찰에"
_ACTORS = frozenset(
    {"경찰", "검찰", "법원", "소방", "시장", "군수", "시민", "주민", "정부", "병원", "학교", "현장"}
)
_CHARGE = Pattern(r"[한된린른운은던친긴킨낸든힌]\s혐의(?=[로를다가는])")
_AUTHORITY = Pattern(
    r"(?:경찰|검찰|지검|지법|고법|법원|재판부|경찰서|경찰청|해경|\d부)[은는이가]\s(?:지난\s)?\Z"
)
_SOMEBODY = Pattern(r"[가-힣][은는]\s\Z")
_ACTOR = Pattern(r"(?<![가-힣])[가-힣A-Z]{1,8}[은는이가]\s\Z")
_ACTOR_REACH = 12
_COURT = Pattern(r"(?:재판부|법원)[은는이가]\s\Z")
_JUDGED = Pattern(r"선고|구형|판결|[유무]죄|기각|징역|벌금|재판|공판|인용")
_IN_COURT = Pattern(r"영장|실질심사|출석|송치|선고|공판|재판|법정|기소")
_SUSPECT = Pattern(r"(?:(?<![가-힣])[A-Z가-힣]{1,3}(?:씨|군|양)|(?<![가-힣])그|이들|일당)[은는이가]\s\Z")
# what a story is about, by a word that may not have been told: 사고 이튿날, 개막 전날
OPENINGS = frozenset({"개막", "개장", "개회", "시작", "개막식", "개장식"})
CLOSINGS = frozenset({"폐막", "폐회", "폐장", "폐막식"})
OCCASIONS = (
    OPENINGS
    | CLOSINGS
    | {"사고", "사건", "범행", "화재", "참사", "행사", "대회", "축제", "공연", "경기", "회의"}
)
_TOPIC = Pattern(rf"(?<![가-힣])({'|'.join(sorted((*OCCASIONS, '불', '지진', '토론회', '집회')))})[은는]\s\Z")
_TOPIC_REACH = 8
_DATE = (
    r"(?:[가-힣]{1,4}\s)?(?:\d{1,4}[년월]\s){0,2}\d{1,2}일(?:\([월화수목금토일]\))?"
    r"(?:\s(?:오전|오후)?\s?\d{1,2}시)?"
)
_PAST_PLAN = (
    r"(?:(?:열|치|할|열릴|치를|치러질|개최할)\s)?(?:예정|계획)(?:됐|되었|했|하였|이었|이|돼\s있)던|잡(?:혔|혀\s?있)던"
    r"|(?:열|치르|하|개최하)기로\s(?:한|했던)|(?:열리|열|치르|하|개최하|펼치)려(?:던|고\s했던)"
)
_BEFORE_THAT = ("앞서 ", "앞서, ", "이에 앞서", "이보다 앞서", "이에 앞선")
_FORMER = Here(rf"{_DATE}(?:에서|(?:에|로|부터)?\s(?:{_PAST_PLAN}))")
_PLANNED = Here(rf"(?:에|로)?\s(?:{_PAST_PLAN})")
_LIMIT = Here(rf"{_DATE}(?:\s(?:새벽|아침|오전|낮|오후|저녁|밤))?까지")
_FOLLOWED = Here(rf"{_DATE}[가-힣]?\s[^.\n]{{0,20}}[에데]\s이어\s")
_DATED = Here(rf"{_DATE}\s")
_SINCE = Here(rf"{_DATE}부터")
_STOP = Pattern(r"[.!?\n](?:(?<=\n)\s*|(?<!\n)[”’\"')\]]*(?:\s+|$))")


class Looking(Protocol):
    """Whatever knows which way its words look, and is asked only where it matters."""

    @property
    def way(self) -> Way: ...


class _Nowhere:
    """Words that look nowhere: those of a day that no word told."""

    way = Way("near")


_NO_WORDS = _Nowhere()


class Told(NamedTuple):
    """A day that the text told, and the part it plays in its sentence."""

    start: date
    end: date
    sentence: int
    setting: Looking  # asked only where several days were told
    at: int = -1  # where it stands in the text; before it, in the title
    aside: bool = False  # 전날: the story stays on the day it was counted from

    def in_passing(self, today: date | None) -> bool:
        """Whether a day gone by only explains what the sentence is about: "2일 흉기를 휘두른 혐의를 받는다"."""
        if self.aside:
            return True
        if today is None or self.start >= today:
            return False
        look = self.setting.way
        if look.word == "던":  # 15일 패했던 팀은
            return True
        if look.word.startswith("로 "):  # 23일로 미뤄졌다: what the sentence is about
            return False
        return (look.main if look.attributive else look.way) != "past"


class Memory:
    """The times told so far. Grows as the text is read; one a text."""

    def __init__(self) -> None:
        self.days: deque[Told] = deque(maxlen=8)
        self.counts: dict[date, int] = {}
        self.theme: Told | None = None  # the day told most often, the first of those
        self.year: int | None = None
        self.month: int | None = None
        self.stretch: tuple[date, date] | None = None
        self.stretched = -1  # in which sentence
        self.period: Placed | None = None  # the last time of more than a day
        self.placed: Placed | None = None  # the last time told, and in which sentence
        self.placed_in = -1
        self.half = ""  # of the clock time that this sentence told last, and its hour
        self.hour = self.sentence = 0
        self.stops: tuple[int, ...] = ()  # where sentences end
        self.border = 0  # where the sentence that is read ends
        self.text = ""
        self.at = self.until = 0  # where the expression stands that is read, and where it ends
        self.noun = ""  # what stands before it, where its day was told
        self.quotes: tuple[int, ...] | None = None  # where quotations begin and end, once asked
        self.sections: tuple[int, ...] | None = None

    def open(self, text: str) -> None:
        """Begin to read a text."""
        self.text = text
        self.stops = tuple([found.end() for found in _STOP.finditer(text)])
        self.border = self.stops[0] if self.stops else len(text) + 1

    def move(self, at: int) -> None:
        """Read on to another sentence, the one that `at` lies in."""
        self.sentence, self.half = bisect_right(self.stops, at), ""
        self.border = self.stop() or len(self.text) + 1

    def stop(self) -> int | None:
        """Where the sentence that is read ends; None for the last one."""
        return self.stops[self.sentence] if self.sentence < len(self.stops) else None

    @property
    def last(self) -> date | None:
        return self.days[-1].start if self.days else None

    def last_told(self) -> Told | None:
        """The last day that the text told outright, up to FADES sentences back."""
        told = self.days[-1] if self.days else None
        return (
            told if told is not None and not told.aside and self.sentence - told.sentence <= FADES else None
        )

    @property
    def here(self) -> Told | None:
        """The last day that this very sentence told."""
        return self.days[-1] if self.days and self.days[-1].sentence == self.sentence else None

    def tell(
        self, placed: Placed, point: Point, setting: Looking, *, whole: bool = True, gone: bool = False
    ) -> None:
        """Keep a time for those that lean on it.

        `whole` is False for the first end of a stretch, `gone` True where that is long and past, for no day of
        it is meant then.
        """
        start, end = placed[:2]
        length, day = end - start, point.day
        self.placed, self.placed_in = placed, self.sentence
        compared = not day and point.year and _is_compared(point)
        if not compared and (point.year or point.month or self.year is None):
            self.year = start.year
        if length <= _MONTH and not compared and (day or point.month or self.month is None):
            self.month = 12 * start.year + start.month - 1
        if whole and length > DAY:
            if length < _YEAR or self.stretch is None or self.stretch[1] - self.stretch[0] >= _YEAR:
                self.stretch, self.stretched = (start, end), self.sentence
            if placed.rule not in {
                "period.year",
                "week.before",
            }:  # what it is compared with is not what the text is about
                self.period = placed
        if length > _DAYS or placed.grain in _NO_DAYS or (not whole and gone):
            return
        aside = day is not None and day.base == "told" and day.n < 0
        if aside:  # the day it was counted from is told with it
            self.days.append(new(Told, (end, end + DAY, self.sentence, setting, self.at, False)))
        told = new(Told, (start, end, self.sentence, setting, self.at, aside))
        self.days.append(told)
        times = self.counts[start] = self.counts.get(start, 0) + 1
        if self.theme is None or times > self.counts[self.theme.start]:
            self.theme = told

    def reach(self, last: Placed) -> None:
        """Keep the days from the one told before to this, where no stretch was told lately: 20일 열려 25일까지."""
        stretch = self.stretch
        wide = stretch is None or stretch[1] - stretch[0] >= _YEAR
        if not wide and self.sentence - self.stretched <= ECHOES:
            return
        told = next((told for told in reversed(self.days) if told.end < last.end), None)
        if told is None or self.sentence - told.sentence > 1 or last.end - told.start > _LONG:
            return
        if not told.setting.way.speech:
            self.stretch, self.stretched = (told.start, last.end), self.sentence

    def gather(self, last: Placed) -> None:
        """Keep days that this sentence told one after another as a stretch: 4일과 5일 이틀간."""
        start = last.start
        for told in reversed(self.days):
            if told.sentence == self.sentence and told.end == start:
                start = told.start
        if start < last.start:
            self.stretch, self.stretched = (start, last.end), self.sentence

    def then(self) -> Placed | None:
        """The time that this sentence told last."""
        return self.placed if self.placed_in == self.sentence else None

    def week_before(self) -> date | None:
        """The Monday that 전주 counts from, where its sentence told a week: 지난주 …, 전주보다."""
        told = self.placed if self.sentence - self.placed_in <= 1 else None
        week = told is not None and told.grain == Grain.WEEK
        return told.start if told and week and self.text.startswith("전주", self.at) else None

    def antecedent(self, way: str = "near", today: date | None = None) -> Told | None:
        """The day that 이날 points at, in a sentence that looks this way; None for that of publication."""
        if not self.days:
            return None
        if self._asks_what_was_to_be():  # 같은 날 열리려던: the words look ahead, the day may be past
            way = "near"
        section, echoed, topic = self._section(), self._named(), self._topic()
        days = [told for told in reversed(self.days) if told.at >= section or told.at < 0]
        near = [told for told in days if self.sentence - told.sentence <= FADES]
        near += [
            told
            for told in days
            if FADES < self.sentence - told.sentence <= ECHOES
            and (
                self._echoes(told, echoed, self.at)
                or self._echoes(told, topic, self.at - _TOPIC_REACH)
                or self._judged(told)
            )
        ]
        old = bool(near) and today is not None and all(today - told.start > _YEAR for told in near)
        if old and self._of_somebody():  # 사고는 2022년 났다. 유족들은 이날: of the story, further back
            near += [told for told in days if FADES < self.sentence - told.sentence <= ECHOES]
        if 0 < len(near) < len(days) and not any(self._leads(told, way, today) for told in near):
            near += [
                told for told in days if FADES < self.sentence - told.sentence <= ECHOES and told not in near
            ]
        if len(near) == 1 and _fits(near[0], way, today):
            return near[0]
        some = any(_fits(told, way, today) for told in near)
        if near and (some or way != "past"):
            looks = way if some else "near"
            plain = any(not told.setting.way.speech and not self._in_passing(told, today) for told in near)
            return max(near, key=lambda told: self._suits(told, looks, today, echoed, plain=plain))
        theme = self.theme
        if theme is None or (section and theme.at < section):
            return None
        return theme if way != "past" or _fits(theme, way, today) else None

    def _leads(self, told: Told, way: str, today: date | None) -> bool:
        """Whether a day is what its sentence is about, and may be what 이날 means."""
        if told.sentence < 0:  # the headline's
            return True
        if not _fits(told, way, today) or self._is_limit(told) or self._is_background(told):
            return False
        return not self._in_passing(told, today)

    def _section(self) -> int:
        """Where the section that is read begins: ◇ and its kin open another story."""
        if self.sections is None:
            marked = any(mark in self.text for mark in _MARKS)
            self.sections = tuple([found.end() for found in _SECTION.finditer(self.text)] if marked else ())
        n = bisect_right(self.sections, self.at)
        return self.sections[n - 1] if n else 0

    def _named(self) -> str:
        """What happened then, as the words behind name it: the 협약 of "이날 협약식에는"."""
        found = _NAMED.match(self.text, self.until)
        return found[1] if found and found[1] not in _ACTORS else ""

    def _topic(self) -> str:
        """What happened then, as the words before name it: "불은 이날", "행사는 이날"."""
        found = _TOPIC.search(self.text, max(0, self.at - _TOPIC_REACH), self.at)
        return found[1] if found else ""

    def _judged(self, told: Told) -> bool:
        """Whether a court that is told of this day ("재판부는 이날") judged on that one."""
        if told.at < 0 or told.sentence >= len(self.stops):
            return False
        if not _COURT.search(self.text, max(0, self.at - _TOPIC_REACH), self.at):
            return False
        return (
            _JUDGED.search(self.text, told.at, min(self.stops[told.sentence], told.at + _REACH)) is not None
        )

    def _echoes(self, told: Told, word: str, limit: int | None = None) -> bool:
        """Whether the sentence of a day has that word, before `limit`."""
        if not word or not 0 <= told.sentence < len(self.stops):
            return False
        begin = max(self.stops[told.sentence - 1] if told.sentence else 0, told.at - _REACH)
        end = min(self.stops[told.sentence], told.at + _REACH)
        return self.text.find(word, begin, end if limit is None else min(end, limit)) >= 0

    def _quoted(self, at: int) -> bool:
        """Whether that place lies in somebody's words."""
        if self.quotes is None:
            self.quotes = _quotations(self.text)
        return bisect_right(self.quotes, at) % 2 == 1

    def _suits(
        self, told: Told, way: str, today: date | None, echoed: str, *, plain: bool
    ) -> tuple[int | bool, ...]:
        """How well a day may be what 이날 means: the greater the better. `plain` means that one is told outright."""
        look = told.setting.way
        return (
            _fits(told, way, today),
            not self._goes_before(told)
            and (
                self._echoes(told, echoed, self.at)
                or self._echoes(told, self._topic(), self.at - _TOPIC_REACH)
                or self._judged(told)
            ),
            way == "future" and today is not None and told.start > today and not self._is_limit(told),
            not (told.at >= 0 and self._quoted(told.at)),
            self._was_to_be(told) == self._asks_what_was_to_be(),
            not (self._is_limit(told) or self._is_background(told)),
            not told.aside,
            not (plain and self._in_passing(told, today)),
            told.sentence,
            not look.speech or self._same_actor(told),
            not look.attributive,
        )

    def _in_passing(self, told: Told, today: date | None) -> bool:
        """Whether a day only explains: that of a charge does, but not where 이날 is told of who is charged."""
        here = told.sentence == self.sentence and told.at >= 0
        if here and (told.setting.way.attributive or self.text.endswith("이어 ", 0, self.at)):
            return True  # 1946년 9월 29일 문을 연 대학은 이날, 15일 1명이 확진된 데 이어 이날
        if today is not None and today - told.start > _YEAR and self._of_somebody():
            return True  # 어르신은 1921년 태어났다. 시장은 이날
        if told.at < 0 or not self._is_charge(told):
            return told.in_passing(today)
        suspect = _SUSPECT.search(self.text, max(0, self.at - _TOPIC_REACH), self.at)
        return suspect is None or _IN_COURT.search(self.text, self.until, self.border) is not None

    def _of_somebody(self) -> bool:
        """Whether 이날 is told of somebody who is not charged: 시장은 이날, 유족들은 이날."""
        begin = max(0, self.at - _TOPIC_REACH)
        if _SOMEBODY.search(self.text, begin, self.at) is None:
            return False
        return _SUSPECT.search(self.text, begin, self.at) is None

    def _same_actor(self, told: Told) -> bool:
        """Whether who acts on 이날 acted on that day: "대책위는 28일 …. 대책위는 이날"."""
        actor = _ACTOR.search(self.text, max(0, self.at - _ACTOR_REACH), self.at)
        return actor is not None and told.at >= 0 and self.text.endswith(actor[0], 0, told.at)

    def _is_charge(self, told: Told) -> bool:
        """Whether a day is that of what somebody is charged with: 3일 흉기를 휘두른 혐의로."""
        end = self.stops[told.sentence] if told.sentence < len(self.stops) else len(self.text)
        if _CHARGE.search(self.text, told.at, min(end, told.at + _REACH)) is None:
            return False
        return _AUTHORITY.search(self.text, max(0, told.at - _TOPIC_REACH), told.at) is None

    def limits(self) -> bool:
        """Whether the day that is read is one that something has to be done by: 당일 오후 6시까지 도착한."""
        return self.text.startswith("까지", self.until)

    def _was_to_be(self, told: Told) -> bool:
        """Whether a day is one that something was moved away from: 당초 18일 예정됐던, 15일에서 22일로 연기."""
        return told.at >= 0 and _FORMER.match(self.text, told.at) is not None

    def _asks_what_was_to_be(self) -> bool:
        """Whether what follows was to be then: 같은 날 예정됐던 공연도."""
        return _PLANNED.match(self.text, self.until) is not None

    def _is_background(self, told: Told) -> bool:
        """Whether the sentence of a day goes back before the story: 앞서 6일 상임위에서는."""
        if not 0 < told.sentence <= len(self.stops):
            return False
        return self.text.startswith(_BEFORE_THAT, self.stops[told.sentence - 1])

    def _goes_before(self, told: Told) -> bool:
        """Whether a day is one that the story follows: 지난 12일 승리에 이어 2연승이다."""
        return told.at >= 0 and _FOLLOWED.match(self.text, told.at) is not None

    def _is_limit(self, told: Told) -> bool:
        """Whether a day is only how long something goes on: 25일까지, or has gone on: 지난 8일부터."""
        if told.at < 0:
            return False
        bound = _SINCE if told.setting.way.way == "past" else _LIMIT
        return bound.match(self.text, told.at) is not None

    def of(self, noun: str) -> Told | None:
        """The day of that noun: of the last sentence that told a day and has the word; of 사고, 개막 the story's."""
        here, before = self.here, self.at - len(noun) - 1
        if here is not None and here.at >= 0 and _DATED.fullmatch(self.text, here.at, before):
            return here  # 2014년 4월 16일 참사 당일
        stem = noun.removesuffix("식") if len(noun) > len("개막") else noun  # 결혼했다, 결혼식 전날
        echoed = next((told for told in reversed(self.days) if self._echoes(told, stem, before)), None)
        if echoed is None and noun in OCCASIONS:
            return self._occasion(noun)
        return echoed or here

    def stretch_of_noun(self) -> tuple[date, date] | None:
        """The days that 첫날 counts in: of the noun before it ("축제 첫날"), where it was told, else the last."""
        noun, stretch = self.noun, self.stretch
        if (
            not noun
            or (stretch is not None and noun in OPENINGS | CLOSINGS)
            or (stretch is not None and self._echoes_at(self.stretched, noun))
        ):
            return stretch
        told = next((told for told in reversed(self.days) if self._echoes(told, noun, self.at)), None)
        return (told.start, told.end) if told else stretch

    def _echoes_at(self, sentence: int, word: str) -> bool:
        """Whether a sentence has that word."""
        if not 0 <= sentence < len(self.stops):
            return False
        begin = self.stops[sentence - 1] if sentence else 0
        return self.text.find(word, begin, self.stops[sentence]) >= 0

    def _occasion(self, noun: str) -> Told | None:
        """The day of what a story is about: 사고 이튿날; the first or last of a stretch it told: 개막 전날."""
        if self.stretch is None or noun not in OPENINGS | CLOSINGS or self.sentence - self.stretched > ECHOES:
            return self.theme
        if self.stretch[0].day == self.stretch[1].day == 1:
            return self.theme  # a month is no event
        day = self.stretch[0] if noun in OPENINGS else self.stretch[1] - DAY
        return new(Told, (day, day + DAY, self.stretched, _NO_WORDS, -1, False))

    def that_day(self, told_year: Ref, today: date | None) -> Placed | None:
        """1929년 이날, 전년 같은 날: the same day of that year; None where none was told, or the year has none."""
        told = self.antecedent("near", today)
        if told is None:
            return None
        base = {"given": 0, "told": told.start.year}.get(told_year.base, today.year if today else 0)
        year = base + told_year.n
        if not almanac.exists(year, told.start.month, told.start.day):
            return None
        start = told.start.replace(year=year)
        why = f"앞에 나온 {told.start}과 같은 {year}년의 날"
        return Placed(start, start + DAY, Grain.DAY, "anaphor.year", why, context=True, confidence=0.85)

    def day(self, n: int, today: date | None, way: str, noun: str = "") -> Placed:
        """이날 and its kin, n days on; of a noun told before with its day ("투표 전날"), that day's."""
        told = (self.of(noun) if noun else None) or self.antecedent(way, today)
        if told is not None:
            start = (told.start if n <= 0 else told.end - DAY) + timedelta(days=n)
            why = f"앞에 나온 {told.start}" + (f"에서 {n:+d}일" if n else "을 가리킴")
            rule = f"anaphor.told{n:+d}" if n else "anaphor.told"
            return Placed(start, start + DAY, Grain.DAY, rule, why, context=True, confidence=0.85)
        if today is None:
            raise Unplaced("앞에 나온 날이 없음")
        start = today + timedelta(days=n)
        why = f"앞에 나온 날이 없어 보도일 {today} 기준"
        return Placed(start, start + DAY, Grain.DAY, "anaphor.publication", why, context=True, confidence=0.5)


def _quotations(text: str) -> tuple[int, ...]:
    """Where quotations begin and end; one that its line does not close, or in which another begins, is none."""
    edges: list[int] = []
    for quoted in _QUOTED.finditer(text):
        first, last = quoted.start(), quoted.end() - 1
        if first < last and text[last] in '”"':
            edges += (first, last)
    return tuple(edges)


# words behind a date that make it another story's: 3월 착공한 센터는, 3일 개막을 앞두고
_ANOTHER = Pattern(
    r"(?:[한된던린친킨긴른쓴]|하는|되는|리는|지는|받은|맡은|찾은|있는)\s|앞두|앞둔|앞서|위해|대비|관련|비해|보다|기준"
)
_FAR, _REACH = 80, 300


def goes_on(text: str, begin: int, end: int) -> bool:
    """Whether the words between two dates tell one story, a clause after the other."""
    return end - begin <= _FAR and _ANOTHER.search(text, begin, end) is None


def _is_compared(point: Point) -> bool:
    """Whether a month or stretch of another year is only compared with: 지난해 같은 달보다, 전년 동기."""
    return bool(point.period) or (point.month is not None and point.month.base == "told")


def _fits(told: Told, way: str, today: date | None) -> bool:
    """Whether a sentence told in the past, or as still to come, can be about that day."""
    if today is None or way == "near":
        return True
    if way == "past":
        return told.start <= today
    return told.start > today or (told.start == today and not told.setting.way.speech)
