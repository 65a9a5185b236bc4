"""R6: on a read-only disk the daemon ends with one line, and `serve --read-only` serves what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
import rig
from lint import events, lint

pytestmark = [pytest.mark.long, pytest.mark.timeout(300 * rig.SLOW)]


def test_a_read_only_disk(zygote: rig.Zygote, tmp_path: Path) -> None:
    with rig.small_disk(tmp_path / "disk", "16m") as disk:
        home = disk / "home"
        zygote.run(home, "seed", str(rig.documents(tmp_path / "saved", 6)))
        wanted = zygote.run(home, "export", "ics").out
        store = home / "timeline.db"
        rig.remount(disk, "ro")
        before = store.read_bytes()
        for command in (
            ("up", "--port", "0"),
            ("serve", "--port", "0"),
            ("seed", str(tmp_path / "saved")),
            ("crawl",),
        ):
            done = zygote.run(home, *command, code=1)
            assert str(home) in done.err
            assert len(done.err.splitlines()) <= 3
            rig.count("R6", "refusals on a read-only disk")
        assert zygote.run(home, "export", "ics").out == wanted
        zygote.run(home, "status", code=3)
        assert "serve --read-only" in zygote.run(home, "serve", "--port", "0", code=1).err
        with rig.daemon(home, logs=tmp_path, command=("serve", "--read-only")) as daemon:
            status, _, body = daemon.get("/calendar.ics")
            assert (status, lint(body)) == (200, [])
            assert len(events(body)) == wanted.count("BEGIN:VEVENT") > 5
            for path in ("/", "/timeline.json", "/sources"):
                assert daemon.get(path)[0] == 200, path
            assert daemon.health["read_only"]
            assert not daemon.workers
            assert daemon.stop() == 0
        assert store.read_bytes() == before


def test_a_log_that_was_not_folded_in_is_not_passed_over(zygote: rig.Zygote, tmp_path: Path) -> None:
    """An immutable look would not see what a killed daemon had told as stored."""
    with rig.small_disk(tmp_path / "disk", "16m") as disk:
        home, saved = disk / "home", rig.documents(tmp_path / "saved", 6)
        counted = zygote.run(home, "seed", str(saved), arm=(0, rig.COUNT, 0)).operations
        for file in home.iterdir():
            file.unlink()
        zygote.run(home, "seed", str(saved), arm=(int(counted * 0.8), rig.KILL, 0), code=-9)
        assert (home / "timeline.db-wal").stat().st_size
        rig.remount(disk, "ro")
        done = zygote.run(home, "serve", "--read-only", "--port", "0", code=1)
        assert "timeline.db-wal" in done.err
        rig.remount(disk, "rw")
        zygote.run(home, "status", code=3)
        rig.remount(disk, "ro")
        with rig.daemon(home, logs=tmp_path, command=("serve", "--read-only")) as daemon:
            assert daemon.get("/calendar.ics")[0] == 200
            assert daemon.stop() == 0
