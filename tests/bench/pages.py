"""How long the server works on each page over a store of many events, in CPU time of this process.

    python tests/bench/pages.py [--events 1000000] [--years 10] [--repeats 5] [--store FILE]

The events are the made-up sample's, told again for each day of the years; they are written in bulk, past the pen, so
that a million stand in minutes (a FILE that is there already is read as it is). Every visit draws anew: the clock of
the application goes on by a day before each, which no kept page survives. Exits 1 where a month's page, filtered or
not, takes more than 150 ms (issue: a month page over a million events).
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import time
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import insert, select

from timeline.model import Event, Span
from timeline.store import Store, codec
from timeline.store import pen as pens
from timeline.store import schema as s

LIMIT = 0.150
_BATCH = 20_000
_PAGES = (
    "/", "/timeline/2026", "/timeline/2026/{:02}", "/timeline/2026/{:02}?region=누리", "/timeline/2026/{:02}/16",
    "/search?q=유채꽃", "/sources", "/sources/nuri", "/about",
)  # fmt: skip


def main() -> int:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--events", type=int, default=1_000_000)
    ask.add_argument("--years", type=int, default=10)
    ask.add_argument("--repeats", type=int, default=5)
    ask.add_argument("--store", type=Path)
    told = ask.parse_args()
    sample = _by_path("browser_sample", "browser/sample.py")
    with TemporaryDirectory() as folder:
        path = told.store or Path(folder) / "timeline.db"
        with Store.open(path, make=True) as store:
            if store.counts()["events"] < told.events:
                sample.fill(store, len(sample.PLAN))
                _fill(store, sample, told.events, told.years)
            return _measure(store, sample.NOW, told.repeats)


def _measure(store: Store, now: datetime, repeats: int) -> int:
    serving = _by_path("web_fixtures", "web/conftest.py").serving(
        _by_path("feed_samples", "export/samples.py")
    )
    server = next(serving)(store, now=f"{now:%Y-%m-%dT%H:%M}")
    worst = 0.0
    print(f"{store.counts()['events']:>9,} events")
    for page in _PAGES:
        times, size = [], 0
        for number in range(repeats):
            server.now += timedelta(days=1)
            path = quote(page.format(3 + number % 6), safe="/?=&")
            begun = time.process_time()
            answer = server.get(path)
            times.append(time.process_time() - begun)
            assert answer.status == 200, (path, answer.body[:200])
            size = max(size, len(answer.body))
        middle = statistics.median(times)
        print(f"{1000 * middle:>9.1f} ms  {size / 1024:6.1f} KiB  {page}")
        if page.partition("?")[0].endswith("/{:02}"):
            worst = max(worst, middle)
    return int(worst > LIMIT)


def _fill(store: Store, sample: ModuleType, count: int, years: int) -> None:
    """The sample's events once for each day of the years around now, and as often again as are wanted."""
    days = years * 365
    plan = [event for _, event in sample.events(len(sample.PLAN))]
    first = sample.NOW - timedelta(days=days // 2)
    with store.pen(sample.NOW) as pen:
        connection = pen._connection
        at = sample.NOW
        seq = connection.scalar(select(s.change.c.seq).order_by(s.change.c.seq.desc()).limit(1))
        base = connection.scalar(select(s.event.c.id).order_by(s.event.c.id.desc()).limit(1)) or 0
        articles = list(connection.scalars(select(s.article.c.id)))
        rows: dict[Any, list[dict[str, Any]]] = {}
        for number in range(count):
            template = plan[number % len(plan)]
            event, body = _moved(
                template, first + timedelta(days=number // len(plan) % days), number % (len(plan) * days)
            )
            ours = base + 1 + number
            row = {"id": ours, "uid": str(uuid.UUID(int=ours)), "revision": 0, "seq": seq, "created_at": at}
            columns = pens._columns(event)
            rows.setdefault(s.event, []).append(row | {"updated_at": at, "withdrawn": False, **columns})
            rows.setdefault(s.event_revision, []).append(
                {"event": ours, "revision": 0, "seq": seq, "at": at, "withdrawn": False, "body": body}
            )
            rows.setdefault(s.event_article, []).append(
                {"event": ours, "article": articles[number % len(articles)], "position": 0, "body": body}
            )
            rows.setdefault(s.event_tag, []).extend(pens._tags(ours, event))
            if len(rows[s.event]) >= _BATCH or number == count - 1:
                for table in (s.event, s.event_revision, s.event_article, s.event_tag):
                    connection.execute(insert(table), rows[table])
                rows.clear()
                print(f"\r{number + 1:,} written", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


_kept: dict[int, tuple[Event, str]] = {}


def _moved(event: Event, day: datetime, key: int) -> tuple[Event, str]:
    """The event on another day, and its body: each is made once, for bodies are dear."""
    if key not in _kept:
        start = event.span.start.replace(year=day.year, month=day.month, day=day.day)
        span = Span(start, start + (event.span.end - event.span.start), event.span.grain)
        when = replace(event.when, span=span) if event.when else None
        moved = replace(event, span=span, when=when, mentions=(when,) if when else ())
        _kept[key] = moved, codec.dump(moved)
    return _kept[key]


def _by_path(name: str, path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent.parent / path)
    assert spec
    assert spec.loader
    made = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


if __name__ == "__main__":
    raise SystemExit(main())
