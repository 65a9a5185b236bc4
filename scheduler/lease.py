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
    """Whether the owner of this name was on this machine and is gone; what runs elsewhere is not ours to judge."""
    return _here(name) and not alive(name)


def alive(name: str) -> bool:
    """Whether the owner of this name runs on this machine now."""
    return _here(name) and owner(int(name.rsplit(" ", 2)[1])) == name


def _here(name: str) -> bool:
    host, *rest = name.rsplit(" ", 2)
    return len(rest) == 2 and host == socket.gethostname() and rest[0].isdigit()


def _started(pid: int) -> str:
    """The process's start in clock ticks since boot, "alive" where the system does not tell, "gone" without one."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return _answers(pid)
    except OSError:
        return "gone"
    state, *rest = told.rpartition(")")[2].split()  # the name before it may hold blanks and brackets
    return "gone" if state in ("Z", "X") else rest[18]


def _answers(pid: int) -> str:
    if Path("/proc/self/stat").exists():
        return "gone"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return "gone"
    except PermissionError:
        pass
    return "alive"
