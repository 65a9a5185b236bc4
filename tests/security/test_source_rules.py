"""S2, S6, S26: what our source never does, the floors of its libraries, and the advisories behind them."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PACKAGES = ("crawler", "scheduler", "seeds", "timeline")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]

# Modules that run what they read, or fetch behind the guard's back.
NEVER_IMPORTED = {"pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "yaml", "xmlrpc"}
NEVER_IMPORTED |= {"requests", "httpx", "aiohttp", "telnetlib", "ftplib", "xml.dom", "xml.sax"}
NEVER_CALLED = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "os.fork",
    "tempfile.mktemp",
}
NEVER_CALLED |= {"subprocess.getoutput", "asyncio.create_subprocess_shell", "multiprocessing.Process"}
NEVER_CALLED |= {"trafilatura.fetch_url", "urllib.request.urlopen", "urlopen"}
NEVER_CALLED |= {f"ElementTree.{name}" for name in ("parse", "fromstring", "XML", "iterparse")}

# The advisory that each floor answers (RELIABILITY B4); a release below it must not be installable.
FLOORS = {
    "scrapy": "2.14.2",  # CVE-2026-105782
    "brotli": "1.2.0",  # CVE-2025-6176
    "twisted": "26.4",  # CVE-2026-42304
    "lxml": "6.1.0",  # CVE-2026-41066
    "starlette": "1.3.1",  # CVE-2025-62727, CVE-2026-48710, PYSEC-2026-248, PYSEC-2026-249
    "urllib3": "2.6.3",  # GHSA-38jv-5279-wg99
    "apscheduler": "3.11",
    "dateparser": "1.5",
}


def offences(source: str) -> Iterator[str]:
    """The names in a module's source that no module of ours may import or call."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _forbidden(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            yield from (name for name in names if _forbidden(name) or name in NEVER_CALLED)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in NEVER_CALLED:
                yield name
            if any(word.arg == "shell" and ast.unparse(word.value) != "False" for word in node.keywords):
                yield f"{name}(shell=…)"


def _forbidden(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in NEVER_IMPORTED)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_runs_what_it_reads(path: Path) -> None:
    assert list(offences(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from pickle import loads",
        "import yaml",
        "eval(text)",
        "from urllib.request import urlopen",
        "import subprocess\nsubprocess.run(line, shell=True)",
        "import os\nos.fork()",
    ],
)
def test_the_rule_finds(line: str) -> None:
    assert list(offences(line))


def requirements() -> dict[str, Requirement]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {one.name.lower(): one for one in map(Requirement, told["dependencies"])}


@pytest.mark.parametrize("name", FLOORS)
def test_no_release_with_a_known_hole_can_be_installed(name: str) -> None:
    wanted = requirements()[name]
    floor = Version(FLOORS[name])
    below = (
        [f"{floor.major}.{minor}" for minor in range(floor.minor)]
        if floor.minor
        else [f"{floor.major - 1}.99"]
    )
    assert not [version for version in below if wanted.specifier.contains(version)]
    assert wanted.specifier.contains(metadata.version(name))
    assert Version(metadata.version(name)) >= floor


@pytest.mark.parametrize("name", sorted(requirements()))
def test_every_dependency_has_a_floor_that_is_met(name: str) -> None:
    wanted = requirements()[name]
    assert any(one.operator in (">=", "==", "~=") for one in wanted.specifier)
    assert wanted.specifier.contains(metadata.version(name), prereleases=True)


def test_every_dependency_is_held_to_an_exact_version() -> None:
    """constraints.txt names a version of everything that is installed with us, and nothing below a floor."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    held = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    held = {_plain(name): version for name, version in held.items()}
    for name, wanted in requirements().items():
        assert wanted.specifier.contains(held[_plain(name)], prereleases=True), name
    assert not [line for line in lines if re.search(r"://|@ ", line)]
    assert sorted(_needed(set(map(_plain, requirements()))) - held.keys()) == []


def _needed(names: set[str]) -> set[str]:
    """These distributions and all that they ask for on this machine."""
    seen: set[str] = set()
    while names:
        name = names.pop()
        seen.add(name)
        for line in metadata.requires(name) or ():
            asked = Requirement(line)
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                names |= {_plain(asked.name)} - seen
    return seen


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
