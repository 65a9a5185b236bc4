"""What an operator does over HTTP: every route behind the token, and each action done as the command line does it."""

from __future__ import annotations

import http.client
import json
import logging
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler import tokens
from scheduler.config import Settings
from scheduler.operating import Operating
from timeline.errors import ConfigError
from timeline.ingest import keep
from timeline.model import EventKind
from timeline.query import Query
from timeline.store import Registration, Store
from timeline.web import api, operator

Serve = Callable[..., Any]


@dataclass
class House:
    """A served store, and the operator's settings."""

    store: Store
    settings: Settings
    server: Any

    def post(self, path: str, told: Any = None, *, token: str = "", **headers: str) -> tuple[int, Any, Any]:
        """Status, body and headers of the answer."""
        body = b"" if told is None else told if isinstance(told, bytes) else json.dumps(told).encode()
        given = {"Content-Type": "application/json"} if told is not None else {}
        given |= {"Authorization": f"Bearer {token}"} if token else {}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            connection.request("POST", f"/api/v1{path}", body, given)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read()), answer.headers
        finally:
            connection.close()

    def token(self) -> str:
        return tokens.create(self.settings, "desk", self.server.now)

    def routes(self) -> list[str]:
        """Every route that writes, from the description of all."""
        paths = json.loads(self.server.get("/api/v1/openapi.json").body)["paths"]
        return [re.sub(r"\{\w+\}", "x", path) for path, methods in paths.items() if "post" in methods]

    def uids(self, word: str = "") -> list[str]:
        entries = self.store.entries(Query(kinds=(EventKind.OCCURRENCE,)))
        return [each.uid for each in entries if word in each.event.title]


@pytest.fixture
def house(store: Store, serve: Serve, article: Any, seoul: Any, tmp_path: Path, monkeypatch: Any) -> House:
    monkeypatch.setattr(operator, "DELAY", 0.0)
    for number, told in enumerate(
        ("오는 15일 오후 2시 시청에서 도서관 설명회를 연다.", "오는 20일 새봄공원에서 책잔치를 연다.")
    ):
        keep(store, article(source="gaon", key=f"{number}", paragraphs=(f"가람시는 {told}",)), seoul)
    settings = Settings(home=tmp_path)
    every = timedelta(hours=1)
    store.sources.set_up(
        [Registration("kjdaily", "보기신문", "x", "광주", "x.example", enabled=True, interval=every)]
    )
    served = serve(store, operator=Operating(lambda: settings, store, lambda: seoul))
    return House(store, settings, served)


def test_without_a_token_nothing_is_there(house: House) -> None:
    assert len(house.routes()) >= 6
    for path in house.routes():
        assert house.post(path, {}, token="x" * 43)[0] == 404


def test_the_documentation_is_korean_on_the_korean_side(house: House) -> None:
    """Beside names and codes it has not three English words in a row."""
    names = re.compile(r"<code>.*?</code>|<[^>]+>|(minute|confirmed), .*?[…)]|application/json", re.DOTALL)
    korean, english = (
        names.sub(" ", house.server.get(path).body.decode().partition("<main")[2].partition("</main>")[0])
        for path in ("/api", "/en/api")
    )
    assert "regions, commas between" in english
    assert "지역, 여럿이면 쉼표로" in korean
    assert not re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", korean)


def test_every_route_that_writes_asks_for_the_token(house: House) -> None:
    house.token()
    before = house.store.latest()
    for path in house.routes():
        for given in (
            {},
            {"token": "x" * 43},
            {"Authorization": "Basic eDp5"},
            {"Cookie": "token=x"},
            {"token": "é"},
        ):
            status, told, headers = house.post(
                path, {"status": "held", "other": "x", "articles": ["x"]}, **given
            )
            assert (status, headers["www-authenticate"]) == (401, 'Bearer realm="yeonpyo"')
            assert "token" in told["error"]
        assert house.post(path, b"{broken")[0] == 401  # nobody unknown has his body looked at
    assert house.store.latest() == before


def test_no_other_route_of_the_house_writes(house: House) -> None:
    """All that is routed, pages, feeds and the API (which is made when it is first asked): POST is the operator's."""
    from starlette.routing import Mount

    from timeline.web.app import application
    from timeline.web.counter import Counter, Site

    does, clock = house.server.options["operator"], (lambda: house.server.now)
    app = application(house.store, now=clock, operator=does)
    described_by = api.api(Counter(house.store, Site(), clock), house.store, does)
    methods: dict[str, set[str]] = {}

    def walk(routes: Any, prefix: str = "") -> None:
        for route in routes:
            if isinstance(route, Mount) and getattr(route, "routes", None):
                walk(route.routes, prefix + route.path)
            elif included := getattr(route, "original_router", None):
                walk(included.routes, prefix)
            elif hasattr(route, "methods"):
                methods.setdefault(prefix + route.path, set()).update(route.methods or {"GET"})

    walk(app.routes)
    walk(described_by.routes, "/api/v1")
    writing = {path for path, told in methods.items() if told - {"GET", "HEAD"}}
    assert len(methods) > 20
    described = json.loads(house.server.get("/api/v1/openapi.json").body)["paths"]
    assert writing == {f"/api/v1{path}" for path, told in described.items() if "post" in told}
    assert all("token" in str(told["post"]["security"]) for told in described.values() if "post" in told)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 202),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "http://127.0.0.1:{port}"}, 202),
        ({"Sec_Fetch_Site": "none"}, 202),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
    ],
)
def test_another_sites_page_is_refused_whatever_it_knows(
    house: House, headers: dict[str, str], status: int
) -> None:
    told = {name: value.format(port=house.server.port) for name, value in headers.items()}
    assert house.post("/sources/kjdaily/crawl", token=house.token(), **told)[0] == status


def test_a_page_may_ask_beforehand_to_read_and_never_to_write(house: House) -> None:
    house.token()
    for path in ("/calendar.ics", "/api/v1/events", "/timeline.json"):
        told = house.server.get(
            path, method="OPTIONS", Origin="https://a.example", Access_Control_Request_Method="GET"
        )
        assert (told.status, told["access-control-allow-origin"]) == (204, "*")
    told = house.server.get(
        "/api/v1/sources/kjdaily/crawl",
        method="OPTIONS",
        Origin="https://a.example",
        Access_Control_Request_Method="POST",
    )
    assert told.status == 405
    assert "access-control-allow-origin" not in told.headers


@pytest.mark.parametrize(
    ("told", "headers", "status", "error"),
    [
        ({}, {}, 400, "status"),
        ({"status": "maybe"}, {}, 400, "status"),
        ({"status": "held", "more": 1}, {}, 400, "more"),
        ({"status": "held", "reason": "가" * 501}, {}, 400, "reason"),
        ([], {}, 400, ""),
        (b"{broken", {}, 400, "no JSON"),
        (b"[" * 10_000, {}, 400, "no JSON"),
        (b"\xff", {}, 400, "no JSON"),
        (b"x" * 1_100_000, {}, 413, "too large"),
        ({"status": "held"}, {"Content_Type": "text/plain"}, 415, "application/json"),
        ({"status": "held"}, {"Content_Type": "application/x-www-form-urlencoded"}, 415, "application/json"),
        ({"status": "held"}, {}, 404, "no such event"),
    ],
    ids=lambda told: str(told)[:40],
)
def test_a_wrong_body_is_refused_by_name(
    house: House, told: Any, headers: dict[str, str], status: int, error: str
) -> None:
    code, answer, _ = house.post("/events/none/status", told, token=house.token(), **headers)
    assert (code, error in answer["error"]) == (status, True)


def test_a_body_that_never_ends_is_given_up(house: House, monkeypatch: Any) -> None:
    monkeypatch.setattr(operator, "PATIENCE", 0.2)
    head = f"POST /api/v1/events/x/status HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {house.token()}\r\n"
    with socket.create_connection(("127.0.0.1", house.server.port), timeout=10) as line:
        line.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{{".encode())
        assert line.recv(65536).startswith(b"HTTP/1.1 408 ")


def test_a_status_reaches_the_subscribers(house: House) -> None:
    token, (uid,) = house.token(), house.uids("설명회")
    before = house.server.get("/calendar.ics?when=all")
    code, told, _ = house.post(
        f"/events/{uid}/status", {"status": "cancelled", "reason": "전화로 확인"}, token=token
    )
    assert (code, told["uid"], told["status"], told["revision"]) == (200, uid, "cancelled", 1)
    after = house.server.get("/calendar.ics?when=all", If_None_Match=before["etag"])
    assert after.status == 200
    assert "[취소]" in after.body.decode()
    assert "전화로 확인" in {ruling.reason for ruling in house.store.joinings(uid)}


def test_two_events_become_one_and_two_again(house: House) -> None:
    token, uids = house.token(), house.uids()
    code, told, _ = house.post(f"/events/{uids[0]}/merge", {"other": uids[1]}, token=token)
    assert (code, len(house.uids())) == (200, 1)
    assert house.post(f"/events/{told['uid']}/merge", {"other": told["uid"]}, token=token)[0] == 409
    younger = next(uid for uid in uids if uid != told["uid"])
    assert house.post(f"/events/{younger}/status", {"status": "held"}, token=token)[0] == 404
    code, parted, _ = house.post(f"/events/{told['uid']}/split", {"articles": ["gaon/1"]}, token=token)
    assert (code, len(parted["events"]), len(house.uids())) == (200, 2, 2)
    assert house.post(f"/events/{told['uid']}/split", {"articles": ["gaon/7"]}, token=token)[0] == 409


def test_a_source_is_hurried_and_switched(house: House, seoul: Any) -> None:
    token, sources = house.token(), house.store.sources
    owner = "host 1 0"
    sources.lease(owner, seoul, wanted=["kjdaily"])
    sources.release(
        "kjdaily", owner, next_due=seoul + timedelta(hours=9), now=seoul, failures=5, reason="timeout"
    )
    assert sources.due(seoul) == []
    assert house.post("/sources/kjdaily/crawl", token=token)[:2] == (202, {"source": "kjdaily", "due": True})
    assert sources.due(seoul) == ["kjdaily"]
    assert house.post("/sources/kjdaily/disable", token=token)[1] == {"source": "kjdaily", "enabled": False}
    assert sources.due(seoul) == []
    code, told, _ = house.post("/sources/kjdaily/crawl", token=token)
    assert (code, "disabled" in told["error"]) == (409, True)
    assert house.post("/sources/none/crawl", token=token)[0] == 404
    assert house.post("/sources/none/enable", token=token)[0] == 404


def test_a_token_is_kept_as_a_hash_for_its_owner_and_ends_at_once(house: House, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        token = house.token()
        assert house.post("/sources/kjdaily/crawl", token=token)[0] == 202
    file = house.settings.tokens_file
    assert file.stat().st_mode & 0o777 == 0o600
    assert token not in file.read_text() + caplog.text
    assert "'desk' over HTTP: 'crawl kjdaily'" in caplog.text
    assert [line.partition("\t")[0] for line in tokens.lines(house.settings)] == ["desk"]
    with pytest.raises(ConfigError, match="already"):
        house.token()
    tokens.create(house.settings, "other", house.server.now)
    tokens.revoke(house.settings, "desk")
    assert house.post("/sources/kjdaily/crawl", token=token)[0] == 401
    tokens.revoke(house.settings, "other")
    assert house.post("/sources/kjdaily/crawl", token=token)[0] == 404


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.parametrize("known", [True, False], ids=["with a token", "without"])
def test_schemathesis_finds_nothing(house: House, monkeypatch: Any, tmp_path: Path, known: bool) -> None:
    """Every address of the description, with what it allows and what it does not, all checks on."""
    monkeypatch.setattr(api, "RATE", 1e9)
    monkeypatch.setattr(api, "BURST", 1e9)
    house.token()
    token = tokens.create(house.settings, "fuzz", house.server.now)
    told = ["-H", f"Authorization: Bearer {token}"] if known else []
    base = f"{house.server.url}/api/v1"
    command = [Path(sys.executable).parent / "schemathesis", "run", f"{base}/openapi.json", "-u", base, *told]
    phases = "coverage,fuzzing" if known else "coverage"
    options = ["--max-examples", "15", "--checks", "all", "--phases", phases, "--no-color"]
    done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=380)
    assert done.returncode == 0, done.stdout[-6000:]
    assert "13/13" in done.stdout


def test_a_wrong_token_waits(house: House, monkeypatch: Any) -> None:
    import time

    monkeypatch.setattr(operator, "DELAY", 0.3)
    house.token()
    begun = time.monotonic()
    assert house.post("/sources/kjdaily/crawl", token="x" * 43)[0] == 401
    assert time.monotonic() - begun >= 0.3
