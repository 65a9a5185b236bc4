"""Sites whose makes no family knows: `source add` finds their lists, reads right rows off them, and the pages end."""

# ruff: noqa: E501  a site a line

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from crawler import address
from crawler.explore import explore
from crawler.listing import Row, read_listing
from crawler.site import Site
from timeline.errors import NotADocument, PageError
from timeline.model import SEOUL, Page

BASE = "https://www.garam.example"
NOW = datetime(2026, 2, 25, 15, tzinfo=SEOUL)
HEADLINES = (
    *("나루군, 봄꽃 잔치 3월 14일 개막", "다온군 청소년수련관 27일 휴관", "라온 주민 300명 구청 앞 집회"),
    *("[포토] 봄배추 심는 나루 들녘", "가람FC, 나루 유나이티드에 2-1 역전승", "[인사] 나루군"),
)


@dataclass(frozen=True)
class Told:
    """An article as its site's list tells it."""

    id: int
    title: str
    at: datetime


ALL = [Told(45678 - 3 * i, f"{HEADLINES[i % 6]} ({i})", NOW - timedelta(hours=7 * i + 1)) for i in range(24)]
Pages = dict[str, str]
Rows = Callable[[Told], str]
SITES: dict[str, tuple[Callable[[], Pages], Callable[[Told], str]]] = {}


def site(name: str, url: str) -> Callable[[Callable[[], Pages]], Callable[[], Pages]]:
    def enter(pages: Callable[[], Pages]) -> Callable[[], Pages]:
        SITES[name] = pages, lambda a: url.format(a=a)
        return pages

    return enter


def paged(address_of: str, row: Rows, more: str, *, first: int = 1, bare: str = "") -> Pages:
    """Return a list of three pages, ten articles each, the last of them short; `more` is what follows its rows."""
    found = {
        address_of.format(page=first + i): "".join(map(row, ALL[i * 10 : i * 10 + 10])) + more
        for i in range(3)
    }
    return found | ({bare: found[address_of.format(page=first)]} if bare else {})


def links(shape: str, menu: str) -> Pages:
    return {"/": menu + "".join(f"<li><a href='{shape.format(a=a)}'>{a.title}</a></li>" for a in ALL[:6])}


@site("a pinned notice, sessions in addresses", "/kr/board/view.do?bbsId=B7&nttId={a.id}")
def board() -> Pages:
    link = "/kr/board/view.do;jsessionid=AB12.node1?bbsId=B7&nttId={a.id}"
    menu = "<a href='/kr/contents.do?menuId=1'>군수실</a><a href='/kr/board/list.do?bbsId=B7'>보도자료</a>"
    row = f"<tr><td>{{a.id}}</td><td><a href='{link}&pageIndex=1'>{{a.title}}</a></td><td>{{a.at:%Y-%m-%d}}</td></tr>"
    pin = row.format(a=Told(1001, "보도자료 이용 안내 말씀", datetime(2024, 3, 2, tzinfo=SEOUL)))
    more = "<a href='/kr/board/list.do?bbsId=B7&pageIndex=2'>2</a>"
    return links(link, menu) | paged(
        "/kr/board/list.do?bbsId=B7&pageIndex={page}",
        lambda a: row.format(a=a),
        menu + pin + more,
        bare="/kr/board/list.do?bbsId=B7",
    )


@site("days without a year, today's clock", "/bbs/board.php?bo_table=press&wr_id={a.id}")
def gnuboard() -> Pages:
    link = "/bbs/board.php?bo_table=press&wr_id={a.id}"
    menu = "<a href='/bbs/board.php?bo_table=press'>보도자료</a><a href='/bbs/content.php?co_id=company'>소개</a>"
    row = "<tr><td><a href='" + link + "&page=1'>{a.title}</a></td><td>관리자</td><td>{day}</td></tr>"
    return links(link, menu) | paged(
        "/bbs/board.php?bo_table=press&page={page}",
        lambda a: row.format(a=a, day=f"{a.at:%H:%M}" if a.at.date() == NOW.date() else f"{a.at:%m-%d}"),
        menu + "<a href='./board.php?bo_table=press&page=2'>2</a>",
        bare="/bbs/board.php?bo_table=press",
    )


@site("the page a step of the path", "/{a.at:%Y/%m/%d}/{a.id}/")
def wordpress() -> Pages:
    menu = "<a href='/category/news/'>뉴스</a><a href='/about/'>소개</a><a href='/tag/naru-spring/'>나루 봄꽃 잔치</a>"
    row = "<h2><a href='/{a.at:%Y/%m/%d}/{a.id}/'>{a.title}</a></h2><time>{a.at:%Y.%m.%d}</time>"
    found = paged(
        "/category/news/page/{page}/",
        lambda a: row.format(a=a),
        menu + "<a href='/category/news/page/2/'>2</a>",
        bare="/category/news/",
    )
    return {"/": found["/category/news/"].replace("/category/news/page", "/page")} | found


@site("a script that goes on to an address", "/board/view.do?boardId=press&seq={a.id}")
def scripted() -> Pages:
    js = "<script>function goView(id, seq){ location.href = '/board/view.do?boardId=' + id + '&seq=' + seq; }</script>"
    menu = (
        "<a href='/board/list.do?boardId=press'>보도자료</a><a href='/board/list.do?boardId=photo'>사진</a>"
    )
    row = "<li><a href='#none' onclick=\"goView('press','{a.id}'); return false;\">{a.title}</a><i>{a.at:%Y.%m.%d}</i></li>"
    return {"/": menu} | paged(
        "/board/list.do?boardId=press&page={page}",
        lambda a: row.format(a=a),
        js + menu + "<a href='/board/list.do?boardId=press&page=2'>2</a>",
        bare="/board/list.do?boardId=press",
    )


@site("forms for articles and pages", "/bbs/view.do?bbsNo=7&nttNo={a.id}")
def forms() -> Pages:
    js = (
        "<form name='f'><input type='hidden' name='bbsNo' value='7'><input type='hidden' name='nttNo' value=''></form><script>"
        "function fnView(no){ var f = document.f; f.nttNo.value = no; f.action = '/bbs/view.do'; f.submit(); }"
        "function fnPage(n){ document.f.pageIndex.value = n; document.f.action = '/bbs/list.do'; document.f.submit(); }</script>"
    )
    menu = "<a href='/bbs/list.do?bbsNo=7'>보도자료</a>"
    row = "<li><a href='javascript:fnView({a.id})'>{a.title}</a> <i>{a.at:%Y.%m.%d}</i></li>"
    return {"/": menu} | paged(
        "/bbs/list.do?bbsNo=7&pageIndex={page}",
        lambda a: row.format(a=a),
        js + menu + "<a onclick='fnPage(2)'>2</a>",
        bare="/bbs/list.do?bbsNo=7",
    )


@site("rows that are clicked", "/news/view.jsp?id={a.id}")
def clicked() -> Pages:
    menu = "<a href='/news/list.jsp?t=1'>소식</a><a href='/intro.jsp'>소개</a>"
    row = "<tr onclick=\"location.href='/news/view.jsp?id={a.id}'\"><td>{a.id}</td><td>{a.title}</td><td>{a.at:%Y-%m-%d}</td></tr>"
    return {"/": menu} | paged(
        "/news/list.jsp?t=1&pg={page}",
        lambda a: row.format(a=a),
        menu + "<a href='list.jsp?t=1&pg=2'>2</a>",
        bare="/news/list.jsp?t=1",
    )


@site("pages counted from nought, a menu of the articles' shape", "/node/{a.id}")
def drupal() -> Pages:
    menu = "<a href='/news'>뉴스</a><a href='/node/12'>소개</a>"
    row = "<h3><a href='/node/{a.id}'>{a.title}</a></h3><time>{a.at:%Y/%m/%d}</time>"
    return links("/node/{a.id}", menu) | paged(
        "/news?page={page}",
        lambda a: row.format(a=a),
        menu + "<a href='?page=1'>2</a><a href='?page=2'>3</a>",
        first=0,
        bare="/news",
    )


@site("articles below their sections", "/{a.at:%A}/{a.id}")
def sections() -> Pages:
    days = [f"{a.at:%A}" for a in ALL]
    menu = "".join(f"<a href='/{day}'>{day[:3]}요일</a>" for day in dict.fromkeys(days))
    row = "<li><a href='/{a.at:%A}/{a.id}'>{a.title}</a><i>{a.at:%Y-%m-%d %H:%M}</i></li>"
    return {"/": menu + "".join(row.format(a=a) for a in ALL)}


@site("a picture for a link, the headline beside it", "/photo/view/{a.id}")
def gallery() -> Pages:
    menu = "<a href='/photo'>포토</a><a href='/photo/best'>독자사진</a>"
    row = "<li><a href='/photo/view/{a.id}'><img alt=''><b>03:10</b></a><p>{a.title}</p><i>조회 12 · {a.at:%Y.%m.%d}</i></li>"
    return {"/": menu, "/photo": menu + "<ul>" + "".join(row.format(a=a) for a in ALL) + "</ul>"}


@site("nothing but a news sitemap", "/view/{a.at:%Y%m%d}/{a.id}.html")
def sitemap() -> Pages:
    item = "<url><loc>{base}/view/{a.at:%Y%m%d}/{a.id}.html</loc><n:news><n:publication_date>{a.at:%Y-%m-%dT%H:%M:%S+09:00}</n:publication_date><n:title>{a.title}</n:title></n:news></url>"
    return {
        "/": "<div id='root'></div>",
        "/robots.txt": f"Sitemap: {BASE}/sitemap-news.xml",
        "/sitemap-news.xml": "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
        + "".join(item.format(a=a, base=BASE) for a in ALL)
        + "</urlset>",
    }


@site(
    "another board's posts beside it, badges and cut headlines", "/bbs/board.php?bo_table=z3_1&wr_id={a.id}"
)
def boards() -> Pages:
    link = "board.php?bo_table=z3_1&wr_id={a.id}&sfl=&stx=&page=1"
    other = (
        "<ul>"
        + "".join(
            f"<li><a href='board.php?bo_table=free&wr_id={n}'>동네 이야기 나누는 {n}번째 글</a></li>"
            for n in range(301, 306)
        )
        + "</ul>"
    )
    order = "<a href='board.php?bo_table=z3_1&sst=wr_hit&sod=desc'>조회</a><a href='board.php?bo_table=free'>자유글</a>"
    row = (
        "<tr><td><a href='" + link + "' title='{a.title}'>{a.title:.9}…<span class='new'>N</span></a><a href='" + link
        + "#c'><span class='cmt'>[3]</span></a></td><td>{a.at:%m-%d}</td></tr>"
    )  # fmt: skip
    found = paged(
        "/bbs/board.php?bo_table=z3_1&page={page}",
        lambda a: row.format(a=a),
        order + other + "<a href='board.php?bo_table=z3_1&page=2'>2</a>",
        bare="/bbs/board.php?bo_table=z3_1",
    )
    return {"/": "<a href='/bbs/board.php?bo_table=z3_1'>소식</a>"} | found


@site("words for addresses, of the menu's too", "/naru-day-{a.id}/")
def slugs() -> Pages:
    menu = "<nav><a href='/about-us/'>우리가 하는 일들</a><a href='/tag/people-of-naru/'>나루 사람들의 이야기</a></nav>"
    row = (
        "<article><a href='/naru-day-{a.id}/'><img alt='{a.title}'></a><a href='/naru-day-{a.id}/'><h2>{a.title}</h2><div>설명회를 연다고 10일 밝혔다.</div></a>"
        "<a href='/author/lee-saebyeok/'>이새벽 편집위원의 글</a><time datetime='{a.at:%Y-%m-%d}'>{a.at:%d %b}</time></article>"
    )
    return paged("/page/{page}/", lambda a: row.format(a=a), menu + "<a href='/page/2/'>다음</a>", bare="/")


@site("reporters, series and printed copies beside numbers", "/article/{a.at:%Y%m%d}{a.id:06d}")
def copies() -> Pages:
    link = "/article/{a.at:%Y%m%d}{a.id:06d}"
    beside = "".join(
        f"<a href='/reporter/{n}'>이새벽 기자의 지역 읽기 {n}</a><a href='/series/{n}'>골목 사람들 이야기 {n}</a>"
        for n in range(40, 44)
    )
    row = (
        f"<div><a href='{link}'><em class='cate'>사회</em> <strong>{{a.title}}</strong></a><a href='{link}/amp'>⚡ {{a.title}} AMP로 보기</a>"
        f"<a href='/down/file.do?id=FILE_{{a.id}}'><img alt='{{a.title}}.hwp 내려받기'></a><span>이새벽 기자</span> <span>{{a.at:%Y.%m.%d %H:%M}}</span></div>"
    )
    menu = "<a href='/section/society'>사회</a><a href='/section/culture'>문화</a>"
    return {"/": menu + "".join(row.format(a=a) for a in ALL[:10]) + beside} | paged(
        "/section/society?page={page}",
        lambda a: row.format(a=a),
        menu + beside + "<a href='/section/society?page=2'>2</a>",
        bare="/section/society",
    )


@site("a board named by a word and a number", "/board_view.php?code=press&bbs=12&uid={a.id}")
def coded() -> Pages:
    menu = "<a href='/board.php?code=press&bbs=12'>보도자료</a><a href='/board_view.php?code=press&bbs=11&uid=7'>예배당 이전 안내 말씀</a>"
    row = "<li><p><b>{a.at:%d}</b><span>{a.at:%Y.%m}</span></p><a href='/board_view.php?code=press&bbs=12&uid={a.id}'>{a.title}</a></li>"
    return {"/": menu} | paged(
        "/board.php?code=press&bbs=12&pg={page}",
        lambda a: row.format(a=a),
        menu + "<a href='/board.php?code=press&bbs=12&pg=2'>2</a>",
        bare="/board.php?code=press&bbs=12",
    )


@site("attributes that a handler reads", "/press/view?seq={a.id}")
def handled() -> Pages:
    js = "<script>$(document).on('click', '.v', function(e){ e.preventDefault(); var s = $(this).data('pressSeq');\n location.href = '/press/view?seq=' + s; });</script>"
    menu = "<a href='/press/list/1'>보도자료</a>"
    row = "<li class='v' data-press-seq='{a.id}'><p class='subject'>{a.title}</p><p>{a.at:%y.%m.%d}</p></li>"
    return {"/": menu} | paged(
        "/press/list/{page}", lambda a: row.format(a=a), js + menu + "<a href='/press/list/2'>2</a>"
    )


@site("functions that are given a name, a form filled by jQuery", "/news/report/view?seq={a.id}")
def named() -> Pages:
    js = (
        "<script>var goView = function(code, seq){ $('#seq').val(seq); $('#frm').attr('action', '/news/report/view').submit(); };"
        "const goPage = (n) => { $('#pageNo').val(n); $('#frm').submit(); };</script>"
    )
    menu = "<a href='/news/report'>보도자료</a><a href='#' onclick=\"share('facebook', 'x')\">얼굴책으로 나누기</a>"
    row = "<tr onclick=\"goView('A1', '{a.id}')\"><td>{a.title}</td><td>{a.at:%Y-%m-%d}</td></tr>"
    return {"/": menu} | paged(
        "/news/report?pageNo={page}",
        lambda a: row.format(a=a),
        js + menu + "<a href='javascript:goPage(2)'>2</a>",
        bare="/news/report",
    )


@site("buttons, a template of an address, actions by name", "/news.php?mode=view&id={a.id}")
def templates() -> Pages:
    js = "<script>const goView = (id) => { window.location.href = `/news.php?mode=view&id=${id}`; }</script>"
    row = (
        "<li><button onclick=\"goView('{a.id}')\"><em class='flag'>속보</em><b class='tit'>{a.title}</b></button> {a.at:%y.%m.%d}"
        "<a href='/news.php?mode=mail&id={a.id}'>{a.title} 메일로 보내기</a></li>"
    )
    return {"/": "<a href='/news'>소식</a>"} | paged(
        "/news?page={page}", lambda a: row.format(a=a), js + "<a href='/news?page=2'>2</a>", bare="/news"
    )


@site("a counter that reads like a number, rows that hold their address", "/news/?mod=document&uid={a.id}")
def kboard() -> Pages:
    menu = "<a href='/news/'>소식</a>"
    row = "<tr data-href='/news/?mod=document&pageid=1&uid={a.id}'><td>{a.title}</td><td>{a.at:%Y.%m.%d}</td></tr>"
    return {"/": menu} | paged(
        "/news/?pageid={page}", lambda a: row.format(a=a), menu + "<a href='?pageid=2'>2</a>", bare="/news/"
    )


@pytest.mark.parametrize("name", SITES)
def test_the_articles_of_an_unknown_site(name: str) -> None:
    build, url = SITES[name]
    pages = build()
    found, complaints = explored(pages, url)
    rows = read(found, pages)
    wanted = {address.key(BASE + url(a)): a for a in ALL}
    assert complaints == ()
    assert set(wanted) <= set(rows)
    assert {row.title for key, row in rows.items() if key not in wanted} <= {"보도자료 이용 안내 말씀"}
    for key, a in wanted.items():
        assert rows[key].title == a.title
        stamp = rows[key].stamp
        assert stamp
        assert stamp.at.astimezone(SEOUL).date() == a.at.date()


def served(pages: Pages, url: str) -> str | None:
    """What the server answers: first pages under their bare address too, sessions ignored."""
    path = re.sub(r";jsessionid=[^?]*", "", url.removeprefix(BASE) or "/")
    return pages.get(path) or pages.get(re.sub(r"/page/1/$", "/", path))


def explored(pages: Pages, url: Callable[[Told], str]) -> tuple[Site, tuple[str, ...]]:
    story = "<title>{a.title}</title><h1>{a.title}</h1><p>입력 {a.at:%Y-%m-%d %H:%M}</p><p>가람시는 오는 15일 설명회를 연다고 10일 밝혔다.</p>"
    articles = {address.key(BASE + url(a)): story.format(a=a) for a in ALL}

    async def fetch(urls: Sequence[str]) -> list[Page | PageError]:
        told = [(each, served(pages, each) or articles.get(address.key(each))) for each in urls]
        return [Page(each, text.encode(), NOW) if text else NotADocument(each, "404") for each, text in told]

    found = asyncio.run(explore(f"{BASE}/", fetch))
    return found.site, found.complaints


def read(found: Site, pages: Pages) -> dict[str, Row]:
    """Return the rows of all lists, each read on as the crawler does: until a page tells nothing new."""
    rows: dict[str, Row] = {}
    for path in found.lists:
        seen: set[str] = set()
        for number in range(1, 10):
            text = served(pages, found.page(path, number))
            try:
                told = (
                    read_listing(Page(found.page(path, number), (text or "").encode(), NOW), found)
                    if text
                    else ()
                )
            except PageError:
                told = ()
            if not {row.key for row in told} - seen:
                break
            seen |= {row.key for row in told}
            rows |= {row.key: row for row in told if row.key not in rows or not rows[row.key].stamp}
        assert number < 9
    return rows
