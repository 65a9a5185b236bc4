"""Regular expressions that compile when they are first used, so that importing this package takes milliseconds.

A class of Korean letters takes `re` half a millisecond to lay out, and there are many of them here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Protocol, TypeVar

T = TypeVar("T")


class New(Protocol):
    """Makes a named tuple out of a tuple of its fields, without the call in Python that its own constructor is."""

    def __call__(self, named: type[T], fields: tuple[Any, ...], /) -> T: ...


new: New = tuple.__new__  # type: ignore[assignment]

Matcher = Callable[..., "re.Match[str] | None"]


class Pattern:
    """A compiled pattern's `match`, `search`, `fullmatch` and `finditer`; the first use compiles it.

    `told` is its source, or what spells it then, where that takes a while.
    """

    __slots__ = ("finditer", "fullmatch", "match", "search", "told")
    offers: ClassVar[tuple[str, ...]] = ("match", "fullmatch", "search", "finditer")
    match: Matcher
    search: Matcher
    fullmatch: Matcher
    finditer: Callable[..., Iterator[re.Match[str]]]

    def __init__(self, told: str | Callable[[], str]) -> None:
        self.told = told
        ALL.append(self)

    @property
    def source(self) -> str:
        return self.told if isinstance(self.told, str) else self.told()

    def __getattr__(self, name: str) -> Matcher:
        if name not in self.offers:
            raise AttributeError(name)
        compiled = re.compile(self.source)
        for offer in self.offers:
            setattr(self, offer, getattr(compiled, offer))
        return getattr(compiled, name)  # type: ignore[no-any-return]


class Here(Pattern):
    """A pattern that is matched where something begins, and never looked for along a text."""

    __slots__ = ()
    offers = ("match", "fullmatch")


def by_first_letter(branches: Iterable[str]) -> dict[str, str]:
    """Branches of an alternation that each begin with a letter, those of one letter put together.

    `re` tries branches one by one, but passes over those whose first letter is another's at once.
    """
    rests: dict[str, list[str]] = {}
    for branch in branches:
        size = 2 if branch[0] == "\\" else 1
        rests.setdefault(branch[:size], []).append(branch[size:])
    return {
        sign: rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})" for sign, rest in sorted(rests.items())
    }


def behind(text: str, end: int) -> str:
    """The sign behind `end`, over one blank: what no word of a pattern begins with, it need not be asked about."""
    sign = text[end : end + 1]
    return text[end + 1 : end + 2] if sign == " " else sign


def before(text: str, start: int) -> str:
    """The sign before `start`, over one blank."""
    sign = text[start - 1 : start]
    return text[start - 2 : start - 1] if sign == " " else sign


BLANKS = "".join(
    map(chr, (*range(9, 14), *range(28, 33), 133, 160, 5760, *range(0x2000, 0x200B), 0x2028, 0x2029))
)
BLANKS += "\u202f\u205f\u3000"  # what \s is
ALL: list[Pattern] = []  # every pattern of this package, for the checkers
