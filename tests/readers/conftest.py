"""The fixtures of tests/web, and where the readers live."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

NAME, FILE = "web_fixtures", Path(__file__).parent.parent / "web" / "conftest.py"

if NAME not in sys.modules:
    spec = importlib.util.spec_from_file_location(NAME, FILE)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[NAME] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[NAME])

samples, lint, serve = (getattr(sys.modules[NAME], name) for name in ("samples", "lint", "serve"))
sys.modules[NAME].by_path("readers_system", Path(__file__).parent / "system.py")
