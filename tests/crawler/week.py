"""A simulated week in a process of its own: crawl the country once a day, then compare; prints JSON."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import resource
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from twisted.internet import asyncioreactor

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
asyncioreactor.install(loop)

from twisted.internet import reactor  # noqa: E402

from crawler import address  # noqa: E402
from scheduler.config import load  # noqa: E402
from scheduler.crawling import SiteCrawl  # noqa: E402
from scheduler.registry import FOLDER, register  # noqa: E402
from timeline.store import Store  # noqa: E402

spec = importlib.util.spec_from_file_location("country", Path(__file__).parents[1] / "country.py")
assert spec
assert spec.loader
country_module = importlib.util.module_from_spec(spec)
sys.modules["country"] = country_module
spec.loader.exec_module(country_module)

EVERY = timedelta(hours=24)


async def week(home: Path, papers: int, days: int) -> dict[str, Any]:
    country = country_module.Country.of(papers, days)
    apart = asyncio.new_event_loop()  # a loop of the servers' own, so that they note requests when they come
    threading.Thread(target=apart.run_forever, daemon=True).start()
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(country.serve(), apart))
    (home / "sites").mkdir(parents=True)
    for name, entry in country.entries().items():
        (home / "sites" / f"{name}.toml").write_text(entry)
    settings = load(home=home, allow_networks="127.0.0.0/8")
    released: Counter[tuple[str, str]] = Counter()
    memory: list[int] = []
    with Store.open(settings.store, make=True) as store:
        register(settings, store)
        crawl = SiteCrawl(
            settings,
            store,
            lambda: country.now,
            lambda _line: None,
            lambda state, reason, _wait=None, **_more: released.update([(state.id, reason)]),
        )
        began, spent = time.monotonic(), time.process_time()
        for look in range(days + 1):
            country.now = country_module.START + look * EVERY
            states = [s for s in store.sources.states() if s.enabled and s.family != FOLDER]
            await crawl.crawl(states)
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        told = {"seconds": round(time.monotonic() - began), "cpu": round(time.process_time() - spent)}
        told |= compare(country, store, released)
    return told | {"memory": [memory[0], memory[-1]]}


def compare(country: Any, store: Store, released: Counter[tuple[str, str]]) -> dict[str, Any]:
    expected = country.expected(country.now)
    missing, wrong = [], []
    for (paper, link), (title, at) in expected.items():
        held = store.article(paper, address.key(link))
        if held is None:
            missing.append((paper, link))
        elif (held[0].title, _minute(held[0].published)) != (title, at.replace(second=0)):
            wrong.append((paper, link, held[0].title, str(held[0].published), title, str(at)))
    fetches = [fetch for paper in country.papers for fetch in store.sources.fetches(paper.id)]
    closed = {paper.host for paper in country.papers if not paper.readable}
    times: dict[str, list[float]] = {}
    for host, _, at in country.hits:
        times.setdefault(host, []).append(at)
    delays = {paper.host: paper.delay for paper in country.papers}
    fours = [
        (fourth - first) / (3 * delays[host])
        for host, each in times.items()
        for first, fourth in zip(each, each[3:], strict=False)
    ]
    gone = [
        (paper.id, address.key(paper.link(item)))
        for paper in country.papers
        if paper.readable
        for item in paper.items
        if item.gone and item.gone <= country.now - 4 * EVERY and item.at > country_module.START
    ]
    left = [name for name in gone if (held := store.article(*name)) and held[0].paragraphs]
    return {
        "expected": len(expected),
        "stored": store.counts()["articles"],
        "missing": missing[:5],
        "missed": len(missing),
        "wrong": wrong[:5],
        "wrongs": len(wrong),
        "forbidden": [hit[:2] for hit in country.hits if _is_forbidden(hit, closed)][:5],
        "gone": len(gone),
        "not_withdrawn": left[:5],
        "liars": len(store.pages.liars([paper.id for paper in country.papers if paper.lies])),
        "lying": sum(paper.lies and paper.readable for paper in country.papers),
        "most_open": max(country.most_open.values()),
        "quickest_four": round(min(fours), 3),
        "requests": len(country.hits),
        "given": sum(country.answered.values()),
        "taken": sum(fetch.new + fetch.changed + fetch.same for fetch in fetches),
        "new": sum(fetch.new for fetch in fetches),
        "changed": sum(fetch.changed for fetch in fetches),
        "reasons": dict(Counter(reason for _, reason in released.elements())),
    }


def _is_forbidden(hit: tuple[str, str, float], closed: set[str]) -> bool:
    return "/admin" in hit[1] or (hit[0] in closed and hit[1] != "/robots.txt")


def _minute(stamp: Any) -> Any:
    return stamp.at.replace(second=0) if stamp else None


async def run() -> None:
    try:
        print(
            json.dumps(await week(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])), ensure_ascii=False)
        )
    finally:
        reactor.stop()


task = loop.create_task(run())
reactor.run(installSignalHandlers=False)
task.result()
