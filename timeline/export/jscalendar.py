"""JSCalendar (RFC 8984): the entries as the Events of one Group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from timeline.export import wording
from timeline.export.ical import PRODID
from timeline.export.precision import days, edtf, ending, precision
from timeline.export.text import as_json
from timeline.model import SEOUL, Entry

_OWN = "yeonpyo.timeline"  # RFC 8984 3.3: the prefix of vendor properties


def document(title: str, description: str, events: Iterable[bytes], *, address: str | None) -> bytes:
    head = {
        "@type": "Group",
        "uid": address or title,
        "prodId": PRODID,
        "title": title,
        "description": description,
    }
    if address:
        head["source"] = address
    return as_json(head)[:-1] + b',"entries":[\n' + b",\n".join(events) + b"\n]}\n"


def event(entry: Entry) -> bytes:
    told = entry.event
    made: dict[str, Any] = {
        "@type": "Event",
        "uid": entry.uid,
        "created": wording.utc(entry.created),
        "updated": wording.utc(entry.updated),
        "sequence": entry.revision,
        "title": wording.title(told),
        "description": wording.description(entry),
        **_when(entry),
        "status": wording.standing(told).value,
        "freeBusyStatus": "free",
        "locale": "ko",
        f"{_OWN}:precision": precision(told.span).value,
        f"{_OWN}:edtf": edtf(told),
    }
    if place := wording.location(told.place):
        made["locations"] = {"1": {"@type": "Location", "name": place}}
    if url := wording.link(entry):
        made["links"] = {"1": {"@type": "Link", "href": url, "rel": "describedby"}}
    if tags := (*wording.tags(told), *wording.regions(told)):
        made["keywords"] = dict.fromkeys(tags, True)
    return as_json(made)


def _when(entry: Entry) -> dict[str, Any]:
    told = entry.event
    if told.span.has_clock:
        start = told.span.start.astimezone(SEOUL)
        return {
            "start": start.replace(tzinfo=None, microsecond=0).isoformat(),
            "timeZone": SEOUL.key,
            "duration": _duration(ending(told) - told.span.start),
        }
    first, end = days(told.span)
    start = datetime.combine(first, datetime.min.time())
    return {
        "start": start.isoformat(),
        "timeZone": None,
        "duration": f"P{(end - first).days}D",
        "showWithoutTime": True,
    }


def _duration(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    days_, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    clock = "".join(
        f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count
    )
    return f"P{f'{days_}D' if days_ else ''}{f'T{clock}' if clock else ''}"
