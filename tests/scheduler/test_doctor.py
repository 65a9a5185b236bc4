"""`yeonpyo doctor` finds what is wrong, and nothing where nothing is."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler import doctor
from scheduler.config import load
from scheduler.doctor import BAD, GOOD, NOTE, Finding, examine
from timeline.store import Store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    Store.open(home / "timeline.db", make=True).close()
    return home


def found(home: Path, now: datetime = NOW, **settings: object) -> dict[str, str]:
    return {finding.what: finding.state for finding in examine(load(home=home, **settings), now)}


def test_a_healthy_home(home: Path) -> None:
    states = found(home)
    assert BAD not in states.values()
    assert (states["libraries"], states["store"], states["disk"], states["folder"]) == (
        GOOD,
        GOOD,
        GOOD,
        GOOD,
    )


def test_a_clock_before_the_release(home: Path) -> None:
    assert found(home, datetime(1970, 1, 1, tzinfo=UTC))["clock"] == BAD


def test_a_folder_open_to_others(home: Path) -> None:
    home.chmod(0o777)
    assert found(home)["folder"] == BAD


def test_files_of_another_user(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "sources.toml").touch()
    monkeypatch.setattr(doctor, "_strange", lambda path: path.name == "sources.toml")
    (told,) = (each for each in examine(load(home=home), NOW) if each.what == "folder")
    assert (told.state, "sources.toml" in told.told) == (NOTE, True)


def test_a_damaged_store(home: Path) -> None:
    (home / "timeline.db").write_bytes(b"not a store")
    assert found(home)["store"] == BAD


def test_no_store_yet(tmp_path: Path) -> None:
    assert found(tmp_path / "new")["store"] == NOTE


def test_sites_without_a_contact(home: Path) -> None:
    assert found(home, sites=("kjdaily",))["sites"] == NOTE
    assert found(home, sites=("kjdaily",), contact="ops@news.example")["sites"] == GOOD


def test_a_wrong_site_entry(home: Path) -> None:
    (home / "sites").mkdir()
    (home / "sites" / "garam.toml").write_text("colour = 1\n")
    assert found(home)["sites"] == BAD


@pytest.mark.sqlite
def test_from_the_command_line(yeonpyo) -> None:
    yeonpyo.home.mkdir(mode=0o700)
    told = yeonpyo.run("doctor").stdout
    assert told.startswith("ok\tclock\t")
    (yeonpyo.home / "timeline.db").write_bytes(b"broken")
    assert "yeonpyo db restore" in yeonpyo.run("doctor", code=1).stdout


# ── the clock beside others' ───────────────────────────────────────────────────────────────────────────


def answer(*headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 404 Not Found", "Content-Length: 0", *headers, "", ""]).encode()


def dated(late: float = 0.0, *more: str) -> bytes:
    at = datetime.now(UTC) - timedelta(seconds=late)
    return answer(f"Date: {format_datetime(at, usegmt=True)}", *more)


def clock_beside(home: Path, fault_server: Any, *answers: bytes, ahead: timedelta = timedelta(0)) -> Finding:
    """What is found where each site answers so, whatever it is asked."""
    (home / "sites").mkdir(exist_ok=True)
    with ExitStack() as stack:
        for number, told in enumerate(answers):
            server = stack.enter_context(fault_server())
            server._page = lambda _path, told=told: told
            entry = f'name = "가람"\nfamily = "aid"\nbase = "{server.base}"\nlists = ["/"]\n'
            (home / "sites" / f"garam{number}.toml").write_text(entry)
        looked = examine(load(home=home, allow_networks=("127.0.0.0/8",)), datetime.now(UTC) + ahead)
        return [finding for finding in looked if finding.what == "clock"][1]


HOUR = timedelta(hours=1)


def test_a_clock_as_everybodys(home: Path, fault_server: Any) -> None:
    assert clock_beside(home, fault_server, dated(), dated()).state == GOOD


@pytest.mark.parametrize(("ahead", "told"), [(HOUR, "ahead of"), (-HOUR, "behind")])
def test_a_clock_that_is_off(home: Path, fault_server: Any, ahead: timedelta, told: str) -> None:
    found = clock_beside(home, fault_server, dated(), dated(), dated(50_000), ahead=ahead)
    assert (found.state, told in found.told, "3 sites" in found.told) == (BAD, True, True)
    assert "set" in found.hint


def test_one_server_alone_proves_little(home: Path, fault_server: Any) -> None:
    assert clock_beside(home, fault_server, dated(), ahead=HOUR).state == NOTE


def test_an_answer_out_of_a_cache_is_as_old_as_it_says(home: Path, fault_server: Any) -> None:
    assert clock_beside(home, fault_server, dated(3600, "Age: 3600")).state == GOOD


def test_servers_that_tell_no_time(home: Path, fault_server: Any) -> None:
    found = clock_beside(home, fault_server, answer(), answer("Date: gestern"))
    assert found.state == NOTE
    assert "none of 2 sites" in found.told


def test_a_store_on_another_disk_is_looked_at_too(home: Path, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    store = f"sqlite:///{tmp_path / 'far' / 'timeline.db'}"
    looked = examine(load(home=home, db=store), NOW)
    disks = [finding.told for finding in looked if finding.what == "disk"]
    assert [str(tmp_path / "far") in told for told in disks] == [False, True]
