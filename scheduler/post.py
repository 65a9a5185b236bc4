"""Telling somebody else: one request to an address that the operator set, under the crawl's rules for addresses.

The address that a name resolves to is judged and then connected to, no redirect is followed, no proxy asked.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from crawler.reach import Network, refused, why_refused
from timeline.errors import YeonpyoError

SECONDS = 10.0


class NotTold(YeonpyoError):
    """The address was not reached, or did not answer with success; the message holds no secret of it."""


def send(
    url: str, body: dict[str, Any] | None = None, *, allowed: Iterable[Network] = (), agent: str
) -> None:
    """GET the address, or POST the body as JSON. Raises NotTold."""
    parts, allowed = urlsplit(url), tuple(allowed)
    where = f"{parts.scheme}://{parts.hostname}/…"  # what follows is often a secret
    if why := why_refused(url, allowed):
        raise NotTold(where, f"refused: {why}", hint="allow_networks, for an address of your own")
    try:
        connection = _connected(parts.scheme, parts.hostname or "", parts.port, allowed, where)
        try:
            _ask(connection, parts.path or "/", parts.query, body, agent, where)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        raise NotTold(where, f"not reached: {error or type(error).__name__}") from None


def _connected(
    scheme: str, host: str, port: int | None, allowed: tuple[Network, ...], where: str
) -> http.client.HTTPConnection:
    port = port or (443 if scheme == "https" else 80)
    addresses = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    good = [str(address) for address in addresses if not refused(str(address), allowed)]
    if not good:
        raise NotTold(where, f"refused: it resolves to {addresses[0]}")
    made = socket.create_connection((good[0], port), timeout=SECONDS)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    connection.sock = made
    if scheme == "https":
        connection.sock = ssl.create_default_context().wrap_socket(made, server_hostname=host)
    return connection


def _ask(
    connection: http.client.HTTPConnection,
    path: str,
    query: str,
    body: dict[str, Any] | None,
    agent: str,
    where: str,
) -> None:
    headers = {"User-Agent": agent, "Connection": "close"}
    target = f"{path}?{query}" if query else path
    if body is None:
        connection.request("GET", target, headers=headers)
    else:
        told = json.dumps(body, ensure_ascii=False).encode()
        connection.request("POST", target, told, headers | {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read(65536)
    if not 200 <= answer.status < 300:
        raise NotTold(where, f"answered {answer.status}")
