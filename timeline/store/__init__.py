"""The timeline store: the only room with SQL. `Store` reads, and hands out a `Pen` to write."""

from timeline.store.alarms import Alarm
from timeline.store.backfills import Backfill
from timeline.store.pages import Again, Validators
from timeline.store.pen import Pen, StoredArticle
from timeline.store.sources import Fetch, Glance, Registration, SourceState
from timeline.store.store import Store

__all__ = [
    "Again",
    "Alarm",
    "Backfill",
    "Fetch",
    "Glance",
    "Pen",
    "Registration",
    "SourceState",
    "Store",
    "StoredArticle",
    "Validators",
]
