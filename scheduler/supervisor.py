"""The crawl worker's keeper: starts the child, wakes it, and starts it again when it is gone.

The child reads its standard input: a line wakes it, end of file (the keeper died, kill -9 included) ends it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from scheduler.config import Settings, environment
from scheduler.lease import owner
from timeline.store import Store

log = logging.getLogger(__name__)

DRAIN = 25.0  # seconds that a worker may take to end its batch before it is killed
HUNG = timedelta(minutes=6)  # a batch lasts five at most; one that does not end hangs in a parser
LONGEST_PAUSE = 60.0  # seconds between two starts of a worker that keeps dying


class Supervisor:
    """Keeps one worker child alive until `stop`."""

    def __init__(self, settings: Settings, store: Store, now: Callable[[], datetime]) -> None:
        self._settings, self._store, self._now = settings, store, now
        self._child: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = False
        self.restarts = 0

    def start(self) -> None:
        self._keeper = asyncio.create_task(self._keep())

    def wake(self) -> None:
        """Tell the worker that something is due; harmless when it is busy or between two lives."""
        if self._child and self._child.stdin and self._child.returncode is None:
            with suppress(OSError, RuntimeError):
                self._child.stdin.write(b"\n")

    def renew(self, settings: Settings) -> None:
        """Let the worker end its batch and go on as another one under these settings."""
        self._settings = settings
        if self._child and self._child.returncode is None:
            with suppress(ProcessLookupError):
                self._child.terminate()

    def check(self) -> None:
        """Kill a worker that has had a source in hand for too long: it cannot be asked any more."""
        if not self._child or self._child.returncode is not None:
            return
        mine, now = owner(self._child.pid), self._now()
        held = [state for state in self._store.sources.states() if state.lease_owner == mine]
        if hung := [state.id for state in held if state.last_attempt and now - state.last_attempt > HUNG]:
            log.warning("the worker hangs at %s; ending it", ", ".join(hung))
            self.kill()

    def kill(self) -> None:
        """End the worker now, with all it started."""
        if self._child and self._child.returncode is None:
            _kill_group(self._child.pid)

    async def stop(self, patience: float = DRAIN) -> None:
        """Let the worker end its batch, or kill it with all it started after `patience` seconds."""
        self._stopping = True
        if self._child and self._child.returncode is None:
            with suppress(ProcessLookupError):
                self._child.terminate()
            try:
                await asyncio.wait_for(asyncio.shield(self._child.wait()), patience)
            except TimeoutError:
                self.kill()
        if self._keeper:
            await self._keeper

    async def _keep(self) -> None:
        pause = 1.0
        while not self._stopping:
            started = asyncio.get_running_loop().time()
            code = await self._live()
            lived = asyncio.get_running_loop().time() - started
            pause = 1.0 if code == 0 or lived > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            self.restarts += 1
            if code and not self._stopping:
                log.warning(
                    "the crawl worker ended with %s; starting another in %.0f s", _ending(code), pause
                )
            if not self._stopping:
                await asyncio.sleep(pause)

    async def _live(self) -> int:
        """One life of a worker, to its exit code. What it held when it died is due again at once."""
        self._child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "scheduler.cli", "worker", "--attached"),
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,
            env=os.environ | environment(self._settings),
        )
        name = owner(self._child.pid)
        code = await self._child.wait()
        freed = await asyncio.to_thread(self._store.sources.free, [name], "killed")
        if freed:
            log.warning("the worker left %s unfinished; due again now", ", ".join(freed))
        return code


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
