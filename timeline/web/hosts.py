"""What stands before every route: only hosts that are ours, and headers that keep a browser from doing more.

The host check answers DNS rebinding and poisoned links (S14), the policy what a template might let through (S9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NETLOC = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def allowed(public_url: str | None, further: Iterable[str]) -> frozenset[str]:
    """The names that may stand in Host, without ports: loopback, the public address, and what the operator adds."""
    public = hostname(urlsplit(public_url).netloc.rpartition("@")[2]) if public_url else None
    return frozenset(name.lower() for name in (*LOOPBACK, public, *further) if name)


def hostname(netloc: str) -> str:
    """The name without its port, lower case; an IPv6 literal keeps its brackets. Empty for what is no host."""
    told = _NETLOC.fullmatch(netloc.lower())
    return told[1] if told else ""


@lru_cache(maxsize=256)
def _named(host: bytes) -> str:
    return hostname(host.decode("latin-1"))


class HostGuard:
    """Answers 400 to any other host, before anything else is looked at. "*" lets every host in."""

    def __init__(self, app: ASGIApp, *, names: frozenset[str]) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "*" not in self._names:
            told = [value for name, value in scope["headers"] if name == b"host"]
            if len(told) != 1 or _named(told[0]) not in self._names:
                refusal = PlainTextResponse("This host name is not served here.\n", 400)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}


class SafeHeaders:
    """Adds them to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in SAFE.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._headers]
            await send(message)

        await self._app(scope, receive, sending)


class Preflight:
    """Lets any page read with headers of its own, as `Access-Control-Allow-Origin: *` promises; never write."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            asked = dict(scope["headers"]).get(b"access-control-request-method", b"")
            if asked in (b"GET", b"HEAD"):
                await Response(status_code=204, headers=_READING)(scope, receive, send)
                return
        await self._app(scope, receive, send)


_READING = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
    "vary": "Access-Control-Request-Method",
}
