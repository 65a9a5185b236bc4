"""What a tick asks of the store, over 100, 10,000 and 100,000 sources, ten of them due; and what leasing those costs.

The limit is the bare query with sqlite3 on the same file. Prints microseconds, and the ratio to the smallest store.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from timeline.store import Registration, Store

DUE = 10
FLAT = 2.0  # how much more a thousand times as many sources may cost
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

BARE = (
    "select count(*), min(next_due_at) from source where enabled = 1 and next_due_at <= ? "
    "and (lease_expires_at is null or lease_expires_at <= ?)"
)


def filled(path: Path, number: int) -> Store:
    """A store of that many sources on as many hosts, all but ten of them due in hours."""
    hour = timedelta(hours=1)
    store = Store.open(path, make=True)
    store.sources.set_up(
        [
            Registration(f"s{n}", "", "aid", "", f"h{n}.example", enabled=True, interval=hour)
            for n in range(number)
        ]
    )
    soon, late = int((NOW - hour).timestamp()), int((NOW + 8 * hour).timestamp())
    with sqlite3.connect(path) as connection:
        connection.execute("update source set next_due_at = ?, last_attempt_at = ?", (late, soon - 3600))
        connection.execute(f"update source set next_due_at = {soon} where rowid <= {DUE}")  # noqa: S608
    return store


def cost(work: Callable[[], object], seconds: float = 1.0) -> float:
    """Microseconds of CPU, the median of single calls."""
    taken = []
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends or len(taken) < 5:
        begun = time.process_time_ns()
        work()
        taken.append((time.process_time_ns() - begun) / 1000)
    return statistics.median(taken)


def leased(store: Store) -> None:
    for name in store.sources.lease("bench", NOW):
        store.sources.release(name, "bench", next_due=NOW - timedelta(hours=1), now=NOW, failures=0)


def costs(number: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, filled(Path(folder) / "timeline.db", number) as store:
        bare, moment = sqlite3.connect(Path(folder) / "timeline.db"), int(NOW.timestamp())
        told = {
            "a tick": cost(lambda: store.sources.glance(NOW, stepped=False)),
            "ten leased and released": cost(lambda: leased(store)),
            "the bare query": cost(lambda: bare.execute(BARE, (moment, moment)).fetchone()),
        }
        bare.close()
    return told


def main() -> int:
    first: dict[str, float] = {}
    good = True
    for number in [int(word) for word in sys.argv[1:]] or [100, 10_000, 100_000]:
        told = costs(number)
        for name, taken in told.items():
            ratio = taken / first.setdefault(name, taken)
            print(f"{number:>7,} sources: {name}: {taken:,.0f} µs, {ratio:.2f} × the first", flush=True)
        good &= all(taken <= FLAT * first[name] for name, taken in told.items())
    print(f"flat within {FLAT} ×: {'held' if good else 'NOT held'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
