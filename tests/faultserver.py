"""A web server on loopback that misbehaves on request, for every test of the crawler's patience.

One thread a connection, stdlib only. `FaultServer(pages)` serves the given pages (path?query to body, or to
(body, content type)) and, under the paths below, faults. `robots` says how it answers /robots.txt: a status, a
body, or "reset", "hang". `hits` lists the paths asked, `requests` their headers and "body", `times` when, `most_open`
how many at once. Further
hosts are 127.0.0.2 and so on. Run as a program, it prints its address.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
import time
from typing import Any
from urllib.parse import parse_qs, unquote

BODY = "<html><body><a href='/read.php3?aid=1611747420123456001'>가람시 도서관 개관</a></body></html>".encode(
    "cp949"
)
MEGA = b"0" * 1_000_000


def reply(body: bytes, status: int = 200, *headers: str, kind: str = "text/html") -> bytes:
    head = [
        f"HTTP/1.1 {status} X",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return "\r\n".join([*head, *headers, "", ""]).encode("utf-8", "surrogateescape") + body


class FaultServer:
    def __init__(
        self, pages: dict[str, Any] | None = None, robots: Any = 404, host: str = "127.0.0.1", tls: Any = None
    ) -> None:
        self.pages, self.robots = pages or {}, robots
        self.hits: list[str] = []
        self.times: list[float] = []
        self.requests: list[dict[str, str]] = []  # headers, lower case
        self.open = self.most_open = 0
        self._lock = threading.Lock()
        self._listener = socket.create_server((host, 0), backlog=200)
        self.port: int = self._listener.getsockname()[1]
        self.base = f"{'https' if tls else 'http'}://{host}:{self.port}"
        self._tls = tls  # an ssl.SSLContext

    def __enter__(self) -> FaultServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=self._listener.accept()[:1], daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        with contextlib.suppress(OSError), self._tls.wrap_socket(peer, True) if self._tls else peer as peer:
            head = b""
            while b"\r\n\r\n" not in head:
                if not (piece := peer.recv(65536)):
                    return
                head += piece
            head, _, sent = head.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            form = self._form(peer, lines, sent)
            path = first.split(" ")[1]
            with self._lock:
                self.hits.append(path)
                self.times.append(time.monotonic())
                told = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines) if k}
                self.requests.append(told | {"body": form})
                self.open += 1
                self.most_open = max(self.most_open, self.open)
            ready = self._page(path)
            if ready is None:
                try:
                    self._fault(path)(peer, {k: v[0] for k, v in parse_qs(path.partition("?")[2]).items()})
                finally:
                    self._left()
            else:
                self._left()  # before the last byte: the other side may be faster than this thread
                peer.sendall(ready)

    def _form(self, peer: socket.socket, lines: list[str], sent: bytes) -> str:
        """What is posted, of which some may have come with the head."""
        sizes = (line.partition(": ")[2] for line in lines if line.lower().startswith("content-length:"))
        size = int(next(sizes, "0"))
        while len(sent) < size and (piece := peer.recv(65536)):
            sent += piece
        return sent.decode("latin-1")

    def _left(self) -> None:
        with self._lock:
            self.open -= 1

    def _page(self, path: str) -> bytes | None:
        """The whole answer to a path that is no fault."""
        if path == "/robots.txt" and isinstance(self.robots, int):
            return reply(b"<html>error</html>", self.robots)
        if path == "/robots.txt" and isinstance(self.robots, bytes):
            return reply(self.robots, kind="text/plain")
        told = self.pages.get(path)
        told = told(self.requests[-1]) if callable(told) else told
        if isinstance(told, tuple):
            return reply(told[0], *told[2:], kind=told[1])
        if told is not None:
            return told if told.startswith(b"HTTP/") else reply(told)
        return None if self._fault(path) else reply(b"<h1>not here</h1>", 404)

    def _fault(self, path: str) -> Any:
        name = self.robots if path == "/robots.txt" else path[1:].partition("?")[0]
        return getattr(self, f"do_{name}", None)

    # --- faults --------------------------------------------------------------------------------------

    def do_gz(self, peer: socket.socket, told: dict[str, str]) -> None:
        """A bomb: told["mb"] megabytes (1000) in a thousandth of that."""
        one = gzip.compress(MEGA, 9)
        body = one * int(told.get("mb", "1000"))
        peer.sendall(reply(body, 200, "Content-Encoding: gzip"))

    def do_gzgz(self, peer: socket.socket, _told: dict[str, str]) -> None:
        body = gzip.compress(gzip.compress(MEGA, 9) * 1000, 9)
        peer.sendall(reply(body, 200, "Content-Encoding: gzip, gzip"))

    def do_big(self, peer: socket.socket, _told: dict[str, str]) -> None:
        peer.sendall(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Length: 10000000000\r\n\r\n")
        while True:
            peer.sendall(MEGA)

    def do_bigchunked(self, peer: socket.socket, told: dict[str, str]) -> None:
        peer.sendall(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(int(told.get("mb", "300"))):
            peer.sendall(b"%x\r\n" % len(MEGA) + MEGA + b"\r\n")

    def do_drip(self, peer: socket.socket, _told: dict[str, str]) -> None:
        peer.sendall(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
        self._drip(peer)

    def do_driphead(self, peer: socket.socket, _told: dict[str, str]) -> None:
        peer.sendall(b"HTTP/1.1 200 X\r\nX-Slow: ")
        self._drip(peer)

    def _drip(self, peer: socket.socket) -> None:
        for _ in range(600):
            peer.sendall(b"a")
            time.sleep(0.2)

    def do_hang(self, peer: socket.socket, _told: dict[str, str]) -> None:
        with contextlib.suppress(OSError):
            peer.recv(1)  # until the other side has had enough

    def do_reset(self, peer: socket.socket, _told: dict[str, str]) -> None:
        peer.sendall(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html>half")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def do_short(self, peer: socket.socket, _told: dict[str, str]) -> None:
        peer.sendall(reply(BODY + b" " * 5000)[:-4000])

    def do_shortchunk(self, peer: socket.socket, _told: dict[str, str]) -> None:
        head = b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        peer.sendall(head + b"%x\r\n" % (len(BODY) + 100) + BODY)

    def do_truncgz(self, peer: socket.socket, _told: dict[str, str]) -> None:
        peer.sendall(reply(gzip.compress(BODY * 400)[:-40], 200, "Content-Encoding: gzip"))

    def do_loop(self, peer: socket.socket, told: dict[str, str]) -> None:
        peer.sendall(reply(b"", 302, f"Location: /loop?n={int(told.get('n', '0')) + 1}"))

    def do_redir(self, peer: socket.socket, told: dict[str, str]) -> None:
        peer.sendall(reply(b"", 302, f"Location: {unquote(told['to'])}"))

    def do_meta(self, peer: socket.socket, told: dict[str, str]) -> None:
        peer.sendall(reply(f'<meta http-equiv="refresh" content="0; url={told["to"]}">'.encode()))

    def do_deep(self, peer: socket.socket, told: dict[str, str]) -> None:
        peer.sendall(reply(f"<{told.get('tag', 'div')}>".encode() * int(told.get("n", "260")) + BODY))

    def do_trap(self, peer: socket.socket, told: dict[str, str]) -> None:
        """A list that never ends: each page names ten articles nobody has seen and a next page."""
        first = int(told.get("page", "1")) * 10
        links = "".join(
            f"<a href='/read.php3?aid={1600000000 + n}000000000'>{n}번째 소식</a>"
            for n in range(first, first + 10)
        )
        peer.sendall(reply(f"<html><body>{links}</body></html>".encode("cp949")))

    def do_status(self, peer: socket.socket, told: dict[str, str]) -> None:
        wait = (f"Retry-After: {told['ra']}",) if "ra" in told else ()
        peer.sendall(reply(b"<h1>no</h1>", int(told["code"]), *wait))

    def do_badcs(self, peer: socket.socket, _told: dict[str, str]) -> None:
        peer.sendall(reply(BODY, kind="text/html; charset=utf-8"))

    def do_hugeheader(self, peer: socket.socket, _told: dict[str, str]) -> None:
        peer.sendall(b"HTTP/1.1 200 X\r\nX-Big: ")
        for _ in range(50):
            peer.sendall(MEGA)
        peer.sendall(b"\r\n\r\n")


if __name__ == "__main__":
    with FaultServer() as server:
        print(server.base, flush=True)
        threading.Event().wait()
