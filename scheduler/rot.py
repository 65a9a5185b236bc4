"""Is a source going bad in silence? Pure arithmetic over its last looks: nothing fails, and nothing comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from scheduler.plan import UNFINISHED
from timeline.store import Fetch

SHARE = 0.2  # of the articles fetched that may lack something
FEWEST = 5  # articles below which a share says nothing
PATIENCE = timedelta(days=1)  # the shortest silence that is one
LONG = 240.0  # seconds from which an unfinished look ran out of time; a shorter one was stopped
USUAL = 10  # arrivals from which a source's usual pace can be told

# What can be wrong with an article that was fetched, and how it is told.
_LACKS = (
    ("failed", "not fetched, or no article"),
    ("empty", "no title or no body"),
    ("undated", "no publication time"),
    ("unparsed", "a date that could not be read"),
    ("misfit", "not where the rules look"),
    ("garbled", "letters lost"),
)


def alarms(
    fetches: Sequence[Fetch], arrivals: Sequence[datetime], now: datetime, quarantined: datetime | None = None
) -> dict[str, str]:
    """What an operator should look at, by a word for programs; `fetches` and `arrivals` are the newest first."""
    found = _lacking(fetches)
    if silent := _silence(arrivals, now):
        found = {"silent": silent} | found
    if sick := _sick(fetches):
        found["failing"] = sick
    if quarantined:
        found["quarantine"] = _QUARANTINE.format(since=f"{quarantined:%Y-%m-%d %H:%M}")
    return found


_QUARANTINE = (
    "in quarantine since {since}: over a fifth of its articles vanished at once, and nothing new of it is published; "
    "yeonpyo source enable (believes it again)"
)


def vanishing(again: int, lost: int) -> bool:
    """Whether too many of the articles looked at again were gone, or told nothing any longer, at one look."""
    return lost >= FEWEST and lost > SHARE * again


def _silence(arrivals: Sequence[datetime], now: datetime) -> str:
    """Nothing new for longer than twice the longest gap that the source has shown."""
    if len(arrivals) < USUAL:
        return ""
    usual = max(later - earlier for later, earlier in pairwise(arrivals))
    silent = now - arrivals[0]
    if silent <= max(2 * usual, PATIENCE):
        return ""
    return f"nothing new for {_told(silent)}, at most {_told(usual)} until now"


def _lacking(fetches: Sequence[Fetch]) -> dict[str, str]:
    fetched = sum(each.new + each.changed + each.same + each.failed for each in fetches)
    counts = {name: sum(getattr(each, name) for each in fetches) for name, _ in _LACKS}
    counts["failed"] -= counts["empty"]  # told by its own name
    return {
        name: f"{told}: {counts[name]} of {fetched} articles"
        for name, told in _LACKS
        if fetched >= FEWEST and counts[name] > SHARE * fetched
    }


def _sick(fetches: Sequence[Fetch]) -> str:
    """Failing at each of the last looks, three or more; one that somebody stopped tells nothing of the source."""
    told = [each for each in fetches if each.reason != UNFINISHED or (each.seconds or 0.0) >= LONG]
    failing = next((i for i, each in enumerate(told) if not each.reason), len(told))
    return f"{told[0].reason} at the last {failing} looks" if failing >= 3 else ""


def _told(time: timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    return f"{hours // 24} d" if hours >= 48 else f"{hours} h"
