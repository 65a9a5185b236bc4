"""The shape of an unknown site's article addresses, told by the links of a page that lists articles."""

from __future__ import annotations

import pytest

from crawler.shape import article_shape, is_of, menu, shape_of

BASE = "https://www.garam.example"
HEADLINES = (
    "나루군, 봄꽃 잔치 14일 개막",
    "다온군 청소년수련관 27일 쉰다",
    "라온 주민 300명 구청 앞 집회",
    "가람시 마을버스 노선 바뀐다",
)
MENU = [
    ("/section.html?sec=sc1", "정치"),
    ("/about-us", "회사 소개와 찾아오는 길"),
    ("/member/login?ret=1", "로그인 하고 글 쓰기"),
]

# The shape => addresses of four articles.
SHAPES = {
    "/sub_read.html?uid={n}&section=sc{n}": [f"/sub_read.html?uid={n}&section=sc4" for n in range(48231, 48235)],
    "/archives/{n}": [f"/archives/{n}" for n in (12, 345, 6789, 6790)],
    "/bbs/garam/{n}/{n}/artclView.do": [f"/bbs/garam/120/{n}/artclView.do" for n in range(73512, 73516)],
    "/news/view.asp?seq={n}": [f"/news/view.asp?seq={n}" for n in range(4)],
    "/{words}/": ["/daon-library/", "/naru-spring-day/", "/raon-landfill/", "/garam-bus-lines/"],
    "/arti/area/honam/{n}.html": [f"/arti/area/honam/98123{n}.html" for n in range(4)],
    "/{n}/{n}/{n}/{words}": [f"/2021/01/2{n}/daon-{n}" for n in range(4)],
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_of_articles(shape: str) -> None:
    links = [(BASE + url, words) for url, words in (*MENU, *zip(SHAPES[shape], HEADLINES, strict=True))]
    assert article_shape(links) == shape
    assert all(is_of(shape, BASE + url) for url in SHAPES[shape])
    assert not any(is_of(shape, BASE + url) for url, _ in MENU[:1])
    assert menu(links) == [f"{BASE}/section.html?sec=sc1"]


def test_a_menu_is_no_list_of_articles() -> None:
    assert article_shape([(BASE + url, words) for url, words in MENU]) == ""
    pages = [(f"{BASE}/list?page={n}", "지난 소식 더 보러 가기") for n in range(9)]
    assert article_shape(pages) == ""


def test_two_articles_of_one_make_have_one_shape() -> None:
    assert shape_of(f"{BASE}/view/1?no=22") == shape_of(f"{BASE}/view/9000?no=1")
