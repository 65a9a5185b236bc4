"""How many conditional requests a CPU second answers, beside a bare Starlette route on the same server.

    python tests/bench/feed_304.py [--requests 3000] [--repeats 5]

Both applications run in this process behind the same uvicorn; the client reuses one connection. The shelf is the
tests' own, so this is the cost of our own code: parsing, the tag, the headers, the thread.
"""

from __future__ import annotations

import argparse
import http.client
import importlib.util
import statistics
import sys
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from timeline.web.app import application


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--requests", type=int, default=3000)
    ask.add_argument("--repeats", type=int, default=5)
    told = ask.parse_args()
    samples = _samples()
    ours = _serve(application(samples.Heap(samples.mixed(1000)), now=lambda: samples.at("2021-02-01T10:00")))
    bare = _serve(Starlette(routes=[Route("/calendar.ics", _bare)]))
    tag = _get(ours, 1, {})[0]
    rates: dict[str, list[float]] = {"bare Starlette": [], "304": []}
    for _ in range(told.repeats):
        rates["bare Starlette"].append(told.requests / _get(bare, told.requests, {"If-None-Match": '"x"'})[1])
        rates["304"].append(told.requests / _get(ours, told.requests, {"If-None-Match": tag})[1])
    medians = {name: statistics.median(each) for name, each in rates.items()}
    for name, rate in medians.items():
        print(f"{name}\t{rate:.0f} a CPU second\t{rate / medians['bare Starlette']:.2f} × bare Starlette")
    return 0


async def _bare(_: Request) -> Response:
    return Response(status_code=304, headers={"etag": '"x"'})


def _serve(app: Any) -> int:
    runner = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    threading.Thread(target=runner.run, daemon=True).start()
    while not runner.started:
        time.sleep(0.01)
    port: int = runner.servers[0].sockets[0].getsockname()[1]
    return port


def _get(port: int, count: int, headers: dict[str, str]) -> tuple[str, float]:
    """The last tag, and the CPU seconds of this process, client included, that the requests took."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    begun = time.process_time()
    for _ in range(count):
        line.request("GET", "/calendar.ics", headers=headers)
        told = line.getresponse()
        told.read()
    return told.headers["etag"], time.process_time() - begun


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
