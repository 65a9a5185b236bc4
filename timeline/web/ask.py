"""What a drawing depends on beside the entries, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from timeline.model import SEOUL, Entry
from timeline.web.filters import Filters

Write = Callable[[Entry], bytes]


def _anew(write: Write) -> Write:
    return write


@dataclass(frozen=True, slots=True)
class Site:
    """What the timeline is called, and its public address, if it has one."""

    name: str = "연표"
    public_url: str | None = None

    def url(self, path: str, canonical: str = "") -> str | None:
        asked = f"?{canonical}" if canonical else ""
        return f"{self.public_url.rstrip('/')}{path}{asked}" if self.public_url else None


@dataclass(frozen=True, slots=True)
class Ask:
    """What a drawing depends on beside the entries.

    `change` is the shelf's newest; `kept` gives what writes an entry as another does, once a revision; `remark` is
    what readers of the whole must be told.
    """

    filters: Filters
    site: Site
    now: datetime
    change: int
    kept: Callable[[Write], Write] = _anew
    remark: str = ""

    @property
    def today(self) -> date:
        return self.now.astimezone(SEOUL).date()

    def address(self, path: str) -> str | None:
        """Where the world finds this very feed, filters and all; None without a public address."""
        return self.site.url(path, self.filters.canonical())


@dataclass(frozen=True, slots=True)
class Drawn:
    """A feed's bytes; the first day on which the same change number would give others; the uids left out; how many
    entries a cap cut."""

    body: bytes
    turns: date | None = None
    unfit: tuple[str, ...] = ()
    cut: int = 0
