"""Many articles, one event: which tellings are of one, and what they say together. Pure, whatever the order.

Both questions are answered from the whole set of tellings, never from the order in which they came: papers are
crawled, read again and edited in any order, and the timeline must come out the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product

from timeline.extract.identity import ACROSS, at_odds, likeness, times_fit
from timeline.model import Event, EventKind, Grain, Span, Status
from timeline.telling import Ruling, Rulings, Telling, times


def kinship(a: Telling, b: Telling) -> float:
    """How surely two articles tell one event; a moved one is looked for at every date that is told."""
    if a.article == b.article:
        return 0.0
    spans = list(product(times(a.event), times(b.event)))
    if len(spans) == 1:
        return likeness(a.event, b.event)
    return max(likeness(replace(a.event, span=x), replace(b.event, span=y)) for x, y in spans)


def clusters(tellings: Sequence[Telling], rulings: Rulings) -> list[list[Telling]]:
    """The tellings, those of one event together, in order of publication.

    The surest pairs are joined first. Two events of one article never meet in one cluster, nor what is at odds,
    nor what an operator has split, nor two entries on which operators have ruled.
    """
    ordered = sorted(tellings, key=lambda telling: telling.order)
    group = {id(telling): [telling] for telling in ordered}
    for a, b in [*_merged(ordered, rulings), *_pairs(ordered)]:
        mine, theirs = group[id(a)], group[id(b)]
        if mine is not theirs and _may_join(mine, theirs, rulings):
            mine.extend(theirs)
            group.update((id(telling), mine) for telling in theirs)
    distinct = {id(members): members for members in group.values()}
    return [sorted(members, key=lambda telling: telling.order) for members in distinct.values()]


def _merged(ordered: Sequence[Telling], rulings: Rulings) -> Iterator[tuple[Telling, Telling]]:
    for uid in sorted(rulings.merged):
        mine = [telling for telling in ordered if telling.uid == uid]
        yield from ((mine[0], other) for other in mine[1:])


def _pairs(ordered: Sequence[Telling]) -> list[tuple[Telling, Telling]]:
    scored = ((kinship(a, b), a, b) for a, b in combinations(ordered, 2))
    sure = [pair for pair in scored if pair[0] >= ACROSS]
    return [(a, b) for _, a, b in sorted(sure, key=lambda pair: (-pair[0], pair[1].order, pair[2].order))]


def _may_join(mine: Sequence[Telling], theirs: Sequence[Telling], rulings: Rulings) -> bool:
    if {telling.article for telling in mine} & {telling.article for telling in theirs}:
        return False
    uids = [{telling.uid for telling in side if telling.uid} for side in (mine, theirs)]
    if any(frozenset(pair) in rulings.apart for pair in product(*uids)):
        return False
    if _by_hand(mine, theirs, rulings):
        return True
    ruled = [{uid for uid in side if rulings.on(uid)} for side in uids]
    if ruled[0] and ruled[1] and ruled[0] != ruled[1]:
        return False
    return not any(_at_odds(a.event, b.event, (*mine, *theirs)) for a, b in product(mine, theirs))


def _by_hand(mine: Sequence[Telling], theirs: Sequence[Telling], rulings: Rulings) -> bool:
    return bool({t.uid for t in mine} & {t.uid for t in theirs} & set(rulings.merged))


def _at_odds(a: Event, b: Event, all_of_them: Iterable[Telling]) -> bool:
    """Whether two tellings cannot be one event, though each may be like a third: 10일, 5월, 20일."""
    if at_odds(a, b):
        return True
    if times_fit(a.span, b.span):
        return False
    moves = (times(telling.event) for telling in all_of_them)
    return not any(_near(a, told) and _near(b, told) for told in moves if len(told) > 1)


def _near(event: Event, spans: Iterable[Span]) -> bool:
    return any(times_fit(told, span) for told in times(event) for span in spans)


def drawn(tellings: Sequence[Telling], ruling: Ruling | None = None) -> tuple[Event, tuple[Telling, ...]]:
    """What the tellings say together, and they themselves, the one that proves it first.

    Sentence, time and offsets are one article's, the one that tells the time best; title and place may be
    another's. The latest word on the status counts: 열렸다 only in an article published after the start, and a
    mere 열린다 takes nothing back.
    """
    ordered = sorted(tellings, key=lambda telling: telling.order)
    spoken = _latest_word(ordered)
    fitting = [t for t in ordered if not spoken or times_fit(t.event.span, spoken.event.span)] or ordered
    lead = min(fitting, key=lambda telling: _vagueness(telling.event, fitting))
    told = lead.event if len(ordered) == 1 else _together(lead, spoken, fitting, ordered)
    others = (telling for telling in ordered if telling is not lead)
    return _ruled(told, ruling, ordered), (lead, *others)


def _together(
    lead: Telling, spoken: Telling | None, fitting: Sequence[Telling], ordered: Sequence[Telling]
) -> Event:
    placed = max((t.event for t in fitting), key=_placed)
    events = [telling.event for telling in ordered]
    return replace(
        lead.event,
        title=_title(fitting),
        status=spoken.event.status if spoken else Status.SCHEDULED,
        place=placed.place,
        regions=placed.regions if placed.place else max((e.regions for e in events), key=len),
        category=lead.event.category or next((e.category for e in events if e.category), ""),
        topics=tuple(dict.fromkeys(topic for e in events for topic in e.topics)),
        main=any(e.main for e in events),
        confidence=max(e.confidence for e in events),
        reasons=(*lead.event.reasons, f"기사 {len(ordered)}건이 전함"),
    )


# Where two articles of one moment differ.
_WEIGHT = {Status.SCHEDULED: 0, Status.HELD: 1, Status.POSTPONED: 2, Status.CANCELLED: 3}


def _latest_word(ordered: Sequence[Telling]) -> Telling | None:
    """The telling that decides the status; None where all only say that it will be."""
    words = [telling for telling in ordered if _definite(telling)]
    return max(words, key=lambda t: (t.order[0], _WEIGHT[t.event.status], t.order), default=None)


def _definite(telling: Telling) -> bool:
    if telling.event.status is Status.HELD:
        stamp = telling.cites.published
        return stamp is None or telling.event.span.start <= stamp.at + timedelta(minutes=1)
    return telling.event.status in (Status.POSTPONED, Status.CANCELLED)


_FINENESS = {grain: rank for rank, grain in enumerate(Grain)}


def _vagueness(event: Event, among: Sequence[Telling]) -> tuple[object, ...]:
    """The least is the best told: all days of several, else the finest, else what most articles say."""
    several = event.span.grain is Grain.DAY and event.span.end - event.span.start > timedelta(days=1)
    same = sum(telling.event.span == event.span for telling in among)
    return not several, _FINENESS[event.span.grain], -same, not event.main, -round(event.confidence, 2)


def _placed(event: Event) -> tuple[bool, bool, int]:
    place = event.place
    return place is not None, bool(place and place.name), len(event.regions)


def _title(fitting: Sequence[Telling]) -> str:
    """The first that says enough, of the articles that are about it before others: titles shall not waver."""
    ranked = sorted(fitting, key=lambda t: (len(t.event.title.split()) < 2, not t.event.main))
    return ranked[0].event.title


def _ruled(event: Event, ruling: Ruling | None, tellings: Iterable[Telling]) -> Event:
    """An operator's word holds until an article stored later tells something definite."""
    if ruling is None or any(t.edition > ruling.change and _definite(t) for t in tellings):
        return event
    why = f"운영자: {ruling.reason}" if ruling.reason else "운영자의 정정"
    return replace(event, status=ruling.status, reasons=(*event.reasons, why))


def stands_alone(event: Event) -> bool:
    """Whether no other article can tell it: an article's own publication."""
    return event.kind is EventKind.REPORT
