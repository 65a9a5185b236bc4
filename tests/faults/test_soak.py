"""The soak: papers and a folder under `serve`, with every fault at random, and weeks by a clock that is set.

FAULTS_SOAK names the seconds of each (default 120). What must hold at every moment: feeds answer 200 or 304 and are
clean. At the end: every article once, every edit right, no source overdue, memory and descriptors flat.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import rig
from lint import lint

SECONDS = float(os.environ.get("FAULTS_SOAK", "120"))
PAPERS = 6

pytestmark = [pytest.mark.long, pytest.mark.timeout((SECONDS * 3 + 600) * rig.SLOW)]

FEEDS = ("/calendar.ics", "/approx.ics", "/timeline.json", "/feed.json")


class World:
    """The papers, the folder, and what a faithful reader of both knows."""

    def __init__(self, home: Path, watched: Path, stack: ExitStack, rng: random.Random) -> None:
        self.home, self.watched, self.rng = home, watched, rng
        self.papers = [stack.enter_context(rig.Paper([], f"paper-{n}")) for n in range(PAPERS)]
        self.stories: dict[str, dict[int, rig.Story]] = {paper.name: {} for paper in self.papers}
        self.documents = 0
        for n, paper in enumerate(self.papers):
            paper.enter(home, base=f"http://127.0.{n}.3:{paper.port}", delay=0.05, interval=60)

    def publish(self) -> None:
        """A new article somewhere, and now and then a document in the folder."""
        paper = self.rng.choice(self.papers)
        number = 1000 * (self.papers.index(paper) + 1) + len(self.stories[paper.name])
        self.stories[paper.name][number] = rig.Story(number)
        self.show(paper)
        if self.rng.random() < 0.5:
            self.documents += 1
            rig.documents(self.watched, self.documents)

    def show(self, paper: rig.Paper) -> None:
        """The newest thirty stand on the list; all can be asked for."""
        every = list(self.stories[paper.name].values())
        paper.show(every[-30:])
        paper.pages |= {one.link: paper.slowly(one.page) for one in every}

    def count(self) -> int:
        return sum(map(len, self.stories.values())) + self.documents


class Watch:
    """Asks for the feeds as a calendar program does, and remembers what the daemon weighs."""

    def __init__(self) -> None:
        self.tags: dict[str, str] = {}
        self.asked = self.unchanged = 0
        self.memory: list[int] = []
        self.descriptors: list[int] = []

    def look(self, daemon: rig.Daemon) -> None:
        for path in FEEDS:
            headers = {"If_None_Match": self.tags[path]} if path in self.tags else {}
            status, told, body = daemon.get(path, 30, **headers)
            assert status in (200, 304), (path, status)
            self.asked += 1
            self.unchanged += status == 304
            if status == 200:
                self.tags[path] = told["etag"]
                assert lint(body) == [] if path.endswith(".ics") else json.loads(body)

    def weigh(self, daemon: rig.Daemon) -> None:
        status = Path(f"/proc/{daemon.process.pid}/status").read_text()
        self.memory.append(
            next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        )
        self.descriptors.append(len(list(Path(f"/proc/{daemon.process.pid}/fd").iterdir())))


def flat(values: list[int], room: float) -> bool:
    """Whether the last quarter is no higher than the second by more than `room` of it."""
    quarter = max(1, len(values) // 4)
    early, late = values[quarter : 2 * quarter] or values[:1], values[-quarter:]
    return sorted(late)[len(late) // 2] <= sorted(early)[len(early) // 2] * (1 + room)


def settings(watched: Path, clock: rig.Clock) -> dict[str, str]:
    told = {"YEONPYO_SEEDS": str(watched), "YEONPYO_SEEDS_INTERVAL": "2", "YEONPYO_TICK": "0.5"}
    return told | rig.LOOPBACK | clock.environment


def settle(world: World, daemon: rig.Daemon, clock: rig.Clock, seconds: float = 240) -> None:
    """After the last fault: everything that was published is stored, by itself, and no source is overdue."""
    for paper in world.papers:
        paper.fault = ""

    def all_there() -> bool:
        clock.step(61)
        time.sleep(4)
        return rig.sql(daemon.store, "SELECT count(*) FROM article")[0][0] >= world.count()

    rig.until(all_there, seconds, f"all {world.count()} articles")
    rig.until(lambda: overdue(daemon.store, clock) < 120, 120, "every source's turn")


def overdue(store: Path, clock: rig.Clock) -> float:
    """By how many seconds the source that waits longest is late."""
    rows = rig.sql(store, "SELECT next_due_at FROM source WHERE enabled AND lease_owner IS NULL")
    return max(clock.now().timestamp() - (due or 0) for (due,) in rows)


def verdict(world: World, store: Path, tmp_path: Path) -> None:
    """Nothing lost, nothing doubled, nothing else there."""
    keys = rig.assert_whole(store)
    assert len(keys) == world.count()
    numbers = {number for stories in world.stories.values() for number in stories}
    assert {f"no={number}" for number in numbers} <= keys
    assert rig.sql(store, "SELECT count(*) FROM event") == [(3 * world.count(),)]
    if world.documents:
        wanted = set(rig.truth(world.watched, tmp_path / "truth.db"))
        assert wanted <= set(rig.held(store))


def test_faults_at_random(tmp_path: Path, clock: rig.Clock) -> None:
    rng = random.Random(20210127)
    home, watched = tmp_path / "small" / "home", tmp_path / "saved"
    watched.mkdir()
    watch = Watch()
    with rig.small_disk(tmp_path / "small", "400m"), ExitStack() as stack:
        world = World(home, watched, stack, rng)
        daemon = rig.Daemon(home, settings(watched, clock), logs=tmp_path)
        stack.callback(daemon.kill)
        daemon.start()

        def kill_worker() -> None:
            for worker in daemon.workers:
                os.kill(worker, signal.SIGKILL)

        def kill_daemon() -> None:
            workers = daemon.workers
            daemon.kill()
            rig.until(lambda: rig.gone(workers), 5, "the worker's end")
            rig.assert_whole(daemon.store)
            daemon.start()
            watch.memory.clear()
            watch.descriptors.clear()

        def restart() -> None:
            assert daemon.stop() == 0
            daemon.start()
            watch.memory.clear()
            watch.descriptors.clear()

        def stop_worker() -> None:
            for worker in daemon.workers:
                os.kill(worker, signal.SIGSTOP)
                time.sleep(1)
                os.kill(worker, signal.SIGCONT)

        def server_trouble() -> None:
            rng.choice(world.papers).fault = rng.choice(
                ("status?code=500", "status?code=503", "reset", "short", "truncgz")
            )

        def hang() -> None:
            rng.choice(world.papers).fault = "hang"

        def step() -> None:
            clock.step(rng.choice((-3600, 3600, -86400, 86400, 120)))

        def full_disk() -> None:
            rig.fill(tmp_path / "small" / "ballast")
            time.sleep(3)
            watch.look(daemon)
            (tmp_path / "small" / "ballast").unlink()

        def reload() -> None:
            daemon.process.send_signal(signal.SIGHUP)

        faults: list[Callable[[], None]] = [kill_worker, kill_daemon, restart, stop_worker, full_disk, reload]
        faults += [server_trouble, server_trouble, hang, step, step]
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            world.publish()
            if rng.random() < 0.3:
                rng.choice(world.papers).fault = ""
            if rng.random() < 0.4:
                fault = rng.choice(faults)
                fault()
                rig.count("soak", fault.__name__.replace("_", " "))
            clock.step(rng.choice((0, 20, 61)))
            watch.look(daemon)
            watch.weigh(daemon)
            time.sleep(rng.uniform(0.2, 1.5))
        settle(world, daemon, clock)
        watch.look(daemon)
        assert daemon.stop() == 0
        verdict(world, daemon.store, tmp_path)
    rig.count("soak", "articles, each once", world.count())
    rig.count("soak", "feeds answered whole", watch.asked)
    rig.count("soak", "of these 304", watch.unchanged)
    assert all(
        paper.most_open <= 2 for paper in world.papers
    )  # a hanging server still holds the killed reader's line


def test_weeks(tmp_path: Path, clock: rig.Clock) -> None:
    """Six hours pass every two seconds; papers edit what they published; the daemon is the same one to the end."""
    rng = random.Random(7)
    home, watched = tmp_path / "home", tmp_path / "saved"
    watched.mkdir()
    watch = Watch()
    edited: dict[int, str] = {}
    with ExitStack() as stack:
        world = World(home, watched, stack, rng)
        daemon = stack.enter_context(rig.daemon(home, **settings(watched, clock)))
        ends, hours = time.monotonic() + SECONDS, 0
        while time.monotonic() < ends:
            world.publish()
            if rng.random() < 0.3:
                edit(world, rng, edited)
            clock.step(6 * 3600)
            hours += 6
            watch.look(daemon)
            watch.weigh(daemon)
            time.sleep(2)
        settle(world, daemon, clock)
        watch.look(daemon)
        backups = list((home / "backups").glob("timeline-*.db"))
        assert daemon.stop() == 0
        verdict(world, daemon.store, tmp_path)
    assert 1 <= len(backups) <= 7
    assert flat(watch.memory, 0.25), watch.memory
    assert flat(watch.descriptors, 0.25), watch.descriptors
    rig.count("soak", "days by the clock", hours // 24)
    rig.count("soak", "articles, each once", world.count())
    rig.count("soak", "feeds answered whole", watch.asked)
    rig.count("soak", "of these 304", watch.unchanged)


def edit(world: World, rng: random.Random, edited: dict[int, str]) -> None:
    """One of the newest articles says a word more."""
    paper = rng.choice(world.papers)
    stories = world.stories[paper.name]
    if stories:
        number = list(stories)[-1]
        title = f"가람시 {number}번 {rig.THINGS[number // 7 % 7]} 성황"
        body = rig.document(number).partition("\n\n")[2].partition("\n\n")[2]
        stories[number] = replace(stories[number], title=title, told=body)
        edited[number] = title
        world.show(paper)
