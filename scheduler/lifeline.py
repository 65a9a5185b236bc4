"""The daemon's line to its worker: standard input. A line wakes, its end is the daemon's death, and the worker's."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable


class Lifeline:
    """Listens from the moment it is made: a daemon that dies while its worker still starts takes it along."""

    def __init__(self) -> None:
        self.on_line: Callable[[], None] = lambda: None
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for _ in iter(lambda: os.read(0, 4096), b""):
            self.on_line()
        os._exit(0)
