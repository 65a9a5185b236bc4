"""R4: a power cut at any moment loses nothing that was told as stored. And the test can tell: with weaker settings
of the database it finds what they lose."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
import replay
import rig

from timeline.errors import StoreError

pytestmark = [pytest.mark.long, pytest.mark.timeout(900 * rig.SLOW)]

MANY = 10
POINTS = 120  # moments at which the power goes, a run; each gives four images
OFTEN = {"wal_autocheckpoint": "12"}  # pages; so that the log is folded in while the run lasts


def logged(zygote: rig.Zygote, home: Path, *command: str, pragmas: dict[str, str]) -> Path:
    """Run a command and return the log of what it asked of the disk."""
    log = home.with_name(f"{home.name}.log")
    zygote.run(home, *command, arm=(0, rig.COUNT, 0), log=log, pragmas=pragmas)
    return log


def images(disk: replay.Disk, log: Path, home: Path, into: Path, points: int) -> object:
    """Cut the power at `points` moments of the log; yields the disk, an image of each kind, and the moment."""
    steps = list(replay.operations(log))
    rng = random.Random(len(steps))
    moments = set(rng.sample(range(len(steps)), min(points, len(steps)))) | {len(steps) - 1}
    for number, step in enumerate(steps):
        disk.play(step)
        if number in moments:
            for choice in replay.CHOICES:
                shutil.rmtree(into, ignore_errors=True)
                into.mkdir()
                disk.image(into, home, choice, rng)
                yield into, disk.said.decode(errors="ignore"), f"{choice} at {number} of {len(steps)}"


def verdict(image: Path, said: str, wanted: rig.Told) -> str:
    """How the image stands: whole, lost (something acknowledged is not there) or corrupt."""
    told = rig.acknowledged(said.rpartition("\n")[0] + "\n")
    path = image / "timeline.db"
    if not path.exists():
        return "lost" if told else "whole"
    try:
        stored = rig.assert_whole(path, wanted)
    except (AssertionError, sqlite3.DatabaseError, StoreError):
        return "corrupt"
    return "whole" if told <= stored else "lost"


def cut(
    zygote: rig.Zygote, tmp_path: Path, pragmas: dict[str, str], *, start: int = 0, points: int = POINTS
) -> tuple[Counter[str], list[str]]:
    """Verdicts over all images of a run of `seed` that finds `start` of the documents stored."""
    home = tmp_path / "home"
    if start:
        zygote.run(home, "seed", str(rig.documents(tmp_path / "saved", start)))
    folder = rig.documents(tmp_path / "saved", MANY)
    wanted = rig.truth(folder, tmp_path / "truth.db")
    home.mkdir(exist_ok=True)
    disk = replay.Disk(home)
    log = logged(zygote, home, "seed", str(folder), pragmas=pragmas)
    verdicts: Counter[str] = Counter()
    bad = []
    for image, said, moment in images(disk, log, home, tmp_path / "image", points):
        came = verdict(image, said, wanted)
        verdicts[came] += 1
        if came != "whole":
            bad.append(f"{came}: {moment}")
    return verdicts, bad


@pytest.mark.parametrize("pragmas", [{}, OFTEN], ids=["as it is", "folded in often"])
@pytest.mark.parametrize("start", [0, 3], ids=["a new store", "a store"])
def test_nothing_acknowledged_is_lost(
    zygote: rig.Zygote, tmp_path: Path, pragmas: dict[str, str], start: int
) -> None:
    verdicts, bad = cut(zygote, tmp_path, pragmas, start=start)
    rig.count("R4", "images after a power cut, as we write", verdicts.total())
    rig.count("R4", "of these lost or corrupt", len(bad))
    assert not bad
    assert verdicts["whole"] > 4 * 100


def test_the_test_finds_what_synchronous_normal_loses(zygote: rig.Zygote, tmp_path: Path) -> None:
    verdicts, _ = cut(zygote, tmp_path, {"synchronous": "NORMAL"}, start=3, points=60)
    rig.count("R4", "self-check: NORMAL, images that lost", verdicts["lost"])
    assert verdicts["lost"] > 10
    assert not verdicts["corrupt"]


def test_the_test_finds_what_synchronous_off_breaks(zygote: rig.Zygote, tmp_path: Path) -> None:
    verdicts, _ = cut(zygote, tmp_path, OFTEN | {"synchronous": "OFF"}, start=3, points=60)
    rig.count("R4", "self-check: OFF, images that are corrupt", verdicts["corrupt"])
    assert verdicts["corrupt"] > 5
