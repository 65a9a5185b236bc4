"""R30: no descriptor is left: told as that, nothing broken; with room again all is read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
import rig
from faultserver import FaultServer
from test_r10_sites import ENVIRONMENT, LIST, PAGES, crawl, enter

pytestmark = [pytest.mark.long, pytest.mark.timeout(400 * rig.SLOW)]

PAPERS = 30


def slowly(body: bytes) -> Callable[[object], bytes]:
    """An answer that takes a while, so that all papers' connections are open at once."""

    def answer(_request: object) -> bytes:
        time.sleep(2)
        return body

    return answer


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
from scheduler.cli import main
main()
"""


def test_short_of_descriptors(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ExitStack() as stack:
        for number in range(1, PAPERS + 1):
            server = stack.enter_context(
                FaultServer({**PAGES, LIST: slowly(PAGES[LIST])}, host=f"127.0.6.{number}")
            )
            enter(home, f"paper-{number}", server.base, LIST)
        code = LIMITED
        short = subprocess.run(
            [sys.executable, "-c", code, "--home", str(home), "crawl", "--all"],
            capture_output=True,
            text=True,
            env=os.environ | ENVIRONMENT,
            timeout=200 * rig.SLOW,
            cwd=rig.ROOT,
        )
        rows = rig.sql(home / "timeline.db", "SELECT reason FROM source WHERE family = 'aid'")
        assert short.returncode in (1, 3), short.stderr
        told = {reason for (reason,) in rows}
        assert "resource" in told
        assert told <= {"", "unfinished", "resource"}
        assert rig.sql(home / "timeline.db", "PRAGMA integrity_check") == [("ok",)]
        assert crawl(home).code == 0
    assert rig.sql(home / "timeline.db", "SELECT count(*) FROM article WHERE source <> 'seeds'") == [
        (2 * PAPERS,)
    ]
    assert rig.sql(home / "timeline.db", "PRAGMA integrity_check") == [("ok",)]
