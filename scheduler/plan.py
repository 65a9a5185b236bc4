"""When a source is due again: pure arithmetic of its state, no clock and no store.

Success waits the interval; failure n waits 2**n intervals, up to a day, and never gives up. A hash of the
source's id spreads sources of equal interval by up to a tenth, the same way each time, so that they do
not come in bursts and do not drift.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2s

CEILING = timedelta(hours=24)
SPREAD = 0.1


def next_due(
    source: str, now: datetime, interval: timedelta, failures: int, wait: timedelta | None = None
) -> datetime:
    """When to try `source` again after an outcome at `now`.

    `failures` counts the failures in a row, this outcome included; `wait` is what the server asked for
    (Retry-After), which wins over the backoff but not over the ceiling of a day.
    """
    backoff: timedelta = min(interval * 2 ** min(failures, 20), max(CEILING, interval))
    asked: timedelta = max(backoff, min(wait, CEILING)) if wait else backoff
    return now + asked * (1 + SPREAD * _fraction(source))


def due(now: datetime, planned: datetime | None, interval: timedelta) -> bool:
    """Whether a source planned for `planned` should be tried; a plan too far ahead was made by a wrong clock."""
    longest = max(CEILING, interval) * (1 + SPREAD)
    return planned is None or planned <= now or planned > now + longest


def _fraction(source: str) -> float:
    """A number in [0, 1) that is the source's for ever."""
    return int.from_bytes(blake2s(source.encode(), digest_size=4).digest(), "big") / 2**32
