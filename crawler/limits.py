"""How long may reading one page take? A tree or pattern that does not end must not hold the batch."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from timeline.errors import PageError


class TookTooLong(PageError):
    """A page that could not be read within its time."""


@contextmanager
def time_limit(seconds: float, where: str) -> Iterator[None]:
    """Raise TookTooLong in the block after `seconds`; in the main thread only, where signals arrive.

    A limit within a limit leaves the outer one what is left of it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLong(where, f"not read within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    begun = time.monotonic()
    left = signal.setitimer(signal.ITIMER_REAL, seconds)[0]
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - begun), 0.001))
