"""A real server on loopback over a shelf of literals, and a client that hides nothing of the answer."""

from __future__ import annotations

import http.client
import importlib.util
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn

from timeline.web.app import application
from timeline.web.patience import Patient

HERE = Path(__file__).parent


def by_path(name: str, path: Path) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    return by_path("feed_samples", HERE.parent / "export" / "samples.py")


@pytest.fixture(scope="session")
def lint() -> ModuleType:
    return by_path("ical_lint", HERE.parent / "readers" / "lint.py")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers[name]


@dataclass
class Server:
    """A running application. `now` can be set; `get` sends one request over a socket of its own."""

    shelf: Any
    now: datetime
    port: int = 0
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(
                method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )
            told = connection.getresponse()
            return Answer(
                told.status, {name.lower(): value for name, value in told.getheaders()}, told.read()
            )
        finally:
            connection.close()

    def raw(self, request: bytes) -> bytes:
        """What comes back for these bytes, whatever they are."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(request)
            told = b""
            while piece := line.recv(65536):
                told += piece
            return told


@pytest.fixture
def serve(samples: ModuleType) -> Iterator[Callable[..., Server]]:
    """Serve a shelf: `serve(heap, now="2021-02-01T10:00", **options of the application)`."""
    yield from serving(samples)


def serving(samples: ModuleType) -> Iterator[Callable[..., Server]]:
    running: list[uvicorn.Server] = []

    def start(shelf: Any, *, now: str = "2021-02-01T10:00", **options: Any) -> Server:
        server = Server(shelf, samples.at(now), options=options)
        app = application(shelf, now=lambda: server.now, **options)
        config = uvicorn.Config(
            app, host="127.0.0.1", port=0, log_level="error", lifespan="off", http=Patient
        )
        runner = uvicorn.Server(config)
        thread = threading.Thread(target=runner.run, daemon=True)
        thread.start()
        while not runner.started:
            assert thread.is_alive()
            time.sleep(0.005)
        server.port = runner.servers[0].sockets[0].getsockname()[1]
        running.append(runner)
        return server

    yield start
    for runner in running:
        runner.should_exit = True  # noticed within a tenth of a second; nobody waits for it
