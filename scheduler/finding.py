"""`yeonpyo search` and `yeonpyo event show`: entries on the terminal, the newest learned first."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scheduler.terminal import plain
from timeline.errors import ConfigError
from timeline.export import timeline_json
from timeline.export.precision import reading
from timeline.model import Entry
from timeline.query import Query
from timeline.store import Store


def search(store: Store, words: str, limit: int, *, as_json: bool) -> Iterator[str]:
    """What was found: uid, time, status, title and place between tabs, or an event of timeline.json a line."""
    for entry in store.entries(Query(words=words), limit=limit, order="learned"):
        yield timeline_json.event(entry).decode() if as_json else _line(entry)


def show(store: Store, uid: str, *, as_json: bool) -> Iterator[str]:
    """All that is known of one entry, a fact a line, its proof, its reading and its revisions among them.

    Raises ConfigError where there is no such entry.
    """
    if (entry := store.entry(uid)) is None:
        raise ConfigError(uid, "there is no such event", hint="yeonpyo search WORDS")
    if as_json:
        yield json.dumps(timeline_json.as_dict(entry), ensure_ascii=False)
        return
    for name, told in _facts(store, entry):
        yield f"{name}\t{plain(told)}"


def _facts(store: Store, entry: Entry) -> Iterator[tuple[str, str]]:
    event, when = entry.event, entry.event.when
    yield "title", event.title
    yield "time", f"{event.span}"
    yield "reads", reading(event)
    yield "status", event.status.value + (" (withdrawn)" if entry.withdrawn else "")
    if event.place:
        yield "place", event.place.text
    if when:
        yield "words", when.text
        yield "why", when.why
        yield from (("rejected", told) for told in when.rejected)
    yield "proof", event.evidence.text
    yield from (("because", told) for told in event.reasons)
    yield "confidence", f"{event.confidence:.2f}"
    for cited in entry.citations:
        yield "article", f"{cited.headline}  {cited.url}"
    for told in store.revisions(entry.uid):
        gone = "  withdrawn" if told.withdrawn else ""
        yield (
            "revision",
            f"{told.number}  {told.at:%Y-%m-%d %H:%M}  {told.event.span}  {told.event.title}{gone}",
        )


def _line(entry: Entry) -> str:
    event = entry.event
    place = event.place.text if event.place else "-"
    return "\t".join(map(plain, (entry.uid, f"{event.span}", event.status.value, event.title, place)))
