"""When the daemon calls itself ready, when it tells the watchdog, and what it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from scheduler.config import Settings
from scheduler.metrics import MOST_SOURCES, OTHER
from scheduler.monitor import Monitor
from scheduler.pulse import Pulse
from timeline import ingest
from timeline.model import Status
from timeline.query import Query
from timeline.store import Registration, Store


def beating(**changes: Any) -> Pulse:
    plain = {"tick": 5.0, "started": 0.0, "ticked": 1000.0, "store": 1000.0, "worker": 1000.0}
    return Pulse(**(plain | changes))


# Each: the pulse at 1000, what it says at second N, whether the watchdog is told.
CASES: dict[str, tuple[Pulse, float, str, bool]] = {
    "all well": (beating(), 1010, "", True),
    "just started": (Pulse(5.0, 1000.0), 1050, "", True),
    "never ticked": (Pulse(5.0, 1000.0), 1061, "tick: none for 61 s", False),
    "no tick": (beating(), 1061, "tick: none for 61 s", False),
    "slow ticks are no silence": (beating(tick=60.0), 1170, "", True),
    "the worker hangs": (beating(worker=500.0), 1010, "worker: no sign of life for 510 s", False),
    "the store is gone": (beating(fault="disk I/O error"), 1001, "store: disk I/O error", False),
    "sources wait": (
        beating(started=-3000.0, overdue=3, lag=7200.0),
        1001,
        "sources: 3 wait, the longest for 7200 s",
        True,
    ),
    "catching up after a night off": (beating(overdue=3, lag=7200.0), 1001, "", True),
}


@pytest.mark.parametrize("name", CASES)
def test_reasons(name: str) -> None:
    pulse, now, said, watchdog = CASES[name]
    assert "; ".join(pulse.reasons(now)) == said
    assert pulse.fresh(now) is watchdog


@pytest.fixture
def monitor(store: Store, tmp_path: Any, seoul: Any) -> Monitor:
    return Monitor(Settings(home=tmp_path), store, lambda: seoul)


ORDER = ("source", "feed", "state", "tense", "to", "result", "code")


def figures(monitor: Monitor) -> dict[tuple[str, ...], float]:
    """By name and label values; read by Prometheus' own parser."""
    told = {}
    for family in text_string_to_metric_families(monitor.text().decode()):
        for sample in family.samples:
            labels = (sample.labels[label] for label in ORDER if label in sample.labels)
            told[sample.name.removeprefix("yeonpyo_"), *labels] = sample.value
    return told


NAMES = """
articles_new_total articles_revised_total crawl_duration_seconds_count oldest_overdue_seconds overdue_sources
scheduler_passes_failed_total leases_expired_total feed_render_seconds_count store_bytes worker_rss_bytes
process_rss_bytes worker_recycles_total
"""


def test_every_figure_is_there(monitor: Monitor, seoul: Any) -> None:
    monitor.heard({"source": "matin", "result": "dns", "seconds": 2.5})
    monitor.heard({"look": "matin", "new": 3, "changed": 1, "undated": 2, "codes": {"200": 4, "404": 1}})
    monitor.answered("calendar", 304, 0.001)
    told = figures(monitor)
    assert {(name,) for name in NAMES.split()} <= told.keys()
    assert told["crawl_runs_total", "matin", "dns"] == 1
    assert told["crawl_duration_seconds_sum",] == 2.5
    assert (told["articles_new_total",], told["articles_revised_total",]) == (3, 1)
    assert told["date_parse_failures_total", "matin"] == 2
    assert told["http_responses_total", "404"] == 1
    assert told["feed_requests_total", "calendar", "304"] == 1
    assert told["sources", "ok"] == 0


def test_labels_are_bounded(monitor: Monitor) -> None:
    for number in range(MOST_SOURCES + 50):
        monitor.heard({"source": f"paper{number}", "result": "", "seconds": 1})
    runs = [key for key in figures(monitor) if key[0] == "crawl_runs_total"]
    assert len(runs) == MOST_SOURCES + 1
    assert figures(monitor)["crawl_runs_total", OTHER, "ok"] == 50


def test_changes_are_counted_whoever_wrote_them(
    monitor: Monitor, store: Store, article: Callable[..., Any], event: Callable[..., Any], seoul: Any
) -> None:
    monitor.count_changes()
    with store.pen(seoul) as pen:
        told = article()
        kept = pen.keep_article(told, None)
        pen.mint(event(), told, kept)
        coming = event().span.start + timedelta(days=9)
        span = type(event().span)(coming, coming + timedelta(hours=1), event().span.grain)
        pen.mint(event(title="설명회", span=span), told, kept)
    monitor.count_changes()
    monitor.count_changes()
    uid = next(entry.uid for entry in store.entries(Query()) if entry.event.title == event().title)
    ingest.give_status(store, uid, Status.CANCELLED, "", seoul)
    monitor.count_changes()
    counted = figures(monitor)
    assert (counted["events_new_total", "past"], counted["events_new_total", "upcoming"]) == (1, 1)
    assert counted["events_status_changes_total", "cancelled"] == 1


def test_a_glance_tells_what_waits(store: Store, seoul: Any) -> None:
    hour = timedelta(hours=1)
    store.sources.set_up(
        [
            Registration(name, name, "aid", "", f"{name}.example", enabled=True, interval=hour)
            for name in "abc"
        ]
    )
    seen = store.sources.glance(seoul)
    assert (seen.unplanned, seen.due, seen.overdue, seen.lag) == (True, True, 0, timedelta(0))
    store.sources.plan(seoul)
    seen = store.sources.glance(seoul + 2 * hour)
    assert (seen.unplanned, seen.due, seen.overdue, seen.lag) == (False, True, 3, 2 * hour)
    store.sources.lease("one", seoul)
    seen = store.sources.glance(seoul)
    assert (seen.owners, seen.due, seen.overdue) == (("one",), False, 0)
    for name in "abc":
        store.sources.release(name, "one", next_due=seoul + 400 * hour, now=seoul, failures=0)
    assert store.sources.glance(seoul).due, "planned by a wrong clock"
    assert not store.sources.glance(seoul + 399 * hour).due


def test_a_host_with_many_sources_fills_no_batch(store: Store, seoul: Any) -> None:
    many = [
        Registration(f"m{n}", "m", "aid", "", "many.example", enabled=True, interval=timedelta(hours=1))
        for n in range(5)
    ]
    few = [
        Registration(f"z{n}", "z", "aid", "", f"z{n}.example", enabled=True, interval=timedelta(hours=1))
        for n in range(2)
    ]
    store.sources.set_up([*many, *few])
    assert store.sources.lease("one", seoul, limit=4) == ["m0", "z0", "z1", "m1"]
    assert store.sources.lease("two", seoul) == [], "one host, one hand"
