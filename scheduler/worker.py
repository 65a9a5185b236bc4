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
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from scheduler.bar import Progress
from scheduler.config import Settings
from scheduler.crawling import SiteCrawl
from scheduler.lease import alive, dead, owner
from scheduler.lifeline import Lifeline
from scheduler.limits import limit_memory_and_files
from scheduler.local import document_line, source_of, take
from scheduler.obstacles import obstacle
from scheduler.plan import DAILY, UNFINISHED, Night, next_due, weight
from scheduler.registry import FOLDER, unknown
from scheduler.terminal import Aside, row
from scheduler.wire import Wire
from timeline.errors import AlreadyRunning
from timeline.model import SEOUL
from timeline.store import Backfill, SourceState, Store

log = logging.getLogger(__name__)

MOST_BATCHES = 50  # a life is short on purpose: what a parser leaks goes with the process
LONGEST_LIFE = 3600.0  # seconds
LONGEST_BATCH = 300.0  # seconds, half a lease: what is unfinished by then is given back and due again
LONGEST_SLEEP = 60.0  # seconds; a lost wake-up costs no more than this

IN_OTHER_HANDS = 5.0  # seconds until a backfill asks again for a source that another process has
INTERRUPTED = 130  # the exit code of a command that was asked to stop

BACKED_OFF = 900.0  # seconds until it asks a site again that failed

Batch = list[SourceState]
T = TypeVar("T")


class Worker:
    """One process's turns at the due table, under one lease name."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        say: Callable[[str], None] = log.info,
        progress: Progress | None = None,
    ) -> None:
        self._settings, self._store, self._say = settings, store, say
        self._owner = owner()
        self._wire = Wire()
        self._sites = SiteCrawl(settings, store, _now, say, self._release, self._wire, progress)
        self._waiting: dict[str, float] = {}  # by source, until when (monotonic) its backfill waits
        self._stopping = False
        self._only = False  # take what was asked for, and nothing else that is due
        self._loop: asyncio.AbstractEventLoop | None = None
        self._awake: asyncio.Event = asyncio.Event()
        self._told: dict[str, str] = {}  # by document, the complaint that was made of it
        self._failed: list[str] = []
        self._taken = 0  # how many sources were taken in hand

    def run(self, *, once: bool, lifeline: Lifeline | None, idle: int = 0) -> int:
        """Take what is due until told to stop, or until nothing is (`once`); returns the exit code.

        That is `idle` if there never was anything.
        """
        if once and (hindered := obstacle(self._settings, _now())):
            raise hindered
        if lifeline:
            self._wire.open()
            limit_memory_and_files()
            lifeline.on_line = self._nudge
        self._play(None, once=once)
        if once and self._stopping:
            return INTERRUPTED
        if once and not self._taken:
            return self._idle("nothing is due", idle)
        return 3 if once and self._failed else 0

    def crawl(self, names: list[str], *, everything: bool, idle: int = 0) -> int:
        """Take these sources now, due or not; or all enabled ones; or what is due. Returns the exit code.

        That is `idle` if none is due.
        Raises ConfigError for an unknown source, AlreadyRunning where another process has one in hand.
        """
        if not (batch := self._take_in_hand(names, everything=everything)):
            return self._idle("nothing is due", idle)
        self._only = everything or bool(names)
        self._play(batch, once=True)
        return self._code(len(batch))

    def try_out(
        self, names: list[str], *, everything: bool, remark: Callable[[str], None], idle: int = 0
    ) -> int:
        """Crawl as `crawl` would and say what would change; sources are given back as they were."""
        taken = self._take_in_hand(names, everything=everything)
        if not (batch := [state for state in taken if state.family != FOLDER]):
            self._store.sources.put_down(taken, self._owner)
            return self._idle("no site is due" if not names else "no site among them", idle)

        async def trial() -> None:
            desk = await self._within(self._sites.try_out(batch, remark), folders=False)
            if desk is None:  # stopped, or out of time
                self._failed += [state.id for state in batch]
                return
            self._failed += desk.failed
            counts = ", ".join(f"{count} {what}" for what, count in sorted(desk.counts.items()))
            remark(Aside(f"{counts or 'no articles'} (nothing was written)"))

        try:
            self._listen_for_signals()
            with_reactor(trial())
        finally:
            self._store.sources.put_down(taken, self._owner)
        return self._code(len(batch))

    def backfill(self, names: list[str]) -> int:
        """Read back what was asked for these sources, fresh crawls first, until it is done or must wait."""
        self._listen_for_signals()
        with_reactor(self._read_back(names))
        return self._code(len(names))

    def _take_in_hand(self, names: list[str], *, everything: bool) -> Batch:
        if hindered := obstacle(self._settings, _now()):
            raise hindered
        states = {state.id: state for state in self._store.sources.states()}
        for name in names:
            if name not in states:
                raise unknown(name, states)
        wanted = [name for name, state in states.items() if state.enabled] if everything else names
        batch = self._lease(wanted or None)
        if missing := set(names) - {state.id for state in batch}:
            self._store.sources.put_down([states[state.id] for state in batch], self._owner)
            raise AlreadyRunning(
                ", ".join(sorted(missing)), "in another process's hands", hint="try again in a moment"
            )
        return [replace(state, last_attempt=states[state.id].last_attempt) for state in batch]

    def _idle(self, told: str, code: int) -> int:
        """Say that there was nothing to do."""
        self._say(row(told, what="nothing", ok=code == 0))
        return code

    def _code(self, tried: int) -> int:
        if self._stopping:
            return INTERRUPTED
        return (3 if len(set(self._failed)) < tried else 1) if self._failed else 0

    # ── turns ──────────────────────────────────────────────────────────────────────────────────────

    def _play(self, batch: Batch | None, *, once: bool) -> None:
        self._listen_for_signals()
        left = asyncio.run(self._turns(batch, once=once, sites=False))
        if left is not None:
            with_reactor(self._turns(left or None, once=once, sites=True))

    def _listen_for_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop())

    async def _turns(self, batch: Batch | None, *, once: bool, sites: bool) -> Batch | None:
        """Batch after batch. Without `sites`, returns when one is needed.

        That is the batch that holds one, untouched, or an empty one where a backfill waits; None at the end.
        """
        self._loop, self._awake = asyncio.get_running_loop(), asyncio.Event()
        ends = time.monotonic() + LONGEST_LIFE
        beating = asyncio.ensure_future(self._wire.beat())
        try:
            return await self._until(ends, batch, once=once, sites=sites)
        finally:
            beating.cancel()

    async def _until(self, ends: float, batch: Batch | None, *, once: bool, sites: bool) -> Batch | None:
        for _ in range(MOST_BATCHES):
            if self._stopping or time.monotonic() > ends:
                for state in batch or ():  # what was to be taken in the next life
                    self._release(state, UNFINISHED)
                break
            batch = self._lease(None) if batch is None else batch
            if not sites and any(state.family != FOLDER for state in batch):
                return batch
            await self._take(batch)
            if once and (self._only or not (batch and self._store.sources.due(_now()))):
                break
            if not batch and not once and self._next_back():
                if not sites:
                    return []
                await self._step_back()
            elif not batch:
                await self._sleep(LONGEST_SLEEP)
            batch = None
        return None

    async def _take(self, batch: Batch) -> None:
        self._taken += len(batch)
        if batch:
            log.debug("took %s in hand", ", ".join(state.id for state in batch))
        for state in batch:
            if state.family == FOLDER:
                self._release(state, self._read_folder(state))
        if sites := [state for state in batch if state.family != FOLDER]:
            await self._within(self._sites.crawl(sites))

    async def _within(self, work: Coroutine[Any, Any, T], *, folders: bool = True) -> T | None:
        """Work until it is done, told to stop, or out of time; `folders` that come due meanwhile are read."""
        working = asyncio.ensure_future(work)
        self._loop, self._awake = asyncio.get_running_loop(), self._awake or asyncio.Event()
        working.add_done_callback(lambda _: self._awake.set())
        ends = time.monotonic() + LONGEST_BATCH
        while not (working.done() or self._stopping) and time.monotonic() < ends:
            await self._sleep(ends - time.monotonic())
            due = set(self._store.sources.due(_now())) if folders else set()
            watched = [state.id for state in self._store.sources.states() if state.family == FOLDER]
            if not self._only and (waiting := due.intersection(watched)):
                await self._take(self._lease(list(waiting)))
        if not working.done():
            working.cancel()
        with suppress(asyncio.CancelledError):
            return await working
        return None

    # ── reading back ───────────────────────────────────────────────────────────────────────────────

    def _next_back(self, names: list[str] | None = None) -> Backfill | None:
        """The backfill to go on with: one that is not done, need not wait, and is of these sources."""
        for at in self._store.backfills.of():
            rested = time.monotonic() >= self._waiting.get(at.source, 0.0)
            if at.done is None and rested and (names is None or at.source in names):
                return at
        return None

    async def _step_back(self, names: list[str] | None = None) -> str:
        """Read a page further back, unless the source is in other hands; returns why it must wait, or ""."""
        at = self._next_back(names)
        states = {state.id: state for state in self._store.sources.states()}
        if at is None or not (taken := self._lease([at.source])):
            if at:
                self._waiting[at.source] = time.monotonic() + IN_OTHER_HANDS
            return ""
        try:
            why = await self._within(self._sites.step_back(taken[0], at)) or ""
        finally:
            self._store.sources.put_down([states[at.source]], self._owner)
        self._waiting[at.source] = time.monotonic() + (BACKED_OFF if why else 0.0)
        return why

    async def _read_back(self, names: list[str]) -> None:
        self._awake = asyncio.Event()
        while not self._stopping and any(
            at.done is None and at.source in names and at.source not in self._failed
            for at in self._store.backfills.of()
        ):
            at = self._next_back(names)
            if due := [name for name in self._store.sources.due(_now()) if name in names]:
                await self._take(self._lease(due))
            elif at is None:
                await self._sleep(IN_OTHER_HANDS)
            elif await self._step_back(names) not in ("", UNFINISHED):
                self._failed.append(at.source)

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), seconds)
        self._awake.clear()

    def _lease(self, wanted: list[str] | None) -> Batch:
        """Take in hand what is due, or these, due or not; nothing while something is in the way."""
        if obstacle(self._settings, _now()):  # the daemon tells
            return []
        owners = self._store.sources.owners()
        if gone := [name for name in owners if dead(name)]:  # no daemon may be there to see it
            self._store.sources.free(gone, "killed")
        living = [name for name in owners if alive(name)]
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

    # Its own is the wall clock: set forward, it times out every request in flight; set back, none for as long.
    reactor.seconds = time.monotonic  # type: ignore[method-assign,misc]

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
