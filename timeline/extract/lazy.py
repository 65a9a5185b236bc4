"""Regular expressions that are compiled when they are first asked: most articles need few of them.

A class of Korean letters takes `re` half a millisecond to lay out, and there are many here.
"""

from __future__ import annotations

import re
from typing import Any, cast


class Lazy:
    """Stands for a pattern; the first use of a method compiles it, later ones are the pattern's own."""

    def __init__(self, source: str, flags: int) -> None:
        self.source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.source, self._flags)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A compiled pattern, as far as anybody can tell."""
    return cast("re.Pattern[str]", Lazy(source, flags))
