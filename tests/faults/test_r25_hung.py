"""R25: a worker that hangs, deaf to SIGTERM, is killed with all it started; its sources wait, others go on."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(400 * rig.SLOW)]

STORIES = 12
IMPATIENT = "import scheduler.supervisor as s; s.HUNG = 15.0; from scheduler.cli import main; main()"


def held(home: Path) -> str:
    """Who holds a paper now."""
    return next(iter(rig.sql(home / "timeline.db", "SELECT max(lease_owner) FROM source")), ("",))[0] or ""


def test_a_hung_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rig.commands, "COMMAND", [sys.executable, "-c", IMPATIENT])
    home, watched = tmp_path / "home", tmp_path / "watched"
    watched.mkdir()
    more = rig.LOOPBACK | {"YEONPYO_SEEDS": str(watched), "YEONPYO_TICK": "0.5", "YEONPYO_QUIET": ""}
    first, other = ([rig.Story(start + number) for number in range(STORIES)] for start in (1000, 2000))
    with (
        rig.Paper(first, "one", slow=0.5) as one,
        rig.Paper(other, "two", slow=0.2) as two,
    ):
        one.enter(home)
        with rig.daemon(home, **more) as daemon:
            rig.until(lambda: len(one.hits) > 3, 60, "a crawl")
            (worker,) = daemon.workers
            os.kill(worker, signal.SIGSTOP)  # as deaf as one that ignores SIGTERM
            rig.until(lambda: rig.gone([worker]), 15 + 15, "the end of the hung worker")
            rig.until(lambda: not held(home), 10, "the lease")
            reason, wait = rig.sql(
                home / "timeline.db", "SELECT reason, next_due_at FROM source WHERE id = 'one'"
            )[0]
            assert reason == "timeout"
            assert wait > time.time() + 300  # it may hang again: the others first
            assert "hangs at one" in daemon.complaints
            two.enter(home)
            daemon.process.send_signal(signal.SIGHUP)  # reads the entries again
            rig.until(lambda: two.hits.count(other[-1].link), 60, "the other paper's last story")
            rig.due_now(home, "one")
            rig.until(lambda: one.hits.count(first[-1].link), 60, "the paper's last story")
            rig.until(lambda: not held(home), 60, "the end of the crawl")
            assert rig.sql(
                home / "timeline.db", "SELECT source, count(*) FROM article GROUP BY source ORDER BY source"
            ) == [("one", STORIES), ("two", STORIES)]
            assert one.most_open == two.most_open == 1
            (worker,) = daemon.workers
            os.kill(worker, signal.SIGSTOP)
            assert daemon.stop(seconds=40) == 0
            assert rig.gone([worker])
    rig.assert_whole(home / "timeline.db")
