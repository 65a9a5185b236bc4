"""R3: a process that is killed at any operation on the disk leaves an article whole or not at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(900 * rig.SLOW)]

MANY = 4


def test_killed_at_an_operation(zygote: rig.Zygote, tmp_path: Path) -> None:
    """At each of the first, where the store is made, and at a sample of the others."""
    folder = rig.documents(tmp_path / "saved", MANY)
    wanted = rig.truth(folder, tmp_path / "truth.db")
    operations = zygote.run(tmp_path / "counted", "seed", str(folder), arm=(0, rig.COUNT, 0)).operations
    assert operations > 60
    moments = random.Random(3).sample(range(1, operations + 1), min(rig.KILLS, operations))
    survivors = set()

    def kill(at: int) -> None:
        home = tmp_path / f"home{at}"
        killed = zygote.run(home, "seed", str(folder), arm=(at, rig.KILL, 0), code=-9)
        rig.count("R3", "kills inside a transaction")
        told = rig.acknowledged(killed.out)
        if (home / "timeline.db").exists():
            stored = rig.assert_whole(home / "timeline.db", wanted)
            assert told <= stored
            survivors.add(len(stored))
        else:
            assert not told
        if at % 3 == 0:
            zygote.run(home, "seed", str(folder))
            assert rig.held(home / "timeline.db") == wanted

    rig.spread(kill, moments)
    assert len(survivors) > 2 or rig.KILLS < 200
