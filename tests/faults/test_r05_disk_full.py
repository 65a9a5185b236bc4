"""R5: a full disk stops writing and nothing else; when there is room again, all goes on by itself."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import rig
from lint import lint

pytestmark = [pytest.mark.long, pytest.mark.timeout(300 * rig.SLOW)]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with rig.small_disk(tmp_path / "small", "2m") as folder:
        yield folder


def test_reading_into_a_full_disk(zygote: rig.Zygote, tmp_path: Path, small: Path) -> None:
    """What was told as stored is there; the error names the file and the room left; with room it goes on."""
    home, saved = small / "home", rig.documents(tmp_path / "saved", 120)
    wanted = rig.truth(saved, tmp_path / "truth.db")
    done = zygote.run(home, "seed", str(saved), code=1)
    assert re.search(rf"{home}\S*: .*\([\d,]+ bytes free\)", done.err), done.err
    assert len(done.err.splitlines()) <= 3
    told = rig.acknowledged(done.out)
    assert 0 < len(told) < 120
    assert told <= {key for _, _, _, *keys in copied(home, tmp_path / "one") for key in keys}
    zygote.run(home, "export", "ics", "-o", str(tmp_path / "there.ics"))  # reading goes on
    assert lint((tmp_path / "there.ics").read_bytes()) == []
    rig.remount(small, "size=32m")
    zygote.run(home, "seed", str(saved))
    assert rig.held(home / "timeline.db") == wanted
    rig.assert_whole(home / "timeline.db", wanted)
    rig.count("R5", "disks filled")


def copied(home: Path, into: Path) -> rig.Told:
    """What a store on a full disk holds, looked at where there is room."""
    shutil.copytree(home, into)
    rig.assert_whole(into / "timeline.db")
    return rig.held(into / "timeline.db")


def test_no_room_for_a_store(zygote: rig.Zygote, tmp_path: Path, small: Path) -> None:
    saved = rig.documents(tmp_path / "saved", 1)
    rig.fill(small / "ballast")
    done = zygote.run(small / "home", "seed", str(saved), code=1)
    assert "bytes free" in done.err or "written" in done.err
    assert not (small / "home" / "timeline.db").exists()
    (small / "ballast").unlink()
    zygote.run(small / "home", "seed", str(saved))
    rig.count("R5", "disks filled")


def test_exporting_into_a_full_disk(zygote: rig.Zygote, tmp_path: Path, small: Path) -> None:
    home, saved = tmp_path / "home", rig.documents(tmp_path / "saved", 30)
    zygote.run(home, "seed", str(saved))
    target = small / "calendar.ics"
    target.write_bytes(b"old")
    rig.fill(small / "ballast")
    done = zygote.run(home, "export", "ics", "-o", str(target), code=1)
    assert str(target) in done.err
    assert "No space left" in done.err
    assert re.search(r"[\d,]+ bytes free", done.err)
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in small.iterdir()) == ["ballast", "calendar.ics"]
    (small / "ballast").unlink()
    zygote.run(home, "export", "ics", "-o", str(target))
    assert lint(target.read_bytes()) == []
    rig.count("R5", "disks filled")


def test_backing_up_into_a_full_disk(zygote: rig.Zygote, tmp_path: Path, small: Path) -> None:
    home = tmp_path / "home"
    zygote.run(home, "seed", str(rig.documents(tmp_path / "saved", 30)))
    rig.fill(small / "ballast")
    done = zygote.run(home, "db", "backup", "-o", str(small / "copy.db"), code=1)
    assert str(small) in done.err
    assert [path.name for path in small.iterdir()] == ["ballast"]
    rig.count("R5", "disks filled")


@pytest.mark.parametrize("watched_over", [True, False], ids=["looked at before", "met while writing"])
def test_a_daemon_on_a_full_disk(tmp_path: Path, small: Path, watched_over: bool) -> None:
    """Feeds are answered, health says why nothing new is read, nothing is crawled; with room it goes on by itself."""
    watched = rig.documents(tmp_path / "saved", 5)
    with rig.Paper([rig.Story(1000 + number) for number in range(3)]) as paper:
        paper.enter(small / "home")
        settings = {
            "YEONPYO_SEEDS": str(watched),
            "YEONPYO_SEEDS_INTERVAL": "1",
            "YEONPYO_TICK": "0.3",
            "YEONPYO_BACKUPS": "0",
            "YEONPYO_MIN_FREE_MB": "1" if watched_over else "0",
            "TMPDIR": str(tmp_path),
        }
        if not watched_over:
            rig.remount(small, "size=4m")
        with rig.daemon(small / "home", logs=tmp_path, **settings, **rig.LOOPBACK) as daemon:
            daemon.ticked()
            rig.until(lambda: paper.hits or watched_over, 60, "a crawl")
            time.sleep(2)
            rig.fill(small / "ballast")
            asked = len(paper.hits)
            rig.documents(watched, 60)
            if watched_over:
                rig.until(lambda: daemon.health["problems"], 30, "a problem")
                assert re.search(r"[\d,]+ bytes free", daemon.health["problems"][0])
                time.sleep(2)  # the article that was in flight
                asked = len(paper.hits)
                assert "bytes free" in daemon.complaints
            else:
                rig.until(lambda: "bytes free" in daemon.complaints, 60, "a complaint")
            for _ in range(10):
                status, _, body = daemon.get("/calendar.ics")
                assert (status, lint(body)) == (200, [])
                assert daemon.get("/")[0] == 200
                time.sleep(0.3)
            assert len(paper.hits) == asked
            (small / "ballast").unlink()
            rig.remount(small, "size=64m")
            articles = "SELECT count(*) FROM article WHERE source = 'saved'"
            rig.until(lambda: rig.sql(daemon.store, articles) == [(60,)], 150, "all documents")
            rig.until(lambda: not daemon.health["problems"], 30, "health")
            assert daemon.stop() == 0
        rig.assert_whole(daemon.store)
        rig.count("R5", "disks filled")
