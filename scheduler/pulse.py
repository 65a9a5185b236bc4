"""How the daemon is, from moment to moment: what /readyz, the watchdog and the heartbeat go by. Pure; no clock.

Ages are of the monotonic clock, so that a step of the wall clock neither hides nor invents a silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

STALE_TICK = 60.0  # seconds, or three ticks if that is longer
STALE_WORKER = 480.0  # a batch lasts five minutes at most, and one that hangs is killed after six
LATE_SOURCE = 3600.0  # a source may wait so long for its turn before somebody should look


@dataclass(slots=True)
class Pulse:
    """The last good signs, in seconds of the monotonic clock; `overdue` and `lag` (seconds) are of the last tick."""

    tick: float
    started: float
    ticked: float | None = None
    store: float | None = None
    worker: float | None = None
    last_tick: datetime | None = None
    overdue: int = 0
    lag: float = 0.0
    fault: str = ""  # what the store said instead of answering

    def reasons(self, now: float, *, lag_limit: float = LATE_SOURCE) -> tuple[str, ...]:
        """Why the daemon is not ready, in words; none if it is."""
        found = []
        if self.fault:
            found.append(f"store: {self.fault}")
        if (age := self._age(self.ticked, now)) > max(STALE_TICK, 3 * self.tick):
            found.append(f"tick: none for {age:.0f} s")
        if (age := self._age(self.worker, now)) > STALE_WORKER:
            found.append(f"worker: no sign of life for {age:.0f} s")
        if min(self.lag, now - self.started) > lag_limit:  # what nobody ran for makes no alarm of a start
            found.append(f"sources: {self.overdue} wait, the longest for {self.lag:.0f} s")
        return tuple(found)

    def fresh(self, now: float) -> bool:
        """Whether tick, store and worker are: what the watchdog is told. Lateness alone is cured by no restart."""
        return not self.reasons(now, lag_limit=float("inf"))

    def ages(self, now: float) -> dict[str, float | int | None]:
        return {
            "tick_age": _rounded(self.ticked, now),
            "worker_age": _rounded(self.worker, now),
            "overdue": self.overdue,
            "oldest_overdue": round(self.lag, 1),
        }

    def _age(self, at: float | None, now: float) -> float:
        return now - (self.started if at is None else at)


def _rounded(at: float | None, now: float) -> float | None:
    return None if at is None else round(now - at, 1)
