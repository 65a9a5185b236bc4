"""What resolving gives: a stretch of days and why; or the reason why there is none."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from timeline.when import Grain, Kind, Span


class Unplaced(Exception):
    """A point that its context does not let us place: no publication, no antecedent, no such word here."""


class Placed(NamedTuple):
    """A point's days, [start, end), how wide it was told, by which rule, and why, in an operator's words."""

    start: date
    end: date
    grain: Grain
    rule: str
    why: str
    rejected: tuple[str, ...] = ()
    context: bool = False
    confidence: float = 1.0
    span: Span | None = None  # the whole of these days, where it was drawn before


class Read(NamedTuple):
    """What an expression came to, before it is a mention."""

    kind: Kind
    span: Span | None
    why: str
    rule: str
    rejected: tuple[str, ...] = ()
    context: bool = False
    confidence: float = 1.0
