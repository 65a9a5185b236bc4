"""R8: another program that holds the database is waited for, told after a while, and costs nothing."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(300 * rig.SLOW)]


@contextmanager
def held_by_another(path: Path, seconds: float) -> Iterator[None]:
    """BEGIN IMMEDIATE by a program that knows nothing of our lock, for that long."""
    began, ended = threading.Event(), threading.Event()

    def hold() -> None:
        database = sqlite3.connect(path, timeout=30, isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        began.set()
        ended.wait(seconds)
        database.execute("ROLLBACK")
        database.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert began.wait(30)
    yield
    ended.set()
    holder.join()


@pytest.fixture
def home(zygote: rig.Zygote, tmp_path: Path) -> Path:
    zygote.run(tmp_path / "home", "seed", str(rig.documents(tmp_path / "saved", 1)))
    rig.documents(tmp_path / "saved", 4)
    return tmp_path / "home"


def test_five_seconds_are_waited_for(zygote: rig.Zygote, home: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    with held_by_another(home / "timeline.db", 5):
        zygote.run(home, "seed", str(tmp_path / "saved"))
    assert time.monotonic() - began > 4
    assert rig.held(home / "timeline.db") == rig.truth(tmp_path / "saved", tmp_path / "truth.db")


def test_a_minute_is_told(zygote: rig.Zygote, home: Path, tmp_path: Path) -> None:
    with held_by_another(home / "timeline.db", 60):
        began = time.monotonic()
        done = zygote.run(home, "seed", str(tmp_path / "saved"), code=5)
        assert 10 < time.monotonic() - began < 50
        assert str(home / "timeline.db") in done.err
        assert "locked" in done.err
        zygote.run(home, "export", "ics")  # reading goes on
    zygote.run(home, "seed", str(tmp_path / "saved"))
    assert rig.held(home / "timeline.db") == rig.truth(tmp_path / "saved", tmp_path / "truth.db")


def test_the_daemon_goes_on(zygote: rig.Zygote, tmp_path: Path) -> None:
    """Feeds are answered while the lock is held, and what was dropped and crawled meanwhile is in them afterwards."""
    watched = rig.documents(tmp_path / "watched" / "saved", 1)
    with rig.Paper([rig.Story(1000 + number) for number in range(5)]) as paper:
        paper.enter(tmp_path / "home")
        settings = {"YEONPYO_SEEDS": str(watched), "YEONPYO_SEEDS_INTERVAL": "1", "YEONPYO_TICK": "0.3"}
        with rig.daemon(tmp_path / "home", **settings, **rig.LOOPBACK) as daemon:
            daemon.ticked()
            worker = daemon.workers
            with held_by_another(daemon.store, 35):
                rig.documents(watched, 4)
                ends = time.monotonic() + 34
                while time.monotonic() < ends:
                    assert daemon.get("/calendar.ics")[0] == 200
                    time.sleep(0.5)
            rig.until(
                lambda: rig.sql(daemon.store, "SELECT count(*) FROM article") == [(9,)], 90, "all articles"
            )
            assert not [path for path in paper.hits if paper.hits.count(path) > 3]
            assert daemon.stop() == 0
            rig.count("R8", "worker kept its process" if worker else "worker was started again")
        rig.assert_whole(daemon.store)
