"""Stamps as pages show them, one a line of stamps.tsv, fetched at nine on 28 January 2021."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.korean import Role, find_stamps, read_stamp
from timeline.model import SEOUL

FETCHED = datetime(2021, 1, 28, 9, 0, tzinfo=SEOUL)
LINES = [
    line.split("\t")
    for line in Path(__file__).with_name("stamps.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
moments = st.datetimes(datetime(1990, 1, 1), datetime(2098, 12, 31)).map(
    lambda at: at.replace(microsecond=0, tzinfo=SEOUL)
)


@pytest.mark.parametrize(("text", "wanted", "precision"), LINES, ids=[line[0] or "nothing" for line in LINES])
def test_stamp(text, wanted, precision):
    stamp = read_stamp(text, fetched=FETCHED)
    if wanted == "-":
        assert stamp is None
        return
    assert stamp is not None
    assert stamp.at == datetime.fromisoformat(wanted).replace(tzinfo=SEOUL)
    assert stamp.precision == precision


def test_published_and_modified_are_told_apart():
    page = "입력 2021.01.27 20:37\n수정 2021.01.28 08:00\n최종수정일 2025-02-03"
    assert [(one.role, one.stamp.at.day) for one in find_stamps(page)] == [
        (Role.PUBLISHED, 27),
        (Role.MODIFIED, 28),
        (Role.REFUSED, 3),
    ]
    assert all(page[one.start : one.end].startswith(one.label) for one in find_stamps(page))


def test_an_age_needs_a_clock():
    assert read_stamp("3시간 전") is None


@given(moments)
def test_every_moment_is_read_back_as_it_is_written(at):
    for form in (
        "입력 %Y-%m-%d %H:%M:%S",
        "입력날짜 : %Y. %m.%d. %H:%M:%S",
        "등록 %Y/%m/%d %H:%M:%S",
        "승인 %Y년 %m월 %d일 %H:%M:%S",
    ):
        stamp = read_stamp(at.strftime(form))
        assert stamp is not None
        assert stamp.at == at


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    stamp = read_stamp(text, fetched=FETCHED)
    assert stamp is None or stamp.at.utcoffset() == timedelta(hours=9) or stamp.at.tzinfo is not None
