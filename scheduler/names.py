"""The names that a shell completes: kept in a small file, so that a TAB opens no store and reads no settings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from scheduler.folders import folder, home_of


def cache(home: Path | str | None) -> Path:
    """The file of a home's names, as Settings.cache_folder has it."""
    base = home_of(home)
    return (base / "cache" if base else folder("cache")) / "names.json"


def remember(file: Path, kind: str, names: Iterable[str]) -> None:
    """Write the names of a kind (source, feed) down; a cache that cannot be written costs a completion."""
    told = _read(file) | {kind: sorted(names)}
    draft = file.with_name(f"{file.name}.new-{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        draft.replace(file)


def recall(home: Path | str | None, kind: str, begun: str) -> list[str]:
    """The names that begin so."""
    names = _read(cache(home)).get(kind, [])
    return [name for name in names if isinstance(name, str) and name.startswith(begun)]


def _read(file: Path) -> dict[str, list[str]]:
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
