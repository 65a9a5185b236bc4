"""The page that ships with the project, read from its own paragraphs: what a subscriber in Gwangju would see."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from timeline.extract import Reading, read_article
from timeline.model import SEOUL, Article, Event, EventKind, Stamp, Status

SEED = Path(__file__).parents[2] / "seeds" / "gwangju-2021-01-27.txt"


@pytest.fixture(scope="module")
def article() -> Article:
    """The page's caption and paragraphs; the reader of documents has tests of its own."""
    lines = [line.strip() for line in SEED.read_text("utf-8-sig").splitlines() if line.strip()]
    first = next(i for i, line in enumerate(lines) if line.startswith("27일 오후"))
    last = next(i for i, line in enumerate(lines) if line.startswith("/정겨울"))
    stamp = Stamp(datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL), "minute", "label", "2021. 01.27. 20:37")
    headline = "국내 유일 AI 자유구역…새로운 혁신성장 주역 기대"
    return Article(
        "seed", "1", "", headline, stamp, tuple(lines[first + 1 : last]), (lines[first],), region="광주"
    )


@pytest.fixture(scope="module")
def reading(article: Article) -> Reading:
    return read_article(article)


def found(reading: Reading, word: str) -> Event:
    return next(e for e in reading.events if e.kind is EventKind.OCCURRENCE and word in e.title)


def test_the_seed_gives_these_entries_and_no_others(reading: Reading) -> None:
    assert [(str(e.span), e.span.grain.value, e.status.value, e.title) for e in reading.events] == [
        (
            "2021-01-27T20:37/2021-01-27T20:38",
            "minute",
            "held",
            "국내 유일 AI 자유구역…새로운 혁신성장 주역 기대",
        ),
        ("2021-01-27T12:00/2021-01-27T18:00", "part", "held", "광주경제자유구역청 개청식"),
        (
            "2020-06-01T00:00/2020-07-01T00:00",
            "month",
            "held",
            "광주경제자유구역 4개 지구 4.371㎢ 지정",
        ),
        ("2021-01-01T00:00/2021-01-02T00:00", "day", "held", "광주경제자유구역청 출범"),
        ("2021-01-27T00:00/2021-01-28T00:00", "day", "held", "광주형 일자리 확대 투자유치 및 업무협약 체결"),
    ]


def test_the_ceremony_is_one_event_told_three_times(reading: Reading, article: Article) -> None:
    ceremony = found(reading, "개청식")
    assert ceremony.main
    assert [m.text for m in ceremony.mentions] == ["27일 오후", "27일 오후", "이날"]
    assert ceremony.place is not None
    assert ceremony.place.name == "광주이노비즈센터 다목적강당"
    assert ceremony.place.regions == ("광주", "북구")
    assert article.text[ceremony.place.start : ceremony.place.end] == ceremony.place.text
    assert "개청식을 개최했다" in ceremony.evidence.text


def test_that_day_beside_the_ceremony_is_the_ceremonys_day(reading: Reading) -> None:
    signing = found(reading, "체결")
    assert signing.when is not None
    assert signing.when.rule == "anaphor.event"
    assert "개청식" in signing.when.why
    assert signing.when in reading.mentions


def test_the_article_itself_is_a_report_at_its_stamp(reading: Reading) -> None:
    report = reading.events[0]
    assert report.kind is EventKind.REPORT
    assert report.status is Status.HELD
    assert report.when is None
