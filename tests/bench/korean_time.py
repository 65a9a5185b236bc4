"""Reading time out of Korean text, beside the installed peers, in one run.

    python tests/bench/korean_time.py [FILE.jsonl]

FILE holds {"text", "published"?} a line; without one, the development articles beside the project, or a page made
here. Peers that are not installed (`pip install -e .[bench]`) are named and left out. Duckling has no Python wheel
and is not run. Prints µs of CPU a kB of UTF-8 and, last, how many times faster we are than korean-datetime.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from timeline.korean import find
from timeline.model import SEOUL

ARTICLES = Path(__file__).parents[3] / "shared" / "data" / "reading" / "articles.jsonl"
LONG_ENOUGH = (
    0.2  # CPU seconds; a run of a few milliseconds tells more of the machine's other work than of ours
)
ROUNDS = 7  # in each of which both take their turn: other work on the machine slows both
AT = datetime(2025, 12, 15, 18, 0, tzinfo=SEOUL)
PAGE = """군은 지난 11일 군청 회의실에서 설명회를 열고 사업 계획을 알렸다. 설명회에는 주민 120여 명이 참석했다.
이번 사업은 지난해 9월 공모에 선정돼 추진됐으며, 2026년까지 43억 원을 들여 센터를 새로 짓는다.
이날 참석자들은 공사 기간의 불편과 주차 대책을 물었다. 군은 오는 20일까지 의견을 받는다.
전시는 17일부터 31일까지 아트센터 2층에서 열리며 오전 10시부터 오후 5시까지 무료로 볼 수 있다.
"""


def peers() -> dict[str, Callable[[str], object]]:
    """Ours, and what is installed of the others."""
    found: dict[str, Callable[[str], object]] = {"timeline.korean": lambda text: find(text, AT)}
    try:
        import korean_datetime as kd

        options = kd.ParseOptions(cycle=kd.Cycle.NEAREST)
        found["korean-datetime"] = lambda text: kd.parse_all(text, AT.replace(tzinfo=None), options)
    except ImportError:
        print("korean-datetime is not installed", file=sys.stderr)
    try:
        from dateparser.search import search_dates

        settings = {"RELATIVE_BASE": AT.replace(tzinfo=None)}
        found["dateparser.search"] = lambda text: search_dates(text, languages=["ko"], settings=settings)
    except ImportError:
        print("dateparser is not installed", file=sys.stderr)
    return found


def cost(read: Callable[[str], object], texts: list[str]) -> float:
    """CPU µs a kB of UTF-8, over the texts as often as LONG_ENOUGH takes."""
    size = sum(len(text.encode()) for text in texts) / 1000
    passes, began = 0, process_time()
    while not passes or process_time() - began < LONG_ENOUGH:
        passes += 1
        for text in texts:
            read(text)
    return (process_time() - began) * 1e6 / size / passes


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path)
    file = parser.parse_args().file or (ARTICLES if ARTICLES.exists() else None)
    lines = file.read_text("utf-8").splitlines() if file else []
    texts = [json.loads(line)["text"] for line in lines] or [PAGE * 3] * 10
    readers = peers()
    slow = readers.pop("dateparser.search", None)
    rounds = [{name: cost(read, texts) for name, read in readers.items()} for _ in range(ROUNDS + 1)][1:]
    for name in readers:
        print(f"{name}\t{statistics.median(costs[name] for costs in rounds):.0f} µs/kB")
    if slow is not None:
        cost(slow, texts[:1])
        print(f"dateparser.search\t{cost(slow, texts[:3]):.0f} µs/kB")
    if "korean-datetime" in readers:
        times = statistics.median(costs["korean-datetime"] / costs["timeline.korean"] for costs in rounds)
        print(f"{times:.1f} times as fast as korean-datetime")


if __name__ == "__main__":
    main()
