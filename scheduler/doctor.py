"""`yeonpyo doctor`: what an operator would look at first, looked at, each with what to do about it."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from scheduler.care import kept
from scheduler.config import Settings
from scheduler.lease import dead
from scheduler.registry import sites
from timeline.errors import StoreMissing, YeonpyoError
from timeline.store import Store
from timeline.store.engine import SQLITE, WAL_RESET

SPACE = 50_000_000  # bytes, below which nothing new is stored
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # no true clock shows an earlier day
