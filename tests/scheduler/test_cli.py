"""The command line as people and pipes use it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scheduler.commands import app
from timeline.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]

HEAVY = ("scrapy", "sqlalchemy", "apscheduler", "starlette", "dateparser", "twisted", "pydantic", "rich")


def test_help_imports_nothing_heavy() -> None:
    program = f"""
import sys
from scheduler import cli
try:
    cli.main()
except SystemExit:
    pass
loaded = sorted(set({HEAVY!r}) & set(sys.modules))
sys.exit(f"loaded {{loaded}}" if loaded else 0)
"""
    subprocess.run([sys.executable, "-c", program, "--help"], check=True, capture_output=True)


@pytest.mark.parametrize("module", ["timeline.korean", "timeline.extract"])
def test_reading_needs_no_third_party_package(module: str) -> None:
    """Imported in an interpreter without site-packages, from the tree alone."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {module}"
    subprocess.run([sys.executable, "-S", "-I", "-c", program], check=True)


def test_every_command_stands_in_the_readme(yeonpyo) -> None:
    readme = (ROOT / "README.md").read_text()
    listed = yeonpyo.run("--help").stdout.partition("Commands:")[2].partition("\n\n")[0]
    commands = re.findall(r"^  (\w+) ", listed, re.MULTILINE)
    assert len(commands) >= 7
    assert [command for command in commands if f"`yeonpyo {command}" not in readme] == []


# ── read ───────────────────────────────────────────────────────────────────────────────────────────


def test_read_answers_line_by_line_and_survives_bad_ones(yeonpyo) -> None:
    asked = [
        {"id": "a", "text": "27일 오후 가람시청에서 개청식이 열렸다.", "published": "2021-01-27T20:37+09:00"},
        {"id": 2, "text": "날짜가 없다."},
        {"id": "c", "text": 3},
        {"id": "d", "text": "27일", "published": "어제"},
    ]
    lines = [*(json.dumps(line, ensure_ascii=False) for line in asked), "{broken", "[]", ""]
    told = [
        json.loads(line) for line in yeonpyo.run("read", "--jsonl", feed="\n".join(lines)).stdout.splitlines()
    ]
    first, second, *bad = told
    assert first["id"] == "a"
    (mention,) = first["mentions"]
    assert (
        mention.items()
        >= {
            "start": 0,
            "end": 6,
            "text": "27일 오후",
            "kind": "datetime",
            "from": "2021-01-27T12:00",
            "to": "2021-01-27T18:00",
            "grain": "part",
        }.items()
    )
    assert mention["why"]
    (event,) = first["events"]
    assert (event["from"], event["status"], event["mentions"], event["place"]["text"]) == (
        "2021-01-27T12:00",
        "held",
        [0],
        "가람시청",
    )
    assert second == {"id": 2, "mentions": [], "events": []}
    assert [(line["id"], bool(line["error"])) for line in bad] == [
        ("c", True),
        ("d", True),
        (None, True),
        (None, True),
    ]


def test_read_flushes_each_line() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "scheduler.cli", "read", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdin
        assert reader.stdout
        for number in range(3):
            reader.stdin.write(
                json.dumps({"id": number, "text": "오는 15일", "published": "2021-01-27T20:37"}) + "\n"
            )
            reader.stdin.flush()
            assert json.loads(reader.stdout.readline())["id"] == number


def test_read_for_people(yeonpyo) -> None:
    told = yeonpyo.run(
        "read", "--at", "2021-01-27T20:37", feed="시는 오는 15일 오후 2시 시청에서 설명회를 연다.\n"
    )
    rows = [line.split("\t") for line in told.stdout.splitlines()]
    assert rows[0][:3] == ["time", "오는 15일 오후 2시", "2021-02-15T14:00/2021-02-15T15:00"]
    assert rows[1][0] == "event"
    assert told.stderr == ""


def test_read_a_document_by_its_own_stamp(yeonpyo, folder: Path) -> None:
    told = yeonpyo.run("read", str(folder / "library.txt"))
    assert "2021-01-27T12:00/2021-01-27T18:00" in told.stdout
    assert "2021-01-27 20:37" in told.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_read_takes_the_encodings_of_documents(yeonpyo, encoding: str) -> None:
    given = "시는 오는 15일 오후 2시 시청에서 설명회를 연다.".encode(encoding)
    told = yeonpyo.run("read", "--at", "2021-01-27", feed=given).stdout
    assert told.startswith("time\t오는 15일 오후 2시\t2021-02-15T14:00")


def test_read_without_a_time_says_what_that_means(yeonpyo) -> None:
    told = yeonpyo.run("read", feed="27일 오후 개청식이 열렸다.")
    assert "--at" in told.stderr
    assert "\t-\t" in told.stdout


def test_a_closed_pipe_ends_it_in_silence(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.write_text(json.dumps({"id": 1, "text": "27일 " * 200, "published": "2021-01-27T20:37"}) + "\n" * 1)
    command = f"{sys.executable} -m scheduler.cli read --jsonl {lines} | true"
    assert subprocess.run(["bash", "-c", command], capture_output=True, text=True).stderr == ""


# ── seed and export ────────────────────────────────────────────────────────────────────────────────


def test_seed_twice_adds_nothing(yeonpyo, folder: Path) -> None:
    assert yeonpyo.run("seed", str(folder)).stdout.startswith("new\tlibrary.txt\t2021-01-27 20:37\t")
    before = [yeonpyo.run("export", what).stdout for what in ("ics", "approx", "json", "feed")]
    assert yeonpyo.run("seed", str(folder)).stdout.startswith("unchanged\t")
    assert yeonpyo.run("seed", str(folder / "library.txt")).stdout.startswith("unchanged\t")
    assert [yeonpyo.run("export", what).stdout for what in ("ics", "approx", "json", "feed")] == before


def test_an_edited_document_keeps_its_uids(yeonpyo, folder: Path) -> None:
    yeonpyo.run("seed", str(folder))
    before = {event["title"]: event for event in json.loads(yeonpyo.run("export", "json").stdout)["events"]}
    document = folder / "library.txt"
    document.write_text(document.read_text().replace("2월 15일 오후 2시", "2월 22일 오후 2시"))
    assert yeonpyo.run("seed", str(folder)).stdout.startswith("revised\t")
    after = {event["title"]: event for event in json.loads(yeonpyo.run("export", "json").stdout)["events"]}
    assert {event["uid"] for event in before.values()} == {event["uid"] for event in after.values()}
    moved = [title for title in before if before[title]["when"] != after[title]["when"]]
    assert len(moved) == 1
    assert after[moved[0]]["when"]["start"].startswith("2021-02-22T14:00")
    assert after[moved[0]]["revision"] == before[moved[0]]["revision"] + 1


def test_bad_documents_get_a_line_each_and_stop_nothing(yeonpyo, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(b"\x00\x01PNG" * 99)
    (folder / "large.txt").write_bytes("27일 오후 ".encode() * 500_000)
    os.mkfifo(folder / "pipe.txt")
    (folder / "dated-nowhere.txt").write_text("가람시 소식\n\n가람시는 27일 오후 축제를 열었다고 알렸다.\n")
    told = yeonpyo.run("seed", str(folder), code=3)
    assert sorted(line.split("\t")[0] for line in told.stdout.splitlines()) == ["new", "new"]
    complaints = told.stderr.splitlines()
    for name in ("empty.txt", "binary.txt", "large.txt", "pipe.txt", "dated-nowhere.txt"):
        assert sum(name in line for line in complaints) == 1, (name, complaints)


def test_nothing_but_bad_documents_fails(yeonpyo, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    yeonpyo.run("seed", str(tmp_path / "bad.txt"), str(tmp_path / "missing.txt"), code=1)


@pytest.mark.sqlite
def test_export_writes_a_file_whole(yeonpyo, folder: Path, tmp_path: Path) -> None:
    yeonpyo.run("seed", str(folder))
    out = tmp_path / "out.ics"
    yeonpyo.run("export", "ics", "-o", str(out))
    assert out.read_bytes() == yeonpyo.run("export", "ics").stdout.encode()
    assert out.read_bytes().count(b"BEGIN:VEVENT") == 2
    yeonpyo.run("export", "ics", "-o", str(tmp_path / "no" / "folder.ics"), code=1)
    assert {file.name for file in tmp_path.iterdir()} == {"home", "saved", "out.ics"}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("export", "ics"), 1, "there is no store"),
        (("serve",), 1, "there is no store"),
        (("export", "pdf"), 1, "no store"),
        (("crawl", "nobody"), 2, "no such source"),
        (("read", "--at", "gestern", "x"), 2, "is no time"),
        (("read", "missing.txt"), 1, "cannot be read"),
        (("--db", "mysql://x", "export", "ics"), 2, "no store this release can open"),
        (("up", "--host", "0.0.0.0"), 2, "--public-url"),
        (("frobnicate",), 2, "No such command"),
    ],
)
def test_errors_say_where_and_what_next(yeonpyo, words: tuple[str, ...], code: int, told: str) -> None:
    result = yeonpyo.run(*words, code=code)
    assert told in result.stderr
    assert result.stdout == ""


def test_titles_cannot_steer_a_terminal(yeonpyo, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.txt"
    hostile.write_text(
        "가람시\x1b]0;owned\x07 \x1b[31m소식 전해\n\n입력 2021.01.27 20:37\n\n가람시는 27일 축제를 열었다.\n"
    )
    told = yeonpyo.run("seed", str(hostile))
    assert "\x1b" not in told.stdout + told.stderr
    assert "\x07" not in told.stdout + told.stderr


@pytest.mark.parametrize(
    "words", ["crawl kwangj", "crawl kwangj --dry-run", "backfill kwangj --since 2026-01-01"]
)
def test_a_source_that_is_none_is_told_with_those_like_it(tmp_path: Path, words: str) -> None:
    """And makes no store."""
    told = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), *words.split()]).exception
    assert isinstance(told, ConfigError)
    assert (told.what, told.hint.partition(", ")[0]) == ("no such source", "kwangju")
    assert not list(tmp_path.rglob("*.db"))


ENDS = {
    "raise PermissionError(13, 'Permission denied', '/srv/sites/paper.toml')": (
        1,
        "/srv/sites/paper.toml: Permission denied",
    ),
    "raise typer.Abort": (1, ""),
    """try: raise KeyboardInterrupt
 except KeyboardInterrupt: raise typer.Abort from None""": (130, ""),
}


@pytest.mark.parametrize("how", ENDS, ids=["refused", "no", "interrupted"])
def test_an_end_that_is_no_bug_of_ours(how: str) -> None:
    """A file that may not be written, a question answered with no or Ctrl-C: in words, to programs too."""
    program = f"""
import scheduler.commands, typer
from scheduler import cli
def app(**_):
 {how}
scheduler.commands.app = app
cli.main()
"""
    command = [sys.executable, "-c", program, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    code, told = ENDS[how]
    assert (done.returncode, done.stderr.partition("\n")[0]) == (code, told)
    answer = json.loads(done.stdout)
    assert (answer["ok"], answer["code"]) == (False, code)
