"""What an event costs in timeline.json, streamed from the store, which keeps it as JSON; and read, written and both
where nothing is kept yet, beside the barest way.

    python tests/bench/json_stream.py [--events 20000] [--repeats 5]

The barest way is SQLite's own json_object() over the columns and the stored body, with no paper, no time in words and
nothing checked. Prints medians in microseconds of this process an event.
"""

from __future__ import annotations

import argparse
import importlib.util
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType

from timeline.export import timeline_json
from timeline.model import SEOUL
from timeline.query import Query
from timeline.store import Store, codec
from timeline.web.feeds import everything
from timeline.web.filters import Filters

_BARE = """
SELECT json_object('uid', e.uid, 'revision', e.revision, 'updated', e.updated_at, 'event', json(r.body))
FROM event e JOIN event_revision r ON r.event = e.id AND r.revision = e.revision ORDER BY e.start_at, e.uid
"""


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--events", type=int, default=20_000)
    ask.add_argument("--repeats", type=int, default=5)
    told = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "timeline.db"
        with Store.open(path, make=True) as store:
            _search().fill(store, told.events)
            some = list(store.entries(Query(), limit=2000))
            now, bare = datetime(2021, 2, 1, 10, tzinfo=SEOUL), sqlite3.connect(path)

            def streamed() -> int:
                return sum(map(len, everything(store, Filters(), now=now)))

            ways: dict[str, tuple[int, Callable[[], object]]] = {
                "streamed, nothing kept": (told.events, streamed),
                "read": (told.events, lambda: sum(1 for _ in store.entries(Query()))),
                "written": (len(some), lambda: [timeline_json.event(entry) for entry in some]),
                "json_object": (told.events, lambda: sum(len(row) for (row,) in bare.execute(_BARE))),
            }
            for name, (count, work) in ways.items():
                _tell(name, [_seconds(work) / count * 1e6 for _ in range(told.repeats)])
            size = streamed()
            _tell("kept", [_seconds(lambda: _keep(store)) / told.events * 1e6])
            assert streamed() == size
            _tell("streamed", [_seconds(streamed) / told.events * 1e6 for _ in range(told.repeats)])
    return 0


def _tell(name: str, times: list[float]) -> None:
    print(f"{name}\t{statistics.median(times):.1f} µs an event")


def _keep(store: Store) -> None:
    while store.keep_written(timeline_json.event, timeline_json.FORM):
        pass


def _seconds(work: Callable[[], object]) -> float:
    codec.try_event.cache_clear()
    codec.try_cite.cache_clear()
    begun = time.process_time()
    work()
    return time.process_time() - begun


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
