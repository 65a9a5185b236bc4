"""`yeonpyo search`: entries on the terminal, the newest learned first."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.terminal import SCHEMA, plain
from timeline.export import timeline_json
from timeline.model import Entry
from timeline.query import Query
from timeline.store import Store


def search(store: Store, words: str, limit: int, *, as_json: bool) -> Iterator[str]:
    """What was found: uid, time, status, title and place between tabs, or an event of timeline.json a line."""
    for entry in store.entries(Query(words=words), limit=limit, order="learned"):
        yield json_object(entry) if as_json else line(entry)


def json_object(entry: Entry) -> str:
    """An entry for programs: an event of timeline.json, with what every result of a command has."""
    return f'{{"schema":{SCHEMA},"ok":true,{timeline_json.event(entry).decode().removeprefix("{")}'


def line(entry: Entry) -> str:
    """An entry for people and `cut`."""
    event = entry.event
    place = event.place.text if event.place else "-"
    return "\t".join(map(plain, (entry.uid, f"{event.span}", event.status.value, event.title, place)))
