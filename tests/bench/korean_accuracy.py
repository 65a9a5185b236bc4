"""How often each reader of Korean time is right, on the same lines in one run.

    python tests/bench/korean_accuracy.py [DATA]

Asks ours, korean-datetime (cycle nearest) and dateparser.search for the labelled lines of DATA (default:
../shared/data beside the repository; those labels are not ours, so a comparison is fair there) and for
tests/korean/*.cases (our own: what the peers score there only says which families they lack). A peer that is not
installed is named and left out. Duckling is a Haskell server without a wheel or a Debian package, and is not run.

found: labelled expressions that a reader's overlap; right: of those with a value, those whose start it tells.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "korean"))

from conftest import cases

from timeline.korean import find
from timeline.model import SEOUL

ROOT = Path(__file__).parents[2]
Hit = tuple[int, int, datetime | None]  # where it stands in the text, and the start it tells
Reader = Callable[[str, datetime], list[Hit]]
TEMPORAL = ("news_style", "recognizers_ko", "duckling_ko")


class Line(NamedTuple):
    """A text, the moment it is read at, and what is told in it: (start, end, the starts that are right).

    A start is written as ISO 8601 to the minute; one that only tells a time of day leaves out the date: T14:00.
    """

    text: str
    at: datetime
    told: list[tuple[int, int, set[str]]]


def ours(text: str, at: datetime) -> list[Hit]:
    found = find(text, at.replace(tzinfo=SEOUL))
    return [(m.start, m.end, m.span.start.replace(tzinfo=None) if m.span else None) for m in found]


def readers() -> dict[str, Reader]:
    found: dict[str, Reader] = {"timeline.korean": ours}
    try:
        import korean_datetime as kd

        options = kd.ParseOptions(cycle=kd.Cycle.NEAREST)
        found["korean-datetime"] = lambda text, at: [
            (*e.span, e.start) for e in kd.parse_all(text, at, options)
        ]
    except ImportError:
        print("korean-datetime is not installed", file=sys.stderr)
    try:
        from dateparser.search import search_dates

        def search(text: str, at: datetime) -> list[Hit]:
            hits, begin = [], 0
            for word, when in search_dates(text, languages=["ko"], settings={"RELATIVE_BASE": at}) or []:
                begin = max(text.find(word, begin), 0)
                hits.append((begin, begin + len(word), when.replace(tzinfo=None)))
            return hits

        found["dateparser.search"] = search
    except ImportError:
        print("dateparser is not installed", file=sys.stderr)
    return found


def plain(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=None, second=0, microsecond=0)


def written(told: str, *, time_only: bool = False) -> str:
    return f"{plain(told):%Y-%m-%dT%H:%M}"[10 if time_only else 0 :]


def tables() -> Iterator[Line]:
    """The lines of tests/korean/*.cases that tell one span each, or several under their own words."""
    for path in sorted((ROOT / "tests" / "korean").glob("*.cases")):
        for case in cases(path):
            spans = [piece.rpartition(": ") for piece in case.wanted.split(" ; ") if "/" in piece]
            if case.published is None or not spans:
                continue
            told = []
            for cut, _, span in spans:
                begin = case.text.find(cut) if cut else 0
                end = begin + len(cut) if cut else len(case.text)
                told.append((begin, end, {written(span.split(" ")[-1].split("/")[0])}))
            yield Line(case.text, case.published.replace(tzinfo=None), told)


def temporal(data: Path, name: str) -> Iterator[Line]:
    for line in (data / "temporal" / f"{name}_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        told = [
            (
                e["start"],
                e["end"],
                {
                    written(v["start"], time_only=v.get("time_only", False))
                    for v in e["values"]
                    if v.get("start")
                },
            )
            for e in row["expressions"]
        ]
        yield Line(row["text"], plain(row["reference"]), told)


def reading(data: Path, name: str) -> Iterator[Line]:
    for line in (data / "reading" / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        at = row["reference"]
        told = [
            (m["start"], m["end"], {written(m["from"])} if m.get("from") else set()) for m in row["mentions"]
        ]
        yield Line(row["text"], plain(at if "T" in at else f"{at}T18:00"), told)


def score(read: Reader, lines: list[Line]) -> tuple[float, float]:
    found = told = right = valued = 0
    for line in lines:
        hits = read(line.text, line.at)
        for start, end, wanted in line.told:
            near = [hit for hit in hits if hit[0] < end and start < hit[1]]
            told, found = told + 1, found + bool(near)
            if wanted:
                valued += 1
                starts = [f"{hit[2]:%Y-%m-%dT%H:%M}" for hit in near if hit[2]]
                right += any(start in wanted or start[10:] in wanted for start in starts)
    return found / max(told, 1), right / max(valued, 1)


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    sets = {"tests/korean/*.cases": list(tables())}
    if data.is_dir():
        sets |= {name: list(temporal(data, name)) for name in TEMPORAL}
        sets |= {name: list(reading(data, name)) for name in ("sentences", "articles")}
    else:
        print(f"no labelled data at {data}: only our own tables are asked", file=sys.stderr)
    for name, lines in sets.items():
        for reader, read in readers().items():
            found, right = score(read, lines)
            print(f"{name}\t{reader}\tfound {found:.3f}\tright {right:.3f}")


if __name__ == "__main__":
    main()
