"""`yeonpyo up` and `serve`: settings, store, web application and daemon, put together."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from scheduler.care import open_store
from scheduler.config import Settings
from scheduler.daemon import Daemon, alone, listen, serve_only
from scheduler.logs import follow
from scheduler.operating import Operating
from scheduler.prepare import prepare
from scheduler.terminal import Aside, lines
from timeline.errors import ConfigError, YeonpyoError
from timeline.model import SEOUL
from timeline.store import Store
from timeline.store.place import File
from timeline.web.app import application
from timeline.web.health import Health

LATE = 60.0  # seconds without a tick after which the daemon calls itself late

Tell = Callable[[str], None]


def serve(
    again: Callable[[], Settings], *, make: bool, say: Tell, remark: Tell, as_json: bool = False
) -> int:
    """Serve until asked to stop; with `make`, first make a store if there is none, and read the seeds.

    `again` reads the settings, now and at each SIGHUP.
    Returns the exit code. Raises AlreadyRunning, ConfigError or StoreError before anything is announced.
    """
    os.umask(0o077)
    settings = again()
    follow(settings)
    with alone(settings), listen(settings) as listener:
        if code := prepare(settings, make=make, as_json=as_json):
            return code
        host, port = listener.getsockname()[:2]
        located = settings.model_copy(update={"host": host, "port": port})
        with open_store(settings) as store:
            asyncio.run(_run(located, again, store, listener, say))
    remark(Aside("stopped"))
    return 0


def serve_frozen(settings: Settings, *, say: Tell, remark: Tell) -> int:
    """Serve what is stored, reading nothing new and writing nothing: from a read-only disk, or beside a mirror.

    Raises ConfigError or StoreError before anything is announced.
    """
    if not isinstance(settings.store, File):
        raise ConfigError("--read-only", f"{settings.store} is no file", hint="give a role that only reads")
    with Store.open(replace(settings.store, frozen=True)) as store, listen(settings) as listener:
        host, port = listener.getsockname()[:2]
        located = settings.model_copy(update={"host": host, "port": port})
        web = application(
            store,
            now=_now,
            name=settings.name,
            public_url=settings.public_url or None,
            health=lambda: Health(late=True, facts={"read_only": True}),
            contact=settings.contact,
        )
        asyncio.run(serve_only(web, listener, ready=lambda: _announce(located, store, say)))
    remark(Aside("stopped"))
    return 0


async def _run(
    settings: Settings, again: Callable[[], Settings], store: Store, listener: socket.socket, say: Tell
) -> None:
    daemon = Daemon(settings, store, _now, again)
    web = application(
        store,
        now=_now,
        name=settings.name,
        public_url=settings.public_url or None,
        health=lambda: health(store, daemon.last_tick, _now(), daemon.obstacle),
        keep=settings.data_folder / "feeds",
        contact=settings.contact,
        operator=Operating(again, store, _now),
        watch=daemon.monitor.watch(),
    )
    await daemon.run(web, listener, ready=lambda: _announce(settings, store, say))


def _announce(settings: Settings, store: Store, say: Tell) -> None:
    counts, base, watched = store.counts(), settings.base_url, list(map(str, settings.watched))
    told = (
        f"store     {settings.store}  (articles: {counts['articles']}, events: {counts['events']})\n"
        f"page      {base}/\n"
        f"calendar  {base}/calendar.ics  (subscribe to it by URL in a calendar program)\n"
        f"watching  {', '.join(watched)}  (Ctrl-C ends)"
    )
    addresses = {"page": f"{base}/", "calendar": f"{base}/calendar.ics"}
    say(lines(told, what="serving", store=str(settings.store), **counts, **addresses, watching=watched))


def health(
    store: Store, last_tick: datetime | None, now: datetime, obstacle: YeonpyoError | None = None
) -> Health:
    """How the daemon is, for /healthz: late without a recent tick or behind an obstacle, and what its sources say."""
    sources = store.sources.summary()
    late = last_tick is None or abs((now - last_tick).total_seconds()) > LATE
    problems = ["새 소식을 살피는 일이 멈춰 있습니다"] if late else []
    if obstacle:
        problems.append(f"새 소식을 읽지 않고 있습니다: {obstacle.where}: {obstacle.what}")
    return Health(
        problems=tuple(problems),
        late=late or obstacle is not None,
        last_tick=last_tick,
        last_crawl=sources.last_success,
        facts={"sources": sources.enabled, "sources_failing": sources.failing},
    )


def _now() -> datetime:
    return datetime.now(SEOUL)
