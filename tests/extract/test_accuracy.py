"""How good it is on the labelled development data beside the repository; skipped, loudly, without it.

The bars lie a little under what was reached, so that a change that loses ground is seen.
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from timeline.extract import read
from timeline.model import SEOUL, Span, Status

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not (DATA / "reading").is_dir(), reason=f"NO DEVELOPMENT DATA at {DATA}")

BARS = {
    "sentences": {"P": 0.93, "R": 0.82, "status_acc": 0.97, "place_recall": 0.84},
    "articles": {"P": 0.91, "R": 0.91, "status_acc": 0.97, "place_recall": 0.91, "main_recall": 0.95},
}


def as_json(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    reading = read(row["text"], at, title=row.get("title", ""))
    return {
        "id": row["id"],
        "mentions": [
            {"start": m.start, "end": m.end, "kind": m.kind.value, **ends(m.span)} for m in reading.mentions
        ],
        "events": [
            {
                **ends(e.span),
                "title": e.title,
                "status": e.status.value,
                "place": e.place and {"start": e.place.start, "end": e.place.end},
                "evidence": {"start": e.evidence.start, "end": e.evidence.end},
            }
            for e in reading.events
        ],
    }


def ends(span: Span | None) -> dict[str, str | None]:
    if span is None:
        return {"from": None, "to": None, "grain": None}
    first, last = (t.replace(tzinfo=None).isoformat(timespec="minutes") for t in (span.start, span.end))
    return {"from": first, "to": last, "grain": span.grain.value}


@pytest.mark.parametrize("name", BARS)
def test_development_data(name: str) -> None:
    sys.path.insert(0, str(DATA))
    try:
        scorer = importlib.import_module("scoring.reading")
    finally:
        sys.path.remove(str(DATA))
    pairs, found = [], []
    for line in (DATA / "reading" / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        told = row["reference"] if "T" in row["reference"] else row["reference"] + "T18:00"
        events = [{**e, "place": e.get("place_span", e.get("place"))} for e in row["events"]]
        pairs.append((row, {**row, "events": events}))
        found.append(as_json(row, datetime.fromisoformat(told).replace(tzinfo=SEOUL)))
    report, _ = scorer.score(pairs, found)
    reached = {k: v for k, v in report["event"].items() if v is not None}
    warnings.warn(f"events of {name}: {reached}", stacklevel=1)
    assert all(reached[measure] >= bar for measure, bar in BARS[name].items()), reached


def test_confidence_means_at_least_what_it_says() -> None:
    """Of the events of each tenth of confidence, at least that share is right."""
    sys.path.insert(0, str(DATA))
    try:
        scorer = importlib.import_module("scoring.reading")
    finally:
        sys.path.remove(str(DATA))
    told: dict[int, list[bool]] = {}
    for name in BARS:
        for line in (DATA / "reading" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            at = datetime.fromisoformat(row["reference"]).replace(tzinfo=SEOUL)
            at = at if "T" in row["reference"] else at.replace(hour=18)
            shown = as_json(row, at)
            for number, event in enumerate(shown["events"]):
                event["title"] = number
            events = [{**e, "place": e.get("place_span", e.get("place"))} for e in row["events"]]
            misses = scorer.score([(row, {**row, "events": events})], [shown])[1]
            wrong = {miss[2] for miss in misses if miss[0] == "event false"}
            for number, event in enumerate(read(row["text"], at, title=row.get("title", "")).events):
                if event.status is not Status.STATEMENT:
                    told.setdefault(int(event.confidence * 10), []).append(number not in wrong)
    assert all(sum(right) / len(right) >= tenth / 10 for tenth, right in told.items()), told
