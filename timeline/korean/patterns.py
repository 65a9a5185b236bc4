"""Regular expressions that compile when they are first used, so that importing this package takes milliseconds.

A class of Korean letters takes `re` half a millisecond to lay out, and there are many of them here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Matcher = Callable[..., "re.Match[str] | None"]


class Pattern:
    """A compiled pattern's `match`, `search`, `fullmatch` and `finditer`; the first use compiles it."""

    __slots__ = ("finditer", "fullmatch", "match", "search", "source")
    match: Matcher
    search: Matcher
    fullmatch: Matcher
    finditer: Callable[..., Iterator[re.Match[str]]]

    def __init__(self, source: str) -> None:
        self.source = source
        ALL.append(self)

    def __getattr__(self, name: str) -> Matcher:
        if name not in Pattern.__slots__:
            raise AttributeError(name)
        compiled = re.compile(self.source)
        self.match, self.search = compiled.match, compiled.search
        self.fullmatch, self.finditer = compiled.fullmatch, compiled.finditer
        return getattr(compiled, name)  # type: ignore[no-any-return]


ALL: list[Pattern] = []  # every pattern of this package, for the checkers
