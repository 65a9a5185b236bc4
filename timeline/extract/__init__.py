"""Events out of an article: what happens, when, where, and whether it still will. Pure: no clock, no I/O.

A text's sentences (`sentences`) are cut into words with roles (`clauses`, `verbs`), each time mention is joined
with what it dates (`mentions`), tellings become events (`events`) with a title (`titles`), a place (`places`,
`gazetteer`), a status (`status`), a category (`category`) and a confidence (`confidence`). `identity` finds the
entry that an event already has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from timeline.extract.events import draw
from timeline.korean import find
from timeline.model import Article, Event, EventKind, Grain, Mention, Quote, Span, Stamp, Status

__all__ = ["Reading", "read", "read_article"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text tells: its time expressions, and its events with the statements among them."""

    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]


def read(
    text: str, published: datetime | None, *, title: str = "", region: str = "", captions: int = 0
) -> Reading:
    """Read a text as it stood on the day.

    `title` is the headline, `region` the paper's own (광주), `captions` how many characters at the start of
    the text are captions. Relative times stay unresolved when `published` is None.
    """
    mentions = tuple(find(text, published, title=title))
    events = draw(text, mentions, published, headline=title, region=region, captions=captions)
    settled = {
        m.start: m for e in events for m in e.mentions
    }  # 이날 may have found its event's day meanwhile
    return Reading(tuple(settled.get(m.start, m) for m in mentions), events)


def read_article(article: Article) -> Reading:
    """Read an article's captions and paragraphs; the article itself comes first, as a report at its stamp."""
    published = article.published.at if article.published is not None else None
    captions = sum(len(c) + 1 for c in article.captions)
    reading = read(article.text, published, title=article.title, region=article.region, captions=captions)
    if article.published is None:
        return reading
    return Reading(
        reading.mentions, (report(article.title, article.published, article.region), *reading.events)
    )


def report(headline: str, stamp: Stamp, region: str = "") -> Event:
    """The article itself as an entry, at its stamp: a minute wide, or the day where only the day is known."""
    if stamp.precision == "day":
        start = stamp.at.replace(hour=0, minute=0, second=0, microsecond=0)
        span = Span(start, start + timedelta(days=1), Grain.DAY)
    else:
        start = stamp.at.replace(second=0, microsecond=0)
        span = Span(start, start + timedelta(minutes=1), Grain.MINUTE)
    quote = Quote(0, 0, headline)
    return Event(
        EventKind.REPORT,
        headline,
        span,
        Status.HELD,
        quote,
        regions=(region,) if region else (),
        reasons=("기사 자체",),
    )
