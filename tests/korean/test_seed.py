"""The page this project began with, in its own words: every time on it, read as on the evening of its stamp."""

from __future__ import annotations

from datetime import datetime

from timeline.korean import find, read_stamp
from timeline.model import SEOUL, Kind

STAMP = "  • 입력날짜 : 2021. 01.27. 20:37"
LINES = """27일 오후 북구 첨단3지구 다목적강당에서 열린 개청식에 참석한 내빈들이 축하 퍼포먼스를 하고 있다.
시는 27일 오후 다목적 강당에서 개청식을 개최했다.
이날 개청식에는 시장과 장관 등이 참석했다.
지난해 6월 산업지구 4개 지구 4.371㎢가 지정됐다.
이에 따라 지난 1일 1급 상당인 청장과 본부장(3급), 3부(부장 4급) 9팀(팀장 5급) 등 총 45명 정원의 조직으로 출범했다.
이 지역의 먹거리 산업구조를 재편하는 역할을 한다.
국내외 투자유치를 전담한다.
특히 이날 개청식과 더불어 3건의 업무협약을 체결했다."""


def test_the_stamp_of_the_seed():
    stamp = read_stamp(STAMP)
    assert stamp is not None
    assert (stamp.at, stamp.precision) == (datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL), "minute")


def test_every_time_of_the_seed():
    published = datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL)
    found = [(m.text, str(m.span)) for m in find(LINES, published)]
    assert found == [
        ("27일 오후", "2021-01-27T12:00/2021-01-27T18:00"),
        ("27일 오후", "2021-01-27T12:00/2021-01-27T18:00"),
        ("이날", "2021-01-27T00:00/2021-01-28T00:00"),
        ("지난해 6월", "2020-06-01T00:00/2020-07-01T00:00"),
        ("지난 1일", "2021-01-01T00:00/2021-01-02T00:00"),
        ("이날", "2021-01-27T00:00/2021-01-28T00:00"),
    ]
    assert [m.kind for m in find(LINES, published)].count(Kind.ANAPHOR) == 2
