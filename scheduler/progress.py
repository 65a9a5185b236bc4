"""How far a long command has come: a line on standard error that is drawn over, on a terminal and nowhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")

OFTEN = 0.2  # seconds between two drawings


def counted(items: Iterable[T], what: str, stream: TextIO | None = None) -> Iterator[T]:
    """Pass the items on, and say now and then how many they were ("1,203 articles"); the line is gone at the end.

    It is wiped before each item is handed out, so that what is printed for one does not run into it.
    """
    stream = stream or sys.stderr
    if not stream.isatty():
        yield from items
        return
    drawn, width = time.monotonic(), 0
    for number, item in enumerate(items):
        if width:
            width = _draw(stream, "", width)
        yield item
        if (moment := time.monotonic()) - drawn >= OFTEN:
            drawn, width = moment, _draw(stream, f"{number + 1:,} {what}", width)
    if width:
        _draw(stream, "", width)


def _draw(stream: TextIO, line: str, before: int) -> int:
    """Blanks instead of a control sequence: a terminal that knows none shows the same."""
    stream.write(f"\r{line.ljust(before)}\r{line}")
    stream.flush()
    return len(line)
