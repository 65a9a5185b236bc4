"""Daily hours of events of several days, and none for events of one."""

from __future__ import annotations

from datetime import datetime

import pytest

from timeline.extract import read
from timeline.model import SEOUL


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        (
            "오는 10일부터 20일까지 아트센터에서 초대전을 연다. 관람 시간은 오전 10시부터 오후 5시까지다.",
            "오전 10시부터 오후 5시",
        ),
        (
            "오는 10일부터 20일까지 매일 오전 10시~오후 5시 아트센터에서 초대전을 연다.",
            "매일 오전 10시~오후 5시",
        ),
        ("오는 10일부터 20일까지 아트센터에서 초대전을 연다.", ""),
        ("오는 10일 오후 2시부터 4시까지 시청에서 설명회를 연다.", ""),
    ],
)
def test_hours(text: str, hours: str) -> None:
    events = read(text, datetime(2024, 5, 2, 18, tzinfo=SEOUL)).events
    assert [e.hours for e in events if e.main] == [hours]
