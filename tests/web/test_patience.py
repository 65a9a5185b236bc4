"""Slow clients over raw sockets: nobody keeps a connection without asking, or an answer without taking it (S20)."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from timeline.web import patience

HEAD = b"GET /calendar.ics HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture
def server(serve: Callable[..., Any], samples: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(patience, "HEAD", 0.6)
    monkeypatch.setattr(patience, "STILL", 0.6)
    return serve(samples.Heap([samples.CEREMONY]))


def closed_after(line: socket.socket) -> tuple[float, bytes]:
    """The seconds until the server closes, and what it said."""
    begun, told = time.monotonic(), b""
    line.settimeout(20)
    while piece := line.recv(65536):
        told += piece
    return time.monotonic() - begun, told


def connect(server: Any) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def test_the_deadline_is_within_the_promise() -> None:
    assert patience.HEAD <= 15


@pytest.mark.parametrize("begun", [b"", b"GET /calen", HEAD], ids=["nothing", "half a line", "half a head"])
def test_who_does_not_finish_a_request_is_let_go(server: Any, begun: bytes) -> None:
    with connect(server) as line:
        line.sendall(begun)
        seconds, told = closed_after(line)
        assert 0.3 < seconds < 15
        assert told.startswith(b"HTTP/1.1 408 ") == bool(begun)


def test_a_drop_now_and_then_buys_no_time(server: Any) -> None:
    with connect(server) as line:
        begun = time.monotonic()
        line.settimeout(0.05)
        for octet in HEAD * 50:
            line.sendall(bytes([octet]))
            try:
                told = line.recv(65536)
            except TimeoutError:
                continue
            assert told.startswith(b"HTTP/1.1 408 ")
            break
        assert time.monotonic() - begun < 15


def test_the_second_request_of_a_connection_has_the_same_deadline(server: Any) -> None:
    with connect(server) as line:
        line.sendall(HEAD + b"\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 200 ")
        line.sendall(HEAD)
        assert closed_after(line)[1].endswith(b"Content-Length: 0\r\n\r\n")


def test_who_asks_in_time_is_served_however_often(server: Any) -> None:
    with connect(server) as line:
        for _ in range(6):  # longer in all than the deadline of one head
            line.sendall(HEAD[:20])
            time.sleep(0.2)
            line.sendall(HEAD[20:] + b"If-None-Match: *\r\n\r\n")
            assert line.recv(65536).startswith(b"HTTP/1.1 304 ")


def test_who_takes_no_answer_is_cut_off(server: Any, samples: ModuleType) -> None:
    long = replace(samples.CEREMONY.event, title="가" * 200_000)
    server.shelf.put(replace(samples.CEREMONY, event=long))
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", server.port))
        line.sendall(b"GET /timeline.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20)
        time.sleep(3)
        told = closed_after(line)[1]
        assert told.count(b"HTTP/1.1 200 ") < 20
        assert not told.endswith(b"]}\n")


def test_a_crowd_of_silent_ones_keeps_nobody_out(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD", 60)
    monkeypatch.setattr(patience, "MOST", 20)
    crowd = [connect(server) for _ in range(60)]
    try:
        assert {server.get("/calendar.ics").status for _ in range(10)} == {200}
        assert closed_after(crowd[0])[0] < 5
    finally:
        for line in crowd:
            line.close()


@pytest.mark.parametrize("cut", [200, 30, 33], ids=["whole", "before the Korean", "inside a letter"])
def test_an_address_in_plain_korean_is_read(server: Any, cut: int) -> None:
    """As curl sends what the README shows."""
    asked = "GET /calendar.ics?region=광주 HTTP/1.1\r\nHost: localhost\r\nX-Note: 글\r\n\r\n".encode()
    with connect(server) as line:
        line.sendall(asked[:cut])
        time.sleep(0.05)
        line.sendall(asked[cut:])
        told = line.recv(65536)
        assert told.startswith(b"HTTP/1.1 200 ")
        assert b"region=%EA%B4%91%EC%A3%BC" in told
