"""JSON Feed 1.1 (jsonfeed.org): what was learned, newest revision first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from timeline.export import wording
from timeline.export.text import as_json
from timeline.export.timeline_json import when
from timeline.model import Entry

VERSION = "https://jsonfeed.org/version/1.1"


def document(
    title: str, description: str, items: Iterable[bytes], *, home: str | None, address: str | None
) -> Iterator[bytes]:
    """The feed, piece by piece; `home` and `address` are the public URLs of the page and of the feed."""
    head = {
        "version": VERSION,
        "title": title,
        "home_page_url": home,
        "feed_url": address,
        "description": description,
        "language": "ko",
    }
    yield as_json({name: value for name, value in head.items() if value})[:-1] + b',"items":['
    comma = b"\n"
    for item in items:
        yield comma + item
        comma = b",\n"
    yield b"\n]}\n"


def item(entry: Entry) -> bytes:
    told: dict[str, Any] = {
        "id": entry.uid,
        "url": wording.link(entry),
        "title": wording.title(entry.event),
        "content_text": wording.description(entry),
        "date_published": wording.utc(entry.created),
        "date_modified": wording.utc(entry.updated),
        "tags": list(dict.fromkeys((*wording.tags(entry.event), *wording.regions(entry.event)))),
        "_timeline": when(entry.event) | {"revision": entry.revision, "kind": entry.event.kind.value},
    }
    kept = {name: value for name, value in told.items() if value not in (None, [])}
    return as_json(kept)
