"""Every command of the tree: in the README, with help, clear about bad input, the same manners everywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from scheduler.commands import app

ROOT = Path(__file__).resolve().parents[2]


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, below in getattr(command, "commands", {}).items():
        if not below.hidden:
            yield from leaves(below, (*path, name))
    if not hasattr(command, "commands"):
        yield path, command


COMMANDS = dict(leaves(typer.main.get_command(app)))
NAMES = pytest.mark.parametrize("path", COMMANDS, ids=" ".join)


def options(path: tuple[str, ...]) -> set[str]:
    return {name for each in COMMANDS[path].params for name in each.opts}


@NAMES
def test_it_stands_in_the_readme(path: tuple[str, ...]) -> None:
    readme = (ROOT / "README.md").read_text()
    rows = [line for line in readme.splitlines() if line.startswith(f"| `yeonpyo {path[0]}")]
    assert rows, path
    if len(path) > 1:
        verbs = rows[0].partition(path[0])[2].replace("\\|", " ").partition("`")[0].split()
        assert path[1] in verbs


@NAMES
def test_it_has_help(path: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, [*path, "--help"])
    assert told.exit_code == 0
    assert told.stdout.startswith("Usage:")
    about = COMMANDS[path].help or ""
    assert about.strip().endswith((".", "`.")), "a sentence says what it does"


@NAMES
def test_bad_input_is_one_clear_message(path: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, [*path, "--no-such-option"])
    if path == ("search",):  # takes -WORD, so it takes this
        return
    assert told.exit_code == 2
    assert "--no-such-option" in told.stderr
    assert "Traceback" not in told.output
    assert told.stdout == ""


# What changes what cannot simply be changed back, or throws something away.
DESTRUCTIVE = [("db", "restore"), ("feed", "revoke"), ("feed", "rotate"), ("replay",)]


@pytest.mark.parametrize("path", DESTRUCTIVE, ids=" ".join)
def test_a_destructive_command_can_be_rehearsed(path: tuple[str, ...]) -> None:
    assert "--dry-run" in options(path)


@pytest.mark.timeout(400)  # fifteen processes
def test_a_document_has_a_schema_and_an_ok(yeonpyo: Any, folder: Path) -> None:
    """`ok` is true exactly where the exit code is 0."""
    yeonpyo.run("seed", str(folder))
    asked: list[tuple[tuple[str, ...], int]] = [
        (("config", "show"), 0),
        (("config", "check"), 0),
        (("doctor",), 0),
        (("status",), 3),
        (("source", "list"), 0),
        (("source", "show", "saved"), 0),
        (("feed", "create", "home"), 0),
        (("feed", "rotate", "home", "--dry-run"), 0),
        (("feed", "rotate", "home"), 0),
        (("feed", "revoke", "home"), 0),
        (("feed", "list"), 0),
        (("db", "backup"), 0),
        (("db", "restore", "--dry-run"), 0),
        (("db", "restore"), 0),
        (("db", "upgrade"), 0),
    ]
    yeonpyo.environment["YEONPYO_SEEDS"] = str(folder)
    for words, code in asked:
        told = json.loads(yeonpyo.run(*words, "--json", code=code).stdout)
        assert (told["schema"], told["ok"]) == (1, code == 0), words


def test_nobody_is_asked_off_a_terminal_and_a_rehearsal_changes_nothing(yeonpyo: Any, folder: Path) -> None:
    yeonpyo.run("seed", str(folder))
    yeonpyo.run("db", "backup")
    before = (yeonpyo.home / "timeline.db").stat().st_ino
    assert "would be restored" in yeonpyo.run("db", "restore", "--dry-run").stdout
    assert (yeonpyo.home / "timeline.db").stat().st_ino == before
    yeonpyo.run("feed", "create", "home")
    yeonpyo.run("feed", "revoke", "home", "--dry-run")
    assert yeonpyo.run("feed", "list").stdout.split("\t")[2] == "-"
    assert "no such feed" in yeonpyo.run("feed", "revoke", "nobody", code=2).stderr


def test_no_colour_is_ever_printed(yeonpyo: Any, folder: Path) -> None:
    """There is none to switch off: NO_COLOR holds by itself, in a pipe and out of it."""
    yeonpyo.environment |= {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    for words, code in ((("seed", str(folder)), 0), (("status",), 3), (("frob",), 2), (("--help",), 0)):
        told = yeonpyo.run(*words, code=code)
        assert "\x1b" not in told.stdout + told.stderr


def completions(yeonpyo: Any, line: str) -> list[str]:
    words = {
        "_YEONPYO_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split()) - 1),
    }
    program = "import sys; sys.argv[0] = 'yeonpyo'; from scheduler.cli import main; main()"
    told = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | words, capture_output=True, text=True, timeout=60
    )
    return re.findall(r"[^\s]+", told.stdout)


def test_a_shell_completes_sources_and_feeds(yeonpyo: Any, folder: Path) -> None:
    yeonpyo.run("seed", str(folder))
    yeonpyo.run("crawl")
    yeonpyo.run("feed", "create", "wohnung")
    home = f"yeonpyo --home {yeonpyo.home}"
    assert completions(yeonpyo, f"{home} source show kjd") == ["kjdaily"]
    assert completions(yeonpyo, f"{home} crawl kwangj") == ["kwangju"]
    assert completions(yeonpyo, f"{home} feed revoke w") == ["wohnung"]
    yeonpyo.run("feed", "revoke", "wohnung")
    assert completions(yeonpyo, f"{home} feed revoke w") == []
