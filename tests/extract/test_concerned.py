"""Which regions an event is filed under, so that a feed can be filtered by 광주, 전남, 북구."""

from __future__ import annotations

from datetime import datetime

import pytest

from timeline.extract import read
from timeline.model import SEOUL

AT = datetime(2025, 3, 1, 9, 0, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("오는 28일 광주 북구 새봄회관에서 음악회가 열린다.", ("광주", "북구")),
        ("광주 북구는 오는 28일 설명회를 연다.", ("광주", "북구")),
        ("목포시는 오는 28일 설명회를 연다.", ("전남", "목포시")),
        ("강진군(군수 한가람)은 오는 28일 설명회를 연다.", ("전남", "강진군")),
        ("전남도의회는 오는 28일 본회의를 연다.", ("전남",)),
        ("광주지법은 28일 첫 공판을 연다.", ("광주",)),
        ("오는 28일 광주챔피언스필드에서 개막전이 열린다.", ("광주",)),
        ("오는 28일 목포문학관에서 낭독회가 열린다.", ("전남", "목포시")),
        ("오는 28일 무안국제공항을 방문한다.", ("전남", "무안군")),
        ("오는 28일 전남대학교 대강당에서 졸업식이 열린다.", ()),
        ("오는 28일 전남대병원 강당에서 강좌가 열린다.", ()),
        ("오는 28일 새봄회관에서 음악회가 열린다.", ()),
    ],
)
def test_regions_from_the_text(text: str, regions: tuple[str, ...]) -> None:
    (event,) = read(text, AT).events
    assert event.regions == regions


def test_the_headline_then_the_paper_say_where_nothing_else_does() -> None:
    text = "오는 28일 새봄회관에서 음악회가 열린다."
    assert read(text, AT, title="강진군, 봄 음악회 열어").events[0].regions == ("전남", "강진군")
    assert read(text, AT, title="봄 음악회", region="전남").events[0].regions == ("전남",)
