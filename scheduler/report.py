"""How results print: the same span, the same words, on a terminal, in a pipe and in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.terminal import plain
from timeline.extract import Reading
from timeline.model import Event, EventKind, Mention, Span


def reading_lines(reading: Reading) -> Iterator[str]:
    """A reading for people and `cut`: what, its words, its time, its kind, and why, between tabs."""
    for mention in reading.mentions:
        yield _row("time", mention.text, mention_value(mention), mention.kind, mention.why)
    for event in reading.events:
        what = "report" if event.kind is EventKind.REPORT else "event"
        place = event.place.text if event.place else "-"
        yield _row(
            what,
            event.title,
            str(event.span),
            f"{event.span.grain} {event.status}",
            place,
            event.evidence.text,
        )


def mention_value(mention: Mention) -> str:
    """The mention's time: a span, an ISO 8601 duration, an RRULE, or - for none."""
    if mention.span:
        return str(mention.span)
    return mention.iso or mention.rrule or "-"


def reading_json(identity: Any, reading: Reading) -> dict[str, Any]:
    """A reading as one object of `yeonpyo read --jsonl`: the contract of docs/architecture.md."""
    numbers = {mention: index for index, mention in enumerate(reading.mentions)}
    occurrences = [event for event in reading.events if event.kind is EventKind.OCCURRENCE]
    return {
        "id": identity,
        "mentions": [_mention(mention) for mention in reading.mentions],
        "events": [_event(event, numbers) for event in occurrences],
    }


def _mention(mention: Mention) -> dict[str, Any]:
    told: dict[str, Any] = {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": mention.kind.value,
        **_span(mention.span),
        "why": mention.why,
    }
    extra = {
        "iso": mention.iso,
        "rrule": mention.rrule,
        "context": mention.context,
        "approximate": mention.approximate,
        "rejected": list(mention.rejected),
    }
    return told | {name: value for name, value in extra.items() if value}


def _event(event: Event, numbers: dict[Mention, int]) -> dict[str, Any]:
    place = event.place
    return {
        "title": event.title,
        **_span(event.span),
        "status": event.status.value,
        "place": {"text": place.text, "start": place.start, "end": place.end} if place else None,
        "evidence": {"start": event.evidence.start, "end": event.evidence.end},
        "mentions": [numbers[mention] for mention in event.mentions if mention in numbers],
        "main": event.main,
        "confidence": round(event.confidence, 2),
        "category": event.category,
        "regions": list(event.regions),
        "reasons": list(event.reasons),
    }


def _span(span: Span | None) -> dict[str, str | None]:
    """Local times; whole days as dates, half-open."""
    if span is None:
        return {"from": None, "to": None, "grain": None}
    start, end = str(span).split("/")
    if start.endswith("T00:00") and end.endswith("T00:00"):
        start, end = start[:-6], end[:-6]
    return {"from": start, "to": end, "grain": span.grain.value}


def _row(*cells: str) -> str:
    return "\t".join(map(plain, cells))
