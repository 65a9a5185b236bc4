"""Where things are kept when no home is given: systemd's directories, where a unit names them, else XDG's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from timeline.errors import ConfigError

# By kind: systemd's variable, XDG's variable, XDG's default under the user's home.
_KINDS = {
    "config": ("CONFIGURATION_DIRECTORY", "XDG_CONFIG_HOME", ".config"),
    "data": ("STATE_DIRECTORY", "XDG_DATA_HOME", ".local/share"),
    "cache": ("CACHE_DIRECTORY", "XDG_CACHE_HOME", ".cache"),
}


def folder(kind: str) -> Path:
    """The folder of a kind: config, data or cache. A unit's directory is ours alone, XDG's is shared."""
    unit, variable, fallback = _KINDS[kind]
    told = os.environ.get(unit, "").partition(":")[0]
    if os.path.isabs(told):  # noqa: PTH117  a string that may be empty
        return Path(told)
    base = Path(os.environ.get(variable, ""))
    return (base if base.is_absolute() else Path.home() / fallback) / "yeonpyo"


def home_of(given: Path | str | None) -> Path | None:
    """The home that a flag or the environment names."""
    told = given or os.environ.get("YEONPYO_HOME")
    return Path(told) if told else None


def refuse_shared(path: Path) -> None:
    """Raise ConfigError where other users of the machine could change what the daemon believes (S24)."""
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & stat.S_IWOTH:
        raise ConfigError(str(path), "can be written by every user of this machine", hint=f"chmod o-w {path}")
