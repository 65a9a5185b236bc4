"""R23: a clock that is set, stopped or in another zone silences nothing, makes no burst and no wrong date."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
import rig
from lint import lint

pytestmark = [pytest.mark.long, pytest.mark.timeout(900 * rig.SLOW)]

HOUR, DAY, YEAR = 3600.0, 86400.0, 365.25 * 86400
STEPS = [-HOUR, HOUR, -DAY, DAY, 56 * YEAR, -56 * YEAR, -90.0]
PATIENCE = 30  # seconds for what an undisturbed daemon does in one or two


def settings(watched: Path, clock: rig.Clock) -> dict[str, str]:
    looks = {"YEONPYO_SEEDS": str(watched), "YEONPYO_SEEDS_INTERVAL": "1", "YEONPYO_TICK": "0.5"}
    return looks | clock.environment | rig.LOOPBACK


def lists(paper: rig.Paper) -> int:
    return paper.hits.count(rig.LIST)


def test_steps(tmp_path: Path, clock: rig.Clock) -> None:
    """After each step a dropped document is in the feed, and the paper is looked at: at once, and once."""
    watched = rig.documents(tmp_path / "saved", 1)
    with rig.Paper([rig.Story(1000 + number) for number in range(3)]) as paper:
        paper.enter(tmp_path / "home", interval=60)
        with rig.daemon(tmp_path / "home", **settings(watched, clock)) as daemon:
            daemon.ticked()
            rig.until(lambda: lists(paper) == 1, PATIENCE, "the first crawl")
            time.sleep(3)
            for number, step in enumerate(STEPS):
                before = lists(paper)
                clock.step(step)
                rig.documents(watched, number + 2)
                rig.until(
                    lambda: keys(daemon) >= {f"{number + 1:03}.txt"}, PATIENCE, f"a look after {step:+.0f} s"
                )
                rig.until(lambda: lists(paper) > before, PATIENCE, f"a crawl after {step:+.0f} s")
                time.sleep(4)
                assert lists(paper) - before <= 2, f"a burst after {step:+.0f} s"
                assert lint(daemon.get("/calendar.ics")[2]) == []
                rig.count("R23", "steps of the clock")
            assert "the crawl worker ended with" not in daemon.complaints
            assert daemon.health["last_tick"]
            assert _kilobytes(daemon.process.pid) < 300_000
            assert daemon.stop() == 0
        assert paper.most_open == 1
    stored = set(rig.held(daemon.store))
    assert set(rig.truth(watched, tmp_path / "truth.db")) <= stored
    rig.assert_whole(daemon.store)


def keys(daemon: rig.Daemon) -> set[str]:
    return {key for (key,) in rig.sql(daemon.store, "SELECT key FROM article")}


def _kilobytes(pid: int) -> int:
    told = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmRSS"))


@pytest.mark.parametrize("step", [HOUR, -HOUR, DAY])
def test_a_step_in_mid_crawl(zygote: rig.Zygote, tmp_path: Path, clock: rig.Clock, step: float) -> None:
    """The crawl goes on, no request of it is lost, nobody else gets the source, and what it gives is kept."""
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    home = tmp_path / "home"
    with rig.Paper([rig.Story(1000 + number) for number in range(30)], slow=0.2) as paper:
        paper.enter(home)
        with rig.daemon(home, **settings(nothing, clock)) as daemon:
            rig.until(lambda: len(paper.hits) > 5, 60, "a crawl")
            clock.step(step)
            preload = clock.environment["LD_PRELOAD"]
            tried = rig.command(
                home, "crawl", "paper", **rig.LOOPBACK, **clock.environment | {"LD_PRELOAD": preload}
            )
            if len(paper.hits) < 30:
                assert tried.returncode == 5, tried
            rig.until(lambda: len(keys(daemon)) == 30, 60, "every article")
            assert daemon.stop() == 0
        assert paper.most_open == 1
        assert len([path for path in paper.hits if "article" in path]) == 30


def test_1970_at_boot(tmp_path: Path, clock: rig.Clock) -> None:
    """No site is crawled by a clock that cannot be right; health says so; when it is set, all goes on at once."""
    watched = rig.documents(tmp_path / "saved", 1)
    clock.step(-time.time() + 60)
    with rig.Paper([rig.Story(1000)]) as paper:
        paper.enter(tmp_path / "home", interval=60)
        with rig.daemon(tmp_path / "home", **settings(watched, clock)) as daemon:
            rig.until(lambda: daemon.health["problems"], PATIENCE, "a problem")
            time.sleep(3)
            assert not paper.hits
            assert "1970" in daemon.complaints
            clock.step(-clock.shift)
            rig.until(lambda: lists(paper), PATIENCE, "a crawl when the clock is set")
            rig.documents(watched, 2)
            rig.until(lambda: "001.txt" in keys(daemon), PATIENCE, "a look when the clock is set")
            rig.until(lambda: not daemon.health["problems"], PATIENCE, "health")
            assert _kilobytes(daemon.process.pid) < 300_000
            assert daemon.stop() == 0


def test_stopped_and_continued(tmp_path: Path, clock: rig.Clock) -> None:
    """SIGSTOP to daemon and worker, five minutes by the clock: one look at each source, not one a missed turn."""
    watched = rig.documents(tmp_path / "saved", 1)
    with rig.Paper([rig.Story(1000)]) as paper:
        paper.enter(tmp_path / "home", interval=60)
        with rig.daemon(tmp_path / "home", **settings(watched, clock)) as daemon:
            rig.until(lambda: lists(paper) == 1, 60, "the first crawl")
            time.sleep(2)
            stopped = [daemon.process.pid, *daemon.workers]
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            time.sleep(10)
            clock.step(290)
            rig.documents(watched, 3)
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
            rig.until(lambda: len(keys(daemon) & {"001.txt", "002.txt"}) == 2, PATIENCE, "a look")
            rig.until(lambda: lists(paper) == 2, PATIENCE, "a crawl")
            time.sleep(5)
            assert lists(paper) == 2
            assert daemon.stop() == 0


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "UTC", "nonsense/zone", ""])
def test_the_zone_of_the_machine_is_nobodys(zygote: rig.Zygote, tmp_path: Path, zone: str) -> None:
    """Feeds are the same bytes in every zone, but for the moment at which they were stored."""
    saved = rig.documents(tmp_path / "saved", 6)
    assert rig.command(tmp_path / "home", "seed", str(saved), TZ=zone).returncode == 0
    assert rig.held(tmp_path / "home" / "timeline.db") == rig.truth(saved, tmp_path / "truth.db")
    told = {
        rig.command(tmp_path / "home", "export", "ics", TZ=other).stdout for other in (zone, "Asia/Seoul")
    }
    assert len(told) == 1
