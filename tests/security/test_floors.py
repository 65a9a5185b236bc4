"""Installed versions against the advisories that matter (RELIABILITY B4), and what pyproject allows against the same.

Each: the first release without the hole, and which hole. `yeonpyo doctor` asks the same of an operator's machine.
"""

from __future__ import annotations

import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]

ADVISORIES = {
    "scrapy": ("2.14.2", "CVE-2026-105782, CVE-2024-3572"),
    "brotli": ("1.2.0", "CVE-2025-6176"),
    "twisted": ("26.4", "CVE-2026-42304, CVE-2024-41810"),
    "lxml": ("6.1.0", "CVE-2026-41066"),
    "starlette": ("1.3.1", "CVE-2025-62727, CVE-2026-48710, PYSEC-2026-248, PYSEC-2026-249"),
    "urllib3": ("2.6.3", "GHSA-38jv-5279-wg99"),
    "apscheduler": ("3.11.3", "and below 4: CVE-2026-31072"),
    "dateparser": ("1.5", "dateparser #869: always with languages"),
}


def declared() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {one.name.lower(): one for one in map(Requirement, project["dependencies"])}


@pytest.mark.parametrize("name", ADVISORIES)
def test_what_is_installed_is_without_the_hole(name: str) -> None:
    floor, hole = ADVISORIES[name]
    assert Version(metadata.version(name)) >= Version(floor), hole


@pytest.mark.parametrize("name", ADVISORIES)
def test_what_may_be_installed_is_without_the_hole(name: str) -> None:
    floors = [Version(one.version) for one in declared()[name].specifier if one.operator == ">="]
    assert floors
    assert max(floors) >= Version(ADVISORIES[name][0])


def test_apscheduler_4_is_refused() -> None:
    assert not declared()["apscheduler"].specifier.contains("4.0.0a6", prereleases=True)


def test_every_installed_library_is_at_its_floor() -> None:
    low = [
        f"{name} {metadata.version(name)}, wanted {one.specifier}"
        for name, one in declared().items()
        if not one.specifier.contains(metadata.version(name), prereleases=True)
    ]
    assert low == []


def test_every_constraint_meets_its_floor() -> None:
    """What `make` installs is what constraints.txt says."""
    rows = (
        line.partition("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    )
    pinned = {
        name.strip().lower().replace("_", "-"): version.partition(";")[0].strip() for name, _, version in rows
    }
    for name, one in declared().items():
        assert one.specifier.contains(pinned[name.replace("_", "-")], prereleases=True), name


def test_the_interpreter_is_one_we_know() -> None:
    assert (3, 11) <= sys.version_info[:2] < (3, 14)
