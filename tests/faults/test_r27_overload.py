"""R27: more work than time: turns are missed, not heaped up, and shared fairly."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(300 * rig.SLOW)]

SOURCES, INTERVAL, SLOW, SECONDS = 20, 2, 1.5, 60


def test_twenty_slow_papers(tmp_path: Path) -> None:
    """Each is to be read every two seconds, and takes longer: none waits while others are read twice and again."""
    home, nothing = tmp_path / "home", tmp_path / "nothing"
    nothing.mkdir()
    with ExitStack() as stack:
        papers = [rig.Paper([rig.Story(1000 + n)], f"paper-{n}", slow=SLOW) for n in range(SOURCES)]
        for n, paper in enumerate(papers):
            stack.enter_context(paper)
            paper.enter(home, base=f"http://127.0.{n}.2:{paper.port}")
        settings = {"YEONPYO_SEEDS": str(nothing), "YEONPYO_TICK": "0.3", "YEONPYO_BACKUPS": "0"}
        daemon = stack.enter_context(rig.daemon(home, **settings, **rig.LOOPBACK))
        rig.sql(daemon.store, "UPDATE source SET interval_s = ?, next_due_at = NULL", INTERVAL)
        looks = {paper.name: 0 for paper in papers}
        began = time.monotonic()
        while time.monotonic() - began < SECONDS:
            time.sleep(0.5)
            assert daemon.get("/calendar.ics")[0] == 200
            looks = {paper.name: paper.hits.count(rig.LIST) for paper in papers}
            assert max(looks.values()) - min(looks.values()) <= 3, looks
        assert min(looks.values()) >= 3, looks
        assert max(paper.most_open for paper in papers) == 1
        told = json.loads(rig.command(home, "status", "--json").stdout)
        assert told["daemon"]
        assert daemon.stop() == 0
        rig.count("R27", "looks at 20 slow papers in a minute", sum(looks.values()))
    assert len(rig.assert_whole(daemon.store)) == SOURCES
