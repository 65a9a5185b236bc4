"""Fixtures of the feeds' tests: the samples, loaded by path."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


def by_path(name: str, path: Path) -> ModuleType:
    """The module of that file, once a run, so that every test file sees the same one."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    return by_path("feed_samples", HERE / "samples.py")


@pytest.fixture(scope="session")
def lint() -> ModuleType:
    return by_path("ical_lint", HERE.parent / "readers" / "lint.py")
