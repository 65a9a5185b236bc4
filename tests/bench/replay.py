"""What keeping and reading again cost in a store of many articles, and whether memory stays bounded.

    python tests/bench/replay.py [--articles 20000] [--crowd 3000] [--home DIR]

Invented articles over a year and a half, every tenth event told by a second paper; then a crowd: one day on which
thousands of events have like titles (신청 마감), the dearest case for finding who tells the same. Prints milliseconds
of CPU an article (median, 99th, worst) for keeping and for a dry replay, and the resident memory. What counts is that
memory after the last article against memory after the first quarter.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from timeline.ingest import keep, reread
from timeline.model import SEOUL, Article, Stamp
from timeline.store import Store

FIRST = datetime(2024, 1, 2, 9, tzinfo=SEOUL)
TOWNS, WHAT, ABOUT = (
    words.split()
    for words in (
        "가람 나래 다솜 라온 마루 바람 새봄 아라 자람 차오름 큰솔 토담 푸름 하늘 한울 빛누리 물빛 솔내 별내 달빛",
        "토론회 간담회 음악회 설명회 박람회 특별전 개관식 준공식 걷기대회 체육대회 강연회 워크숍 캠페인 공청회",
        "청년 노인 농업 관광 교통 환경 복지 문화 교육 안전 돌봄 창업 귀농 에너지 수산 도서관 공원 하천 골목 시장",
    )
)


def articles(count: int) -> Iterator[Article]:
    for n in range(count):
        at = FIRST + timedelta(hours=n * 13000 / count)
        twin = n - 1 if n % 10 == 9 else n  # another paper of the same event
        town, what, about = TOWNS[twin % 20], WHAT[twin // 20 % 14], ABOUT[twin // 280 % 20]
        day = (FIRST + timedelta(hours=twin * 13000 / count, days=6)).strftime("%-m월 %-d일")
        text = (
            f"{town}시는 오는 {day} 오후 2시 {town}시청 대회의실에서 {about} {what}를 개최한다고 밝혔다.\n"
            f"이번 행사는 {about} 정책을 알리기 위해 마련됐다. 지난해 3월 {town}시가 {about} 도시로 선정됐다."
        )
        yield article(f"paper{n % 7}", n, f"{town}시 {about} {what} 개최", text, at)


def crowd(count: int) -> Iterator[Article]:
    """One day's deadlines: titles that share much, and yet are events of their own."""
    at = datetime(2026, 5, 4, 9, tzinfo=SEOUL)
    for n in range(count):
        about = f"{ABOUT[n % 20]} {ABOUT[n // 20 % 20]} {TOWNS[n // 400 % 20]}"
        text = f"{TOWNS[n % 20]}시는 오는 29일까지 {about} 지원사업 신청을 받는다."
        yield article(f"board{n % 5}", n, f"{about} 지원사업 신청하세요", text, at)


def article(source: str, n: int, title: str, text: str, at: datetime) -> Article:
    stamp = Stamp(at, "minute", "label", str(at))
    return Article(source, str(n), f"https://{source}.example/{n}", title, stamp, tuple(text.split("\n")))


def resident() -> int:
    """Megabytes in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def timed(jobs: Iterator[object]) -> list[float]:
    costs = []
    while True:
        began = time.process_time()
        if next(jobs, None) is None:
            return costs
        costs.append(1000 * (time.process_time() - began))


def show(name: str, costs: list[float]) -> None:
    ordered = sorted(costs)
    print(
        f"{name}\t{len(costs)} articles\tmedian {statistics.median(costs):.1f} ms\t"
        f"99th {ordered[len(costs) * 99 // 100]:.1f} ms\tworst {ordered[-1]:.1f} ms\t{resident()} MB",
        flush=True,
    )


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--articles", type=int, default=1_000)
    ask.add_argument("--crowd", type=int, default=200)
    ask.add_argument("--home", type=Path)
    told = ask.parse_args()
    folder = told.home or Path(tempfile.mkdtemp(prefix="yeonpyo-bench-"))
    now = datetime(2026, 6, 1, tzinfo=SEOUL)
    with Store.open(folder / "timeline.sqlite3", make=True) as store:
        source = articles(told.articles)
        show(
            "keep, the first quarter", timed(keep(store, a, now) for a in islice(source, told.articles // 4))
        )
        show("keep, the rest", timed(keep(store, a, now) for a in source))
        show("keep, a crowded day", timed(keep(store, a, now) for a in crowd(told.crowd)))
        show("replay --dry-run", timed(reread(store, a, now, dry=True) for a in stored(store)))
    return 0


def stored(store: Store) -> Iterator[Article]:
    last = 0
    while page := store.articles(last, 50):
        last = page[-1][0]
        yield from (told for _, told in page)


if __name__ == "__main__":
    sys.exit(main())
