"""`yeonpyo source …` and `extract`, as an operator uses them, against a paper on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scheduler import sources

AID = Path(__file__).parents[1] / "pages" / "aid"
LIST = "/sections.php?section=5&page=1"
FRONT = (
    "<html><head><title>가람신문 - 첫 화면</title></head><body><a href='/sections.php?section=5'>사회</a>"
    "<a href='/read.php3?aid=1611747420123456001'>가람시, 어린이도서관 문 열어</a>"
    "<a href='/article.php?aid=1696924800987654002'>숲길</a></body></html>"
)


@pytest.fixture
def paper(yeonpyo: Any, fault_server: Any) -> Iterator[Any]:
    yeonpyo.environment["YEONPYO_ALLOW_NETWORKS"] = "127.0.0.0/8"
    pages = {
        "/": FRONT.encode("cp949"),
        LIST: (AID / "list.html").read_bytes(),
        "/sections.php?section=5": (AID / "list.html").read_bytes(),
        "/read.php3?aid=1611747420123456001": (AID / "old-skin.html").read_bytes(),
        "/article.php?aid=1696924800987654002": (AID / "new-skin.html").read_bytes(),
    }
    with fault_server(pages) as server:
        yield server


@pytest.mark.long
def test_a_choice_lasts_and_takes_effect_at_once(yeonpyo: Any) -> None:
    def enabled() -> bool:
        rows = json.loads(yeonpyo.run("source", "list", "--json").stdout)["sources"]
        return next(row["enabled"] for row in rows if row["id"] == "kjdaily")

    yeonpyo.run("seed", str(AID / "old-skin.html"))  # makes a store
    yeonpyo.run("crawl")  # tells it of the sources
    assert not enabled()
    yeonpyo.run("source", "enable", "kjdaily")
    assert enabled()
    assert "kjdaily" in {
        row["id"] for row in json.loads(yeonpyo.run("status", "--json", code=3).stdout)["sources"]
    }
    yeonpyo.run("source", "disable", "kjdaily")
    assert not enabled()


REFUSED = {
    ("enable", "joongdo"): "has no list to crawl",
    ("enable", "kwanju"): "kwangju",
    ("disable", "seeds"): "watched folder",
    ("show", "nobody"): "no such site entry",
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_cannot_be_switched_is_refused(yeonpyo: Any, words: tuple[str, str]) -> None:
    assert REFUSED[words] in yeonpyo.run("source", *words, code=2).stderr


def test_a_broken_choice_names_its_file(yeonpyo: Any) -> None:
    yeonpyo.home.mkdir(parents=True, exist_ok=True)
    (yeonpyo.home / "sources.toml").write_text("kjdaily = 'yes'\n")
    assert "sources.toml" in yeonpyo.run("source", "list", code=2).stderr


def test_a_site_is_found_tried_and_crawled(yeonpyo: Any, paper: Any) -> None:
    told = yeonpyo.run("source", "add", paper.base, "--id", "garam")
    samples = [line.split("\t") for line in told.stdout.splitlines() if line.startswith("sample")]
    assert [sample[1:4] for sample in samples] == [
        ["2021-01-27 20:37", "label", "가람시, 어린이도서관 문 열어"],
        ["2023-10-10 17:00", "label", "똠방골 펲나무숲길 11일 열린다"],
    ]
    entry = (yeonpyo.home / "sites" / "garam.toml").read_text()
    assert 'lists = ["/sections.php?section=5&page={page}"]' in entry
    assert 'family = "aid"' in entry
    assert "there is an entry" in yeonpyo.run("source", "add", paper.base, "--id", "garam", code=2).stderr

    rules = yeonpyo.run("source", "test", "garam").stdout
    assert "row\t" in rules
    assert "rule\tbody\tdiv#content\t1\t" in rules

    (yeonpyo.home / "sites" / "garam.toml").write_text(f"delay = 0.1\n{entry}")
    yeonpyo.run("crawl", "garam")
    shown = json.loads(yeonpyo.run("source", "show", "garam", "--json").stdout)
    assert shown["state"] == "ok"
    assert shown["fetches"][0] | {"at": ""} == {
        "at": "",
        "status": "ok",
        "pages": 4,
        "new": 2,
        "changed": 0,
        "same": 0,
        "known": 0,
        "failed": 0,
        "lacking": {},
        "note": "",
    }


def test_rules_are_tried_on_saved_pages(yeonpyo: Any) -> None:
    told = yeonpyo.run("source", "test", "kwangju", "--page", str(AID / "old-skin.html")).stdout
    assert "title\t가람시, 어린이도서관 문 열어" in told
    assert "rule\tpublished\tlabel" in told


def test_pages_are_extracted_from_files_and_addresses(yeonpyo: Any, paper: Any) -> None:
    address = f"{paper.base}/read.php3?aid=1611747420123456001"
    told = yeonpyo.run("extract", str(AID / "old-skin.html"), address, "--json").stdout
    saved, fetched = (json.loads(line) for line in told.splitlines())
    assert saved["title"] == fetched["title"] == "가람시, 어린이도서관 문 열어"
    assert saved["published"] == fetched["published"] == "2021-01-27T20:37+09:00"
    assert fetched["url"] == address
    assert fetched["family"] == "aid"
    assert "/robots.txt" in paper.hits
    gone = json.loads(yeonpyo.run("extract", f"{paper.base}/nothing", "--json", code=1).stdout)
    assert gone["warnings"] == ["gone"]
    refused = yeonpyo.run("extract", "http://169.254.169.254/latest", code=1).stderr
    assert "refused" in refused or "robots" in refused


def test_a_look_is_told_in_words() -> None:
    counts = {"pages": 31, "new": 30, "changed": 0, "same": 0, "known": 2, "failed": 0}
    look = {"at": "2021-01-27T20:37+09:00", "status": "ok"} | counts
    told = {"enabled": True, "reason": None, "fetches": [look | {"lacking": {"misfit": 3}, "note": "hm\x1b"}]}
    assert list(sources._lines(told)) == [
        "enabled\ttrue",
        "reason\t-",
        "fetch\t2021-01-27T20:37+09:00\tok\t31 pages, 30 new, 2 known\t3 misfit\thm\ufffd",
    ]
