"""Which files the store opens, and that it leaves the others as they are."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from timeline.errors import StoreDamaged, StoreError, StoreMissing, StoreTooNew
from timeline.store import Store, engine

pytestmark = pytest.mark.sqlite


@pytest.fixture
def made(tmp_path: Path, event, article, seoul) -> Path:
    """A closed store of a few hundred pages, so that a broken one is somewhere in the middle."""
    path = tmp_path / "timeline.db"
    with Store.open(path, make=True) as store, store.pen(seoul) as pen:
        row = pen.keep_article(article(), None)
        for number in range(300):
            row = pen.mint(event(title=f"{number}번째 행사"), article(), row)
    return path


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 4096 * 7 + 100])


def garbled(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[4096 * 3 : 4096 * 6] = b"\xa5" * 4096 * 3
    path.write_bytes(whole)


def no_database(path: Path) -> None:
    path.write_bytes(b"BEGIN:VCALENDAR\r\n" * 500)


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE song (title)")


def of_a_later_release(path: Path) -> None:
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version=99")


@pytest.mark.parametrize(
    ("harm", "refusal"),
    [
        (emptied, StoreDamaged),
        (cut, StoreDamaged),
        (garbled, StoreDamaged),
        (no_database, StoreDamaged),
        (foreign, StoreDamaged),
        (of_a_later_release, StoreTooNew),
    ],
)
@pytest.mark.parametrize("make", [False, True], ids=["open", "make"])
def test_refuses_and_leaves_untouched(made: Path, harm, refusal: type[StoreError], make: bool) -> None:
    harm(made)
    before = hashlib.sha256(made.read_bytes()).hexdigest()
    with pytest.raises(refusal) as refused:
        Store.open(made, make=make)
    assert str(made) in str(refused.value)
    assert hashlib.sha256(made.read_bytes()).hexdigest() == before


def test_a_missing_store_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        Store.open(tmp_path / "timeline.db")
    assert not list(tmp_path.iterdir())


def test_a_whole_store_opens_again(made: Path) -> None:
    with Store.open(made) as store:
        assert store.counts() == {"articles": 1, "events": 300, "changes": 301}
    assert {file.name for file in made.parent.iterdir()} == {"timeline.db", "store.lock"}


def test_durable_and_immediate(store: Store) -> None:
    """FULL and IMMEDIATE are promises (RELIABILITY A3), so they are asked of a live connection."""
    with store._writing() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with pytest.raises(StoreError), store._reading() as connection:
        connection.exec_driver_sql("DELETE FROM change")


def test_two_makers_make_one(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    path = tmp_path / "timeline.db"
    with ThreadPoolExecutor(6) as makers:
        for opened in [makers.submit(Store.open, path, make=True) for _ in range(6)]:
            opened.result().close()
    assert not list(tmp_path.glob("*.new-*"))


def test_a_look_at_an_open_store_costs_it_no_lock(
    store: Store, article, event, seoul, tmp_path: Path
) -> None:
    """Another process's close must see that we still have the store open, or it folds away the log we write to.

    Any plain open and close of the file in this process would drop its POSIX locks: once a backup's look at the
    header did, and what the daemon wrote afterwards was seen by nobody else.
    """
    from timeline.query import Query
    from timeline.store.backup import backup

    def write(key: str) -> None:
        with store.pen(seoul) as pen:
            pen.mint(event(), article(key=key), pen.keep_article(article(key=key), None))

    def elsewhere() -> str:
        program = (
            "import sys; from pathlib import Path; from timeline.store import Store\n"
            "with Store.open(Path(sys.argv[1])) as store: print(store.counts()['articles'])"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(store.place.path)], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    write("one")
    assert len(list(store.entries(Query()))) == 1
    with pytest.raises(StoreError):
        backup(store.place.path, backup(store.place.path, tmp_path / "copy.db").path)
    Store.open(store.place.path).close()
    assert elsewhere() == "1"
    write("two")
    assert elsewhere() == "2"


def test_a_store_of_another_user_is_named_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator meets who asks as themselves for what the daemon's user keeps."""
    path = tmp_path / "timeline.db"
    Store.open(path, make=True).close()
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(Path, "owner", lambda _: "yeonpyo")
    with pytest.raises(StoreError, match="belongs to yeonpyo") as told, engine.translated(path):
        raise sqlite3.OperationalError("unable to open database file")
    assert told.value.hint == "ask as yeonpyo, or with sudo"
