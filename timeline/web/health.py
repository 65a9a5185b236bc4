"""How the house is, as its keeper tells it: what /healthz says beside what the server knows itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Health:
    """`problems` are short Korean sentences for an operator; any of them makes /healthz answer 503.

    `last_tick` is the scheduler's last round, `last_crawl` the last good read of any source; `facts` are
    further figures by name.
    """

    problems: tuple[str, ...] = ()
    last_tick: datetime | None = None
    last_crawl: datetime | None = None
    late: bool = False  # pages then say that what they show is as it was last read
    facts: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
