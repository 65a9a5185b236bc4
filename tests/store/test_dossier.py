"""What is told of a source: its last looks, what it gave a day, its newest article; and statuses among the facets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from timeline.query import Query
from timeline.store import Store


@pytest.fixture(scope="module")
def sample() -> object:
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("browser_sample", Path(__file__).parent.parent / "browser" / "sample.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def store(sample: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("dossier") / "timeline.db", make=True) as made:
        sample.fill(made, 28)
        yield made


def test_a_source_in_full(store: Store, sample: object) -> None:
    today = sample.NOW.date()
    told = store.dossier("nuri", today - timedelta(days=27))
    assert told
    assert (told.standing.name, told.standing.reason) == ("누리일보", "layout")
    assert [run.reason for run in told.runs[:4]] == ["layout", "layout", "layout", ""]
    assert told.runs[0].at > told.runs[-1].at
    mine = list(store.entries(Query(sources=("nuri",))))
    articles, events = told.daily[today]
    assert events == len(mine)
    assert articles == len({cited.key for each in mine for cited in each.citations if cited.source == "nuri"})
    assert told.newest
    assert told.newest.source == "nuri"


def test_an_unknown_source_has_no_dossier(store: Store, sample: object) -> None:
    assert store.dossier("nowhere", sample.NOW.date()) is None


def test_nothing_is_counted_before_the_first_day(store: Store, sample: object) -> None:
    told = store.dossier("nuri", sample.NOW.date() + timedelta(days=1))
    assert told
    assert told.daily == {}


def test_the_looks_of_all_sources(store: Store, sample: object) -> None:
    looks = store.runs()
    assert looks.keys() == {paper for paper, _ in sample.PAPERS[:6]}
    assert all(len(each) == 30 for each in looks.values() if each[0].reason)
    assert store.names()["garam"] == "가람신문"


def test_statuses_are_counted_as_the_filter_knows_them(store: Store) -> None:
    from timeline.export import wording

    counted = store.count_facets(Query())["status"]
    entries = list(store.entries(Query()))
    standings = [wording.standing(each.event).value for each in entries]
    corrected = sum(each.revision > 0 for each in entries)
    assert counted.pop("changed") == corrected > 0
    assert counted == {name: standings.count(name) for name in counted}
    assert set(counted) == {"confirmed", "tentative", "cancelled"}
    assert len(list(store.entries(Query(revised=True)))) == corrected


@pytest.mark.parametrize(
    "query",
    [
        Query(regions=("누리",)),
        Query(regions=("누리", "가람"), categories=("행사", "행정")),
        Query(sources=("nuri", "garam"), newest_past=5),
        Query(regions=("가람",), sources=("dasol", "haneul", "nuri"), per_day=1),
        Query(regions=("없는곳",)),
    ],
)
def test_what_many_entries_have_is_found_as_what_few_have(
    store: Store, sample: object, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each entry is asked, or those that have it are listed: the answers are the same."""
    for asked in (query, replace(query, since=sample.NOW), replace(query, until=sample.NOW)):
        told = []
        for many in (1, 1_000_000):
            monkeypatch.setattr("timeline.store.reading._MANY", many)
            found = [each.uid for each in store.entries(asked)]
            told.append((found, store.count_days(asked), store.count_facets(asked)))
        assert told[0] == told[1]
        assert told[0][0] or query.regions != ("누리",)
