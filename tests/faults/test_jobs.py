"""The fixed jobs of a real `serve`: each waited for by clocks that run ahead, done at its time and not before it.

And whom it tells: a service manager, a heartbeat and a webhook that are listened to.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import rig

from timeline.model import SEOUL
from timeline.store.codec import FORGOTTEN

pytestmark = [pytest.mark.long, pytest.mark.timeout(900 * rig.SLOW)]

MINUTE, HOUR = 60.0, 3600.0
HOP = 55.0  # seconds that pass at once: less than what makes a tick late


class Ear(ThreadingHTTPServer):
    """Remembers heartbeats and messages that it took; takes none while its `code` is an error."""

    def __init__(self) -> None:
        self.beats, self.refused, self.code = 0, 0, 200
        self.messages: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def environment(self) -> dict[str, str]:
        base = f"http://127.0.0.1:{self.server_port}"
        return {"YEONPYO_HEARTBEAT_URL": f"{base}/beat", "YEONPYO_WEBHOOK_URL": f"{base}/hook"}


class _Answer(BaseHTTPRequestHandler):
    server: Ear

    def do_GET(self) -> None:
        self.server.beats += 1
        self._answer(200)

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.server.code == 200:
            self.server.messages.append(told)
        else:
            self.server.refused += 1
        self._answer(self.server.code)

    def _answer(self, code: int) -> None:
        self.send_response(code)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def listening() -> Iterator[Ear]:
    with Ear() as ear:
        threading.Thread(target=ear.serve_forever, daemon=True).start()
        yield ear
        ear.shutdown()


def pass_until(clock: rig.Clock, met: Callable[[], Any], hops: int, what: str) -> None:
    """Let time pass, hop by hop, until it is so."""
    for _ in range(hops):
        if met():
            return
        clock.skip(HOP)
        time.sleep(1.6 * rig.SLOW)  # the loop wakes once a second
    assert met(), f"{what} did not come in {hops * HOP:.0f} s"


def morning() -> float:
    """Seconds until the next 06:50 in Seoul."""
    now = datetime.now(SEOUL)
    at = now.replace(hour=6, minute=50, second=0, microsecond=0)
    return ((at if at > now else at + timedelta(days=1)) - now).total_seconds()


def done(daemon: rig.Daemon, job: str, begun: datetime) -> list[float]:
    """When a job was done, in seconds since then."""
    told = (json.loads(line) for line in daemon.complaints.rpartition("\n")[0].splitlines())
    at = [datetime.fromisoformat(each["at"]) for each in told if each["message"] == f"{job}: done"]
    return [(each - begun).total_seconds() for each in at]


def texts(daemon: rig.Daemon) -> int:
    """How many editions have their text."""
    return len(rig.sql(daemon.store, f"SELECT 1 FROM article_revision WHERE body NOT LIKE '%{FORGOTTEN}%'"))


def test_each_job_at_its_time(tmp_path: Path, clock: rig.Clock) -> None:
    """From ten to seven in the morning, for a day and half an hour."""
    watched, home, files = rig.documents(tmp_path / "saved", 1), tmp_path / "home", tmp_path / "files"
    clock.step(morning())
    begun = clock.now()
    with listening() as ear:
        told = {"YEONPYO_SEEDS": str(watched), "YEONPYO_EXPORT_DIR": str(files), "YEONPYO_TEXT_DAYS": "1"}
        told |= {"YEONPYO_LOG_LEVEL": "debug", "YEONPYO_TICK": "0.5"} | ear.environment | rig.LOOPBACK
        with rig.daemon(home, **told, **clock.passing) as daemon:
            daemon.ticked()

            def first(job: str) -> float:
                return next(iter(done(daemon, job, begun)), -1.0)

            def backups() -> int:
                return len(list((home / "backups").glob("timeline-*.db")))

            rig.until(
                lambda: backups() == 1 and len(list(files.glob("*.*"))) == 4, 30, "a backup and the feeds"
            )
            rig.documents(watched, 2)
            pass_until(clock, lambda: "1번" in (files / "calendar.ics").read_text(), 3, "the feed as a file")
            assert (files / "calendar.ics").read_bytes() == daemon.get("/calendar.ics")[2]
            pass_until(clock, lambda: first("rot") > 0, 30, "the look for rot")
            late = 2 * HOP + 30 * rig.SLOW  # what a start costs, and a hop
            for job, at in (("optimise", 600), ("retention", 900), ("rot", 1200)):
                assert at <= first(job) < at + late, job
            assert [one["text"].startswith("2 articles, 4 events") for one in ear.messages] == [True]
            at = datetime.fromisoformat(ear.messages[0]["at"]).astimezone(SEOUL)
            assert (at.hour, at.minute) == (7, 0) or at.minute < late / MINUTE
            assert backups() == 1
            assert texts(daemon) == 2
            rig.documents(watched, 3)
            while clock.now() < begun + timedelta(hours=23, minutes=20):
                clock.skip(HOUR)
                time.sleep(1.6 * rig.SLOW)
            assert (backups(), texts(daemon)) == (1, 3)
            assert [len(done(daemon, job, begun)) for job in ("retention", "rot")] == [1, 1]
            assert len(done(daemon, "optimise", begun)) == 4
            assert 20 <= len(done(daemon, "backup", begun)) <= 25  # looked for each hour, made once
            pass_until(clock, lambda: len(done(daemon, "rot", begun)) == 2, 100, "the next look for rot")
            assert len(done(daemon, "retention", begun)) == 2
            assert backups() == 2
            assert texts(daemon) == 1, "what is older than a day is gone, and nothing else"
            assert "retention: the text of 2 editions was deleted" in daemon.complaints
            digests = [one["text"] for one in ear.messages if "newest backup" in one["text"]]
            assert len(digests) == 2
            assert ear.beats >= 20
            assert daemon.stop() == 0
    rig.count("jobs", "seen at their time", 8)


SICK, WELL = ("one", "two"), "three"


def failing(daemon: rig.Daemon) -> set[str]:
    """Which sources have an alarm that stands."""
    return {name for (name,) in rig.sql(daemon.store, "SELECT source FROM alarm")}


def test_after_an_outage_one_message_tells_all(tmp_path: Path, clock: rig.Clock) -> None:
    """First the webhook's own, while alarms are raised one after the other; then the daemon's, while they end."""
    watched, home = tmp_path / "saved", tmp_path / "home"
    watched.mkdir()
    stories = [rig.Story(1000 + number) for number in range(2)]
    with (
        listening() as ear,
        rig.Paper(stories, "one") as one,
        rig.Paper(stories, "two") as two,
        rig.Paper(stories, WELL) as three,
    ):
        told = {"YEONPYO_SEEDS": str(watched), "YEONPYO_QUIET": "", "YEONPYO_DIGEST": "false"}
        told |= {"YEONPYO_TICK": "0.5"} | ear.environment | rig.LOOPBACK
        for paper in (one, two, three):
            paper.enter(home, interval=60)
        one.fault = two.fault = "status?code=500"
        ear.code = 503
        with rig.daemon(home, **told, **clock.passing) as daemon:
            daemon.ticked()
            pass_until(clock, lambda: failing(daemon) == set(SICK), 60, "the alarms")
            pass_until(clock, lambda: ear.refused > 3, 10, "messages that nobody took")
            assert ear.messages == []
            ear.code = 200
            pass_until(clock, lambda: ear.messages, 10, "the message")
            for _ in range(8):
                clock.skip(HOP)
                time.sleep(1.6 * rig.SLOW)
            assert len(ear.messages) == 1, ear.messages
            [message] = ear.messages
            assert [new["what"] for new in message["new"]] == list(SICK)
            assert all(name in message["text"] for name in SICK)
            assert daemon.stop() == 0
        one.fault = two.fault = ""
        clock.skip(HOUR)
        for name in SICK:
            rig.command(home, "crawl", name, **told, **clock.passing)
        with rig.daemon(home, **told, **clock.passing) as daemon:
            daemon.ticked()
            pass_until(clock, lambda: len(ear.messages) > 1, 10, "the second message")
            for _ in range(4):
                clock.skip(HOP)
                time.sleep(1.6 * rig.SLOW)
            assert daemon.stop() == 0
        _, message = ear.messages
        assert (message["new"], message["over"]) == ([], list(SICK))
    rig.count("jobs", "outages, each told of in one message", 2)


class Manager:
    """Who hears what the daemon notifies of, as systemd would."""

    def __init__(self, path: Path) -> None:
        self.told: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while told := self._socket.recv(4096):
            self.told.append(told.decode())

    def pings(self) -> int:
        return self.told.count("WATCHDOG=1")


def test_the_watchdog_is_fed_while_all_is_well(tmp_path: Path, clock: rig.Clock) -> None:
    """Not when the worker gives no sign, and again when it does; readiness, reloads and the end are told too."""
    watched, home = rig.documents(tmp_path / "saved", 1), tmp_path / "home"
    manager = Manager(tmp_path / "notify")
    with listening() as ear:
        told = {
            "YEONPYO_SEEDS": str(watched),
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            "YEONPYO_TICK": "0.5",
        }
        told |= ear.environment | rig.LOOPBACK
        with rig.daemon(home, **told, **clock.passing) as daemon:
            rig.until(lambda: manager.pings() > 3, 30, "pings")
            assert manager.told[0] == "READY=1"
            assert any(each.startswith("STATUS=0 sources wait") for each in manager.told)
            pass_until(clock, lambda: ear.beats, 5, "a heartbeat")
            (worker,) = daemon.workers
            rig.until(
                lambda: not rig.sql(daemon.store, "SELECT 1 FROM source WHERE lease_owner <> ''"),
                20,
                "a pause",
            )
            os.kill(worker, signal.SIGSTOP)
            pass_until(clock, lambda: daemon.get("/readyz")[0] == 503, 12, "a worker that is missed")
            assert "worker" in daemon.get("/readyz")[2].decode()
            pings, beats = manager.pings(), ear.beats
            for _ in range(3):
                clock.skip(HOP)
                time.sleep(1.6 * rig.SLOW)
            assert (manager.pings(), ear.beats) == (pings, beats)
            os.kill(worker, signal.SIGCONT)
            pass_until(clock, lambda: manager.pings() > pings and ear.beats > beats, 12, "both again")
            begun = len(manager.told)
            daemon.process.send_signal(signal.SIGHUP)
            rig.until(lambda: "READY=1" in manager.told[begun:], 60, "the end of the reload")
            [reload] = [each for each in manager.told[begun:] if each.startswith("RELOADING=1\n")]
            assert int(reload.partition("MONOTONIC_USEC=")[2]) > 0
            assert daemon.stop() == 0
    assert "STOPPING=1" in manager.told[begun:]
