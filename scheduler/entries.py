"""`yeonpyo event` and `yeonpyo replay`: what the timeline says, why, and what an operator says against it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from scheduler.finding import json_object, line
from scheduler.publish import filters_of
from scheduler.terminal import json_line, plain, row
from timeline import ingest
from timeline.errors import ConfigError, NoSuchEntry
from timeline.export import timeline_json
from timeline.export.precision import reading
from timeline.model import SEOUL, Entry, Event, Status
from timeline.query import Joining, Revision
from timeline.store import Store
from timeline.web.selection import EVERY, fits, query

Tell = Callable[[str], None]


def list_entries(store: Store, filters: Sequence[str], limit: int, *, as_json: bool) -> Iterator[str]:
    """The entries that a feed with these filters would choose from, by start, however sure they are."""
    asked = filters_of(filters)
    wanted = replace(query(asked, EVERY, 0.0), since=_midnight(asked.since), until=_midnight(asked.until))
    found = (entry for entry in store.entries(wanted) if fits(entry, EVERY, asked))
    for entry in islice(found, limit):
        yield json_object(entry) if as_json else line(entry)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), SEOUL) if day else None


def show(store: Store, uid: str, *, as_json: bool) -> Iterator[str]:
    """All that is known of one entry: its proof with the time words marked, its reading, sources and history."""
    if (entry := store.entry(uid)) is None:
        raise NoSuchEntry(uid, "there is no such event", hint="yeonpyo search WORDS")
    if as_json:
        yield json_line(row(**_known(store, entry)))
        return
    for name, told in _facts(store, entry):
        yield f"{name}\t{plain(told)}"


def _known(store: Store, entry: Entry) -> dict[str, Any]:
    when = entry.event.when
    return timeline_json.as_dict(entry) | {
        "marked": marked(entry.event),
        "rejected": list(when.rejected) if when else [],
        "reasons": list(entry.event.reasons),
        "tellings": [
            {"source": t.cites.source, "key": t.cites.key, **_event(t.event)}
            for t in store.tellings(entry.uid)
        ],
        "revisions": [
            {"number": r.number, "at": r.at.isoformat(), "withdrawn": r.withdrawn, **_event(r.event)}
            for r in store.revisions(entry.uid)
        ],
        "joinings": [
            {field.name: getattr(j, field.name) for field in fields(j)} | {"at": j.at.isoformat()}
            for j in store.joinings(entry.uid)
        ],
    }


def _event(event: Event) -> dict[str, str]:
    return {"title": event.title, "span": str(event.span), "status": event.status.value}


def _facts(store: Store, entry: Entry) -> Iterator[tuple[str, str]]:
    event, when = entry.event, entry.event.when
    yield "title", event.title
    yield "time", f"{event.span}"
    yield "reads", reading(event)
    yield "status", event.status.value + (" (withdrawn)" if entry.withdrawn else "")
    if event.place:
        yield "place", event.place.text
    yield "proof", marked(event)
    if when:
        yield "words", when.text
        yield "anchor", f"{when.anchor:%Y-%m-%dT%H:%M}" if when.anchor else "-"
        yield "rule", when.rule
        yield "why", when.why
        yield from (("rejected", told) for told in when.rejected)
    yield "confidence", f"{event.confidence:.2f}"
    yield from (("because", told) for told in event.reasons)
    for telling in store.tellings(entry.uid):
        cited, told = telling.cites, telling.event
        yield "article", f"{cited.source} {cited.key}  {cited.headline}  {cited.url}"
        yield "tells", f"{told.span}  {told.status}  {told.title}"
    yield from (("revision", _revision(told)) for told in store.revisions(entry.uid))
    yield from (("ruling", _joining(told)) for told in store.joinings(entry.uid))


def marked(event: Event) -> str:
    """The sentence that proves the event, its time words in 【】."""
    quote, when = event.evidence, event.when
    if when is None or not quote.start <= when.start < when.end <= quote.end:
        return quote.text
    start, end = when.start - quote.start, when.end - quote.start
    return f"{quote.text[:start]}【{quote.text[start:end]}】{quote.text[end:]}"


def _revision(told: Revision) -> str:
    gone = "  withdrawn" if told.withdrawn else ""
    event = told.event
    return f"{told.number}  {told.at:%Y-%m-%d %H:%M}  {event.span}  {event.status}  {event.title}{gone}"


def _joining(told: Joining) -> str:
    article = f"{told.source} {told.key}".strip()
    words = (
        told.kind,
        f"{told.at:%Y-%m-%d %H:%M}",
        told.uid,
        told.other,
        article,
        f"{told.score:.2f}",
        told.reason,
    )
    return "  ".join(word for word in words if word)


# ── an operator's word ─────────────────────────────────────────────────────────────────────────────

STATUSES = tuple(status.value for status in Status if status is not Status.STATEMENT)


def give_status(store: Store, uid: str, status: str, reason: str, now: datetime, *, as_json: bool) -> str:
    """Set a status; returns the entry as it stands then."""
    if status not in STATUSES:
        raise ConfigError("event status", f"{status!r} is no status", hint=f"one of {', '.join(STATUSES)}")
    ingest.give_status(store, uid, Status(status), reason, now)
    return _as_it_stands(store, uid, as_json=as_json)


def split(
    store: Store, uid: str, articles: Collection[str], reason: str, now: datetime, *, as_json: bool
) -> Iterator[str]:
    """Part what these articles tell; tells both entries, the old one first."""
    other = ingest.split(store, uid, articles, reason, now)
    yield from (_as_it_stands(store, each, as_json=as_json) for each in (uid, other))


def merge(store: Store, one: str, two: str, reason: str, now: datetime, *, as_json: bool) -> str:
    """Make two entries one; tells it, under the older uid."""
    return _as_it_stands(store, ingest.merge(store, one, two, reason, now), as_json=as_json)


def _as_it_stands(store: Store, uid: str, *, as_json: bool) -> str:
    entry = store.entry(uid)
    if entry is None:
        raise NoSuchEntry(uid, "there is no such event")
    return json_object(entry) if as_json else line(entry)


def difference(change: ingest.Change) -> tuple[str, str]:
    """What became of an entry (added, changed, withdrawn), and in what it differs now."""
    before, after = change.before, change.after
    if after is None:
        return "withdrawn", before.title if before else ""
    if before is None:
        return "added", f"{after.span}  {after.title}"
    pairs = [(f.name, getattr(before, f.name), getattr(after, f.name)) for f in fields(Event)]
    told = [f"{name}: {_short(old)} → {_short(new)}" for name, old, new in pairs if old != new]
    return "changed", f"{after.title}  " + ("; ".join(told) or "its sources")


def _short(value: object) -> str:
    text = getattr(value, "text", None) or str(value)
    return text if len(text) <= 60 else text[:59] + "…"
