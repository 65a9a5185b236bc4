"""A crawl in a process of its own: reads what to crawl as JSON, prints what came of it as JSON lines."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from twisted.internet import asyncioreactor

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
asyncioreactor.install(loop)

from twisted.internet import reactor  # noqa: E402

from crawler import settings as crawl_settings  # noqa: E402
from crawler.run import Seen, SourceResult  # noqa: E402
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


async def main(told: dict[str, Any]) -> None:
    keys = {(source, key) for source, key in told.get("known", ())}

    def keep(article: Article, _page: Page) -> None:
        say("article", source=article.source, key=article.key, url=article.url, title=article.title,
            published=article.published.at.isoformat() if article.published else None,
            method=article.published.method if article.published else None,
            byline=article.byline, paragraphs=article.paragraphs, warnings=article.warnings)  # fmt: skip
        for port in listening() if told.get("look_for_ports") else ():
            say("listening", port=port)
        if told.get("broken"):
            raise RuntimeError("the store is full")

    def on_result(result: SourceResult) -> None:
        wait = result.wait.total_seconds() if result.wait else None
        say(
            "result",
            **{name: getattr(result, name) for name in SourceResult.__slots__ if name != "wait"},
            wait=wait,
        )

    crawling = crawl(
        [Site.model_validate(entry) for entry in told["sites"]],
        keep,
        known=lambda source, key: (source, key) in keys,
        now=lambda: datetime.now(SEOUL),
        on_result=on_result,
        user_agent="yeonpyo/test (+https://calendar.example)",
        allow_networks=told.get("allow", ["127.0.0.1/32"]),
        seen=lambda _source, url: Seen(*told["seen"][url]) if url in told.get("seen", {}) else None,
        saw=lambda source, page: say("saw", source=source, url=page.url, headers=page.headers),
        **({"max_pages": told["max_pages"]} if "max_pages" in told else {}),
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
