"""Programs that really subscribe over HTTP, and follow an edit, a cancellation, a removal and an addition (C).

vdirsyncer fetches and khal shows; Evolution's data server does both, for GNOME's calendars.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from timeline.model import Status
from timeline.query import Query
from timeline.store import Store

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


DOCUMENT = """가람시 어린이도서관 개관

입력날짜 : 2021. 01.27. 20:37

{}

/한가람 기자
"""
OPENING = "가람시는 오는 2월 10일 새봄공원에서 어린이도서관 개관식을 연다."
MEETING = "시는 오는 2월 15일 오후 2시 가람시청 대회의실에서 주민설명회를 열 예정이다."
WALK = "가람시는 오는 2월 20일 하늘산에서 노인 걷기대회를 연다."
MARKET = "가람시는 오는 3월 1일 느티나무길에서 골목 장터를 연다."


def test_what_the_command_line_changes_reaches_a_subscriber(serve: Any, tmp_path: Path) -> None:
    """Moved, cancelled, removed, added: two states of one store, made as an operator makes them (C)."""
    home, document = tmp_path / "home", tmp_path / "library.txt"

    def yeonpyo(*words: str) -> str:
        command = [sys.executable, "-m", "scheduler.cli", "--home", str(home), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    document.write_text(DOCUMENT.format("\n\n".join((OPENING, MEETING, WALK))))
    yeonpyo("seed", str(document))
    with Store.open(home / "timeline.db") as store:
        subscriber = Subscriber(tmp_path, f"{serve(store).url}/calendar.ics")
        subscriber.sync()
        before = subscriber.shown()
        assert [line.split("|")[0] for line in before] == [
            "2021-02-10 00:00 True",
            "2021-02-15 14:00 False",
            "2021-02-20 00:00 True",
        ]
        opening = next(entry.uid for entry in store.entries(Query()) if "개관식" in entry.event.title)
        document.write_text(DOCUMENT.format("\n\n".join((OPENING, MEETING.replace("15일", "16일"), MARKET))))
        yeonpyo("seed", str(document))
        yeonpyo("event", "status", opening, "cancelled")
        subscriber.sync()
        titles = [line.split("|")[1] for line in before]
        after = [line.split("|") for line in subscriber.shown()]
        assert [line[0] for line in after] == [
            "2021-02-10 00:00 True",
            "2021-02-16 14:00 False",
            "2021-03-01 00:00 True",
        ]
        assert [line[1] for line in after[:2]] == [f"[취소] {titles[0]}", titles[1]]
        assert after[0][3] == "CANCELLED "


def test_a_store_that_breaks_takes_nothing_from_a_subscriber(server: Any, tmp_path: Path) -> None:
    subscriber = Subscriber(tmp_path, f"{server.url}/calendar.ics")
    subscriber.sync()
    before = subscriber.shown()
    server.shelf.broken = OSError("disk I/O error")
    subscriber.sync()
    assert subscriber.shown() == before


SOURCE = """\
[Data Source]
DisplayName=feed
Enabled=true
Parent=webcal-stub
[Calendar]
BackendName=webcal
[Security]
Method=none
[Authentication]
Host=127.0.0.1
Port={port}
Method=none
[WebDAV Backend]
ResourcePath=/calendar.ics
[Refresh]
Enabled=false
"""


class DataServer:
    """evolution-data-server in a session and a home of its own, subscribed to the feed."""

    def __init__(self, home: Path, port: int) -> None:
        python = sys.modules["readers_system"].system_python("ECal", "2.0", package="gir1.2-ecal-2.0")
        folders = {
            f"XDG_{name.upper()}_HOME": home / name for name in ("config", "data", "cache", "state")
        } | {"XDG_RUNTIME_DIR": home / "run", "HOME": home}
        for folder in folders.values():
            folder.mkdir(mode=0o700, exist_ok=True)
        sources = home / "config" / "evolution" / "sources"
        sources.mkdir(parents=True)
        (sources / "feed.source").write_text(SOURCE.format(port=port))
        alone = {"GSETTINGS_BACKEND": "memory", "GIO_USE_NETWORK_MONITOR": "base", "GIO_USE_VFS": "local"}
        self._process = subprocess.Popen(
            ["dbus-run-session", "--", python, Path(__file__).parent / "eds.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | alone | {name: str(folder) for name, folder in folders.items()},
            text=True,
        )

    def shown(self, seconds: float = 45) -> list[dict[str, Any]]:
        """Its events after a refresh, as soon as they are others, or after so long."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        told: list[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return told

    def close(self) -> None:
        self._process.communicate(timeout=20)


@pytest.fixture
def data_server(server: Any, tmp_path: Path) -> Iterator[DataServer]:
    running = DataServer(tmp_path, server.port)
    yield running
    running.close()


@pytest.mark.long
@pytest.mark.timeout(300)
def test_gnomes_data_server_follows_edit_addition_cancellation_and_removal(
    server: Any, samples: ModuleType, data_server: DataServer
) -> None:
    from timeline.model import Grain

    book, shelf = f"00000000-0000-4000-8000-{1:012}", server.shelf
    hall = "광주이노비즈센터 다목적강당, 광주광역시 북구 첨단3지구"
    ceremony = {
        "uid": samples.CEREMONY.uid,
        "start": "20210127",
        "end": "20210128",
        "summary": "광주경제자유구역청 개청식 (오후)",
        "location": hall,
        "status": "confirmed",
        "sequence": 0,
    }
    fair = {
        "uid": book,
        "start": "20210215T050000Z",
        "end": "20210215T060000Z",
        "summary": "책잔치",
        "location": "",
        "status": "confirmed",
        "sequence": 0,
    }
    assert data_server.shown() == [ceremony, fair]
    assert data_server.shown(3) == [ceremony, fair]  # nothing changed, nothing changes

    later = samples.at("2021-02-02T09:00")
    shelf.edit(book, later, span=samples.span("2021-02-16T15:30", "2021-02-16T15:31", Grain.MINUTE))
    moved = fair | {"start": "20210216T063000Z", "end": "20210216T073000Z", "sequence": 1}
    assert data_server.shown() == [ceremony, moved]

    shelf.edit(samples.CEREMONY.uid, later, status=Status.CANCELLED)
    off = ceremony | {"summary": f"[취소] {ceremony['summary']}", "status": "cancelled", "sequence": 1}
    assert data_server.shown() == [off, moved]

    day = samples.span("2021-03-01", "2021-03-02", Grain.DAY)
    shelf.put(samples.entry(2, day, "1일", title="만세 걷기"))
    assert [told["summary"] for told in data_server.shown()] == [off["summary"], "책잔치", "만세 걷기"]

    shelf.take(book, samples.at("2021-02-03T09:00"))
    assert [told["summary"] for told in data_server.shown()] == [off["summary"], "만세 걷기"]
    shelf.broken = OSError("disk I/O error")
    assert [told["summary"] for told in data_server.shown(3)] == [off["summary"], "만세 걷기"]
