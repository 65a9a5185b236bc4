"""How fast an article is read, mentions and events together, beside a tokeniser that reads nothing.

    python tests/bench/reading.py [--repeats 5] [--text FILE]

CPU microseconds a kilobyte of UTF-8, medians of one run, over the page that ships with the project; "dense" is
the text of tests/extract's own tables, where every line tells a time. The peer is kiwipiepy's tokeniser alone
(extra `bench`); both take their turns, so that other work on the machine slows both. Start-up is a fresh process
that imports and reads one line, its sources compiled before: the interpreter's own CPU time taken off, and the most
memory that it held.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from timeline.extract import read
from timeline.extract.events import draw
from timeline.korean import find
from timeline.model import SEOUL

AT = datetime(2024, 5, 2, 18, tzinfo=SEOUL)
TABLES = Path(__file__).parents[1] / "extract"
SEED = Path(__file__).parents[2] / "seeds" / "gwangju-2021-01-27.txt"
ROOT = Path(__file__).parents[2]
START = "from timeline.extract import read; read('2024년 5월 7일 축제가 열렸다.', None)"
# The peak of this program, in kB; ru_maxrss would be that of whoever started it, where that is larger.
HELD = "\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"


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
    for job in jobs.values():
        job()
    rounds = [{name: cpu(job) / size for name, job in jobs.items()} for _ in range(told.repeats)]
    for name in jobs:
        cost = statistics.median(costs[name] for costs in rounds)
        times = statistics.median(costs[name] / costs["read"] for costs in rounds)
        print(f"{name}\t{cost * 1e6:.0f} µs/kB" + (f"\t{times:.1f} × ours" if name == "kiwipiepy" else ""))
    slow = statistics.median(cpu(lambda: [read(t, AT) for t in dense]) for _ in range(told.repeats))
    print(f"read, dense\t{slow / sum(len(t.encode()) for t in dense) * 1e9:.0f} µs/kB")
    print("start-up\t{:.0f} ms, {:.0f} MB".format(*start_up()))
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


def start_up() -> tuple[float, float]:
    """Milliseconds of CPU that importing and the first reading take above a bare interpreter, and megabytes."""
    with TemporaryDirectory() as cache:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        env = clean | {"PYTHONPYCACHEPREFIX": cache}

        def once(code: str) -> tuple[float, float]:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            run = [sys.executable, "-c", code + HELD]
            held = subprocess.run(run, check=True, env=env, cwd=ROOT, capture_output=True, text=True).stdout
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, int(held)

        once(START)  # writes what it compiles
        told = [once(START) for _ in range(5)]
        bare = min(once("pass")[0] for _ in range(5))
        return 1000 * (min(cost for cost, _ in told) - bare), max(held for _, held in told) / 1024


if __name__ == "__main__":
    sys.exit(main())
