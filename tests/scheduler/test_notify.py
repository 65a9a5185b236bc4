"""Heartbeat and webhook against a server on loopback: told once, together, never to a private address by itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scheduler.config import Settings
from scheduler.notify import CALM, MOST, Notifier
from scheduler.post import NotTold, send

SICK = {"matin": {"failing": "dns at the last 3 looks"}}


class Ear(ThreadingHTTPServer):
    """Remembers what it was told; answers with `code`."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.code = 200
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook/s3cret"


class _Answer(BaseHTTPRequestHandler):
    server: Ear

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

    def _answer(self, body: Any) -> None:
        self.server.heard.append((self.path, body))
        self.send_response(self.server.code)
        self.send_header("location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def ear() -> Iterator[Ear]:
    with Ear() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def settings(ear: Ear, **more: Any) -> Settings:
    ours = {"webhook_url": ear.url, "heartbeat_url": ear.url, "allow_networks": "127.0.0.0/8"}
    return Settings(**(ours | more))


def test_an_alarm_is_told_once_and_its_end_too(ear: Ear, tmp_path: Path, seoul: Any) -> None:
    told = Notifier(settings(ear), tmp_path / "told.json")
    assert told.look({}, seoul) is None
    assert told.look(SICK, seoul) is True
    assert told.look(SICK, seoul + 2 * CALM) is None
    assert told.look({}, seoul + 3 * CALM) is True
    (_, first), (_, second) = ear.heard
    assert first["new"] == [{"what": "matin", "alarms": ["dns at the last 3 looks"]}]
    assert (first["schema"], first["standing"], first["text"]) == (1, 1, "matin: dns at the last 3 looks")
    assert (second["new"], second["over"], second["standing"]) == ([], ["matin"], 0)


def test_other_words_for_the_same_are_nothing_new(ear: Ear, tmp_path: Path, seoul: Any) -> None:
    told = Notifier(settings(ear), tmp_path / "told.json")
    assert told.look(SICK, seoul) is True
    worse = {"matin": {"failing": "dns at the last 4 looks"}}
    assert told.look(worse, seoul + 2 * CALM) is None
    more = {"matin": worse["matin"] | {"silent": "nothing new for 50 h"}}
    assert told.look(more, seoul + 4 * CALM) is True
    assert told.look(worse, seoul + 6 * CALM) is None
    assert Notifier(settings(ear), tmp_path / "told.json").look(more, seoul + 8 * CALM) is True  # it is back
    assert [body["text"].count("50 h") for _, body in ear.heard] == [0, 1, 1]


def test_a_restart_repeats_nothing(ear: Ear, tmp_path: Path, seoul: Any) -> None:
    Notifier(settings(ear), tmp_path / "told.json").look(SICK, seoul)
    assert Notifier(settings(ear), tmp_path / "told.json").look(SICK, seoul) is None


def test_after_silence_one_message_tells_all(ear: Ear, tmp_path: Path, seoul: Any, caplog: Any) -> None:
    told = Notifier(settings(ear), tmp_path / "told.json")
    ear.code = 503
    flood = {f"paper{n:03}": {"failing": "failing"} for n in range(100)}
    for minute in range(20):
        assert told.look(dict(list(flood.items())[: minute * 5]), seoul + timedelta(minutes=minute)) in (
            False,
            None,
        )
    assert len([line for line in caplog.messages if "webhook" in line]) == 1
    assert "s3cret" not in caplog.text
    ear.heard.clear()
    ear.code = 200
    assert told.look(flood, seoul + timedelta(hours=1)) is True
    (told_once,) = ear.heard
    assert (told_once[1]["standing"], len(told_once[1]["new"])) == (100, MOST)
    assert "80 more" in told_once[1]["text"]


def test_messages_keep_their_distance(ear: Ear, tmp_path: Path, seoul: Any) -> None:
    told = Notifier(settings(ear), tmp_path / "told.json")
    assert told.look(SICK, seoul) is True
    assert told.look(SICK | {"soir": {"silent": "nothing new for 50 h"}}, seoul + CALM / 2) is None
    assert told.look(SICK | {"soir": {"silent": "nothing new for 50 h"}}, seoul + CALM) is True


def test_the_heartbeat_is_asked(ear: Ear, tmp_path: Path) -> None:
    assert Notifier(settings(ear), tmp_path / "told.json").beat() is True
    assert ear.heard == [("/hook/s3cret", None)]
    assert Notifier(settings(ear, heartbeat_url=""), tmp_path / "told.json").beat() is None


REFUSED = {
    "http://127.0.0.1:{port}/": "refused",
    "http://2130706433:{port}/": "refused",
    "http://localhost:{port}/": "refused",
    "ftp://news.example/": "scheme",
    "http://user:pass@news.example/": "user information",
    "http://169.254.169.254/latest": "refused",
}


@pytest.mark.parametrize("url", REFUSED)
def test_private_addresses_are_refused(ear: Ear, url: str) -> None:
    with pytest.raises(NotTold) as refused:
        send(url.format(port=ear.server_port), agent="test")
    assert REFUSED[url] in refused.value.line
    assert ear.heard == []


def test_a_redirect_is_not_followed(ear: Ear) -> None:
    from ipaddress import ip_network

    ear.code = 302
    with pytest.raises(NotTold, match="answered 302"):
        send(ear.url, allowed=[ip_network("127.0.0.0/8")], agent="test")
    assert len(ear.heard) == 1
