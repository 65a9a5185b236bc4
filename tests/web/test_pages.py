"""The pages: what they say, how they look to a parser, and that hostile text stays text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from lxml import html

from timeline.model import SEOUL, Article, EventKind, Grain, Mention, Place, Quote, Span, Status
from timeline.query import Run, Standing
from timeline.web.cards import card
from timeline.web.times import ago, clock, day_name, heading, near, told

Serve = Callable[..., Any]

TIMES = [
    (
        "2021-01-27T12:00/2021-01-27T18:00",
        Grain.PART,
        "오후",
        "2021. 1. 27.(수) 오후",
        "2021년 1월 27일 수요일",
    ),
    (
        "2021-02-15T14:00/2021-02-15T15:00",
        Grain.HOUR,
        "",
        "2021. 2. 15.(월) 오후 2:00",
        "2021년 2월 15일 월요일",
    ),
    (
        "2021-02-15T00:30/2021-02-15T00:31",
        Grain.MINUTE,
        "",
        "2021. 2. 15.(월) 0시 30분",
        "2021년 2월 15일 월요일",
    ),
    (
        "2021-02-15T12:00/2021-02-15T12:01",
        Grain.MINUTE,
        "",
        "2021. 2. 15.(월) 낮 12:00",
        "2021년 2월 15일 월요일",
    ),
    ("2021-02-15/2021-02-16", Grain.DAY, "", "2021. 2. 15.(월)", "2021년 2월 15일 월요일"),
    ("2021-12-30/2022-01-03", Grain.DAY, "", "2021. 12. 30.(목)~2022. 1. 2.(일)", "2021년 12월 30일 목요일"),
    ("2021-03-03/2021-03-06", Grain.DAY, "", "2021. 3. 3.(수)~3. 5.(금)", "2021년 3월 3일 수요일"),
    ("2021-05-01/2021-05-11", Grain.PART, "초", "2021년 5월 초", "2021년 5월"),
    ("2020-06-01/2020-07-01", Grain.MONTH, "", "2020년 6월 중", "2020년 6월"),
    ("2021-07-01/2021-10-01", Grain.QUARTER, "", "2021년 3분기 중", "2021년"),
    ("2021-06-01/2021-09-01", Grain.SEASON, "", "2021년 여름", "2021년"),
    ("2021-01-01/2021-07-01", Grain.HALF, "", "2021년 상반기", "2021년"),
    ("2021-01-01/2022-01-01", Grain.YEAR, "", "2021년 중", "2021년"),
    ("2020-01-01/2030-01-01", Grain.DECADE, "", "2020년대", "2020년"),
]


@pytest.mark.parametrize(("span", "grain", "part", "words", "day"), TIMES, ids=[each[3] for each in TIMES])
def test_times_in_words(
    samples: ModuleType, span: str, grain: Grain, part: str, words: str, day: str
) -> None:
    event = samples.entry(1, samples.span(*span.split("/"), grain), "그때", part=part or None).event
    assert (told(event), heading(event)) == (words, day)


def words(part: Any) -> str:
    return " ".join(part.text_content().split())


CLOCKS = [
    ("2021-01-27T12:00/2021-01-27T18:00", Grain.PART, "오후", "오후", "Afternoon"),
    ("2021-02-15T14:00/2021-02-15T15:00", Grain.HOUR, "", "오후 2:00", "14:00"),
    ("2021-02-15T00:00/2021-02-15T01:00", Grain.HOUR, "", "0시", "00:00"),
    ("2021-02-15/2021-02-16", Grain.DAY, "", "", ""),
    ("2021-03-03/2021-03-06", Grain.DAY, "", "3. 5.(금)까지", "until Fri 5 Mar"),
    ("2021-05-01/2021-05-11", Grain.PART, "초", "2021년 5월 초", "Early May 2021"),
]


@pytest.mark.parametrize(("span", "grain", "part", "korean", "english"), CLOCKS)
def test_times_under_the_heading_of_their_day(
    samples: ModuleType, span: str, grain: Grain, part: str, korean: str, english: str
) -> None:
    event = samples.entry(1, samples.span(*span.split("/"), grain), "그때", part=part or None).event
    assert (clock(event), clock(event, "en")) == (korean, english)


TODAY = date(2026, 4, 16)
NEAR = [
    (-15, "", ""), (-14, "14일 전", "14 days ago"), (-1, "어제", "yesterday"), (0, "오늘", "today"),
    (1, "내일", "tomorrow"), (2, "모레", "in 2 days"), (3, "3일 뒤", "in 3 days"), (15, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("away", "korean", "english"), NEAR)
def test_how_far_a_day_is(away: int, korean: str, english: str) -> None:
    day = TODAY + timedelta(days=away)
    assert (near(day, TODAY), near(day, TODAY, "en")) == (korean, english)


def test_the_year_is_told_where_it_is_another() -> None:
    assert day_name(TODAY, TODAY) == ("4월 16일", "목요일 · 오늘")
    assert day_name(date(2027, 1, 3), TODAY) == ("2027년 1월 3일", "일요일")
    assert day_name(date(2027, 1, 3), TODAY, "en") == ("3 January 2027", "Sunday")


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "방금"),
        (1, "1분 전"),
        (59, "59분 전"),
        (60, "1시간 전"),
        (2880, "2일 전"),
        (-30, "30분 뒤"),
        (-90, "1시간 뒤"),
    ],
)
def test_how_long_ago(minutes: int, told: str) -> None:
    now = datetime(2026, 4, 16, 9, 30, tzinfo=SEOUL)
    assert ago(now - timedelta(minutes=minutes), now) == told


def test_what_nobody_told_is_said(samples: ModuleType) -> None:
    assert card(samples.CEREMONY).unknown == "시각 미정"
    month = samples.entry(1, samples.span("2020-06-01", "2020-07-01", Grain.MONTH), "지난해 6월")
    assert (card(month).unknown, card(month).machine) == ("날짜 미정", "2020-06")
    clock = samples.entry(1, samples.span("2021-02-15T14:00", "2021-02-15T15:00", Grain.HOUR), "2시")
    assert (card(clock).unknown, card(clock).machine) == ("", "2021-02-15T14:00:00+09:00")


def test_the_first_page(serve: Serve, samples: ModuleType) -> None:
    day = samples.span("2021-02-15", "2021-02-16", Grain.DAY)
    ahead = samples.entry(1, day, "15일", title="어린이 책잔치", status=Status.SCHEDULED)
    server = serve(samples.Heap([samples.CEREMONY, ahead]))
    page = html.fromstring(server.get("/").body.decode())
    coming, past = (
        page.xpath("//section[@aria-labelledby='later']")[0],
        page.xpath("//section[@aria-labelledby='past']")[0],
    )
    assert coming.xpath(".//h4/a/text()") == ["어린이 책잔치"]
    assert past.xpath(".//h4/a/text()") == ["광주경제자유구역청 개청식"]
    assert words(past.xpath(".//h3")[0]) == "1월 27일 수요일 · 5일 전"
    assert past.xpath(".//time/text()") == ["오후"]
    assert words(past.xpath(".//*[@class='unknown']")[0]) == "시각 미정"
    assert past.xpath(".//time/@datetime") == ["2021-01-27"]
    assert past.xpath(".//blockquote")[0].text_content() == samples.CEREMONY_TEXT
    assert past.xpath(".//mark/text()") == ["27일 오후"]
    assert page.xpath("/html/@lang") == ["ko"]
    alternates = {link.get("type"): link.get("href") for link in page.xpath("//link[@rel='alternate']")}
    told = {link.get("hreflang"): link.get("href") for link in page.xpath("//link[@hreflang]")}
    assert told == {"ko": f"{server.url}/", "en": f"{server.url}/en/", "x-default": f"{server.url}/"}
    (listed,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert [each["item"]["name"] for each in json.loads(listed)["itemListElement"]] == ["어린이 책잔치"]
    assert alternates["application/feed+json"] == f"{server.url}/feed.json"
    dialog = html.fromstring(server.get(page.xpath("//a[@data-dialog]/@href")[0]).body.decode())
    assert dialog.xpath("//input[@readonly]/@value") == [f"{server.url}/calendar.ics"]
    assert f"webcal://127.0.0.1:{server.port}/calendar.ics" in dialog.xpath("//a/@href")
    for path in page.xpath("//h4/a/@href"):
        assert server.get(path).status == 200


def test_google_and_outlook_only_where_they_can_read(serve: Serve, samples: ModuleType) -> None:
    for private in (None, "http://192.168.0.7:8640", "http://localhost:8640", "http://box.local"):
        told = serve(samples.Heap(), public_url=private).get("/subscribe").body.decode()
        assert "google.com" not in told
        assert "읽지 못합니다" in told
    page = html.fromstring(
        serve(samples.Heap(), public_url="https://y.example")
        .get("/subscribe?region=%EA%B4%91%EC%A3%BC&q=a%26b")
        .body.decode()
    )
    google, outlook = (
        next(link for link in page.xpath("//a/@href") if name in link)
        for name in ("calendar.google", "outlook.live")
    )
    asked = "://y.example/calendar.ics?region=%EA%B4%91%EC%A3%BC&q=a%26b"
    assert parse_qs(urlsplit(google).query)["cid"] == [f"webcal{asked}"]
    assert parse_qs(urlsplit(outlook).query)["url"] == [f"https{asked}"]
    assert "광주" in page.xpath("//p[@class='lead']/text()")[0]
    feeds = page.xpath("//link[@rel='alternate'][@type]/@href")
    assert f"https{asked}" in feeds
    assert {urlsplit(feed).query for feed in feeds} == {urlsplit(asked).query}


PAYLOADS = [
    "<script>window.__xss=1</script>",
    '"><img src=x onerror=window.__xss=1>',
    "' onmouseover='window.__xss=1",
    "</title><svg/onload=window.__xss=1>",
    "javascript:window.__xss=1",
    "{{7*7}}{% raw %}",
    "--><iframe srcdoc='<script>1</script>'>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text(serve: Serve, samples: ModuleType, payload: str) -> None:
    event = samples.CEREMONY.event
    when = Mention(
        0,
        len(payload),
        payload,
        event.when.kind,
        event.span,
        payload,
        payload,
        event.when.anchor,
        rejected=(payload,),
    )
    hostile = replace(
        event,
        title=payload,
        when=when,
        evidence=Quote(0, len(payload), payload),
        place=Place(0, 1, payload, payload, payload, (payload,)),
        category=payload,
        topics=(payload,),
        regions=(payload,),
        hours=payload,
        reasons=(payload,),
    )
    cited = tuple(
        replace(samples.ARTICLE, url=url, publisher=payload, headline=payload, source=payload)
        for url in (payload, "javascript:alert(1)", f"http://example.org/{payload}", "data:text/html,x")
    )
    report = replace(hostile, kind=EventKind.REPORT, when=None)
    entries = [
        replace(samples.CEREMONY, event=hostile, citations=cited),
        replace(samples.CEREMONY, uid="r", event=report, citations=cited),
    ]
    server = serve(samples.Heap(entries), name=payload)
    server.shelf.sources = [
        Standing("s", payload, payload, payload, True, None, None, None, 1, payload, 1),
    ]
    server.shelf.looks = {"s": [Run(event.when.anchor, payload, note=payload)]}
    server.shelf.newest = Article("s", payload, payload, payload, None, (payload,), publisher=payload)
    asked = quote(payload, safe="")
    paths = [
        "/",
        f"/?q={asked}&region={asked}",
        f"/event/{samples.CEREMONY.uid}",
        f"/search?q={asked}",
        "/sources",
        "/sources/s",
        "/status",
    ]
    paths += [
        "/timeline/2021",
        "/timeline/2021/01",
        "/timeline/2021/01/27",
        f"/subscribe?source={asked}",
        "/about",
    ]
    paths.append(f"/article?source={asked}&key=000")
    for path in [*paths, *(f"/en{path}" for path in paths)]:
        told = server.get(path)
        assert told.status == 200, path
        page = html.fromstring(told.body.decode())
        assert [script.get("src").partition("?")[0] for script in page.xpath("//script[@src]")] == [
            "/static/page.js"
        ]
        for block in page.xpath("//script[not(@src)]"):
            assert block.get("type") == "application/ld+json"
            assert json.loads(block.text)["name"]
        assert not page.xpath("//style | //iframe | //img | //@style | //base | //object")
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        schemes = {urlsplit(link).scheme for link in page.xpath("//@href | //@src")}
        assert schemes <= {"", "http", "https", "webcal"}, path
        assert "__xss" not in "".join(unquote(link) for link in page.xpath("//@src"))


def test_a_full_page_stays_small(serve: Serve, samples: ModuleType) -> None:
    sentence = "가나다라마 " * 60
    entries = [
        samples.entry(
            n, Span(each.event.span.start, each.event.span.end, Grain.DAY), "1일", sentence=f"1일 {sentence}"
        )
        for n, each in enumerate(samples.calendar_of(200, "2020-11-01"))
    ]
    server = serve(samples.Heap(entries))
    page = server.get("/").body
    extra = sum(
        len(server.get(path).body) for path in ("/static/style.css", "/static/page.js", "/favicon.svg")
    )
    assert len(page) <= 61_440
    assert len(page) + extra <= 122_880


def test_assets_are_named_by_their_contents(serve: Serve, samples: ModuleType) -> None:
    page = html.fromstring(serve(samples.Heap()).get("/").body.decode())
    assert all(
        len(urlsplit(path).query) == 10
        for path in page.xpath("//link[@rel='stylesheet']/@href | //script/@src")
    )
