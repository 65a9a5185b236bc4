"""Reading the publication stamp that a page shows, beside dateparser, on the same lines in one run.

    python tests/bench/stamps.py

The lines are tests/korean/stamps.tsv: stamps as sites print them, and dates that are somebody else's. Prints how many
each reader has right (dateparser is told the language, and given the line without its label), the CPU µs a line of
those that both can be asked, and how many times faster we are.
"""

from __future__ import annotations

import re
import statistics
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from timeline.korean import read_stamp
from timeline.model import SEOUL

ROUNDS = 7  # in each of which both take their turn: other work on the machine slows both
FETCHED = datetime(2021, 1, 28, 9, 0, tzinfo=SEOUL)
TABLE = Path(__file__).parents[1] / "korean" / "stamps.tsv"


def lines() -> list[tuple[str, datetime | None]]:
    """(text, the moment it tells or None where it tells none that is to be trusted)."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line[:1] != "#"]
    return [(text, None if at == "-" else datetime.fromisoformat(at)) for text, at, _ in rows]


def ours(text: str) -> datetime | None:
    stamp = read_stamp(text, fetched=FETCHED)
    return stamp.at.replace(tzinfo=None) if stamp else None


def theirs() -> Callable[[str], datetime | None] | None:
    try:
        import dateparser
    except ImportError:
        return None
    settings = {"RELATIVE_BASE": FETCHED.replace(tzinfo=None)}

    def read(text: str) -> datetime | None:
        bare = re.sub(r"^[^\d]*", "", text)
        at = dateparser.parse(bare or text, languages=["ko"], settings=settings)
        return at.replace(tzinfo=None) if at else None

    return read


def cost(read: Callable[[str], object], texts: list[str], passes: int) -> float:
    """CPU µs a line."""
    began = process_time()
    for _ in range(passes):
        for text in texts:
            read(text)
    return (process_time() - began) * 1e6 / passes / len(texts)


def main() -> None:
    table = lines()
    readers: dict[str, Callable[[str], datetime | None]] = {"timeline.korean": ours}
    if (peer := theirs()) is not None:
        readers["dateparser"] = peer
    right = {name: sum(read(text) == at for text, at in table) for name, read in readers.items()}
    figures = [text for text, at in table if at is not None]
    readers["timeline.korean"] = partial(read_stamp, fetched=FETCHED)  # type: ignore[assignment]
    passes = {"timeline.korean": 20, "dateparser": 1}
    rounds = [
        {name: cost(read, figures, passes[name]) for name, read in readers.items()} for _ in range(ROUNDS + 1)
    ][1:]
    for name in readers:
        told = statistics.median(costs[name] for costs in rounds)
        print(f"{name}\t{right[name]} of {len(table)} right\t{told:.1f} µs a line")
    if "dateparser" in readers:
        times = statistics.median(costs["dateparser"] / costs["timeline.korean"] for costs in rounds)
        print(f"{times:.0f} times as fast as dateparser")


if __name__ == "__main__":
    main()
