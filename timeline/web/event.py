"""The page of one event: what and when, the sentence that proves it, how its date was read, what it was before."""

from __future__ import annotations

import json
from urllib.parse import quote

from timeline.export import jsonld, wording
from timeline.export.text import http_url, line
from timeline.model import Entry
from timeline.query import Catalogue, Revision
from timeline.web import times
from timeline.web.almanac import day_link, month_link
from timeline.web.ask import Ask, Drawn
from timeline.web.cards import Card, card
from timeline.web.frame import Say, View, draw
from timeline.web.texts import texts

_SURE, _FAIR = 0.85, wording.UNSURE
_BESIDE = 8  # further events of the same article


def event(shelf: Catalogue, ask: Ask, view: View) -> Drawn | None:
    """One event with the way its time was read and what it was before; None where there is none (any more)."""
    entry = shelf.entry(view.told["uid"])
    if entry is None or entry.withdrawn:
        return None
    made = card(entry, view.language, ask.today)
    body = draw(
        "event.html",
        ask,
        view,
        card=made,
        entry=entry,
        event=entry.event,
        when=entry.event.when,
        anchor=_anchor(entry, view),
        sure=_sure(entry.event.confidence, view),
        around=_around(made, view),
        beside=_beside(shelf, entry, ask, view),
        history=history(shelf.revisions(entry.uid), view),
        linked={"@context": "https://schema.org", **json.loads(jsonld.event(entry, ask.site.url("/")))},
        report=report(made, view),
        description=" · ".join(filter(None, (made.time, made.place, made.before + made.words + made.after))),
    )
    return Drawn(body, ask.today + times.DAY)


def history(revisions: list[Revision], view: View) -> list[tuple[str, list[str]]]:
    """What became of an entry: the moment of each revision, and what it changed, in words."""
    say = texts(view.language)
    told = []
    for before, after in zip([None, *revisions], revisions, strict=False):
        at = times.moment(after.at, view.language)
        if before is None:
            told.append((at, [say("first_read", times.told(after.event, view.language))]))
        else:
            told.append((at, _changes(before, after, view, say)))
    return told


def _changes(before: Revision, after: Revision, view: View, say: Say) -> list[str]:
    if after.withdrawn:
        return [say("gone")]
    old, new = before.event, after.event
    pairs = (
        ("moved", times.told(old, view.language), times.told(new, view.language)),
        ("renamed", line(old.title), line(new.title)),
        ("placed", wording.location(old.place) or "-", wording.location(new.place) or "-"),
        ("restated", say(old.status.value), say(new.status.value)),
    )
    return [say(name, was, now) for name, was, now in pairs if was != now] or [say("other_edit")]


def _anchor(entry: Entry, view: View) -> str:
    """The moment a time was read against; where it is an article's publication, whose, and where it was printed."""
    when = entry.event.when
    if not when or not when.anchor:
        return ""
    at = times.moment(when.anchor, view.language)
    for cited in entry.citations:
        if cited.published and cited.published.at == when.anchor:
            say = texts(view.language)
            return say(
                "anchor_of",
                at,
                line(cited.publisher) or line(cited.source),
                say(times.method(cited.published.method)),
            )
    return at


def _sure(confidence: float, view: View) -> str:
    name = "sure_high" if confidence >= _SURE else "sure_fair" if confidence >= _FAIR else "sure_low"
    return f"{round(confidence * 100)}% · {texts(view.language)(name)}"


def _around(made: Card, view: View) -> tuple[str, str]:
    """The name and address of the day, or the month, that the event begins in."""
    return (day_link if made.machine.count("-") > 1 else month_link)(view, made.date, "")


def _beside(shelf: Catalogue, entry: Entry, ask: Ask, view: View) -> list[Card]:
    """What else the first article tells."""
    if not entry.citations:
        return []
    told = shelf.article(entry.citations[0].source, entry.citations[0].key)
    others = [each for each in told[1] if each.uid != entry.uid] if told else []
    return [card(each, view.language, ask.today) for each in others[:_BESIDE]]


def report(made: Card, view: View) -> str:
    """Where a wrong date is told: the operator's page, or a letter that names the event and what was read."""
    if url := http_url(view.contact):
        return url
    if "@" not in view.contact or any(sign in view.contact for sign in " ?&<>\"'"):
        return ""
    say = texts(view.language)
    address = view.base.rstrip("/") + view.link("/event/" + quote(made.uid, safe=""))
    sentence = f"{made.before}{made.words}{made.after}"
    subject = quote(say("report_subject", made.title), safe="")
    body = quote(say("report_body", made.title, made.time, sentence, address), safe="")
    return f"mailto:{view.contact}?subject={subject}&body={body}"
