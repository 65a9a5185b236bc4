"""A store in a PostgreSQL database: one writer at a time, errors in our words, a server that comes and goes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from timeline.errors import ConfigError, StoreError, StoreLocked, StoreMissing, StoreTooNew
from timeline.query import Query
from timeline.store import Store
from timeline.store import postgresql as module
from timeline.store.place import place


@pytest.fixture
def url(postgresql, tmp_path: Path) -> str:
    return postgresql.at(tmp_path)


@pytest.fixture
def made(url: str) -> Iterator[Store]:
    with Store.open(url, make=True) as store:
        yield store


def test_an_empty_database_holds_no_store(url: str) -> None:
    with pytest.raises(StoreMissing, match="there is no store"):
        Store.open(url)


def test_many_makers_make_one_store(url: str) -> None:
    with ThreadPoolExecutor(6) as makers:
        for opened in [makers.submit(Store.open, url, make=True) for _ in range(6)]:
            with opened.result() as store:
                assert store.latest() == (0, None)


def test_writers_of_two_processes_follow_each_other(made: Store, url: str, article, seoul) -> None:
    """No number is lost or given twice, and they become visible in their order."""
    program = (
        "import sys; from datetime import datetime; from dataclasses import replace\n"
        "from timeline.model import SEOUL, Article; from timeline.store import Store\n"
        "plain = Article(source=sys.argv[2], key='', url='', title='', published=None, paragraphs=())\n"
        "with Store.open(sys.argv[1]) as store:\n"
        "    for number in range(40):\n"
        "        with store.pen(datetime(2021, 1, 27, tzinfo=SEOUL)) as pen:\n"
        "            pen.keep_article(replace(plain, key=str(number)), None)\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, url, name]) for name in ("one", "two")]
    seen = [0]
    while any(writer.poll() is None for writer in writers):
        seen.append(made.latest()[0])
        time.sleep(0.01)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen == sorted(seen)
    assert made.counts() == {"articles": 80, "events": 0, "changes": 80}


def test_who_writes_too_long_is_not_waited_for_for_ever(
    made: Store, article, seoul, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = module._ONE_WRITER[1]
    monkeypatch.setattr(module, "_ONE_WRITER", ("SET LOCAL lock_timeout = '200ms'", lock))
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with made.pen(seoul):
            held.set()
            over.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(20)
    try:
        with pytest.raises(StoreLocked, match="another process has been writing"), made.pen(seoul):
            pass
        assert made.latest() == (0, None)  # readers wait for nobody
    finally:
        over.set()
        holder.join()
    with made.pen(seoul) as pen:
        assert pen.keep_article(article(), None)


def test_a_reader_sees_one_moment(made: Store, article, event, seoul) -> None:
    with made.pen(seoul) as pen:
        row = pen.keep_article(article(), None)
        for number in range(3):
            row = pen.mint(event(title=f"{number}번째"), article(), row)
    reading = made.entries(Query())
    first = next(reading)
    with made.pen(seoul) as pen:
        pen.mint(event(title="나중"), article(), row)
    assert len([first, *reading]) == 3


def test_nothing_stays_of_a_failed_transaction(made: Store, article, seoul) -> None:
    with pytest.raises(RuntimeError), made.pen(seoul) as pen:  # noqa: PT012
        pen.keep_article(article(), None)
        raise RuntimeError
    assert made.counts()["articles"] == 0


def test_a_connection_that_was_cut_is_made_again(made: Store, article, seoul) -> None:
    """As after a restart of the server: the next transaction goes through."""
    assert made.latest() == (0, None)
    with made._writing() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(text(cut + " AND pid <> pg_backend_pid()"))
    assert made.latest() == (0, None)
    with made.pen(seoul) as pen:
        pen.keep_article(article(), None)
    assert made.counts()["articles"] == 1


def test_a_store_of_a_later_release_is_refused(made: Store, url: str) -> None:
    with made._writing() as connection:
        connection.execute(text("UPDATE yeonpyo_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="later release"):
        Store.open(url)


@pytest.mark.parametrize(
    ("url", "kind", "told"),
    [
        ("postgresql://u:secret@127.0.0.1:1/x", StoreError, "is the server running"),
        ("postgresql://u:secret@h:port/x", ConfigError, "no database URL"),
        ("mysql://u:secret@127.0.0.1/x", ConfigError, "names no store"),
    ],
)
def test_errors_say_what_next_and_no_password(url: str, kind: type[Exception], told: str) -> None:
    with pytest.raises(kind) as caught:
        Store.open(url)
    assert told in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_database_that_is_not_there(url: str) -> None:
    with pytest.raises(StoreError, match="does not exist") as caught:
        Store.open(url.replace("/yeonpyo_", "/nobody_"))
    assert "createdb" in str(caught.value)


def test_no_password_is_shown(url: str) -> None:
    assert "secret" not in str(place("postgresql://u:secret@db.example/x"))
    assert str(place("postgresql://u:secret@db.example/x")).startswith("postgresql://u:***@db.example/x")
