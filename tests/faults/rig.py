"""What every fault row is made of: commands as real processes, the faults, and what must hold after them."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from faultserver import FaultServer

from scheduler.lease import owner
from timeline.query import Query
from timeline.store import Store

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COMMAND = [sys.executable, "-m", "scheduler.cli"]
KILLS = int(
    os.environ.get("FAULTS_KILLS", "200")
)  # a row, where kills are the fault; fewer while a test is written
SLOW = float(
    os.environ.get("FAULTS_SLOW", "1")
)  # by how much longer to be patient, on a machine with other work
TALLY: Counter[str] = Counter()  # what was done, told at the end of the run

COUNT, KILL, FAIL, FAIL_ON = range(4)  # what disk.c does at the N-th operation


def count(row: str, what: str, more: int = 1) -> None:
    TALLY[f"{row} {what}"] += more


def spread(work: Callable[[int], None], moments: Iterable[int]) -> None:
    """Do it for each, two at a time; the first failure is raised."""
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(work, moments):
            pass


def sample(operations: int, share: float = 1.0) -> list[int]:
    """That share of the operations 1…N, evenly; all of them but where KILLS was lowered."""
    step = max(1, round(max(1.0, 200 / KILLS) / share))
    return list(range(1, operations + 1, step))


def need(met: bool, what: str) -> None:
    """Skip the test without a tool; where all is required (CI), fail."""
    if not met and os.environ.get("YEONPYO_REQUIRE_ALL"):
        pytest.fail(f"needs {what}")
    if not met:
        pytest.skip(f"needs {what}")


def as_root() -> None:
    need(os.geteuid() == 0, "root, to mount a small disk")


# ── documents and what must come of them ───────────────────────────────────────────────────────────────

PLACES = (
    "새봄공원",
    "가람시청 대회의실",
    "달빛문화회관",
    "한내체육관",
    "솔숲도서관",
    "나루터광장",
    "별빛극장",
)
THINGS = ("도서관 개관식", "주민설명회", "달빛음악회", "시민체육대회", "꽃축제", "취업박람회", "환경토론회")


def document(number: int, *, word: str = "") -> str:
    """A saved page of two events of its own: one that was, one that will be."""
    place, thing = PLACES[number % 7], THINGS[number // 7 % 7]
    return (
        f"가람시 {number}번 {thing}{word}\n\n입력날짜 : 2021. 01.29. 09:{number % 60:02}\n\n"
        f"가람시는 {number % 28 + 1}일 오후 {place}에서 {number}번 {thing}를 열었다.\n\n"
        f"시는 오는 {number % 5 + 3}월 {number % 28 + 1}일 {number}번 {PLACES[(number + 3) % 7]}에서 {number}번 "
        f"{THINGS[(number + 2) % 7]}를 열 예정이다.\n\n/한가람 기자\n"
    )


def documents(folder: Path, many: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(many):
        (folder / f"{number:03}.txt").write_text(document(number))
    return folder


Told = list[tuple[str, ...]]


def truth(folder: Path, path: Path) -> Told:
    """What one undisturbed reading of the folder gives."""
    from scheduler.local import take

    with Store.open(path, make=True) as store:
        for found in take(store, [folder], lambda: datetime.now(UTC)):
            assert not found.error
        return contents(store)


def contents(store: Store) -> Told:
    """Each entry's uid, title, span and article."""
    return [
        (entry.uid, entry.event.title, str(entry.event.span), *(cited.key for cited in entry.citations))
        for entry in store.entries(Query())
    ]


def held(path: Path) -> Told:
    with Store.open(path) as store:
        return contents(store)


def sql(path: Path, query: str, *given: Any) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path, timeout=30)
    try:
        with connection:
            return connection.execute(query, given).fetchall()
    finally:
        connection.close()


def assert_whole(path: Path, wanted: Told | None = None) -> set[str]:
    """No page is broken, nothing stands twice, each article stands with all of its entries or not at all.

    Returns the keys of the articles that are there.
    """
    assert sql(path, "PRAGMA integrity_check") == [("ok",)]
    assert not sql(path, "SELECT source, key FROM article GROUP BY 1, 2 HAVING count(*) > 1")
    told = "SELECT count(*) FROM event_article WHERE article = article.id"
    assert not sql(path, f"SELECT key FROM article WHERE minted <> ({told})")
    keys = {key for (key,) in sql(path, "SELECT key FROM article")}
    if wanted is not None:
        here = held(path)
        assert len({uid for uid, *_ in here}) == len(here)
        assert set(here) <= set(wanted)
        assert {key for _, _, _, *cited in here for key in cited} == keys
        assert here == [row for row in wanted if set(row[3:]) <= keys]
    return keys


def acknowledged(out: str) -> set[str]:
    """The documents that a reader said are stored."""
    return {line.split("\t")[1] for line in out.splitlines() if line.count("\t") == 4}


# ── a newspaper on loopback ────────────────────────────────────────────────────────────────────────────

LIST = "/news/section_list_all.html?sec_no=1&page=1"
LOOPBACK = {"YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8"}


@dataclass
class Story:
    """An article of the paper, in one of its states."""

    number: int
    title: str = ""
    told: str = ""
    at: str = "2021.01.29 09:00:00"

    @property
    def link(self) -> str:
        return f"/news/article.html?no={self.number}"

    @property
    def page(self) -> bytes:
        title, body = self.title, self.told
        if not title:
            title, _, body = document(self.number).partition("\n\n")
            body = body.partition("\n\n")[2]
        paragraphs = "".join(f"<p>{one}</p>" for one in body.split("\n\n"))
        return (
            f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>"
            f"<div class='art_top'><h2>{title}</h2><ul class='art_info'><li>등록 {self.at}</li></ul></div>"
            f"<div id='news_body_area'>{paragraphs}</div></body></html>"
        ).encode()


class Paper(FaultServer):
    """A newspaper that answers after `slow` seconds, so that two readers at once would be seen (`most_open`)."""

    def __init__(self, stories: Iterable[Story], name: str = "paper", slow: float = 0.0) -> None:
        super().__init__(host="0.0.0.0" if name.startswith("paper-") else "127.0.0.1")
        self.name, self.slow = name, slow
        self.fault = (
            ""  # what every path but robots.txt answers with, as in FaultServer: hang, reset, status?code=500
        )
        self.show(stories)

    def show(self, stories: Iterable[Story]) -> None:
        """Have the site hold these stories, and no others."""
        shown = list(stories)
        rows = "".join(
            f"<li><a href='{one.link}'>{one.title or one.number}번 소식입니다</a></li>" for one in shown
        )
        front = f"<html><head><meta charset='utf-8'></head><body><ul>{rows}</ul></body></html>".encode()
        self.pages = {LIST: self.slowly(front)} | {one.link: self.slowly(one.page) for one in shown}

    def _page(self, path: str) -> bytes | None:
        return super()._page(path) if not self.fault or path == "/robots.txt" else None

    def _fault(self, path: str) -> Any:
        kind = self.fault.partition("?")[0]
        if kind and path != "/robots.txt":
            told = dict(pair.split("=") for pair in self.fault.partition("?")[2].split("&") if pair)
            act = getattr(self, f"do_{kind}")
            return lambda peer, _told: act(peer, told)
        return super()._fault(path)

    def slowly(self, body: bytes) -> Callable[[Any], bytes]:
        def answer(_request: Any) -> bytes:
            time.sleep(self.slow)
            return body

        return answer

    def link_asked(self, number: int) -> bool:
        return Story(number).link in self.hits

    def enter(self, home: Path, **more: Any) -> None:
        """Write the paper's entry into the home's sites folder."""
        (home / "sites").mkdir(parents=True, exist_ok=True)
        told = {
            "name": f"{self.name} 신문",
            "family": "mediaon",
            "base": self.base,
            "lists": [LIST],
            "delay": 0.1,
        }
        lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in (told | more).items())
        (home / "sites" / f"{self.name}.toml").write_text("\n".join([*lines, ""]))


def due_now(home: Path, source: str) -> None:
    sql(home / "timeline.db", "UPDATE source SET next_due_at = NULL WHERE id = ?", source)


# ── commands ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Done:
    code: int
    out: str
    err: str
    operations: int = 0
    statements: int = 0


@dataclass
class Running:
    pid: int
    folder: Path
    zygote: Zygote

    def wait(self, seconds: float = 60) -> Done:
        return self.zygote.wait(self, seconds)

    def kill(self, number: int = signal.SIGKILL) -> None:
        os.kill(self.pid, number)

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text()

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text()


COUNTS = ("count", "count.statements")


def _number(path: Path) -> int:
    return int(path.read_text() or 0) if path.exists() else 0


class Zygote:
    """Starts commands as processes of their own, in a fiftieth of the time that an interpreter needs."""

    def __init__(self, folder: Path, preload: Path) -> None:
        self._folder, self._number, self._lock = folder, 0, threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "zygote.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"LD_PRELOAD": str(preload)},
        )
        assert self._answer() == "ready"

    def start(
        self,
        home: Path,
        *argv: str,
        arm: tuple[int, int, int] | None = None,
        log: Path | str = "",
        pragmas: dict[str, str] | None = None,
        statement: int | None = None,
        **env: str,
    ) -> Running:
        """Start `yeonpyo --home HOME ARGV`; `arm` is (operation, what, errno), counted under the home."""
        with self._lock:
            self._number += 1
            folder = self._folder / str(self._number)
        folder.mkdir()
        for name in ("out", "err"):
            (folder / name).touch()
        told: dict[str, Any] = {
            "argv": ["--home", str(home), *argv],
            "env": env,
            "out": str(folder / "out"),
            "err": str(folder / "err"),
            "count": str(folder / "count"),
        }
        if arm:
            at, what, error = arm
            told["arm"] = {"under": str(home), "at": at, "what": what, "errno": error, "log": str(log)}
        if pragmas:
            told["pragmas"] = pragmas
        if statement is not None:
            told["statement"] = statement
        return Running(int(self._ask(told)), folder, self)

    def wait(self, running: Running, seconds: float) -> Done:
        descriptor = os.pidfd_open(running.pid)
        try:
            ended, _, _ = select.select([descriptor], [], [], seconds * SLOW)
        finally:
            os.close(descriptor)
        assert ended, f"still running after {seconds} s: {running.out} {running.err}"
        code = int(self._ask({"wait": running.pid}))
        done = Done(code, running.out, running.err, *(_number(running.folder / name) for name in COUNTS))
        assert "Traceback" not in done.err, done.err
        return done

    def run(self, home: Path, *argv: str, code: int | None = 0, seconds: float = 60, **more: Any) -> Done:
        done = self.start(home, *argv, **more).wait(seconds)
        assert code is None or done.code == code, f"{done.code}\n{done.out}\n{done.err}"
        return done

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(20)

    def _ask(self, told: dict[str, Any]) -> str:
        assert self._process.stdin
        with self._lock:
            self._process.stdin.write(json.dumps(told) + "\n")
            self._process.stdin.flush()
            return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@dataclass
class Daemon:
    """`yeonpyo up` as a process of its own, on loopback, with its log in a file."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ("up",)
    logs: Path | None = None  # beside the home unless given
    process: subprocess.Popen[bytes] = field(init=False)
    base: str = ""

    def start(self, seconds: float = 120) -> Daemon:
        self.home.parent.mkdir(parents=True, exist_ok=True)
        with self.said.open("wb") as out, self.log.open("ab") as err:
            self.process = subprocess.Popen(
                [*COMMAND, "--home", str(self.home), *self.command, "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=os.environ | self.environment,
                cwd=ROOT,
            )
        until(lambda: self._announced() or self.process.poll() is not None, seconds, "an announcement")
        assert self.base, f"ended with {self.process.poll()}: {self.complaints}"
        return self

    @property
    def said(self) -> Path:
        return (self.logs or self.home.parent) / f"{self.home.name}.out"

    @property
    def log(self) -> Path:
        return (self.logs or self.home.parent) / f"{self.home.name}.log"

    @property
    def complaints(self) -> str:
        return self.log.read_text()

    @property
    def store(self) -> Path:
        return self.home / "timeline.db"

    def _announced(self) -> bool:
        found = re.search(r"^calendar +(http://127\.0\.0\.1:\d+)/", self.said.read_text(), re.MULTILINE)
        self.base = found[1] if found else ""
        return bool(found)

    def get(self, path: str, seconds: float = 10, **headers: str) -> tuple[int, Message, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, headers=named)
        try:
            with urllib.request.urlopen(request, timeout=seconds * SLOW) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    @property
    def health(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.get("/healthz")[2])
        return told

    def ticked(self) -> Daemon:
        until(lambda: self.health["last_tick"] is not None, 60, "a tick")
        return self

    @property
    def workers(self) -> list[int]:
        return children(self.process.pid)

    def stop(self, number: int = signal.SIGTERM, seconds: float = 40) -> int:
        self.process.send_signal(number)
        code = self.process.wait(seconds * SLOW)
        assert "Traceback" not in self.complaints, self.complaints
        return code

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()


def command(home: Path, *argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as a process with an interpreter of its own."""
    done = subprocess.run(
        [*COMMAND, "--home", str(home), *argv],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=120 * SLOW,
        cwd=ROOT,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@contextmanager
def daemon(
    home: Path, *, command: tuple[str, ...] = ("up",), logs: Path | None = None, **environment: str
) -> Iterator[Daemon]:
    """A started daemon that does not outlive the test."""
    made = Daemon(home, environment, command, logs)
    try:
        yield made.start()
    finally:
        if hasattr(made, "process") and made.process.poll() is None:
            made.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:
        told: bytes = answer.read()
        return told


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]


def gone(pids: list[int]) -> bool:
    return all(owner(pid).endswith(" gone") for pid in pids)


def until(met: Callable[[], Any], seconds: float, what: str, every: float = 0.05) -> Any:
    """Wait for it; returns what it came to."""
    deadline = time.monotonic() + seconds * SLOW
    while time.monotonic() < deadline:
        if told := met():
            return told
        time.sleep(every)
    raise AssertionError(f"{what} did not come in {seconds} s")


# ── faults ─────────────────────────────────────────────────────────────────────────────────────────────


def built(source: str, folder: Path) -> Path:
    """A shared object of one of the C files beside this one."""
    from shutil import which

    need(which("gcc") is not None, "gcc")
    made = folder / f"{source}.so"
    flags = ["-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
    subprocess.run(["gcc", *flags, "-o", made, HERE / f"{source}.c", "-ldl", "-lpthread"], check=True)
    return made


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    as_root()
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill(path: Path) -> None:
    """Take every byte that is left on the disk of `path`."""
    with path.open("ab", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 65536) == 65536:
            pass
    with path.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 512)


class Clock:
    """The wall clock of the processes that run with its environment."""

    def __init__(self, folder: Path, preload: Path) -> None:
        self._file = folder / "clock"
        self._file.write_bytes(struct.pack("d", 0.0))
        self.environment = {"LD_PRELOAD": str(preload), "YEONPYO_CLOCK": str(self._file)}
        self.shift = 0.0

    def step(self, seconds: float) -> None:
        self.shift += seconds
        with self._file.open("r+b") as file:
            file.write(struct.pack("d", self.shift))

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.shift, UTC)
