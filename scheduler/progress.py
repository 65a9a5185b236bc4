"""How far a long command has come: a line on standard error that is drawn over, on a terminal and nowhere else.

Whoever prints something else wipes it first (`wipe`), so that nothing runs into it and nothing of it stays.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")

OFTEN = 0.2  # seconds between two drawings


def watched(stream: TextIO) -> bool:
    """Whether somebody looks at it who did not ask for quiet, on a terminal that can draw over a line."""
    told = logging.getLogger("scheduler").isEnabledFor(logging.INFO)
    return told and stream.isatty() and os.environ.get("TERM") != "dumb"


class Line:
    """A line that is drawn over. Blanks wipe it, no control sequence: a terminal that knows none shows the same."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._drawn, self._width = stream, time.monotonic(), 0

    def draw(self, told: str) -> None:
        """Show it in place of what stood there, but at most every OFTEN seconds."""
        if (moment := time.monotonic()) - self._drawn >= OFTEN:
            self._drawn = moment
            self._put(told[: shutil.get_terminal_size().columns - 1])
            _STANDING[id(self)] = self

    def wipe(self) -> None:
        if self._width:
            self._put("")
        _STANDING.pop(id(self), None)

    def _put(self, told: str) -> None:
        self._stream.write(f"\r{told.ljust(self._width)}\r{told}")
        self._stream.flush()
        self._width = len(told)


_STANDING: dict[int, Line] = {}  # those that something stands on now


def wipe() -> None:
    """Take away what is drawn, for something else is about to be printed."""
    for line in tuple(_STANDING.values()):
        line.wipe()


def counted(items: Iterable[T], what: str, stream: TextIO | None = None) -> Iterator[T]:
    """Pass the items on, and say now and then how many they were ("1,203 articles"); the line is gone at the end."""
    stream = stream or sys.stderr
    if not watched(stream):
        yield from items
        return
    line = Line(stream)
    try:
        for number, item in enumerate(items):
            line.wipe()
            yield item
            line.draw(f"{number + 1:,} {what}")
    finally:
        line.wipe()
