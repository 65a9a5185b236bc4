"""What root makes in the daemon's folders becomes the daemon's, and nothing else does."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from scheduler import whose

USER = 64_999


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is given away: by us, as if the folders were another's."""
    names: list[str] = []

    def fchown(handle: int, user: int, group: int) -> None:
        assert (user, group) == (USER, USER)
        names.append(str(Path(f"/proc/self/fd/{handle}").readlink().relative_to(tmp_path)))

    monkeypatch.setattr(os, "fchown", fchown)
    return names


def give(home: Path, since: int) -> None:
    with whose._opened(str(home), os.O_DIRECTORY) as handle:
        for name in whose.OURS:
            whose._give(name, handle, (USER, USER), since)


def test_what_was_made_is_given_to_whose_the_folder_is(tmp_path: Path, given: list[str]) -> None:
    (tmp_path / "config.toml").touch()  # an administrator's, kept from the daemon
    time.sleep(0.02)
    since = time.time_ns()
    time.sleep(0.02)
    (tmp_path / "backups").mkdir()
    for name in ("sources.toml", "backups/timeline-1.db", "notes.txt"):
        (tmp_path / name).touch()
    give(tmp_path, since)
    assert sorted(given) == ["backups", "backups/timeline-1.db", "sources.toml"]


def test_no_trap_gives_away_what_is_not_ours(tmp_path: Path, given: list[str]) -> None:
    """A link, a second name, a pipe: laid by whoever may write there."""
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("shadow", "passwd"):
        (outside / name).touch()
    home = tmp_path / "home"
    (home / "archive").mkdir(parents=True)
    (home / "sources.toml").symlink_to(outside / "shadow")
    (home / "backups").symlink_to(outside)
    os.link(outside / "passwd", home / "tokens.json")
    os.mkfifo(home / "archive" / "pipe")
    give(home, 0)
    assert given == ["home/archive"]


def test_in_folders_of_our_own_nothing_is_given(tmp_path: Path, given: list[str]) -> None:
    (tmp_path / "sources.toml").touch()
    whose.hand_over([tmp_path, tmp_path / "nowhere"], 0)
    assert given == []
