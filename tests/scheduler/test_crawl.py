"""`yeonpyo crawl` and the daemon, end to end: a newspaper on loopback, in EUC-KR, into the calendar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

AID = Path(__file__).parents[1] / "pages" / "aid"
LIST = "/sections.php?section=5&page=1"
LIBRARY = "/read.php3?aid=1611747420123456001"


@pytest.fixture
def paper() -> dict[str, bytes]:
    return {
        LIST: (AID / "list.html").read_bytes(),
        LIBRARY: (AID / "old-skin.html").read_bytes(),
        "/article.php?aid=1696924800987654002": (AID / "new-skin.html").read_bytes(),
    }


@pytest.fixture
def matin(yeonpyo: Any, fault_server: Any, paper: dict[str, bytes]) -> Iterator[Any]:
    """A running paper, and its entry in the home's sites folder; loopback is allowed to be crawled."""
    yeonpyo.environment["YEONPYO_ALLOW_NETWORKS"] = "127.0.0.0/8"
    with fault_server(paper) as server:
        entry = (AID / "matin.toml").read_text().replace("http://www.matin.example", server.base)
        sites = yeonpyo.home / "sites"
        sites.mkdir(parents=True)
        (sites / "matin.toml").write_text(f"delay = 0.1\n{entry}")
        yield server


def events(yeonpyo: Any) -> list[dict[str, Any]]:
    return json.loads(yeonpyo.run("export", "json").stdout)["events"]


def test_a_crawl_fills_the_timeline(yeonpyo: Any, matin: Any) -> None:
    told = yeonpyo.run("crawl", "matin").stdout
    assert "matin\tok\t2 articles" in told
    found = {event["title"]: event for event in events(yeonpyo)}
    opening = next(event for title, event in found.items() if "개통식" in title)
    assert opening["when"]["start"] == "2023-10-11T10:00:00+09:00"
    assert opening["sources"][0]["published"] == "2023-10-10T17:00:00+09:00"
    assert {event["kind"] for event in found.values()} == {"occurrence", "report"}


def test_a_second_crawl_fetches_no_article_again(yeonpyo: Any, matin: Any) -> None:
    yeonpyo.run("crawl", "matin")
    before, asked = events(yeonpyo), len(matin.hits)
    told = yeonpyo.run("crawl", "matin").stdout
    assert "matin\tok\t0 articles, 2 known" in told
    assert events(yeonpyo) == before
    assert not [path for path in matin.hits[asked:] if "aid=" in path]


@pytest.mark.long
def test_what_cannot_be_reached_is_told_and_tried_again(yeonpyo: Any, matin: Any) -> None:
    matin.robots = 500
    told = yeonpyo.run("crawl", "matin", code=1)
    assert "robots" in told.stdout + told.stderr
    asked = len(matin.hits)
    yeonpyo.run("crawl")
    assert len(matin.hits) == asked
    matin.robots = 404
    yeonpyo.run("crawl", "matin")
    assert events(yeonpyo)


def test_the_daemon_crawls_what_is_due(yeonpyo: Any, matin: Any, folder: Path) -> None:
    with running(yeonpyo, folder) as daemon:
        daemon.until("/timeline.json", lambda body: "개통식".encode() in body)
        code, complaints = daemon.stop()
    assert (code, "Traceback" in complaints) == (0, False)
    assert matin.most_open == 1


@pytest.mark.long
def test_a_kill_leaves_the_source_due(
    yeonpyo: Any, matin: Any, folder: Path, paper: dict[str, bytes]
) -> None:
    """The paper answers slowly; the daemon is killed in mid-crawl, and the next one finishes the work."""
    with running(yeonpyo, folder) as daemon:
        daemon.until("/healthz", lambda _: LIST in matin.hits)
        daemon.process.kill()
        daemon.process.wait()
    with running(yeonpyo, folder) as daemon:
        daemon.until("/timeline.json", lambda body: "개통식".encode() in body)
        assert daemon.stop()[0] == 0
    keys = [event["uid"] for event in events(yeonpyo)]
    assert len(keys) == len(set(keys))


def test_a_wrong_entry_is_refused_with_file_and_line(yeonpyo: Any, matin: Any) -> None:
    entry = yeonpyo.home / "sites" / "matin.toml"
    entry.write_text(entry.read_text() + 'colour = "red"\n')
    told = yeonpyo.run("crawl", "matin", code=2).stderr
    assert "matin.toml:8" in told
    assert "colour" in told


@contextmanager
def running(yeonpyo: Any, folder: Path) -> Iterator[Any]:
    daemon = yeonpyo.up("--seeds", str(folder))
    try:
        yield daemon
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
        daemon.process.communicate()


def test_nothing_that_ships_is_crawled_unasked(tmp_path: Path) -> None:
    from scheduler.config import load
    from scheduler.registry import sites

    assert not [site.id for site in sites(load(home=tmp_path)).values() if site.enabled]
    assert [site.id for site in sites(load(home=tmp_path, sites=("kjdaily",))).values() if site.enabled] == [
        "kjdaily"
    ]
    assert len([site for site in sites(load(home=tmp_path, sites=("all",))).values() if site.enabled]) > 1


def test_dates_that_can_no_longer_be_read_are_an_alarm(yeonpyo: Any, fault_server: Any) -> None:
    """From the page to `status`: a paper writes its dates in a way that nobody reads, and says so by itself."""
    body = (
        "<html><head><meta charset='utf-8'><title>{0}</title></head><body><h3 class='heading'>{0}</h3>"
        "<ul class='infomation'><li>입력 {1}</li></ul><div id='article-view-content-div'><p>가람시는 새봄공원에서 "
        "{0} 행사를 연다고 밝혔다. 시민 누구나 함께할 수 있다.</p></div></body></html>"
    )
    links = "".join(f"<li><a href='/news/articleView.html?idxno={n}'>{n}번째 소식</a></li>" for n in range(8))
    pages = {"/news/articleList.html": f"<ul>{links}</ul>".encode()}
    for n in range(8):
        written = f"제2026호/{n + 10}물/27각" if n < 4 else f"2026.02.{n + 10} 09:30"
        told = body.format(f"{n}번째 한마당", written)
        pages[f"/news/articleView.html?idxno={n}"] = told.encode()
    yeonpyo.environment |= {"YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8", "YEONPYO_QUIET": ""}
    with fault_server(pages) as server:
        (yeonpyo.home / "sites").mkdir(parents=True)
        entry = f'name = "가람신문"\nfamily = "ndsoft"\nbase = "{server.base}"\ndelay = 0\n'
        (yeonpyo.home / "sites" / "garam.toml").write_text(f'{entry}lists = ["/news/articleList.html"]\n')
        told = yeonpyo.run("crawl", "garam").stderr
    assert "a date that could not be read: 4 of 8 articles" in told
    shown = json.loads(yeonpyo.run("source", "show", "garam", "--json").stdout)
    assert shown["fetches"][0]["lacking"] == {"undated": 4, "unparsed": 4}
    status = yeonpyo.run("status", code=3).stdout  # no daemon
    assert "a date that could not be read: 4 of 8 articles" in status
