"""Hostile text in a real browser (S9): it never runs, with the policy alone and with the templates alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest

from timeline.model import Article, Entry, EventKind, Quote
from timeline.query import Run, Standing
from timeline.web import frame
from timeline.web.health import Health

pytestmark = [pytest.mark.long, pytest.mark.timeout(400)]

Open = Callable[..., Any]
Running = Callable[..., str]

PAYLOADS = (
    "<script>window.__xss=1</script>",
    '"><img src=x onerror=window.__xss=1>',
    "' onmouseover='window.__xss=1",
    "</title><svg/onload=window.__xss=1>",
    "javascript:window.__xss=1",
    "</script><script>window.__xss=1</script>",
    "--><iframe srcdoc='<script>parent.__xss=1</script>'>",
)


@pytest.mark.parametrize(
    ("policy", "escaping"),
    [(True, True), (False, True), (True, False)],
    ids=["both", "templates alone", "policy alone"],
)
def test_hostile_text_never_runs(
    policy: bool,
    escaping: bool,
    open_page: Open,
    running: Running,
    by_name: ModuleType,
    drawing: Callable[[bool], None],
) -> None:
    """T5: the corpus in every field of every page, in both languages; nothing runs, no link is a script."""
    drawing(escaping)
    shelf = _shelf(by_name)
    base = running(f"hostile {policy} {escaping}", shelf, **_options())
    page = open_page(1200, bypass_csp=not policy)
    for path in _paths():
        page.goto(f"{base}{path}")
        page.mouse.move(300, 300)
        assert page.evaluate("window.__xss") is None, path
        if escaping:
            schemes = page.eval_on_selector_all("a", "all => [...new Set(all.map(each => each.protocol))]")
            assert set(schemes) <= {"http:", "https:", "webcal:"}, path
            assert (
                page.eval_on_selector_all(
                    "a, form",
                    "all => all.filter(e => /^on/.test([...e.attributes].map(a => a.name).join(' '))).length",
                )
                == 0
            )
        else:
            _press(page)
            assert page.evaluate("window.__xss") is None, path


def test_without_both_layers_it_would_run(
    open_page: Open, running: Running, by_name: ModuleType, drawing: Callable[[bool], None]
) -> None:
    """The corpus can bite: without escaping and without the policy it runs on nearly every page."""
    drawing(False)
    base = running("bare", _shelf(by_name), **_options())
    page, ran = open_page(1200, bypass_csp=True), []
    for path in (
        "/",
        "/event/x0",
        "/timeline/2021/01/27",
        "/sources",
        "/sources/s",
        "/status",
        f"/search?q={quote(PAYLOADS[0])}",
    ):
        page.goto(f"{base}{path}")
        page.mouse.move(300, 300)
        ran.append((path, page.evaluate("window.__xss")))
    assert [path for path, told in ran if told is None] == []


def test_errors_do_not_carry_text_back(open_page: Open, running: Running) -> None:
    """Refused values and unknown addresses are shown as text (S9, error pages too)."""
    page = open_page(1200, bypass_csp=True)
    for payload in PAYLOADS:
        for path in (
            "/search?since={}",
            "/?status={}",
            "/?precision={}",
            "/nothing/{}",
            "/event/{}",
            "/sources/{}",
        ):
            page.goto(f"{running('few')}{path.format(quote(payload, safe=''))}")
            assert page.evaluate("window.__xss") is None, path
            assert page.locator("h1").count() == 1


def _press(page: object) -> None:
    """Click what a payload made: script links run only when they are pressed."""
    page.eval_on_selector_all(  # type: ignore[attr-defined]
        "a[href^='javascript:']", "all => all.forEach(each => each.click())"
    )


def _options() -> dict[str, object]:
    """The payloads as the site's name, as what its keeper says, and as the operator's contact."""
    told = Health(problems=PAYLOADS, facts={"store": PAYLOADS[0], PAYLOADS[3]: PAYLOADS[1]})
    return {"name": PAYLOADS[0], "health": lambda: told, "contact": PAYLOADS[4]}


def _paths() -> list[str]:
    asked = [quote(payload, safe="") for payload in PAYLOADS]
    paths = [
        "/",
        "/timeline/2021",
        "/timeline/2021/01",
        "/timeline/2021/01/27",
        "/about",
        "/sources",
        "/sources/s",
        "/status",
    ]
    paths += [f"/event/x{number}" for number in range(len(PAYLOADS) + 1)]
    paths += [f"/{page}?{name}={each}" for each in asked for page, name in _ASKED]
    paths += [f"/article?source=example&key={asked[0]}", f"/article?source={asked[0]}&key={asked[0]}"]
    return [*paths, *(f"/en{path}" for path in paths[:10])]


_ASKED = (("search", "q"), ("", "region"), ("", "precision"), ("subscribe", "source"))


def _shelf(by_name: ModuleType) -> object:
    """Every text field of everything that a page shows, with each payload."""
    entries = [_entry(by_name, number, payload) for number, payload in enumerate(PAYLOADS)]
    report = replace(entries[0].event, kind=EventKind.REPORT, when=None)
    shelf = by_name.Heap([*entries, replace(entries[0], uid=f"x{len(PAYLOADS)}", event=report)])
    payload, at = PAYLOADS[0], by_name.at("2021-01-27T10:00")
    shelf.sources = [
        Standing("s" if not number else text, text, text, text, True, at, at, None, 1, text, 1)
        for number, text in enumerate(PAYLOADS)
    ]
    shelf.looks = {"s": [Run(at, text, note=text) for text in PAYLOADS]}
    shelf.newest = Article("s", payload, PAYLOADS[4], payload, None, (payload,), publisher=payload)
    return shelf


def _entry(by_name: ModuleType, number: int, payload: str) -> Entry:
    base = by_name.CEREMONY
    when = replace(
        base.event.when,
        text=payload,
        why=payload,
        rule=payload,
        rejected=(payload,),
        start=0,
        end=len(payload),
    )
    event = replace(
        base.event, title=payload, evidence=Quote(0, len(payload), payload), category=payload, topics=(payload,),
        regions=(payload,), hours=payload, reasons=(payload,), when=when,
        place=replace(base.event.place, text=payload, name=payload, address=payload),
    )  # fmt: skip
    cited = tuple(
        replace(by_name.ARTICLE, key=payload, url=url, publisher=payload, headline=payload)
        for url in (payload, "javascript:window.__xss=1", f"http://example.org/{payload}")
    )
    entry: Entry = replace(base, uid=f"x{number}", event=event, citations=cited)
    return entry


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], None]]:
    """Draw with templates that escape, or (to prove the other layer) with ones that do not."""

    def draw(escaping: bool) -> None:
        frame.environment.cache_clear()
        frame.environment().autoescape = escaping

    yield draw
    frame.environment.cache_clear()
