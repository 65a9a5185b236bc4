"""Log lines: JSON off a terminal, bounded in size and number, without what a query string or a page may hold."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler import logs
from scheduler.supervisor import relay


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:], root.level = handlers, level


def written(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_file_holds_json_without_secrets_and_steering(tmp_path: Path) -> None:
    logs.set_up(file=tmp_path / "log" / "yeonpyo.log")
    log = logging.getLogger("scheduler.test")
    log.info("fetched https://paper.example/read?token=s3cret&aid=1 \x1b[31m가람\nsecond")
    log.debug("unsaid")
    logging.getLogger("somebody.else").info("unsaid")
    (line,) = written(tmp_path / "log" / "yeonpyo.log")
    assert line["message"] == "fetched https://paper.example/read?… \ufffd[31m가람 second"
    assert (line["level"], line["from"]) == ("info", "scheduler.test")


def test_no_line_is_longer_than_it_may_be(tmp_path: Path) -> None:
    logs.set_up(file=tmp_path / "yeonpyo.log")
    log = logging.getLogger("scheduler.test")
    log.info("가" * 100_000)
    try:
        raise ValueError("https://paper.example/?token=s3cret " + "나" * 100_000 + " 끝")
    except ValueError:
        log.exception("broken")
    long, broken = written(tmp_path / "yeonpyo.log")
    assert len(long["message"]) < logs.LONGEST + 10
    assert len(broken["traceback"]) < logs.LONGEST_TRACE + 10
    assert broken["traceback"].startswith("Traceback")
    assert broken["traceback"].endswith(" 끝")
    assert "s3cret" not in broken["traceback"]


def test_a_workers_lines_come_into_our_log_whatever_one_of_them_holds(tmp_path: Path) -> None:
    logs.set_up(file=tmp_path / "yeonpyo.log")

    async def relayed() -> None:
        said = asyncio.StreamReader()
        said.feed_data(b"x" * 200_000 + b"\n")
        said.feed_data(
            b'{"level": "error", "from": "crawler.x", "message": "m", "traceback": "Traceback\\nE"}\n'
        )
        said.feed_data(b"no json\n")
        said.feed_eof()
        await relay(said)

    asyncio.run(relayed())
    assert [
        (line["level"], line["message"], line.get("traceback")) for line in written(tmp_path / "yeonpyo.log")
    ] == [
        ("error", "m", "Traceback\nE"),
        ("warning", "no json", None),
    ]


def test_files_follow_each_other_and_only_the_last_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "LARGEST", 20_000)
    monkeypatch.setattr(logs, "MOST", 10**6)
    logs.set_up(file=tmp_path / "yeonpyo.log")
    for number in range(2000):
        logging.getLogger("scheduler.test").info("%s %s", number, "가" * 50)
    files = sorted(tmp_path.iterdir())
    assert len(files) == logs.FILES
    assert all(file.stat().st_size <= 20_000 for file in files)
    assert written(tmp_path / "yeonpyo.log")[-1]["message"].startswith("1999 ")


def test_one_place_cannot_fill_the_log(tmp_path: Path) -> None:
    logs.set_up(file=tmp_path / "yeonpyo.log")
    log = logging.getLogger("scheduler.test")
    for number in range(3 * logs.MOST):
        log.warning("page %s is broken", number)
    log.warning("another place")
    lines = written(tmp_path / "yeonpyo.log")
    assert logs.MOST + 1 <= len(lines) <= 2 * logs.MOST + 2, "one minute, or two that met"
    assert sum("are left out" in line["message"] for line in lines) >= 1
    assert lines[-1]["message"] == "another place"
