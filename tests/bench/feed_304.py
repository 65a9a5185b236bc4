"""How many conditional requests a CPU second answers, beside a bare Starlette route on the same server.

    python tests/bench/feed_304.py [--requests 5000] [--repeats 5]

Both applications run in this process behind uvicorn, one after the other, and give the same headers; the client
is a socket that hardly reads. The shelf is the tests' own, so this is the cost of our own code: the filters, the
tag, the headers, the thread that keeps a slow store from holding up the others.
"""

from __future__ import annotations

import argparse
import importlib.util
import socket
import statistics
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from timeline.web.app import application

_REQUEST = b"GET /calendar.ics HTTP/1.1\r\nHost: 127.0.0.1\r\n%b\r\n"


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--requests", type=int, default=5000)
    ask.add_argument("--repeats", type=int, default=5)
    told = ask.parse_args()
    samples = _samples()
    ours = _serve(application(samples.Heap(samples.mixed(1000)), now=lambda: samples.at("2021-02-01T10:00")))
    head = _ask(ours, b"")
    tag = next(line.partition(b": ")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"etag"))
    known = b"If-None-Match: " + tag + b"\r\n"
    bare = _serve(Starlette(routes=[Route("/calendar.ics", _bare(_ask(ours, known)))]))
    assert len(_ask(ours, known)) == len(_ask(bare, known))
    rates: dict[str, list[float]] = {"bare Starlette": [], "304": []}
    for _ in range(told.repeats):
        rates["bare Starlette"].append(_rate(bare, told.requests, known))
        rates["304"].append(_rate(ours, told.requests, known))
    medians = {name: statistics.median(each) for name, each in rates.items()}
    for name, rate in medians.items():
        print(f"{name}\t{rate:.0f} a CPU second\t{rate / medians['bare Starlette']:.2f} × bare Starlette")
    return 0


def _bare(head: bytes) -> Callable[[Request], Awaitable[Response]]:
    """The barest route that gives this very answer."""
    lines = [line.split(b": ", 1) for line in head.split(b"\r\n")[1:]]
    headers = {name.decode(): value.decode() for name, value in lines if name not in (b"date", b"server")}

    async def answer(_: Request) -> Response:
        return Response(status_code=304, headers=headers)

    return answer


def _serve(app: Any) -> int:
    runner = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    threading.Thread(target=runner.run, daemon=True).start()
    while not runner.started:
        time.sleep(0.01)
    port: int = runner.servers[0].sockets[0].getsockname()[1]
    return port


def _ask(port: int, headers: bytes) -> bytes:
    """The head of the answer to one request."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(_REQUEST % headers)
        told = b""
        while b"\r\n\r\n" not in told:
            told += line.recv(65536)
    return told.partition(b"\r\n\r\n")[0]


def _rate(port: int, count: int, headers: bytes) -> float:
    """Requests a second of this process's CPU time."""
    request = _REQUEST % headers
    with socket.create_connection(("127.0.0.1", port)) as line:
        begun = time.process_time()
        for _ in range(count):
            line.sendall(request)
            told = line.recv(65536)
            while not told.endswith(b"\r\n\r\n"):
                told += line.recv(65536)
        return count / (time.process_time() - begun)


def _samples() -> ModuleType:
    path = Path(__file__).parent.parent / "export" / "samples.py"
    spec = importlib.util.spec_from_file_location("feed_samples", path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules["feed_samples"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
