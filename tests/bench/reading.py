"""How fast an article is read, mentions and events together, beside a tokeniser that reads nothing.

    python tests/bench/reading.py [--repeats 5] [--text FILE]

CPU microseconds a kilobyte of UTF-8, medians of one run, over the page that ships with the project; "dense" is
the text of tests/extract's own tables, where every line tells a time. The peer is kiwipiepy's tokeniser alone
(extra `bench`). Start-up is a fresh process that imports and reads one line, the interpreter's own taken off.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from timeline.extract import read
from timeline.extract.events import draw
from timeline.korean import find
from timeline.model import SEOUL

AT = datetime(2024, 5, 2, 18, tzinfo=SEOUL)
TABLES = Path(__file__).parents[1] / "extract"
SEED = Path(__file__).parents[2] / "seeds" / "gwangju-2021-01-27.txt"
START = "from timeline.extract import read; read('2024년 5월 7일 축제가 열렸다.', None)"


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--repeats", type=int, default=5)
    ask.add_argument("--text", type=Path, help="read this file instead")
    told = ask.parse_args()
    texts = [(told.text or SEED).read_text("utf-8")] * 10
    dense = invented()
    size = sum(len(t.encode()) for t in texts) / 1000
    mentions = [tuple(find(t, AT)) for t in texts]
    jobs: dict[str, Callable[[], object]] = {
        "find": lambda: [find(t, AT) for t in texts],
        "events": lambda: [draw(t, m, AT) for t, m in zip(texts, mentions, strict=True)],
        "read": lambda: [read(t, AT) for t in texts],
    }
    if (peer := tokeniser()) is not None:
        jobs["kiwipiepy"] = lambda: [peer(t) for t in texts]
    costs = {
        name: statistics.median(cpu(job) for _ in range(told.repeats)) / size for name, job in jobs.items()
    }
    for name, cost in costs.items():
        ratio = f"\t{cost / costs['read']:.1f} × ours" if name == "kiwipiepy" else ""
        print(f"{name}\t{cost * 1e6:.0f} µs/kB{ratio}")
    slow = statistics.median(cpu(lambda: [read(t, AT) for t in dense]) for _ in range(told.repeats))
    print(f"read, dense\t{slow / sum(len(t.encode()) for t in dense) * 1e9:.0f} µs/kB")
    print(
        f"start-up\t{start_up():.0f} ms, {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB"
    )
    return 0


def invented() -> list[str]:
    """Twenty articles of the sentences in the tables."""
    lines = [
        line.rpartition(" => ")[0].rpartition(" ⏎⏎ ")[2].replace("⏎", "\n")
        for file in sorted(TABLES.glob("*.cases"))
        if file.stem != "identity"
        for line in file.read_text("utf-8").splitlines()
        if " => " in line
    ]
    return ["\n".join(lines[i::20]) for i in range(20)]


def cpu(job: Callable[[], object]) -> float:
    began = time.process_time()
    job()
    return time.process_time() - began


def tokeniser() -> Callable[[str], object] | None:
    try:
        from kiwipiepy import Kiwi
    except ImportError:
        print("kiwipiepy\tnot installed: pip install -e '.[bench]'", file=sys.stderr)
        return None
    kiwi = Kiwi(num_workers=1)
    kiwi.tokenize("시작")
    return lambda text: kiwi.tokenize(text)


def start_up() -> float:
    """Milliseconds of CPU that importing and the first reading take."""

    def once(code: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return 1000 * min(once(START) - once("pass") for _ in range(3))


if __name__ == "__main__":
    sys.exit(main())
