"""The crawl worker's keeper: starts the child, wakes it, and starts it again when it is gone.

The child reads its standard input: a line wakes it, end of file (the keeper died, kill -9 included) ends it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from scheduler.config import Settings, environment
from scheduler.lease import owner
from scheduler.logs import TRACE
from scheduler.wire import heard
from timeline.errors import YeonpyoError
from timeline.model import SEOUL
from timeline.store import Store

log = logging.getLogger(__name__)

DRAIN = 25.0  # seconds that a worker may take to end its batch before it is killed
HUNG = 360.0  # seconds; a batch lasts 300 at most, and one that does not end hangs in a parser
AFTER_HANGING = timedelta(minutes=15)  # until what hung a worker is tried again
LONGEST_PAUSE = 60.0  # seconds between two starts of a worker that keeps dying


class Supervisor:
    """Keeps one worker child alive until `stop`."""

    def __init__(
        self, settings: Settings, store: Store, tell: Callable[[dict[str, Any]], None] = lambda _: None
    ) -> None:
        """`tell` hears what the worker says."""
        self._settings, self._store, self._tell = settings, store, tell
        self._child: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._held: dict[tuple[str, datetime | None], float] = {}  # what the worker has in hand, since when
        self._hung = False  # ended by us, for what it had in hand may hang the next one too
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
        """Kill a worker that has had a source in hand for too long, by no clock that can be set: it hangs."""
        if not self._child or self._child.returncode is not None:
            return
        mine, now = owner(self._child.pid), time.monotonic()
        held = {(state.id, state.last_attempt) for state in self._store.sources.held(mine)}
        self._held = {batch: self._held.get(batch, now) for batch in held}
        if hung := [name for (name, _), since in self._held.items() if now - since > HUNG]:
            log.warning("the worker hangs at %s; ending it", ", ".join(hung))
            self._hung = True
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
            try:
                code = await self._live()
            except OSError as error:  # no process, no descriptor, no memory to be had
                log.error("no crawl worker: %s", error.strerror)
                code = 1
            except Exception:  # a fault of ours ends this worker, never the keeping of one
                log.exception("the crawl worker's keeper stumbled")
                self.kill()
                code = 1
            lived = asyncio.get_running_loop().time() - started
            pause = 1.0 if code == 0 or lived > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            self.restarts += 1
            if code and not self._stopping:
                log.warning(
                    "the crawl worker ended with %s; starting another in %.0f s", _ending(code), pause
                )
            if not self._stopping:
                await asyncio.sleep(pause)

    async def _listen(self, line: asyncio.StreamReader) -> None:
        async for told in _lines(line):
            if facts := heard(told):
                self._tell(facts)

    @property
    def worker(self) -> int | None:
        """The worker's process, None between two lives."""
        return self._child.pid if self._child and self._child.returncode is None else None

    async def _live(self) -> int:
        """One life of a worker, to its exit code. What it held when it died is due again at once, but if it hung."""
        ours = environment(self._settings)
        if self._settings.log_file:  # its lines go into our log
            ours["YEONPYO_LOG_FORMAT"] = "json"
        self._child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "scheduler.cli", "worker", "--attached"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE if self._settings.log_file else None,
            start_new_session=True,
            env=os.environ | ours,
        )
        name = owner(self._child.pid)
        if self._stopping:  # asked to stop while it was being started
            self._child.terminate()
        if self._child.stdout:
            await asyncio.gather(self._listen(self._child.stdout), relay(self._child.stderr))
        code = await self._child.wait()
        hung, self._hung = self._hung, False
        reason, until = ("timeout", datetime.now(SEOUL) + AFTER_HANGING) if hung else ("killed", None)
        try:
            freed = await asyncio.to_thread(self._store.sources.free, [name], reason, until)
        except YeonpyoError as error:  # the next tick that reaches the store frees them
            log.error("what the worker left is not freed yet: %s", error.line)
        else:
            if freed:
                again = f"at {until:%H:%M}" if until else "now"
                log.warning("the worker left %s unfinished; due again %s", ", ".join(freed), again)
        return code


async def relay(lines: asyncio.StreamReader | None) -> None:
    """The worker's log into ours, where ours is a file: two processes cannot take turns at one."""
    async for line in _lines(lines):
        told = heard(line) or {"level": "warning", "message": line.decode("utf-8", "replace").rstrip()}
        level = logging.getLevelNamesMapping().get(str(told.get("level", "")).upper(), logging.WARNING)
        trace = {TRACE: str(told[TRACE])} if TRACE in told else None
        logger = logging.getLogger(str(told.get("from", "worker")))
        logger.log(level, "%s", told.get("message", ""), extra=trace)


async def _lines(stream: asyncio.StreamReader | None) -> AsyncIterator[bytes]:
    """A worker's lines until it ends; of one that is longer than the stream holds, the part that comes last."""
    while stream:
        try:
            if not (line := await stream.readline()):
                return
        except ValueError:  # what did not fit is thrown away
            continue
        yield line


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
