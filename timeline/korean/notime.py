"""What looks like a time and is none: 6·25전쟁, 9시 뉴스, 3일 천하, 후반 32분, 10여 분이 모시는 분."""

from __future__ import annotations

from timeline.korean.grammar import Expression
from timeline.korean.patterns import Pattern

# by what stands right before
_BEFORE = Pattern(r"(?:제|[가-힣]동\s?\d+의|버전|ver\.?|Ver\.?|No\.?|제\s|호선\s)$")
_NEW_YEAR = Pattern(r"\s?(?:소망|인사|덕담|복|다짐|선물|맞이|축하|소원|해맞이)")
# by what stands right behind
_BEHIND = Pattern(r"(?:\s?천하(?![가-힣])|:\d|호선|번길|\s?운동(?=을|이|의|가|은)|드컵)")


def is_no_time(text: str, expression: Expression) -> bool:
    """Whether the words around an expression make it something else."""
    start, end = expression.start, expression.end
    if _BEHIND.match(text, end) or _BEFORE.search(text, max(0, start - 8), start):
        return True
    point = expression.points[0] if expression.points else None
    if (
        point is not None
        and point.hour is not None
        and not point.has_date
        and text.startswith("뉴스", end + 1)
    ):
        return True
    return point is not None and point.turn == "새해" and _NEW_YEAR.match(text, end) is not None
