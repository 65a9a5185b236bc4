"""`yeonpyo config show` and `check`: each setting, what it is, and who said so; secrets stay hidden."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from scheduler.config import PREFIX, SECRETS, Settings, config_file, where_set
from scheduler.folders import refuse_shared
from scheduler.terminal import plain, with_ok

HIDDEN = "(hidden)"
OURS = ("HOME", "REQUIRE_ALL")  # YEONPYO_… that are no settings


@dataclass(frozen=True, slots=True)
class Setting:
    """A key with its value as it would be written, and its origin: default, FILE:LINE, a variable, or a flag."""

    key: str
    value: Any
    origin: str


def told(settings: Settings, flags: dict[str, Any]) -> Iterator[Setting]:
    """Every setting in the order of docs/running.md."""
    file = config_file(settings.home)
    for key, given in settings.model_dump(mode="json").items():
        value = given
        if key in SECRETS and value:
            value = (
                str(settings.store) if key == "db" else HIDDEN
            )  # a store names itself without its password
        yield Setting(key, value, where_set(key, file, flags))


def show(settings: Settings, flags: dict[str, Any], *, as_json: bool, say: Callable[[str], None]) -> int:
    """Print each setting with its origin, between tabs or as one JSON document."""
    rows = list(told(settings, flags))
    if as_json:
        say(with_ok(0, settings={row.key: {"value": row.value, "origin": row.origin} for row in rows}))
        return 0
    for row in rows:
        say(f"{row.key}\t{plain(_written(row.value))}\t{row.origin}")
    return 0


def check(
    settings: Settings, *, as_json: bool, say: Callable[[str], None], remark: Callable[[str], None]
) -> int:
    """Read everything that a start would read; raises ConfigError where it would not start."""
    from scheduler.registry import sites

    for path in {settings.config_folder, settings.data_folder}:
        refuse_shared(path)
    entries = sites(settings)
    crawled = sum(site.enabled for site in entries.values())
    strange = [f"{name} is no setting{_like(name)}" for name in _strangers()]
    for complaint in strange:
        remark(complaint)
    if as_json:
        say(
            with_ok(
                0, file=str(config_file(settings.home)), sites=len(entries), crawled=crawled, notes=strange
            )
        )
    else:
        say(f"ok\t{config_file(settings.home)}\t{len(entries)} site entries, {crawled} crawled")
    return 0


def _strangers() -> list[str]:
    """YEONPYO_… of the environment that nothing reads: told, not refused."""
    keys = {name.upper() for name in Settings.model_fields}
    known = {*keys, *(f"{key}_FILE" for key in keys), *OURS}
    return [
        name
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in known
    ]


def _like(name: str) -> str:
    near = get_close_matches(name.removeprefix(PREFIX).lower(), Settings.model_fields, 1)
    return f"; {PREFIX}{near[0].upper()} is" if near else ""


def _written(value: Any) -> str:
    if value is None or value in ("", []):
        return "-"
    if isinstance(value, bool):
        return str(value).lower()  # as TOML has it
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
