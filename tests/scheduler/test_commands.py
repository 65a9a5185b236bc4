"""Every command of the tree: in the README, with help, clear about bad input, the same manners everywhere."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import reduce
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


def test_no_line_of_a_list_of_commands_is_cut() -> None:
    for group in ((), *dict.fromkeys(path[:-1] for path in COMMANDS if len(path) > 1)):
        told = CliRunner().invoke(app, [*group, "--help"], terminal_width=80).stdout
        assert "Commands:" in told
        assert "..." not in told.partition("Commands:")[2], group


@NAMES
def test_bad_input_is_one_clear_message(path: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, [*path, "--no-such-option"])
    if path == ("search",):  # takes -WORD, so it takes this
        return
    assert told.exit_code == 2
    assert "--no-such-option" in told.stderr
    assert "Traceback" not in told.output
    assert told.stdout == ""


@NAMES
def test_it_has_the_manners_of_all(path: tuple[str, ...]) -> None:
    assert {"--home", "--db", "--verbose", "--quiet", "--no-color", "--json"} <= options(path)
    assert {"-v", "-q"} <= options(path) or path == ("search",)  # -WORD is what must not stand


def test_a_home_is_taken_wherever_it_stands(tmp_path: Path) -> None:
    """Before a command or after; what stands nearer to it counts."""
    here, there = (["--home", str(tmp_path / name)] for name in ("here", "there"))
    for words in (
        [*here, "config", "show", "--json"],
        ["config", "show", "--json", *here],
        [*there, "config", "show", *here, "--json"],
    ):
        told = json.loads(CliRunner().invoke(app, words).stdout)["settings"]["home"]
        assert told == {"value": here[1], "origin": "--home"}


# What changes what cannot simply be changed back, or throws something away.
DESTRUCTIVE = [("db", "restore"), ("feed", "revoke"), ("feed", "rotate"), ("token", "revoke"), ("replay",)]


@pytest.mark.parametrize("path", DESTRUCTIVE, ids=" ".join)
def test_a_destructive_command_can_be_rehearsed(path: tuple[str, ...]) -> None:
    assert "--dry-run" in options(path)


MARKET = """가람시 마을장터 연다

입력날짜 : 2021. 01.28. 10:00

가람시는 오는 2월 20일 오전 10시 새봄공원에서 마을장터를 연다고 밝혔다.
"""

# Every command as a program would ask it, in an order in which each finds what it needs, with its exit code. FOLDER
# is a folder of one document and one that is empty, PAGE a saved page, UID and OTHER events, ARTICLE tells OTHER.
WALK: list[tuple[str, int]] = [
    ("init", 0),
    ("seed FOLDER", 3),
    ("crawl", 0),
    ("crawl --dry-run --max-pages 9", 0),
    ("crawl nobody", 2),
    ("worker --once", 0),
    ("replay", 0),
    ("replay --dry-run", 0),
    ("status", 3),
    ("doctor", 0),
    ("version", 0),
    ("frobnicate", 2),
    ("crawl --exit-code", 4),
    ("crawl --dry-run --exit-code", 4),
    ("worker --once --exit-code", 4),
    ("replay --exit-code", 4),
    ("seed FOLDER/library.txt --exit-code", 4),
    ("read FOLDER/library.txt", 0),
    ("read FOLDER/empty.txt", 1),
    ("extract PAGE", 0),
    ("extract PAGE FOLDER/empty.txt", 3),
    ("search 도서관", 0),
    ("search 없는말", 0),
    ("export ics -o FOLDER/out.ics", 0),
    ("export ics -o FOLDER/out.ics --exit-code", 4),
    ("export ics --vdir FOLDER/vdir --exit-code", 0),
    ("export ics --vdir FOLDER/vdir --exit-code", 4),
    ("source list", 0),
    ("source show FOLDERNAME", 0),
    ("source show nobody", 2),
    ("source test kwangju --page PAGE", 0),
    ("source test kwangju --page FOLDER/empty.txt", 1),
    ("source add http://127.0.0.1:9/ --id nobody", 1),
    ("source enable kwangju", 0),
    ("source retry kwangju", 0),
    ("source retry --failing", 0),
    ("source export -o SOURCES", 0),
    ("source export --opml", 0),
    ("source import SOURCES", 0),
    ("source import FOLDER/library.txt", 2),
    ("source disable kwangju", 0),
    ("backfill kwangju --since 2026-01-01 --later", 0),
    ("backfill kwangju --drop", 0),
    ("event list", 0),
    ("event show UID", 0),
    ("event show nobody", 1),
    ("event status UID cancelled", 0),
    ("event merge UID OTHER", 0),
    ("event split UID ARTICLE", 0),
    ("feed create home", 0),
    ("feed rotate home --dry-run", 0),
    ("feed rotate home", 0),
    ("feed revoke home --dry-run", 0),
    ("feed revoke home", 0),
    ("feed list", 0),
    ("token create desk", 0),
    ("token list", 0),
    ("token revoke nobody", 2),
    ("token revoke desk --dry-run", 0),
    ("token revoke desk", 0),
    ("config show", 0),
    ("config check", 0),
    ("db backup", 0),
    ("db restore --dry-run", 0),
    ("db restore", 0),
    ("db upgrade", 0),
    ("db vacuum", 0),
    ("db copy sqlite:///COPY", 0),
    ("serve --port 0 --db sqlite:///NOWHERE", 1),
]
DAEMONS = {("up",), ("serve",)}  # told below


@NAMES
def test_a_program_is_answered_in_json(path: tuple[str, ...]) -> None:
    assert "--json" in options(path)
    assert path in DAEMONS or any(tuple(line.split()[: len(path)]) == path for line, _ in WALK)


def answers(told: str) -> list[dict[str, Any]]:
    """One document, or an object a line."""
    try:
        return [json.loads(told)]
    except ValueError:
        return [json.loads(line) for line in told.splitlines()]


@pytest.mark.long  # fifty processes
@pytest.mark.timeout(900)
def test_every_answer_has_a_schema_and_an_ok(yeonpyo: Any, folder: Path, tmp_path: Path) -> None:
    """`ok` is true throughout exactly where the exit code is 0, or where it tells that no daemon runs."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "market.txt").write_text(MARKET)
    names = {
        "FOLDERNAME": folder.name,
        "FOLDER": str(folder),
        "PAGE": str(ROOT / "tests" / "pages" / "aid" / "old-skin.html"),
        "COPY": str(tmp_path / "copy.db"),
        "SOURCES": str(tmp_path / "sources.toml"),
        "NOWHERE": str(tmp_path / "nowhere.db"),
        "ARTICLE": "market.txt",
    }
    yeonpyo.environment |= {"YEONPYO_SEEDS": str(folder), "YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8"}
    yeonpyo.environment["YEONPYO_SEEDS_INTERVAL"] = "3600"  # nothing is due twice
    for line, code in WALK:
        if "UID" in line and "UID" not in names:
            listed = answers(yeonpyo.run("event", "list", "--json").stdout)
            uids = {told["title"]: told["uid"] for told in listed if told["kind"] == "occurrence"}
            named = (next(uids[each] for each in uids if word in each) for word in ("설명회", "장터"))
            names |= dict(zip(("UID", "OTHER"), named, strict=True))
        words = [reduce(lambda word, name: word.replace(*name), names.items(), word) for word in line.split()]
        told = yeonpyo.run(*words, "--json", code=code)
        found = answers(told.stdout)
        if line.startswith("event merge"):  # of two that were stored in one second, either may be the older
            names["UID"] = found[0]["uid"]
        assert {each["schema"] for each in found} <= {1}, line
        assert all(each["ok"] for each in found) == (code == 0), line
        assert not re.search("[\x00-\x08\x1b]", told.stdout + told.stderr), line


def test_a_program_hears_where_a_daemon_serves(yeonpyo: Any, folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "scheduler.cli",
        "--home",
        str(yeonpyo.home),
        "up",
        "--port",
        "0",
        "--json",
    ]
    environment = os.environ | yeonpyo.environment | {"YEONPYO_SEEDS": str(folder)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        try:
            assert process.stdout
            read, serving = (json.loads(process.stdout.readline()) for _ in range(2))
        finally:
            process.terminate()
    assert (read["what"], read["ok"], read["title"]) == ("document", True, "가람시 어린이도서관 개관")
    assert (serving["what"], serving["ok"], serving["articles"]) == ("serving", True, 1)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/calendar\.ics", serving["calendar"])


@pytest.mark.parametrize("early", [0.0, 0.1, 0.3, 1.0])
def test_an_interrupt_ends_it_in_silence(yeonpyo: Any, early: float) -> None:
    """At any moment, while modules are imported too."""
    begun = "run = cli._main; cli._main = lambda: (print(flush=True), run())"
    heard = "signal.signal(signal.SIGINT, signal.default_int_handler)"  # whoever runs us may ignore it
    program = f"import signal; from scheduler import cli; {heard}; {begun}; cli.main()"
    command = [sys.executable, "-c", program, "read"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(early)
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in complaints


def test_a_reader_that_goes_away_hears_nothing(yeonpyo: Any) -> None:
    for words in ("source list", "config show", "source list --json"):
        command = f"{sys.executable} -m scheduler.cli --home {yeonpyo.home} {words} | head -1"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
        assert (done.stdout.count("\n"), done.stderr) == (1, ""), words


def test_results_are_utf8_whatever_the_locale(yeonpyo: Any) -> None:
    """As under a bare cron, or on a machine set up for EUC-KR."""
    yeonpyo.environment |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert "\t광주일보\t" in yeonpyo.run("source", "list").stdout


def test_a_closed_standard_input_holds_nothing() -> None:
    command = f"{sys.executable} -m scheduler.cli read --at 2021-01-27 <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "words", ["seed .", "crawl", "token create", "source enable kwangju", "up", "status"]
)
def test_a_home_that_cannot_be_is_named(yeonpyo: Any, tmp_path: Path, words: str) -> None:
    (tmp_path / "file").touch()
    yeonpyo.home, code = tmp_path / "file" / "home", 2 if "token" in words or "source" in words else 1
    told = yeonpyo.run(*words.split(), code=code)
    assert str(yeonpyo.home) in told.stderr
    assert "directory" in told.stderr


@pytest.mark.long
@pytest.mark.sqlite
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


@pytest.mark.long
def test_no_colour_is_ever_printed(yeonpyo: Any, folder: Path) -> None:
    """There is none to switch off: NO_COLOR holds by itself, in a pipe and out of it."""
    yeonpyo.environment |= {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    for words, code in ((("seed", str(folder)), 0), (("status",), 3), (("frob",), 2), (("--help",), 0)):
        told = yeonpyo.run(*words, code=code)
        assert "\x1b" not in told.stdout + told.stderr


@pytest.mark.long
def test_a_terminal_sees_a_bar_that_goes_and_a_pipe_the_results(yeonpyo: Any, fault_server: Any) -> None:
    """A crawl with standard error on a terminal, results piped; then quietly; then on a terminal that is dumb."""
    story = (ROOT / "tests" / "pages" / "aid" / "old-skin.html").read_bytes()
    rows = "".join(f"<li><a href='/news/article.html?no={n}'>{n}번 소식</a></li>" for n in range(1, 6))
    pages = {"/list": f"<html><body><ul>{rows}</ul></body></html>".encode()}
    with fault_server(pages | {f"/news/article.html?no={n}": story for n in range(1, 6)}) as site:
        (yeonpyo.home / "sites").mkdir(parents=True)
        entry = f'name = "신문"\nfamily = "mediaon"\nbase = "{site.base}"\nlists = ["/list"]\ndelay = 0.3\n'
        (yeonpyo.home / "sites" / "paper.toml").write_text(entry)
        seen = [on_a_terminal(yeonpyo, "crawl", "paper", *more) for more in ((), ("-q",))]
        seen.append(on_a_terminal(yeonpyo, "crawl", "paper", TERM="dumb"))
    assert re.search(r"\r\[#*-*\] 0 of 1 sources, [1-6] pages, 0:0\d, paper", seen[0][1])
    assert [told for _, told in seen[1:]] == ["", ""]
    assert "\x1b" not in seen[0][1]
    assert seen[0][1].replace("\n", "").rpartition("\r")[2] == "", "the bar is gone in the end"
    assert all("\npaper\t" in f"\n{out}" for out, _ in seen)


def on_a_terminal(yeonpyo: Any, *words: str, **environment: str) -> tuple[str, str]:
    """What a command prints on standard output, piped, and what a terminal gets of standard error."""
    ours, theirs = pty.openpty()
    told = os.environ | yeonpyo.environment | {"YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8", "TERM": "xterm"}
    command = [sys.executable, "-m", "scheduler.cli", "--home", str(yeonpyo.home), *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=theirs, env=told | environment, text=True
    ) as process:
        os.close(theirs)
        out, seen = process.communicate(timeout=120)[0], b""
    with suppress(OSError):  # nobody has the other end
        while piece := os.read(ours, 65536):
            seen += piece
    os.close(ours)
    return out, seen.decode()


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


@pytest.mark.long
def test_a_shell_completes_sources_and_feeds(yeonpyo: Any, folder: Path) -> None:
    yeonpyo.run("seed", str(folder))
    yeonpyo.run("crawl")
    yeonpyo.run("feed", "create", "wohnung")
    home = f"yeonpyo --home {yeonpyo.home}"
    assert completions(yeonpyo, f"{home} source show kjd") == ["kjdaily"]
    assert completions(yeonpyo, f"{home} crawl kwangj") == ["kwangju"]
    assert completions(yeonpyo, f"{home} backfill kwangj") == ["kwangju"]
    assert completions(yeonpyo, f"{home} replay --source kwangj") == ["kwangju"]
    assert completions(yeonpyo, f"{home} feed revoke w") == ["wohnung"]
    yeonpyo.run("feed", "revoke", "wohnung")
    assert completions(yeonpyo, f"{home} feed revoke w") == []
