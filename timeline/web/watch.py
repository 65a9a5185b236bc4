"""For machines that watch the daemon: /readyz and /metrics, and how many asked for which feed."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from timeline.web.feeds import FEEDS

_TEXT = "text/plain; version=0.0.4; charset=utf-8"
_LOCAL = ("127.0.0.1", "::1")
_FEEDS = {feed.path: name for name, feed in FEEDS.items()}
_KINDS = {"events": "event", "private": "private", "api": "api", "static": "static"}


@dataclass(frozen=True, slots=True)
class Ready:
    """Why the daemon is not ready, none if it is; and the figures it goes by."""

    reasons: tuple[str, ...] = ()
    facts: Mapping[str, float | int | str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Watch:
    """What the daemon tells its watchers. `token` opens /metrics; without one, it is for loopback, and only where
    no public address is set: behind a proxy every caller seems local."""

    ready: Callable[[], Ready]
    metrics: Callable[[], bytes]
    answered: Callable[[str, int, float], None]  # the kind of address, the code, the seconds
    token: str = ""
    public: bool = False

    def routes(self) -> list[Route]:
        return [Route("/readyz", self._readyz), Route("/metrics", self._metrics)]

    async def _readyz(self, _: Request) -> Response:
        told = self.ready()
        body = {"ok": not told.reasons, "reasons": list(told.reasons), **told.facts}
        return JSONResponse(body, 503 if told.reasons else 200, {"cache-control": "no-store"})

    async def _metrics(self, request: Request) -> Response:
        if self.token:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), self.token.encode()):
                wanted = {"www-authenticate": "Bearer", "cache-control": "no-store"}
                return PlainTextResponse("metrics_token is wanted as a bearer token\n", 401, wanted)
        elif self.public or not request.client or request.client.host not in _LOCAL:
            return PlainTextResponse(
                "set metrics_token to be shown figures here\n", 403, {"cache-control": "no-store"}
            )
        told = await run_in_threadpool(self.metrics)
        return Response(told, headers={"cache-control": "no-store"}, media_type=_TEXT)


class Counted:
    """Tells of each answer what kind of address was asked, with which code, and how long it took."""

    def __init__(self, app: ASGIApp, *, answered: Callable[[str, int, float], None]) -> None:
        self._app, self._answered = app, answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, path = time.perf_counter(), scope["path"]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._answered(kind(path), message["status"], time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, sending)


def kind(path: str) -> str:
    """What an address is, as one of a few words."""
    if path in _FEEDS:
        return _FEEDS[path]
    if path in ("/healthz", "/readyz", "/metrics"):
        return "watch"
    return _KINDS.get(path.split("/", 2)[1], "page")
