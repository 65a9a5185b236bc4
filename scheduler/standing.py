"""`yeonpyo status`: how things stand, read from the store and the daemon's lock; nothing is changed or fetched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from scheduler.care import kept
from scheduler.config import Settings
from scheduler.crawling import alarms_of
from scheduler.plan import UNFINISHED
from scheduler.pulse import LATE_SOURCE
from scheduler.terminal import plain, with_ok
from timeline.model import SEOUL
from timeline.store import SourceState, Store
from timeline.store.lock import Held, locked

DEGRADED = ("structure-changed", "unreadable")

NOT_RUNNING = 3  # the exit code that init scripts know


def status(
    settings: Settings, store: Store, now: datetime, *, as_json: bool, say: Callable[[str], None]
) -> int:
    """Print how daemon, store and sources stand.

    The exit code is 3 without a running daemon, 1 where sources wait for their turn for too long, else 0.
    """
    told = _facts(settings, store, now)
    code = NOT_RUNNING if not told["daemon"] else int(told["oldest_overdue"] > LATE_SOURCE)
    if as_json:
        say(with_ok(code, **told))
    else:
        for line in _lines(told):
            say(line)
    return code


def _facts(settings: Settings, store: Store, now: datetime) -> dict[str, Any]:
    change, changed = store.latest()
    newest, seen = next(iter(kept(settings)), None), store.sources.glance(now)
    return {
        "now": now.isoformat(timespec="seconds"),
        "daemon": _daemon(settings),
        "store": {"path": str(settings.store), **store.counts(), "change": change, "changed": _iso(changed)},
        "backup": newest.name if newest else None,
        "overdue": seen.overdue,
        "oldest_overdue": int(seen.lag.total_seconds()),
        "sources": [
            _source(state, now) | {"alarms": list(alarms_of(store, state, now).values())}
            for state in store.sources.states()
            if state.enabled or state.last_attempt
        ],
    }


def _daemon(settings: Settings) -> str | None:
    """Who holds the daemon's lock, None if nobody does."""
    path = settings.data_folder / "daemon.lock"
    if not path.exists() or os.statvfs(path).f_flag & os.ST_RDONLY:
        return None
    try:
        with locked(path):
            return None
    except Held as held:
        return held.who


def _source(state: SourceState, now: datetime) -> dict[str, Any]:
    return {
        "id": state.id,
        "name": state.name,
        "state": state_word(state, now),
        "last_success": _iso(state.last_success),
        "last_attempt": _iso(state.last_attempt),
        "next_due": _iso(state.next_due),
        "failures": state.failures,
        "sick_since": _iso(state.sick_since),
        "quarantined": _iso(state.quarantined),
        "reason": state.reason,
    }


def state_word(state: SourceState, now: datetime) -> str:
    if not state.enabled:
        return "disabled"
    if state.lease_owner:
        return "in hand"
    if state.quarantined:
        return "quarantined"
    if state.reason in DEGRADED and state.failures > 1:
        return "degraded"  # it answers, and what it answers is no list and no article
    if state.reason not in ("", UNFINISHED):
        return "failing"
    if state.last_success is None:
        return "new"
    return "late" if state.next_due and now - state.next_due > state.interval else "ok"


def _lines(told: dict[str, Any]) -> Iterator[str]:
    store = told["store"]
    yield f"daemon\t{told['daemon'] or 'not running'}"
    counts = f"{store['articles']} articles\t{store['events']} events"
    yield f"store\t{store['path']}\t{counts}\tchanged {store['changed'] or '-'}"
    yield f"backup\t{told['backup'] or '-'}"
    for source in told["sources"]:
        sick = f"sick since {source['sick_since']}" if source["sick_since"] else ""
        times = (source["last_success"], source["next_due"])
        cells = (source["id"], source["state"], *times, source["reason"], sick)
        yield "source\t" + "\t".join(plain(cell or "-") for cell in cells)
        for alarm in source["alarms"]:
            yield f"alarm\t{source['id']}\t{plain(alarm)}"


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(SEOUL).isoformat(timespec="seconds") if at else None
