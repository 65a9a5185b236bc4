"""Commands without the start of an interpreter: imports them once, then forks a process for each one asked for.

Reads a JSON object a line: {"argv", "env", "out", "err", "count", "arm"?, "pragmas"?, "statement"?} starts a command
and answers its pid; {"wait": pid} answers its exit code, negative for a signal. Started with disk.so preloaded, so
that `arm` can watch, fail or kill the command at an operation on the disk.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from scheduler.cli import main

HEAVY = (
    "scheduler.commands", "scheduler.serve", "scheduler.local", "scheduler.worker", "scheduler.publish",
    "scheduler.care",
    "scheduler.standing", "crawler.document", "crawler.dump", "timeline.store.backup", "alembic.command",
    "alembic.config", "timeline.extract", "dateparser", "holidays", "timeline.web.app",
    "alembic.runtime.migration",
)  # fmt: skip


def loosen(pragmas: dict[str, str]) -> None:
    """Open every database with these pragmas instead of ours: how the tests prove that ours matter."""

    class Loose(sqlite3.Connection):
        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            name = sql.removeprefix("PRAGMA ").partition("=")[0]
            return super().execute(f"PRAGMA {name}={pragmas[name]}" if name in pragmas else sql, *given)

    def connect(*given: Any, **more: Any) -> sqlite3.Connection:
        made = real(*given, **more | {"factory": Loose})
        for name, value in pragmas.items():
            made.execute(f"PRAGMA {name}={value}")
        return made

    real, sqlite3.connect = sqlite3.connect, connect  # type: ignore[assignment]


def stop_at_statement(number: int, counted: str) -> None:
    """Kill this process as the N-th SQL statement begins; 0 only counts, into a file beside."""
    seen = 0

    def trace(_statement: str) -> None:
        nonlocal seen
        seen += 1
        Path(f"{counted}.statements").write_text(str(seen))
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def connect(*given: Any, **more: Any) -> sqlite3.Connection:
        made = real(*given, **more)
        made.set_trace_callback(trace)
        return made

    real, sqlite3.connect = sqlite3.connect, connect  # type: ignore[assignment]


def child(told: dict[str, Any]) -> int:
    os.setsid()
    for number, path, how in (
        (0, os.devnull, os.O_RDONLY),
        (1, told["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, told["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        os.dup2(os.open(path, how, 0o600), number)
    for number, name in ((1, "stdout"), (2, "stderr")):
        setattr(sys, name, os.fdopen(number, "w", 1, "utf-8", "backslashreplace", closefd=False))
    os.environ.update(told["env"])
    if pragmas := told.get("pragmas"):
        loosen(pragmas)
    if (number := told.get("statement")) is not None:
        stop_at_statement(number, told["count"])
    sys.argv = ["yeonpyo", *told["argv"]]
    library = ctypes.CDLL(os.environ["LD_PRELOAD"].split(":")[0])
    library.operations.restype = ctypes.c_long
    if armed := told.get("arm"):
        library.arm(
            os.fsencode(armed["under"]),
            ctypes.c_long(armed["at"]),
            armed["what"],
            armed["errno"],
            os.fsencode(armed["log"]),
        )
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        if counted := told.get("count"):
            Path(counted).write_text(str(library.operations()))
    return code


def serve() -> None:
    for name in HEAVY:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules
    print("ready", flush=True)
    living: set[int] = set()
    for line in sys.stdin:
        told = json.loads(line)
        if "wait" in told:
            _, status = os.waitpid(told["wait"], 0)
            living.discard(told["wait"])
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        if not (pid := os.fork()):
            sys.exit(child(told))
        living.add(pid)
        print(pid, flush=True)
    for pid in living:  # of a test that failed: with all they started
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    serve()
