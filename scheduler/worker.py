"""The crawl worker: takes due sources in hand, reads or crawls them, gives them back, batch after batch.

As the daemon's child (`attached`) it sleeps until a line on its standard input wakes it, and dies at once
when that ends. Scrapy and its reactor are started with the first site that is due, never for folders alone.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from scheduler.config import Settings
from scheduler.lease import owner
from scheduler.limits import limit_memory_and_files
from scheduler.local import document_line, source_of, take
from scheduler.plan import next_due
from scheduler.registry import FOLDER, sites
from scheduler.report import plain
from timeline.errors import AlreadyRunning, ConfigError
from timeline.ingest import Kept, keep
from timeline.model import SEOUL, Article, Page
from timeline.store import SourceState, Store, Validators

if TYPE_CHECKING:
    from crawler.robots import Robots
    from crawler.run import Seen, SourceResult

log = logging.getLogger(__name__)

MOST_BATCHES = 50  # a life is short on purpose: what a parser leaks goes with the process
LONGEST_LIFE = 3600.0  # seconds
LONGEST_SLEEP = 60.0  # seconds; a lost wake-up costs no more than this
EDITED_FOR = timedelta(days=3)  # a paper edits what it has just published
LOOK_AGAIN = timedelta(hours=6)

Batch = list[SourceState]


class Worker:
    """One process's turns at the due table, under one lease name."""

    def __init__(self, settings: Settings, store: Store, say: Callable[[str], None] = log.info) -> None:
        self._settings, self._store, self._say = settings, store, say
        self._owner = owner()
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._awake, self._stopped = asyncio.Event(), asyncio.Event()
        self._robots: Robots | None = None  # remembered over batches, so that no host is asked twice a day
        self._told: dict[str, str] = {}  # by document, the complaint that was made of it
        self.failed: list[str] = []

    def run(self, *, once: bool, attached: bool) -> int:
        """Take what is due until told to stop, or until nothing is (`once`); returns the exit code."""
        if attached:
            limit_memory_and_files()
            threading.Thread(target=self._listen, daemon=True).start()
        self._play(None, once=once)
        return 3 if once and self.failed else 0

    def crawl(self, names: list[str], *, everything: bool) -> int:
        """Take these sources now, due or not; or all enabled ones; or what is due. Returns the exit code.

        Raises ConfigError for an unknown source, AlreadyRunning where another process has one in hand.
        """
        states = {state.id: state for state in self._store.sources.states()}
        if unknown := [name for name in names if name not in states]:
            raise ConfigError(unknown[0], "no such source", hint=f"one of {', '.join(states) or '(none)'}")
        wanted = [name for name, state in states.items() if state.enabled] if everything else names
        batch = self._lease(wanted or None)
        if missing := set(names) - {state.id for state in batch}:
            raise AlreadyRunning(
                ", ".join(sorted(missing)), "in another process's hands", hint="try again in a moment"
            )
        if not batch:
            self._say("nothing is due")
            return 0
        self._play(batch, once=True)
        return (3 if len(self.failed) < len(batch) else 1) if self.failed else 0

    # ── turns ──────────────────────────────────────────────────────────────────────────────────────

    def _play(self, batch: Batch | None, *, once: bool) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop())
        left = asyncio.run(self._turns(batch, once=once, sites=False))
        if left:
            _with_reactor(self._turns(left, once=once, sites=True))

    async def _turns(self, batch: Batch | None, *, once: bool, sites: bool) -> Batch:
        """Batch after batch; without `sites`, returns the first batch that holds one, untouched."""
        self._loop = asyncio.get_running_loop()
        self._awake, self._stopped = asyncio.Event(), asyncio.Event()  # of this loop
        ends = time.monotonic() + LONGEST_LIFE
        for _ in range(MOST_BATCHES):
            batch = self._lease(None) if batch is None else batch
            if not sites and any(state.family != FOLDER for state in batch):
                return batch
            await self._take(batch)
            if self._stopping or (once and not (batch and self._store.sources.due(_now()))):
                break
            if time.monotonic() > ends:
                break
            if not batch:
                await self._sleep()
            batch = None
        return []

    async def _sleep(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), LONGEST_SLEEP)
        self._awake.clear()

    def _lease(self, wanted: list[str] | None) -> Batch:
        names = set(self._store.sources.lease(self._owner, _now(), wanted=wanted))
        return [state for state in self._store.sources.states() if state.id in names]

    async def _take(self, batch: Batch) -> None:
        for state in batch:
            if state.family == FOLDER and not self._stopping:
                self._release(state, self._read_folder(state))
        sites = [state for state in batch if state.family != FOLDER]
        if sites:
            await self._crawl(sites)

    def _release(self, state: SourceState, reason: str, wait: timedelta | None = None) -> None:
        """Give a source back; `reason` is empty after success, `wait` what its server asked for."""
        now = _now()
        failures = state.failures + 1 if reason else 0
        due = next_due(state.id, now, state.interval, failures, wait)
        self._store.sources.release(
            state.id, self._owner, next_due=due, now=now, failures=failures, reason=reason
        )
        if reason:
            self.failed.append(state.id)

    # ── folders ────────────────────────────────────────────────────────────────────────────────────

    def _read_folder(self, state: SourceState) -> str:
        paths = [path for path in self._settings.watched if source_of(path) == state.id]
        complaints: dict[str, str] = {}
        for document in take(self._store, paths, _now, changed_only=True):
            if document.error:
                complaints[document.where] = document.error.line
            elif document.article and document.kept:
                self._say(document_line(document.where, document.article, document.kept))
        for where, complaint in complaints.items():
            if self._told.get(where) != complaint:  # once, not at every look
                log.warning("%s", complaint)
        self._told |= complaints
        return ""

    # ── sites ──────────────────────────────────────────────────────────────────────────────────────

    async def _crawl(self, states: Batch) -> None:
        """Crawl the sites of a batch together. A signal to stop gives what is unfinished back."""
        from crawler.robots import Robots
        from crawler.spider import crawl

        held = {state.id: state for state in states}
        entries = sites(self._settings)
        for name in held.keys() - entries.keys():  # its entry went while it was due
            self._release(held.pop(name), "no-entry")
        self._robots = self._robots or Robots()
        crawling = asyncio.ensure_future(
            crawl(
                [entries[name] for name in held],
                self._keep,
                known=self._known,
                now=_now,
                on_result=lambda result: self._finish(held[result.source], result),
                user_agent=self._settings.user_agent,
                allow_networks=self._settings.allow_networks,
                seen=self._seen,
                saw=self._saw,
                robots=self._robots,
            )
        )
        stopped = asyncio.ensure_future(self._stopped.wait())
        await asyncio.wait((crawling, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not crawling.done():
            crawling.cancel()
        with suppress(asyncio.CancelledError):
            await crawling

    def _keep(self, article: Article, page: Page) -> Kept:
        now = _now()
        kept = keep(self._store, article, now)
        self._store.sources.saw(article.source, article.key, now, page.status, _validators(page))
        self._say(document_line(article.url, article, kept))
        return kept

    def _known(self, source: str, key: str) -> bool:
        """Whether an article need not be fetched: it is stored, and no edit is to be expected since."""
        since = self._store.article_since(source, key)
        if since is None or _now() - since > EDITED_FOR:
            return since is not None
        looked = self._store.sources.looked(source, key)
        return looked is not None and _now() - looked < LOOK_AGAIN

    def _seen(self, source: str, url: str) -> Seen | None:
        from crawler.run import Seen

        told = self._store.sources.validators(source).get(url)
        return Seen(told.etag, told.last_modified) if told else None

    def _saw(self, source: str, page: Page) -> None:
        self._store.sources.saw(source, page.url, _now(), page.status, _validators(page))

    def _finish(self, state: SourceState, result: SourceResult) -> None:
        for error in result.errors:
            log.warning("%s", plain(error))
        self._release(state, result.reason, result.wait)
        outcome = result.reason or "ok"
        self._say(
            f"{state.id}\t{outcome}\t{result.kept} articles, {result.known} known, {result.pages} pages"
        )

    # ── being told ─────────────────────────────────────────────────────────────────────────────────

    def _listen(self) -> None:
        """A line on standard input wakes; its end is the parent's death, and ours."""
        for _ in iter(lambda: os.read(sys.stdin.fileno(), 4096), b""):
            self._nudge()
        os._exit(0)

    def _stop(self) -> None:
        self._stopping = True
        self._call(self._stopped.set)
        self._nudge()

    def _nudge(self) -> None:
        self._call(self._awake.set)

    def _call(self, set_event: Callable[[], None]) -> None:
        if self._loop:
            with suppress(RuntimeError):  # the loop is closed: between two lives
                self._loop.call_soon_threadsafe(set_event)


def _validators(page: Page) -> Validators:
    told = page.headers
    return Validators(told.get("etag", ""), told.get("last-modified", ""), sha256(page.body).hexdigest())


def _with_reactor(work: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine on Twisted's asyncio reactor, which a process can start once."""
    from twisted.internet import asyncioreactor

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
    from twisted.internet import reactor

    async def until_done() -> None:
        try:
            await work
        finally:
            reactor.stop()  # type: ignore[misc]

    task = loop.create_task(until_done())
    reactor.run(installSignalHandlers=False)  # type: ignore[call-arg,misc]
    task.result()


def _now() -> datetime:
    return datetime.now(SEOUL)
