"""What Prometheus is told: the names of docs/running.md, on a registry of our own, labels few and bounded.

No label holds an address; sources beyond the first MOST_SOURCES share the label "other".
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

MOST_SOURCES = 500
OTHER = "other"

_SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300)
_RENDER = (0.001, 0.005, 0.02, 0.1, 0.5, 2, 10)


class Metrics:
    """The daemon's figures. Counters begin anew with the process, as Prometheus expects."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series a counter, read by nobody
        self.registry = made = CollectorRegistry()
        self._sources: set[str] = set()

        def counter(name: str, about: str, *labels: str) -> Counter:
            return Counter(f"yeonpyo_{name}", about, labels, registry=made)

        def gauge(name: str, about: str, *labels: str) -> Gauge:
            return Gauge(f"yeonpyo_{name}", about, labels, registry=made)

        self.crawl_runs = counter("crawl_runs", "Looks at a source, by how they went", "source", "result")
        self.crawl_seconds = Histogram(
            "yeonpyo_crawl_duration_seconds",
            "From lease to release of a source",
            buckets=_SECONDS,
            registry=made,
        )
        self.responses = counter("http_responses", "Answers that crawled sites gave", "code")
        self.articles_new = counter("articles_new", "Articles stored for the first time")
        self.articles_revised = counter("articles_revised", "Editions of stored articles")
        self.events_new = counter("events_new", "Entries first drawn: upcoming, past or undated", "tense")
        self.status_changes = counter("events_status_changes", "Entries whose status became another", "to")
        self.date_failures = counter("date_parse_failures", "Articles without a publication time", "source")
        self.sources = gauge("sources", "Sources by how they stand", "state")
        self.overdue = gauge("overdue_sources", "Sources that wait for their turn")
        self.oldest_overdue = gauge("oldest_overdue_seconds", "How long the source waits that waits longest")
        self.passes_failed = counter("scheduler_passes_failed", "Passes of the timer that raised")
        self.last_tick = gauge("scheduler_last_tick_timestamp_seconds", "When the last good tick ended")
        self.leases_expired = counter("leases_expired", "Leases taken from processes that were gone")
        self.feed_requests = counter("feed_requests", "Requests by kind of address", "feed", "code")
        self.render_seconds = Histogram(
            "yeonpyo_feed_render_seconds", "Time to answer a feed with a body", buckets=_RENDER, registry=made
        )
        self.store_bytes = gauge("store_bytes", "The store's file with its log; 0 for a database server")
        self.worker_rss = gauge("worker_rss_bytes", "Resident memory of the crawl worker")
        self.rss = gauge("process_rss_bytes", "Resident memory of the daemon")
        self.recycles = counter("worker_recycles", "Crawl workers that ended and were followed by another")
        self.told = counter("notifications", "Requests to heartbeat and webhook", "kind", "result")

    def source(self, name: str) -> str:
        """The label of a source."""
        if name in self._sources or len(self._sources) < MOST_SOURCES:
            self._sources.add(name)
            return name
        return OTHER

    def text(self, look: Callable[[Metrics], None]) -> bytes:
        """The exposition, after `look` has set what is only known when asked."""
        look(self)
        return generate_latest(self.registry)


def resident(pid: int | None = None) -> int:
    """Bytes of memory in use by a process, 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{pid or 'self'}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def size_of(store: Path) -> int:
    """Bytes of a store's file with its log."""
    files = (store, store.with_name(f"{store.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())
