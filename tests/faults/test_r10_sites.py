"""R10 to R18 and R32 through the real command: every fault of a site in one batch with two good papers.

Each site's word stands in the store and in `status`; the good ones are read to the end, and before the slow ones
have timed out; the process stays small; nobody is asked who was only named by a page.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import rig
from faultserver import FaultServer

pytestmark = [pytest.mark.long, pytest.mark.timeout(600 * rig.SLOW)]

AID = Path(__file__).parents[1] / "pages" / "aid"
LIST = "/sections.php?section=5&page=1"
CANARY = "127.0.9.9"
FAULTS = {
    "reset": "truncated",  # R10
    "short": "truncated",
    "shortchunk": "truncated",
    "truncgz": "truncated",  # R11
    "drip": "timeout",  # R12
    "driphead": "timeout",
    "hang": "timeout",
    "gz?mb=1000": "too-large",  # R13
    "gzgz": "too-large",
    "big": "too-large",
    "bigchunked?mb=50": "too-large",
    "hugeheader": "connection",
    "loop": "redirects",  # R14
    f"redir?to=http://{CANARY}:{{port}}/": "refused",
    "redir?to=file:///etc/passwd": "http-302",
    f"meta?to=http://{CANARY}:{{port}}/": "structure-changed",
    "login": "structure-changed",  # R16
    "nothing": "structure-changed",
    "parked": "structure-changed",
    "noise": "unreadable",  # R17
    "badcs": "",  # another charset than the header says: read all the same, its one article with it
    "deep?tag=font&n=3000": "",  # R18: what stands under a tree that is too deep is found
    "status?code=500": "http-500",
    "status?code=403": "blocked",  # R32
    "status?code=451": "blocked",
    "status?code=429&ra=7200": "busy",
    "status?code=503": "busy",
}
OLD, NEW = "/read.php3?aid=1611747420123456001", "/article.php?aid=1696924800987654002"
PAGES = {
    LIST: (AID / "list.html").read_bytes(),
    OLD: (AID / "old-skin.html").read_bytes(),
    NEW: (AID / "new-skin.html").read_bytes(),
    "/login": b"<form>login</form>",
    "/nothing": b"",
    "/parked": b"<html><body>This domain is for sale</body></html>",
    "/noise": bytes(range(128, 256)) * 50,
}
SLOW = ("drip", "driphead", "hang")
ASKED_AGAIN = ("reset", "short", "shortchunk", "truncgz", "status?code=500")
ENVIRONMENT = {"YEONPYO_ALLOW_NETWORKS": "127.0.0.0/8", "YEONPYO_QUIET": ""}


@dataclass
class Crawled:
    code: int
    err: str
    megabytes: float
    seconds: float


def crawl(home: Path, *names: str) -> Crawled:
    """Run the command to its end; what it used of the machine is its own, not that of other tests' processes."""
    argv = [*rig.COMMAND, "--home", str(home), "crawl", *(names or ("--all",))]
    began = time.monotonic()
    with (home / "err").open("w+") as err, (home / "out").open("w") as out:
        process = subprocess.Popen(argv, stdout=out, stderr=err, env=os.environ | ENVIRONMENT, cwd=rig.ROOT)
        megabytes = rig.peak(process, 240)
        err.seek(0)
        return Crawled(process.returncode, err.read(), megabytes, time.monotonic() - began)


def told_by_status(home: Path) -> dict[str, Any]:
    done = rig.command(home, "status", "--json", **ENVIRONMENT)
    return {source["id"]: source for source in json.loads(done.stdout)["sources"]}


def enter(home: Path, name: str, base: str, path: str, **more: object) -> None:
    (home / "sites").mkdir(parents=True, exist_ok=True)
    told = {"name": "가람신문", "family": "aid", "base": base, "lists": [path], "delay": 0, **more}
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items())
    (home / "sites" / f"{name}.toml").write_text("".join(lines))


@contextmanager
def country(home: Path) -> Iterator[dict[str, FaultServer]]:
    """A server for each fault, two that are well, and one that nobody is to ask."""
    with ExitStack() as stack:
        canary = stack.enter_context(FaultServer(PAGES, host=CANARY))
        servers = {"canary": canary}
        for number, fault in enumerate(FAULTS):
            servers[fault] = stack.enter_context(FaultServer(PAGES, host=f"127.0.3.{number + 1}"))
            enter(home, f"fault-{number}", servers[fault].base, f"/{fault.format(port=canary.port)}")
        for name in ("good-1", "good-2"):
            servers[name] = stack.enter_context(FaultServer(PAGES, host=f"127.0.4.{name[-1]}"))
            enter(home, name, servers[name].base, LIST)
        yield servers


def test_every_fault_has_its_word_and_costs_no_other(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with country(home) as servers:
        done = crawl(home)
    ids = {fault: f"fault-{number}" for number, fault in enumerate(FAULTS)}
    assert done.code == 3, done.err
    assert "Traceback" not in done.err
    rows = dict(rig.sql(home / "timeline.db", "SELECT id, reason FROM source WHERE family = 'aid'"))
    assert {fault: rows[name] for fault, name in ids.items()} == FAULTS
    assert rows["good-1"] == rows["good-2"] == ""
    assert done.seconds < 200 * rig.SLOW
    assert (
        done.megabytes < 600
    )  # of twenty-seven at once, each holding its 8 MiB; one bomb inflated is a gigabyte
    # R10, R11: asked again, no more often than allowed, and nothing of them was read.
    for fault in ASKED_AGAIN:
        assert servers[fault].hits.count(f"/{fault}") == 3, fault
    stored = rig.sql(
        home / "timeline.db", "SELECT source, count(*) FROM article WHERE source <> 'seeds' GROUP BY 1"
    )
    assert dict(stored) == {"good-1": 2, "good-2": 2, ids["badcs"]: 1, ids["deep?tag=font&n=3000"]: 1}
    # R12: the good ones are over before the slow ones are given up.
    ended = dict(rig.sql(home / "timeline.db", "SELECT source, at FROM fetch"))
    assert max(ended["good-1"], ended["good-2"]) < min(ended[ids[fault]] for fault in SLOW)
    # R14: no redirect leads off the site.
    assert servers["canary"].hits == []
    assert len(servers["loop"].hits) <= 1 + 6  # robots.txt, the first, five redirects
    # R32: as told; the others by weight.
    due = "SELECT id, (next_due_at - last_attempt_at) / 3600.0 FROM source WHERE next_due_at IS NOT NULL"
    waits = dict(rig.sql(home / "timeline.db", due))
    assert 2 <= waits[ids["status?code=429&ra=7200"]] < 3
    assert waits[ids["status?code=403"]] >= 24
    assert waits[ids["status?code=451"]] >= 24
    assert waits[ids["drip"]] < waits[ids["login"]] < 24
    told = told_by_status(home)
    assert {fault: told[name]["reason"] for fault, name in ids.items()} == FAULTS
    assert all(told[name]["sick_since"] for fault, name in ids.items() if FAULTS[fault])
    assert told["good-1"]["state"] == "ok"
    assert rig.sql(home / "timeline.db", "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("bomb", [fault for fault in FAULTS if FAULTS[fault] in ("too-large", "connection")])
def test_r13_a_bomb_is_never_held(tmp_path: Path, bomb: str) -> None:
    """A gigabyte inflated, ten that are announced, a header of fifty MB: the process stays small."""
    home = tmp_path / "home"
    home.mkdir()
    with FaultServer(PAGES, host="127.0.5.3") as bad, FaultServer(PAGES, host="127.0.5.4") as good:
        enter(home, "bad", bad.base, f"/{bomb}")
        enter(home, "good", good.base, LIST)
        done = crawl(home)
    rows = dict(rig.sql(home / "timeline.db", "SELECT id, reason FROM source WHERE id IN ('bad', 'good')"))
    assert rows == {"bad": FAULTS[bomb], "good": ""}
    assert rig.sql(home / "timeline.db", "SELECT count(*) FROM article WHERE source = 'good'") == [(2,)]
    assert done.megabytes < 200


def test_r15_a_list_without_end_is_left(tmp_path: Path) -> None:
    """Pages of articles nobody has seen, for ever: no more is asked than a source may, and that is told."""
    home = tmp_path / "home"
    home.mkdir()
    with FaultServer(PAGES, host="127.0.5.1") as trap:
        enter(home, "trap", trap.base, "/trap?page={page}", max_pages=200)
        done = crawl(home)
    assert "Traceback" not in done.err
    assert 100 <= len(trap.hits) <= 201
    shown = json.loads(rig.command(home, "source", "show", "trap", "--json", **ENVIRONMENT).stdout)
    assert shown["fetches"][0]["pages"] <= 200
    assert shown["fetches"][0]["note"]


def test_r16_a_site_that_turns_into_something_else_is_sick_and_keeps_its_events(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    pages = dict(PAGES)
    with FaultServer(pages, host="127.0.5.2") as server:
        enter(home, "paper", server.base, LIST)
        assert crawl(home).code == 0
        before = rig.sql(home / "timeline.db", "SELECT uid, revision, withdrawn FROM event ORDER BY uid")
        for login in (b"<form>login</form>", b""):
            pages |= dict.fromkeys((LIST, OLD, NEW), login)
            server.pages = pages
            assert crawl(home, "paper").code != 0
    assert before
    assert rig.sql(home / "timeline.db", "SELECT uid, revision, withdrawn FROM event ORDER BY uid") == before
    told = told_by_status(home)["paper"]
    assert told["reason"] == "structure-changed"
    assert told["state"] != "ok"
    assert told["sick_since"]
