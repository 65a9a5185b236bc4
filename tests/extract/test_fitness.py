"""Titles that cannot stand, and names that only look like them."""

from __future__ import annotations

import pytest

from timeline.extract.fitness import fit, hopeless, vague


@pytest.mark.parametrize(
    "title",
    [
        "10만 원 이상 기부",
        "원 이상 기부",
        "보면 참가자 숙박",
        "참석자들 격차 해소 넘음",
        "한빛군(군수 김하늘) 추진",
    ],
)
def test_a_condition_or_a_count_is_no_entry(title: str) -> None:
    assert hopeless(title)


@pytest.mark.parametrize(
    "title", ["화면 전시회", "측면 도로 통제", "주민총회", "100만 원 기탁식", "새빛군 청년정책 추진"]
)
def test_what_only_looks_like_one_stays(title: str) -> None:
    assert not hopeless(title)


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("전시 기간 봄밤 그림 감상", "봄밤 그림 감상"),
        ("봄밤 퍼포먼스 를 상연", "봄밤 퍼포먼스 상연"),
        ("새빛시·한울시 지역 살리기‘맞손’", "새빛시·한울시 지역 살리기 업무협약"),
        ("봄밤 음악회", "봄밤 음악회"),
    ],
)
def test_what_only_leans_on_it_goes(told: str, title: str) -> None:
    assert fit(told) == title


@pytest.mark.parametrize(
    ("title", "wide", "says_too_little"),
    [
        ("록밴드 공연", True, True),
        ("록밴드 공연", False, False),
        ("다양한 교육", False, True),
        ("420리터 기부", False, True),
    ],
)
def test_too_little_for_a_feed(title: str, wide: bool, says_too_little: bool) -> None:
    assert vague(title, wide=wide) is says_too_little
