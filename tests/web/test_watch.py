"""/readyz and /metrics: who is answered, with what, and that a token is never guessed at."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from timeline.web.app import application
from timeline.web.watch import Ready, Watch, kind


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Client:
    """Asks an application without a socket, so that a caller may come from anywhere."""

    app: Any
    host: str = "127.0.0.1"

    def get(self, path: str, **headers: str) -> Answer:
        told: list[Any] = []
        named = {"host": "127.0.0.1:8640", **headers}
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "root_path": "",
            "raw_path": path.encode(), "query_string": b"", "client": (self.host, 5000),
            "server": ("127.0.0.1", 8640),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()],
        }  # fmt: skip

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        asyncio.run(self.app(scope, receive, send))
        headers_told = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in told[1:])
        return Answer(told[0]["status"], headers_told, body.decode("utf-8", "replace"))


def client(store: Any, now: Any, answered: Callable[..., None] = lambda *_: None, **more: Any) -> Client:
    reasons, host = more.pop("reasons", ()), more.pop("host", "127.0.0.1")
    watch = Watch(
        lambda: Ready(reasons, {"overdue": 3}), lambda: b"yeonpyo_overdue_sources 3\n", answered, **more
    )
    return Client(application(store, now=lambda: now, watch=watch), host)


def test_ready_says_so_and_why_not(store: Any, seoul: Any) -> None:
    good = client(store, seoul).get("/readyz")
    assert (good.status, json.loads(good.text)) == (200, {"ok": True, "reasons": [], "overdue": 3})
    bad = client(store, seoul, reasons=("tick: none for 90 s",)).get("/readyz")
    assert (bad.status, json.loads(bad.text)["reasons"]) == (503, ["tick: none for 90 s"])
    assert bad.headers["cache-control"] == "no-store"


# Each: the caller, whether a public address is set, the token, what the caller brings; the answer.
ASKED = {
    "loopback": ("127.0.0.1", False, "", "", 200),
    "loopback, IPv6": ("::1", False, "", "", 200),
    "the network": ("192.168.1.9", False, "", "", 403),
    "behind a proxy all seem local": ("127.0.0.1", True, "", "", 403),
    "with the token": ("192.168.1.9", True, "s3cret", "Bearer s3cret", 200),
    "case of the scheme": ("192.168.1.9", True, "s3cret", "bearer s3cret", 200),
    "a wrong token": ("127.0.0.1", False, "s3cret", "Bearer s3cre", 401),
    "no token": ("127.0.0.1", False, "s3cret", "", 401),
    "another scheme": ("127.0.0.1", False, "s3cret", "Basic s3cret", 401),
    "no ASCII": ("127.0.0.1", False, "s3cret", "Bearer ÿ", 401),
}


@pytest.mark.parametrize("name", ASKED)
def test_figures_are_for_those_who_may(store: Any, seoul: Any, name: str) -> None:
    host, public, token, given, code = ASKED[name]
    asking = client(store, seoul, host=host, public=public, token=token)
    told = asking.get("/metrics", **({"authorization": given} if given else {}))
    assert told.status == code
    assert ("yeonpyo_overdue_sources" in told.text) == (code == 200)
    if code == 200:
        assert told.headers["content-type"].startswith("text/plain; version=0.0.4")


def test_every_answer_is_counted_by_few_words(store: Any, seoul: Any) -> None:
    heard: list[tuple[str, int]] = []
    asking = client(store, seoul, lambda name, code, _: heard.append((name, code)))
    for path in (
        "/calendar.ics",
        "/nowhere/at/all",
        "/private/s3cret/calendar.ics",
        "/event/1",
        "/readyz",
        "/",
    ):
        asking.get(path)
    assert [name for name, _ in heard] == ["calendar", "page", "private", "page", "watch", "page"]
    assert heard[0][1] == 200
    assert kind("/events/x.ics") == "event"
    assert kind("/api/v1/events") == "api"


def test_without_a_watch_there_is_nothing(store: Any, seoul: Any) -> None:
    made = Client(application(store, now=lambda: seoul))
    assert [made.get(path).status for path in ("/readyz", "/metrics")] == [404, 404]
