"""APScheduler's silences, each shown on the stock scheduler's terms and cured by ours (OPERATING 3.6)."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.timer import Every, Timer

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("previous", "expected"),
    [
        (None, NOW + MINUTE),
        (NOW, NOW + MINUTE),
        (NOW - timedelta(seconds=20), NOW + timedelta(seconds=40)),
        (NOW - timedelta(days=20000), NOW + MINUTE),
        (NOW + timedelta(days=365), NOW + MINUTE),
    ],
    ids=["first", "on time", "late", "the clock jumped ahead", "the clock was set back"],
)
def test_the_next_turn_is_never_past_and_never_far(previous: datetime | None, expected: datetime) -> None:
    assert Every(MINUTE).get_next_fire_time(previous, NOW) == expected


def run(seconds: float, *prepare) -> Timer:
    async def main() -> Timer:
        timer = Timer()
        for step in prepare:
            step(timer)
        timer.start()
        await asyncio.sleep(seconds)
        timer.shutdown()
        return timer

    return asyncio.run(main())


def test_a_failing_pass_is_not_the_last() -> None:
    runs: list[float] = []

    def broken_once(timer: Timer) -> None:
        """The first pass raises, as a trigger or a store may; `_process_jobs` is where APScheduler would stop."""
        trigger = Every(timedelta(seconds=0.2))
        stock, failed = trigger.get_next_fire_time, []

        def fail_once(previous, now):
            if previous and not failed:
                failed.append(True)
                raise RuntimeError("bad trigger")
            return stock(previous, now)

        trigger.get_next_fire_time = fail_once  # type: ignore[method-assign]
        timer.add_job(lambda: runs.append(time.monotonic()), trigger, next_run_time=datetime.now(UTC))

    timer = run(2.5, broken_once)
    assert timer.failed_passes == 1
    assert len(runs) >= 3


def test_a_failing_job_runs_again() -> None:
    runs: list[float] = []

    def job() -> None:
        runs.append(time.monotonic())
        raise RuntimeError("store locked")

    run(1.1, lambda timer: timer.every(0.2, "tick", job))
    assert len(runs) >= 4


def test_a_hung_job_holds_up_no_other() -> None:
    runs: list[str] = []

    async def hang() -> None:
        runs.append("hung")
        await asyncio.sleep(3600)

    def work() -> None:
        runs.append("worked")

    run(1.1, lambda timer: timer.every(0.2, "hang", hang), lambda timer: timer.every(0.2, "work", work))
    assert runs.count("hung") == 1
    assert runs.count("worked") >= 4


@pytest.mark.parametrize(
    "step", [-3600.0, 3600.0, 86400.0, -86400.0], ids=["-1 h", "+1 h", "+1 day", "-1 day"]
)
def test_a_clock_step_is_answered_within_seconds(monkeypatch: pytest.MonkeyPatch, step: float) -> None:
    """The wall clock is shifted under the running timer: the job due in an hour runs now."""
    runs: list[float] = []
    real = time.time

    async def main() -> None:
        timer = Timer()
        timer.every(3600, "hourly", lambda: runs.append(time.monotonic()))
        timer.start()
        await asyncio.sleep(0.5)
        assert len(runs) == 1
        monkeypatch.setattr(time, "time", lambda: real() + step)
        await asyncio.sleep(2.5)
        timer.shutdown()

    asyncio.run(main())
    assert len(runs) == 2
