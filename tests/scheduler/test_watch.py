"""A newspaper on loopback over days: edits, deletions, lies, trials, reading back and again. Real commands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from timeline.model import SEOUL
from timeline.query import Query
from timeline.store import Store

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

DAY = timedelta(days=1)
ENTRY = """name = "가람신문"
family = "ndsoft"
base = "{base}"
lists = ["/news/articleList.html?page={{page}}"]
delay = 0
max_pages = 2
"""
TODAY = datetime.now(SEOUL).replace(hour=9, minute=0, second=0, microsecond=0)


def article(number: int, *, more: str = "", at: datetime = TODAY, body: str | None = None) -> bytes:
    told = f"가람시는 {number % 28 + 1}일 오후 2시 새봄공원에서 제{number}회 도서관 개관식을 열었다.{more}"
    text = f"<p>{told if body is None else body}</p>"
    stamp = f"<ul class='infomation'><li>입력 {at:%Y.%m.%d %H:%M}</li></ul>"
    inner = f"<div id='article-view-content-div'>{text}</div>"
    return (
        f"<html><body><h3 class='heading'>제{number}회 도서관 개관</h3>{stamp}{inner}</body></html>".encode()
    )


class Paper:
    """Twelve articles, four a list page, a day apart, the newest first."""

    def __init__(self, server: Any, many: int = 12) -> None:
        self.server, self.shown = server, list(range(many, 0, -1))
        for number in self.shown:
            server.pages[self.path(number)] = article(number, at=TODAY - DAY * (many - number))
        self.put()

    @staticmethod
    def path(number: int) -> str:
        return f"/news/articleView.html?idxno={number}"

    def put(self) -> None:
        for page in range(1, 9):
            rows = self.shown[page * 4 - 4 : page * 4]
            links = "".join(f"<li><a href='{self.path(n)}'>제{n}회 도서관 개관</a></li>" for n in rows)
            self.server.pages[f"/news/articleList.html?page={page}"] = f"<ul>{links}</ul>".encode()

    def asked(self) -> list[str]:
        """What was asked since the last time, robots.txt aside."""
        found, self.server.hits = [hit for hit in self.server.hits if hit != "/robots.txt"], []
        return found

    def articles_asked(self) -> list[int]:
        return [int(hit.rpartition("=")[2]) for hit in self.asked() if "articleView" in hit]


@pytest.fixture
def paper(yeonpyo: Any, fault_server: Any) -> Iterator[Paper]:
    yeonpyo.environment |= {"YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8", "YEONPYO_QUIET": ""}
    with fault_server() as server:
        folder = yeonpyo.home / "sites"
        folder.mkdir(parents=True)
        (folder / "matin.toml").write_text(ENTRY.format(base=server.base))
        yield Paper(server)


def passes(yeonpyo: Any, time: timedelta) -> None:
    """Let it all lie so much longer ago."""
    ago = {"ago": int(time.total_seconds())}
    with sqlite3.connect(yeonpyo.home / "timeline.db") as database:
        database.execute("UPDATE page SET fetched_at = fetched_at - :ago, gone_at = gone_at - :ago", ago)
        database.execute("UPDATE article SET created_at = created_at - :ago", ago)


def stored(yeonpyo: Any) -> dict[str, str]:
    """By key, the title of what stands; withdrawn articles have no entries."""
    with Store.open(yeonpyo.home / "timeline.db") as store:
        cited = [cites for entry in store.entries(Query(sources=("matin",))) for cites in entry.citations]
        return {cites.key: cites.headline for cites in cited if cites.source == "matin"}


def state(yeonpyo: Any) -> Any:
    with Store.open(yeonpyo.home / "timeline.db") as store:
        return store.sources.state("matin")


def test_what_left_the_lists_is_looked_at_again(yeonpyo: Any, paper: Paper) -> None:
    yeonpyo.run("crawl", "matin")
    assert sorted(paper.articles_asked()) == list(range(5, 13))
    yeonpyo.run("crawl", "matin")
    assert paper.articles_asked() == []
    paper.server.pages[paper.path(7)] = article(7, more=" 시민 500명이 함께했다.", at=TODAY - 5 * DAY)
    paper.shown.remove(7)
    paper.put()
    passes(yeonpyo, timedelta(hours=7))
    told = yeonpyo.run("crawl", "matin").stdout
    assert 7 in paper.articles_asked()
    assert "revised" in told
    with Store.open(yeonpyo.home / "timeline.db") as store:
        assert "500명" in store.article("matin", "idxno=7")[0].text


def test_gone_twice_a_day_apart_is_withdrawn_and_comes_back(yeonpyo: Any, paper: Paper) -> None:
    yeonpyo.run("crawl", "matin")
    page = paper.server.pages.pop(paper.path(9))
    passes(yeonpyo, timedelta(hours=7))
    yeonpyo.run("crawl", "matin")
    assert "idxno=9" in stored(yeonpyo)
    passes(yeonpyo, timedelta(hours=7))
    yeonpyo.run("crawl", "matin")
    assert "idxno=9" in stored(yeonpyo)  # not a day apart
    passes(yeonpyo, timedelta(hours=25))
    yeonpyo.run("crawl", "matin")
    assert "idxno=9" not in stored(yeonpyo)
    assert len(stored(yeonpyo)) == 7
    paper.server.pages[paper.path(9)] = page
    passes(yeonpyo, timedelta(hours=7))
    yeonpyo.run("crawl", "matin")
    assert "idxno=9" in stored(yeonpyo)


ERRORS = {"500": b"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", "empty": b"", "soft 404": b"<h1>404</h1>"}


@pytest.mark.parametrize("answer", ERRORS.values(), ids=ERRORS)
def test_no_error_withdraws(yeonpyo: Any, paper: Paper, answer: bytes) -> None:
    yeonpyo.run("crawl", "matin")
    paper.server.pages[paper.path(9)] = answer
    for _ in range(2):
        passes(yeonpyo, timedelta(hours=25))
        yeonpyo.run("crawl", "matin")
    assert "idxno=9" in stored(yeonpyo)


def test_a_fifth_gone_at_once_is_quarantine_until_it_is_back(yeonpyo: Any, paper: Paper) -> None:
    yeonpyo.run("crawl", "matin")
    kept = {number: paper.server.pages.pop(paper.path(number)) for number in range(5, 11)}
    paper.server.pages[paper.path(13)] = article(13)
    paper.shown.insert(0, 13)
    paper.put()
    for _ in range(2):
        passes(yeonpyo, timedelta(hours=25))
        yeonpyo.run("crawl", "matin", code=1)
    assert state(yeonpyo).quarantined
    assert "matin\tquarantined" in yeonpyo.run("status", code=3).stdout
    assert len(stored(yeonpyo)) >= 8
    paper.server.pages |= {paper.path(number): page for number, page in kept.items()}
    yeonpyo.run("crawl", "matin")
    assert state(yeonpyo).quarantined is None
    yeonpyo.run("crawl", "matin")
    assert "idxno=13" in stored(yeonpyo)


def test_a_server_whose_validators_lie_is_found_out(yeonpyo: Any, paper: Paper) -> None:
    """It answers 304 for ever; once a day it is asked whole, and then it is known."""
    listing = "/news/articleList.html?page=1"

    def lying(asked: dict[str, str]) -> bytes:
        if "if-none-match" in asked:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "same"\r\nConnection: close\r\n\r\n'
        links = "".join(f"<li><a href='{paper.path(n)}'>제{n}회</a></li>" for n in paper.shown[:4])
        head = b'HTTP/1.1 200 OK\r\nETag: "same"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n'
        return head % len(links.encode()) + links.encode()

    paper.server.pages[listing] = lying
    yeonpyo.run("crawl", "matin")
    paper.server.pages[paper.path(13)] = article(13)
    paper.shown.insert(0, 13)
    yeonpyo.run("crawl", "matin")
    assert "idxno=13" not in stored(yeonpyo)
    passes(yeonpyo, timedelta(hours=25))
    assert "validators did not" in yeonpyo.run("crawl", "matin").stderr
    assert "idxno=13" in stored(yeonpyo)
    paper.server.pages[paper.path(14)] = article(14)
    paper.shown.insert(0, 14)
    yeonpyo.run("crawl", "matin")
    assert "idxno=14" in stored(yeonpyo)


def dump(yeonpyo: Any) -> dict[str, list[Any]]:
    with sqlite3.connect(yeonpyo.home / "timeline.db") as database:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'event_search%'"
        names = [name for (name,) in database.execute(tables)]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608


def test_a_dry_run_tells_and_writes_nothing(yeonpyo: Any, paper: Paper) -> None:
    told = yeonpyo.run("crawl", "matin", "--dry-run")
    assert told.stdout.count("\nadded\t") + told.stdout.count("\tadded\t") >= 8
    assert "nothing was written" in told.stderr
    assert not (yeonpyo.home / "timeline.db").exists()
    yeonpyo.run("crawl", "matin")
    paper.server.pages[paper.path(9)] = article(9, more=" 시민 500명이 함께했다.", at=TODAY - 3 * DAY)
    passes(yeonpyo, timedelta(hours=7))
    before = dump(yeonpyo)
    told = yeonpyo.run("crawl", "matin", "--dry-run")
    assert "revised" in told.stdout
    assert dump(yeonpyo) == before
    assert not list(yeonpyo.home.glob("archive/*9999*"))


def test_a_list_is_read_back_to_a_day_and_no_further(yeonpyo: Any, paper: Paper) -> None:
    since = f"{TODAY - 9 * DAY:%Y-%m-%d}"
    told = yeonpyo.run("backfill", "matin", "--since", since)
    # The source itself was due first; then its third list page, which goes past the day.
    assert {int(key.rpartition("=")[2]) for key in stored(yeonpyo)} >= set(range(3, 13))
    assert "\tdone\t" in told.stdout
    paper.asked()
    yeonpyo.run("backfill", "matin", "--since", since)
    assert paper.asked() == []
    yeonpyo.run("backfill", "matin", "--since", f"{TODAY - 90 * DAY:%Y-%m-%d}")
    assert len(stored(yeonpyo)) == 12
    assert "the list ends" in yeonpyo.run("backfill").stdout


def test_reading_again_reads_the_archived_page(yeonpyo: Any, paper: Paper) -> None:
    """A mended rule mends what was read before: here the entry learns where the title stands."""
    yeonpyo.run("crawl", "matin")
    entry = yeonpyo.home / "sites" / "matin.toml"
    entry.write_text(entry.read_text() + '[select]\ntitle = "ul.infomation li"\n')
    before, asked = stored(yeonpyo), paper.asked()
    assert asked
    told = yeonpyo.run("replay", "--dry-run")
    assert "8 pages, 8 revised" in told.stderr
    assert stored(yeonpyo) == before
    yeonpyo.run("replay")
    assert all("입력" in title for title in stored(yeonpyo).values())
    assert paper.asked() == []
    assert "8 pages" in yeonpyo.run("replay").stderr


def test_a_list_that_answers_a_form(yeonpyo: Any, paper: Paper) -> None:
    entry = yeonpyo.home / "sites" / "matin.toml"
    asked = "POST /search.php area=local&page={page}"
    entry.write_text(entry.read_text().replace("/news/articleList.html?page={page}", asked))
    paper.server.pages["/search.php"] = paper.server.pages["/news/articleList.html?page=1"]
    yeonpyo.run("crawl", "matin")
    assert len(stored(yeonpyo)) == 4
    posted = [each for each in paper.server.requests if "content-length" in each]
    assert posted
    assert posted[0]["content-type"] == "application/x-www-form-urlencoded"
