"""One request to somebody else, an address that the operator set, under the crawl's rules for addresses.

The address that a name resolves to is judged and then connected to, no redirect is followed, no proxy asked.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
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
    answer = _exchange("GET" if body is None else "POST", url, body, allowed, agent)
    if not 200 <= answer.status < 300:
        raise NotTold(_where(url), f"answered {answer.status}")


def time_at(url: str, *, allowed: Iterable[Network] = (), agent: str) -> datetime | None:
    """The time that a server's answer tells, whatever else it tells (Date and Age, RFC 9110 6.6.1, RFC 9111 5.1).

    None where it tells none. Raises NotTold.
    """
    answer = _exchange("HEAD", url, None, allowed, agent)
    try:
        told = parsedate_to_datetime(answer.getheader("Date") or "")
        age = timedelta(seconds=int(answer.getheader("Age") or 0))
    except (TypeError, ValueError, OverflowError):
        return None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)) + age


def _where(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}/…"  # what follows is often a secret


def _exchange(
    method: str, url: str, body: dict[str, Any] | None, allowed: Iterable[Network], agent: str
) -> http.client.HTTPResponse:
    parts, allowed, where = urlsplit(url), tuple(allowed), _where(url)
    if why := why_refused(url, allowed):
        raise NotTold(where, f"refused: {why}", hint="allow_networks, for an address of your own")
    try:
        connection = _connected(parts.scheme, parts.hostname or "", parts.port, allowed, where)
        try:
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            return _ask(connection, method, target, body, agent)
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
    connection: http.client.HTTPConnection, method: str, target: str, body: dict[str, Any] | None, agent: str
) -> http.client.HTTPResponse:
    headers = {"User-Agent": agent, "Connection": "close"}
    if body is None:
        connection.request(method, target, headers=headers)
    else:
        told = json.dumps(body, ensure_ascii=False).encode()
        connection.request(method, target, told, headers | {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read(65536)
    return answer
