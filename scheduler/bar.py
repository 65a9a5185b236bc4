"""How far a crawl is, on a terminal; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from scheduler.progress import Line, watched

WIDTH = 20  # columns of the bar


class Progress(Protocol):
    """Told as a crawl goes on."""

    def begin(self, sources: int) -> None: ...

    def page(self, source: str) -> None: ...

    def over(self, source: str) -> None: ...


class Silent:
    """For whoever does not look."""

    def begin(self, sources: int) -> None: ...

    def page(self, source: str) -> None: ...

    def over(self, source: str) -> None: ...


@contextmanager
def on_terminal() -> Iterator[Progress]:
    """A bar on standard error if a person looks at it; results on standard output stay what they are."""
    if not watched(sys.stderr):
        yield Silent()
        return
    line = Line(sys.stderr)
    try:
        yield _Bar(line)
    finally:
        line.wipe()


class _Bar:
    def __init__(self, line: Line) -> None:
        self._line = line
        self.begin(0)

    def begin(self, sources: int) -> None:
        self._sources, self._over, self._pages, self._began = sources, 0, 0, time.monotonic()

    def page(self, source: str) -> None:
        self._pages += 1
        self._draw(source)

    def over(self, source: str) -> None:
        self._over += 1
        self._draw(source)

    def _draw(self, source: str) -> None:
        done = WIDTH * min(self._over, self._sources) // max(1, self._sources)
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        self._line.draw(
            f"[{'#' * done}{'-' * (WIDTH - done)}] {self._over} of {self._sources} sources, "
            f"{self._pages:,} pages, {minutes}:{seconds:02}, {source[:24]}"
        )
