"""R9: who reads an exported file meets a whole one, whatever is written or killed at that moment."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import threading
import time
from pathlib import Path

import pytest
import rig
from lint import lint

pytestmark = [pytest.mark.long, pytest.mark.timeout(900 * rig.SLOW)]

FORMATS = {"calendar.ics": "ics", "timeline.json": "json", "feed.json": "feed"}


def whole(path: Path) -> int:
    """How many bytes the file has; it parses, and its rules hold."""
    body = path.read_bytes()
    if path.suffix == ".ics":
        assert lint(body) == []
    else:
        json.loads(body)
    return len(body)


def test_readers_beside_writers(zygote: rig.Zygote, tmp_path: Path) -> None:
    """For ten seconds a writer commits, exporters export, and a reader reads."""
    home, out = tmp_path / "home", tmp_path / "public"
    out.mkdir()
    zygote.run(home, "seed", str(rig.documents(tmp_path / "saved", 3)))
    for name, what in FORMATS.items():
        zygote.run(home, "export", what, "-o", str(out / name))
    saved = rig.documents(tmp_path / "saved", 90)
    stop = threading.Event()
    writer = zygote.start(home, "seed", str(saved))

    def keep_exporting() -> None:
        while not stop.is_set():
            for name, what in FORMATS.items():
                zygote.run(home, "export", what, "-o", str(out / name))
                rig.count("R9", "exports beside a writer and a reader")

    exporter = threading.Thread(target=keep_exporting)
    exporter.start()
    sizes, ends = set(), time.monotonic() + 10
    while time.monotonic() < ends or len(sizes) < 4:
        for name in FORMATS:
            sizes.add(whole(out / name))
            rig.count("R9", "reads, all whole")
    stop.set()
    exporter.join()
    writer.wait(120)


@pytest.mark.parametrize(("name", "what"), FORMATS.items())
def test_killed_exports(zygote: rig.Zygote, tmp_path: Path, name: str, what: str) -> None:
    """At every operation, and at moments in between; the old file stands, and what was left lying is taken away."""
    home, out = tmp_path / "home", tmp_path / "home" / "public"
    zygote.run(home, "seed", str(rig.documents(tmp_path / "saved", 10)))
    out.mkdir()
    target = out / name
    zygote.run(home, "export", what, "-o", str(target))
    old = target.read_bytes()
    zygote.run(home, "seed", str(rig.documents(tmp_path / "saved", 11)))
    operations = zygote.run(home, "export", what, "-o", str(out / "new"), arm=(0, rig.COUNT, 0)).operations
    new = (out / "new").read_bytes()
    assert old != new
    rng = random.Random(name)
    for kill in range(max(operations + 5, rig.KILLS // 2)):
        target.write_bytes(old)
        if kill <= operations:
            running = zygote.start(home, "export", what, "-o", str(target), arm=(kill + 1, rig.KILL, 0))
        else:
            running = zygote.start(home, "export", what, "-o", str(target))
            time.sleep(rng.uniform(0.0, 0.25))
            running.kill()
        killed = running.wait().code == -9
        assert target.read_bytes() in ((old, new) if killed else (new,))
        rig.count("R9", "exports killed", killed)
    strays = [path for path in out.iterdir() if path.name.endswith(".draft")]
    assert strays
    for stray in strays:
        os.utime(stray, (0, 0))
    zygote.run(home, "export", what, "-o", str(target))
    assert target.read_bytes() == new
    assert sorted(path.name for path in out.iterdir()) == sorted((name, "new"))


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_exports_that_fail(zygote: rig.Zygote, tmp_path: Path, error: int) -> None:
    """Every write, flush and rename in turn: the old file stands, no draft is left, and a line says why."""
    home, out = tmp_path / "home", tmp_path / "home" / "public"
    zygote.run(home, "seed", str(rig.documents(tmp_path / "saved", 10)))
    out.mkdir()
    target = out / "calendar.ics"
    target.write_bytes(b"old")
    shutil.copytree(home, tmp_path / "copy")
    operations = zygote.run(home, "export", "ics", "-o", str(out / "new"), arm=(0, rig.COUNT, 0)).operations
    (out / "new").unlink()
    for at in range(1, operations + 1):
        target.write_bytes(b"old")
        done = zygote.run(home, "export", "ics", "-o", str(target), arm=(at, rig.FAIL, error), code=None)
        assert [path.name for path in out.iterdir()] == ["calendar.ics"]
        assert str(home) in done.err or not done.code
        if not done.code or target.read_bytes() != b"old":  # the flush of the folder comes after the new name
            assert lint(target.read_bytes()) == []
        rig.count("R9", "exports that failed", bool(done.code))
