"""When a source is due: arithmetic, tried over years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.plan import CEILING, SPREAD, due, next_due

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)

moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
intervals = st.timedeltas(timedelta(seconds=1), timedelta(days=7))


@pytest.mark.parametrize(
    ("failures", "waited"), [(0, HOUR), (1, 2 * HOUR), (3, 8 * HOUR), (5, CEILING), (400, CEILING)]
)
def test_failures_double_the_wait_up_to_a_day(failures: int, waited: timedelta) -> None:
    assert waited <= next_due("matin", NOW, HOUR, failures) - NOW <= waited * (1 + SPREAD)


def test_a_server_may_ask_for_longer_but_not_for_ever() -> None:
    assert next_due("matin", NOW, HOUR, 1, wait=6 * HOUR) - NOW >= 6 * HOUR
    assert next_due("matin", NOW, HOUR, 1, wait=timedelta(days=400)) - NOW <= CEILING * (1 + SPREAD)


def test_sources_spread_and_do_not_drift() -> None:
    turns = {next_due(f"source-{number}", NOW, HOUR, 0) for number in range(50)}
    assert len(turns) > 40
    assert next_due("matin", NOW, HOUR, 0) - NOW == next_due("matin", NOW + HOUR, HOUR, 0) - NOW - HOUR


@given(moments, intervals, st.integers(0, 50), st.text(max_size=20))
def test_what_is_planned_comes_due_and_only_then(now, interval, failures, source) -> None:
    planned = next_due(source, now, interval, failures)
    assert planned > now
    assert not due(now, planned, interval)
    assert due(planned, planned, interval)


@given(moments, moments, intervals)
def test_no_clock_silences_a_source(planned, now, interval) -> None:
    """Planned by any clock, seen by any other: due now, or within the longest rightful wait."""
    longest = max(CEILING, interval) * (1 + SPREAD)
    assert due(now, planned, interval) or planned - now <= longest


def test_a_new_source_is_due() -> None:
    assert due(NOW, None, HOUR)
