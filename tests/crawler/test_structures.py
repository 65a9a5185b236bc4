"""Pages of makes that no site entry knows: date lines, titles and bodies as Korean papers and offices build them."""

# ruff: noqa: E501  a page a line, so that the table can be read

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from crawler.document import is_markup
from scheduler.extraction import read_one, told
from timeline.model import SEOUL, Page

TITLE = "가람시, 마을버스 노선 개편 주민설명회 15일 개최"
BODY = (
    "가람시는 오는 15일 오후 2시 시청 대회의실에서 마을버스 노선 개편 주민설명회를 연다고 10일 밝혔다.",
    "이번 설명회에서는 새로 생기는 노선 4개와 바뀌는 정류장 27곳의 위치를 안내하고 주민 의견을 듣는다.",
    "한여름 가람시장은 “노선을 바꾸면 읍면에서 시내까지 15분 줄어든다”며 “목소리를 충분히 담겠다”고 말했다.",
    "새 노선은 오는 3월 2일부터 운행한다.",
)
MENU = "<div id='gnb'><ul><li><a href='/1'>정치</a></li><li><a href='/2'>사회</a></li></ul></div>"
FOOT = (
    "<aside class='rank'><h4>많이 본 뉴스</h4><ol><li><a href='/9'>나루군, 봄꽃 잔치 14일 개막</a> 2026-02-12</li></ol></aside>"
    "<footer><p>등록번호 : 가람아00001 | 등록일자 : 2005년 10월 12일 | 발행일자 : 2005-10-12</p></footer>"
    "<div>Copyright © 2026 가람일보. All rights reserved.</div>"
)
AT = "2026-02-10T14:21"
LATER = "2026-02-11T10:00"


def paragraphs(*lines: str) -> str:
    return "\n".join(f"<p>{line}</p>" for line in lines or BODY)


PLAIN = f"<div class='c'>{paragraphs()}</div>"


def page(line: str = "입력 2026-02-10 14:21", **parts: str) -> str:
    told = {"head": "", "before": "", "title": f"<h1>{TITLE}</h1>", "body": PLAIN, "document": TITLE} | parts
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{told['document']}</title>{told['head']}</head>"
        f"<body>{MENU}{told['before']}<div><div>{told['title']}<div class='meta'>{line} <span>이새벽 기자</span></div>"
        f"{told['body']}</div></div>{FOOT}</body></html>"
    )


def read(html: str, url: str = "", encoding: str = "utf-8") -> dict[str, Any]:
    body = html.encode(encoding, "xmlcharrefreplace")
    found = Page("saved.html", body, datetime(2026, 2, 26, tzinfo=SEOUL))
    assert is_markup(found)
    return told(read_one("saved.html", found, {}, url=url))


# --- when ----------------------------------------------------------------------------------------------

DATES = {
    "입력 2026.02.10 14:21": (AT, None),
    "기사입력 2026/02/10 [14:21]": (AT, None),
    "작성일 26-02-10 14:21": (AT, None),
    "<strong>이새벽</strong> <span>26-02-10 14:21</span> 조회 15": (AT, None),
    "<span>2026-02-10 (화) 14:21</span>": (AT, None),
    "<span>26.02.10 14:21</span>": (AT, None),
    "<span>입력 : 2026년 02월 10일(화) 14:21</span>": (AT, None),
    "2026년 02월 10일 오후 02:21": (AT, None),
    "[2026-02-10 오후 2:21:00]": (AT, None),
    "등록: 2026.02.10 (화) 오후 02시 21분": (AT, None),
    "입력시간 : 2026. 2. 10(화) 14:21": (AT, None),
    "웹출고시간 2026.02.10 14:21:33": (AT, None),
    "발행일시 2026-02-10 14:21": (AT, None),
    "<span>2026.02.10</span>": ("2026-02-10", None),
    "<ul><li>등록일시</li><li>2026-02-10 14:21</li></ul>": (AT, None),
    "<table><tr><th>등록일</th><td>2026-02-10</td></tr></table>": ("2026-02-10", None),
    "<span>입력</span><span>2026-02-10 14:21</span><span>수정</span><span>2026-02-11 10:00</span>": (
        AT,
        LATER,
    ),
    "수정 2026-02-11 10:00 | 입력 2026-02-10 14:21": (AT, LATER),
    "2026-02-10 14:21 입력 | 2026-02-11 10:00 수정": (AT, LATER),
    "지면게재일 2026년 02월 11일 | 승인 2026-02-10 14:21": (AT, None),
    "가람 | 2026.02.10 14:21 |": (AT, None),
    "Published 2026.02.10 14:21": (AT, None),
    "2026.02.10 14:21 이새벽 기자 dawn@garam.example": (AT, None),
    "<time datetime='2026-02-10T14:21:00+09:00'>2시간 전</time>": (AT, None),
    "방송일 2026년 02월 10일 14:21": (AT, None),
    "작성 2026.02.10 14:21 <b>고침</b> 2026.02.11 10:00": (AT, LATER),
    "<ul><li>승인 2026-02-10 14:21</li><li>댓글 0</li></ul>": (AT, None),
    "업데이트 2026.02.11 10:00": ("2026-02-11", LATER),
    "<span>수정 2026-02-11 10:00</span>": ("2026-02-11", LATER),
}


@pytest.mark.parametrize("line", DATES)
def test_a_date_line(line: str) -> None:
    found = read(page(line))
    published, modified = DATES[line]
    assert found["published"][:16] == published
    assert (found["modified"] or "")[:16] == (modified or "")
    assert (found["title"], found["body"], found["byline"]) == (TITLE, "\n".join(BODY), "이새벽")


HEADS = {
    "meta in UTC": "<meta property='article:published_time' content='2026-02-10T05:21:00Z'>",
    "meta without a zone": "<meta property='article:published_time' content='2026-02-10T14:21:00'>",
    "pubdate": "<meta name='pubdate' content='2026-02-10 14:21:00'>",
    "itemprop": "<meta itemprop='datePublished' content='2026-02-10T14:21:00+09:00'>",
    "JSON-LD that is no JSON": "<script type='application/ld+json'>{\"datePublished\":\"2026-02-10T14:21:00+0900\",}</script>",
    "a script": "<script>var article={\"regDate\":\"2026-02-10 14:21:00\"}</script>",
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_a_time_in_the_head(name: str) -> None:
    assert read(page("2시간 전", head=HEADS[name]))["published"][:16] == AT


TRAPS = {
    "the last edition": "<div class='top'>최종편집 2026-02-26 09:10 (목)</div>",
    "today": "<div class='date'>2026년 02월 26일(목)</div><div>2026년 02월 26일 14:00</div>",
    "the weather": "<div>2026.02.26 (목) <span>맑음 서울 5.3℃</span></div>",
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_time_above_the_title_is_not_the_articles(name: str) -> None:
    assert read(page("<span>2026-02-10 14:21:10</span>", before=TRAPS[name]))["published"][:16] == AT


SIGNATURES = {
    "가람뉴스 <em>|</em> 이새벽 <em>|</em> 26-02-10 14:21": "이새벽",
    "글 이새벽 <time datetime='2026-02-10T14:21:00+09:00'>2월 10일</time>": "이새벽",
    "<a>Posted on 2026년 2월 10일</a> <span>by 이새벽</span>": "이새벽",
    "이새벽 | 승인 2026.02.10 14:21": "이새벽",
    "입력 : 2026-02-10 14:21:29&nbsp;&nbsp;이새벽 (ab***@garam.example)": "이새벽",
    "기자명 이새벽 기자 &nbsp; 입력 2026.02.10 14:21 &nbsp; 수정 2026.02.11 10:00": "이새벽",
    "이새벽 에디터 · 업데이트 2026.02.10 14:21": "이새벽",
    "취재기자 이봄 <span>2026.02.10 14:21</span>": "이봄",
    "문화부 | 2026.02.10 14:21 | 조회수 12": "",
    "전남일보 | 2026.02.10 14:21 | abc@garam.example": "",
    "작성자 공보담당관 | 작성일 2026.02.10 14:21": "",
}


@pytest.mark.parametrize("line", SIGNATURES)
def test_a_name_beside_the_publication(line: str) -> None:
    found = read(page(f"<p class='i'>{line}</p>").replace("<span>이새벽 기자</span>", ""))
    assert (found["byline"], found["body"]) == (SIGNATURES[line], "\n".join(BODY))
    assert found["published"][:10] == "2026-02-10"


def test_a_broadcaster_signs_off_and_an_agency_begins_with_its_day() -> None:
    off = f"<div class='c'>{'<br>'.join(BODY)}<br><br>가람방송 뉴스 이새벽입니다.</div>"
    found = read(page(body=off).replace("<span>이새벽 기자</span>", ""))
    assert (found["body"], found["byline"]) == ("\n".join(BODY), "이새벽")
    wire = f"가람--(새터와이어)--2026년 02월 10일 14:21--{BODY[0]}"
    found = read(
        page("", body=f"<div class='c'>{paragraphs(wire, *BODY[1:])}<p>언론연락처</p><p>이새벽</p></div>")
    )
    assert (found["body"], found["published"][:16]) == ("\n".join(BODY), AT)


def test_what_stands_around_a_headline_that_nothing_names() -> None:
    way = "<div class='loc'>홈 &gt; 뉴스 &gt; 행정</div>"
    heading = (
        f"<div class='v-tit'><p>{TITLE}</p></div><p class='x'>새 노선 4개, 정류장 27곳</p><p>이새벽 기자</p>"
    )
    found = read(page(before=way, title=heading, document="가람일보"))
    assert (found["title"], found["subtitle"]) == (TITLE, "새 노선 4개, 정류장 27곳")
    assert (found["section"], found["published"][:16]) == ("뉴스 > 행정", AT)
    boxed = heading.replace("</div>", "<span>2026-02-10 홍보담당관</span></div>", 1)
    assert read(page(title=boxed, document="가람일보"))["title"] == TITLE
    assert read(page(title=f"<h3>[사회] {TITLE}</h3>", document=f"[사회] {TITLE}"))["title"] == TITLE


# --- title -----------------------------------------------------------------------------------------------

DOCUMENTS = (
    f"{TITLE} | 가람일보",
    f"가람일보 : {TITLE}",
    f"가람일보::{TITLE}",
    f"{TITLE} &lt; 사회 &lt; 기사본문 - 가람일보",
    f"가람일보 모바일 :: {TITLE}",
    f"{TITLE} - 가람일보",
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_title_without_the_papers_name(document: str) -> None:
    assert read(page(title=f"<p class='tt'>{TITLE}</p>", document=document))["title"] == TITLE


HEADINGS = {
    "the paper's name is the first heading": (
        {"before": "<h1><a href='/'>가람일보</a></h1>", "title": f"<h2>{TITLE}</h2>"},
        TITLE,
    ),
    "the section is a heading": ({"title": f"<h2>사회</h2><h3>{TITLE}</h3>"}, TITLE),
    "cut short in the head": (
        {"head": f"<meta property='og:title' content='{TITLE[:14]}...'>", "document": f"{TITLE[:14]}..."},
        TITLE,
    ),
    "its own dash": (
        {"title": "<h1>나루군 - 가람시, 통합 논의</h1>", "document": "나루군 - 가람시, 통합 논의 - 가람일보"},
        "나루군 - 가람시, 통합 논의",
    ),
    "an office's page, in a table": (
        {
            "head": "<meta property='og:title' content='가람군청'>",
            "title": f"<table><tr><th>제목</th><td>{TITLE}</td></tr></table>",
            "document": "가람군청",
        },
        TITLE,
    ),
    "an office's page, in the document's title": (
        {
            "head": "<meta property='og:title' content='가람군청'>",
            "title": f"<div><strong>{TITLE}</strong></div>",
            "document": f"{TITLE} | 보도자료 | 가람군청",
        },
        TITLE,
    ),
}


@pytest.mark.parametrize("name", HEADINGS)
def test_a_headline(name: str) -> None:
    parts, title = HEADINGS[name]
    assert read(page(**parts))["title"] == title


# --- body --------------------------------------------------------------------------------------------------

ELSE = "나루군은 봄꽃 잔치를 3월 14일 연다고 밝혔다. 잔치에는 군민 천여 명이 모인다. 자세한 일정은 누리집에 있다."
BODIES = {
    "breaks in a cell": f"<table><tr><td>{'<br><br>'.join(BODY)}</td></tr></table>",
    "a block a paragraph": "".join(f"<div><div>{line}</div></div>" for line in BODY),
    "spans": "".join(f"<p><span>{line}</span></p><p>&nbsp;</p>" for line in BODY),
    "hard blanks": "".join(f"&nbsp;&nbsp;{line}<br />&nbsp;<br />" for line in BODY),
    "never closed": "<div><p>" + "<p>".join(BODY) + "<div><b>",
    "deep": "<div>" * 400 + paragraphs() + "</div>" * 400,
    "fonts": "<font>" * 300 + "<br><br>".join(BODY) + "</font>" * 300,
    "a quotation": f"<div>{paragraphs(*BODY[:2])}<blockquote>{BODY[2]}</blockquote>{paragraphs(BODY[3])}</div>",
    "a picture": f"<div><dl><dt><img></dt><dd>가람시청 전경 &lt;사진=가람시&gt;</dd></dl>{paragraphs()}</div>",
    "a wire's picture": f"<div><p>[가람=뉴시스] 시청. (사진=가람시 제공) 2026.02.10. *재판매 및 DB 금지</p>{paragraphs()}</div>",
    "an advertisement": f"<div>{paragraphs(*BODY[:2])}<div><script>x()</script><p>광고</p></div>{paragraphs(*BODY[2:])}</div>",
    "rights": f"<div>{paragraphs()}<p>&lt;저작권자 ⓒ 가람일보, 무단 전재 및 재배포 금지&gt;</p></div>",
    "tags": f"<div>{paragraphs()}<p>#가람시 #마을버스 #주민설명회</p></div>",
    "sharing": f"<div>{paragraphs()}<div>공유하기: 트위터 페이스북</div></div>",
    "related": f"<div>{paragraphs(*BODY[:2])}<div class='related_article'><strong>관련기사</strong><ul><li><a href='/a'>"
    f"나루군, 봄꽃 잔치 개막</a></li></ul></div>{paragraphs(*BODY[2:])}</div>",
    "comments": f"<div>{paragraphs()}</div><div id='reply_wrap'>{f'<p>2026-02-11 09:00 {ELSE}</p>' * 8}</div>",
    "latest": f"<div>{paragraphs()}</div><div class='latest'>{f'<div><a href=/n><h4>나루군</h4><p>{ELSE}</p></a></div>' * 8}</div>",
    "signed in front": f"<div><p>[가람일보 이새벽 기자] {BODY[0]}</p>{paragraphs(*BODY[1:])}</div>",
    "signed behind": f"<div>{paragraphs(*BODY[:-1])}<p>{BODY[-1]} 이새벽 기자 dawn@garam.example</p></div>",
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body(name: str) -> None:
    found = read(page(body=BODIES[name]))
    assert (found["body"], found["byline"]) == ("\n".join(BODY), "이새벽")
    assert found["published"][:16] == AT
    assert found["title"] == TITLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_an_encoding(encoding: str) -> None:
    assert read(page(), encoding=encoding)["body"] == "\n".join(BODY)


def test_a_front_page_is_nobodys_address() -> None:
    front = "<meta property='og:url' content='https://www.garam.example/'>"
    own = "<meta property='og:url' content='https://www.garam.example/news/articleView.html?idxno=7&amp;a=1'>"
    assert read(page(head=front))["url"] is None
    assert read(page(head=own))["url"] == "https://www.garam.example/news/articleView.html?idxno=7&a=1"


def test_a_form_that_wraps_the_whole_page_is_looked_into() -> None:
    found = read(
        f"<html><body><form id='aspnetForm'><h1>{TITLE}</h1><div>{paragraphs(*BODY, ELSE)}</div></form></body></html>"
    )
    assert found["body"].split("\n") == [*BODY, ELSE]
    assert not any("trafilatura" in warning for warning in found["warnings"])


def test_trafilatura_reads_what_is_told_in_no_place_of_its_own() -> None:
    found = read(
        f"<html><body><h1>{TITLE}</h1><div><a href='/x'>{'<br>'.join((*BODY, ELSE))}</a></div></body></html>"
    )
    assert BODY[0] in found["body"]
    assert any("trafilatura" in warning for warning in found["warnings"])


NOTICES = (
    "요청하신 페이지를 찾을 수 없습니다. 주소를 다시 확인해 주세요.",
    "존재하지 않는 기사입니다. 이전 화면으로 돌아가 주십시오.",
    "로그인이 필요한 서비스입니다. 회원이 아니면 가입해 주세요.",
    "시스템 점검 중입니다. 오후 6시에 다시 열립니다. 불편을 드려 죄송합니다.",
)


@pytest.mark.parametrize("said", NOTICES)
def test_a_notice_is_no_article(said: str) -> None:
    found = read(
        f"<html><head><title>가람일보</title></head><body><h2>안내 말씀</h2><div><p>{said}</p></div></body></html>"
    )
    assert found["warnings"]
    assert (found["title"], found["body"]) == ("", "")


# --- the contract ------------------------------------------------------------------------------------------

KEYS = [
    "file",
    "url",
    "site",
    "family",
    "title",
    "subtitle",
    "published",
    "precision",
    "method",
    "modified",
    "byline",
    "section",
    "body",
    "warnings",
]


def test_the_keys_of_an_extract() -> None:
    assert list(read(page())) == KEYS
    nothing = read("<html><body>점검 중입니다</body></html>")
    assert list(nothing) == KEYS
    assert nothing["published"] is None
    assert nothing["warnings"]
