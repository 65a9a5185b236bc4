"""Reading a source's lists back to a day: newest first, a page at a time, so that it can stop and go on anywhere.

A step is a crawl of one list page and of the articles it names that are not stored. Fresh crawls go first: a step
begins only when its source is not due, and gives the source back as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.run import Look, Seen, SourceResult
from scheduler.bar import Progress
from scheduler.desk import Archive, StoreDesk
from timeline.model import Page
from timeline.store import Backfill, SourceState, Store

if TYPE_CHECKING:
    from crawler.listing import Row

MOST_PAGES = 5000  # of one list; a trap has no end
ENDS = ("gone", "structure-changed")  # how a list says that there is no further page

Say = Callable[[str], None]


class BackDesk(StoreDesk):
    """The desk of one step: knows what is stored and what is older than wanted, and looks at nothing again."""

    def __init__(
        self,
        store: Store,
        state: SourceState,
        at: Backfill,
        *,
        now: Callable[[], datetime],
        say: Say,
        archive: Archive,
        progress: Progress,
    ) -> None:
        super().__init__(
            store, {state.id: state}, now=now, say=say, archive=archive, finish=self._told, progress=progress
        )
        self._at = at
        self.rows: Sequence[Row] = ()
        self.result: SourceResult | None = None

    def known(self, source: str, keys: Sequence[str]) -> set[str]:
        older = {row.key for row in self.rows if row.stamp and row.stamp.at < self._at.since}
        return older.intersection(keys) | self._store.pages.known(source, keys, self.now())

    def again(self, source: str) -> Sequence[Look]:  # noqa: ARG002
        return ()

    def seen(self, source: str, url: str) -> Seen | None:  # noqa: ARG002
        return None

    def saw(self, source: str, page: Page) -> None:
        pass

    def listed(self, source: str, page: Page, rows: Sequence[Row]) -> None:  # noqa: ARG002
        self.rows = rows

    def _told(self, _state: SourceState, result: SourceResult, _tally: Counter[str]) -> None:
        self.result = result

    @property
    def newest(self) -> datetime | None:
        """When the newest article of the page was published, as its list or its page says."""
        told = [row.stamp.at for row in self.rows if row.stamp]
        told += self._store.pages.published(self._at.source, [row.key for row in self.rows])
        return max(told, default=None)


def note_step(store: Store, at: Backfill, desk: BackDesk, last: Sequence[str], now: datetime) -> str:
    """Write down what a step came to; returns the word for why it must wait, "" where it can go on.

    `last` are the keys that the page before named: a list that names the same again has ended.
    """
    result = desk.result
    if result is None or result.reason == "unfinished":
        return "unfinished"
    keys = [row.key for row in desk.rows]
    done = _why_done(at, result, keys, last, desk.newest)
    if result.reason and not done:
        store.backfills.step(at, page=at.page, kept=result.kept, failed=result.failed, note=result.reason)
        return result.reason
    counts = {"kept": result.kept, "failed": result.failed}
    moment = now if done else None
    store.backfills.step(at, page=at.page + 1, **counts, done=moment, note=done)
    return ""


def _why_done(
    at: Backfill, result: SourceResult, keys: Sequence[str], last: Sequence[str], newest: datetime | None
) -> str:
    if at.page > 1 and result.reason in ENDS and not keys:
        return f"the list ends before page {at.page}"
    if result.reason and not keys:
        return ""
    if keys and list(keys) == list(last):
        return f"page {at.page} repeats the one before"
    if newest is not None and newest < at.since:
        return f"{newest:%Y-%m-%d} is before {at.since:%Y-%m-%d}"
    if "{page}" not in at.list:
        return "the list has one page"
    return f"left at page {MOST_PAGES}" if at.page >= MOST_PAGES else ""
