"""What `source add` would write for a site: its family, lists and script-made addresses, with articles as a proof."""

# ruff: noqa: E501  a site a line

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest

from crawler.explore import Found, entry_text, explore
from timeline.errors import NotADocument, PageError, StructureChanged
from timeline.model import SEOUL, Page

BASE = "http://www.garam.example"
FETCHED = datetime(2026, 2, 26, tzinfo=SEOUL)
TITLES = {n: f"가람시, 마을 잔치 {n}일 연다" for n in range(11, 19)}
STORY = "<p>가람시는 오는 {n}일 오후 2시 시청에서 마을 잔치를 연다고 10일 밝혔다.</p><p>누구나 올 수 있다고 시는 덧붙였다.</p>"


def article(n: int) -> str:
    return (
        f"<title>{TITLES[n]} - 가람신문</title><h1>{TITLES[n]}</h1><span>입력 2026.02.10 14:{n}</span>"
        f"<div class='view_cont'>{STORY.format(n=n)}</div>"
    )


def site(
    front: str, listing: str, shape: str, row: str = "<li><a href='{url}'>{title}</a></li>"
) -> dict[str, str]:
    urls = {n: shape.format(n=n) for n in TITLES}
    rows = "".join(row.format(url=urls[n], title=title, n=n) for n, title in TITLES.items())
    return {"/": front, listing: f"<ul>{rows}</ul>"} | {urls[n]: article(n) for n in TITLES}


def explored(pages: dict[str, str]) -> Found:
    async def fetch(urls: Sequence[str]) -> list[Page | PageError]:
        told = [(url, pages.get(url.removeprefix(BASE))) for url in urls]
        return [Page(url, text.encode(), FETCHED) if text else NotADocument(url, "404") for url, text in told]

    return asyncio.run(explore(f"{BASE}/", fetch))


NTT = "/na/ntt/selectNttList.do?mi=10&bbsId=20"
SITES = {
    "a board of scripts": (
        site(
            f"<a href='{NTT}'>보도자료</a>",
            NTT,
            "/na/ntt/selectNttInfo.do?mi=10&bbsId=20&nttSn={n}",
            "<li><a href='javascript:' data-id='{n}' class='nttInfoBtn'>{title}</a></li>",
        ),
        'family = "gov"',
        f'lists = ["{NTT}"]',
    ),
    "wcms": (
        site("<a href='/economy'>경제</a><a href='/page/view/2026021014211200011'>x</a>", "/economy", "/page/view/20260210142112000{n}"),
        'family = "wcms"',
        'lists = ["/economy?page={page}"]',
    ),
    "an unknown make": (
        site("<a href='/news'>소식</a>", "/news", "/news/20{n}"),
        'family = "generic"',
        'lists = ["/news"]',
    ),
    "a make whose articles have addresses of their own": (
        site("<a href='/village'>마을</a>" + "".join(f"<a href='/sub_read.html?uid={n}'>{t}</a>" for n, t in TITLES.items()), "/village", "/sub_read.html?uid={n}"),
        'article = "/sub_read.html?uid={n}"',
        'lists = ["/", "/village"]',
    ),
    "a feed": (
        site("<link rel='alternate' type='application/rss+xml' href='/feed/'>", "/none", "/2026/02/post-{n}")
        | {"/feed/": "<rss><channel>" + "".join(f"<item><title>{t}</title><link>{BASE}/2026/02/post-{n}</link></item>" for n, t in TITLES.items()) + "</channel></rss>"},
        'family = "generic"',
        'lists = ["/feed/"]',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
def test_a_site_is_explored(name: str) -> None:
    pages, family, lists = SITES[name]
    found = explored(pages)
    assert {family, lists} <= set(entry_text(found.site).split("\n"))
    assert [sample.title for sample in found.samples] == list(TITLES.values())[:5]
    assert all(sample.published and sample.published.precision == "minute" for sample in found.samples)
    assert found.complaints == ()


def test_the_address_that_a_boards_script_makes() -> None:
    assert (
        explored(SITES["a board of scripts"][0]).site.detail
        == "/na/ntt/selectNttInfo.do?mi=10&bbsId=20&nttSn={id}"
    )


def test_a_site_without_articles_is_refused() -> None:
    with pytest.raises(StructureChanged, match="names articles"):
        explored({"/": "<p>공사 중입니다.</p>"})
