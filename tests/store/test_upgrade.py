"""A store of an earlier release: told apart, copied, the upgrade tried on a copy, then done whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from timeline.errors import StoreTooOld
from timeline.query import Query
from timeline.store import Store, migrate
from timeline.store.backup import upgrade
from timeline.store.engine import VERSION
from timeline.store.place import Place, place

EARLIER = range(1, VERSION)

# What the first release would have written: an article, its event, and a source with its looks.
ROWS = (
    "INSERT INTO change (seq, at) VALUES (1, 1611747420), (2, 1611747420)",
    "INSERT INTO article (id, source, key, revision, hash, created_at, updated_at, minted)"
    " VALUES (1, 'matin', '541', 0, 'h', 1611747420, 1611747420, 1)",
    "INSERT INTO article_revision (article, revision, seq, at, hash, body) VALUES (1, 0, 1, 1611747420, 'h',"
    """ '{"source"\\:"matin","key"\\:"541","url"\\:"https\\://news.example/1","title"\\:"개관","paragraphs"\\:["가"]}')""",
    "INSERT INTO event (id, uid, kind, revision, seq, created_at, updated_at, start_at, end_at, grain, status,"
    " confidence, withdrawn, words, day) VALUES (1, 'u-1', 'occurrence', 0, 2, 1611747420, 1611747420, 1611716400,"
    " 1611738000, 'part', 'held', 0.9, false, '어린이도서관 개관식', 737817)",
    "INSERT INTO event_revision (event, revision, seq, at, withdrawn, body) VALUES (1, 0, 2, 1611747420, false,"
    """ '{"kind"\\:"occurrence","title"\\:"어린이도서관 개관식","span"\\:{"start"\\:"""
    """"2021-01-27T12\\:00\\:00+09\\:00","end"\\:"2021-01-27T18\\:00\\:00+09\\:00","grain"\\:"part"},"status"\\:"held","""
    """"evidence"\\:{"start"\\:0,"end"\\:3,"text"\\:"열었다"},"confidence"\\:0.9}')""",
    "INSERT INTO event_article (event, article, position, body) SELECT 1, 1, 0, body FROM event_revision",
    "INSERT INTO source (id, name, family, region, host, enabled, interval_s)"
    " VALUES ('matin', '가람신문', 'aid', '광주', 'news.example', true, 1800)",
)


@pytest.fixture
def old(tmp_path: Path, somewhere: Callable[[Path], Any]) -> Callable[[int], Place]:
    """A store as the release with that schema left it."""

    def make(version: int) -> Place:
        there = place(somewhere(tmp_path / f"old{version}" / "timeline.db"))
        with there.anew(version) as connection:
            for statement in ROWS:
                connection.execute(text(statement))
        return there

    return make


@pytest.mark.parametrize("version", EARLIER)
def test_it_is_refused_until_it_is_upgraded(old, version: int, tmp_path: Path) -> None:
    there = old(version)
    with pytest.raises(StoreTooOld, match=f"schema {version}, this one wants {VERSION}") as told:
        Store.open(there)
    assert told.value.code == 6
    assert "yeonpyo db upgrade" in told.value.hint
    made = upgrade(there, tmp_path / "before.db")
    assert made
    assert (made.articles, made.events, made.change) == (1, 1, 2)
    with Store.open(there) as store:
        assert [(e.uid, e.event.title, e.change) for e in store.entries(Query())] == [
            ("u-1", "어린이도서관 개관식", 2)
        ]
        assert [state.id for state in store.sources.states()] == ["matin"]
    with pytest.raises(StoreTooOld):  # the copy is as the store was
        Store.open(tmp_path / "before.db")
    assert upgrade(there, tmp_path / "again.db") is None
    assert not (tmp_path / "again.db").exists()


@pytest.mark.parametrize("version", EARLIER)
def test_an_upgrade_that_fails_leaves_the_old_store(
    old, version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = old(version)
    run, tried = migrate.run, []

    def fail_for_real(connection: Connection, wanted: int = VERSION) -> None:
        run(connection, wanted)
        tried.append(wanted)
        if len(tried) > 1 + (connection.dialect.name == "postgresql"):  # not on the copies
            raise RuntimeError("the power went")

    monkeypatch.setattr(migrate, "run", fail_for_real)
    with pytest.raises(RuntimeError, match="power"):
        upgrade(there, tmp_path / "before.db")
    monkeypatch.undo()
    with pytest.raises(StoreTooOld):
        Store.open(there)
    assert upgrade(there, tmp_path / "second.db")
