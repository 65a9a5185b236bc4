"""When a source is due: arithmetic, tried over years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.plan import (
    CEILING,
    LONGEST_NIGHT,
    SPREAD,
    due,
    next_due,
    night_of,
    paced,
    weight,
)
from timeline.model import SEOUL

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)

moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
intervals = st.timedeltas(timedelta(seconds=1), timedelta(days=7))


@pytest.mark.parametrize(
    ("strain", "waited"),
    [(0, HOUR), (0.5, 1.41 * HOUR), (1, 2 * HOUR), (3, 8 * HOUR), (5, CEILING), (400, CEILING)],
)
def test_failures_double_the_wait_up_to_a_day(strain: float, waited: timedelta) -> None:
    assert waited <= next_due("matin", NOW, HOUR, strain) - NOW <= waited * (1 + SPREAD) * 1.01


def test_failures_are_weighed() -> None:
    """Four timeouts, or two pages without articles, slow a source as one closed door does."""
    assert weight("blocked") == 2 * weight("structure-changed") == 4 * weight("timeout") == 1
    assert weight("http-503") == weight("robots-silent") < weight("http-400")


def test_who_keeps_us_out_is_asked_once_a_day() -> None:
    assert CEILING <= next_due("matin", NOW, HOUR, 1, daily=True) - NOW <= CEILING * (1 + SPREAD)


@pytest.mark.parametrize(
    ("told", "at", "due_at"),
    [
        ("01:00-05:00", "02:30", "05:00"),
        ("01:00-05:00", "05:00", "05:00"),
        ("01:00-05:00", "00:59", "00:59"),
        ("23:00-06:00", "23:30", "06:00"),
        ("23:00-06:00", "05:59", "06:00"),
        ("23:00-06:00", "12:00", "12:00"),
        ("", "02:30", "02:30"),
    ],
)
def test_at_night_nothing_is_asked(told: str, at: str, due_at: str) -> None:
    day = datetime.fromisoformat(f"2026-02-25T{at}").replace(tzinfo=SEOUL)
    assert f"{night_of(told).over(day):%H:%M}" == due_at


def test_the_morning_is_no_burst() -> None:
    at = datetime(2026, 2, 25, 2, 0, tzinfo=SEOUL)
    night = night_of("01:00-05:00")
    turns = [next_due(f"source-{n}", at, HOUR, 0, night=night) for n in range(50)]
    assert min(turns).hour == 5
    assert len({turn.replace(second=0, microsecond=0) for turn in turns}) >= 5


@pytest.mark.parametrize("told", ["1-5", "01:00", "01:00-13:00", "25:00-26:00"])
def test_what_is_no_night_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match=r"no night|longer"):
        night_of(told)


def test_the_pace_follows_what_comes_both_ways() -> None:
    pace = HOUR
    for _ in range(20):
        pace = paced(pace, HOUR, 10, 20)
    assert pace == HOUR / 4
    for _ in range(40):
        pace = paced(pace, HOUR, 0, 20)
    assert pace == 8 * HOUR
    assert paced(HOUR, HOUR, 1, 20) == HOUR
    assert paced(timedelta(days=7), timedelta(days=7), 0, 0) == timedelta(days=7)


def test_a_server_may_ask_for_longer_but_not_for_ever() -> None:
    assert next_due("matin", NOW, HOUR, 1, wait=6 * HOUR) - NOW >= 6 * HOUR
    assert next_due("matin", NOW, HOUR, 1, wait=timedelta(days=400)) - NOW <= CEILING * (1 + SPREAD)


def test_sources_spread_and_do_not_drift() -> None:
    turns = {next_due(f"source-{number}", NOW, HOUR, 0) for number in range(50)}
    assert len(turns) > 40
    assert next_due("matin", NOW, HOUR, 0) - NOW == next_due("matin", NOW + HOUR, HOUR, 0) - NOW - HOUR


@given(moments, intervals, st.floats(0, 50), st.text(max_size=20))
def test_what_is_planned_comes_due_and_only_then(now, interval, strain, source) -> None:
    planned = next_due(source, now, interval, strain)
    assert planned > now
    assert not due(now, planned, interval)
    assert due(planned, planned, interval)


@given(moments, moments, intervals)
def test_no_clock_silences_a_source(planned, now, interval) -> None:
    """Planned by any clock, seen by any other: due now, or within the longest rightful wait."""
    longest = max(CEILING, interval) * (1 + SPREAD) + LONGEST_NIGHT
    assert due(now, planned, interval) or planned - now <= longest


def test_a_new_source_is_due() -> None:
    assert due(NOW, None, HOUR)
