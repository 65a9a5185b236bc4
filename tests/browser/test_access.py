"""WCAG 2.2 AA: what axe finds, and what it cannot see: the order of focus, the dialog, targets, reflow."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from timeline.store import Store

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

Open = Callable[..., Any]
Running = Callable[..., str]
Routes = Callable[[Store], list[str]]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
PLACES = ["target-size", "scrollable-region-focusable"]
WIDTHS = (320, 360, 768, 1280)

_FIGURES = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+")
# What of each element the rules read: whether it is to be seen; for contrast, its colours and whether it is large.
SEEN = "[...document.body.querySelectorAll('*')].map(e => +e.checkVisibility({visibilityProperty: true})).join('')"
PAINTED = """[...document.body.querySelectorAll('*')].map(e => {
  const s = getComputedStyle(e), size = parseFloat(s.fontSize);
  const large = size >= 24 || (size >= 18.66 && +s.fontWeight >= 700);
  return [e.checkVisibility({visibilityProperty: true}), large, s.color, s.backgroundColor, s.backgroundImage,
    s.opacity, s.position];
}).join()"""


@pytest.mark.parametrize("state", ["empty", "one", "few", "many", "failing"])
def test_axe_finds_nothing(
    state: str,
    open_page: Open,
    running: Running,
    stores: dict[str, Store],
    axe: str,
    routes: Routes,
    looked_at: set[str],
) -> None:
    """T1, T2: every page, four widths, two schemes, two languages, five states; pages that differ in figures once.

    Where the rules would read what they have read of the page before, at another width or in the other scheme,
    they are not asked again.
    """
    page, found = open_page(360), []
    base = running(state)
    for path in [language + path for path in routes(stores[state]) for language in ("", "/en")]:
        page.goto(f"{base}{path}")
        drawn = _FIGURES.sub("0", page.inner_html("body"))
        is_new = drawn not in looked_at
        looked_at.add(drawn)
        if is_new:
            page.evaluate(axe)
        read: set[str] = set()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} scrolls sideways at {width}"
            for scheme in ("light", "dark") if is_new else ():
                page.emulate_media(color_scheme=scheme)
                found += [(path, width, scheme, *told) for told in _news(page, read, scheme)]
    assert found == []


def _news(page: Any, read: set[str], scheme: str) -> list[tuple[str, list[str]]]:
    """What the rules find that could find other things than before; `read` is what they have read of this page."""
    seen, painted = page.evaluate(SEEN), page.evaluate(PAINTED)
    if seen not in read:
        rules = RULES
    else:
        rules = [*(COLOURS if painted not in read else ()), *(PLACES if scheme == "light" else ())]
    read |= {seen, painted}
    return _violations(page, rules) if rules else []


def _violations(page: Any, only: list[str]) -> list[tuple[str, list[str]]]:
    told = page.evaluate(
        f"axe.run(document, {{runOnly: {only}, resultTypes: ['violations'], preload: false}})"
    )
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:2]]) for each in told["violations"]]


def test_axe_would_find_something(open_page: Open, running: Running, axe: str) -> None:
    """The check checks: a grey of little contrast and a field without a name are both found, in both schemes."""
    page = open_page(360, bypass_csp=True)
    page.goto(running("few"))
    page.evaluate(axe)
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><p style=\"color:#999\">글</p>')"
    )
    page.add_style_tag(content="main p:last-child { background: #888; }")
    assert {"label", "color-contrast"} <= {name for name, _ in _violations(page, RULES)}
    page.emulate_media(color_scheme="dark")
    assert "color-contrast" in {name for name, _ in _violations(page, COLOURS)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_day_of_rest_is_read_on_every_strength(
    scheme: str, open_page: Open, running: Running, axe: str
) -> None:
    """No sample has a full Sunday and a full weekday of each strength: here each day is drawn as each."""
    page = open_page(320, scheme=scheme)
    page.goto(f"{running('few')}/timeline/2026/04")
    page.evaluate(axe)
    for strength in range(1, 5):
        page.evaluate(
            "level => document.querySelectorAll('.grid a').forEach((day, at) => {"
            " day.className = `level${level}`; day.firstElementChild.className = at % 2 ? 'rest' : ''; })",
            strength,
        )
        assert _violations(page, COLOURS) == [], strength


@pytest.mark.parametrize("path", ["/", "/timeline/2026/04", f"/search?q={quote('누리강')}"])
def test_every_event_is_reached_by_tab_and_opened_by_enter(
    path: str, open_page: Open, running: Running
) -> None:
    """T3: what axe cannot see: the order of focus, that it shows, and that nothing hides it."""
    page = open_page()
    page.goto(f"{running('few')}{path}")
    wanted = set(
        page.eval_on_selector_all(
            "main a[href^='/event/']", "all => all.map(each => each.getAttribute('href'))"
        )
    )
    assert wanted
    reached, tops = [], []
    for _ in range(300):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);"
            " const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);"
            " return [e.getAttribute('href'), s.outlineStyle, parseFloat(s.outlineWidth), r.y + scrollY,"
            " e === document.body, !!hit && (e.contains(hit) || hit.contains(e))]; })()"
        )
        if told[4]:
            break
        assert told[1:3] == ["solid", 3], told
        if told[0] in wanted:
            reached.append(told[0])
            tops.append(told[3])
            assert told[5], f"{told[0]} is hidden while focused"
    assert set(reached) == wanted
    assert tops == sorted(tops)
    page.goto(f"{running('few')}{path}")
    page.locator(f"main a[href='{reached[0]}']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reached[0]}")


def test_skip_link_and_targets(open_page: Open, running: Running) -> None:
    page = open_page()
    page.goto(f"{running('few')}/timeline/2026/04")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    small = page.eval_on_selector_all(
        "main a, main button, main select, main summary, nav a",
        "all => all.filter(e => { const r = e.getBoundingClientRect(); return r.width && r.height < 24; })"
        ".map(e => e.textContent.trim())",
    )
    assert small == []


def test_focus_is_never_out_of_sight(open_page: Open, running: Running) -> None:
    """2.4.11: what has the focus lies in the window, on every kind of page, on a small phone."""
    page = open_page(320)
    for path in (
        "/timeline/2026/04",
        "/sources",
        "/sources/nuri",
        "/subscribe",
        "/search?q=" + quote("누리강"),
    ):
        page.goto(f"{running('few')}{path}")
        for _ in range(120):
            page.keyboard.press("Tab")
            told = page.evaluate(
                "(() => { const e = document.activeElement, r = e.getBoundingClientRect();"
                " const seen = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;"
                " return [e === document.body, seen, e.outerHTML.slice(0, 90)]; })()"
            )
            if told[0]:
                break
            assert told[1], f"{path}: {told[2]}"


def test_two_hundred_percent_of_text(
    open_page: Open, running: Running, stores: dict[str, Store], routes: Routes
) -> None:
    """1.4.4, 1.4.10: text of twice the size needs no sideways scroll and loses nothing."""
    page = open_page(640, bypass_csp=True)
    for path in routes(stores["few"]):
        page.goto(f"{running('few')}{path}")
        page.add_style_tag(content=":root { font-size: 200% !important; }")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
        cut = page.eval_on_selector_all(
            "main a, main button, main p, main dd, main th, main td",
            "all => all.filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'hidden'"
            " && !e.closest('.aside')).map(e => e.outerHTML.slice(0, 90))",
        )
        assert cut == [], path


def test_text_spacing_of_the_reader(open_page: Open, running: Running) -> None:
    """1.4.12: with the reader's own spacing nothing is cut off and nothing scrolls sideways."""
    page = open_page(360, bypass_csp=True)
    for path in ("/", "/timeline/2026/04", "/sources/nuri", "/subscribe"):
        page.goto(f"{running('few')}{path}")
        page.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
            " word-spacing: 0.16em !important; }"
        )
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_names_hold_what_is_seen(
    open_page: Open, running: Running, stores: dict[str, Store], routes: Routes
) -> None:
    """2.5.3: who speaks to the page says what stands there."""
    page = open_page(1280)
    for path in routes(stores["few"]):
        page.goto(f"{running('few')}{path}")
        wrong = page.eval_on_selector_all(
            "a[aria-label], button[aria-label], input[aria-label]",
            "all => all.filter(e => !e.getAttribute('aria-label').includes(e.textContent.trim()))"
            ".map(e => e.outerHTML.slice(0, 120))",
        )
        assert wrong == [], path


def test_headings_go_down_one_at_a_time(
    open_page: Open, running: Running, stores: dict[str, Store], routes: Routes
) -> None:
    page = open_page(1280)
    for path in routes(stores["few"]):
        page.goto(f"{running('few')}{path}")
        levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(e => +e.tagName[1])")
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), (
            path,
            levels,
        )


def test_who_wants_no_motion_gets_none(open_page: Open, running: Running) -> None:
    page = open_page(1280, reduced_motion="reduce")
    page.goto(running("few"))
    moving = page.eval_on_selector_all(
        "*",
        "all => all.filter(e => { const s = getComputedStyle(e); return parseFloat(s.transitionDuration) > 0"
        " || s.animationName !== 'none'; }).length",
    )
    assert moving == 0


def test_forced_colours_keep_what_is_marked(open_page: Open, running: Running) -> None:
    """State is never told by colour alone: in high contrast the words and signs are still there."""
    page = open_page(360, forced_colors="active")
    page.goto(f"{running('failing')}/sources")
    first = page.locator(".sources li").first.inner_text()
    assert "▲" in first
    assert "고장" in first


def test_the_subscribe_dialog(open_page: Open, running: Running) -> None:
    """T6: focus in, Escape, focus back; the links carry the filter."""
    page = open_page(1200, permissions=["clipboard-read", "clipboard-write"])
    base = running("few", public_url=None)
    page.goto(f"{base}/?region={quote('누리')}")
    link = page.locator("a[data-dialog]")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    address = page.locator("dialog input[readonly]").input_value()
    assert parse_qs(urlsplit(address).query) == {"region": ["누리"]}
    webcal = page.locator("dialog a[href^='webcal:']").get_attribute("href")
    assert webcal == address.replace("http:", "webcal:")
    page.locator("dialog [data-copy]").click()
    page.locator("dialog output", has_text="복사했습니다").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement.matches('a[data-dialog]')")
