"""R22: daemons and commands that start at once: one daemon lives, a source is in one hand, nothing is doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(900 * rig.SLOW)]

ROUNDS = max(2, rig.KILLS // 10)


def test_five_daemons(zygote: rig.Zygote, tmp_path: Path) -> None:
    """Twenty times five: one lives, four name it and end with 5; then that one is killed, and no lock is left."""
    home, watched = tmp_path / "home", rig.documents(tmp_path / "saved", 5)
    env = {"YEONPYO_SEEDS": str(watched), "YEONPYO_TICK": "0.3"}
    for number in range(ROUNDS):
        started = [zygote.start(home, "up", "--port", "0", **env) for _ in range(5)]
        rig.until(lambda: [one for one in started if "calendar" in one.out], 60, "a daemon")
        rig.until(lambda: sum(rig.gone([one.pid]) for one in started) == 4, 60, "the end of four")
        (living,) = (one for one in started if "calendar" in one.out)
        for other in started:
            if other is not living:
                done = other.wait()
                assert (done.code, done.out) == (5, "")
                assert f"process {living.pid}, since 20" in done.err
                rig.count("R22", "daemons refused")
        living.kill(signal.SIGKILL if number % 2 else signal.SIGTERM)
        assert living.wait(40).code == (-9 if number % 2 else 0)
    assert rig.held(home / "timeline.db") == rig.truth(watched, tmp_path / "truth.db")


def test_the_daemon_and_a_crawl(zygote: rig.Zygote, tmp_path: Path) -> None:
    """A source that the daemon has in hand is refused by name; the paper never meets two readers."""
    home, nothing = tmp_path / "home", tmp_path / "nothing"
    nothing.mkdir()
    refused = 0
    with rig.Paper((rig.Story(1000 + number) for number in range(30)), slow=0.1) as paper:
        paper.enter(home)
        settings = rig.LOOPBACK | {"YEONPYO_SEEDS": str(nothing), "YEONPYO_TICK": "0.3"}
        with rig.daemon(home, **settings) as daemon:
            rig.until(lambda: len(paper.hits) > 3, 60, "a crawl")
            while len({path for path in paper.hits if "article" in path}) < 30:
                done = zygote.run(home, "crawl", "paper", code=None, **settings)
                assert done.code in (0, 5), done
                if done.code:
                    assert "paper: in another process's hands" in done.err
                    refused += 1
            assert daemon.stop() == 0
        assert paper.most_open == 1
        assert len([path for path in paper.hits if "article" in path]) == 30
    assert refused
    rig.count("R22", "crawls refused beside the daemon", refused)
    assert len(rig.assert_whole(home / "timeline.db")) == 30


@pytest.mark.parametrize("many", [2, 5])
def test_crawls_at_once(zygote: rig.Zygote, tmp_path: Path, many: int) -> None:
    """Two crawls of one source, five of two: each source is read once, by one."""
    home = tmp_path / "home"
    with (
        rig.Paper((rig.Story(1000 + number) for number in range(15)), "one", slow=0.1) as one,
        rig.Paper((rig.Story(2000 + number) for number in range(15)), "paper-two", slow=0.1) as two,
    ):
        one.enter(home)
        two.enter(home, base=f"http://127.0.0.2:{two.port}")
        names = ["one"] if many == 2 else ["one", "paper-two", "one", "paper-two", "one"]
        names = names * many if many == 2 else names
        codes = [
            running.wait(120).code
            for running in [zygote.start(home, "crawl", name, **rig.LOOPBACK) for name in names]
        ]
        assert codes.count(0) >= len(set(names))
        assert set(codes) <= {0, 5}
        rig.count("R22", "crawls at once", len(names))
        for paper in (one, two)[: len(set(names))]:
            assert paper.most_open == 1
            assert len([path for path in paper.hits if "article" in path]) == 15
    assert len(rig.assert_whole(home / "timeline.db")) == 15 * len(set(names))


def test_five_readers_of_one_folder(zygote: rig.Zygote, tmp_path: Path) -> None:
    """All make the store, all read all; each document is kept once."""
    saved = rig.documents(tmp_path / "saved", 12)
    wanted = rig.truth(saved, tmp_path / "truth.db")
    for number in range(ROUNDS):
        home = tmp_path / f"home{number}"
        readers = [zygote.start(home, "seed", str(saved)) for _ in range(5)]
        told = [reader.wait(120) for reader in readers]
        assert [done.code for done in told] == [0] * 5
        new = [line for done in told for line in done.out.splitlines() if line.startswith("new\t")]
        assert len(new) == 12
        assert rig.held(home / "timeline.db") == wanted
        rig.assert_whole(home / "timeline.db", wanted)
        rig.count("R22", "readers of one folder at once", 5)


def test_a_lock_is_not_inherited(tmp_path: Path) -> None:
    """What a killed daemon's children still do holds nothing: the next daemon starts at once."""
    watched = rig.documents(tmp_path / "saved", 1)
    with rig.daemon(tmp_path / "home", YEONPYO_SEEDS=str(watched), YEONPYO_TICK="0.3") as daemon:
        (worker,) = rig.until(lambda: daemon.workers, 30, "a worker")
        os.kill(worker, signal.SIGSTOP)
        daemon.kill()
        began = time.monotonic()
        try:
            daemon.start()
        finally:
            subprocess.run(["kill", "-CONT", str(worker)], check=False)
        assert time.monotonic() - began < 60
        assert daemon.stop() == 0
