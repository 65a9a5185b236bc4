"""When a source is due again: pure arithmetic of its state, no clock and no store.

Success waits the source's pace; failures are weighed, and n of them wait 2**n times as long, up to a day, and
never give up. A hash of the source's id spreads sources of equal interval by up to a tenth, the same way each
time, so that they do not come in bursts and do not drift. At night nothing is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import blake2s

CEILING = timedelta(hours=24)
SPREAD = 0.1
LONGEST_NIGHT = timedelta(hours=8)

UNFINISHED = "unfinished"  # a reason that is no failure
DAILY = frozenset(("blocked", "robots", "quarantine"))  # who keeps us out is asked once a day
OURS = frozenset(("dns", "unreachable", "connection", "timeout"))  # if all fail so, it is our network

# What a failure weighs: what somebody meant is hard, what may pass by itself soft or temporary.
HARD, SOFT, TEMPORARY = 1.0, 0.5, 0.25
_TEMPORARY = OURS | {"truncated", "busy", "offline", "robots-silent", "killed", "resource"}
_HARD = DAILY | {"refused", "no-entry", "tls"}

# How the pace follows the share of new articles among those listed: from this share on, times that.
_PACES = ((0.5, 0.5), (0.1, 0.8), (1e-9, 1.0), (0.0, 1.25))
_FASTEST, _SLOWEST = 0.25, 8.0  # times the interval


def weight(reason: str) -> float:
    """What one failure for this reason adds to a source's strain."""
    if reason in _HARD:
        return HARD
    return TEMPORARY if reason in _TEMPORARY or reason.startswith("http-5") else SOFT


@dataclass(frozen=True, slots=True)
class Night:
    """Local hours in which a source is not asked, [start, end); equal ends are no night."""

    start: time
    end: time

    @property
    def length(self) -> timedelta:
        hours, minutes = self.end.hour - self.start.hour, self.end.minute - self.start.minute
        return timedelta(hours=hours, minutes=minutes) % timedelta(days=1)

    def over(self, at: datetime) -> datetime:
        """The end of the night that `at` lies in, else `at`. In `at`'s zone, which is the source's."""
        tonight = at.replace(hour=self.start.hour, minute=self.start.minute, second=0, microsecond=0)
        for start in (tonight, tonight - timedelta(days=1)):
            if start <= at < start + self.length:
                return start + self.length
        return at


def night_of(told: str) -> Night:
    """Read "01:00-05:00"; "" is no night. Raises ValueError for what is none, or longer than LONGEST_NIGHT."""
    if not told:
        return Night(time(), time())
    try:
        start, end = (time.fromisoformat(part.strip()) for part in told.split("-"))
    except ValueError:
        raise ValueError(f"{told!r} is no night: 01:00-05:00") from None
    night = Night(start, end)
    if night.length > LONGEST_NIGHT:
        raise ValueError(f"{told!r} is longer than {LONGEST_NIGHT}")
    return night


def next_due(
    source: str,
    now: datetime,
    interval: timedelta,
    strain: float,
    wait: timedelta | None = None,
    *,
    daily: bool = False,
    night: Night | None = None,
) -> datetime:
    """When to try `source` again after an outcome at `now`.

    `strain` is the sum of the failures in a row, weighed, this outcome included; `wait` is what the server asked
    for (Retry-After), which wins over the backoff but not over the ceiling of a day; `daily` asks for that ceiling.
    """
    longest = max(CEILING, interval)
    backoff: timedelta = longest if daily else min(interval * 2 ** min(strain, 20.0), longest)
    asked: timedelta = max(backoff, min(wait, CEILING)) if wait else backoff
    spread = SPREAD * _fraction(source)
    planned: datetime = now + asked * (1 + spread)
    morning = night.over(planned) if night else planned
    # Who waited for the morning is spread over the first interval of the day, not asked in one burst.
    return morning + min(interval, CEILING) * spread if morning > planned else planned


def paced(pace: timedelta, interval: timedelta, new: int, listed: int) -> timedelta:
    """The next pace of a source of which a look showed `new` articles among those listed.

    It follows what comes both ways, between a quarter of the interval and eight intervals (or a day).
    """
    share = new / listed if listed else 0.0
    factor = next(times for least, times in _PACES if share >= least)
    slowest = max(interval, min(_SLOWEST * interval, CEILING))
    return min(max(pace * factor, _FASTEST * interval), slowest)


def due(now: datetime, planned: datetime | None, interval: timedelta) -> bool:
    """Whether a source planned for `planned` should be tried; a plan too far ahead was made by a wrong clock."""
    longest = max(CEILING, interval) * (1 + SPREAD) + LONGEST_NIGHT
    return planned is None or planned <= now or planned > now + longest


def _fraction(source: str) -> float:
    """A number in [0, 1) that is the source's for ever."""
    return int.from_bytes(blake2s(source.encode(), digest_size=4).digest(), "big") / 2**32
