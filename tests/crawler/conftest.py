from __future__ import annotations

import dataclasses
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
