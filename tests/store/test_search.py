"""Search finds two syllables inside words, figures read no row, and one unreadable row costs nobody else theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from timeline.bigrams import marked, pairs, sought
from timeline.model import Entry, Grain, Place, Quote, Span, Status
from timeline.query import Query
from timeline.store import Store

TITLES = ("광주경제자유구역청 개청식", "가람시 어린이도서관 개관", "북구 주민 설명회", "ＡＩ 축제 2021")


@pytest.fixture
def titled(store: Store, article, event, seoul) -> Store:
    with store.pen(seoul) as pen:
        for number, title in enumerate(TITLES):
            told = article(key=str(number), source="matin" if number else "noon")
            day = seoul.replace(hour=0, minute=0) + timedelta(days=number // 2)
            span = Span(day, day + timedelta(days=1), Grain.DAY)
            made = event(
                title=title, evidence=Quote(0, 4, "그날."), span=span, regions=("광주",) * (number % 2)
            )
            pen.mint(made, told, pen.keep_article(told, None))
    return store


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("광주", (0,)),
        ("개청", (0,)),
        ("자유구역", (0,)),
        ("구역청개", ()),  # no word runs over a blank
        ("개관 가람", (1,)),
        ('"어린이도서관 개관"', (1,)),
        ('"개관 어린이도서관"', ()),
        ("북", (2,)),
        ("회", (2,)),  # the last letter of a word
        ("ai", (3,)),
        ("2021", (3,)),
        ("구 -설명회", (0,)),
        ("구역 -설명회", (0,)),
        ("-설명회", (0, 1, 3)),
        ("!!!", ()),
        ('" OR rowid:* NEAR(', ()),
        ("없는말", ()),
        ("", (0, 1, 2, 3)),
    ],
)
def test_words(titled: Store, words: str, found: tuple[int, ...]) -> None:
    for order in ("start", "changed", "learned"):
        titles = {entry.event.title for entry in titled.entries(Query(words=words), order=order)}
        assert titles == {TITLES[number] for number in found}


def test_the_newest_learned_come_first_a_page_at_a_time(titled: Store) -> None:
    first = list(titled.entries(Query(), order="learned", limit=2))
    rest = list(titled.entries(Query(learned_before=first[-1].uid), order="learned"))
    assert [entry.event.title for entry in first + rest] == list(TITLES[::-1])


def test_a_changed_title_is_found_by_its_new_words_only(titled: Store, article, seoul) -> None:
    entry = next(titled.entries(Query(words="설명회")))
    with titled.pen(seoul) as pen:
        pen.revise(entry, replace(entry.event, title="남구 공청회"), article(key="2"))
    assert not list(titled.entries(Query(words="설명회")))
    assert [each.uid for each in titled.entries(Query(words="공청"))] == [entry.uid]


@pytest.mark.sqlite
def test_the_index_holds_what_the_events_say(titled: Store, article, seoul) -> None:
    entry = next(titled.entries(Query(words="설명회")))
    with titled.pen(seoul) as pen:
        pen.revise(entry, replace(entry.event, title="남구 공청회"), article(key="2"))
    with titled._writing() as connection:
        connection.execute(text("INSERT INTO event_search (event_search) VALUES ('integrity-check')"))


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_searched_without_an_error(words: str, told: str) -> None:
    assert "".join(piece for piece, _ in marked(told, words)) == told
    assert '"' not in pairs(told)
    assert all(run.strip() for run in sought(words).wanted)


def test_marks() -> None:
    assert list(marked("광주경제자유구역청 개청식", "경제 개청")) == [
        ("광주", False), ("경제", True), ("자유구역청 ", False), ("개청", True), ("식", False)
    ]  # fmt: skip
    assert [piece for piece, hit in marked("ＡＩ축제", "ai") if hit] == ["ＡＩ"]


def test_days_and_facets_are_counted_without_reading(titled: Store, article, event, seoul) -> None:
    june = Span(
        seoul.replace(year=2020, month=6, day=1), seoul.replace(year=2020, month=7, day=1), Grain.MONTH
    )
    with titled.pen(seoul) as pen:
        told = article(key="9")
        pen.mint(event(span=june), told, pen.keep_article(told, None))
    assert titled.count_days(Query(statuses=(Status.HELD,))) == {date(2021, 1, 27): 2, date(2021, 1, 28): 2}
    facets = titled.count_facets(Query(with_day=True))
    assert facets["region"] == {"광주": 2}
    assert facets["source"] == {"matin": 3, "noon": 1}
    assert titled.count_days(Query(words="없는말")) == {}


def test_revisions_tell_what_an_entry_was(titled: Store, article, seoul) -> None:
    entry = next(titled.entries(Query(words="설명회")))
    with titled.pen(seoul) as pen:
        pen.revise(entry, replace(entry.event, place=Place(0, 2, "북구")), article(key="2"))
    first, second = titled.revisions(entry.uid)
    assert (first.number, first.event.place, second.number) == (0, None, 1)
    assert titled.revisions("none") == []


def test_an_article_with_its_entries(titled: Store) -> None:
    told = titled.article("noon", "0")
    assert told is not None
    assert [entry.event.title for entry in told[1]] == [TITLES[0]]
    assert titled.article("noon", "none") is None


@pytest.mark.parametrize("body", ["", "{", "[]", '{"kind": "no such"}', '{"title": "x"}'])
@pytest.mark.parametrize("table", ["event_revision", "article_revision"])
def test_one_unreadable_row_costs_nobody_else_theirs(titled: Store, table: str, body: str) -> None:
    with titled._writing() as connection:
        column = table.partition("_")[0]
        connection.execute(text(f"UPDATE {table} SET body = :body WHERE {column} = 2"), {"body": body})  # noqa: S608
    entries = list(titled.entries(Query()))
    assert len(entries) == (3 if table == "event_revision" else 4)
    assert sum(len(entry.citations) for entry in entries) == 3


@pytest.mark.parametrize("column", ["kind", "grain", "status"])
def test_a_column_of_no_known_word_costs_its_outline_only(titled: Store, column: str) -> None:
    with titled._writing() as connection:
        connection.execute(text(f"UPDATE event SET {column} = '=1+1' WHERE id = 2"))  # noqa: S608
    assert len(list(titled.outlines(Query()))) == 3


def test_sources_stand_with_their_articles(titled: Store) -> None:
    assert titled.standings() == []


def test_the_first_of_each_day(titled: Store) -> None:
    found = list(titled.entries(Query(per_day=1)))
    assert [entry.event.span.start.day for entry in found] == [27, 28]
    assert found == [min(each, key=lambda entry: entry.uid) for each in _days(titled)]


def _days(store: Store) -> list[list[Entry]]:
    entries = list(store.entries(Query()))
    return [[entry for entry in entries if entry.event.span.start.day == day] for day in (27, 28)]
