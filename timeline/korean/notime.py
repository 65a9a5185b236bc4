"""What looks like a time and is none: 6·25전쟁, 9시 뉴스, 3일 천하, 후반 32분, 10여 분이 모시는 분."""

from __future__ import annotations

import re

from timeline.korean.grammar import Expression

# by what stands right before
_BEFORE = re.compile(r"(?:제|[가-힣]동\s?\d+의|버전|ver\.?|Ver\.?|No\.?|제\s|호선\s)$")
# by what stands right behind
_BEHIND = re.compile(
    r"(?:\s?뉴스(?![가-힣]*\s?(?:에|를|가|로))|\s?천하(?![가-힣])|:\d|호선|번길|\s?운동(?=을|이|의|가|은)|드컵)"
)
_MATCH = re.compile(r"(?:전반|후반|연장|쿼터|라운드|피리어드)(?:전)?\s?(?:추가\s?시간\s?)?(?:\d+분,\s?)?$")


def is_no_time(text: str, expression: Expression) -> bool:
    """Whether the words around an expression make it something else."""
    start, end = expression.start, expression.end
    if _BEHIND.match(text, end) or _BEFORE.search(text, max(0, start - 8), start):
        return True
    return _MATCH.search(text, max(0, start - 14), start) is not None
