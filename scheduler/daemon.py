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
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import uvicorn
from starlette.types import ASGIApp

from scheduler.care import back_up_if_due
from scheduler.config import Settings
from scheduler.lease import dead
from scheduler.obstacles import obstacle
from scheduler.registry import register
from scheduler.supervisor import Supervisor
from scheduler.systemd import notify, reloading
from scheduler.timer import Timer
from timeline.errors import AlreadyRunning, ConfigError, StoreFull, YeonpyoError, room
from timeline.store import Store
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
        self._timer = Timer()
        self._supervisor = Supervisor(settings, store)
        self._stop = asyncio.Event()
        self.last_tick: datetime | None = None  # the last one that reached the store
        self.obstacle: YeonpyoError | None = None  # what keeps the worker from taking anything in hand

    async def run(self, application: ASGIApp, listener: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until SIGTERM or SIGINT; a second signal ends at once."""
        server = _server(application)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        self._supervisor.start()
        self._timer.every(self._settings.tick, "tick", self._tick)
        if self._settings.backups:
            self._timer.every(3600, "backup", self._back_up)
        self._timer.start()
        with self._signals():
            ready()
            notify("READY=1")
            stopped = asyncio.create_task(self._stop.wait())
            await asyncio.wait((serving, stopped), return_when=asyncio.FIRST_COMPLETED)
            notify("STOPPING=1")
            await self._supervisor.stop()
        self._timer.shutdown()
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await serving

    async def _back_up(self) -> None:
        """The daily backup; a failing one is told and tried again within the hour."""
        try:
            made = await asyncio.to_thread(back_up_if_due, self._settings, self._now())
        except YeonpyoError as error:
            log.error("no backup: %s", error.line)
        else:
            if made:
                log.info(
                    "backup %s: %s events, %s bytes, proven", made.path.name, made.events, f"{made.size:,}"
                )

    async def _tick(self) -> None:
        """Wake the worker if anything is due, and free what dead processes held."""
        try:
            await asyncio.to_thread(self._sweep)
            await asyncio.to_thread(self._supervisor.check)
            due = await asyncio.to_thread(self._store.sources.due, self._now())
        except YeonpyoError as error:
            log.error("no tick: %s", error.line)
            return
        self._look_for_obstacles()
        if due and not self.obstacle:
            self._supervisor.wake()
        self.last_tick = self._now()
        notify("WATCHDOG=1")  # from here, and nowhere else: the tick ran and the store answered

    def _look_for_obstacles(self) -> None:
        """Say what is in the way, once, and when it is gone."""
        before, self.obstacle = self.obstacle, obstacle(self._settings, self._now())
        if self.obstacle and type(self.obstacle) is not type(before):
            log.error("%s", self.obstacle.line)
        elif before and not self.obstacle:
            log.info("%s: in order again", before.where)

    def _sweep(self) -> None:
        gone = [name for name in self._store.sources.owners() if dead(name)]
        if gone and (freed := self._store.sources.free(gone, "killed")):
            log.warning("freed %s: the process that had it is gone", ", ".join(freed))

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        wanted = {
            signal.SIGTERM: self._asked_to_stop,
            signal.SIGINT: self._asked_to_stop,
            signal.SIGHUP: self._asked_to_reload,
        }
        for number, answer in wanted.items():
            loop.add_signal_handler(number, answer)
        try:
            yield
        finally:
            for number in wanted:
                loop.remove_signal_handler(number)

    def _asked_to_reload(self) -> None:
        """Read settings and site entries again; wrong ones are told, and the old stay in force."""
        reloading()
        try:
            settings = self._again()
            register(settings, self._store)
        except YeonpyoError as error:
            log.error("not reloaded: %s", error.line)
        else:
            self._settings = settings
            self._supervisor.renew(settings)
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
        loop.add_signal_handler(number, setattr, server, "should_exit", True)
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
    """uvicorn without its signal handlers: the daemon decides what a signal means."""

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
            if folder.stat().st_mode & stat.S_IWOTH:
                raise ConfigError(str(folder), "can be written by everybody", hint=f"chmod o-w {folder}")
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
