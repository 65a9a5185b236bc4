"""What the daemon costs when nothing happens: `yeonpyo serve` over 10,000 sources, none of them due.

Prints the parent's CPU as a share of one core and its memory, and how both change from 100 sources on.
    idle.py [SECONDS] [SOURCES…]
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from scheduler.config import load
from scheduler.registry import register
from timeline.store import Store

ENTRY = 'name = "{n}번 신문"\nfamily = "ndsoft"\nbase = "https://paper{n}.example"\nlists = ["/"]\ninterval = 36000\n'
BARS = {"cpu": 0.002, "memory": 80.0}  # a share of a core, MB


def home(folder: Path, sources: int) -> None:
    """A home with that many sites, each looked at a moment ago and due in hours."""
    (folder / "sites").mkdir()
    for n in range(sources - 1):  # the watched folder is one
        (folder / "sites" / f"paper{n}.toml").write_text(ENTRY.format(n=n), "utf-8")
    (folder / "seeds").mkdir()
    settings = load(home=folder, seeds=(folder / "seeds",))
    with Store.open(settings.store, make=True) as store:
        register(settings, store)
        store.sources.lease("bench", datetime.now(UTC), limit=sources)
    far, now = datetime.now(UTC) + timedelta(hours=9), datetime.now(UTC)
    with sqlite3.connect(settings.store.path) as connection:
        connection.execute("update source set lease_owner = null, lease_expires_at = null")
        told = (int(far.timestamp()), int(now.timestamp()))  # seconds, as timeline.store.schema keeps moments
        connection.execute("update source set next_due_at = ?, last_success_at = ?", told)


@contextmanager
def serving(folder: Path) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "scheduler.cli", "--home", str(folder), "serve", "--port", "0"]
    told = os.environ | {
        "YEONPYO_SEEDS": str(folder / "seeds"),
        "YEONPYO_SEEDS_INTERVAL": "86400",
        "YEONPYO_BACKUPS": "0",
    }
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=told) as daemon:
        assert daemon.stdout
        for line in daemon.stdout:
            if line.startswith("watching"):
                break
        else:
            raise SystemExit("the daemon did not start")
        try:
            yield psutil.Process(daemon.pid)
        finally:
            daemon.send_signal(signal.SIGTERM)


def measured(sources: int, seconds: float) -> tuple[float, float, float]:
    """Share of a core, resident and private MB of the parent, once it has settled."""
    with tempfile.TemporaryDirectory() as folder:
        home(Path(folder), sources)
        with serving(Path(folder)) as parent:
            time.sleep(10)
            before = parent.cpu_times()
            time.sleep(seconds)
            after, memory = parent.cpu_times(), parent.memory_full_info()
    spent = after.user + after.system - before.user - before.system
    return spent / seconds, memory.rss / 1e6, memory.uss / 1e6


def main() -> int:
    seconds, *sources = [float(word) for word in sys.argv[1:]] or [30.0]
    rows = {}
    for number in [int(each) for each in sources] or [100, 10_000]:
        rows[number] = cpu, memory, private = measured(number, seconds)
        print(
            f"{number:>7,} sources: {cpu:.3%} of a core, {memory:.0f} MB resident, {private:.0f} MB private",
            flush=True,
        )
    cpu, memory, _ = rows[max(rows)]
    good = round(cpu, 5) <= BARS["cpu"] and memory <= BARS["memory"]
    print(f"bars: {BARS['cpu']:.1%} of a core and {BARS['memory']:.0f} MB: {'held' if good else 'NOT held'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
