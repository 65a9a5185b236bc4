"""A batch of sites between the store and the crawler: who is crawled, how it went, when it is tried again.

Imports Scrapy when it runs, not before.
"""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from crawler.archive import Archive
from scheduler.backfill import BackDesk, note_step
from scheduler.bar import Progress, Silent
from scheduler.config import Settings
from scheduler.desk import StoreDesk
from scheduler.plan import OURS, Night, night_of, paced
from scheduler.registry import sites
from scheduler.rot import alarms
from scheduler.terminal import ResultLine, plain, row
from scheduler.wire import Wire
from timeline.model import Page
from timeline.store import Backfill, Fetch, SourceState, Store

if TYPE_CHECKING:
    from crawler.listing import Row
    from crawler.robots import Robots
    from crawler.run import SourceResult
    from crawler.site import Site
    from scheduler.trial import TrialDesk

log = logging.getLogger(__name__)

_COUNTS = ("new", "changed", "same", "undated", "unparsed", "misfit", "garbled", "empty", "gone", "held")


class Release(Protocol):
    """Gives a source back: why it failed or "", the wait its server asked for, its own pace if it succeeded.

    `night` is when its entry wants it left alone.
    """

    def __call__(
        self,
        state: SourceState,
        reason: str,
        wait: timedelta | None = None,
        *,
        pace: timedelta | None = None,
        night: Night | None = None,
    ) -> None: ...


class SiteCrawl:
    """What a worker needs to crawl, over all its batches."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        now: Callable[[], datetime],
        say: Callable[[str], None],
        release: Release,
        wire: Wire | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._wire, self._codes = wire or Wire(), Counter[str]()
        self._progress = progress or Silent()
        self._settings, self._store, self._now, self._say, self._release = settings, store, now, say, release
        self._archive, self._forgot = Archive(settings.archive_folder), date.min
        self._robots: Robots | None = None  # remembered over batches, so that no host is asked twice a day
        self._entries: dict[str, Site] = {}
        self._stepped: dict[str, datetime] = {}  # by host, when a backfill may go on
        self._last: dict[tuple[str, str], Sequence[str]] = {}  # what the page of a list before named
        self._unreached: list[tuple[SourceState, SourceResult, Counter[str]]] = []

    async def crawl(self, states: Iterable[SourceState]) -> None:
        """Crawl these sources together; when cancelled, what is unfinished is given back as such."""
        self._forget()
        held = {state.id: state for state in states}
        self._entries = sites(self._settings, held.keys())
        for name in held.keys() - self._entries.keys():  # its entry went while it was due
            self._release(held.pop(name), "no-entry")
        self._unreached = []
        desk = StoreDesk(
            self._store,
            held,
            now=self._now,
            say=self._say,
            archive=self._keep_page,
            finish=self._finish,
            progress=self._progress,
        )
        try:
            await self._send([self._entries[name] for name in held], desk)
        finally:
            self._tell_unreached(held)

    async def try_out(self, states: Iterable[SourceState], remark: Callable[[str], None]) -> TrialDesk:
        """Crawl these sources and say what would change; nothing is written."""
        from scheduler.trial import TrialDesk

        entries, held = sites(self._settings), list(states)
        desk = TrialDesk(
            self._store, held, now=self._now, say=self._say, remark=remark, progress=self._progress
        )
        await self._send([entries[state.id] for state in held], desk)
        return desk

    async def step_back(self, state: SourceState, at: Backfill) -> str:
        """Read one more page of a list that is to be read back; returns why it must wait, "" if it can go on."""
        entry = sites(self._settings).get(state.id)
        if entry is None:
            return "no-entry"
        desk = BackDesk(
            self._store,
            state,
            at,
            now=self._now,
            say=self._say,
            archive=self._keep_page,
            progress=self._progress,
        )
        here = entry.model_copy(update={"lists": (at.list,), "max_pages": at.page})  # this page only
        try:
            await self._send([here], desk, at.page)
        finally:
            delay = max(entry.delay, self._robots.delay(entry.host) if self._robots else 0.0)
            self._stepped[entry.host] = self._now() + timedelta(seconds=delay)
        why = note_step(self._store, at, desk, self._last.get((at.source, at.list), ()), self._now())
        self._last[at.source, at.list] = [row.key for row in desk.rows]
        if desk.result:
            back = f", back to {desk.newest:%Y-%m-%d}" if desk.newest else ""
            told = f"{desk.result.kept} articles, {desk.result.known} known{back}"
            counts = {"kept": desk.result.kept, "known": desk.result.known}
            cells = (at.source, why or "ok", f"page {at.page} of {at.list}: {told}")
            facts = {"source": at.source, "result": why or "ok", "list": at.list, "page": at.page}
            self._say(row(*cells, ok=not why, what="page", **facts, **counts))
        return why

    async def _send(self, chosen: Sequence[Site], desk: StoreDesk, first: int = 1) -> None:
        from crawler.robots import Robots
        from crawler.spider import crawl

        if self._robots is None:
            self._robots = Robots()
            _leave_in_peace()
        self._progress.begin(len(chosen))
        await crawl(
            chosen,
            desk,
            user_agent=self._settings.user_agent,
            allow_networks=self._settings.allow_networks,
            robots=self._robots,
            rested=rested(self._store, chosen, self._robots, now=self._now()) | self._stepped,
            max_pages=self._settings.source_pages,
            max_batch=self._settings.batch_pages,
            first=first,
        )

    def _keep_page(self, source: str, page: Page, row: Row | None) -> None:
        """Keep the page as it came; an archive that cannot be written costs no article."""
        self._codes[str(page.status)] += 1
        log.debug("%s: %s, %d bytes of %s", source, page.status, len(page.body), page.url)
        if not self._settings.archive_days:
            return
        try:
            self._archive.keep(
                page, source=source, key=row.key if row else "", listed=row.stamp if row else None
            )
        except (OSError, ImportError) as error:
            log.warning("%s: not archived: %s", page.url, error)

    def _forget(self) -> None:
        """Delete what was archived longer ago than is wanted, once a day."""
        now = self._now()
        if self._settings.archive_days and now.date() != self._forgot:
            self._forgot = now.date()
            self._archive.forget(now - timedelta(days=self._settings.archive_days))

    def _finish(self, state: SourceState, result: SourceResult, tally: Counter[str]) -> None:
        """Tell how a source's look went; one that the network failed waits for what the others say."""
        if result.reason in OURS:
            self._unreached.append((state, result, tally))
        else:
            self._tell(state, result, tally, result.reason)

    def _tell_unreached(self, batch: Mapping[str, SourceState]) -> None:
        """Where no site of several hosts was to be reached, it is our own network that is gone."""
        hosts = {state.host for state in batch.values()}
        offline = len(hosts) > 1 and len(self._unreached) == len(batch)
        if offline:
            log.warning("none of %d sites can be reached: our own network?", len(batch))
        for state, result, tally in self._unreached:
            self._tell(state, result, tally, "offline" if offline else result.reason)
        self._unreached = []

    def _tell(self, state: SourceState, result: SourceResult, tally: Counter[str], reason: str) -> None:
        for error in result.errors:
            log.warning("%s", plain(error))
        now = self._store.sources.state(state.id) or state
        self._remember(now, result, tally, reason)
        reason = reason or ("quarantine" if now.quarantined else "")
        entry = self._entries.get(state.id)
        pace = None if reason or (entry and entry.interval) else self._pace(state, result, tally)
        quiet = entry.quiet if entry else None
        night = self._settings.night if quiet is None else night_of(quiet)
        self._release(state, reason, result.wait, pace=pace, night=night)
        self._say(source_line(result, reason))

    def _pace(self, state: SourceState, result: SourceResult, tally: Counter[str]) -> timedelta:
        """Faster where much is new, or more than the budget; slower where nothing is."""
        before = state.pace or state.interval
        if result.cut:
            return paced(before, state.interval, 1, 1)
        return paced(before, state.interval, tally["new"], tally["listed"])

    def _remember(self, state: SourceState, result: SourceResult, tally: Counter[str], reason: str) -> None:
        """Note how the look went, and say what an operator should look at: once, not at every look."""
        now, source = self._now(), result.source
        note = plain(result.errors[0])[:200] if result.errors else ""
        counts = {name: tally[name] for name in _COUNTS}
        more = {"pages": result.pages, "known": result.known, "failed": result.failed}
        seconds = round(result.seconds, 1)
        self._store.sources.note(Fetch(source, now, reason, note=note, seconds=seconds, **counts, **more))
        if reason.startswith("http-"):
            self._codes[reason.removeprefix("http-")] += 1
        codes, self._codes = self._codes, Counter()
        self._wire.tell(look=source, **counts, codes=codes)
        found = alarms_of(self._store, state, now)
        raised, over = self._store.alarms.settle(source, found, now)
        for alarm in raised:
            log.warning("%s: %s", source, alarm.told)
        for alarm in over:
            log.info("%s: no longer: %s", source, alarm.told)


def _leave_in_peace() -> None:
    """Let the collector of garbage pass over what was loaded, and come less often than for each 700 new objects.

    What a crawl throws away is mostly no garbage in cycles: looking for it took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def source_line(result: SourceResult, reason: str) -> ResultLine:
    """How a look at a source went, `reason` empty where it went well."""
    counts = {"kept": result.kept, "known": result.known, "pages": result.pages, "again": result.again}
    told = f"{result.kept} articles, {result.known} known, {result.pages} pages"
    if result.again:
        told += f", {result.again} looked at again"
    word = reason or "ok"
    facts = {"what": "source", "source": result.source, "result": word, "errors": list(result.errors)}
    return row(result.source, word, told, ok=not reason, **facts, **counts)


def alarms_of(store: Store, state: SourceState, now: datetime) -> dict[str, str]:
    """What an operator should look at in a source, by a word for programs."""
    sources = store.sources
    return alarms(sources.fetches(state.id), sources.arrivals(state.id), now, state.quarantined)


def rested(store: Store, chosen: Iterable[Site], robots: Robots, *, now: datetime) -> dict[str, datetime]:
    """By host, from when on it may be asked again after the last look at it, whoever looked."""
    delays: dict[str, float] = {}
    for site in chosen:
        delays[site.host] = max(delays.get(site.host, 0.0), site.delay, robots.delay(site.host))
    ended = store.sources.rested(delays)
    # One that ended later than now was told by a wrong clock: nobody waits for that.
    return {host: at + timedelta(seconds=delays[host]) for host, at in ended.items() if at <= now}
