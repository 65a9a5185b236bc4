"""How often the reading is right on the labelled development data, and whether its confidence means what it says.

    python tests/bench/reading_accuracy.py [DATA]

DATA is the folder with `scoring` and `reading` (default: ../shared/data beside the repository). Prints what the
tests pin as bars, for each tenth of confidence how many events there were and how many of them were right, and how
many of the labelled pairs of tests/extract are joined.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from timeline.extract import read
from timeline.model import SEOUL, Status

ROOT = Path(__file__).parents[2]


def main() -> int:
    show_pairs()
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    if not (data / "reading").is_dir():
        print(f"no development data at {data}: nothing measured", file=sys.stderr)
        return 0
    sys.path.insert(0, str(data))
    scorer = importlib.import_module("scoring.reading")
    accuracy = load("test_accuracy")
    told: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for name in accuracy.BARS:
        rows = [
            json.loads(line) for line in (data / "reading" / f"{name}.jsonl").read_text("utf-8").splitlines()
        ]
        pairs = [(row, {**row, "events": [placed(e) for e in row["events"]]}) for row in rows]
        found = [accuracy.as_json(row, at(row)) for row in rows]
        report, _ = scorer.score(pairs, found)
        print(name, *(f"{k} {v}" for k, v in report["event"].items() if v is not None), sep="\t")
        for pair, row in zip(pairs, rows, strict=True):
            bins(scorer, pair, row, told, right)
    for tenth in sorted(told):
        print(
            f"confidence {tenth / 10:.1f}",
            f"{told[tenth]} events",
            f"{right[tenth] / told[tenth]:.2f} right",
            sep="\t",
        )
    return 0


def load(name: str) -> Any:
    """A module of tests/extract, whose labels and bars are the tests' own."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"tests/extract/{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def show_pairs() -> None:
    """Of the pairs of one event, how many are found; of those of two, how many are joined all the same."""
    tests = load("test_identity")

    def score(line: str) -> float:
        if line in tests.PAIRS:
            return float(tests.kin(line))
        one, two = (tests.event(told) for told in line.rpartition(" => ")[0].split("||"))
        return float(tests.likeness(one, two))

    for name, lines in (("titles", tests.CASES), ("sentences of two papers", tests.PAIRS)):
        same = [score(line) >= tests.ACROSS for line in lines if line.endswith("same")]
        two = [score(line) >= tests.ACROSS for line in lines if line.endswith("different")]
        print(
            f"pairs, {name}", f"{sum(same)} of {len(same)} found", f"{sum(two)} of {len(two)} wrong", sep="\t"
        )


def placed(event: dict[str, Any]) -> dict[str, Any]:
    return {**event, "place": event.get("place_span", event.get("place"))}


def at(row: dict[str, Any]) -> datetime:
    told = row["reference"] if "T" in row["reference"] else row["reference"] + "T18:00"
    return datetime.fromisoformat(told).replace(tzinfo=SEOUL)


def bins(scorer: Any, pair: Any, row: dict[str, Any], told: Counter[int], right: Counter[int]) -> None:
    """Count each event of one row by its confidence, named by its number so that a miss can be told from a hit."""
    accuracy = sys.modules["test_accuracy"]
    shown = accuracy.as_json(row, at(row))
    for i, event in enumerate(shown["events"]):
        event["title"] = i
    _, misses = scorer.score([pair], [shown])
    wrong = {miss[2] for miss in misses if miss[0] == "event false"}
    for i, event in enumerate(read(row["text"], at(row), title=row.get("title", "")).events):
        if event.status is not Status.STATEMENT:
            tenth = int(event.confidence * 10)
            told[tenth] += 1
            right[tenth] += i not in wrong


if __name__ == "__main__":
    sys.exit(main())
