"""`crawl --dry-run`: fetch and read as a crawl does, and say what it would change; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from crawler.run import SourceResult
from scheduler.bar import Progress
from scheduler.care import open_store
from scheduler.config import Settings
from scheduler.crawling import source_line
from scheduler.desk import StoreDesk
from scheduler.entries import difference
from scheduler.local import document_line, in_time
from scheduler.terminal import plain, row
from timeline.ingest import keep
from timeline.model import Article, Page
from timeline.store import SourceState, Store

if TYPE_CHECKING:
    from crawler.listing import Row


class TrialDesk(StoreDesk):
    """A desk that knows what the store knows, and tells instead of writing."""

    def __init__(
        self,
        store: Store,
        states: Iterable[SourceState],
        *,
        now: Callable[[], datetime],
        say: Callable[[str], None],
        remark: Callable[[str], None],
        progress: Progress,
    ) -> None:
        held = {state.id: state for state in states}
        super().__init__(
            store, held, now=now, say=say, archive=_nowhere, finish=self._told, progress=progress
        )
        self._remark = remark
        self.counts: Counter[str] = Counter()
        self.failed: list[str] = []

    def saw(self, source: str, page: Page) -> None:
        pass

    def unchanged(self, source: str, key: str) -> None:
        pass

    def keep(self, article: Article, page: Page, *, again: bool) -> None:  # noqa: ARG002
        kept = keep(self._store, article, self.now(), read=in_time, dry=True)
        self.counts[kept.outcome] += 1
        if kept.outcome != "unchanged":
            self._say(document_line(article.url, article, kept))
        for change in kept.changes:
            what, how = difference(change)
            self._say(row("", what, how, what="change", change=what, uid=change.uid, how=how))

    def missed(self, source: str, key: str, reason: str, *, again: bool) -> None:
        if again and reason == "gone":
            self._say(row("gone", f"{source}/{key}", what="gone", source=source, key=key))

    def finished(self, result: SourceResult) -> None:
        for error in result.errors:
            self._remark(plain(error))
        self._told(self._states[result.source], result, Counter())
        self._progress.over(result.source)

    def _told(self, state: SourceState, result: SourceResult, _tally: Counter[str]) -> None:
        self._say(source_line(result, result.reason))
        if result.reason:
            self.failed.append(state.id)


@contextmanager
def store_for(settings: Settings, *, dry: bool) -> Iterator[Store]:
    """The store, made if there is none; for a trial without one, an empty one that goes when it is over."""
    if not dry or settings.store.stands():
        with open_store(settings, make=not dry) as store:
            yield store
        return
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "trial.db", make=True) as store:
        yield store


def _nowhere(_source: str, _page: Page, _row: Row | None) -> None:
    pass
