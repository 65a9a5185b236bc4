"""A country of newspapers and offices on loopback, whose every article, edit and rule is known.

One asyncio server answers for all sites, each at a loopback address of its own. What a site shows depends on
the simulated moment that `Country.now` holds; what was asked, when, and how many at once, is written down by
the server itself, which the crawler's own tallies are held against.
"""

# ruff: noqa: E501  a skin a line

from __future__ import annotations

import asyncio
import hashlib
import random
import time
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
START = datetime(2026, 3, 2, 6, 0, tzinfo=SEOUL)
DELAY = 0.1  # seconds between two requests to a host

ROBOTS = {
    "none": (404, ""),
    "open": (200, "User-agent: *\nDisallow: /admin\n"),
    "html": (200, "<html>robots</html>"),
    "wild": (200, "\ufeffUser-Agent: *\r\nDisallow: /*/login$\r\nDisallow: /\r\nAllow: /*\r\n"),
    "slow down": (200, "User-agent: *\nDisallow:\nCrawl-delay: 0.3\n"),
    "denied": (403, "<h1>forbidden</h1>"),
    "not us": (200, "User-agent: otherbot\nDisallow: /\n"),
    "closed": (200, "User-agent: *\nDisallow: /\n"),
    "closed to us": (200, "User-agent: *\nDisallow:\n\nUser-agent: Yeonpyo\nDisallow: /\n"),
    "closed by mark": (200, "\ufeffUser-agent: *\nDisallow: /\n"),
    "broken": (500, "error"),
    "busy": (503, "later"),
}
CLOSED = ("closed", "closed to us", "closed by mark", "broken", "busy")
OPEN = tuple(name for name in ROBOTS if name not in CLOSED)
ENCODINGS = {
    "utf-8": "utf-8",
    "cp949": "euc-kr",
    "silent": "",
    "lying": "utf-8",
}  # what the page says of itself

# By family: path of the list, of an article, and the markup of an article.
LISTS = {
    "aid": "/sections.php?section=5&page={page}",
    "ndsoft": "/news/articleList.html?sc_section_code=S1N4&page={page}",
    "mediaon": "/news/section_list_all.html?sec_no=1&page={page}",
    "part_idx": "/default/index_list_page.php?part_idx=7&page={page}",
    "wcms": "/local/all?page={page}",
    "gov": "/board/list?boardId=BBS_7&page={page}",
    "feed": "/rss/all.xml",
    "generic": "/local",
}
LINKS = {
    "aid": "/read.php3?aid={epoch}{number:09d}",
    "ndsoft": "/news/articleView.html?idxno={number}",
    "mediaon": "/news/article.html?no={number}",
    "part_idx": "/default/index_view_page.php?part_idx=7&idx={number}",
    "wcms": "/view/{entry}{number:05d}",
    "gov": "/board/detail?boardId=BBS_7&dataSid={number}",
    "feed": "/article/{number}",
    "generic": "/news/local/{number}",
}
SKINS = {
    "aid": "<div class='adttl'>{title}</div><ul id='byline'><li>입력날짜 : {at:%Y. %m.%d. %H:%M}</li></ul><div id='content'>{body}</div>",
    "ndsoft": "<h3 class='heading'>{title}</h3><ul class='infomation'><li>입력 {at:%Y.%m.%d %H:%M}</li></ul>"
    "<div id='article-view-content-div'>{body}</div>",
    "mediaon": "<div class='art_top'><h2>{title}</h2><ul class='art_info'><li>등록 {at:%Y.%m.%d %H:%M:%S}</li></ul></div>"
    "<div id='news_body_area'>{body}</div>",
    "part_idx": "<div class='view_head_title'>{title}</div><div class='view_head_info_date'>입력 : {at:%Y년 %m월 %d일 %H:%M}</div>"
    "<div id='view_content_body'>{body}</div>",
    "wcms": "<h1 class='title'>{title}</h1><span class='date'>입력 {at:%Y-%m-%d %H:%M}</span><div id='articlebody'>{body}</div>",
    "gov": "<div class='bbs_view'><h3>{title}</h3><ul class='info'><li>등록일 {at:%Y-%m-%d %H:%M:%S}</li></ul>"
    "<div class='view_cont'>{body}</div></div>",
    "feed": "<h1>{title}</h1><p>등록 {at:%Y.%m.%d %H:%M}</p><div>{body}</div>",
    "generic": "<h1>{title}</h1><time datetime='{at:%Y-%m-%dT%H:%M:%S}+09:00'>방금</time><div>{body}</div>",
}  # fmt: skip


@dataclass
class Item:
    """An article: when it appears, when (if ever) it is edited, when (if ever) it is gone."""

    number: int
    title: str
    at: datetime
    edited: datetime | None = None
    gone: datetime | None = None

    def shown(self, now: datetime) -> str:
        return f"{self.title} (종합)" if self.edited and self.edited <= now else self.title


@dataclass
class Paper:
    id: str
    family: str
    host: str
    robots: str
    encoding: str
    items: list[Item]
    redirects: bool = False
    lies: bool = False  # its ETag outlives every change of its list
    slow: float = 0.0  # seconds before each answer
    pages: str = "none"  # beyond the first list page: none, the first again, or a trap without end

    @property
    def readable(self) -> bool:
        return self.robots in OPEN

    @property
    def delay(self) -> float:
        return 0.3 if self.robots == "slow down" else DELAY

    def link(self, item: Item) -> str:
        epoch, entry = int(item.at.timestamp()), f"{item.at:%Y%m%d%H%M%S}"
        return LINKS[self.family].format(number=item.number, epoch=epoch, entry=entry)


@dataclass
class Country:
    """`papers` papers drawn by `seed`, over all families; every fifth shares its host with the one before."""

    papers: list[Paper]
    now: datetime = START
    port: int = 0
    hits: list[tuple[str, str, float]] = field(default_factory=list)  # host, path, seconds
    answered: dict[str, int] = field(default_factory=dict)  # by host, articles given with 200
    most_open: dict[str, int] = field(default_factory=dict)
    _open: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, papers: int, days: int, seed: int = 7) -> Country:
        chance = random.Random(seed)
        made: list[Paper] = []
        for i in range(papers):
            shares = i % 5 == 4 and made[-1].family != list(LISTS)[i % len(LISTS)]
            host = made[-1].host if shares else f"127.{1 + i // 200}.{i % 200 // 50}.{1 + i % 50}"
            robots = made[-1].robots if shares else chance.choice([*OPEN * 2, *CLOSED])
            paper = Paper(
                f"paper-{i}", list(LISTS)[i % len(LISTS)], host, robots, chance.choice(list(ENCODINGS)), []
            )
            paper.redirects = chance.random() < 0.1
            paper.lies = chance.random() < 0.15
            paper.slow = 0.2 if chance.random() < 0.05 else 0.0
            paper.pages = chance.choice(["none", "none", "again", "trap"])
            paper.items = [_item(chance, i, n, days) for n in range(chance.randint(6, 14))]
            made.append(paper)
        return cls(made)

    def entries(self) -> dict[str, str]:
        """The site entry of every paper, by id."""
        return {
            paper.id: f'name = "{paper.id} 신문"\nfamily = "{paper.family}"\nbase = "http://{paper.host}:{self.port}"\n'
            f'lists = ["{LISTS[paper.family]}"]\ndelay = {DELAY}\nmax_pages = 2\n'
            for paper in self.papers
        }

    def expected(self, now: datetime) -> dict[tuple[str, str], tuple[str, datetime]]:
        """By paper and number, what a faithful crawler knows at `now`: title and publication."""
        return {
            (paper.id, paper.link(item)): (item.shown(now), item.at)
            for paper in self.papers
            if paper.readable
            for item in paper.items
            if item.at <= now and not (item.gone and item.gone <= START)
        }

    # --- answering ---------------------------------------------------------------------------------------

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connected, "0.0.0.0", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode("latin-1")
                self.hits.append((host, path, time.monotonic()))
                self._open[host] = self._open.get(host, 0) + 1
                self.most_open[host] = max(self.most_open.get(host, 0), self._open[host])
                if slow := max((paper.slow for paper in self.papers if paper.host == host), default=0.0):
                    await asyncio.sleep(slow)
                answer = self.answer(host, path, head)
                self._open[host] -= 1
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def answer(self, host: str, path: str, head: bytes = b"") -> bytes:
        papers = [paper for paper in self.papers if paper.host == host]
        if path == "/robots.txt":
            status, body = ROBOTS[papers[0].robots]
            return _reply(status, body.encode())
        for paper in papers:
            if path == LISTS[paper.family].replace("{page}", "1"):
                return self._told(paper, self._list(paper), head)
            before, paged, after = LISTS[paper.family].partition("{page}")
            if paged and path.startswith(before) and path.endswith(after) and paper.pages != "none":
                return _reply(200, self._list(paper) if paper.pages == "again" else self._trap(paper, path))
            for item in paper.items:
                link = paper.link(item)
                if path == link and item.at <= self.now:
                    return self._article(paper, item, link)
                if path == f"{link}&r=1":
                    return self._article(paper, item, path, moved=True)
        return _reply(404, b"<h1>no such page</h1>")

    def _told(self, paper: Paper, body: bytes, head: bytes) -> bytes:
        """A first list page with its ETag, or a 304; a liar's tag is the same for ever."""
        tag = f'"{paper.id if paper.lies else hashlib.sha256(body).hexdigest()[:16]}"'
        kind = "text/xml" if paper.family == "feed" else "text/html"
        if f"If-None-Match: {tag}".encode() in head:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        return _reply(200, body, kind, f"ETag: {tag}\r\n")

    def _trap(self, paper: Paper, path: str) -> bytes:
        """A list page that names articles which were never there, and has a next one for ever."""
        made = [
            Item(9_000_000 + zlib.crc32(path.encode()) % 1000 * 3 + n, f"없는 소식 {n}", START)
            for n in range(3)
        ]
        rows = "".join(f"<li><a href='{paper.link(item)}'>{item.title}</a></li>" for item in made)
        return self._encoded(paper, "", f"<ul>{rows}</ul>")

    def _article(self, paper: Paper, item: Item, link: str, *, moved: bool = False) -> bytes:
        if item.gone and item.gone <= self.now:
            return _reply(410, b"<h1>gone</h1>")
        if paper.redirects and "?" in link and not moved:
            return _reply(302, b"", more=f"Location: {link}&r=1\r\n")
        self.answered[paper.host] = self.answered.get(paper.host, 0) + 1
        return _reply(200, self._page(paper, item))

    def _page(self, paper: Paper, item: Item) -> bytes:
        body = (
            f"<p>{item.title}. 시민 백여 명이 함께했다.</p><p>고을 사람들은 앞으로도 뜻을 모으기로 했다.</p>"
        )
        told = SKINS[paper.family].format(title=item.shown(self.now), at=item.at, body=body)
        return self._encoded(paper, f"<title>{item.title}</title>", told)

    def _list(self, paper: Paper) -> bytes:
        shown = [
            item for item in paper.items if item.at <= self.now and not (item.gone and item.gone <= self.now)
        ]
        if paper.family == "feed":
            base = f"http://{paper.host}:{self.port}"
            rows = "".join(
                f"<item><title>{item.title}</title><link>{base}{paper.link(item)}</link></item>"
                for item in shown
            )
            return f"<?xml version='1.0' encoding='utf-8'?><rss><channel>{rows}</channel></rss>".encode()
        rows = "".join(f"<li><a href='{paper.link(item)}'>{item.shown(self.now)}</a></li>" for item in shown)
        return self._encoded(
            paper, "", f"<div>2026년 02월 01일(일)</div><ul>{rows}</ul><a href='/admin/login'>관리</a>"
        )

    def _encoded(self, paper: Paper, head: str, body: str) -> bytes:
        said = ENCODINGS[paper.encoding]
        meta = f"<meta charset='{said}'>" if said else ""
        real = "utf-8" if paper.encoding == "utf-8" else "cp949"
        return f"<html><head>{meta}{head}</head><body>{body}</body></html>".encode(real)


def _item(chance: random.Random, paper: int, n: int, days: int) -> Item:
    at = START - timedelta(days=2) + timedelta(minutes=chance.randrange((days + 2) * 24 * 60))
    words = ["".join(chr(0xAC00 + chance.randrange(11172)) for _ in range(3)) for _ in range(4)]
    item = Item(paper * 1000 + n + 1001, f"{' '.join(words)} 이야기 {n}", at)
    if chance.random() < 0.15:
        item.edited = at + timedelta(hours=chance.randrange(1, 30))
    elif chance.random() < 0.05:
        item.gone = at + timedelta(hours=30)
    return item


def _reply(status: int, body: bytes, kind: str = "text/html", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body
