"""Programs that really subscribe over HTTP: vdirsyncer fetches, khal shows, and both follow an edit (C)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from timeline.model import Status

BIN = Path(sys.executable).parent

VDIRSYNCER = """\
[general]
status_path = "{home}/status/"
[pair timeline]
a = "feed"
b = "folder"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{url}"
[storage folder]
type = "filesystem"
path = "{home}/events/"
fileext = ".ics"
"""
KHAL = """\
[calendars]
[[timeline]]
path = {home}/events/
readonly = True
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Seoul
default_timezone = Asia/Seoul
[sqlite]
path = {home}/khal.db
"""


class Subscriber:
    """A folder with both programs' settings; nothing of the user's own is touched."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        (home / "events").mkdir()
        (home / "vdirsyncer").write_text(VDIRSYNCER.format(home=home, url=url))
        (home / "khal").write_text(KHAL.format(home=home))
        self._run("vdirsyncer", "-c", f"{home}/vdirsyncer", "discover", "timeline")

    def sync(self) -> str:
        return self._run("vdirsyncer", "-c", f"{self.home}/vdirsyncer", "sync", "--force-delete")

    def shown(self, *, start: str = "2021-01-01", days: str = "90d") -> list[str]:
        """What the calendar shows, a line an event: date, time, whether it lasts all day, title, place, status."""
        form = "{start-date} {start-time-full} {all-day}|{title}|{location}|{status}"
        told = self._run(
            "khal",
            "-c",
            f"{self.home}/khal",
            "list",
            "--once",
            "--day-format",
            "",
            "--format",
            form,
            start,
            days,
        )
        return [line for line in told.splitlines() if "|" in line]

    def _run(self, *command: str) -> str:
        env = os.environ | {
            "HOME": f"{self.home}",
            "LC_ALL": "C.UTF-8",
            "XDG_CONFIG_HOME": f"{self.home}/config",
        }
        told = subprocess.run(
            [BIN / command[0], *command[1:]], env=env, capture_output=True, text=True, timeout=60
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout + told.stderr


@pytest.fixture
def server(serve: Any, samples: ModuleType) -> Any:
    from timeline.model import Grain

    hour = samples.span("2021-02-15T14:00", "2021-02-15T15:00", Grain.HOUR)
    return serve(samples.Heap([samples.CEREMONY, samples.entry(1, hour, "15일 오후 2시", title="책잔치")]))


def test_a_subscriber_follows_edit_addition_cancellation_and_removal(
    server: Any, samples: ModuleType, tmp_path: Path
) -> None:
    subscriber = Subscriber(tmp_path, f"{server.url}/calendar.ics")
    subscriber.sync()
    hall = "광주이노비즈센터 다목적강당, 광주광역시 북구 첨단3지구"
    assert subscriber.shown() == [
        f"2021-01-27 00:00 True|광주경제자유구역청 개청식 (오후)|{hall}|CONFIRMED ",
        "2021-02-15 14:00 False|책잔치||CONFIRMED ",
    ]
    tag = server.get("/calendar.ics")["etag"]
    assert "Copying" not in subscriber.sync()
    assert server.get("/calendar.ics", If_None_Match=tag).status == 304

    book, shelf = f"00000000-0000-4000-8000-{1:012}", server.shelf
    from timeline.model import Grain

    shelf.edit(
        book,
        samples.at("2021-02-02T09:00"),
        span=samples.span("2021-02-16T15:30", "2021-02-16T15:31", Grain.MINUTE),
    )
    shelf.edit(samples.CEREMONY.uid, samples.at("2021-02-02T09:00"), status=Status.CANCELLED)
    day = samples.span("2021-03-01", "2021-03-02", Grain.DAY)
    shelf.put(samples.entry(2, day, "1일", title="만세 걷기"))
    assert server.get("/calendar.ics", If_None_Match=tag).status == 200
    subscriber.sync()
    assert subscriber.shown() == [
        f"2021-01-27 00:00 True|[취소] 광주경제자유구역청 개청식 (오후)|{hall}|CANCELLED ",
        "2021-02-16 15:30 False|책잔치||CONFIRMED ",
        "2021-03-01 00:00 True|만세 걷기||CONFIRMED ",
    ]

    shelf.take(book, samples.at("2021-02-03T09:00"))
    subscriber.sync()
    assert [line.split("|")[1] for line in subscriber.shown()] == [
        "[취소] 광주경제자유구역청 개청식 (오후)",
        "만세 걷기",
    ]


def test_a_store_that_breaks_takes_nothing_from_a_subscriber(server: Any, tmp_path: Path) -> None:
    subscriber = Subscriber(tmp_path, f"{server.url}/calendar.ics")
    subscriber.sync()
    before = subscriber.shown()
    server.shelf.broken = OSError("disk I/O error")
    subscriber.sync()
    assert subscriber.shown() == before
