"""`yeonpyo token …`: who may act over HTTP. A token is told once; the file, for its owner only, holds hashes."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from scheduler.config import Settings
from scheduler.terminal import row
from timeline.errors import ConfigError
from timeline.folders import make_folder

_OCTETS = 32  # 256 bits: nobody guesses it, so a plain hash is enough


def create(settings: Settings, name: str, now: datetime) -> str:
    """A new token under a name of the operator's. Raises ConfigError for a name that is taken."""
    held = _held(settings.tokens_file)
    if name in held:
        raise ConfigError(name, "there is such a token already", hint=f"yeonpyo token revoke {name}")
    token = secrets.token_urlsafe(_OCTETS)
    told = {"sha256": sha256(token.encode()).hexdigest(), "created": now.isoformat(timespec="seconds")}
    _write(settings.tokens_file, held | {name: told})
    return token


def standing(settings: Settings, name: str) -> dict[str, dict[str, str]]:
    """All that are held. Raises ConfigError where there is none of that name."""
    held = _held(settings.tokens_file)
    if name not in held:
        raise ConfigError(name, "there is no such token", hint="yeonpyo token list")
    return held


def revoke(settings: Settings, name: str) -> None:
    """Make the token worthless, at once. Raises ConfigError where there is none of that name."""
    held = standing(settings, name)
    _write(settings.tokens_file, {other: told for other, told in held.items() if other != name})


def lines(settings: Settings) -> Iterator[str]:
    """Every token: its name and since when; never the token."""
    for name, told in _held(settings.tokens_file).items():
        yield row(name, told["created"], name=name, created=told["created"])


def hashes(settings: Settings) -> dict[str, str]:
    """By name the SHA-256 of each token. Raises ConfigError where somebody's hand has broken the file."""
    return {name: told["sha256"] for name, told in _held(settings.tokens_file).items()}


def _held(path: Path) -> dict[str, dict[str, str]]:
    try:
        told: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise ConfigError(str(path), "no JSON", hint="remove it, and make new tokens") from None
    if not isinstance(told, dict) or not all(
        isinstance(each, dict) and each.keys() >= {"sha256", "created"} for each in told.values()
    ):
        raise ConfigError(str(path), "not written by us", hint="remove it, and make new tokens")
    return told


def _write(path: Path, held: dict[str, dict[str, str]]) -> None:
    """Whole or not at all, and readable by its owner only from the first octet on."""
    make_folder(path.parent)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(held, file, ensure_ascii=False, indent=1)
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):  # on a disk that cannot be written there is none
            fresh.unlink(missing_ok=True)
        raise ConfigError(str(path), f"cannot be written: {error.strerror}") from None
