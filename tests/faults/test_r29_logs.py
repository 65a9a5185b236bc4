"""R29: a log is small, harmless and dispensable: no flood fills a disk, no full disk or closed stream stops work."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(600 * rig.SLOW)]

SETTINGS = {"YEONPYO_SEEDS_INTERVAL": "1", "YEONPYO_TICK": "0.3"}


def test_ten_thousand_failures(tmp_path: Path) -> None:
    """Documents that cannot be read, and a paper whose every article is broken, over many looks."""
    watched = tmp_path / "saved"
    watched.mkdir()
    for number in range(10_000):
        (watched / f"{number:05}.txt").write_bytes(b"\0\1\2")
    stories = [rig.Story(1000 + number) for number in range(190)]
    with rig.Paper(stories) as paper:
        paper.enter(tmp_path / "home", delay=0)
        for story in stories:
            paper.pages[story.link] = b"<html><body>" + b"x" * 3000 + b"</body></html>"
        with rig.daemon(tmp_path / "home", YEONPYO_SEEDS=str(watched), **SETTINGS, **rig.LOOPBACK) as daemon:
            daemon.ticked()
            rig.until(lambda: paper.link_asked(1189) or len(paper.hits) > 150, 240, "a crawl")
            rig.until(lambda: "are left out" in daemon.complaints, 240, "the cap")
            time.sleep(5)
            assert daemon.stop() == 0
        lines = daemon.complaints.splitlines()
        rig.count("R29", "failing documents and articles", 10_190)
        rig.count("R29", "bytes of log for them", daemon.log.stat().st_size)
        assert daemon.log.stat().st_size < 6_000_000
        assert max(map(len, lines)) < 5000
        assert sum("00042.txt" in line for line in lines) <= 2
        assert len(lines) < 6000


def test_a_full_disk_under_the_log(tmp_path: Path) -> None:
    with rig.small_disk(tmp_path / "logs", "64k") as logs:
        watched = rig.documents(tmp_path / "saved", 1)
        with rig.daemon(tmp_path / "home", logs=logs, YEONPYO_SEEDS=str(watched), **SETTINGS) as daemon:
            daemon.ticked()
            rig.fill(logs / "ballast")
            rig.documents(watched, 6)
            for number in range(50):
                (watched / f"bad{number}.txt").write_bytes(b"\0\0")
            rig.until(
                lambda: rig.sql(daemon.store, "SELECT count(*) FROM article") == [(6,)], 60, "documents"
            )
            worker = daemon.workers
            time.sleep(3)
            assert daemon.workers == worker
            assert daemon.health["ok"]
            daemon.process.terminate()
            assert daemon.process.wait(40 * rig.SLOW) == 0


@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-", "2>/dev/full", ">/dev/full 2>/dev/full"])
def test_closed_streams(tmp_path: Path, closed: str) -> None:
    """A daemon without standard error, or output, or with a full one, serves and reads."""
    watched = rig.documents(tmp_path / "saved", 1)
    environment = os.environ | SETTINGS | {"YEONPYO_SEEDS": str(watched)}
    port = rig.free_port()
    command = (
        f"exec '{rig.COMMAND[0]}' -m scheduler.cli --home '{tmp_path / 'home'}' up --port {port} {closed}"
    )
    process = subprocess.Popen(["sh", "-c", command], env=environment, cwd=rig.ROOT)
    try:
        daemon = rig.Daemon(tmp_path / "home")
        daemon.base = f"http://127.0.0.1:{port}"
        rig.until(lambda: _answers(daemon), 60, "a feed")
        rig.documents(watched, 4)
        (watched / "bad.txt").write_bytes(b"\0\0")
        rig.until(lambda: rig.sql(daemon.store, "SELECT count(*) FROM article") == [(4,)], 60, "documents")
        process.terminate()
        assert process.wait(40 * rig.SLOW) == 0
    finally:
        process.kill()
        process.wait()


def _answers(daemon: rig.Daemon) -> bool:
    try:
        return daemon.get("/calendar.ics")[0] == 200
    except OSError:
        return False


def test_a_reader_that_went_away(zygote: rig.Zygote, tmp_path: Path) -> None:
    """`yeonpyo … | head`: no traceback, and no exit code that means a fault of ours."""
    home = tmp_path / "home"
    zygote.run(home, "seed", str(rig.documents(tmp_path / "saved", 30)))
    for command in ("export json", "export jsonl", "event list", "source list", "status"):
        told = subprocess.run(
            [
                "bash",
                "-c",
                f"'{rig.COMMAND[0]}' -m scheduler.cli --home '{home}' {command} | head -c 10 >/dev/null",
            ],
            capture_output=True,
            text=True,
            cwd=rig.ROOT,
        )
        assert "Traceback" not in told.stderr, (command, told.stderr)


def test_every_line_is_json(tmp_path: Path) -> None:
    watched = rig.documents(tmp_path / "saved", 2)
    (watched / "bad\nINFO forged.txt").write_bytes(b"\0\0")
    with rig.daemon(tmp_path / "home", YEONPYO_SEEDS=str(watched), **SETTINGS) as daemon:
        daemon.ticked()
        rig.until(lambda: "forged" in daemon.complaints, 30, "a complaint")
        assert daemon.stop() == 0
    lines = daemon.complaints.splitlines()
    assert not [line for line in lines if line.startswith("INFO forged")]
    for line in lines:
        if line.startswith("{"):  # the rest was told to whoever started it
            assert json.loads(line)["level"]
