"""What a crawled page costs, beside Scrapy doing nothing with it; what a source with nothing new costs; memory.

    python tests/bench/crawl.py [--pages 2000] [--sources 200] [--batches 100] [--repeats 3]

CPU of the crawling process alone, the servers run in another. "lean" is Scrapy with its quickest settings and a
callback that does nothing, so that no page is ever parsed; "chain" is ours: robots, guard, archive, decoding,
article, events, store. Both have crawled a few pages before the clock starts: what is imported and compiled once
is no page's. Exits 1 where the chain costs more than twice the lean crawl in the same run, or memory grows over
the batches.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HOSTS = 20
MOST = 2.0  # times the lean crawl
WARM = 40  # pages crawled before the clock starts
GROWTH = 8  # megabytes that a worker may grow over all batches after the first tenth
FILL = "".join(f"<li><a href='/menu/{n}'>가람 소식 {n}</a></li>" for n in range(30))
TOWNS = "가람 나래 다온 라온 마루 바름 사랑 아름 자람 차오 카온 타래 파란 하늘 미르 보람 새벽 여울 온새 한빛".split()  # noqa: SIM905  easier to read
PLACES = "새봄공원 시민회관 달빛문화관 한내체육관 솔숲도서관 나루터광장 별빛극장 푸른마당 은빛강당 해오름센터".split()  # noqa: SIM905
THINGS = (  # noqa: SIM905
    "도서관 개관식,주민설명회,달빛음악회,시민체육대회,봄꽃축제,취업박람회,환경토론회,어린이 글짓기대회,전통시장 장터,"
    "독서마라톤 출발식,김장나눔 행사,청년창업 경진대회,건강걷기대회,문화재 답사,평생학습 수료식,농산물 직거래장터,"
    "안전체험교실,합창단 정기연주회,사진전 개막식,장애인 한마당"
).split(",")
HEAD = "<html><head><meta charset='utf-8'><title>{title}</title></head><body><ul class='menu'>{fill}</ul>"
STAMP = "<h3 class='heading'>{title}</h3><ul class='infomation'><li>입력 2026.02.{day:02} 09:{minute:02}</li></ul>"
BODY = (
    "<div id='article-view-content-div'><p>{town}시는 {day}일 오후 {hour}시 {town} {place}에서 {thing} 행사를 "
    "열었다. 시민 {n}명이 함께했다.</p><p>시는 앞으로도 시민의 뜻을 모아 고을을 가꾼다.</p></div></body></html>"
)


def article(n: int) -> str:
    """An article like no other: a town, a place, a thing and a day of its own."""
    town, place, thing = TOWNS[n % 20], PLACES[n // 20 % 10], THINGS[n // 7 % 20]
    told = {"n": n, "town": town, "place": place, "thing": thing, "title": f"{town}시, {place}서 {thing}"}
    told |= {"day": n * 5 % 28 + 1, "hour": n % 9 + 1, "minute": n % 60, "fill": FILL}
    return (HEAD + STAMP + BODY).format(**told)


def host(number: int) -> str:
    return f"127.0.2.{number + 1}"


# ── servers ────────────────────────────────────────────────────────────────────────────────────────────


async def serve() -> None:
    server = await asyncio.start_server(answer, "0.0.0.0", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1].decode()
            body, tag = page(path)
            asked = f'If-None-Match: "{tag}"'.encode() in head
            state = b"304 Not Modified" if tag and asked else b"404 X" if not body else b"200 OK"
            told = f'ETag: "{tag}"\r\n'.encode() if tag else b""
            body = b"" if state.startswith(b"304") else body
            sized = b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
            writer.write(b"HTTP/1.1 " + state + b"\r\n" + told + sized + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def page(path: str) -> tuple[bytes, str]:
    if path.startswith("/news/articleList"):
        first, count = (int(part.partition("=")[2]) for part in path.partition("?")[2].split("&"))
        rows = (
            f"<li><a href='/news/articleView.html?idxno={first + n}'>제{n}회</a></li>" for n in range(count)
        )
        return f"<ul>{''.join(rows)}</ul>".encode(), path
    if path.startswith("/news/articleView"):
        n = int(path.rpartition("=")[2])
        return article(n).encode(), ""
    return b"", ""


# ── crawls, each in a process of its own ───────────────────────────────────────────────────────────────


async def lean(port: int, pages: int) -> dict[str, Any]:
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerRunner

    from crawler.settings import HARDENED

    class Lean(Spider):
        name = "lean"
        pages: int

        async def start(self) -> AsyncIterator[Request]:
            for n in range(self.pages):
                url = f"http://{host(n % HOSTS)}:{port}/news/articleView.html?idxno={n}"
                yield Request(url, callback=self.nothing, dont_filter=True)

        def nothing(self, _response: object) -> None:
            pass

    quick = {name: HARDENED[name] for name in LEAN}
    runner = AsyncCrawlerRunner(
        quick | {"CONCURRENT_REQUESTS": 40, "DOWNLOAD_DELAY": 0, "RETRY_ENABLED": False}
    )
    await runner.crawl(Lean, pages=WARM)
    spent = time.process_time()
    await runner.crawl(Lean, pages=pages)
    return {"cpu": time.process_time() - spent}


LEAN = (
    "REMOTE_CONTROL_ENABLED",
    "TELNETCONSOLE_ENABLED",
    "COOKIES_ENABLED",
    "ROBOTSTXT_OBEY",
    "CONCURRENT_ITEMS",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "WARN_ON_GENERATOR_RETURN_VALUE",
    "LOG_INSTALL_ROOT_HANDLER",
    "LOG_LEVEL",
    "LOGSTATS_INTERVAL",
    "STATS_DUMP",
)


async def ours(port: int, sources: int, each: int, batches: int) -> dict[str, Any]:
    """Crawl `sources` sites of `each` articles, then again `batches` times with nothing new."""
    from scheduler.config import load
    from scheduler.crawling import SiteCrawl
    from scheduler.registry import FOLDER, register
    from timeline.model import SEOUL
    from timeline.store import Store

    with TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "sites").mkdir()
        for n in range(sources + 1):
            count = each if n < sources else WARM
            asked = f"/news/articleList.html?first={n * each}&count={count}"
            told = (
                f'name = "{n} 신문"\nfamily = "ndsoft"\nbase = "http://{host(n % HOSTS)}:{port}"\ndelay = 0\n'
            )
            (home / "sites" / f"paper-{n}.toml").write_text(f'{told}lists = ["{asked}"]\n')
        settings = load(home=home, allow_networks="127.0.0.0/8")
        with Store.open(settings.store, make=True) as store:
            register(settings, store)
            crawl = SiteCrawl(settings, store, lambda: datetime.now(SEOUL), _quiet, _quiet)
            states = [state for state in store.sources.states() if state.enabled and state.family != FOLDER]
            await crawl.crawl([state for state in states if state.id == f"paper-{sources}"])
            states = [state for state in states if state.id != f"paper-{sources}"]
            spent = time.process_time()
            await crawl.crawl(states)
            found: dict[str, Any] = {
                "cpu": time.process_time() - spent,
                "articles": store.counts()["articles"] - WARM,
            }
            rss, again = [], []
            for _ in range(batches):
                spent = time.process_time()
                await crawl.crawl(states)
                again.append(time.process_time() - spent)
                rss.append(_rss())
        return found | {"rss": rss, "again": statistics.median(again) if again else 0.0}


def _quiet(*_told: object, **_more: object) -> None:
    pass


def _rss() -> float:
    """Megabytes now, not at most."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def child(*told: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, *map(str, told)], capture_output=True, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def run(mode: str, numbers: list[int]) -> int:
    if mode == "serve":
        asyncio.run(serve())
        return 0
    from scheduler.worker import with_reactor

    async def told() -> None:
        print(json.dumps(await (lean(*numbers) if mode == "lean" else ours(*numbers))))

    with_reactor(told())
    return 0


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("mode", nargs="?", choices=("serve", "lean", "ours"), help=argparse.SUPPRESS)
    ask.add_argument("numbers", nargs="*", type=int, help=argparse.SUPPRESS)
    ask.add_argument("--pages", type=int, default=2000)
    ask.add_argument("--sources", type=int, default=200)
    ask.add_argument("--batches", type=int, default=100)
    ask.add_argument("--repeats", type=int, default=3)
    told = ask.parse_args()
    if told.mode:
        return run(told.mode, told.numbers)
    server = subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        port = int(server.stdout.readline())
        return compare(port, told)
    finally:
        server.kill()


def compare(port: int, told: argparse.Namespace) -> int:
    pairs = []
    for _ in range(told.repeats):
        bare = child("lean", port, told.pages)["cpu"] / told.pages
        found = child("ours", port, HOSTS, told.pages // HOSTS, 0)
        pairs.append((found["cpu"] / found["articles"], bare))
    ratio = statistics.median(chain / bare for chain, bare in pairs)
    chain, bare = (statistics.median(each) * 1e6 for each in zip(*pairs, strict=True))
    print(f"a page      lean {bare:,.0f} µs   chain {chain:,.0f} µs   ratio {ratio:.2f} (at most {MOST})")
    found = child("ours", port, told.sources, 5, 5)
    nothing = found["again"] / told.sources * 1e3
    print(f"nothing new {nothing:.1f} ms a source, {told.sources} sources in a batch (at most 15)")
    rss = child("ours", port, 20, 5, told.batches)["rss"]
    grown = rss[-1] - rss[len(rss) // 10]
    print(
        f"memory      {rss[len(rss) // 10]:.0f} MB → {rss[-1]:.0f} MB over {len(rss)} batches of 20 sources"
    )
    return int(ratio > MOST or nothing > 15 or grown > GROWTH)


if __name__ == "__main__":
    sys.exit(main())
