"""How much memory an export takes above an idle process that has the store open.

    python tests/bench/export_memory.py [--events 100000]

Each format is written by a process of its own from one store; prints the peak of each, and what is above idle.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from timeline.store import Store

CHILD = """
import resource, sys
from datetime import datetime
from pathlib import Path
from scheduler import publish
from scheduler.config import Settings
from timeline.model import SEOUL
from timeline.query import Query
from timeline.store import Store

what, folder = sys.argv[1], Path(sys.argv[2])
with Store.open(folder / "timeline.db") as store:
    if what == "idle":
        list(store.entries(Query(), limit=1))
    else:
        now = datetime(2021, 2, 1, 10, tzinfo=SEOUL)
        publish.export(Settings(home=folder), store, what, folder / what, ["when=all"], now)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
FORMATS = ("ics", "json", "jsonl", "csv", "feed", "atom", "jscal", "jsonld")


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--events", type=int, default=100_000)
    told = ask.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Store.open(folder / "timeline.db", make=True) as store:
            _search().fill(store, told.events)
        idle = _peak("idle", folder)
        print(f"idle\t{idle:.0f} MB")
        for what in FORMATS:
            peak = _peak(what, folder)
            size = (folder / what).stat().st_size / 1e6
            print(f"{what}\t{peak:.0f} MB\t{peak - idle:.1f} MB above idle\t{size:.1f} MB written")
    return 0


def _peak(what: str, folder: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, what, folder], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def _search() -> ModuleType:
    """Its made-up titles fill this store too."""
    spec = importlib.util.spec_from_file_location("bench_search", Path(__file__).with_name("search.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
