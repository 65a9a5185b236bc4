"""The rungs of the time ladder, in their order, with the traps between them (SITES 6)."""

# ruff: noqa: E501  a page a line

from __future__ import annotations

from datetime import datetime

import pytest

from crawler.ladder import Sheet, climb
from crawler.layout import Layout
from crawler.markup import parse
from timeline.model import SEOUL, Stamp


def sheet_of(text: str, url: str = "", row: Stamp | None = None) -> Sheet:
    return Sheet(Layout(parse(text), {}, text=text), url, row)


LD = '<script type="application/ld+json">{"datePublished": "2026-02-25T20:06:13+09:00",</script>'
META = '<meta property="article:published_time" content="2026-02-25T14:21:00+0900">'
LABEL = "<p>입력 2026.02.25 14:21</p>"
AID = "http://www.matin.example/read.php3?aid=1611747420123456001"

RUNGS = [
    (LD + META, "", "2026-02-25 20:06:13", "json-ld"),
    (META + LABEL, "", "2026-02-25 14:21:00", "meta"),
    ('<meta property="article:published_time" content="2026-02-25">' + LABEL, "", "2026-02-25 14:21:00", "label"),
    ('<b itemprop="datePublished" content="2026-02-25T14:21+09:00">어제</b>', "", "2026-02-25 14:21:00", "microdata"),
    ('<b data-date-time="2023-11-02 20:06:13">2023.11.02. 오후 8:06</b>', "", "2023-11-02 20:06:13", "microdata"),
    ('<script>var a = {"regDate":"2026-02-25 14:21:33"};</script>', "", "2026-02-25 14:21:33", "embedded"),
    (LABEL, AID, "2026-02-25 14:21:00", "label"),
    ("<p>2021년 2월 25일(목요일)</p>", AID, "2021-01-27 20:37:00", "url-epoch"),
    ("", "http://m.example/page/view/2026022514213312345", "2026-02-25 14:21:33", "url-entry"),
    ("", "http://m.example/page/view/2026052550159200000", None, None),
    ("", "http://m.example/read.php3?aid=9999999999123456001", None, None),
    ("<p>2021년 2월 25일(목요일)</p><p>최종수정일 2025-02-03</p>", "", None, None),
    ("<p>지면게재일 2025년 08월 04일 월요일</p><p>승인 2025.08.02 11:05</p>", "", "2025-08-02 11:05:00", "label"),
    ("<footer>입력 2005.01.02 03:04</footer>", "", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "url", "at", "method"), RUNGS, ids=range(len(RUNGS)))
def test_a_rung(body: str, url: str, at: str | None, method: str | None) -> None:
    stamp, _, _ = climb(sheet_of(f"<html><body>{body}.</body></html>", url))
    assert (
        (f"{stamp.at:%Y-%m-%d %H:%M:%S}", stamp.method) == (at, method)
        if stamp
        else (at, method) == (None, None)
    )


def test_the_lists_date_comes_last() -> None:
    row = Stamp(datetime(2026, 2, 24, tzinfo=SEOUL), "day", "text", "2026.02.24")
    assert climb(sheet_of("<p>글</p>", row=row))[0] == Stamp(row.at, "day", "list", "2026.02.24")
    stamp = climb(sheet_of(LABEL, row=row))[0]
    assert stamp
    assert stamp.method == "label"


def test_a_machines_korean_clock_with_a_z_behind_is_korean_time() -> None:
    head = (
        '<meta property="article:published_time" content="2026-02-25T20:06:13Z">'
        '<meta property="article:modified_time" content="2026-02-25T22:00:00Z">'
    )
    shown, changed, _ = climb(sheet_of(head + "<p>입력 2026-02-25 20:06 | 수정 2026-02-25 22:00</p>"))
    assert shown
    assert changed
    assert (f"{shown.at:%d %H:%M}", f"{changed.at:%d %H:%M}") == ("25 20:06", "25 22:00")
    right = head.replace("T20:06", "T11:06")
    stamp = climb(sheet_of(right + "<p>입력 2026-02-25 20:06</p>"))[0]
    assert stamp
    assert (f"{stamp.at:%d %H:%M}", stamp.method) == ("25 20:06", "meta")


LISTED = '{"list":[{"title":"다른 글","regDate":"2026-02-20 09:00:00"}],"article":{"title":"마을 글쓰기 모임 문 열어","regDate":"2026-02-25 14:21:33"}}'
PLACES = [
    (f"<h1>마을 글쓰기 모임 문 열어</h1><p>글이다.</p><script>{LISTED}</script>", "2026-02-25 14:21:33"),
    ('<time datetime="2026-02-20T09:00+09:00">어제</time><h1>마을 글쓰기 모임 문 열어</h1><time datetime="2026-02-25T14:21+09:00">오늘</time><p>마을 사람들이 모여 글을 썼다고 밝혔다.</p>', "2026-02-25 14:21:00"),
    ('<h1>마을 글쓰기 모임 문 열어</h1><i title="2026-02-25 14:21">5년 전</i><p>마을 사람들이 모여 글을 썼다고 밝혔다.</p><i title="2026-02-20 09:00">6년 전</i>', "2026-02-25 14:21:00"),
    ("<h1>마을 글쓰기 모임 문 열어</h1><p>Published : Feb 25, 2026 - 14:21</p>", "2026-02-25 14:21:00"),
    ("<h1>마을 글쓰기 모임 문 열어</h1><p>마을 사람들이 모여 글을 썼다고 밝혔다.</p><p>○ 일시: 2026. 4. 3.(금)</p><p>비가 오면 모임을 미룬다고 한다.</p>", None),
    ("<h1>마을 글쓰기 모임 문 열어</h1><p>마을 사람들이 모여 글을 썼다고 밝혔다.</p><p>가람 | 발행인 서가람 | 등록일 2015년 3월 2일</p>", None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "at"), PLACES, ids=range(len(PLACES)))
def test_the_time_beside_the_headline(body: str, at: str | None) -> None:
    stamp = climb(
        sheet_of(f"<html><head><title>마을 글쓰기 모임 문 열어</title></head><body>{body}</body></html>")
    )[0]
    assert (f"{stamp.at:%Y-%m-%d %H:%M:%S}" if stamp else None) == at


def test_hours_ago_are_counted_from_the_fetch() -> None:
    text = "<h1>마을 글쓰기 모임 문 열어</h1><p>이새벽 기자 · 3시간 전</p><p>마을 사람들이 모여 글을 썼다고 밝혔다.</p>"
    fetched = datetime(2026, 2, 26, 1, 30, tzinfo=SEOUL)
    stamp = climb(Sheet(Layout(parse(text), {}, text=text), "", None, fetched))[0]
    assert stamp
    assert (f"{stamp.at:%d %H}", stamp.precision) == ("25 22", "hour")


def test_the_day_in_an_address_is_the_last_but_one_to_be_believed() -> None:
    stamp = climb(sheet_of("<p>글</p>", "https://m.example/news/2026/02/25/writing"))[0]
    assert stamp
    assert (f"{stamp.at:%Y-%m-%d}", stamp.precision, stamp.method) == ("2026-02-25", "day", "url-day")


def test_two_rungs_days_apart_are_reported() -> None:
    _, _, warnings = climb(sheet_of(META + "<p>입력 2021.01.27 20:37</p>"))
    assert len(warnings) == 1
    assert "2026-02-25 14:21(meta), 2021-01-27 20:37(label)" in warnings[0]


def test_a_site_may_anchor_on_the_address() -> None:
    sheet = sheet_of("<p>입력 2026-02-26 00:00</p>", "http://m.example/page/view/2026022514213312345")
    stamp = climb(sheet, anchor="url_time")[0]
    assert stamp
    assert (f"{stamp.at:%d %H:%M}", stamp.method) == ("25 14:21", "url-entry")
