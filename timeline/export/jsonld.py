"""JSON-LD with schema.org's Event: a date is as short as it was told (2021, 2020-06, 2021-01-27)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from timeline.export import wording
from timeline.export.precision import Precision, days, edtf, precision
from timeline.export.text import as_json, http_url, line
from timeline.model import Entry, Event, Status

_STATUS = {
    Status.CANCELLED: "https://schema.org/EventCancelled",
    Status.POSTPONED: "https://schema.org/EventPostponed",
}
_PLAIN = (Precision.MINUTE, Precision.PART_OF_DAY, Precision.DAY, Precision.MONTH, Precision.YEAR)


def document(events: Iterable[bytes]) -> bytes:
    return b'{"@context":"https://schema.org","@graph":[\n' + b",\n".join(events) + b"\n]}\n"


def event(entry: Entry, home: str | None = None) -> bytes:
    """One event; with the public address of the pages it is named by its own."""
    told = entry.event
    made: dict[str, Any] = {
        "@type": "Event",
        "@id": f"{home}event/{entry.uid}" if home else f"urn:uuid:{entry.uid}",
        "identifier": entry.uid,
        "name": line(told.title),
        **_when(told),
        "eventStatus": _STATUS.get(told.status, "https://schema.org/EventScheduled"),
        "description": wording.evidence(told),
    }
    if told.place:
        place = {
            "@type": "Place",
            "name": wording.place_name(told.place),
            "address": line(told.place.address),
        }
        made["location"] = {name: value for name, value in place.items() if value}
    articles = []
    for cited in entry.citations:
        article = {
            "@type": "NewsArticle",
            "headline": line(cited.headline),
            "url": http_url(cited.url),
            "datePublished": wording.local(cited.published.at) if cited.published else None,
            "publisher": {"@type": "Organization", "name": line(cited.publisher)}
            if cited.publisher
            else None,
        }
        articles.append({name: value for name, value in article.items() if value})
    if articles:
        made["subjectOf"] = articles[0] if len(articles) == 1 else articles
    return as_json(made)


def _when(told: Event) -> dict[str, str]:
    """Both ends in ISO 8601; schema.org's end of a day names the last one, not the one after."""
    if told.span.has_clock:
        end = {"endDate": wording.local(told.span.end)} if told.end_told else {}
        return {"startDate": wording.local(told.span.start), **end}
    start, _, end_of_told = edtf(told).replace("~", "").partition("/")
    if precision(told.span) in _PLAIN:
        return {"startDate": start} | ({"endDate": end_of_told} if end_of_told else {})
    first, end_day = days(told.span)
    return {"startDate": f"{first}", "endDate": f"{end_day.fromordinal(end_day.toordinal() - 1)}"}
