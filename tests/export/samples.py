"""Entries as literals and a shelf to stand them on, for the tests of feeds and pages (loaded by path)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from timeline.model import (
    SEOUL,
    Article,
    Citation,
    Entry,
    Event,
    EventKind,
    Grain,
    Kind,
    Mention,
    Place,
    Quote,
    Span,
    Stamp,
    Status,
)
from timeline.query import Dossier, Order, Query, Revision, Run, Saved, Standing, Told

LEARNED = datetime(2021, 1, 27, 20, 40, tzinfo=SEOUL)
PRINTED = Stamp(datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL), "minute", "label", "2021. 01.27. 20:37")
ARTICLE = Citation(
    "example", "000", "https://example.org/articles/000", "보기신문", "새 기관이 문을 열었다", PRINTED
)


def at(text: str) -> datetime:
    """A moment in Seoul: "2021-01-27" or "2021-01-27T14:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def span(start: str, end: str, grain: Grain) -> Span:
    return Span(at(start), at(end), grain)


def mention(words: str, told: Span | None, *, start: int = 0, **more: Any) -> Mention:
    kind = Kind.DATETIME if told and told.has_clock else Kind.DATE
    return Mention(
        start,
        start + len(words),
        words,
        kind,
        told,
        "기사의 날에서 읽음",
        "day-of-month.past",
        PRINTED.at,
        **more,
    )


def entry(number: int, told: Span, words: str = "", **more: Any) -> Entry:
    """An entry whose evidence begins with the time words; `more` are fields of the event or of the entry."""
    mine = {
        name: more.pop(name)
        for name in ("revision", "change", "created", "updated", "citations", "withdrawn")
        if name in more
    }
    part, approximate = more.pop("part", None), more.pop("approximate", False)
    sentence = more.pop("sentence", f"{words} 보기회관에서 {number}번째 행사를 연다.".strip())
    when = mention(words, told, part=part, approximate=approximate) if words else None
    event = {
        "kind": EventKind.OCCURRENCE,
        "title": f"{number}번째 행사",
        "status": Status.HELD,
        "evidence": Quote(0, len(sentence), sentence),
        "when": when,
        "confidence": 0.95,
    } | more
    kept = {
        "revision": 0,
        "change": number,
        "created": LEARNED,
        "updated": LEARNED,
        "citations": (ARTICLE,),
    } | mine
    return Entry(uid=f"00000000-0000-4000-8000-{number:012}", event=Event(span=told, **event), **kept)


# The event of CALENDAR 5.5, word for word: the contract's own sample.
CEREMONY_TEXT = (
    "광주시는 27일 오후 첨단3지구 광주이노비즈센터 다목적 강당에서 광주경제자유구역청 개청식을 개최했다."
)
AFTERNOON = span("2021-01-27T12:00", "2021-01-27T18:00", Grain.PART)
_HALL = Place(
    start=1049,
    end=1070,
    text="첨단3지구 광주이노비즈센터 다목적 강당",
    name="광주이노비즈센터 다목적강당",
    address="광주광역시 북구 첨단3지구",
    regions=("광주", "북구"),
)
CEREMONY = Entry(
    uid="6b1f0c8e-7a1d-5c52-9d35-3f2c6a7d0e01",
    revision=0,
    change=1841,
    created=LEARNED,
    updated=LEARNED,
    event=Event(
        kind=EventKind.OCCURRENCE,
        title="광주경제자유구역청 개청식",
        span=AFTERNOON,
        status=Status.HELD,
        evidence=Quote(1037, 1037 + len(CEREMONY_TEXT), CEREMONY_TEXT),
        when=mention("27일 오후", AFTERNOON, start=1042, part="오후", confidence=0.98),
        place=_HALL,
        main=True,
        confidence=0.98,
        category="정치",
        topics=("개청",),
        regions=("광주", "북구"),
    ),
    citations=(ARTICLE,),
)


class Heap:
    """A shelf of literals. `change` counts what was put on it; `reads` what was read; `broken` makes it fail."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.kept = {each.uid: each for each in entries}
        self.change = max((each.change for each in self.kept.values()), default=0)
        self.changed = max((each.updated for each in self.kept.values()), default=None)
        self.reads = 0
        self.broken: Exception | None = None
        self.breaks_after: int | None = None
        self.sources: list[Standing] = []
        self.looks: dict[str, list[Run]] = {}
        self.newest: Article | None = None
        self.feeds: dict[str, Saved] = {}

    def put(self, *entries: Entry) -> None:
        for each in entries:
            self.change += 1
            self.kept[each.uid] = replace(each, change=self.change)
            self.changed = max(filter(None, (self.changed, each.updated)))

    def take(self, uid: str, when: datetime) -> None:
        old = self.kept[uid]
        self.put(replace(old, withdrawn=True, revision=old.revision + 1, updated=when))

    def edit(self, uid: str, when: datetime, **event: Any) -> None:
        old = self.kept[uid]
        self.put(replace(old, event=replace(old.event, **event), revision=old.revision + 1, updated=when))

    def latest(self) -> tuple[int, datetime | None]:
        if self.broken:
            raise self.broken
        return self.change, self.changed

    def entry(self, uid: str) -> Entry | None:
        if self.broken:
            raise self.broken
        return self.kept.get(uid)

    def entries(self, query: Query, *, limit: int | None = None, order: Order = "start") -> Iterator[Entry]:
        if self.broken:
            raise self.broken
        found = [each for each in self.kept.values() if self._wanted(each, query)]
        if query.since:
            now = [each for each in found if each.event.span.end > query.since]
            old = sorted(
                set(found) - set(now), key=lambda each: (each.event.span.start, each.uid), reverse=True
            )
            found = now + old[: query.newest_past]
        found.sort(key=_start if order in ("start", "latest") else _newest, reverse=order == "latest")
        if query.per_day:
            days = Counter[date]()
            days_before = [
                (each, days.update([each.event.span.start.date()]) or days[each.event.span.start.date()])
                for each in found
            ]
            found = [each for each, place in days_before if place <= query.per_day]
        for number, each in enumerate(found[:limit]):
            if self.breaks_after is not None and number >= self.breaks_after:
                raise OSError("the disk went away")
            self.reads += 1
            yield each

    def outlines(self, query: Query) -> Iterator[Entry]:
        """As a store gives them: whoever shows more than an outline must ask for it."""
        for each in self.entries(query):
            told = each.event
            bare = Event(told.kind, "", told.span, told.status, Quote(0, 0, ""), confidence=told.confidence)
            yield replace(each, event=bare, citations=())

    def written(self, query: Query, form: int) -> Iterator[Told]:  # noqa: ARG002
        return (Told(each, b"") for each in self.entries(query))

    def texts(self, query: Query, form: int) -> Iterator[bytes | Entry]:  # noqa: ARG002
        return self.entries(query)

    def filled(self, outlines: Sequence[Entry]) -> list[Entry]:
        return [self.kept[each.uid] for each in outlines]

    def count_days(self, query: Query) -> dict[date, int]:
        return dict(
            Counter(each.event.span.start.date() for each in self.entries(replace(query, with_day=True)))
        )

    def count_facets(self, query: Query) -> dict[str, dict[str, int]]:
        found = list(self.entries(query))
        values = {
            "region": (name for each in found for name in each.event.regions),
            "category": (each.event.category for each in found if each.event.category),
            "source": (name for each in found for name in {cited.source for cited in each.citations}),
        }
        return {name: dict(Counter(each).most_common()) for name, each in values.items()}

    def revisions(self, uid: str) -> list[Revision]:
        each = self.entry(uid)
        return [Revision(each.revision, each.updated, each.event, each.withdrawn)] if each else []

    def article(self, source: str, key: str) -> tuple[Article, list[Entry]] | None:
        mine = [
            each
            for each in self.kept.values()
            for cited in each.citations
            if (cited.source, cited.key) == (source, key)
        ]
        if not mine:
            return None
        cited = next(cited for cited in mine[0].citations if (cited.source, cited.key) == (source, key))
        told = Article(source, key, cited.url, cited.headline, cited.published, (), publisher=cited.publisher)
        return told, sorted(mine, key=_start)

    def articles(
        self, after: int, limit: int, since: datetime | None = None, sources: Sequence[str] = ()
    ) -> list[tuple[int, Article]]:
        cited = dict.fromkeys((c.source, c.key) for each in self.kept.values() for c in each.citations)
        told = [told[0] for source, key in cited if (told := self.article(source, key))]
        wanted = (
            (number, each)
            for number, each in enumerate(told, 1)
            if number > after
            and (not sources or each.source in sources)
            and (not since or (each.published and each.published.at >= since))
        )
        return list(wanted)[:limit]

    def changes(self, after: int, limit: int) -> list[Entry]:
        return sorted(
            (each for each in self.kept.values() if each.change > after), key=_newest, reverse=True
        )[:limit]

    def saved(self, secret: str) -> Saved | None:
        if self.broken:
            raise self.broken
        return self.feeds.get(secret)

    def standings(self) -> list[Standing]:
        return self.sources

    def names(self) -> dict[str, str]:
        return {each.id: each.name for each in self.sources}

    def runs(self) -> dict[str, list[Run]]:
        return self.looks

    def dossier(self, source: str, since: date) -> Dossier | None:
        told = next((each for each in self.sources if each.id == source), None)
        return (
            Dossier(told, tuple(self.looks.get(source, ())), {since: (3, 2)}, self.newest) if told else None
        )

    def _wanted(self, each: Entry, query: Query) -> bool:
        event = each.event
        tests = (
            not each.withdrawn or query.withdrawn,
            not query.kinds or event.kind in query.kinds,
            not query.statuses or event.status in query.statuses,
            not query.grains or event.span.grain in query.grains,
            not query.regions or set(query.regions) & set(event.regions),
            not query.categories or event.category in query.categories,
            not query.sources or any(cited.source in query.sources for cited in each.citations),
            all(word in event.title for word in query.words.split()),
            query.until is None or event.span.start < query.until,
            query.starting is None or event.span.start >= query.starting,
            query.with_day is None or query.with_day == _has_day(event.span),
            not query.revised or each.revision > 0,
            each.change > query.changed_after or not query.changed_after,
            event.confidence >= query.min_confidence,
            not query.lone_reports or event.kind is EventKind.OCCURRENCE or not self._has_occurrence(each),
        )
        return all(tests)

    def _has_occurrence(self, report: Entry) -> bool:
        told = {cited.key for cited in report.citations}
        return any(
            each.event.kind is EventKind.OCCURRENCE and told & {cited.key for cited in each.citations}
            for each in self.kept.values()
        )


def _start(each: Entry) -> tuple[datetime, str]:
    return each.event.span.start, each.uid


def _has_day(told: Span) -> bool:
    known = told.grain in (Grain.MINUTE, Grain.HOUR, Grain.DAY)
    return known or (told.grain is Grain.PART and told.end - told.start < timedelta(days=5))


def _newest(each: Entry) -> int:
    return -each.change


def calendar_of(count: int, first: str = "2021-01-01", *, hours: int = 24) -> list[Entry]:
    """So many day entries, one every `hours` hours from the first day on."""
    start = at(first)
    days = (start + timedelta(hours=hours * number) for number in range(count))
    dates = (day.replace(hour=0, minute=0) for day in days)
    return [
        entry(number, Span(day, day + timedelta(days=1), Grain.DAY), f"{day.day}일")
        for number, day in enumerate(dates)
    ]


def mixed(count: int, days: int = 365) -> list[Entry]:
    """So many entries as rich as the contract's sample, of all day, of a part of a day and of an hour, in turn."""
    made = []
    for number in range(count):
        day = at("2021-01-01") + timedelta(days=number % days)
        spans = (
            Span(day, day + timedelta(days=1), Grain.DAY),
            Span(day + timedelta(hours=12), day + timedelta(hours=18), Grain.PART),
            Span(day + timedelta(hours=14), day + timedelta(hours=15), Grain.HOUR),
        )
        told = spans[number % 3]
        when = replace(CEREMONY.event.when, span=told) if CEREMONY.event.when else None
        event = replace(CEREMONY.event, title=f"{number}번째 개청식", span=told, when=when)
        made.append(
            replace(CEREMONY, uid=f"00000000-0000-4000-8000-{number:012}", change=number, event=event)
        )
    return made


_SIGNS = (
    *"\\;,:\"'\r\n\t\x00\u2028 =+-@<>&^가힣漢字",
    "👨\u200d👩\u200d👧",
    "🇰🇷",
    "e\u0301",
    "ᄒ\u1161ᆫ",
    "\u3000",
    "\ufeff",
    "\u202e",
    "\x85",
    "\ud800",
    "\uffff",
    "\x1b",
    "]]>",
    "{{",
    "%0a",
)


def hostile(count: int) -> list[Entry]:
    """So many entries whose every text is made to break a format; the same ones each time."""
    chance = random.Random(20210127)

    def text(most: int) -> str:
        plain = "".join(chr(chance.randrange(0xAC00, 0xD7A4)) for _ in range(chance.randrange(3)))
        return plain + "".join(chance.choice(_SIGNS) for _ in range(chance.randrange(1, most)))

    made = []
    for number, each in enumerate(calendar_of(count, "2016-01-01")):
        sentence, more = text(400), "가" * 300 if number % 50 == 0 else ""
        cited = replace(ARTICLE, headline=text(60) + "제", publisher=text(8) + "신문")
        event = replace(
            each.event,
            title=text(20) + more + "끝",
            evidence=Quote(0, len(sentence), sentence),
            place=replace(_HALL, name=text(30) + "관", address=text(10)),
            category=text(6) + "류",
            topics=(text(6) + "감",),
            regions=(text(5) + "구",),
        )
        made.append(replace(each, event=event, citations=(cited,)))
    return made
