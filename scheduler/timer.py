"""APScheduler, guarded: it goes on after a failing pass, a clock step and a hung job.

Stock 3.11 never wakes again after one exception in a pass, sleeps through a clock set back, and enumerates
every missed run after a clock set forward; docs/architecture.md has the measurements.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

log = logging.getLogger(__name__)

STEP = 2.0  # seconds of clock against monotonic time that are no drift but a step


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fire every `period`, never in the past, so that no step of the clock makes a list of missed runs."""

    def __init__(self, period: timedelta) -> None:
        self.period = period

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        if previous is None or not now - self.period < previous <= now:
            return now + self.period
        return previous + self.period


def _quiet(job: Callable[[], Awaitable[None] | None]) -> Callable[[], Awaitable[None]]:
    """The job, ended without a word when the timer is shut down in the midst of it."""

    async def run() -> None:
        with suppress(asyncio.CancelledError):
            told = job()
            if told is not None:
                await told

    return run


class Timer(AsyncIOScheduler):  # type: ignore[misc]
    """A memory-only scheduler of a few fixed jobs that cannot be silenced."""

    def __init__(self) -> None:
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        super().__init__(timezone=UTC, job_defaults=defaults)
        self.failed_passes = 0
        self._watch: asyncio.Task[None] | None = None

    def every(
        self, seconds: float, name: str, job: Callable[[], Awaitable[None] | None], *, first: float = 0
    ) -> None:
        """Run `job` in `first` seconds and every `seconds` from then on, skipping turns while it is still at it."""
        trigger = Every(timedelta(seconds=seconds))
        self.add_job(
            _quiet(job),
            trigger,
            id=name,
            name=name,
            next_run_time=datetime.now(UTC) + timedelta(seconds=first),
        )

    def start(self, *args: Any, **more: Any) -> None:
        super().start(*args, **more)
        self._watch = asyncio.get_running_loop().create_task(self._watch_clock())

    def shutdown(self, wait: bool = True) -> None:
        if self._watch:
            self._watch.cancel()
        super().shutdown(wait)

    def _process_jobs(self) -> float | None:
        try:
            seconds: float | None = super()._process_jobs()
        except Exception:
            self.failed_passes += 1
            log.exception("scheduler pass failed; trying again in a second")
            return 1.0
        return seconds

    async def _watch_clock(self) -> None:
        """After a step of the clock, run everything now: times planned by the old clock mean nothing."""
        offset = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(1)
            step = time.time() - time.monotonic() - offset
            if abs(step) > STEP:
                log.warning("the clock was set by %+.0f s; running every job now", step)
                offset += step
                for job in self.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))
                self.wakeup()
