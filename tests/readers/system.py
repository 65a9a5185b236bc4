"""The interpreter of Debian's GObject libraries: libical and evolution-data-server are reached through it."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

PYTHON = "/usr/bin/python3"


def system_python(typelib: str, version: str, *, package: str) -> str:
    """Its path; the test is skipped, or fails where everything is required, without the library."""
    if not _has(typelib, version):
        missing = f"{package} is not installed (tests/readers/README.md)"
        if os.environ.get("YEONPYO_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return PYTHON


@cache
def _has(typelib: str, version: str) -> bool:
    asked = f"import gi; gi.require_version({typelib!r}, {version!r})"
    return Path(PYTHON).exists() and not subprocess.run([PYTHON, "-c", asked], capture_output=True).returncode
