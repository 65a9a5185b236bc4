"""What every test may use: a day to read on, an article and an event made of literals, an empty store."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home" / "timeline.db", make=True) as opened:
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
