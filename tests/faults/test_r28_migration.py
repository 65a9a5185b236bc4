"""R28: an interrupted upgrade leaves the old store or the new one, never one between, and a copy of the old."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
import replay
import rig

from timeline.store.engine import VERSION
from timeline.store.migrate import create

pytestmark = [pytest.mark.long, pytest.mark.timeout(900 * rig.SLOW)]


def shape(path: Path) -> set[str]:
    """Every table and index, as it was made."""
    return {row[0] for row in rig.sql(path, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


def rows(path: Path) -> dict[str, int]:
    tables = [name for (name,) in rig.sql(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    told = ("article", "article_revision", "event", "event_revision", "event_article", "change")
    return {name: rig.sql(path, f"SELECT count(*) FROM {name}")[0][0] for name in tables if name in told}


@pytest.fixture(scope="module")
def old(zygote: rig.Zygote, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose store has the first release's shape, with what eight documents gave."""
    root = tmp_path_factory.mktemp("old")
    zygote.run(root / "new", "seed", str(rig.documents(root / "saved", 8)))
    (root / "home").mkdir()
    path = root / "home" / "timeline.db"
    create(path, 1)
    with sqlite3.connect(path) as database:
        database.execute("ATTACH ? AS new", (str(root / "new" / "timeline.db"),))
        for (table,) in database.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table'"
        ).fetchall():
            if table.startswith(("sqlite_", "alembic", "event_search")):
                continue
            columns = ", ".join(row[1] for row in database.execute(f"PRAGMA main.table_info({table})"))
            database.execute(
                f"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}"
            )
    database.close()
    return root / "home"


@pytest.fixture(scope="module")
def shapes(zygote: rig.Zygote, old: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, set[str]]:
    home = tmp_path_factory.mktemp("upgraded") / "home"
    shutil.copytree(old, home)
    zygote.run(home, "db", "upgrade")
    return {1: shape(old / "timeline.db"), VERSION: shape(home / "timeline.db")}


def state(path: Path, shapes: dict[int, set[str]], wanted: dict[str, int]) -> int:
    """The version that the store has, wholly."""
    assert rig.sql(path, "PRAGMA integrity_check") == [("ok",)]
    ((version,),) = rig.sql(path, "PRAGMA user_version")
    assert shape(path) == shapes[version]
    assert rows(path) == wanted
    ((told,),) = rig.sql(path, "SELECT version_num FROM alembic_version")
    assert int(told) == version
    return int(version)


def check(zygote: rig.Zygote, home: Path, shapes: dict[int, set[str]], wanted: dict[str, int]) -> int:
    version = state(home / "timeline.db", shapes, wanted)
    if version == VERSION:
        (copy,) = (home / "backups").glob("timeline-*.db")
        assert state(copy, shapes, wanted) == 1
    else:
        assert zygote.run(home, "status", code=6).err.count("yeonpyo db upgrade") == 1
    zygote.run(home, "db", "upgrade")
    assert state(home / "timeline.db", shapes, wanted) == VERSION
    return version


def test_there_is_something_to_migrate() -> None:
    assert VERSION > 1


@pytest.mark.parametrize("how", ["statement", "operation"])
def test_killed(zygote: rig.Zygote, old: Path, shapes: dict[int, set[str]], tmp_path: Path, how: str) -> None:
    """At each SQL statement, and at each operation on the disk, of `db upgrade`."""
    wanted = rows(old / "timeline.db")
    shutil.copytree(old, tmp_path / "counted")
    counted = zygote.run(tmp_path / "counted", "db", "upgrade", arm=(0, rig.COUNT, 0), statement=0)
    many = counted.statements if how == "statement" else counted.operations
    assert many > 30
    moments = random.Random(how).sample(range(1, many + 1), min(many, max(10, rig.KILLS // 2)))
    versions = set()

    def kill(at: int) -> None:
        home = tmp_path / f"home{at}"
        shutil.copytree(old, home)
        if how == "statement":
            zygote.run(home, "db", "upgrade", statement=at, code=-9)
        else:
            zygote.run(home, "db", "upgrade", arm=(at, rig.KILL, 0), code=-9)
        rig.count("R28", f"kills at a {how}")
        versions.add(check(zygote, home, shapes, wanted))
        shutil.rmtree(home)

    rig.spread(kill, moments)
    assert versions == {1, VERSION} or rig.KILLS < 200


def test_power_cut(zygote: rig.Zygote, old: Path, shapes: dict[int, set[str]], tmp_path: Path) -> None:
    wanted = rows(old / "timeline.db")
    home, log = tmp_path / "home", tmp_path / "log"
    shutil.copytree(old, home)
    disk = replay.Disk(home)
    zygote.run(home, "db", "upgrade", arm=(0, rig.COUNT, 0), log=log)
    steps = list(replay.operations(log))
    rng = random.Random(28)
    moments = set(rng.sample(range(len(steps)), min(len(steps), max(10, rig.KILLS // 4))))
    image = tmp_path / "image"
    for number, step in enumerate(steps):
        disk.play(step)
        for choice in replay.CHOICES if number in moments else ():
            shutil.rmtree(image, ignore_errors=True)
            disk.image(image, home, choice, rng)
            version = state(image / "timeline.db", shapes, wanted)
            copies = list((image / "backups").glob("timeline-*.db"))
            assert version == 1 or [state(copy, shapes, wanted) for copy in copies] == [1]
            assert version == VERSION or b"upgraded" not in disk.said
            rig.count("R28", "images after a power cut")


def test_a_later_release_is_refused(zygote: rig.Zygote, old: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(old, home)
    rig.sql(home / "timeline.db", "PRAGMA user_version = 999")
    before = (home / "timeline.db").read_bytes()
    for command in (("status",), ("db", "upgrade"), ("up", "--port", "0"), ("seed", str(tmp_path))):
        done = zygote.run(home, *command, code=None)
        assert done.code in (1, 6)
        assert "schema 999" in done.err
        assert str(home / "timeline.db") in done.err
    assert (home / "timeline.db").read_bytes() == before
