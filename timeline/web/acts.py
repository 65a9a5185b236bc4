"""What an operator can have done over HTTP, as whoever does it promises; timeline.web.operator has the routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from timeline.errors import YeonpyoError


class NotThere(YeonpyoError):
    """A source or an event that was named and is not there."""


class Operator(Protocol):
    """What can be done. Each raises NotThere, or another YeonpyoError for what cannot be as things stand."""

    def tokens(self) -> Mapping[str, str]:
        """By name the SHA-256 (hex) of every token that holds; read anew each time."""
        ...

    def crawl(self, source: str) -> None:
        """Make an enabled source due at once."""
        ...

    def switch(self, source: str, *, on: bool) -> None:
        """Have a source crawled from now on, or no longer."""
        ...

    def give_status(self, uid: str, status: str, reason: str) -> dict[str, Any]:
        """Say what became of an event; gives it as it stands then, as JSON has it."""
        ...

    def merge(self, uid: str, other: str, reason: str) -> dict[str, Any]:
        """Make two events one; gives it, under the older uid."""
        ...

    def split(self, uid: str, articles: Sequence[str], reason: str) -> list[dict[str, Any]]:
        """Give what these articles tell an event of its own; gives both, the old one first."""
        ...
