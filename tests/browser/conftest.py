"""Chromium, axe, and servers over made-up timelines: empty, one event, a dozen, five thousand, all failing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest

from timeline.query import Query
from timeline.store import Store
from timeline.web.health import Health

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def by_path(name: str, path: Path) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


web = by_path("web_fixtures", HERE.parent / "web" / "conftest.py")

sample = by_path("browser_sample", HERE / "sample.py")


def needed(there: Any, what: str) -> Any:
    if not there and os.environ.get("YEONPYO_REQUIRE_ALL"):
        pytest.fail(f"{what} is missing (tests/browser/README.md)")
    if not there:
        pytest.skip(f"{what} is missing (tests/browser/README.md)")
    return there


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    chromium = needed(shutil.which("chromium") or shutil.which("chromium-browser"), "chromium")
    needed(importlib.util.find_spec("playwright"), "playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def axe() -> str:
    path = HERE / "node_modules" / "axe-core" / "axe.min.js"
    return needed(path.is_file() and path, "axe-core").read_text()


SIZES = {"empty": 0, "one": 1, "few": len(sample.PLAN), "many": 5000, "failing": 5}


class Stores(dict[str, Store]):
    """By name, timelines that stay as they are; each is made when it is first asked for."""

    def __init__(self, folder: Callable[[str], Path]) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> Store:
        made = self[name] = Store.open(self._folder(name) / "timeline.db", make=True)
        if SIZES[name]:
            sample.fill(made, SIZES[name])
        if name == "failing":
            _fail(made)
        return made


def _fail(store: Store) -> None:
    now = sample.NOW
    for source in [*(paper for paper, _ in sample.PAPERS), "seeds"]:
        store.sources.lease("t", now, wanted=[source])
        store.sources.release(source, "t", next_due=now, now=now, failures=9, reason="timeout")


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    made = Stores(tmp_path_factory.mktemp)
    yield made
    for store in made.values():
        store.close()


@pytest.fixture(scope="session")
def running(stores: dict[str, Store]) -> Iterator[Callable[..., str]]:
    """The address of a server over a store or a shelf; one server for each set of options."""
    generator = web.serving(by_path("feed_samples", HERE.parent / "export" / "samples.py"))
    start = next(generator)
    kept: dict[str, str] = {}

    def at(state: str, shelf: Any = None, **options: Any) -> str:
        key = f"{state} {options}"
        if shelf is not None or key not in kept:
            late = Health(late=state == "failing")
            options.setdefault("health", lambda: late)
            kept[key] = start(shelf or stores[state], now=f"{sample.NOW:%Y-%m-%dT%H:%M}", **options).url
        return kept[key]

    yield at
    next(generator, None)


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """A page at a width and scheme; what it logs and asks of others is in `page.heard` and `page.asked`."""
    contexts = []

    def opened(width: int = 360, scheme: str = "light", **options: Any) -> Any:
        options = {"locale": "ko-KR", "timezone_id": "Asia/Seoul"} | options
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 800}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.heard, page.asked = [], []
        page.on("console", lambda told: page.heard.append(told.text))
        page.on("pageerror", lambda told: page.heard.append(f"{told}"))
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def routes() -> Callable[[Store], list[str]]:
    """Every page of a store, an event and an article of it among them, and the page for what is not there."""

    def of(store: Store) -> list[str]:
        asked = quote("누리강")
        paths = ["/", "/timeline/2026", "/timeline/2026/04", "/timeline/2026/04/16", "/search", "/subscribe"]
        paths += ["/sources", "/sources?state=failing", "/sources/nuri", "/status", "/about", "/api"]
        paths += [
            f"/search?q={asked}",
            f"/search?q={asked}&region=x",
            f"/?region={quote('누리')}&q={asked}",
            "/nothing",
        ]
        if entry := next(iter(store.entries(Query(), limit=1)), None):
            cited = entry.citations[0]
            paths += [f"/event/{entry.uid}", f"/article?source={cited.source}&key={cited.key}"]
        return paths

    return of


@pytest.fixture(scope="session")
def looked_at() -> set[str]:
    """The pages, as drawn, that axe has seen."""
    return set()


@pytest.fixture(scope="session")
def daemons() -> ModuleType:
    """How tests/scheduler starts real daemons."""
    return by_path("scheduler_fixtures", HERE.parent / "scheduler" / "conftest.py")


@pytest.fixture(scope="session")
def by_name() -> ModuleType:
    """The literals of tests/export/samples.py."""
    return by_path("feed_samples", HERE.parent / "export" / "samples.py")
