"""What the worker tells its keeper: a JSON object a line on standard output, at least one every BEAT seconds."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from typing import Any

BEAT = 15.0  # seconds


class Wire:
    """The worker's end. Says nothing until opened: a worker on its own has nobody to tell."""

    def __init__(self) -> None:
        self._descriptor: int | None = None

    def open(self) -> None:
        """Tell from now on; what else is printed goes to standard error."""
        self._descriptor = os.dup(sys.stdout.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        os.set_blocking(self._descriptor, False)  # a keeper that does not listen holds no crawl up

    def tell(self, **facts: Any) -> None:
        if self._descriptor is not None:
            with suppress(OSError):
                os.write(self._descriptor, (json.dumps(facts, ensure_ascii=False) + "\n").encode())

    async def beat(self) -> None:
        while True:
            self.tell(beat=True)
            await asyncio.sleep(BEAT)


def heard(line: bytes) -> dict[str, Any] | None:
    """The keeper's end: what a line tells, None for what is none of ours."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
