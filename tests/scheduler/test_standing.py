"""`yeonpyo status` and the log: the truth, safe to print."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from scheduler.logs import Json, harmless
from scheduler.terminal import plain


def test_status_of_a_running_daemon(daemon, yeonpyo) -> None:
    daemon.until("/healthz", lambda body: json.loads(body)["last_crawl"] is not None)
    told = json.loads(yeonpyo.run("status", "--json").stdout)
    assert told["schema"] == 1
    assert f"process {daemon.process.pid}" in told["daemon"]
    assert told["store"]["events"] == 2
    (folder,) = told["sources"]
    assert (folder["id"], folder["failures"], folder["reason"]) == ("saved", 0, "")
    assert folder["last_success"] <= told["now"]


def test_status_without_a_daemon(yeonpyo, folder: Path) -> None:
    yeonpyo.run("seed", str(folder))
    told = yeonpyo.run("status", code=3).stdout
    assert "daemon\tnot running" in told
    assert "2 events" in told


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("http://news.example/list?token=SECRET&page=2 failed", "http://news.example/list?… failed"),
        ("title \x1b]0;owned\x07", "title \ufffd]0;owned\ufffd"),
        ("one\ntwo\r", "one two\ufffd"),
        ("\u202eevil", "\ufffdevil"),
        ("27일 오후 (수)", "27일 오후 (수)"),
    ],
)
def test_log_lines_are_harmless(told: str, printed: str) -> None:
    assert harmless(told) == printed
    assert "\x1b" not in plain(told)


def test_a_json_line_is_one_object_a_line() -> None:
    record = logging.LogRecord(
        "crawler.x", logging.WARNING, "", 1, "%s\n%s", ("하나", "http://a.example/?k=v"), None
    )
    line = Json().format(record)
    assert "\n" not in line
    assert json.loads(line) | {"at": ""} == {
        "at": "",
        "level": "warning",
        "from": "crawler.x",
        "message": "하나 http://a.example/?…",
    }
