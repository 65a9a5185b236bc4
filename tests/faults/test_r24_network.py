"""R24: no network at all is our own trouble, one host's missing name is its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

LIST = "/sections.php?section=5&page=1"


def entry(base: str) -> str:
    return f'name = "가람신문"\nfamily = "aid"\nbase = "{base}"\nlists = ["{LIST}"]\ndelay = 0\n'


def reasons(home: Path) -> dict[str, str]:
    return dict(
        rig.sql(home / "timeline.db", "SELECT id, reason FROM source WHERE family = 'aid' AND enabled")
    )


def test_all_hosts_at_once_are_our_network(tmp_path: Path, fault_server: Any) -> None:
    rig.need(os.geteuid() == 0 and shutil.which("unshare") is not None, "root and unshare")
    home = tmp_path / "home"
    (home / "sites").mkdir(parents=True)
    for name in ("one", "two", "three"):
        (home / "sites" / f"{name}.toml").write_text(entry(f"http://{name}.invalid"))
    crawl = [*rig.COMMAND, "--home", str(home), "crawl", "--all"]
    environment = os.environ | {"YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8", "YEONPYO_QUIET": ""}
    done = subprocess.run(
        ["unshare", "-n", *crawl], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 3, done.stderr  # the watched folder was read
    assert set(reasons(home).values()) == {"offline"}
    assert "our own network" in done.stderr
    pages = {LIST: b"<a href='/read.php3?aid=1611747420123456001'>x</a>"}
    with fault_server(pages) as server:
        (home / "sites" / "good.toml").write_text(entry(server.base))
        subprocess.run(crawl, capture_output=True, text=True, env=environment, timeout=120)
    told = reasons(home)
    assert {name: told[name] for name in ("one", "two", "three")} == dict.fromkeys(
        ("one", "two", "three"), "dns"
    )
    assert told["good"] != "offline"
