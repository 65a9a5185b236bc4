"""What holds for every text and every day."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from datetime import datetime, timedelta
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from timeline.korean import find
from timeline.korean.lunar import solar
from timeline.model import SEOUL, Grain, Kind, Mention
from timeline.when import Written

published = st.datetimes(datetime(1990, 1, 1), datetime(2049, 12, 31)).map(
    lambda at: at.replace(microsecond=0, tzinfo=SEOUL)
)
days = st.integers(1, 31)
WORDS = """27일 오후 3시 이날 전날 지난해 올해 내년 6월 오는 지난 다음 달 말 초 매주 화요일 10:30 ~ 부터 까지
2021. 1. 27. (수) 3년간 이틀 뒤 설 연휴 음력 1월 15일 밝혔다. 연다. 열린 , · 에서 상반기 가을 99999일 13월 32일 '21년
三月 십오일 당시 첫날인 후반 32분 5·18 9999년 0시 24:00 25:61"""
words = st.sampled_from([*WORDS.split(), "\n"])
texts = st.one_of(
    st.text(max_size=200),
    st.lists(words, max_size=40).map(" ".join),
    st.lists(words, max_size=40).map("".join),
)


@given(texts, published)
def test_offsets_point_at_the_text(text, at):
    found = find(text, at)
    for mention in found:
        assert text[mention.start : mention.end] == mention.text
        assert mention.text.strip()
        assert mention.why
        assert mention.rule
        assert 0 < mention.confidence <= 1
    for one, other in pairwise(found):
        assert one.end <= other.start


@given(texts)
def test_without_a_publication_nothing_relative_is_placed(text):
    for mention in find(text, None):
        assert mention.anchor is None
        assert mention.span is None or "publication" not in mention.rule


@given(days, published)
def test_a_coming_day_is_never_wholly_before_the_publication_day(day, at):
    (mention,) = find(f"오는 {day}일", at)
    assert mention.span is not None
    assert mention.span.end > at.replace(hour=0, minute=0, second=0)


@given(days, published)
def test_a_past_day_is_never_wholly_after_the_publication_day(day, at):
    (mention,) = find(f"지난 {day}일", at)
    assert mention.span is not None
    assert mention.span.start <= at


@given(published, st.sampled_from(["오늘", "어제", "내일", "모레", "그제", "전날 밤", "사흘 뒤 다시 연다."]))
def test_moving_the_publication_by_a_day_moves_what_leans_on_it_by_a_day(at, text):
    (before,), (after,) = find(text, at), find(text, at + timedelta(days=1))
    assert before.span is not None
    assert after.span is not None
    assert after.span.start - before.span.start == timedelta(days=1)


@given(
    published,
    st.sampled_from(["27일 오후", "오는 15일 오후 2시", "지난 3일", "어제", "다음 달 4일", "내년 3월 2일"]),
)
def test_a_resolved_day_read_again_in_its_printed_form_is_the_same_span(at, text):
    (mention,) = find(text, at)
    assume(mention.span is not None)
    assert mention.span is not None
    start = mention.span.start
    printed = f"{start:%Y}년 {start.month}월 {start.day}일"
    if mention.span.grain == Grain.PART:
        printed += f" {mention.part}"
    elif mention.span.has_clock:
        printed += f" {start.hour}시"
    (again,) = find(printed, at)
    assert again.span == mention.span


@given(st.integers(1901, 2048), st.integers(1, 12), st.integers(1, 29))
def test_the_lunar_calendar_goes_on_day_by_day(year, month, day):
    one, next_one = solar(year, month, day), solar(year, month, day + 1)
    assert one is not None
    assert next_one is None or next_one - one == timedelta(days=1)


@pytest.mark.parametrize("year", range(2000, 2040))
def test_the_lunar_table_agrees_with_the_holidays_package(year):
    import holidays

    korea = holidays.country_holidays("KR", years=year, language="ko")
    for month, day in ((1, 1), (8, 15), (4, 8)):
        assert solar(year, month, day) in korea


@pytest.mark.parametrize(
    "unit",
    [
        "27일 오후 ",
        "오는 15일 ",
        "이날 ",
        "12~14일, ",
        "한두세",
        "3,",
        "27일부터 ",
        "매주 화요일 ",
        "1년 2개월 ",
        "10:30-",
        "설날 ",
        "2021. 1. ",
        "(",
        "1월\n",
        "이날\n",
        "1·2·",
        "첫째·",
        "27일 협약식을 열었다. 이날 협약식에는 ",
    ],
)
def test_time_grows_with_the_text_and_no_faster(unit):
    """A ratio, not a clock: four times the text may take about four times as long."""

    def took(size: int) -> float:
        text = (unit * size)[:size]
        at = datetime(2021, 1, 27, tzinfo=SEOUL)
        best = 1e9
        for _ in range(3):
            began = process_time()
            find(text, at)
            best = min(best, process_time() - began)
        return best

    took(1000)
    assert took(80_000) < 10 * took(20_000) + 0.02


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_neither_the_zone_nor_the_locale_of_the_machine_matters(zone):
    text = "27일 오후 2시 연다. 이날 끝난다. 지난달 3일, 설 연휴"
    program = (
        "import sys; from datetime import datetime; from timeline.korean import find;"
        "from timeline.model import SEOUL;"
        "at = datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL);"
        "print([str(m.span) for m in find(sys.argv[1], at)])"
    )
    environment = {**os.environ, "TZ": zone, "LC_ALL": "C", "PYTHONUTF8": "1"}
    run = [sys.executable, "-c", program, text]
    shown = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
    here = [str(m.span) for m in find(text, datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL))]
    assert shown.stdout.strip() == str(here)


def test_importing_the_grammar_brings_in_nothing_of_others():
    program = (
        "import sys, timeline.korean;"
        "heavy = ('holidays', 'dateparser', 'scrapy', 'sqlalchemy', 'calendar', 'pathlib', 'shutil');"
        "print([m for m in sys.modules if m.split('.')[0] in heavy])"
    )
    run = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {program}"]
    shown = subprocess.run(run, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_every_answer_says_why_in_korean_and_what_was_rejected():
    (mention,) = find("20일 열린 심의", datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL))
    assert mention.kind == Kind.DATE
    assert mention.rule == "day-of-month.past"
    assert mention.why == "보도일 2021-01-27 기준 지난 쪽 20일 (‘열린’)"
    assert mention.rejected == ("2020-12-20: 지난 날이라 버림", "2021-02-20: 뒤의 날이라 버림")
    assert mention.anchor == datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "rule", "why"),
    [
        ("지난해 6월 지정됐다.", "month.relative-year", "보도일 2021-01-27 기준 지난해(2020년) 6월"),
        ("내년 3월 2일 문을 연다.", "date.relative-year", "보도일 2021-01-27 기준 내년(2022년) 3월 2일"),
        ("지난달 3일 끝났다.", "date.relative", "보도일 2021-01-27 기준 2020년 12월 3일"),
        ("2019년 6월 시작했다.", "month.absolute", "연월이 적힘"),
        ("올해 3분기에 연다.", "part-of-year", "보도일 2021-01-27 기준 올해(2021년)"),
        (
            "26일 열리는 전시다.",
            "day-of-month.near",
            "보도일 2021-01-27 기준 가장 가까운 26일 (‘열리는’ 쪽은 너무 멂)",
        ),
    ],
)
def test_the_why_tells_what_was_done(text, rule, why):
    mention = find(text, datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL))[0]
    assert (mention.rule, mention.why) == (rule, why)


def test_one_line_of_many_times_is_read_in_linear_time():
    def took(n: int) -> float:
        text = "시는 27일 오후 2시 행사를 열고 " * n
        began = process_time()
        find(text, datetime(2021, 1, 27, tzinfo=SEOUL))
        return process_time() - began

    took(100)
    assert min(took(8000) for _ in range(3)) < 10 * min(took(2000) for _ in range(3)) + 0.02


def test_a_written_mention_is_a_mention_like_any_other():
    fields = (
        0,
        3,
        "27일",
        Kind.DATE,
        None,
        "까닭",
        "rule",
        None,
        "P1D",
        None,
        "초",
        True,
        True,
        0.5,
        ("버림",),
    )
    written, made = Written(*fields), Mention(*fields)
    assert type(written) is Mention
    assert written == made
    assert hash(written) == hash(made)
    with pytest.raises(FrozenInstanceError):
        written.text = "28일"
    assert replace(written, text="28일").text == "28일"
