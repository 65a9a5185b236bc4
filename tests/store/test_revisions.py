"""Append-only: every change is a revision with a number that only grows, and sameness is no change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from timeline.model import Entry, EventKind, Grain, Span, Status
from timeline.query import Query
from timeline.store import Store, codec
from timeline.store import schema as s


@pytest.fixture
def kept(store: Store, article, event, seoul):
    with store.pen(seoul) as pen:
        row = pen.keep_article(article(), None)
        pen.mint(event(), article(), row)
    return next(store.entries(Query()))


def test_an_entry_comes_back_as_it_went_in(kept, event, article) -> None:
    assert kept.event == event()
    assert kept.revision == 0
    (citation,) = kept.citations
    assert (citation.headline, citation.published) == (article().title, article().published)


def test_the_same_event_is_no_revision(store: Store, kept, article, event, seoul) -> None:
    before = store.latest()
    with store.pen(seoul + timedelta(hours=1)) as pen:
        assert not pen.revise(kept, event(), article())
    assert store.latest() == before


def test_a_changed_event_keeps_uid_and_history(store: Store, kept, article, event, seoul) -> None:
    later = seoul + timedelta(hours=1)
    with store.pen(later) as pen:
        assert pen.revise(kept, event(status=Status.CANCELLED), article())
    entry = store.entry(kept.uid)
    assert entry is not None
    assert (entry.revision, entry.updated, entry.created) == (1, later.replace(microsecond=0), kept.created)
    assert entry.event.status is Status.CANCELLED
    assert entry.change > kept.change
    with store._reading() as connection:
        assert connection.scalar(select(func.count()).select_from(s.event_revision)) == 2


def test_a_changed_headline_is_a_revision_of_its_entries(store: Store, kept, article, event, seoul) -> None:
    with store.pen(seoul) as pen:
        assert pen.revise(kept, event(), article(title="가람시, 도서관 문 열어"))


def test_a_withdrawn_entry_is_kept_but_not_shown(store: Store, kept, article, event, seoul) -> None:
    with store.pen(seoul) as pen:
        pen.revise(kept, event(), article(), withdrawn=True)
    assert list(store.entries(Query())) == []
    assert [entry.uid for entry in store.entries(Query(withdrawn=True))] == [kept.uid]


def test_a_clock_set_back_never_turns_stamps_back(store: Store, kept, article, event, seoul) -> None:
    with store.pen(seoul - timedelta(days=365)) as pen:
        pen.revise(kept, event(title="어린이도서관 개관"), article())
    entry = store.entry(kept.uid)
    assert entry is not None
    assert entry.updated >= kept.updated


def test_uids_are_the_same_in_a_fresh_store(kept, article, event, seoul, tmp_path, somewhere) -> None:
    with Store.open(somewhere(tmp_path / "other.db"), make=True) as other:
        with other.pen(seoul) as pen:
            pen.mint(event(title="다른 제목"), article(title="다른 제목"), pen.keep_article(article(), None))
        assert next(other.entries(Query())).uid == kept.uid


def test_nothing_stays_of_a_failed_transaction(store: Store, article, event, seoul) -> None:
    def write_and_fail() -> None:
        with store.pen(seoul) as pen:
            pen.mint(event(), article(), pen.keep_article(article(), None))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert store.latest() == (0, None)
    assert store.counts()["articles"] == 0


def test_writers_in_many_threads_lose_nothing(store: Store, article, event, seoul) -> None:
    def write(number: int) -> None:
        told = article(key=str(number))
        with store.pen(seoul) as pen:
            pen.mint(event(), told, pen.keep_article(told, None))

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write, range(60)))
    assert store.counts() == {"articles": 60, "events": 60, "changes": 120}


def at(day: int) -> dict[str, object]:
    from datetime import datetime

    from timeline.model import SEOUL

    start = datetime(2021, 1, day, tzinfo=SEOUL)
    return {"span": Span(start, start + timedelta(days=1), Grain.DAY), "title": f"{day}일 행사"}


@pytest.fixture
def month(store: Store, article, event, seoul) -> Store:
    """A day event on each of the first ten days, and a report of an article of its own."""
    with store.pen(seoul) as pen:
        row = pen.keep_article(article(), None)
        for day in range(1, 11):
            row = pen.mint(event(**at(day), confidence=day / 10), article(), row)
        pen.mint(event(**at(3), kind=EventKind.REPORT), article(), row)
        lone = article(key="9", source="soir")
        pen.mint(
            event(**at(20), kind=EventKind.REPORT, regions=("전남",)), lone, pen.keep_article(lone, None)
        )
    return store


DAYS = tuple(range(1, 11))


@pytest.mark.parametrize(
    ("query", "days"),
    [
        (Query(), (*DAYS[:3], 3, *DAYS[3:], 20)),
        (Query(kinds=(EventKind.OCCURRENCE,)), DAYS),
        (Query(lone_reports=True), (*DAYS, 20)),
        (Query(sources=("soir",)), (20,)),
        (Query(regions=("전남",)), (20,)),
        (Query(regions=("전남", "광주"), kinds=(EventKind.REPORT,)), (3, 20)),
        (Query(categories=("체육",)), ()),
        (Query(words="10일"), (10,)),
        (Query(words="10% 행사"), (10,)),  # signs are no letters
        (Query(min_confidence=0.85, kinds=(EventKind.OCCURRENCE,)), (9, 10)),
        (Query(statuses=(Status.CANCELLED,)), ()),
        (Query(grains=(Grain.MONTH,)), ()),
    ],
    ids=lambda value: str(value) if isinstance(value, tuple) else "",
)
def test_queries(month: Store, query: Query, days: tuple[int, ...]) -> None:
    whole = list(month.entries(query))
    assert tuple(entry.event.span.start.day for entry in whole) == days
    outlines = list(month.outlines(query))
    assert list(map(_seen_from_afar, outlines)) == list(map(_seen_from_afar, whole))
    assert month.filled(outlines) == whole
    assert month.filled(outlines[::-1]) == whole[::-1]


def _seen_from_afar(entry: Entry) -> tuple[object, ...]:
    told = entry.event
    known = (told.kind, told.span, told.status, told.confidence)
    return (entry.uid, entry.revision, entry.change, entry.created, entry.updated, entry.withdrawn, *known)


@pytest.mark.parametrize(
    ("newest_past", "days"), [(0, (8, 9)), (2, (6, 7, 8, 9)), (100, (1, 2, 3, 4, 5, 6, 7, 8, 9))]
)
def test_a_window_keeps_some_of_the_past(
    month: Store, seoul, newest_past: int, days: tuple[int, ...]
) -> None:
    midnight = seoul.replace(hour=0, minute=0)
    window = Query(
        kinds=(EventKind.OCCURRENCE,),
        since=midnight.replace(day=8),
        until=midnight.replace(day=10),
        newest_past=newest_past,
    )
    assert tuple(entry.event.span.start.day for entry in month.entries(window)) == days


def test_newest_changes_first(month: Store) -> None:
    changes = [entry.change for entry in month.entries(Query(), order="changed", limit=3)]
    assert changes == sorted(changes, reverse=True)
    assert changes[0] == month.latest()[0]


def test_the_codec_leaves_defaults_out_and_reads_them_back(event, article) -> None:
    for noun in (event(), article(), event(hours="매일 오전 9시~오후 6시", reasons=("개관식",))):
        assert codec.load(type(noun), codec.dump(noun)) == noun
    assert "hours" not in codec.dump(event())


def test_the_digest_is_of_what_the_paper_told(article) -> None:
    assert codec.digest(article()) == codec.digest(article(warnings=("없는 날짜",)))
    assert codec.digest(article()) != codec.digest(replace(article(), byline="이가람"))
