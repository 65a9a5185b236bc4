"""R7: a store that is broken, in any way, is refused by name and left as it is, with the way back told."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(600 * rig.SLOW)]

PAGE = 4096


def pages_3_to_6(store: Path) -> None:
    body = bytearray(store.read_bytes())
    body[2 * PAGE : 6 * PAGE] = b"\xa5" * 4 * PAGE
    store.write_bytes(body)


def header(store: Path) -> None:
    store.write_bytes(b"BEGIN:VCALENDAR\r\n" * 8 + store.read_bytes()[136:])


def nothing(store: Path) -> None:
    store.write_bytes(b"")


def half(store: Path) -> None:
    body = store.read_bytes()
    store.write_bytes(body[: len(body) // 2 // PAGE * PAGE])


def an_odd_length(store: Path) -> None:
    body = store.read_bytes()
    store.write_bytes(body[: len(body) // 2 // PAGE * PAGE + 777])


def an_index(store: Path) -> None:
    """Rows that an index does not know: no page is broken, and a search would miss them."""
    with sqlite3.connect(store) as database:
        database.execute("PRAGMA writable_schema = ON")
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'event_start'").fetchone()
    database.close()
    body = bytearray(store.read_bytes())
    body[(root - 1) * PAGE + 3 : (root - 1) * PAGE + 5] = b"\0\0"  # no cells
    store.write_bytes(body)


def another_program(store: Path) -> None:
    with sqlite3.connect(store) as database:
        database.execute("PRAGMA application_id = 7")
    database.close()


def a_folder(store: Path) -> None:
    store.unlink()
    store.mkdir()


HARMS = [pages_3_to_6, header, nothing, half, an_odd_length, an_index, another_program, a_folder]
COMMANDS = [
    ("status",),
    ("export", "ics"),
    ("search", "도서관"),
    ("up", "--port", "0"),
    ("serve", "--port", "0"),
]


@pytest.fixture(scope="module")
def whole(zygote: rig.Zygote, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a store and a proven backup."""
    root = tmp_path_factory.mktemp("whole")
    home = root / "home"
    zygote.run(home, "seed", str(rig.documents(root / "saved", 12)))
    zygote.run(home, "db", "backup")
    return home


@pytest.mark.parametrize("harm", HARMS, ids=[harm.__name__.replace("_", " ") for harm in HARMS])
def test_a_broken_store(
    zygote: rig.Zygote, whole: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    home, store = tmp_path / "home", tmp_path / "home" / "timeline.db"
    shutil.copytree(whole, home)
    wanted = rig.held(store)
    (kept,) = (home / "backups").iterdir()
    harm(store)
    before = _sums(store)
    saved = tmp_path / "more"
    for command in (*COMMANDS, ("seed", str(rig.documents(saved, 1))), ("crawl",), ("worker", "--once")):
        done = zygote.run(home, *command, code=1)
        assert str(store) in done.err
        assert kept.name in done.err, done.err
        assert not done.out
        rig.count("R7", "refusals")
    told = zygote.run(home, "doctor", code=1)
    assert str(store) in told.out
    assert _sums(store) == before
    assert not [path for path in home.iterdir() if ".new-" in path.name]
    zygote.run(home, "db", "restore")
    assert rig.held(store) == wanted
    (aside,) = (path for path in home.iterdir() if re.fullmatch(r"timeline\.db\.before-\w+", path.name))
    assert _sums(aside) == before


def _sums(path: Path) -> str:
    return "folder" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()


def killed_in_writing(zygote: rig.Zygote, home: Path, saved: Path, share: float = 0.75) -> set[str]:
    """A home killed after that share of a reading, whose last words stand in the log alone; returns what was told."""
    done = zygote.run(home, "seed", str(saved), arm=(0, rig.COUNT, 0))
    shutil.rmtree(home)
    killed = zygote.run(home, "seed", str(saved), arm=(int(done.operations * share), rig.KILL, 0), code=-9)
    assert (home / "timeline.db-wal").stat().st_size
    return rig.acknowledged(killed.out)


def test_the_log_of_another_store(zygote: rig.Zygote, tmp_path: Path) -> None:
    """Refused, or read as one of the two: never as a mixture."""
    home, other = tmp_path / "home", tmp_path / "other"
    saved = rig.documents(tmp_path / "saved", 4)
    zygote.run(home, "seed", str(saved))
    wanted = rig.held(home / "timeline.db")
    others = rig.documents(tmp_path / "saved2", 7)
    killed_in_writing(zygote, other, others)
    shutil.copy(other / "timeline.db-wal", home / "timeline.db-wal")
    done = zygote.run(home, "status", code=None)
    if done.code == 1:
        assert str(home / "timeline.db") in done.err
    elif rig.held(home / "timeline.db") != wanted:
        rig.assert_whole(home / "timeline.db", rig.truth(others, tmp_path / "truth.db"))


def test_a_log_that_is_gone_in_mid_folding(zygote: rig.Zygote, tmp_path: Path) -> None:
    """Half of what it held is in the file: that is refused, never read."""
    home, saved = tmp_path / "home", rig.documents(tmp_path / "saved", 6)
    killed_in_writing(zygote, home, saved, 0.97)
    (home / "timeline.db-wal").unlink()
    assert re.search("damaged|malformed", zygote.run(home, "status", code=1).err)


def test_a_log_that_is_gone(zygote: rig.Zygote, tmp_path: Path) -> None:
    """What only the log held is lost with it; what is left is whole, and reading again brings the rest."""
    home, saved = tmp_path / "home", rig.documents(tmp_path / "saved", 6)
    assert killed_in_writing(zygote, home, saved)
    (home / "timeline.db-wal").unlink()
    wanted = rig.truth(saved, tmp_path / "truth.db")
    rig.assert_whole(home / "timeline.db", wanted)
    zygote.run(home, "seed", str(saved))
    assert rig.held(home / "timeline.db") == wanted


def test_a_daemon_whose_store_breaks_serves_on(zygote: rig.Zygote, tmp_path: Path) -> None:
    """The last good feeds go out, health says what is wrong, and the file is left alone."""
    watched = rig.documents(tmp_path / "saved", 12)
    with rig.daemon(tmp_path / "home", YEONPYO_SEEDS=str(watched), YEONPYO_TICK="0.3") as daemon:
        daemon.ticked()
        good = daemon.get("/calendar.ics")[2]
        assert good.count(b"BEGIN:VEVENT") > 10
        daemon.kill()
        store = daemon.store
        zygote.run(daemon.home, "db", "backup")
        pages_3_to_6(store)
        before = _sums(store)
        assert zygote.run(daemon.home, "up", "--port", "0", code=1).err
        assert _sums(store) == before


def test_a_missing_store_is_not_made_by_commands_that_read(zygote: rig.Zygote, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for command in (*COMMANDS[:3], ("serve", "--port", "0")):
        done = zygote.run(home, *command, code=1)
        assert str(home / "timeline.db") in done.err
        assert "yeonpyo up" in done.err
    assert not (home / "timeline.db").exists()
