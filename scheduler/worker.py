"""The crawl worker: takes due sources in hand, reads or crawls them, gives them back, batch after batch.

As the daemon's child (`attached`) it sleeps until a line on its standard input wakes it, and dies at once
when that ends. Scrapy and its reactor are started with the first site that is due, never for folders alone.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from scheduler.config import Settings
from scheduler.crawling import SiteCrawl
from scheduler.lease import alive, owner
from scheduler.lifeline import Lifeline
from scheduler.limits import limit_memory_and_files
from scheduler.local import document_line, source_of, take
from scheduler.obstacles import obstacle
from scheduler.plan import DAILY, UNFINISHED, Night, next_due, weight
from scheduler.registry import FOLDER
from scheduler.wire import Wire
from timeline.errors import AlreadyRunning, ConfigError
from timeline.model import SEOUL
from timeline.store import SourceState, Store

log = logging.getLogger(__name__)

MOST_BATCHES = 50  # a life is short on purpose: what a parser leaks goes with the process
LONGEST_LIFE = 3600.0  # seconds
LONGEST_BATCH = 300.0  # seconds, half a lease: what is unfinished by then is given back and due again
LONGEST_SLEEP = 60.0  # seconds; a lost wake-up costs no more than this

Batch = list[SourceState]


class Worker:
    """One process's turns at the due table, under one lease name."""

    def __init__(self, settings: Settings, store: Store, say: Callable[[str], None] = log.info) -> None:
        self._settings, self._store, self._say = settings, store, say
        self._owner = owner()
        self._wire = Wire()
        self._sites = SiteCrawl(settings, store, _now, say, self._release, self._wire)
        self._stopping = False
        self._only = False  # take what was asked for, and nothing else that is due
        self._loop: asyncio.AbstractEventLoop | None = None
        self._awake = asyncio.Event()
        self._told: dict[str, str] = {}  # by document, the complaint that was made of it
        self._failed: list[str] = []

    def run(self, *, once: bool, lifeline: Lifeline | None) -> int:
        """Take what is due until told to stop, or until nothing is (`once`); returns the exit code."""
        if once and (hindered := obstacle(self._settings, _now())):
            raise hindered
        if lifeline:
            self._wire.open()
            limit_memory_and_files()
            lifeline.on_line = self._nudge
        self._play(None, once=once)
        return 3 if once and self._failed else 0

    def crawl(self, names: list[str], *, everything: bool) -> int:
        """Take these sources now, due or not; or all enabled ones; or what is due. Returns the exit code.

        Raises ConfigError for an unknown source, AlreadyRunning where another process has one in hand.
        """
        if hindered := obstacle(self._settings, _now()):
            raise hindered
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
        self._only = bool(wanted)
        self._play(batch, once=True)
        return (3 if len(self._failed) < len(batch) else 1) if self._failed else 0

    # ── turns ──────────────────────────────────────────────────────────────────────────────────────

    def _play(self, batch: Batch | None, *, once: bool) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop())
        left = asyncio.run(self._turns(batch, once=once, sites=False))
        if left:
            with_reactor(self._turns(left, once=once, sites=True))

    async def _turns(self, batch: Batch | None, *, once: bool, sites: bool) -> Batch:
        """Batch after batch; without `sites`, returns the first batch that holds one, untouched."""
        self._loop, self._awake = asyncio.get_running_loop(), asyncio.Event()
        ends = time.monotonic() + LONGEST_LIFE
        beating = asyncio.ensure_future(self._wire.beat())
        try:
            return await self._until(ends, batch, once=once, sites=sites)
        finally:
            beating.cancel()

    async def _until(self, ends: float, batch: Batch | None, *, once: bool, sites: bool) -> Batch:
        for _ in range(MOST_BATCHES):
            if self._stopping or time.monotonic() > ends:
                break
            batch = self._lease(None) if batch is None else batch
            if not sites and any(state.family != FOLDER for state in batch):
                return batch
            await self._take(batch)
            if once and (self._only or not (batch and self._store.sources.due(_now()))):
                break
            if not batch:
                await self._sleep(LONGEST_SLEEP)
            batch = None
        return []

    async def _take(self, batch: Batch) -> None:
        for state in batch:
            if state.family == FOLDER:
                self._release(state, self._read_folder(state))
        if sites := [state for state in batch if state.family != FOLDER]:
            await self._crawl(sites)

    async def _crawl(self, states: Batch) -> None:
        """Crawl until done, told to stop, or out of time; folders that come due meanwhile are read."""
        crawling = asyncio.ensure_future(self._sites.crawl(states))
        crawling.add_done_callback(lambda _: self._awake.set())
        ends = time.monotonic() + LONGEST_BATCH
        while not (crawling.done() or self._stopping) and time.monotonic() < ends:
            await self._sleep(ends - time.monotonic())
            due = set(self._store.sources.due(_now()))
            folders = [state.id for state in self._store.sources.states() if state.family == FOLDER]
            if waiting := due.intersection(folders):
                await self._take(self._lease(list(waiting)))
        if not crawling.done():
            crawling.cancel()
        with suppress(asyncio.CancelledError):
            await crawling

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), seconds)
        self._awake.clear()

    def _lease(self, wanted: list[str] | None) -> Batch:
        """Take in hand what is due, or these, due or not; nothing while something is in the way."""
        if obstacle(self._settings, _now()):  # the daemon tells
            return []
        living = [name for name in self._store.sources.owners() if alive(name)]
        names = set(self._store.sources.lease(self._owner, _now(), wanted=wanted, living=living))
        return [state for state in self._store.sources.states() if state.id in names]

    def _release(
        self,
        state: SourceState,
        reason: str,
        wait: timedelta | None = None,
        *,
        pace: timedelta | None = None,
        night: Night | None = None,
    ) -> None:
        """Give a source back; `reason` is empty after success, `wait` what its server asked for."""
        now, failures, strain = _now(), 0, 0.0
        if reason:
            failed = reason != UNFINISHED
            failures = state.failures + failed
            strain = state.strain + (weight(reason) if failed else 0.0)
        interval = pace or state.pace or state.interval
        due = now
        if reason != UNFINISHED:
            due = next_due(state.id, now, interval, strain, wait, daily=reason in DAILY, night=night)
        outcome: dict[str, Any] = {"failures": failures, "strain": strain, "reason": reason, "pace": pace}
        seconds = (now - state.last_attempt).total_seconds() if state.last_attempt else 0.0
        self._wire.tell(source=state.id, result=reason, seconds=seconds)
        self._store.sources.release(state.id, self._owner, next_due=due, now=now, **outcome)
        if reason:
            self._failed.append(state.id)

    def _read_folder(self, state: SourceState) -> str:
        """Read what is new in a watched folder; returns the reason why it is not done, if it is not."""
        ends = time.monotonic() + LONGEST_BATCH
        paths = [path for path in self._settings.watched if source_of(path) == state.id]
        for document in take(self._store, paths, _now, changed_only=True):
            if document.error:
                self._complain(document.where, document.error.line)
            elif document.article and document.kept:
                self._say(document_line(document.where, document.article, document.kept))
            if self._stopping or time.monotonic() > ends:
                return UNFINISHED
        return ""

    def _complain(self, where: str, complaint: str) -> None:
        """Once, not at every look."""
        if self._told.get(where) != complaint:
            log.warning("%s", complaint)
        self._told[where] = complaint

    # ── being told ─────────────────────────────────────────────────────────────────────────────────

    def _stop(self) -> None:
        self._stopping = True
        self._nudge()

    def _nudge(self) -> None:
        if self._loop:
            with suppress(RuntimeError):  # the loop is closed: between two lives
                self._loop.call_soon_threadsafe(self._awake.set)


def with_reactor(work: Coroutine[Any, Any, object]) -> None:
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
