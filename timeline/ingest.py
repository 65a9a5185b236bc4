"""Keep an article, and draw or redraw its events: one transaction an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from timeline.extract import read_article
from timeline.extract.identity import match
from timeline.model import Article, Event, Status
from timeline.store import Pen, Store, StoredArticle
from timeline.store.codec import digest


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping an article did: `outcome` is new, revised or unchanged; the counts are of entries."""

    outcome: str
    added: int = 0
    revised: int = 0
    withdrawn: int = 0

    @property
    def told(self) -> str:
        """In words: "new, 5 entries added", "unchanged"."""
        counts = ((self.added, "added"), (self.revised, "revised"), (self.withdrawn, "withdrawn"))
        return ", ".join([self.outcome, *(f"{count} entries {word}" for count, word in counts if count)])


def keep(store: Store, article: Article, now: datetime) -> Kept:
    """Store the article's edition and what it tells; an edition that is stored already changes nothing.

    An edited article keeps the uids of the events it still tells; an event it no longer tells has lost
    its proof and is withdrawn, never deleted. Raises StoreError; then nothing of the article was stored.
    """
    if store.article_hash(article.source, article.key) == digest(article):
        return Kept("unchanged")
    events = tuple(event for event in read_article(article).events if event.status is not Status.STATEMENT)
    with store.pen(now) as pen:
        stored = pen.article(article.source, article.key)
        if stored and stored.hash == digest(article):  # another process was faster
            return Kept("unchanged")
        return _write(pen, article, events, stored)


def _write(pen: Pen, article: Article, events: tuple[Event, ...], stored: StoredArticle | None) -> Kept:
    before = pen.entries_of(stored) if stored else []
    row = pen.keep_article(article, stored)
    pairs = match(events, before)
    found = {id(event): entry for event, entry in pairs}
    added = revised = withdrawn = 0
    for event in events:
        if entry := found.get(id(event)):
            revised += pen.revise(entry, event, article)
        else:
            row = pen.mint(event, article, row)
            added += 1
    kept = {entry.uid for _, entry in pairs}
    for entry in before:
        if entry.uid not in kept and not entry.withdrawn:
            withdrawn += pen.revise(entry, entry.event, article, withdrawn=True)
    return Kept("revised" if stored else "new", added, revised, withdrawn)
