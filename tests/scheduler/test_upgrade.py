"""An old store under the commands: refused with what to do; upgraded by `db upgrade` and `up`, not by `serve`."""

from __future__ import annotations

import pytest

from timeline.store.place import place


@pytest.mark.long
def test_the_command_and_up_do_it_and_serve_does_not(yeonpyo, folder) -> None:
    where = place(yeonpyo.environment.get("YEONPYO_DB", yeonpyo.home / "timeline.db"))
    with where.anew(1):
        pass
    assert "yeonpyo db upgrade" in yeonpyo.run("export", "json", code=6).stderr
    assert "earlier release" in yeonpyo.run("serve", "--port", "0", code=6).stderr
    daemon = yeonpyo.up("--seeds", str(folder))
    assert any(line.startswith("upgraded") for line in daemon.said)
    assert daemon.stop()[0] == 0
    assert "has this release's shape already" in yeonpyo.run("db", "upgrade").stdout
    assert "어린이도서관" in yeonpyo.run("export", "json").stdout


def test_the_command_keeps_a_copy(yeonpyo) -> None:
    with place(yeonpyo.environment.get("YEONPYO_DB", yeonpyo.home / "timeline.db")).anew(1):
        pass
    told = yeonpyo.run("db", "upgrade").stdout
    assert "as it was" in told
    assert [file.suffix for file in (yeonpyo.home / "backups").iterdir()] == [".db"]
