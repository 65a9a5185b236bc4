"""Standard streams that may be closed, full, or read by somebody who went away: none of it is work's affair."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper


def keep_streams() -> None:
    """Hold the numbers of closed streams, so that no file of ours is opened under one and written to as one.

    Results are UTF-8 wherever a program reads them; a terminal of another kind is shown what it can show.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  a stream for life
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  a stream for life
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if isinstance(sys.stdout, TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8")


def dispensable(tell: Callable[[str], None]) -> Callable[[str], None]:
    """The same, going on without a word where it cannot be told."""

    def told(line: str) -> None:
        try:
            tell(line)
        except OSError:
            let_go()

    return told


def unwritten() -> OSError | None:
    """Why what was said on standard output did not get there, None where it did."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return error
    return None


def let_go() -> None:
    """Turn streams that cannot be written to nowhere, so that the interpreter's last flush does not fail."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
                stream.flush()
