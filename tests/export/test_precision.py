"""Each row of precision.cases: EDTF, window, the form of the VEVENT, its title and the feed it appears in (F)."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

from timeline.export import ical, timeline_json
from timeline.model import Grain
from timeline.web.feeds import render
from timeline.web.filters import Filters

ROWS = [
    [cell.strip() for cell in row.split("|")]
    for row in (Path(__file__).parent / "precision.cases").read_text().splitlines()
    if row and not row.startswith("#")
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row(samples: ModuleType, lint: ModuleType, row: list[str]) -> None:
    words, part, grain, told, precision, edtf, window, feed, ends, suffix = row
    span = samples.span(*told.split("/"), Grain(grain))
    entry = samples.entry(1, span, words, part=part or None)
    read = {name: value for name, _, value in lint.events(_file(ical.block(entry)))[0].lines}
    assert (read["X-TIMELINE-EDTF"], read["X-TIMELINE-PRECISION"]) == (edtf, precision.upper())
    assert [read["X-TIMELINE-EARLIEST"], read["X-TIMELINE-LATEST"]] == window.split()
    assert [read["DTSTART"], read["DTEND"]] == ends.split()
    assert read["SUMMARY"] == (f"1번째 행사 ({suffix})" if suffix else "1번째 행사")
    assert read.get("X-TIMELINE-END") == ("ASSUMED" if span.has_clock else None)

    shelf, now = samples.Heap([entry]), samples.at("2021-02-01T10:00")
    holding = [
        kind
        for kind in ("calendar", "approx")
        if entry.uid.encode() in render(shelf, kind, Filters(when="all"), now=now)
    ]
    assert holding == ([] if feed == "-" else [feed])
    (event,) = json.loads(render(shelf, "timeline", now=now))["events"]
    assert (event["when"]["edtf"], event["when"]["precision"]) == (edtf, precision)


def test_an_end_that_was_told_is_kept(samples: ModuleType, lint: ModuleType) -> None:
    span = samples.span("2021-02-15T14:00", "2021-02-15T16:30", Grain.MINUTE)
    entry = samples.entry(1, span, "15일 오후 2시~4시 30분", end_told=True)
    read = {name: value for name, _, value in lint.events(_file(ical.block(entry)))[0].lines}
    assert (read["DTEND"], read.get("X-TIMELINE-END")) == ("20210215T073000Z", None)
    assert timeline_json.as_dict(entry)["when"]["end"] == "2021-02-15T16:30:00+09:00"


def test_a_part_of_a_day_as_its_window_when_asked(samples: ModuleType) -> None:
    told = render(
        samples.Heap([samples.CEREMONY]), "calendar", Filters(partday="window"), now=samples.LEARNED
    )
    assert b"DTSTART:20210127T030000Z\r\nDTEND:20210127T150000Z\r\n" in told


def test_an_approximate_date_is_marked(samples: ModuleType) -> None:
    month = samples.span("2021-05-01", "2021-06-01", Grain.MONTH)
    assert b"X-TIMELINE-EDTF:2021-05~" in ical.block(samples.entry(1, month, "5월께", approximate=True))


def _file(block: bytes) -> bytes:
    return b"".join(ical.calendar(ical.Head("연표", "시험"), [block]))
