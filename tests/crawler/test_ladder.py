"""The rungs of the time ladder, in their order, with the traps between them (SITES 6)."""

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


def test_two_rungs_days_apart_are_reported() -> None:
    _, _, warnings = climb(sheet_of(META + "<p>입력 2021.01.27 20:37</p>"))
    assert len(warnings) == 1
    assert "2026-02-25 14:21(meta), 2021-01-27 20:37(label)" in warnings[0]


def test_a_site_may_anchor_on_the_address() -> None:
    sheet = sheet_of("<p>입력 2026-02-26 00:00</p>", "http://m.example/page/view/2026022514213312345")
    stamp = climb(sheet, anchor="url_time")[0]
    assert stamp
    assert (f"{stamp.at:%d %H:%M}", stamp.method) == ("25 14:21", "url-entry")
