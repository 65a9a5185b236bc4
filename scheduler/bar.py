"""How far a crawl is, on a terminal; nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Display


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
    if not sys.stderr.isatty():
        yield Silent()
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[pages]} pages"),
        progress.TimeElapsedColumn(),
    )
    console = Console(stderr=True, markup=False, highlight=False)
    to_terminal = sys.stdout.isatty()  # else results go where they are piped to
    with progress.Progress(*columns, console=console, redirect_stdout=to_terminal, transient=True) as display:
        yield _Bar(display)


class _Bar:
    def __init__(self, display: Display) -> None:
        self._display, self._pages = display, 0
        self._task = display.add_task("sources", total=None, pages=0)

    def begin(self, sources: int) -> None:
        self._pages = 0
        self._display.reset(self._task, total=sources, pages=0)

    def page(self, source: str) -> None:
        self._pages += 1
        self._display.update(self._task, description=source[:24], pages=self._pages)

    def over(self, source: str) -> None:  # noqa: ARG002
        self._display.advance(self._task)
