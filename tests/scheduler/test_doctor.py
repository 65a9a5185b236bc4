"""`yeonpyo doctor` finds what is wrong, and nothing where nothing is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.config import load
from scheduler.doctor import BAD, GOOD, NOTE, examine
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


def test_from_the_command_line(yeonpyo) -> None:
    yeonpyo.home.mkdir(mode=0o700)
    told = yeonpyo.run("doctor").stdout
    assert told.startswith("ok\tclock\t")
    (yeonpyo.home / "timeline.db").write_bytes(b"broken")
    assert "yeonpyo db restore" in yeonpyo.run("doctor", code=1).stdout
