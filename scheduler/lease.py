"""Who holds a lease: a process named so that nobody can be taken for it after its death."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def owner(pid: int | None = None) -> str:
    """The lease name of a process of this machine: host, pid and start time (pids are used again)."""
    pid = os.getpid() if pid is None else pid
    return f"{socket.gethostname()} {pid} {_started(pid)}"


def dead(name: str) -> bool:
    """Whether the owner of this name was on this machine and is gone.

    What runs elsewhere is not ours to judge, nor what the system hides from us: such leases expire.
    """
    return _here(name) and owner(_pid(name)) not in (name, f"{_of(name)} {_HIDDEN}")


def alive(name: str) -> bool:
    """Whether the owner of this name runs on this machine now."""
    return _here(name) and owner(_pid(name)) == name


_HIDDEN = "hidden"  # another user's process, where /proc shows each user only its own (hidepid, ProtectProc)


def _pid(name: str) -> int:
    return int(name.rsplit(" ", 2)[1])


def _of(name: str) -> str:
    """Host and pid."""
    return name.rpartition(" ")[0]


def _here(name: str) -> bool:
    host, *rest = name.rsplit(" ", 2)
    return len(rest) == 2 and host == socket.gethostname() and rest[0].isdigit()


def _started(pid: int) -> str:
    """The process's start in clock ticks since boot; "gone" without one; "hidden" or "alive" where nobody tells."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return _answers(pid)
    except OSError:
        return "gone"
    state, *rest = told.rpartition(")")[2].split()  # the name before it may hold blanks and brackets
    return "gone" if state in ("Z", "X") else rest[18]


def _answers(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return "gone"
    except PermissionError:
        pass
    return _HIDDEN if Path("/proc/self/stat").exists() else "alive"
