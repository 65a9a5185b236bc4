"""Which addresses may be asked: public ones, on the web's ports, and what the operator allowed. Pure; no network.

What a URL says is judged here, and what a name resolves to; crawler.guard holds Scrapy to it, scheduler.post ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from socket import inet_aton
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network

PORTS = frozenset({80, 443})

_NAT64 = ip_network("64:ff9b::/96")  # "global" for ipaddress, and holds every IPv4 address
_NAT64_LOCAL = ip_network("64:ff9b:1::/48")


def refused(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Whether an IP address is not a public one, nor in a network that the operator allowed.

    Addresses that carry an IPv4 address inside (mapped, 6to4, Teredo, NAT64) are judged by that one.
    """
    ip = _inner(ip_address(address.split("%")[0]))
    if any(ip in network for network in allowed if network.version == ip.version):
        return False
    return not ip.is_global or ip.is_multicast or ip.is_reserved


@lru_cache(maxsize=1024)  # asked of each request, and a crawl has few hosts
def literal(host: str) -> str:
    """Return the address that a host spells in digits (127.1, 0x7f.1, 2130706433, [::1]), or ""."""
    bare = host.strip("[]")
    try:
        return str(ip_address(bare.split("%")[0]))
    except ValueError:
        pass
    if not bare or not (bare[-1].isdigit() or bare.lower().rpartition(".")[2].startswith("0x")):
        return ""
    try:
        return str(IPv4Address(inet_aton(bare)))
    except (OSError, ValueError):
        return bare if bare.rpartition(".")[2].isdigit() else ""


def why_refused(url: str, allowed: Iterable[Network] = ()) -> str:
    """Return why a URL must not be fetched, or "". Names are left to the resolver."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "no readable URL"
    if parts.scheme not in ("http", "https"):
        return f"scheme {parts.scheme!r}"
    if parts.username is not None or parts.password is not None:
        return "user information in the URL"
    if not host or host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return _unless(allowed, f"host {host!r}", host)
    if address := literal(host):
        try:
            if refused(address, allowed):
                return f"address {address}"
        except ValueError:
            return f"host {host!r}"
        return "" if port is None or port in PORTS or _inside(address, allowed) else f"port {port}"
    return "" if port is None or port in PORTS or allowed else f"port {port}"


def _unless(allowed: Iterable[Network], why: str, host: str) -> str:
    """`localhost` is as good as 127.0.0.1 to an operator who allowed that."""
    return "" if host == "localhost" and _inside("127.0.0.1", allowed) else why


def _inside(address: str, allowed: Iterable[Network]) -> bool:
    ip = ip_address(address)
    return any(ip in network for network in allowed if network.version == ip.version)


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv6Address):
        if ip in _NAT64 or ip in _NAT64_LOCAL:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and int(ip) >> 32 == 0 and int(ip) > 1:
            inner = IPv4Address(int(ip))  # ::127.0.0.1, deprecated and still spoken
        return inner or ip
    return ip


def networks(names: Iterable[str | Network]) -> tuple[Network, ...]:
    return tuple(ip_network(str(name)) for name in names)
