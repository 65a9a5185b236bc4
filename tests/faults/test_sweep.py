"""A5.7: every write, flush, creation, link and rename of `seed` fails once, and from then on, with each error."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(1500 * rig.SLOW)]

MODES = [
    (rig.FAIL, errno.ENOSPC),
    (rig.FAIL, errno.EIO),
    (rig.FAIL_ON, errno.ENOSPC),
    (rig.FAIL_ON, errno.EIO),
]


def judge(done: rig.Done, home: Path, wanted: rig.Told) -> None:
    """What the command told is stored, what it could not do it told in a line, and nothing is broken."""
    assert done.code in (0, 1), done
    told = rig.acknowledged(done.out)
    if not (home / "timeline.db").exists():
        assert not told
        assert done.code == 1
    else:
        assert told <= rig.assert_whole(home / "timeline.db", wanted)
    if done.code:
        assert str(home) in done.err
        assert len(done.err.splitlines()) <= 4, done.err
    else:
        assert len(told) == len({key for _, _, _, *keys in wanted for key in keys})


def sweep(
    zygote: rig.Zygote, tmp_path: Path, template: Path | None, modes: list[tuple[int, int]], share: float
) -> None:
    """Fail operation after operation of a reading into a copy of the template; some are then read again."""
    folder = tmp_path / "saved"
    wanted = rig.truth(folder, tmp_path / "truth.db")

    def begin(home: Path) -> Path:
        if template:
            shutil.copytree(template, home)
        return home

    operations = zygote.run(
        begin(tmp_path / "counted"), "seed", str(folder), arm=(0, rig.COUNT, 0)
    ).operations
    assert operations > 60
    failed = []

    def fail(at: int) -> None:
        home = begin(tmp_path / f"home{at}")
        done = zygote.run(home, "seed", str(folder), arm=(at, *modes[at % len(modes)]), code=None)
        judge(done, home, wanted)
        failed.append(done.code)
        if at % 5 == 0:
            zygote.run(home, "seed", str(folder))
            assert rig.held(home / "timeline.db") == wanted
        shutil.rmtree(home)
        rig.count("A5.7", "I/O errors")

    moments = rig.sample(operations, share)
    rig.spread(fail, moments)
    assert sum(failed) > len(moments) // 2


def test_making_a_store(zygote: rig.Zygote, tmp_path: Path) -> None:
    rig.documents(tmp_path / "saved", 1)
    sweep(zygote, tmp_path, None, MODES, 1.0)


@pytest.mark.parametrize("mode", MODES, ids=["ENOSPC", "EIO", "ENOSPC on", "EIO on"])
def test_writing_into_one(zygote: rig.Zygote, tmp_path: Path, mode: tuple[int, int]) -> None:
    zygote.run(tmp_path / "template", "seed", str(rig.documents(tmp_path / "saved", 1)))
    rig.documents(tmp_path / "saved", 3)
    sweep(zygote, tmp_path, tmp_path / "template", [mode], 1.0 if mode[0] == rig.FAIL else 0.34)
