"""R26: SIGTERM drains, a second signal ends at once, SIGHUP reads again, whatever the daemon is about."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(300 * rig.SLOW)]

DRAIN, AT_ONCE = 30.0 * rig.SLOW, 2.0 * rig.SLOW  # seconds


class Scene:
    """A daemon over a folder and a paper, brought into a phase."""

    def __init__(self, tmp_path: Path, paper: rig.Paper, running: rig.Daemon, watched: Path) -> None:
        self.tmp_path, self.paper, self.daemon, self.watched = tmp_path, paper, running, watched
        self.ended: list[Callable[[], None]] = []

    def just_started(self) -> None:
        pass

    def idle(self) -> None:
        self.daemon.ticked()
        rig.until(lambda: len(self.articles()) == 5, 60, "the paper's articles")
        time.sleep(1)

    def reading_a_folder(self) -> None:
        self.daemon.ticked()
        rig.documents(self.watched, 150)
        rig.until(lambda: len(self.articles()) > 8, 60, "some documents")

    def crawling(self) -> None:
        self.paper.slow = 0.5
        rig.until(lambda: len(self.paper.hits) > 2, 60, "a crawl")

    def waiting_for_a_server(self) -> None:
        self.paper.slow = 120
        rig.until(lambda: self.paper.open, 60, "a request")

    def a_worker_that_hangs(self) -> None:
        self.daemon.ticked()
        (worker,) = rig.until(lambda: self.daemon.workers, 30, "a worker")
        os.kill(worker, signal.SIGSTOP)

    def between_two_workers(self) -> None:
        self.daemon.ticked()
        (worker,) = rig.until(lambda: self.daemon.workers, 30, "a worker")
        os.kill(worker, signal.SIGKILL)
        rig.until(lambda: rig.gone([worker]), 5, "its end")

    def backing_up(self) -> None:
        self.daemon.ticked()  # the first backup begins with the daemon

    def serving(self) -> None:
        self.daemon.ticked()
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                try:
                    self.daemon.get("/timeline.json", 5)
                except OSError:
                    time.sleep(0.01)

        for _ in range(4):
            threading.Thread(target=ask, daemon=True).start()
        self.ended.append(stop.set)
        time.sleep(0.5)

    def a_locked_store(self) -> None:
        self.daemon.ticked()
        database = sqlite3.connect(
            self.daemon.store, timeout=30, isolation_level=None, check_same_thread=False
        )
        database.execute("BEGIN IMMEDIATE")
        self.ended.append(database.close)
        rig.documents(self.watched, 3)
        time.sleep(1.5)

    def reloading(self) -> None:
        self.daemon.ticked()
        self.daemon.process.send_signal(signal.SIGHUP)

    def articles(self) -> list[str]:
        return [key for (key,) in rig.sql(self.daemon.store, "SELECT key FROM article")]


PHASES = [name for name in vars(Scene) if not name.startswith("_") and name != "articles"]


@contextmanager
def scene(tmp_path: Path) -> Iterator[Scene]:
    watched = rig.documents(tmp_path / "saved", 2)
    with rig.Paper([rig.Story(1000 + number) for number in range(3)]) as paper:
        paper.enter(tmp_path / "home")
        settings = {
            "YEONPYO_SEEDS": str(watched),
            "YEONPYO_SEEDS_INTERVAL": "1",
            "YEONPYO_TICK": "0.3",
            "YEONPYO_BACKUPS": "2",
        }
        with rig.daemon(tmp_path / "home", **settings, **rig.LOOPBACK) as running:
            made = Scene(tmp_path, paper, running, watched)
            try:
                yield made
            finally:
                for end in made.ended:
                    end()


def afterwards(made: Scene) -> None:
    """Nothing is left running, nothing broken, no draft lies about, and what was in hand is free or found free."""
    rig.assert_whole(made.daemon.store)
    with rig.daemon(made.daemon.home, **made.daemon.environment) as again:
        again.ticked()
        made.paper.slow = 0
        many = len(list(made.watched.iterdir())) + 3
        rig.until(lambda: len(made.articles()) == many, 90, "everything")
        assert again.stop() == 0
    assert not [path.name for path in made.daemon.home.iterdir() if ".new-" in path.name]


@pytest.mark.parametrize("phase", PHASES)
def test_sigterm(tmp_path: Path, phase: str) -> None:
    with scene(tmp_path) as made:
        getattr(made, phase)()
        workers = made.daemon.workers
        began = time.monotonic()
        number = signal.SIGINT if PHASES.index(phase) % 2 else signal.SIGTERM
        assert made.daemon.stop(number) == 0
        assert time.monotonic() - began < DRAIN
        assert rig.gone(workers)
        rig.count("R26", "signals")
        for end in made.ended:
            end()
        made.ended.clear()
        afterwards(made)


@pytest.mark.parametrize("phase", PHASES)
def test_a_second_signal(tmp_path: Path, phase: str) -> None:
    with scene(tmp_path) as made:
        getattr(made, phase)()
        workers = made.daemon.workers
        made.daemon.process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        began = time.monotonic()
        if made.daemon.process.poll() is None:
            made.daemon.process.send_signal(signal.SIGINT)
        assert made.daemon.process.wait(10) in (0, 130, -signal.SIGINT)
        assert time.monotonic() - began < AT_ONCE
        rig.until(lambda: rig.gone(workers), AT_ONCE, "the worker's end")
        assert "Traceback" not in made.daemon.complaints
        rig.count("R26", "second signals")
        for end in made.ended:
            end()
        made.ended.clear()
        rig.assert_whole(made.daemon.store)


@pytest.mark.parametrize("phase", PHASES)
def test_sighup(tmp_path: Path, phase: str) -> None:
    """A new entry is crawled from then on, and the daemon is the same one."""
    with scene(tmp_path) as made, rig.Paper([rig.Story(5000)], "second") as second:
        getattr(made, phase)()
        second.enter(made.daemon.home)
        made.daemon.process.send_signal(signal.SIGHUP)
        for end in made.ended:
            time.sleep(0.5)
            end()
        made.ended.clear()
        for worker in made.daemon.workers:
            os.kill(worker, signal.SIGCONT)
        made.paper.slow = 0
        rig.until(lambda: second.link_asked(5000), 90, "the second paper's article")
        rig.until(lambda: "000.txt" in made.articles(), 30, "the folder")
        rig.count("R26", "reloads")
        assert made.daemon.stop() == 0


def test_signals_in_a_foreground_crawl(zygote: rig.Zygote, tmp_path: Path) -> None:
    """The article in hand is kept, the source is due again, and the exit says that it was interrupted or done."""
    with rig.Paper([rig.Story(1000 + number) for number in range(20)], slow=0.1) as paper:
        paper.enter(tmp_path / "home")
        for number in (signal.SIGTERM, signal.SIGINT):
            running = zygote.start(tmp_path / "home", "crawl", "paper", **rig.LOOPBACK)
            asked = len(paper.hits)
            rig.until(lambda: len(paper.hits) > asked + 5, 60, "a crawl")
            running.kill(number)
            began = time.monotonic()
            assert running.wait(40).code == 130
            assert time.monotonic() - began < DRAIN
            rig.count("R26", "signals")
        zygote.run(tmp_path / "home", "crawl", "paper", **rig.LOOPBACK)
        assert len(rig.assert_whole(tmp_path / "home" / "timeline.db")) == 20
        assert paper.most_open == 1
