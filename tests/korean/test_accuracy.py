"""How well the labelled development data is read; what was reached may not be lost.

The data is not ours to publish and lies beside the project (../shared/data); without it these tests skip, loudly.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import pytest

from timeline.korean import find

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"no labelled data at {DATA}: accuracy is NOT checked"
)


@pytest.fixture(scope="module")
def scoring():
    sys.path.insert(0, str(DATA))
    try:
        from scoring import reading, temporal
    finally:
        sys.path.remove(str(DATA))
    return reading, temporal


def told(text: str, published: datetime, title: str = "") -> list[dict]:
    """The mentions of a text as `yeonpyo read --jsonl` writes them."""
    return [
        {
            "start": m.start,
            "end": m.end,
            "kind": str(m.kind),
            "from": str(m.span).split("/")[0] if m.span else None,
            "to": str(m.span).split("/")[1] if m.span else None,
            "grain": str(m.span.grain) if m.span else None,
            "iso": m.iso,
        }
        for m in find(text, published, title=title)
    ]


def temporal_report(scoring, name: str, source: str = "") -> dict:
    from score import as_hit

    _, temporal = scoring
    cases = [
        c for c in temporal.load(DATA / "temporal" / f"{name}_dev.jsonl") if not source or c.source == source
    ]
    hits = []
    for case in cases:
        at = datetime.fromisoformat((case.reference or temporal.DEFAULT_REFERENCE).isoformat() + "+09:00")
        hits.append([as_hit(mention) for mention in told(case.text, at)])
    report, _ = temporal.score(cases, hits)
    return report


@pytest.fixture(autouse=True)
def scorer_on_path(monkeypatch):
    monkeypatch.syspath_prepend(str(DATA))


def test_news_is_searched_fully_and_cleanly(scoring):
    report = temporal_report(scoring, "klue_ner", "news")
    assert report["consensus"][2] >= 0.974
    assert report["overlap"][2] >= 0.952
    assert report["core"][2] >= 0.925


def test_chatty_text_raises_few_false_alarms(scoring):
    assert temporal_report(scoring, "klue_ner", "reviews")["overlap"][2] >= 0.925


@pytest.mark.parametrize(
    ("name", "share"), [("news_style", 1.0), ("recognizers_ko", 0.81), ("duckling_ko", 0.90)]
)
def test_values(scoring, name, share):
    values = temporal_report(scoring, name)["values"]
    assert values["instant_start"] / values["instant_gold"] >= share


@pytest.mark.parametrize(("name", "share"), [("sentences", 0.98), ("articles", 0.99)])
def test_found_with_the_right_value(scoring, name, share):
    reading, _ = scoring
    rows = [json.loads(line) for line in (DATA / "reading" / f"{name}.jsonl").read_text("utf-8").splitlines()]
    pairs, out = [], []
    for row in rows:
        at = datetime.fromisoformat(
            row["reference"] + ("+09:00" if "T" in row["reference"] else "T18:00+09:00")
        )
        pairs.append(({"id": row["id"], "text": row["text"]}, {**row, "events": []}))
        out.append({"id": row["id"], "mentions": told(row["text"], at, row.get("title") or ""), "events": []})
    report, _ = reading.score(pairs, out)
    assert report["mention"]["found_and_right"] >= share
    assert report["mention"]["P"] >= 0.99
