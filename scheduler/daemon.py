"""`yeonpyo serve`: one loop with the timer, the feed server and the keeper of the crawl worker.

Never imports Scrapy, never fetches, never parses: what could hang or grow does so in the worker child.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from scheduler.care import back_up_if_due, keep_written
from scheduler.config import Settings
from scheduler.folders import refuse_shared
from scheduler.lease import dead
from scheduler.limits import give_back_memory
from scheduler.monitor import Monitor
from scheduler.notify import Notifier
from scheduler.obstacles import obstacle
from scheduler.prepare import prepare_again
from scheduler.supervisor import Supervisor
from scheduler.systemd import notify, reloading
from scheduler.timer import Timer
from scheduler.upkeep import digest, digest_due, export_feeds, look_for_rot, retain, standing
from timeline.errors import AlreadyRunning, ConfigError, StoreFull, YeonpyoError, room
from timeline.store import Glance, Store
from timeline.store.lock import Held, locked
from timeline.web.patience import Patient

log = logging.getLogger(__name__)


class Daemon:
    """What runs between the start and the stop of `yeonpyo serve`."""

    def __init__(
        self, settings: Settings, store: Store, now: Callable[[], datetime], again: Callable[[], Settings]
    ) -> None:
        """`again` reads the settings anew; what the running process cannot change (address, store) stays."""
        self._settings, self._store, self._now, self._again = settings, store, now, again
        self.monitor = Monitor(settings, store, now)
        self._notifier = Notifier(settings, settings.data_folder / "told.json")
        self._timer = Timer()
        self._supervisor = Supervisor(settings, store, self.monitor.heard)
        self.monitor.worker = lambda: self._supervisor.worker
        self._stop = asyncio.Event()
        self._reloading = asyncio.Lock()
        self._asked: set[asyncio.Task[None]] = set()  # what signals started
        self._exported: tuple[int, object] | None = None  # the change and the day of the files in export_dir
        self._digested: datetime | None = None
        self._recycled = 0
        self._offset: float | None = None  # of the clock against monotonic time, at the last tick
        self.obstacle: YeonpyoError | None = None  # what keeps the worker from taking anything in hand

    @property
    def last_tick(self) -> datetime | None:
        """The last one that reached the store."""
        return self.monitor.pulse.last_tick

    async def run(self, application: ASGIApp, listener: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until SIGTERM or SIGINT; a second signal ends at once."""
        server = _server(application)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        self._supervisor.start()
        self._set_timer()
        give_back_memory()
        with self._signals():
            ready()
            notify("READY=1")
            stopped = asyncio.create_task(self._stop.wait())
            await asyncio.wait((serving, stopped), return_when=asyncio.FIRST_COMPLETED)
            notify("STOPPING=1")
            for task in tuple(self._asked):
                task.cancel()
            await self._supervisor.stop()
        self._timer.shutdown()
        server.end()
        with contextlib.suppress(asyncio.CancelledError):
            await serving

    # ── jobs ───────────────────────────────────────────────────────────────────────────────────────

    def _set_timer(self) -> None:
        """The fixed jobs. What needs the day or an hour is looked at more often, so that no clock can skip it."""
        self._timer.every(self._settings.tick, "tick", self._tick)
        for seconds, first, name, job in (
            (15, 1, "refresh", self._refresh),
            (60, 20, "written", lambda: keep_written(self._store)),
            (60, 30, "tell", self._tell),
            (60, 0, "digest", self._digest),
            (3600, 0, "backup", self._back_up),
            (6 * 3600, 600, "optimise", self._store.optimise),
            (24 * 3600, 900, "retention", self._retain),
            (24 * 3600, 1200, "rot", self._look_for_rot),
        ):
            self._timer.every(seconds, name, self._job(name, job), first=first)
        self._timer.start()

    def _job(self, name: str, work: Callable[[], object]) -> Callable[[], Awaitable[None]]:
        """The work in a thread; a failing one is told, is an alarm until it does well, and runs again in its turn."""

        async def job() -> None:
            try:
                await asyncio.to_thread(work)
            except (YeonpyoError, OSError) as error:
                line = error.line if isinstance(error, YeonpyoError) else str(error)
                log.error("%s: %s", name, line)
                self.monitor.alarm(f"daemon/{name}", {"failing": line})
            else:
                log.debug("%s: done", name)
                self.monitor.alarm(f"daemon/{name}", {})

        return job

    def _back_up(self) -> None:
        """The daily backup."""
        if self._settings.backups and (made := back_up_if_due(self._settings, self._now())):
            log.info("backup %s: %s events, %s bytes, proven", made.path.name, made.events, f"{made.size:,}")

    def _refresh(self) -> None:
        """Count what changed; and make feeds as files anew, where they are wanted, when something or the day has."""
        self.monitor.count_changes()
        state = (self._store.latest()[0], self._now().date())
        if self._settings.export_dir and state != self._exported:
            if replaced := export_feeds(self._settings, self._store, self._now()):
                log.info("exported %s", ", ".join(replaced))
            self._exported = state

    def _retain(self) -> None:
        if forgotten := retain(self._settings, self._store, self._now()):
            log.info("retention: the text of %s editions was deleted; their events stay", forgotten)

    def _look_for_rot(self) -> None:
        look_for_rot(self._store, self._now())

    def _tell(self) -> None:
        """The heartbeat, if all is well, and the webhook, if there is something to tell."""
        metrics, reasons = self.monitor.metrics, self.monitor.ready().reasons
        self.monitor.alarm("daemon", {told.partition(":")[0]: told for told in reasons})
        self.monitor.look_again(standing(self._store))
        if not reasons and (good := self._notifier.beat()) is not None:
            metrics.told.labels("heartbeat", "ok" if good else "failed").inc()
        if (good := self._notifier.look(dict(self.monitor.alarms), self._now())) is not None:
            metrics.told.labels("webhook", "ok" if good else "failed").inc()
            if good:
                self._store.alarms.sent(self._store.alarms.unsent(), self._now())

    def _digest(self) -> None:
        now = self._now()
        if self._settings.digest and digest_due(self._digested or now, now):
            told = digest(self._settings, self._store, now, len(self.monitor.alarms))
            log.info("digest: %s", told)
            self._notifier.say(told, now)
        self._digested = now

    async def _tick(self) -> None:
        """Wake the worker if anything is due, and free what dead processes held."""
        try:
            seen = await asyncio.to_thread(self._look)
        except YeonpyoError as error:
            log.error("no tick: %s", error.line)
            self.monitor.fault(error.line)
            return
        self._look_for_obstacles()
        if seen.due and not self.obstacle:
            self._supervisor.wake()
        self.monitor.ticked(seen)
        log.debug("tick: due %s, %d sources wait", seen.due, seen.overdue)
        self._count()
        if self.monitor.pulse.fresh(time.monotonic()):
            notify("WATCHDOG=1")
        notify(f"STATUS={seen.overdue} sources wait, {len(self.monitor.alarms)} to look at")

    def _look_for_obstacles(self) -> None:
        """Say what is in the way, once, and when it is gone."""
        before, self.obstacle = self.obstacle, obstacle(self._settings, self._now())
        if self.obstacle and type(self.obstacle) is not type(before):
            log.error("%s", self.obstacle.line)
        elif before and not self.obstacle:
            log.info("%s: in order again", before.where)

    def _look(self) -> Glance:
        """How the sources stand, after what must be done before it can be told."""
        now, sources = self._now(), self._store.sources
        offset, before = time.time() - time.monotonic(), self._offset
        self._offset = offset
        seen = sources.glance(now, stepped=before is None or abs(offset - before) > 1)
        gone = [name for name in seen.owners if dead(name)]
        if gone and (freed := sources.free(gone, "killed")):
            log.warning("freed %s: the process that had it is gone", ", ".join(freed))
            self.monitor.metrics.leases_expired.inc(len(freed))
        if seen.owners:
            self._supervisor.check()
        if seen.unplanned or gone:
            sources.plan(now)
        return replace(seen, due=True) if gone else seen

    def _count(self) -> None:
        """Bring the counters up that others count."""
        metrics = self.monitor.metrics
        metrics.recycles.inc(self._supervisor.restarts - self._recycled)
        self._recycled = self._supervisor.restarts
        metrics.passes_failed.inc(self._timer.failed_passes)
        self._timer.failed_passes = 0

    # ── signals ────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        wanted = {
            signal.SIGTERM: self._asked_to_stop,
            signal.SIGINT: self._asked_to_stop,
            signal.SIGHUP: lambda: self._start(self._reload()),
            signal.SIGUSR1: lambda: self._start(self._tick()),
            signal.SIGUSR2: self._dump,
        }
        for number, answer in wanted.items():
            loop.add_signal_handler(number, answer)
        try:
            yield
        finally:
            for number in wanted:
                loop.remove_signal_handler(number)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._asked.add(task := asyncio.create_task(work))
        task.add_done_callback(self._asked.discard)

    def _dump(self) -> None:
        """Say in the log how things are."""
        told = self.monitor.ready()
        facts = ", ".join(f"{name} {value}" for name, value in told.facts.items())
        log.info("state: %s; %s", "; ".join(told.reasons) or "ready", facts)
        for job in self._timer.get_jobs():
            log.info("state: job %s, next at %s", job.id, f"{job.next_run_time:%Y-%m-%d %H:%M:%S %Z}")
        for what, words in sorted(self.monitor.alarms.items())[:50]:
            log.info("state: alarm %s: %s", what, "; ".join(words.values()))

    async def _reload(self) -> None:
        """Read settings and site entries again; wrong ones are told, and the old stay in force."""
        async with self._reloading:
            reloading()
            try:
                settings = self._again()
                await prepare_again(settings)
            except YeonpyoError as error:
                log.error("not reloaded: %s", error.line)
            else:
                self._settings = self.monitor.settings = settings
                self._notifier.renew(settings)
                self._supervisor.renew(settings)
                self._exported = None
                log.info("settings and site entries read again")
            notify("READY=1")

    def _asked_to_stop(self) -> None:
        if self._stop.is_set():
            log.warning("stopping at once")
            self._supervisor.kill()
            os._exit(130)  # the store loses nothing by it
        self._stop.set()


async def serve_only(application: ASGIApp, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Answer until SIGTERM or SIGINT, and do nothing else."""
    server = _server(application)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.end)
    ready()
    notify("READY=1")
    await server.serve(sockets=[listener])


def _server(application: ASGIApp) -> _Server:
    return _Server(
        uvicorn.Config(
            application, lifespan="off", log_config=None, access_log=False, server_header=False, http=Patient
        )
    )


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, for the daemon decides what a signal means, and with one wake-up a second.

    Its own loop wakes ten times as often, which was half of what an idle daemon cost.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ended = asyncio.Event()

    def end(self) -> None:
        self.should_exit = True
        self._ended.set()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), 1)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Be the only daemon on this data folder, which must be ours alone to write.

    Raises AlreadyRunning, naming the other, ConfigError, or StoreFull where nothing can be written.
    """
    folder = settings.data_folder
    who = f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    with contextlib.ExitStack() as stack:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            refuse_shared(folder)
            refuse_shared(settings.config_folder)
            stack.enter_context(locked(folder / "daemon.lock", who=who))
        except Held as held:
            told = f"a daemon runs here already ({held.who})"
            raise AlreadyRunning(str(folder), told, hint="stop it, or give another --home") from None
        except OSError as error:
            told = f"cannot be written: {error.strerror}{room(folder)}"
            hint = "yeonpyo serve --read-only serves what is stored"
            raise StoreFull(str(error.filename or folder), told, hint=hint) from None
        yield


def listen(settings: Settings) -> socket.socket:
    """The feed's listening socket, bound before anything is announced. Raises ConfigError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)  # from here on a caller waits instead of being refused
    except OSError as error:
        listener.close()
        where = f"{settings.host}:{settings.port}"
        raise ConfigError(
            where, f"cannot listen here: {error.strerror}", hint="--port with a free one"
        ) from None
    return listener
