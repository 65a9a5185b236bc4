"""Documents that ship with the project, read by `yeonpyo up` on the first day (README.md tells of each)."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """Return the folder that holds them."""
    return Path(__file__).parent
