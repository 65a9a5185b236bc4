"""Which tellings are events? Draws the events of a text whose time mentions are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from timeline.extract.category import category
from timeline.extract.clauses import words
from timeline.extract.concerned import concerned
from timeline.extract.confidence import FLOOR, confidence
from timeline.extract.drafts import Draft, repoint
from timeline.extract.fitness import fit, hopeless, undoubled
from timeline.extract.gathering import BACK, gather
from timeline.extract.headlines import expand
from timeline.extract.hours import daily_hours
from timeline.extract.lazy import pattern
from timeline.extract.listings import read_listing
from timeline.extract.main_event import choose_main
from timeline.extract.mentions import join
from timeline.extract.nouns import event_noun
from timeline.extract.prose import told
from timeline.extract.schedule import read_schedule
from timeline.extract.sentences import Sentence, sentences
from timeline.extract.stretches import stretched
from timeline.extract.tables import LABELS, is_row, read_row
from timeline.extract.tidy import LONGEST
from timeline.extract.tours import called, read_tour
from timeline.extract.whereabouts import fill
from timeline.extract.words import HOLD, POINTERS
from timeline.model import SEOUL, Event, EventKind, Kind, Mention, Quote, Status

_HEADLINE = 300  # characters; what is longer is none, and no pattern of headlines is asked of it
_NO_VALUE = frozenset({Kind.DURATION, Kind.SET, Kind.VAGUE})


def draw(
    text: str,
    mentions: Sequence[Mention],
    published: datetime | None,
    *,
    headline: str = "",
    region: str = "",
    captions: int = 0,
) -> tuple[Event, ...]:
    """The events of a text, in the order in which it tells them; statements among them."""
    drafts: list[Draft] = []
    headline = headline[:_HEADLINE]
    for sentence, inside in told_times(text, mentions, captions):
        for made in _drafts(sentence, inside, text, published, headline, region, drafts):
            gather(drafts, made)
    fill(drafts, text, mentions, region)
    hours = [m for m in mentions if m.kind is Kind.SET or m.kind is Kind.RANGE]
    for draft in tuple(drafts):
        draft.title = draft.title or _again(draft, drafts)
        name = in_full(draft, text)
        if name != draft.title and any(d is not draft and d.title.endswith(name) for d in drafts):
            name = draft.title  # 롯데와 주중 3연전 is another's
        draft.title = _resolved(draft, undoubled(fit(name), draft.span.start.astimezone(SEOUL).year))
        draft.hours = daily_hours(draft, text, hours)
        if draft.status is not Status.STATEMENT and hopeless(name):
            drafts.remove(draft)
    choose_main([d for d in drafts if d.status is not Status.STATEMENT], headline)
    drawn = (_event(d, text, region, headline) for d in drafts if d.title)
    return tuple(e for e in drawn if e.confidence >= FLOOR or e.status is Status.STATEMENT)


def _resolved(draft: Draft, title: str) -> str:
    """포럼을 열기로 했다, on a day that is past: that day is the resolving's, and no forum's."""
    words, verb = draft.told.words, draft.told.verb
    following = words[verb + 1].text if verb is not None and verb + 1 < len(words) else ""
    if draft.status is not Status.HELD or verb is None or not words[verb].text.endswith("기로"):
        return title
    whole = f"{title} 개최 결정" if draft.told.named else f"{title} 결정"
    return whole if following.startswith("했") and title and len(whole) <= LONGEST else title


def _again(draft: Draft, drafts: Sequence[Draft]) -> str:
    """20일 다시 열기로 했다: what was called off before it, held again."""
    again = draft.told.noun in HOLD and any(w.text in ("다시", "재차") for w in draft.told.words)
    off = (Status.CANCELLED, Status.POSTPONED)
    before = [d for d in drafts[: drafts.index(draft)] if d.status in off] if again else []
    return before[-1].title if before else ""


def in_full(draft: Draft, text: str) -> str:
    """A draft's title, with an event called by one noun (협약식, 사업 추진) named as the article does in full."""
    if draft.title == "수능":
        return "대학수학능력시험"
    if (house := _house(draft)) and len(house) + 4 < LONGEST:
        return house
    first, _, rest = draft.title.partition(" ")
    built = first in ("착공", "준공", "완공", "개통")  # where it was said is not what is built
    built = built or (draft.given and event_noun(first))
    if first and not rest and len(first) <= 3 and not (draft.told.named or built) and draft.place is not None:
        told = (draft.place.address or draft.place.text).split(" ")[-2:]
        where = " ".join(w for w in told if w not in ("한", "이", "그", "모"))
        where = where if where.split(" ")[0][-1:] != "의" else where.split(" ")[-1]
        return f"{where} {first}" if len(where) + len(first) < LONGEST else first
    if draft.told.named and not rest and len(first) <= 7:
        return expand(first, text)
    if rest == draft.told.noun and (first in POINTERS or first in _BUILDINGS):
        whole = f"{_WITH.sub('', expand(first, text))} {rest}"
        return whole if len(whole) <= LONGEST else draft.title
    return draft.title


_WITH = pattern(r"^\S+[와과] ")  # SK와 AI 데이터센터 건립을
_BUILDINGS = frozenset(
    {"사업", "센터", "공항", "다리", "도로", "공원", "청사", "병원", "단지", "공장", "터널"}
)
_HOUSES = (
    "센터",
    "극장",
    "도서관",
    "미술관",
    "박물관",
    "기념관",
    "회관",
    "체육관",
    "쉼터",
    "복지관",
    "문화관",
    "체험관",
    "전시관",
    "과학관",
    "수영장",
)


def _house(draft: Draft) -> str:
    """개관식 of a house, held in it: 임곡 마을극장 개관식."""
    opening = draft.title.rsplit(" ", 1)[-1]
    if (
        opening not in ("개관식", "개장식", "개원식", "개소식")
        or draft.title.count(" ") > 1
        or draft.place is None
    ):
        return ""
    inside = draft.place.name or draft.place.text
    return f"{inside} {opening}" if inside.endswith(_HOUSES) and not draft.given else ""


def told_times(
    text: str, mentions: Sequence[Mention], captions: int
) -> Iterator[tuple[Sentence, list[tuple[int, Mention]]]]:
    """Each sentence in which a mention has a value, with its mentions and their indices."""
    next_one = 0
    wanted = [m.start for m in mentions if m.span is not None]
    for sentence in sentences(text, captions, wanted):
        while next_one < len(mentions) and mentions[next_one].start < sentence.start:
            next_one += 1
        inside = []
        while next_one < len(mentions) and mentions[next_one].end <= sentence.end:
            inside.append((next_one, mentions[next_one]))
            next_one += 1
        if any(m.span is not None for _, m in inside):
            yield sentence, inside


def _drafts(
    sentence: Sentence,
    inside: list[tuple[int, Mention]],
    text: str,
    published: datetime | None,
    headline: str,
    region: str,
    before: list[Draft],
) -> Iterator[Draft]:
    """What the times of one sentence tell: a day's schedule, a row of a table, or clauses of prose."""
    labelled = LABELS.search(text, sentence.start, sentence.end) is not None
    if labelled and (scheduled := read_schedule(sentence, text, inside, region, len(before))):
        yield from (_dated(d, published) for d in scheduled)
        return
    if labelled and is_row(text[sentence.start : sentence.end]) is not None:
        row = read_row(sentence, text, inside, headline, region, len(before))
        if row is not None:
            yield _dated(row, published)
        return
    if listed := read_listing(
        sentence, text, inside, published, region, len(before), lambda: called(headline, before)
    ):
        yield from (_dated(d, published) for d in listed)
        return
    if len(inside) > 1 and (toured := read_tour(sentence, text, inside, headline, region, before)):
        yield from (_dated(d, published) for d in toured)
        return
    parsed, near = tuple(words(text, sentence.start, sentence.end, inside)), dict(inside)
    for index, mention in inside:
        if (
            mention.kind in _NO_VALUE
            or _said_again(mention, near, index, text)
            or (bare := join(index, mention, sentence, parsed)) is None
        ):
            continue
        telling = stretched(repoint(bare, before[-BACK:]), near, published if headline else None)
        made = told(telling, text, published, region, len(before))
        if made is not None:
            yield made


def _said_again(mention: Mention, near: dict[int, Mention], index: int, text: str) -> bool:
    """마지막 날인 18일: the time behind says the same day in figures."""
    following = near.get(index + 1)
    told_first = mention.kind in (Kind.ANAPHOR, Kind.DATE)  # 추석 연휴인 다음 달 3일부터
    if following is None or text[mention.end : following.start] != "인 " or not told_first:
        return False
    return (
        following.span is not None and mention.span is not None and following.span.start == mention.span.start
    )


def _dated(draft: Draft, published: datetime | None) -> Draft:
    """A listed event is held once its time lies before the article, scheduled until then."""
    if published is not None and draft.span.end <= published:
        draft.status = Status.HELD
    return draft


def _event(draft: Draft, text: str, region: str, headline: str) -> Event:
    sentence = draft.told.sentence
    evidence = Quote(sentence.start, sentence.end, text[sentence.start : sentence.end])
    kind, topics, why = category(draft.title, evidence.text, headline)
    mentions = tuple(
        sorted({t.mention.start: t.mention for t in draft.tellings}.values(), key=lambda m: m.start)
    )
    when = min(mentions, key=lambda m: (m.span != draft.span, m.start))
    times = [f"기사에 {len(mentions)}번 나온다"] if len(mentions) > 1 else []
    day = draft.span.start.date()
    return Event(
        kind=EventKind.OCCURRENCE,
        title=draft.title,
        span=draft.span,
        status=draft.status,
        evidence=evidence,
        when=when,
        mentions=mentions,
        place=draft.place,
        main=draft.main,
        confidence=confidence(draft, len(mentions)),
        category=kind,
        topics=topics,
        regions=concerned(draft.place, draft.title, evidence.text, headline, day, region),
        end_told=when.kind is Kind.RANGE,
        hours=draft.hours,
        reasons=tuple(r for r in (*draft.reasons, *times, why) if r),
    )
