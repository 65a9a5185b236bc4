"""R31 through the real command: a folder with all that is no document, and what stands beside it is read."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import rig

from crawler.document import MAX_SIZE

pytestmark = [pytest.mark.long, pytest.mark.timeout(300 * rig.SLOW)]

MEGABYTES = 200
BAD = {
    "binary.txt": "binary",
    "device.txt": "links are not followed",
    "empty.txt": "empty",
    "huge.html": "too large",
    "link.txt": "links are not followed",
    "out": "links are not followed",
    "pipe.txt": "a pipe",
    "socket.txt": "cannot be read",
}


def fill(folder: Path) -> None:
    """All kinds of BAD, and two documents, the first and the last that is come to."""
    rig.documents(folder, 2)
    (folder / "001.txt").rename(folder / "zzz.txt")
    (folder / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "empty.txt").write_bytes(b"")
    with (folder / "huge.html").open("wb") as huge:
        huge.truncate(1 << 40)  # a terabyte of nothing
    (folder / "link.txt").symlink_to("/etc/hostname")
    (folder / "out").symlink_to("/etc", target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")
    with contextlib.chdir(folder):  # a socket's path may not be long
        socket.socket(socket.AF_UNIX).bind("socket.txt")


def test_what_is_no_document_is_named_and_stops_nothing(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "documents"
    home.mkdir()
    fill(folder)
    argv = [*rig.COMMAND, "--home", str(home), "seed", str(folder)]
    with (home / "err").open("w+") as err:
        process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=err, cwd=rig.ROOT)
        megabytes = rig.peak(process, 60)  # held up by a pipe or a device, it would not end
        err.seek(0)
        said = err.read()
    assert process.returncode == 3, said
    assert "Traceback" not in said
    for name, why in BAD.items():
        [line] = [line for line in said.splitlines() if f"/{name}:" in line]
        assert why in line
    assert megabytes < MEGABYTES
    assert rig.sql(home / "timeline.db", "SELECT count(*) FROM article") == [(2,)]
    rig.count("R31", "bad files", len(BAD))


def test_only_where_none_is_a_document_it_fails(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    for bad in (tmp_path / "empty.txt", Path("/dev/zero"), tmp_path / "nowhere.txt"):
        done = rig.command(tmp_path / "home", "seed", str(bad))
        assert done.returncode == 1, done.stderr
        assert str(bad) in done.stderr


def test_a_document_as_large_as_may_be_is_read_and_one_larger_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    text = rig.document(1).encode()
    for name, size in (("fits.txt", MAX_SIZE), ("over.txt", MAX_SIZE + 1)):
        (folder / name).write_bytes(text + b" " * (size - len(text)))
    done = rig.command(tmp_path / "home", "seed", str(folder))
    assert done.returncode == 3, done.stderr
    assert rig.sql(tmp_path / "home" / "timeline.db", "SELECT key FROM article") == [("fits.txt",)]


def test_documents_that_come_and_go_meanwhile_break_nothing(tmp_path: Path) -> None:
    """A folder that another program works in: what is there when its turn comes is read, whole."""
    home, folder = tmp_path / "home", rig.documents(tmp_path / "documents", 60)
    argv = [*rig.COMMAND, "--home", str(home), "seed", str(folder)]
    process = subprocess.Popen(
        argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=rig.ROOT
    )
    for number in range(30, 60):
        (folder / f"{number:03}.txt").unlink()
        shutil.copy(folder / f"{number - 30:03}.txt", folder / f"{number:03}x.txt")
        time.sleep(0.03)
    _, said = process.communicate(timeout=100 * rig.SLOW)
    assert process.returncode in (0, 3), said
    assert "Traceback" not in said
    again = rig.command(home, "seed", str(folder), "--json")
    assert again.returncode == 0, again.stderr
    assert [json.loads(line) for line in again.stdout.splitlines()]
    keys = {key for (key,) in rig.sql(home / "timeline.db", "SELECT key FROM article")}
    assert {f"{number:03}.txt" for number in range(30)} <= keys
    assert {f"{number:03}x.txt" for number in range(30, 60)} <= keys
    assert rig.sql(home / "timeline.db", "PRAGMA integrity_check") == [("ok",)]


BOUND = """
import ctypes, os, sys
for may in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: what lets root read everything
    ctypes.CDLL(None).prctl(24, may, 0, 0, 0)  # PR_CAPBSET_DROP: gone with the next program
os.execv(sys.executable, [sys.executable, "-m", "scheduler.cli", *sys.argv[1:]])
"""


def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", rig.documents(tmp_path / "documents", 2)
    (folder / "001.txt").chmod(0)
    (folder / "closed").mkdir(0)
    done = subprocess.run(
        [sys.executable, "-c", BOUND, "--home", str(home), "seed", str(folder)],
        capture_output=True,
        text=True,
        timeout=100 * rig.SLOW,
        cwd=rig.ROOT,
    )
    (folder / "closed").chmod(0o700)
    assert done.returncode == 3, done.stderr
    for name in ("001.txt", "closed"):
        [line] = [line for line in done.stderr.splitlines() if f"/{name}:" in line]
        assert "permission denied" in line
    assert rig.sql(home / "timeline.db", "SELECT count(*) FROM article") == [(1,)]
