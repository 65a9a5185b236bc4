"""Every row of the fault matrix is a file here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path += [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "readers")]

import rig


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rig.built("disk", tmp_path_factory.mktemp("disk"))


@pytest.fixture(scope="session")
def zygote(disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[rig.Zygote]:
    made = rig.Zygote(tmp_path_factory.mktemp("zygote"), disk)
    yield made
    made.close()


@pytest.fixture
def clock(tmp_path_factory: pytest.TempPathFactory) -> rig.Clock:
    folder = tmp_path_factory.mktemp("clock")
    return rig.Clock(folder, rig.built("clock", folder))
