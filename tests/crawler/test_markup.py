"""Trees that lose nothing in silence (R18), feeds that expand nothing (S21), addresses and their keys."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from crawler import address
from crawler.listing import read_listing
from crawler.markup import drop, lines, parse, select
from crawler.site import Site
from timeline.errors import PageError, StructureChanged
from timeline.model import SEOUL, Page


@pytest.mark.parametrize("tag", ["div", "font", "b", "table", "ul", "span"])
@pytest.mark.parametrize("depth", [260, 3000, 200_000])
def test_tags_left_open_hide_no_text(tag: str, depth: int) -> None:
    started = time.process_time()
    page = f"<html><body>{f'<{tag}>' * depth}광주 27일 오후</body></html>"
    assert any("광주 27일 오후" in line for line in lines(parse(page)))
    assert time.process_time() - started < 5


MONSTERS = {
    "values": " ".join(f"a{i}=1" for i in range(200_000)),
    "no values": "a b c " * 300_000,
    "quoted brackets": " ".join(f'a{i}="<>"' for i in range(100_000)),
    "a quote left open": "b " * 200_000 + "a='",
}


@pytest.mark.parametrize("attributes", MONSTERS.values(), ids=MONSTERS)
def test_a_tag_of_countless_attributes_is_refused_in_time(attributes: str) -> None:
    started = time.process_time()
    with pytest.raises(StructureChanged, match="attributes"):
        parse(f"<p {attributes}>글</p>", "http://www.matin.example/")
    assert time.process_time() - started < 2


def test_long_tags_and_lines_that_mean_no_harm_are_read() -> None:
    started = time.process_time()
    picture = f'<img src="data:image/png;base64,{"A" * 500_000}" alt="가나">'
    assert lines(parse(f"<p {' '.join(f'a{i}=1' for i in range(300))}>글{picture}</p>")) == ["글"]
    assert len(lines(parse(f"<p>{'긴 글 ' * 1_000_000}</p>"))[0]) == 3_999_999
    assert time.process_time() - started < 5


def test_lines_are_blocks_and_line_breaks() -> None:
    tree = parse(
        "<p>가<br>나<b>다</b>라<script>x</script>마<div>바</div>사</p>아 <span> 자</span><!-- 차 -->"
    )
    assert lines(tree) == ["가", "나다라마", "바", "사아 자"]


def test_a_dropped_part_leaves_what_follows() -> None:
    tree = parse("<div>앞<b class=ad>광고</b>뒤<p class=ad>광고</p>끝</div>")
    drop(tree, [".ad"])
    assert lines(tree) == ["앞뒤", "끝"]
    assert select(tree, ["h1", "div"])[0].tag == "div"


@pytest.mark.parametrize("text", ["", "   ", "<!-- -->"])
def test_nothing_is_no_page(text: str) -> None:
    with pytest.raises(StructureChanged):
        parse(text, "http://www.matin.example/")


SITE = Site(id="bari", name="바리뉴스", family="feed", base="https://www.bari.example", lists=("/rss.xml",))
ITEM = "<item><title>{}</title><link>https://www.bari.example/news/1</link></item>"


def feed(body: str) -> list[str]:
    page = Page("https://www.bari.example/rss.xml", body.encode(), datetime(2026, 2, 25, tzinfo=SEOUL))
    return [row.title for row in read_listing(page, SITE)]


def test_entities_are_not_expanded_and_nothing_is_opened() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    started = time.process_time()
    for entity in ("&l9;", "&x;"):
        try:
            assert "root:" not in "".join(feed(f"{head}<rss><channel>{ITEM.format(entity)}</channel></rss>"))
        except PageError:
            continue
    assert time.process_time() - started < 2


def test_feeds_of_every_kind() -> None:
    assert feed(f"<rss><channel>{ITEM.format('하나')}</channel></rss>") == ["하나"]
    links = '<link rel="self" href="https://www.bari.example/x"/><link href="https://www.bari.example/2"/>'
    assert feed(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>둘</title>{links}</entry></feed>'
    ) == ["둘"]
    rdf = 'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    assert feed(f'<?xml version="1.0"?><!-- x -->\n<r:RDF {rdf}>{ITEM.format("셋")}</r:RDF>') == ["셋"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://WWW.matin.example/read.php3?aid=1611747420123456001&page=2", "aid=1611747420123456001"),
        ("https://m.x.example/news/articleView.html?utm_source=rss&idxno=501#top", "idxno=501"),
        ("http://x.example/default/index_view_page.php?idx=99&part_idx=213", "part_idx=213&idx=99"),
        ("https://x.example/board.es;jsessionid=A1?mid=a&bid=0057&act=view&list_no=9", "bid=0057&list_no=9"),
        ("https://x.example/page/view/2026022514213312345", "view/2026022514213312345"),
        ("https://X.example/a/b?page=3&utm_medium=x", "https://x.example/a/b"),
        ("https://x.example/v.php?code=press&uid=71&keyfield=a&nowPage=2", "/v.php?code=press&uid=71"),
        ("https://x.example/v.asp?bbs_id=photo&no=12&pg=3", "bbs_id=photo&no=12"),
        ("https://x.example/gallery/view/877?p=2", "/gallery/view/877"),
        ("https://x.example/?p=877", "/?p=877"),
    ],
)
def test_a_key_is_the_same_in_every_address(url: str, key: str) -> None:
    assert address.key(url).endswith(key)
    assert address.key(address.canonical(url)) == address.key(url)


@pytest.mark.parametrize("url", ["http://[bad", "", "::::", "javascript:alert(1)"])
def test_a_link_that_is_no_address_is_passed_over(url: str) -> None:
    page = f"<a href='{url}'>나쁜 고리</a><a href='/news/view/2026022501'>좋은 고리</a>"
    site = SITE.model_copy(update={"family": "generic"})
    rows = read_listing(
        Page("https://www.bari.example/", page.encode(), datetime(2026, 2, 25, tzinfo=SEOUL)), site
    )
    assert [row.title for row in rows] == ["좋은 고리"]
