"""R2: a daemon that is killed takes its worker with it, loses nothing and doubles nothing; the next one goes on."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800 * rig.SLOW)]

STORIES = 40
HOMES = 2  # side by side, each with a daemon, a folder and a paper of its own


def test_killed_daemons(zygote: rig.Zygote, tmp_path: Path) -> None:
    """Documents are dropped and a slow paper is crawled while daemons are killed; the paper sees one reader."""
    saved = rig.documents(tmp_path / "saved", rig.KILLS // HOMES // 2)
    rig.spread(lambda number: _kill(zygote, tmp_path / str(number), saved), range(HOMES))


def _kill(zygote: rig.Zygote, tmp_path: Path, saved: Path) -> None:
    rng = random.Random(int(tmp_path.name))
    home, watched = tmp_path / "home", tmp_path / "watched" / "saved"
    watched.mkdir(parents=True)
    waiting = sorted(saved.iterdir())
    env = rig.LOOPBACK | {"YEONPYO_SEEDS": str(watched), "YEONPYO_SEEDS_INTERVAL": "1", "YEONPYO_TICK": "0.3"}
    with rig.Paper((rig.Story(1000 + number) for number in range(STORIES)), slow=0.05) as paper:
        paper.enter(home)
        for kill in range(rig.KILLS // HOMES):
            if kill % 4 == 3:
                rig.due_now(home, "paper")
            running = zygote.start(home, "up", "--port", "0", **env)
            base = rig.until(lambda: _announced(running), 60, "a daemon")
            if waiting:
                dropped = waiting.pop(0)
                (watched / dropped.name).write_bytes(dropped.read_bytes())
            _look(base, time.monotonic() + rng.choice((rng.uniform(0, 1.0), rng.uniform(1.0, 4.0))))
            workers = rig.children(running.pid)
            running.kill()
            assert running.wait().code == -9
            rig.until(lambda: rig.gone(workers), 2, "the worker's end", 0.02)
            rig.count("R2", "daemons killed")
            rig.assert_whole(home / "timeline.db")
        zygote.run(home, "seed", str(watched))
        rig.due_now(home, "paper")
        zygote.run(home, "crawl", "paper", **env)
        assert paper.most_open == 1
        articles = sum(path.startswith("/news/article") for path in paper.hits)
        rig.count("R2", "article requests, for 40 articles a home", articles)
        stored = rig.assert_whole(home / "timeline.db")
    wanted = rig.truth(watched, tmp_path / "truth.db")
    assert [row for row in rig.held(home / "timeline.db") if row in set(wanted)] == wanted
    assert len(stored) == STORIES + len(list(watched.iterdir()))
    assert (
        articles <= STORIES + rig.KILLS // HOMES
    )  # what was in flight at a kill is asked again, and nothing else
    doubled = rig.sql(home / "timeline.db", "SELECT count(*) FROM event") != [(3 * len(stored),)]
    assert not doubled


def _announced(running: rig.Running) -> str:
    found = re.search(r"^calendar +(http://127\.0\.0\.1:\d+)/", running.out, re.MULTILINE)
    return found[1] if found else ""


def _look(base: str, until: float) -> None:
    """Read the feed until then; every answer is whole."""
    while True:
        body = rig.fetch(f"{base}/calendar.ics")
        assert body.startswith(b"BEGIN:VCALENDAR\r\n")
        assert body.endswith(b"END:VCALENDAR\r\n")
        if time.monotonic() >= until:
            return
        time.sleep(0.1)
