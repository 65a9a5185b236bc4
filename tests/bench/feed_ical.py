"""How fast an event becomes a VEVENT, beside icalendar on the same entries in the same run.

    python tests/bench/feed_ical.py [--events 1000] [--repeats 5] [--check]

Cold: nothing that an earlier feed left in memory is used. Prints medians and ratios; with --check exits 1 below the
bars (measured on a busy machine: 16.8 ×, 1,200 ×).
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from types import ModuleType
from typing import Any

import icalendar

from timeline.export import ical, precision, text, wording
from timeline.export.precision import days, edtf, ending, window

COLD, WARM = 15.0, 100.0


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--events", type=int, default=1000)
    ask.add_argument("--repeats", type=int, default=5)
    ask.add_argument("--check", action="store_true")
    told = ask.parse_args()
    entries = _samples().mixed(told.events)
    blocks = {(each.uid, each.change): ical.block(each) for each in entries}
    head = ical.Head("연표", "시험")

    def cold() -> bytes:
        return b"".join(ical.calendar(head, map(ical.block, entries)))

    def warm() -> bytes:
        return b"".join(ical.calendar(head, (blocks[each.uid, each.change] for each in entries)))

    assert cold() == warm()
    _agree(cold(), _peer(entries))
    times = {"icalendar": [], "cold": [], "warm": []}
    for _ in range(told.repeats):
        times["icalendar"].append(_seconds(lambda: _peer(entries)))
        _forget()
        times["cold"].append(_seconds(cold))
        times["warm"].append(_seconds(warm))
    medians = {name: statistics.median(each) for name, each in times.items()}
    for name, seconds in medians.items():
        ratio = medians["icalendar"] / seconds
        print(f"{name}\t{seconds / told.events * 1e6:.1f} µs an event\t{ratio:.1f} × icalendar")
    met = medians["icalendar"] / medians["cold"] >= COLD and medians["icalendar"] / medians["warm"] >= WARM
    return 0 if met or not told.check else 1


def _peer(entries: list[Any]) -> bytes:
    """The same properties, through icalendar."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", ical.PRODID)
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Any) -> icalendar.Event:
    told, made = entry.event, icalendar.Event()
    earliest, latest = window(told)
    start, end = days(told.span)
    if told.span.has_clock:
        start, end = told.span.start.astimezone(UTC), ending(told).astimezone(UTC)
    for name, value in (
        ("uid", entry.uid),
        ("dtstamp", entry.updated.astimezone(UTC)),
        ("created", entry.created.astimezone(UTC)),
        ("last-modified", entry.updated.astimezone(UTC)),
        ("sequence", entry.revision),
        ("dtstart", start),
        ("dtend", end),
        ("summary", wording.title(told)),
        ("location", wording.location(told.place)),
        ("description", wording.description(entry)),
        ("url", wording.link(entry)),
        ("categories", [*wording.tags(told), " ".join(wording.regions(told))]),
        ("status", wording.standing(told).upper()),
        ("transp", "TRANSPARENT"),
        ("class", "PUBLIC"),
        ("x-timeline-edtf", edtf(told)),
        ("x-timeline-precision", precision.precision(told.span).upper()),
        ("x-timeline-earliest", f"{earliest:%Y%m%dT%H%M%SZ}"),
        ("x-timeline-latest", f"{latest:%Y%m%dT%H%M%SZ}"),
        ("x-timeline-quote", wording.quote(told)),
    ):
        made.add(name, value)
    return made


def _agree(ours: bytes, theirs: bytes) -> None:
    """Both files hold the same events: a ratio between different work says nothing."""
    read = [icalendar.Calendar.from_ical(file).walk("VEVENT")[:20] for file in (ours, theirs)]
    for one, two in zip(*read, strict=True):
        assert all(str(one[name]) == str(two[name]) for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION"))
        assert (one["DTSTART"].dt, one["DTEND"].dt) == (two["DTSTART"].dt, two["DTEND"].dt)


def _forget() -> None:
    """As in a process that has just started."""
    for module in (ical, precision, text, wording):
        for made in vars(module).values():
            if clear := getattr(made, "cache_clear", None):
                clear()


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _samples() -> ModuleType:
    path = Path(__file__).parent.parent / "export" / "samples.py"
    spec = importlib.util.spec_from_file_location("feed_samples", path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules["feed_samples"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
