"""One event over many articles: joined, confirmed, moved, cancelled, withdrawn, and the same in any order."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timeline.ingest import keep, reread
from timeline.model import SEOUL, Article, Grain, Status
from timeline.query import Query
from timeline.store import Store

PLAN = "가람시는 오는 2월 15일 새봄공원에서 가람시 어린이도서관 개관식을 연다."
TIMED = "가람시가 오는 2월 15일 오후 2시 새봄공원 야외무대에서 어린이도서관 개관식을 연다고 밝혔다."
HELD = "가람시는 15일 새봄공원에서 어린이도서관 개관식을 열었다."
MOVED = "가람시는 2월 15일 열 예정이던 어린이도서관 개관식을 22일로 연기했다."
OFF = "가람시는 2월 15일 새봄공원에서 열 예정이던 어린이도서관 개관식을 취소했다."
OTHER = "가람시는 오는 2월 15일 새봄공원에서 제3회 노인 걷기대회를 연다."


def test_another_paper_is_a_further_source(desk, paper) -> None:
    desk.keep(paper("matin", "2021-01-27T09:00", PLAN))
    first = desk.one()
    desk.keep(paper("soir", "2021-01-27T18:00", TIMED))
    entry = desk.one()
    assert entry.uid == first.uid
    assert desk.sources() == {"matin", "soir"}
    assert entry.event.span.grain is Grain.HOUR or entry.event.span.has_clock
    assert entry.revision == 1
    assert desk.kept[1].joined == 1
    assert [(j.kind, j.uid, j.source) for j in desk.store.joinings(entry.uid)] == [
        ("joined", entry.uid, "soir")
    ]


@pytest.mark.parametrize(
    ("later", "status", "day"),
    [
        (HELD, Status.HELD, 15),
        (MOVED, Status.POSTPONED, 22),
        (OFF, Status.CANCELLED, 15),
        (PLAN, Status.SCHEDULED, 15),
    ],
    ids=["confirmed", "moved", "cancelled", "told again"],
)
def test_a_follow_up_says_what_became_of_it(desk, paper, later: str, status: Status, day: int) -> None:
    published = "2021-02-16T09:00" if later is HELD else "2021-02-10T09:00"
    desk.keep(paper("matin", "2021-01-27T09:00", PLAN), paper("soir", published, later))
    entry = desk.one()
    assert (entry.event.status, entry.event.span.start.day) == (status, day)
    assert desk.sources() == {"matin", "soir"}


def test_a_day_that_passes_confirms_nothing(desk, paper) -> None:
    desk.keep(paper("matin", "2021-01-27T09:00", PLAN))
    desk.now = datetime(2021, 3, 1, tzinfo=SEOUL)
    desk.keep(paper("soir", "2021-01-28T09:00", PLAN))
    assert desk.one().event.status is Status.SCHEDULED


def test_after_a_move_the_report_of_the_new_day_is_the_same_event(desk, paper) -> None:
    held = HELD.replace("15일", "22일")
    desk.keep(
        paper("matin", "2021-01-27T09:00", PLAN),
        paper("soir", "2021-02-10T09:00", MOVED),
        paper("nuit", "2021-02-23T09:00", held),
    )
    entry = desk.one()
    assert (entry.event.status, entry.event.span.start.day) == (Status.HELD, 22)
    assert desk.sources() == {"matin", "soir", "nuit"}


def test_two_events_of_one_article_stay_two(desk, paper) -> None:
    desk.keep(
        paper("matin", "2021-01-27T09:00", f"{PLAN}\n{OTHER}"),
        paper("soir", "2021-01-27T10:00", f"{OTHER}\n{TIMED}"),
    )
    assert len(desk.entries()) == 2
    assert all(len(entry.citations) == 2 for entry in desk.entries())


def test_an_entry_is_withdrawn_when_nobody_tells_it_any_more(desk, paper) -> None:
    desk.keep(paper("matin", "2021-01-27T09:00", PLAN), paper("soir", "2021-01-27T18:00", TIMED))
    uid = desk.one().uid
    desk.keep(paper("matin", "2021-01-27T09:00", "정정합니다.", modified="2021-01-28T09:00"))
    assert (desk.one().uid, desk.sources()) == (uid, {"soir"})
    desk.keep(paper("soir", "2021-01-27T18:00", "정정합니다.", modified="2021-01-28T09:00"))
    assert desk.entries() == []
    assert [entry.uid for entry in desk.entries(withdrawn=True)] == [uid]
    desk.keep(paper("soir", "2021-01-27T18:00", TIMED + " 바로잡습니다.", modified="2021-01-29T09:00"))
    assert desk.one().uid == uid


def test_what_is_like_a_third_but_not_each_other_stays_two(desk, paper) -> None:
    first = "가람시는 오는 2월 15일 새봄 어린이도서관에서 개관 기념 그림책 강연을 연다."
    second = "이하늘 작가 그림책 강연이 오는 2월 15일 오후 2시 새봄 어린이도서관에서 열린다."
    between = "가람시는 오는 2월 15일 새봄 어린이도서관에서 그림책 강연을 연다."
    desk.keep(paper("matin", "2021-01-27T09:00", first), paper("soir", "2021-01-27T18:00", second))
    before = {entry.uid: entry.citations for entry in desk.entries()}
    desk.keep(paper("nuit", "2021-01-27T20:00", between))
    assert before.keys() == {entry.uid for entry in desk.entries()}
    assert sum(len(entry.citations) for entry in desk.entries()) == 3
    desk.keep(paper("nuit", "2021-01-27T20:00", "없던 일이 됐다.", modified="2021-01-28T20:00"))
    assert {entry.uid: entry.citations for entry in desk.entries()} == before


def test_an_older_edition_changes_nothing(desk, paper) -> None:
    old = paper("matin", "2021-01-27T09:00", PLAN)
    new = paper("matin", "2021-01-27T09:00", PLAN.replace("15일", "16일"), modified="2021-01-27T12:00")
    desk.keep(new, old, new, old)
    assert [kept.outcome for kept in desk.kept] == ["new", *["unchanged"] * 3]
    assert desk.one().event.span.start.day == 16


TEXTS = (PLAN, TIMED, HELD, MOVED, OFF, OTHER, f"{PLAN}\n{OTHER}", f"{OTHER}\n{HELD}", "소식이 없다.")


@st.composite
def readings(
    draw: st.DrawFn,
) -> tuple[list[tuple[int, int]], list[tuple[int, int]], dict[tuple[int, int], str]]:
    """Two orders, with repetitions, of the same editions: (paper, edition) and their texts."""
    editions = [(n, e) for n in range(draw(st.integers(2, 4))) for e in range(draw(st.integers(1, 2)))]
    texts = {edition: draw(st.sampled_from(TEXTS)) for edition in editions}
    again = draw(st.lists(st.sampled_from(editions), max_size=3))
    return draw(st.permutations([*editions, *again])), draw(st.permutations(editions)), texts


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "timeline.db"
    Store.open(path, make=True).close()
    return path


@pytest.mark.sqlite
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(readings())
def test_any_order_and_repetition_comes_to_the_same_entries(empty, paper, told) -> None:
    one, two, texts = told

    def article(edition: tuple[int, int]):
        number, later = edition
        published = f"2021-02-{10 + 3 * number}T09:00"
        changed = f"2021-02-{10 + 3 * number}T{11 + later}:00"
        return paper(f"paper{number}", published, texts[edition], modified=changed)

    assert _read(empty, [article(e) for e in one]) == _read(empty, [article(e) for e in two])


def _read(empty: Path, articles: list[Article]) -> list[tuple[object, ...]]:
    """What stands after these were read, without the uids, which belong to whoever came first."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(empty, folder))
        with Store.open(path) as store:
            now = datetime(2021, 3, 1, tzinfo=SEOUL)
            for article in articles:
                keep(store, article, now)
            seen = store.latest()
            for article in articles:  # and once more, of which no feed shows a byte
                assert keep(store, article, now).outcome == "unchanged"
                assert not reread(store, article, now).changes
            assert store.latest() == seen
            standing = ((repr(entry.event), entry.citations) for entry in store.entries(Query()))
            return sorted(standing, key=repr)
