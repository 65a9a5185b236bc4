"""A crawl in a process of its own: reads what to crawl as JSON, prints what came of it as JSON lines."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from twisted.internet import asyncioreactor

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
asyncioreactor.install(loop)

from twisted.internet import reactor  # noqa: E402

from crawler import settings as crawl_settings  # noqa: E402
from crawler.run import Desk, Look, Seen, SourceResult  # noqa: E402
from crawler.site import Site  # noqa: E402
from crawler.spider import crawl  # noqa: E402
from timeline.model import SEOUL, Article, Page  # noqa: E402


def say(kind: str, **told: Any) -> None:
    print(json.dumps({"kind": kind, **told}, ensure_ascii=False), flush=True)


def listening() -> list[str]:
    """The sockets that this process listens on, from the kernel."""
    mine = {str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()}
    rows = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/self/net/{name}").read_text().splitlines()[1:]
    ]
    return [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in mine]


class Teller(Desk):
    """Says what it is told; knows what it was given."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def now(self) -> datetime:
        return datetime.now(SEOUL)

    def known(self, source: str, keys: Sequence[str]) -> Collection[str]:
        return {key for key in keys if [source, key] in self.told.get("known", ())}

    def again(self, source: str) -> Sequence[Look]:
        return [Look(url, key) for of, url, key in self.told.get("again", ()) if of == source]

    def seen(self, _source: str, url: str) -> Seen | None:
        return Seen(*self.told["seen"][url]) if url in self.told.get("seen", {}) else None

    def saw(self, source: str, page: Page) -> None:
        say("saw", source=source, url=page.url, headers=page.headers)

    def keep(self, article: Article, _page: Page, *, again: bool) -> None:
        say("article", source=article.source, key=article.key, url=article.url, title=article.title, again=again,
            published=article.published.at.isoformat() if article.published else None,
            method=article.published.method if article.published else None,
            byline=article.byline, paragraphs=article.paragraphs, warnings=article.warnings)  # fmt: skip
        for port in listening() if self.told.get("look_for_ports") else ():
            say("listening", port=port)
        if self.told.get("broken"):
            raise RuntimeError("the store is full")

    def missed(self, source: str, key: str, reason: str, *, again: bool) -> None:
        say("missed", source=source, key=key, reason=reason, again=again)

    def finished(self, result: SourceResult) -> None:
        wait = result.wait.total_seconds() if result.wait else None
        told = {name: getattr(result, name) for name in SourceResult.__slots__}
        say("result", **(told | {"wait": wait}))


async def main(told: dict[str, Any]) -> None:
    crawling = crawl(
        [Site.model_validate(entry) for entry in told["sites"]],
        Teller(told),
        user_agent="yeonpyo/test (+https://calendar.example)",
        allow_networks=told.get("allow", ["127.0.0.1/32"]),
        **{name: told[name] for name in ("max_pages", "max_batch", "first") if name in told},
    )
    try:
        await asyncio.wait_for(crawling, told.get("deadline"))
    except TimeoutError:
        say("deadline")
    except RuntimeError as error:
        say("broken", error=str(error))
    say("end", rss=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


async def run() -> None:
    try:
        told = json.load(sys.stdin)
        crawl_settings.HARDENED.update(told.get("settings", {}))
        await main(told)
    finally:
        reactor.stop()


task = loop.create_task(run())
reactor.run(installSignalHandlers=False)
task.result()
