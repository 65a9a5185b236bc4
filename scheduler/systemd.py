"""What systemd is told (Type=notify): a datagram to the socket it names, nothing where it names none."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress


def notify(*told: str) -> None:
    """Send the states ("READY=1", "STATUS=…") to the service manager; a failing one never stops the service."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.connect(address)
        line.sendall("\n".join(told).encode())


def reloading() -> None:
    """Say that settings are being read again; READY=1 ends it."""
    notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
