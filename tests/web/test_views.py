"""The pages over a real store: grids that count, days, searches, articles, sources, both languages, the banner."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from lxml import html

from timeline.query import Query, Standing
from timeline.store import Store
from timeline.web.health import Health
from timeline.web.house import MEASURED
from timeline.web.sources import state
from timeline.web.texts import TEXTS

Serve = Callable[..., Any]
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, somewhere: Callable[[Path], Any]) -> Any:
    spec = __import__("importlib.util").util.spec_from_file_location(
        "browser_sample", ROOT / "tests" / "browser" / "sample.py"
    )
    module = __import__("importlib.util").util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with Store.open(somewhere(tmp_path_factory.mktemp("views") / "timeline.db"), make=True) as store:
        module.fill(store, 40)
        yield store


@pytest.fixture
def page(made: Store, serve: Serve) -> Callable[..., Any]:
    server = serve(made, now="2026-04-16T09:30", contact="help@example.org")

    def get(path: str, status: int = 200) -> Any:
        told = server.get(quote(path, safe="/?=&%"))
        assert told.status == status, (path, told.body[:200])
        assert len(told.body) <= 61_440
        return html.fromstring(told.body.decode())

    return get


def words(part: Any) -> str:
    return " ".join(part.text_content().split())


def test_a_month_counts_each_day_and_opens_it(page: Any, made: Store) -> None:
    month = page("/timeline/2026/04")
    cells = {words(link): link.get("href") for link in month.xpath("//table//a")}
    assert len(month.xpath("//table/tbody/tr[1]/td")) == 7
    for label, url in cells.items():
        count = int(re.search(r"(\d+)건", label)[1])
        day = page(url)
        assert len(day.xpath("//section[@aria-labelledby='starts']//li[contains(@class, 'card')]")) == count
    assert month.xpath("//table//*[@aria-current='date']//text()")[0] == "16"
    assert [link.get("href") for link in month.xpath("//nav[@class='step']/a[@rel]")] == [
        "/timeline/2026/03", "/timeline/2026/05"
    ]  # fmt: skip


def test_a_day_shows_what_goes_on(page: Any) -> None:
    day = page("/timeline/2026/04/26")
    assert "유채꽃" in words(day.xpath("//section[@aria-labelledby='goes_on']")[0])
    assert day.xpath("//form[@class='go']//input[@name='since']/@value") == ["2026-04-26"], "from there on"


def test_a_year_adds_its_months_up(page: Any, made: Store) -> None:
    counts = [
        int(re.sub(r"\D", "", text))
        for text in page("/timeline/2026").xpath("//ol[@class='months']//b/text()")
    ]
    assert len(counts) == 12
    assert sum(counts) == sum(1 for _ in made.entries(Query(with_day=True)))


@pytest.mark.parametrize(
    "path", ["/timeline/2026/13", "/timeline/2026/02/30", "/timeline/9000", "/article?source=x"]
)
def test_what_has_no_page(page: Any, path: str) -> None:
    assert page(path, 404).xpath("//h1/text()") == [TEXTS["not_found"][0]]


def test_search_marks_what_was_found_and_pages_on(page: Any) -> None:
    told = page("/search?q=도서관")
    assert set(told.xpath("//h3//mark/text()")) == {"도서관"}
    first = page("/search?q=개관 -없는말&status=tentative")
    assert "개관식" in words(first)


def test_a_search_without_results_says_what_to_drop(page: Any) -> None:
    told = page("/search?q=도서관&region=누리")
    links = told.xpath("//div[@role='status']//a/@href")
    assert [page(link).xpath("count(//li[contains(@class, 'card')]) > 0") for link in links] == [True, True]


def test_filters_go_along(page: Any) -> None:
    front = page("/?region=누리")
    assert "누리" in words(front.xpath("//h1")[0])
    asked = f"region={quote('누리')}"
    for part in ("//a[@data-dialog]/@href", "//link[@type='text/calendar']/@href"):
        assert all(asked in link for link in front.xpath(part))
    assert "/" in front.xpath("//ul[contains(@class, 'chosen')]//a/@href")
    places = " ".join(words(each) for each in front.xpath("//li[contains(@class, 'card')]"))
    assert "가람시" not in places


def test_a_month_is_subscribed_to_with_its_days(page: Any) -> None:
    links = page("/timeline/2026/04").xpath("//link[@type='text/calendar']/@href")
    assert all("since=2026-04-01&until=2026-04-30" in link for link in links)


def test_an_event_tells_what_it_was(page: Any, made: Store) -> None:
    (moved,) = [entry for entry in made.entries(Query()) if entry.revision == 2]
    told = page(f"/event/{moved.uid}")
    history = [words(each) for each in told.xpath("//ol[@class='history']/li")]
    assert len(history) == 3
    assert "→" in history[1]
    (letter,) = told.xpath("//a[starts-with(@href, 'mailto:')]/@href")
    asked = parse_qs(urlsplit(letter).query)
    assert letter.startswith("mailto:help@example.org?")
    assert asked["subject"] == [f"잘못된 날짜: {moved.event.title}"]
    assert moved.event.evidence.text in asked["body"][0]
    assert f"/event/{moved.uid}" in asked["body"][0]
    assert "강변뉴스 기사가 나온 때 (기사에 적힌 입력 시각)" in words(told)
    (block,) = told.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(block)["@type"] == "Event"


def test_an_article_shows_its_events_and_no_text(page: Any) -> None:
    told = page("/article?source=garam&key=1000")
    assert told.xpath("//h3/a/text()") == ["가람시 어린이도서관 개관식"]


def test_sources_tell_success_from_trying(page: Any) -> None:
    told = page("/sources")
    rows = {row.xpath(".//h2//text()")[0]: words(row) for row in told.xpath("//ul[@class='sources']/li")}
    assert "고장" in rows["누리일보"]
    assert "layout" in rows["누리일보"]
    assert "정상" in rows["가람신문"]
    assert next(iter(rows)) == "누리일보"
    strips = {row: told.xpath(f"//li[.//h2/a = '{row}']//svg/@aria-label") for row in rows}
    assert strips["누리일보"] == ["최근 30번 가운데 27번 잘 읽음, 마지막 실패 2026. 4. 16.(목) 오전 8:30"]
    assert strips["가람신문"] == ["최근 29번 가운데 29번 잘 읽음"]
    assert strips["seeds"] == []
    assert len(page("/sources?state=failing").xpath("//ul[@class='sources']/li")) == 1


def test_a_source_in_full(page: Any) -> None:
    told = words(page("/sources/nuri"))
    for part in (
        "고장",
        "짜임새가 바뀜 (layout)",
        "3번",
        "robots.txt",
        "60분마다",
        "최근 7일",
        "문단 1개",
        "4시간 뒤",
    ):
        assert part in told
    assert page("/sources/nuri").xpath("count(//table[contains(@class, 'looks')]/tbody/tr)") == 30
    assert page("/sources/nowhere", 404).xpath("//h1")


def test_many_sources_come_in_pages(serve: Serve, samples: ModuleType) -> None:
    heap = samples.Heap()
    heap.sources = [
        Standing(f"s{n:03}", f"신문{n:03}", "", "h", True, None, None, None, 0, "", n) for n in range(70)
    ]
    server, path, seen = serve(heap), "/sources", []
    while path:
        told = html.fromstring(server.get(path).body.decode())
        seen += told.xpath("//ul[@class='sources']//h2/a/text()")
        path = next(iter(told.xpath("//nav/a[@rel='next']/@href")), None)
    assert seen == [f"신문{n:03}" for n in range(70)]


STATES = [
    (True, 0, "", 60, "ok"), (True, 0, "", -30, "ok"), (True, 0, "", -90, "late"),
    (True, 0, "timeout", 60, "failing"),
    (True, 0, "unfinished", 60, "ok"), (False, 0, "timeout", -90, "off"), (True, None, "", None, "new"),
]  # fmt: skip


@pytest.mark.parametrize(("enabled", "success", "why", "due", "expected"), STATES)
def test_the_state_of_a_source(
    samples: ModuleType, enabled: bool, success: int | None, why: str, due: int | None, expected: str
) -> None:
    now = samples.at("2026-04-16T09:30")
    read = None if success is None else now - timedelta(minutes=success)
    wait = None if due is None else now + timedelta(minutes=due)
    told = Standing("s", "s", "", "h", enabled, read, read, wait, 0, why, 0, timedelta(hours=1))
    assert state(told, now) == expected


def test_the_status_page_tells_problems_and_figures(made: Store, serve: Serve) -> None:
    told = Health(
        problems=("디스크가 찼습니다",), facts={"store_bytes": 12_345_678, "sources": 7, "odd": None}
    )
    page = html.fromstring(
        serve(made, now="2026-04-16T12:00", health=lambda: told).get("/status").body.decode()
    )
    assert words(page.xpath("//p[@role='status']")[0]) == "▲ 살펴볼 일이 있습니다."
    assert words(page.xpath("//ul[@class='problems']")[0]) == "디스크가 찼습니다"
    facts = dict(
        zip(*(map(words, page.xpath(f"//dl[@class='facts']/{part}")) for part in ("dt", "dd")), strict=True)
    )
    assert facts["저장소 크기"] == "12 MB"
    assert (facts["켜진 출처"], facts["odd"]) == ("7", "-")
    assert facts["마지막 변경"].startswith("5시간 전 · 2026. 4. 16.")
    assert facts["가장 늦은 출처"].endswith(" min)")


def test_errors_are_pages_to_a_browser_and_lines_to_others(made: Store, serve: Serve) -> None:
    server = serve(made)
    for path, status in (
        ("/nothing", 404),
        ("/en/nothing", 404),
        ("/timeline/2026/13", 404),
        ("/search?since=x", 400),
    ):
        told = server.get(path, accept="text/html,*/*;q=0.8")
        assert (told.status, told["content-type"]) == (status, "text/html; charset=utf-8")
        assert told["content-security-policy"]
        assert html.fromstring(told.body.decode()).get("lang") == ("en" if path.startswith("/en") else "ko")
    refused = server.get("/", method="POST", accept="text/html")
    assert (refused.status, set(refused["allow"].split(", "))) == (405, {"GET", "HEAD"})
    for path in ("/nothing.ics", "/api/v1/nothing", "/nothing"):
        accept = "*/*" if path == "/nothing" else "text/html"
        told = server.get(path, accept=accept)
        assert told.status == 404
        assert not told["content-type"].startswith("text/html")


def test_a_broken_store_is_a_page_too(serve: Serve, samples: ModuleType) -> None:
    heap = samples.Heap([samples.CEREMONY])
    heap.broken = OSError("the disk went away")
    server = serve(heap)
    for path in ("/", "/timeline/2021/01"):
        told = server.get(path, accept="text/html")
        assert (told.status, told["retry-after"]) == (503, "60")
        assert "서버에 문제가 생겼습니다" in told.body.decode()


def test_english_beside_korean(page: Any) -> None:
    for path in (
        "/",
        "/timeline/2026/04",
        "/timeline/2026/04/16",
        "/search?q=가마",
        "/about",
        "/sources",
        "/subscribe",
    ):
        english = page(f"/en{path}")
        assert english.get("lang") == "en"
        (other,) = english.xpath("//footer//a[@hreflang='ko']/@href")
        assert page(other).get("lang") == "ko"
        hangul = [
            text
            for text in english.xpath("//text()[not(ancestor::*[@lang='ko'])]")
            if re.search("[가-힣]", text)
        ]
        assert [text for text in hangul if not re.search("연표|가마|\\(오후\\)", text)] == [], path


def test_the_date_form_leads_to_the_day(made: Store, serve: Serve) -> None:
    server = serve(made, now="2026-04-16T09:30")
    for asked, path in (
        ("?since=2021-01-27", "/timeline/2021/01/27"),
        ("", "/timeline/2026/04"),
        ("?since=//x", "/timeline/2026/04"),
    ):
        assert server.get(f"/timeline{asked}")["location"] == path


def test_a_late_daemon_is_told_on_every_page(made: Store, serve: Serve) -> None:
    server = serve(made, now="2026-04-16T09:30", health=lambda: Health(late=True))
    for path in ("/", "/timeline/2026/04", "/sources", "/en/"):
        assert html.fromstring(server.get(path).body.decode()).xpath("//p[@class='late' and @role='status']")
    healthy = serve(made, now="2026-04-16T09:30")
    assert healthy.get("/")["etag"] != server.get("/")["etag"]


def test_the_measured_figures_claim_no_more_than_the_documentation() -> None:
    told = (ROOT / "docs" / "how-events-are-read.md").read_text()
    for name, *figures in MEASURED:
        (row,) = re.findall(rf"^\| {name} \| (.*) \|$", told, re.MULTILINE)
        documented = [float(cell) for cell in re.findall(r"[\d.]+", row)[:4]]
        assert all(float(mine) <= theirs for mine, theirs in zip(figures, documented, strict=True))


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_has_both_languages_with_the_same_blanks(name: str) -> None:
    korean, english = TEXTS[name]
    assert korean
    assert english
    assert len(re.findall(r"{\d?}", korean)) == len(re.findall(r"{\d?}", english)) or name == "year_of"
    assert not re.search("[가-힣]", english) or name == "other_language"


def test_a_full_day_goes_on_over_pages(serve: Serve, samples: ModuleType) -> None:
    day = samples.CEREMONY.event.span
    many = [replace(samples.CEREMONY, uid=f"u{number:03}", change=number) for number in range(90)]
    server = serve(samples.Heap(many))
    path, seen = f"/timeline/{day.start:%Y/%m/%d}", []
    while path:
        told = html.fromstring(server.get(path).body.decode())
        seen += told.xpath("//section[@aria-labelledby='starts']//h3/a/@href")
        path = next(iter(told.xpath("//section[@aria-labelledby='starts']//a[@rel='next']/@href")), None)
    assert sorted(seen) == [f"/event/u{number:03}" for number in range(90)]
    assert timedelta(0) < day.end - day.start


class _Operator:
    """Somebody made a token."""

    def tokens(self) -> dict[str, str]:
        return {"desk": "0" * 64}


def test_buttons_stand_where_an_operator_can_act(made: Store, serve: Serve) -> None:
    (moved,) = [entry for entry in made.entries(Query()) if entry.revision == 2]
    posted = {"/sources/nuri": 2, "/sources/solnae": 1, f"/event/{moved.uid}": 1}
    for options, there in (({}, False), ({"operator": _Operator()}, True)):
        server = serve(made, now="2026-04-16T09:30", **options)
        for path, count in posted.items():
            page = html.fromstring(server.get(path).body.decode())
            forms = page.xpath("//form[@data-post]")
            assert len(forms) == (count if there else 0), path
            assert all(form.get("hidden") is not None for form in forms)
