"""The timeline store: the only room with SQL. `Store` reads, and hands out a `Pen` to write."""

from timeline.store.sources import Fetch, Registration, SourceState, Validators
from timeline.store.store import Pen, Store, StoredArticle

__all__ = ["Fetch", "Pen", "Registration", "SourceState", "Store", "StoredArticle", "Validators"]
