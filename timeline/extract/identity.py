"""Which entry is this event? An edited or re-read article keeps the uids of what it still tells. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeline.model import Entry, Event, EventKind

ALIKE = 0.5  # of the titles' letter pairs


def match(new: Sequence[Event], old: Sequence[Entry]) -> list[tuple[Event, Entry]]:
    """Pair the events just read with the entries of the same article, each with one at most, the likest first.

    An article has one report. Occurrences pair when title or time is the same, or the titles are alike.
    """
    scored = [
        (score, -i, -j)
        for i, event in enumerate(new)
        for j, entry in enumerate(old)
        if (score := _likeness(event, entry))
    ]
    pairs: list[tuple[Event, Entry]] = []
    taken_new: set[int] = set()
    taken_old: set[int] = set()
    for _, i, j in sorted(scored, reverse=True):
        if i not in taken_new and j not in taken_old:
            taken_new.add(i)
            taken_old.add(j)
            pairs.append((new[-i], old[-j]))
    return pairs


def _likeness(event: Event, entry: Entry) -> float:
    """How much an event is like an entry's; 0 when it is another. A standing entry goes before a withdrawn one."""
    before = entry.event
    if event.kind is not before.kind:
        return 0.0
    standing = 0.0 if entry.withdrawn else 0.1
    if event.kind is EventKind.REPORT:
        return 1.0 + standing
    titles = _shared(event.title, before.title)
    if event.title == before.title:
        return 2.0 + (event.span == before.span) + standing
    if event.span == before.span and (titles >= ALIKE / 2 or event.evidence.text == before.evidence.text):
        return 1.0 + titles + standing
    return titles + standing if titles >= ALIKE else 0.0


def _shared(one: str, other: str) -> float:
    """The Dice coefficient of two titles' letter pairs, blanks left out."""
    pairs, others = set(_pairs(one)), set(_pairs(other))
    return 2 * len(pairs & others) / max(1, len(pairs) + len(others))


def _pairs(title: str) -> Iterator[str]:
    letters = title.replace(" ", "")
    return (letters[i : i + 2] for i in range(len(letters) - 1))
