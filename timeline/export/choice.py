"""What a capped feed shows: all that is coming, and of the past as much as fits, newest first.

Google loses events beyond about a megabyte without a word, and Thunderbird's parser is quadratic: the cap is
the clients'. A cut is never silent: `Choice` says what went.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from timeline.model import Entry

EVENTS = 1000
OCTETS = 898_000  # of blocks; with the calendar's own head the file stays below 900,000


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks that fit, in order; how many went at either end and the day nearest to what stayed; the unfit."""

    blocks: tuple[bytes, ...]
    shown: tuple[Entry, ...]
    cut_past: int = 0
    cut_until: date | None = None
    cut_coming: int = 0
    cut_from: date | None = None
    unfit: tuple[str, ...] = ()

    @property
    def cut(self) -> int:
        return self.cut_past + self.cut_coming

    @property
    def remark(self) -> str:
        """What was cut, in words for the calendar's own description; empty where nothing was."""
        told = []
        if self.cut_past:
            told.append(f"{self.cut_until} 이전 {self.cut_past}건 생략")
        if self.cut_coming:
            told.append(f"{self.cut_from} 이후 {self.cut_coming}건 생략")
        return ", ".join(told)


def choose(
    entries: Iterable[Entry],
    write: Callable[[Entry], bytes],
    *,
    today: datetime,
    fill: Callable[[list[Entry]], Iterable[Entry]] = list,
    limit: int = EVENTS,
    octets: int = OCTETS,
) -> Choice:
    """Write the entries (sorted by start) that fit into `limit` blocks and `octets` bytes.

    The oldest past entries go first. `today` is the midnight that parts past from coming; what ends by then
    is past. `fill` makes of the outlines that fit what `write` is given. An entry that cannot be written is left out
    and named, and the others go on.
    """
    past: deque[Entry] = deque()
    coming: list[Entry] = []
    gone: list[Entry] = []  # the newest past entry that was cut
    cut_past = cut_coming = 0
    cut_from: date | None = None
    for entry in entries:
        if entry.event.span.end <= today:
            past.append(entry)
        elif len(coming) < limit:
            coming.append(entry)
        else:
            cut_coming, cut_from = cut_coming + 1, cut_from or _day(entry)
        if past and len(past) + len(coming) > limit:
            gone, cut_past = [past.popleft()], cut_past + 1
    written, unfit = _written(fill(list(heapq.merge(past, coming, key=_order))), write)
    old = {entry.uid for entry in past}
    size = sum(len(block) for _, block in written)
    while size > octets:
        at = next((n for n, (entry, _) in enumerate(written) if entry.uid in old), len(written) - 1)
        entry, block = written.pop(at)
        size -= len(block)
        if entry.uid in old:
            gone, cut_past = [entry], cut_past + 1
        else:
            cut_coming, cut_from = cut_coming + 1, _day(entry)
    return Choice(
        blocks=tuple(block for _, block in written),
        shown=tuple(entry for entry, _ in written),
        cut_past=cut_past,
        cut_until=_day(gone[0]) if gone else None,
        cut_coming=cut_coming,
        cut_from=cut_from,
        unfit=tuple(unfit),
    )


def _order(entry: Entry) -> tuple[datetime, str]:
    return entry.event.span.start, entry.uid


def _day(entry: Entry) -> date:
    return entry.event.span.start.date()


def _written(
    entries: Iterable[Entry], write: Callable[[Entry], bytes]
) -> tuple[list[tuple[Entry, bytes]], list[str]]:
    written, unfit = [], []
    for entry in entries:
        try:
            written.append((entry, write(entry)))
        except Exception:  # whatever is wrong with one entry, the others must reach their readers (R20)
            unfit.append(entry.uid)
    return written, unfit
