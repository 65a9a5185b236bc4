"""Regular expressions that compile when they are first used, so that importing this package takes milliseconds.

A class of Korean letters takes `re` half a millisecond to lay out, and there are many of them here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

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


def by_first_letter(branches: Iterable[str]) -> dict[str, str]:
    """Branches of an alternation that each begin with a letter, those of one letter put together.

    `re` tries branches one by one, but passes over those whose first letter is another's at once.
    """
    rests: dict[str, list[str]] = {}
    for branch in branches:
        size = 2 if branch[0] == "\\" else 1
        rests.setdefault(branch[:size], []).append(branch[size:])
    return {sign: f"(?:{'|'.join(rest)})" for sign, rest in sorted(rests.items())}


ALL: list[Pattern] = []  # every pattern of this package, for the checkers
