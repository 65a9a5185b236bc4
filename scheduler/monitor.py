"""What the daemon knows of itself, gathered in one place: its pulse, its figures, what its worker told it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from scheduler.config import Settings
from scheduler.metrics import Metrics, resident, size_of
from scheduler.pulse import Pulse
from timeline.model import Entry
from timeline.store import Glance, Store
from timeline.web.watch import Ready, Watch

FEW = 500  # changes counted at a time


class Monitor:
    """Told by the timer, the worker and the server; asked by /readyz, /metrics, the watchdog and the heartbeat."""

    def __init__(self, settings: Settings, store: Store, now: Callable[[], datetime]) -> None:
        self.settings, self._store, self._now = settings, store, now
        self.pulse = Pulse(settings.tick, time.monotonic())
        self.metrics = Metrics()
        self.alarms: dict[str, dict[str, str]] = {}  # by source and kind, what an operator should look at
        self._counted: int | None = None  # the change up to which entries are counted
        self.worker: Callable[[], int | None] = lambda: None  # the worker's process

    # ── being told ─────────────────────────────────────────────────────────────────────────────────

    def ticked(self, seen: Glance) -> None:
        """A tick ended well: the store answered."""
        moment, pulse = time.monotonic(), self.pulse
        pulse.ticked = pulse.store = moment
        pulse.last_tick, pulse.fault = self._now(), ""
        pulse.overdue, pulse.lag = seen.overdue, seen.lag.total_seconds()

    def fault(self, line: str) -> None:
        self.pulse.fault = line

    def heard(self, told: dict[str, Any]) -> None:
        """A line of the worker: a beat, a source given back, or how a look at a site went."""
        self.pulse.worker = time.monotonic()
        if "source" in told:
            label = self.metrics.source(str(told["source"]))
            self.metrics.crawl_runs.labels(label, str(told.get("result") or "ok")).inc()
            self.metrics.crawl_seconds.observe(max(0.0, float(told.get("seconds", 0))))
        if "look" in told:
            self._looked(str(told["look"]), told)

    def _looked(self, name: str, told: dict[str, Any]) -> None:
        label, metrics = self.metrics.source(name), self.metrics
        metrics.articles_new.inc(int(told.get("new", 0)))
        metrics.articles_revised.inc(int(told.get("changed", 0)))
        if undated := int(told.get("undated", 0)):
            metrics.date_failures.labels(label).inc(undated)
        for code, count in dict(told.get("codes", {})).items():
            metrics.responses.labels(str(code)).inc(int(count))

    def alarm(self, what: str, alarms: dict[str, str]) -> None:
        """What an operator should look at, of a source or of the daemon's own care; none ends it."""
        if alarms:
            self.alarms[what] = alarms
        else:
            self.alarms.pop(what, None)

    def look_again(self, found: dict[str, dict[str, str]]) -> None:
        """What is to be looked at of all sources now, in place of what was of any."""
        ours = {what: words for what, words in self.alarms.items() if what.startswith("daemon")}
        self.alarms = found | ours

    def answered(self, kind: str, code: int, seconds: float) -> None:
        self.metrics.feed_requests.labels(kind, str(code)).inc()
        if code == 200 and kind not in ("watch", "static", "page", "api"):
            self.metrics.render_seconds.observe(seconds)

    def count_changes(self) -> None:
        """Count the entries that were drawn and revised since the last call, whoever wrote them."""
        newest = self._store.latest()[0]
        if self._counted is None:
            self._counted = newest
        while self._counted < newest and (entries := self._store.changes(self._counted, FEW)):
            for entry in entries:
                self._count(entry)
            self._counted = max(entry.change for entry in entries)

    def _count(self, entry: Entry) -> None:
        if entry.revision == 0:
            tense = "upcoming" if entry.event.span.end > self._now() else "past"
            self.metrics.events_new.labels(tense).inc()
            return
        last = [each.event.status for each in self._store.revisions(entry.uid)][-2:]
        if len(last) == 2 and last[0] != last[1]:
            self.metrics.status_changes.labels(last[1].value).inc()

    # ── being asked ────────────────────────────────────────────────────────────────────────────────

    def ready(self) -> Ready:
        now = time.monotonic()
        return Ready(self.pulse.reasons(now), self.pulse.ages(now) | {"alarms": len(self.alarms)})

    def watch(self) -> Watch:
        """What the web application asks and tells."""
        return Watch(
            self.ready, self.text, self.answered, self.settings.metrics_token, bool(self.settings.public_url)
        )

    def text(self) -> bytes:
        return self.metrics.text(self._look)

    def _look(self, metrics: Metrics) -> None:
        for state, count in self._store.sources.standing(self._now()).items():
            metrics.sources.labels(state).set(count)
        metrics.overdue.set(self.pulse.overdue)
        metrics.oldest_overdue.set(self.pulse.lag)
        if self.pulse.last_tick:
            metrics.last_tick.set(self.pulse.last_tick.timestamp())
        if path := getattr(self._store.place, "path", None):
            metrics.store_bytes.set(size_of(Path(path)))
        metrics.rss.set(resident())
        metrics.worker_rss.set(resident(pid) if (pid := self.worker()) else 0)
