"""Saved pages of every family, written for the project, and the lists and articles they should become."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.article import read_article
from crawler.listing import read_listing
from crawler.site import read_site
from timeline.errors import PageError, StructureChanged
from timeline.model import SEOUL, Article, Page

PAGES = Path(__file__).parents[1] / "pages"
FETCHED = datetime(2026, 2, 25, 18, 0, tzinfo=SEOUL)
FAMILIES = sorted(path.parent for path in PAGES.glob("*/*.toml"))
ARTICLES = sorted(path for folder in FAMILIES for path in folder.glob("*.html") if path.stem != "list")


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", ARTICLES, ids=name)
def test_a_page_becomes_its_article(path: Path, told: Callable[[Article], dict[str, Any]]) -> None:
    golden = json.loads(path.with_suffix(".json").read_text("utf-8"))
    url = golden["url"]
    assert told(read_article(Page(url, path.read_bytes(), FETCHED), site_of(path))) == golden


@pytest.mark.parametrize("folder", FAMILIES, ids=lambda folder: folder.name)
def test_a_list_names_its_articles(folder: Path) -> None:
    golden = json.loads((folder / "list.json").read_text("utf-8"))
    rows = read_listing(
        Page(golden["url"], (folder / "list.html").read_bytes(), FETCHED), site_of(folder / "list.html")
    )
    found = [{"url": row.url, "key": row.key, "title": row.title} for row in rows]
    stamps = [
        {"at": row.stamp.at.isoformat(), "precision": row.stamp.precision} if row.stamp else {}
        for row in rows
    ]
    assert [row | stamp for row, stamp in zip(found, stamps, strict=True)] == golden["rows"]


@pytest.mark.parametrize("path", ARTICLES, ids=name)
def test_a_page_tells_the_same_without_its_familys_selectors(path: Path) -> None:
    """The fallback by form: what an unknown site of the same make would give."""
    golden = json.loads(path.with_suffix(".json").read_text("utf-8"))
    site = site_of(path).model_copy(update={"family": "generic", "select": {}})
    article = read_article(Page(golden["url"], path.read_bytes(), FETCHED), site)
    assert article.published
    assert article.published.at.isoformat() == golden["published"]["at"]
    assert article.title == golden["title"]
    assert set(golden["paragraphs"]) <= set(article.paragraphs)


NO_ARTICLES = [b"", b" ", b"<html></html>", b"<form>login</form>", b"<h1>404</h1>", b"\x00\x01"]


@pytest.mark.parametrize("body", NO_ARTICLES, ids=map(repr, NO_ARTICLES))
def test_a_page_that_is_no_article_is_reported(body: bytes) -> None:
    page = Page("http://www.matin.example/read.php3?aid=1", body, FETCHED)
    with pytest.raises(PageError):
        read_article(page, site_of(PAGES / "aid" / "x"))
    with pytest.raises(StructureChanged):
        read_listing(page, site_of(PAGES / "aid" / "x"))


def site_of(path: Path) -> Any:
    return read_site(next(path.parent.glob("*.toml")))
