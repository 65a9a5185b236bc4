"""What holds for any text: offsets point at it, titles can be printed, nothing comes of times without a value."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import process_time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from timeline.extract import Reading, read
from timeline.extract.events import draw
from timeline.extract.tidy import LONGEST
from timeline.korean import find
from timeline.model import SEOUL, Kind

AT = datetime(2024, 5, 2, 18, tzinfo=SEOUL)
LINES = [
    line.rpartition(" => ")[0].replace("⏎", "\n")
    for file in sorted(Path(__file__).parent.glob("*.cases"))
    if file.stem != "identity"
    for line in file.read_text("utf-8").splitlines()
    if " => " in line
]
TOLD = "27일 |오후 2시 |이날 |지난해 6월 |3년간 |최근 |오는 5일까지 |시청에서 |개청식을 |열었다.|열린다고 |밝혔다. "
SIGNS = "(|)|‘|’|“|”|\n|○ 일시: |- 장소: |△홍길동 시장=|취소됐다. |에서 열린 |A|·|…| "
PIECES = st.sampled_from(TOLD.split("|") + SIGNS.split("|"))
TEXTS = st.one_of(
    st.lists(PIECES, max_size=30).map("".join), st.lists(st.sampled_from(LINES), max_size=4).map("\n".join)
)
DATES = re.compile(
    r"(?:19|20)\d\d년|\d{1,2}월\s?\d{1,2}일|(?:^|(?<!주)\s)\d{1,2}일(?:\s|$)|(?:오전|오후)\s?\d{1,2}시"
)


def sound(text: str, reading: Reading) -> None:
    for event in reading.events:
        quotes = [(event.evidence.start, event.evidence.end, event.evidence.text)]
        quotes += [(m.start, m.end, m.text) for m in event.mentions]
        quotes += [(event.place.start, event.place.end, event.place.text)] if event.place else []
        assert all(text[start:end] == told for start, end, told in quotes)
        assert event.title == event.title.strip()
        assert 0 < len(event.title) <= LONGEST
        assert "\n" not in event.title
        assert not DATES.search(event.title), event.title
        assert not event.title.endswith(("밝혔다", "말했다"))
        assert event.when is not None
        assert event.when.kind not in (Kind.DURATION, Kind.VAGUE, Kind.SET)
        assert all(m.span is not None for m in event.mentions)
        assert 0.05 <= event.confidence <= 0.99
        assert all(event.reasons)
    assert all(any(m == told for told in reading.mentions) for e in reading.events for m in e.mentions)


@given(TEXTS)
@example("27일 ‘ 개청식을 ")
@example("△홍길동 시장=오후 2시 열었다.밝혔다. ")
@settings(max_examples=150, deadline=None)
def test_whatever_it_reads_it_can_show(text: str) -> None:
    reading = read(text, AT, title="새빛시, 봄밤 음악회 개최", region="광주")
    sound(text, reading)
    assert read(text, AT, title="새빛시, 봄밤 음악회 개최", region="광주") == reading


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_at_all_is_read(text: str) -> None:
    sound(text, read(text, AT))


def test_without_a_publication_nothing_relative_becomes_an_event() -> None:
    reading = read("27일 시청에서 개청식이 열렸다. 2023년 3월 2일 개관식이 열렸다.", None)
    assert [str(e.span) for e in reading.events] == ["2023-03-02T00:00/2023-03-03T00:00"]


def test_long_lines_take_linear_time() -> None:
    line = "새빛시는 27일 오후 2시 시청 대회의실에서 청년정책 토론회를 열고 (의견을 ‘나눴’다 "
    once = find(line, AT)

    def cost(times: int) -> float:
        mentions = [
            replace(m, start=m.start + i * len(line), end=m.end + i * len(line))
            for i in range(times)
            for m in once
        ]
        began = process_time()
        draw(line * times, mentions, AT)
        return process_time() - began

    cost(20)
    small, large = min(cost(50) for _ in range(3)), min(cost(400) for _ in range(3))
    assert large < 8 * 3 * small + 0.05
