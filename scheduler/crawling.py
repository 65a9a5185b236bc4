"""A batch of sites between the store and the crawler: what is known, what is kept, how it went.

Imports Scrapy when it runs, not before.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from crawler.archive import Archive
from crawler.article import LOST, MISFIT
from scheduler.config import Settings
from scheduler.local import document_line
from scheduler.registry import sites
from scheduler.rot import alarms
from scheduler.terminal import plain
from timeline.ingest import Kept, keep
from timeline.model import Article, Page
from timeline.store import Fetch, SourceState, Store, Validators

if TYPE_CHECKING:
    from crawler.robots import Robots
    from crawler.run import Seen, SourceResult

log = logging.getLogger(__name__)

_MISFIT = MISFIT.format(part="")
_LOST = LOST.partition("}")[2].partition("(")[0].strip()
EDITED_FOR = timedelta(days=3)  # a paper edits what it has just published
LOOK_AGAIN = timedelta(hours=6)

Say = Callable[[str], None]
Release = Callable[[SourceState, str, timedelta | None], None]


class SiteCrawl:
    """What a worker needs to crawl; `release` gives a source back with its reason and the wait asked for."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        now: Callable[[], datetime],
        say: Callable[[str], None],
        release: Release,
    ) -> None:
        self._settings, self._store, self._now, self._say, self._release = settings, store, now, say, release
        self._tallies: dict[str, Counter[str]] = {}  # by source, of the crawl under way
        self._kept, self._forgot = Archive(settings.archive_folder), date.min
        self._alarmed: dict[str, tuple[str, ...]] = {}
        self._robots: Robots | None = None  # remembered over batches, so that no host is asked twice a day

    async def crawl(self, states: list[SourceState]) -> None:
        """Crawl these sources together; when cancelled, what is unfinished is given back as such."""
        from crawler.robots import Robots
        from crawler.spider import crawl

        self._forget()
        held = {state.id: state for state in states}
        entries = sites(self._settings)
        for name in held.keys() - entries.keys():  # its entry went while it was due
            self._release(held.pop(name), "no-entry", None)
        self._robots = self._robots or Robots()
        await crawl(
            [entries[name] for name in held],
            self._keep,
            known=self._known,
            now=self._now,
            on_result=lambda result: self._finish(held[result.source], result),
            user_agent=self._settings.user_agent,
            allow_networks=self._settings.allow_networks,
            seen=self._seen,
            saw=self._saw,
            arrived=self._archive,
            robots=self._robots,
        )

    def _keep(self, article: Article, page: Page) -> Kept:
        now = self._now()
        kept = keep(self._store, article, now)
        self._store.sources.saw(article.source, article.key, now, page.status, _validators(page))
        self._say(document_line(article.url, article, kept))
        self._tallies.setdefault(article.source, Counter()).update(_tally(article, kept))
        return kept

    def _archive(self, page: Page) -> None:
        """Keep the page as it came; an archive that cannot be written costs no article."""
        if not self._settings.archive_days:
            return
        try:
            self._kept.keep(page)
        except (OSError, ImportError) as error:
            log.warning("%s: not archived: %s", page.url, error)

    def _forget(self) -> None:
        """Delete what was archived longer ago than is wanted, once a day."""
        now = self._now()
        if self._settings.archive_days and now.date() != self._forgot:
            self._forgot = now.date()
            self._kept.forget(now - timedelta(days=self._settings.archive_days))

    def _known(self, source: str, key: str) -> bool:
        """Whether an article need not be fetched: it is stored, and no edit is to be expected since."""
        now, since = self._now(), self._store.article_since(source, key)
        if since is None or now - since > EDITED_FOR:
            return since is not None
        looked = self._store.sources.looked(source, key)
        return looked is not None and now - looked < LOOK_AGAIN

    def _seen(self, source: str, url: str) -> Seen | None:
        from crawler.run import Seen

        told = self._store.sources.seen(source, url)
        return Seen(told.etag, told.last_modified) if told else None

    def _saw(self, source: str, page: Page) -> None:
        self._store.sources.saw(source, page.url, self._now(), page.status, _validators(page))

    def _finish(self, state: SourceState, result: SourceResult) -> None:
        for error in result.errors:
            log.warning("%s", plain(error))
        self._remember(result)
        self._release(state, result.reason, result.wait)
        told = f"{result.kept} articles, {result.known} known, {result.pages} pages"
        self._say(f"{state.id}\t{result.reason or 'ok'}\t{told}")

    def _remember(self, result: SourceResult) -> None:
        """Note how the look went, and say what an operator should look at: once, not at every look."""
        now, sources = self._now(), self._store.sources
        note = plain(result.errors[0])[:200] if result.errors else ""
        told = self._tallies.pop(result.source, Counter())
        counts = {name: told[name] for name in ("new", "changed", "same", "undated", "misfit", "garbled")}
        more = {"pages": result.pages, "known": result.known, "failed": result.failed}
        sources.note(Fetch(result.source, now, result.reason, note=note, **counts, **more))
        found = alarms(sources.fetches(result.source), sources.arrivals(result.source), now)
        for alarm in found if found != self._alarmed.get(result.source) else ():
            log.warning("%s: %s", result.source, alarm)
        self._alarmed[result.source] = found


def _tally(article: Article, kept: Kept) -> list[str]:
    """What an article counts as, in the words of Fetch."""
    outcome = {"new": "new", "unchanged": "same"}.get(kept.outcome, "changed")
    lacks = {
        "undated": article.published is None,
        "misfit": any(_MISFIT in warning for warning in article.warnings),
        "garbled": any(_LOST in warning for warning in article.warnings),
    }
    return [outcome, *(name for name, lacking in lacks.items() if lacking)]


def _validators(page: Page) -> Validators:
    told = page.headers
    return Validators(told.get("etag", ""), told.get("last-modified", ""), sha256(page.body).hexdigest())
