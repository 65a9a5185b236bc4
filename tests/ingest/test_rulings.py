"""What an operator says stands against a re-read, and everything is written down."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from timeline.errors import NoSuchEntry
from timeline.ingest import give_status, merge, reread, split
from timeline.model import SEOUL, Status

PLAN = "가람시는 오는 2월 15일 새봄공원에서 가람시 어린이도서관 개관식을 연다."
TIMED = "가람시가 오는 2월 15일 오후 2시 새봄공원 야외무대에서 어린이도서관 개관식을 연다고 밝혔다."
WALK = "가람시는 오는 2월 15일 시민운동장에서 제3회 노인 걷기대회를 연다."
NOW = datetime(2021, 2, 1, tzinfo=SEOUL)


@pytest.fixture
def told_twice(desk, paper):
    desk.articles = [paper("matin", "2021-01-27T09:00", PLAN), paper("soir", "2021-01-27T18:00", TIMED)]
    desk.keep(*desk.articles)
    return desk


def again(desk) -> None:
    """Read everything again, twice; of the second time no feed may show a byte."""
    for article in desk.articles:
        reread(desk.store, article, NOW)
    seen = desk.store.latest()
    for article in desk.articles:
        assert not reread(desk.store, article, NOW).changes
    assert desk.store.latest() == seen


def test_an_operators_status_outlives_a_reread(told_twice) -> None:
    uid = told_twice.one().uid
    give_status(told_twice.store, uid, Status.CANCELLED, "비가 옴", NOW)
    again(told_twice)
    entry = told_twice.one()
    assert (entry.uid, entry.event.status) == (uid, Status.CANCELLED)
    assert "운영자: 비가 옴" in entry.event.reasons
    assert [(j.kind, j.other, j.reason) for j in told_twice.store.joinings(uid)][-1] == (
        "status",
        "cancelled",
        "비가 옴",
    )


@pytest.mark.parametrize(
    ("later", "status"),
    [
        ("가람시는 15일 새봄공원에서 어린이도서관 개관식을 열었다.", Status.HELD),
        (PLAN, Status.CANCELLED),
    ],
    ids=["a report takes it back", "an announcement does not"],
)
def test_only_a_later_definite_word_overrules_it(told_twice, paper, later: str, status: Status) -> None:
    give_status(told_twice.store, told_twice.one().uid, Status.CANCELLED, "", NOW)
    told_twice.keep(paper("nuit", "2021-02-16T09:00", later))
    assert told_twice.one().event.status is status


def test_a_split_stays_split(told_twice) -> None:
    uid = told_twice.one().uid
    other = split(told_twice.store, uid, ["https://soir.example/1"], "다른 행사", NOW)
    again(told_twice)
    told = {entry.uid: [c.source for c in entry.citations] for entry in told_twice.entries()}
    assert told == {uid: ["matin"], other: ["soir"]}


def test_a_split_edition_that_is_edited_stays_split(told_twice, paper) -> None:
    uid = told_twice.one().uid
    other = split(told_twice.store, uid, ["https://soir.example/1"], "", NOW)
    told_twice.keep(
        paper("soir", "2021-01-27T18:00", f"{TIMED}\n누구나 올 수 있다.", modified="2021-01-28T09:00")
    )
    assert {entry.uid for entry in told_twice.entries()} == {uid, other}


def test_a_merge_undoes_a_split_and_keeps_the_older_uid(told_twice) -> None:
    uid = told_twice.one().uid
    other = split(told_twice.store, uid, ["https://soir.example/1"], "", NOW)
    told_twice.now = NOW + timedelta(days=1)
    assert merge(told_twice.store, other, uid, "", NOW) in (uid, other)
    again(told_twice)
    assert told_twice.sources() == {"matin", "soir"}


def test_what_rules_keep_apart_an_operator_may_join(desk, paper) -> None:
    desk.articles = [paper("matin", "2021-01-27T09:00", PLAN), paper("soir", "2021-01-27T18:00", WALK)]
    desk.keep(desk.articles[0])
    first = desk.one().uid
    desk.now += timedelta(hours=1)
    desk.keep(desk.articles[1])
    second = next(entry.uid for entry in desk.entries() if entry.uid != first)
    assert merge(desk.store, second, first, "", NOW) == first
    again(desk)
    assert (desk.one().uid, desk.sources()) == (first, {"matin", "soir"})
    desk.keep(paper("matin", "2021-01-27T09:00", f"{PLAN}\n비가 오면 쉰다.", modified="2021-01-28T09:00"))
    assert (desk.one().uid, desk.sources()) == (first, {"matin", "soir"})


def test_what_cannot_be_done_is_refused_and_changes_nothing(desk, paper) -> None:
    desk.keep(paper("matin", "2021-01-27T09:00", f"{PLAN}\n{WALK}"))
    one, two = (entry.uid for entry in desk.entries())
    seen = desk.store.latest()
    for refused in (
        lambda: merge(desk.store, one, two, "", NOW),
        lambda: merge(desk.store, one, one, "", NOW),
        lambda: split(desk.store, one, ["1"], "", NOW),
        lambda: split(desk.store, one, ["2"], "", NOW),
        lambda: give_status(desk.store, "none", Status.HELD, "", NOW),
    ):
        with pytest.raises(NoSuchEntry):
            refused()
    assert desk.store.latest() == seen


def test_a_dry_replay_says_what_it_would_do_and_does_nothing(desk, paper) -> None:
    article = paper("matin", "2021-01-27T09:00", PLAN)
    desk.keep(article)
    entry = desk.one()
    with desk.store.pen(NOW) as pen:  # as an older grammar might have read it
        from dataclasses import replace

        (telling,) = desk.store.tellings(entry.uid)
        older = replace(entry.event, title="개관식")
        pen.redraw(entry, older, [replace(telling, event=older)])
    seen = desk.store.latest()
    (change,) = reread(desk.store, article, NOW, dry=True).changes
    assert (change.uid, change.before.title, change.after) == (entry.uid, "개관식", entry.event)
    assert desk.store.latest() == seen
    reread(desk.store, article, NOW)
    assert (desk.one().uid, desk.one().event) == (entry.uid, entry.event)
