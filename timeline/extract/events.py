"""Which tellings are events? Draws the events of a text whose time mentions are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from timeline.extract.category import category
from timeline.extract.clauses import words
from timeline.extract.concerned import concerned
from timeline.extract.confidence import FLOOR, WIDE, confidence
from timeline.extract.drafts import Draft, gather, keys, likeness, repoint
from timeline.extract.fitness import fit, hopeless
from timeline.extract.headlines import expand, from_headline
from timeline.extract.hours import daily_hours
from timeline.extract.mentions import Telling, closes_clause, join
from timeline.extract.places import place
from timeline.extract.schedule import read_schedule
from timeline.extract.sentences import Line, Sentence, sentences
from timeline.extract.statements import is_statement
from timeline.extract.status import moved, past_tense, status
from timeline.extract.tables import is_row, read_listing, read_row
from timeline.extract.titles import LONGEST, title
from timeline.extract.words import LASTING, POINTERS, STATIC
from timeline.model import SEOUL, Event, EventKind, Grain, Kind, Mention, Quote, Status

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
    for sentence, inside in told_times(text, mentions, captions):
        for made in _drafts(sentence, inside, text, published, headline, region, drafts):
            gather(drafts, made)
    for draft in tuple(drafts):
        name = in_full(draft, text)
        draft.title = fit(name)
        draft.hours = daily_hours(draft, text, mentions)
        if draft.status is not Status.STATEMENT and hopeless(name):
            drafts.remove(draft)
    _choose_main([d for d in drafts if d.status is not Status.STATEMENT], headline)
    drawn = (_event(d, text, region, headline) for d in drafts if d.title)
    return tuple(e for e in drawn if e.confidence >= FLOOR or e.status is Status.STATEMENT)


def in_full(draft: Draft, text: str) -> str:
    """A draft's title, with an event called by one noun (협약식, 사업 추진) named as the article does in full."""
    first, _, rest = draft.title.partition(" ")
    if first and not rest and len(first) <= 3 and not draft.told.named and draft.place is not None:
        where = " ".join((draft.place.address or draft.place.text).split(" ")[-2:])
        return f"{where} {first}" if len(where) + len(first) < LONGEST else first
    if draft.told.named and not rest and len(first) <= 7:
        return expand(first, text)
    if first in POINTERS | {"사업"} and rest == draft.told.noun:
        whole = f"{expand(first, text)} {rest}"
        return whole if len(whole) <= LONGEST else draft.title
    return draft.title


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
    if scheduled := read_schedule(sentence, text, inside, region, len(before)):
        yield from (_dated(d, published) for d in scheduled)
        return
    if is_row(text[sentence.start : sentence.end]) is not None:
        row = read_row(sentence, text, inside, headline, region, len(before))
        if row is not None:
            yield _dated(row, published)
        return
    if (item := read_listing(sentence, text, inside, region, len(before))) is not None:
        yield _dated(item, published)
        return
    parsed = words(text, sentence.start, sentence.end, inside)
    for index, mention in inside:
        if mention.kind in _NO_VALUE or (bare := join(index, mention, sentence, parsed)) is None:
            continue
        made = _draft(repoint(bare, before), text, published, region, len(before))
        if made is not None:
            yield made


def _dated(draft: Draft, published: datetime | None) -> Draft:
    """A listed event is held once its time lies before the article, scheduled until then."""
    if published is not None and draft.span.end <= published:
        draft.status = Status.HELD
    return draft


def _draft(telling: Telling, text: str, published: datetime | None, region: str, order: int) -> Draft | None:
    """What one telling says, or None when it dates no event."""
    if is_statement(telling):
        name = title(telling, text)[0] or "발언"
        return Draft([telling], name, telling.span, Status.STATEMENT, ["말한 날을 가리킨다"], order=order)
    refusal, doubts = _doubts(telling, text)
    if refusal or telling.worth <= 1.0:
        return None
    name, core = title(telling, text)
    state, why = status(telling, text, published)
    where = place(telling, text, telling.span.start.astimezone(SEOUL).date(), region)
    if (
        state is Status.SCHEDULED
        and past_tense(telling)
        and (telling.span.end - telling.span.start).days > 27
    ):
        return None  # 2026년 국비를 확보했다: the year belongs to the noun
    reasons = [_joint(telling), f"상태: {why}"]
    span = telling.span
    if state is Status.POSTPONED and (new := moved(telling)) is not None:
        span = new
        reasons.append(f"{telling.mention.text}로 옮겼다")
    if state in (Status.POSTPONED, Status.CANCELLED):
        name = name.removesuffix(telling.noun).strip() or name
    return Draft(
        [telling],
        name,
        span,
        state,
        reasons,
        where,
        doubts,
        _quoted(telling, text),
        order,
        keys=keys(core),
    )


def _joint(telling: Telling) -> str:
    """The reason for the joint, in Korean."""
    shown = [telling.words[i].text for i in (telling.head, telling.verb) if i is not None]
    return f"‘{telling.mention.text}’이(가) ‘{' '.join(shown)}’에 걸린다" if shown else ""


_BASIS = re.compile(
    r"\s?(?:말\s?)?(?:현재|이래|이[전후] 출생|출생|대비|동기|보다|생\b|년?산\b|판\b|기준(?!을|으로)"
    r"|대\b|형\b|작품|시즌|시행령)"
)
_NUMBERS = re.compile(r"\d\s?(?:%|％|퍼센트|배\b|포인트)")
_OF = re.compile(r"의(?=\s)")
_GREETING = re.compile(r"[을를]?\s?(?:맞(?:아|이|은|는)|기념(?:해|하여|하는|한))")


def _doubts(telling: Telling, text: str) -> tuple[str, float]:
    """Why the mention dates no event, or ("", how doubtful it is, 0 to 1)."""
    end, wide = telling.mention.end, telling.span.grain in WIDE
    line = telling.sentence.line
    if telling.mention.confidence <= 0.5:
        return "가리키는 날이 글에 없다", 0.0
    if _BASIS.match(text, end):
        return "기준이나 비교의 때", 0.0
    if _GREETING.match(text, end):
        return "맞이하는 때", 0.0
    if wide and line is not Line.PROSE:
        return "제목이나 표의 해", 0.0
    if wide and not telling.named and telling.noun not in LASTING:
        return "배경의 해", 0.0
    if wide and text[telling.mention.start - 1 : telling.mention.start] == "(" and text[end : end + 1] == ")":
        return "괄호 안의 해", 0.0
    if not telling.named and _OF.match(text, end) and telling.span.grain is not Grain.DAY:
        return "‘의’로 꾸미는 때", 0.0
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    if wide and not telling.named and telling.words[telling.at].tail in ("을", "를"):
        return "해 자체를 말한다", 0.0
    if wide and not telling.named and _decorates(telling):
        return "꾸미는 말 속의 해", 0.0
    counted = bool(_NUMBERS.search(text, telling.sentence.start, telling.sentence.end))
    coarse = (telling.span.end - telling.span.start).days > 3 and telling.mention.kind is not Kind.RANGE
    if telling.noun in STATIC and not telling.named and (coarse or counted):
        return "통계나 배경", 0.0
    doubt = 0.2 if wide and counted else 0.0
    doubt += 0.5 * (1.0 - telling.mention.confidence)
    if verb is not None and verb.role == "modifier" and coarse and telling.words[-1].role == "copula":
        doubt += 0.3
    if coarse and any(w.role == "time" for w in telling.words[telling.at + 1 : telling.last]):
        doubt += 0.3
    if telling.mention.kind is Kind.TIME and telling.span.grain is Grain.PART and not telling.named:
        doubt += 0.12  # 이른 아침부터 모여: of no day of its own
    if line is Line.HEADING and not telling.named:
        doubt += 0.25
    return "", doubt


def _decorates(telling: Telling) -> bool:
    """올 한 해 추진한 성과를 …: the predicate only describes a noun."""
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    if verb is None or telling.verb is None or verb.role != "modifier":
        return False
    return not closes_clause(telling.words, telling.verb)


def _quoted(telling: Telling, text: str) -> bool:
    """Whether the time stands inside somebody's quoted words."""
    before = text[telling.sentence.start : telling.mention.start]
    return before.count("“") > before.count("”")


def _choose_main(drafts: Sequence[Draft], headline: str) -> None:
    """Mark what the article is about: the draft nearest to its headline, and name it so if its own name is thin."""
    if not drafts:
        return
    wanted = keys(headline)
    fine = [d for d in drafts if d.span.grain not in WIDE and not d.quoted] or list(drafts)

    def rank(draft: Draft) -> float:
        near = likeness(draft.keys, wanted) if wanted else 0.0
        return near + 0.05 * draft.told.worth + 0.05 * len(draft.tellings) - 0.05 * draft.order

    best = max(fine, key=rank)
    best.main = True
    clean = fit(from_headline(headline))
    for draft in drafts:
        alone = draft.title.endswith(" 마감") or (
            len(draft.title) <= 4 and draft.told.named and draft is not best
        )
        if alone and clean and len(draft.title) + len(clean) + 2 <= LONGEST:
            draft.title = clean if draft.title in clean else f"{draft.title}: {clean}"
    if (
        clean
        and best.told.deadline is None
        and not best.given
        and best.span.grain not in WIDE  # a year of the background is not what the headline tells
        and _thin(best)
        and likeness(best.keys, keys(clean)) >= (0.3 if " " in best.title else 0.1)
    ):
        best.title = clean


def _thin(draft: Draft) -> bool:
    """Whether a title says too little, or ends in a verb."""
    return len(draft.title) < 9 or not draft.told.named


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
