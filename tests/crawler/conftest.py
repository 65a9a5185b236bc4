from __future__ import annotations

import dataclasses
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from timeline.model import Article, Stamp


def _told(value: Any) -> Any:
    if isinstance(value, Stamp):
        return {**dataclasses.asdict(value), "at": value.at.isoformat()}
    return list(value) if isinstance(value, tuple) else value


@pytest.fixture(scope="session")
def told() -> Callable[[Article], dict[str, Any]]:
    """An article as its golden .json tells it: only what it has."""

    def tell(article: Article) -> dict[str, Any]:
        fields = {name: _told(getattr(article, name)) for name in article.__dataclass_fields__}
        return {name: value for name, value in fields.items() if value not in ("", [], None)}

    return tell


@pytest.fixture(scope="session")
def pages() -> Path:
    return Path(__file__).parents[1] / "pages"


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def fault_server() -> Any:
    """The class FaultServer of tests/faultserver.py."""
    return _load(Path(__file__).parents[1] / "faultserver.py").FaultServer


class Crawled:
    """What a crawl in a child process told."""

    def __init__(self, lines: list[dict[str, Any]], log: str) -> None:
        self.lines, self.log = lines, log

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["kind"] == kind]

    @property
    def results(self) -> dict[str, dict[str, Any]]:
        told = self.of("result")
        return {line["source"]: {k: v for k, v in line.items() if k != "seconds"} for line in told}

    @property
    def reasons(self) -> dict[str, str]:
        return {name: result["reason"] for name, result in self.results.items()}


@pytest.fixture(scope="session")
def crawled() -> Callable[..., Crawled]:
    """Crawl in a real child process; a site is its entry's keys, aid and without delay unless it says."""

    def run(*sites: dict[str, Any], **told: Any) -> Crawled:
        plain = {"family": "aid", "delay": 0, "name": "가람신문"}
        entries = [plain | {"id": f"site-{i}"} | site for i, site in enumerate(sites)]
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("child.py"))],
            input=json.dumps({"sites": entries, **told}),
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return Crawled([json.loads(line) for line in done.stdout.splitlines()], done.stderr)

    return run
