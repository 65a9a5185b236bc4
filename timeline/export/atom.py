"""Atom (RFC 4287): what was learned, newest revision first, for feed readers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree

from timeline.export import wording
from timeline.export.text import clean, line
from timeline.model import Entry

_SPACE = "http://www.w3.org/2005/Atom"


def document(
    title: str, updated: datetime | None, items: Iterable[bytes], *, home: str | None, address: str | None
) -> bytes:
    """The feed. Without a public address it is named by its title: an id must be there and must last."""
    feed = ElementTree.Element("feed", {"xmlns": _SPACE, "xml:lang": "ko"})
    _add(feed, "title", title)
    _add(feed, "id", address or f"tag:yeonpyo,2021:{line(title).replace(' ', '-')}")
    _add(feed, "updated", wording.utc(updated) if updated else "1970-01-01T00:00:00Z")
    author = ElementTree.SubElement(feed, "author")
    _add(author, "name", title)
    for rel, href in (("self", address), ("alternate", home)):
        if href:
            ElementTree.SubElement(feed, "link", {"rel": rel, "href": href})
    head = ElementTree.tostring(feed, encoding="unicode").removesuffix("</feed>")
    start = f'<?xml version="1.0" encoding="utf-8"?>\n{head}\n'.encode()
    return b"".join((start, *(item + b"\n" for item in items), b"</feed>\n"))


def item(entry: Entry) -> bytes:
    told = ElementTree.Element("entry")
    _add(told, "title", wording.title(entry.event))
    _add(told, "id", f"urn:uuid:{entry.uid}")
    _add(told, "published", wording.utc(entry.created))
    _add(told, "updated", wording.utc(entry.updated))
    if url := wording.link(entry):
        ElementTree.SubElement(told, "link", {"rel": "alternate", "href": url})
    for tag in dict.fromkeys((*wording.tags(entry.event), *wording.regions(entry.event))):
        ElementTree.SubElement(told, "category", {"term": line(tag)})
    _add(told, "content", wording.description(entry)).set("type", "text")
    return ElementTree.tostring(told, encoding="unicode").encode()


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name)
    made.text = clean(text)
    return made
