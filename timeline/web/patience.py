"""How long the server waits for a client (S20): uvicorn itself waits for ever for a request that never ends.

A client has HEAD seconds for a whole request head, counted from the connection or the head's first octet, and
may not stand still for STILL seconds while it takes an answer. Where more than MOST are connected, who has been
silent the longest goes first, so that nobody who asks is told 503: Thunderbird would disable the calendar.

An address whose Korean came as it is, as curl sends it, is read as if it had come percent-encoded.
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD = 10.0
STILL = 30.0
MOST = 500

_RAW = re.compile(rb"[\x80-\xff]")  # what no request line may hold (RFC 3986)
_TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Patient(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with both deadlines."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._waiting: asyncio.TimerHandle | None = None
        self._since = 0.0  # when the wait for a head began
        self._watching: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > MOST:
            silent = [each for each in self.connections if isinstance(each, Patient) and each._waiting]
            min(silent, key=lambda each: each._since).give_up()

    def data_received(self, data: bytes) -> None:
        if (
            not data.isascii()
            and self.conn.their_state is h11.IDLE
            and b"\n" not in self.conn.trailing_data[0]
        ):
            line, end, rest = data.partition(b"\n")
            data = _RAW.sub(lambda raw: b"%%%02X" % raw[0][0], line) + end + rest
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_more()
        elif self._waiting is None and not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        self._watch_no_more()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._watch_no_more()

    def give_up(self) -> None:
        """Close a connection that has not told what it wants."""
        self._wait_no_more()
        if not self.transport.is_closing():
            if self.conn.trailing_data[0]:
                self.transport.write(_TOO_LATE)
            self.transport.close()

    def _wait(self) -> None:
        self._since = time.monotonic()
        self._waiting = self.loop.call_later(HEAD, self.give_up)

    def _wait_no_more(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _watch(self, left: int | None = None) -> None:
        """Look again after a while; who has taken nothing since is cut off."""
        now = self.transport.get_write_buffer_size()
        if now == left:
            self.transport.abort()
            return
        self._watching = self.loop.call_later(STILL, self._watch, now)

    def _watch_no_more(self) -> None:
        if self._watching:
            self._watching.cancel()
            self._watching = None
