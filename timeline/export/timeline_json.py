"""The timeline's own JSON: every kind and precision, with its proof (CALENDAR 5.6; timeline.schema.json).

Nothing is lost here that a calendar cannot show. A document is one page, an event a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from timeline.export import wording
from timeline.export.precision import Precision, days, edtf, ending, precision, window
from timeline.export.text import as_json, http_url, line
from timeline.model import SEOUL, Citation, Entry, Event, Place

VERSION = 1
FORM = 1  # counts how an event has been written: a store keeps what was, and its other forms are passed over
SCHEMA = Path(__file__).with_name("timeline.schema.json")


def document(change: int, events: Iterable[bytes], next_cursor: str | None) -> Iterator[bytes]:
    """The page, piece by piece; `change` is the store's number that the page was read at."""
    head = {"version": VERSION, "generated_from_revision": change, "next_cursor": next_cursor}
    yield as_json(head)[:-1] + b',"events":['
    comma = b"\n"
    for event in events:
        yield comma + event
        comma = b",\n"
    yield b"\n]}\n"


def event(entry: Entry) -> bytes:
    """One event of the document."""
    return as_json(as_dict(entry))


def as_dict(entry: Entry) -> dict[str, Any]:
    """The entry as JSON has it. A withdrawn one keeps its uid and stamps, and nothing of its text."""
    told = {
        "uid": entry.uid,
        "kind": entry.event.kind.value,
        "revision": entry.revision,
        "change": entry.change,
        "created": wording.utc(entry.created),
        "updated": wording.utc(entry.updated),
    }
    if entry.withdrawn:
        return told | {"withdrawn": True}
    fact = entry.event
    return told | {
        "title": line(fact.title),
        "when": when(fact),
        "tense": wording.tense(entry),
        "status": wording.standing(fact).value,
        "told_status": fact.status.value,
        "confidence": round(fact.confidence, 3),
        "place": _place(fact.place) if fact.place else None,
        "regions": list(wording.regions(fact)),
        "categories": list(wording.tags(fact)),
        "evidence": wording.evidence(fact),
        "sources": [_source(cited) for cited in entry.citations],
    }


def when(fact: Event) -> dict[str, Any]:
    """The time, how exactly it is known, and where it was read. `end` is exclusive, and null where none was told."""
    earliest, latest = window(fact)
    told = fact.when
    return {
        "edtf": edtf(fact),
        "precision": precision(fact.span).value,
        "part": told.part if told else None,
        **_bounds(fact),
        "earliest": wording.local(earliest),
        "latest": wording.local(latest),
        "time_zone": SEOUL.key,
        "hours": wording.hours(fact) or None,
        "quote": wording.quote(fact) if told else None,
        "quote_offset": [told.start, told.end] if told else None,
        "anchor": wording.local(told.anchor) if told and told.anchor else None,
        "rule": line(told.rule) if told else None,
        "why": line(told.why) if told else None,
        "confidence": round(told.confidence, 3) if told else None,
    }


def _bounds(fact: Event) -> dict[str, Any]:
    if precision(fact.span) is Precision.MINUTE:
        end = wording.local(ending(fact)) if fact.end_told else None
        return {"start": wording.local(fact.span.start), "end": end, "all_day": False}
    first, end_day = days(fact.span)
    several = (end_day - first).days > 1
    return {"start": f"{first}", "end": f"{end_day}" if several else None, "all_day": True}


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": wording.place_name(place),
        "address": line(place.address) or None,
        "region": [line(region) for region in place.regions],
        "geo": None,
    }


def _source(cited: Citation) -> dict[str, Any]:
    return {
        "source": cited.source,
        "url": http_url(cited.url),
        "publisher": line(cited.publisher) or None,
        "headline": line(cited.headline),
        "published": wording.local(cited.published.at) if cited.published else None,
        "published_precision": cited.published.precision if cited.published else None,
    }
