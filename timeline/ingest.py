"""Keep an article, and draw or redraw what it tells: whole or not at all.

Entries over several articles are settled again whenever one of their articles changes: the tellings around it are
gathered, put together by timeline.extract.tellings, and the entries brought to that. So reading in another order, or
twice, or half and then again after a kill, comes to the same timeline.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from timeline.errors import NoSuchEntry
from timeline.extract import read_article
from timeline.extract.identity import ACROSS, match
from timeline.extract.tellings import clusters, drawn, kinship, stands_alone
from timeline.model import Article, Citation, Entry, Event, Status
from timeline.store import Pen, Store, StoredArticle
from timeline.store.codec import digest
from timeline.telling import Rulings, Telling

BOUND = 64  # tellings looked at around an article; no event is told by so many


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an entry: `before` is None for a new one, `after` for one that is withdrawn."""

    uid: str
    before: Event | None
    after: Event | None
    revised: bool = True  # False where feeds would show the same


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping an article did: new, revised, unchanged, restored, withdrawn; the counts are of entries."""

    outcome: str
    added: int = 0
    revised: int = 0
    withdrawn: int = 0
    joined: int = 0  # of the article's events, those that entries of other articles told already
    changes: tuple[Change, ...] = ()

    @property
    def told(self) -> str:
        """In words: "new, 5 entries added", "unchanged"."""
        counts = (
            (self.added, "added"),
            (self.joined, "joined"),
            (self.revised - self.joined, "revised"),
            (self.withdrawn, "withdrawn"),
        )
        return ", ".join([self.outcome, *(f"{count} entries {word}" for count, word in counts if count > 0)])


def events_of(article: Article) -> tuple[Event, ...]:
    """What an article tells that is kept: all but statements. Takes as long as its text is, and no store."""
    return tuple(event for event in read_article(article).events if event.status is not Status.STATEMENT)


def keep(
    store: Store,
    article: Article,
    now: datetime,
    *,
    read: Callable[[Article], tuple[Event, ...]] = events_of,
    dry: bool = False,
    note: Callable[[Pen], None] | None = None,
) -> Kept:
    """Store the article's edition and what it tells; an edition that was stored already changes nothing.

    An edited article keeps the uids of the events it still tells; an event that no article tells any longer has
    lost its proof and is withdrawn, never deleted. One that was withdrawn with its article comes back with it.
    `read` reads the events of an edition that is not stored yet. With `dry`, only say what would change.
    `note` writes what is to stand with the article or not at all, though it be unchanged. Raises StoreError, and
    what `read` raises; then nothing of the article was stored.
    """
    if store.article_hash(article.source, article.key) == digest(article):
        if note:
            with store.pen(now) as pen:
                note(pen)
        return Kept("unchanged")
    events = read(article)
    with _tried(store, now, dry=dry) as pen:
        if note:
            note(pen)
        return _write_down(pen, article, events)


def keep_together(
    store: Store,
    told: Iterable[tuple[Article, Sequence[Event], Callable[[Pen], None]]],
    now: datetime,
) -> list[Kept]:
    """Store several articles, with their events and what is noted with each, in one transaction.

    They come to what they come to one by one in this order. Raises what `keep` does; then none was stored.
    """
    found = []
    with store.pens(now) as pens:
        for article, events, note in told:
            with pens() as pen:
                note(pen)
                found.append(_write_down(pen, article, events))
    return found


def _write_down(pen: Pen, article: Article, events: Sequence[Event]) -> Kept:
    stored = pen.article(article.source, article.key)
    if stored and not stored.withdrawn and pen.knows(stored, article):  # old, or a faster process
        return Kept("unchanged")
    before = pen.told_by(stored) if stored else []
    row = _edition(pen, article, stored)
    outcome = ("restored" if stored.withdrawn else "revised") if stored else "new"
    return _settle(pen, article, events, row, before, outcome)


def _edition(pen: Pen, article: Article, stored: StoredArticle | None) -> StoredArticle:
    if stored and stored.hash == digest(article):  # it was withdrawn, and is shown again as it was
        pen.withdraw_article(stored, withdrawn=False)
        return stored
    return pen.keep_article(article, stored)


def withdraw(store: Store, source: str, key: str, now: datetime) -> Kept:
    """Take back what an article told, its site having given it up; entries that others tell go on without it.

    The article's editions stay. One that is not stored, or is withdrawn already, is "unchanged".
    """
    found = store.article(source, key)
    with store.pen(now) as pen:
        stored = pen.article(source, key)
        if found is None or stored is None or stored.withdrawn:
            return Kept("unchanged")
        before = pen.told_by(stored)
        pen.withdraw_article(stored, withdrawn=True)
        return _settle(pen, found[0], (), stored, before, "withdrawn")


def reread(store: Store, article: Article, now: datetime, *, dry: bool = False) -> Kept:
    """Draw a stored article's events again with today's grammar; with `dry`, only say what would change.

    An article of which another edition was stored meanwhile is left to that one.
    """
    events, kept = events_of(article), Kept("unchanged")
    with _tried(store, now, dry=dry) as pen:
        row = pen.article(article.source, article.key)
        if row and row.hash == digest(article) and not row.withdrawn:
            kept = _settle(pen, article, events, row, pen.told_by(row), "unchanged")
    return replace(kept, outcome="revised") if kept.changes else kept


@contextmanager
def _tried(store: Store, now: datetime, *, dry: bool) -> Iterator[Pen]:
    """A transaction, taken back at its end if it is `dry`."""
    try:
        with store.pen(now) as pen:
            yield pen
            if dry:
                raise _Undone
    except _Undone:
        pass


class _Undone(Exception):
    """Takes a transaction back that was only tried."""


def _settle(
    pen: Pen,
    article: Article,
    events: Sequence[Event],
    row: StoredArticle,
    before: Sequence[tuple[Entry, Telling]],
    outcome: str,
) -> Kept:
    """Bring the article's entries, and all that are linked to them, to what their tellings come to."""
    mine = _tellings(article, events, pen.edition(row), before)
    entries = {entry.uid: entry for entry, _ in before if not entry.withdrawn}
    tellings = [*mine, *_around(pen, article, mine, entries)]
    rulings = pen.rulings(entries)
    place = {id(telling): number for number, telling in enumerate(tellings)}
    groups = sorted(clusters(tellings, rulings), key=lambda group: min(place[id(t)] for t in group))
    chosen = _uids(groups, sorted(entries.values(), key=lambda e: (not rulings.on(e.uid), e.created, e.uid)))
    standing, changes, joined = set(chosen.values()), [], 0
    for number, group in enumerate(groups):
        former = None if number in chosen else _former(pen, group, standing)
        entry = entries[chosen[number]] if number in chosen else former
        change = _write(pen, entry, group, pen.rulings([former.uid]) if former else rulings)
        standing.add(change.uid)
        joined += _record(pen, change.uid, group, standing, minted=entry is None)
        if change.revised:
            changes.append(change)
    for uid in sorted(entries.keys() - standing):
        pen.withdraw(entries[uid])
        changes.append(Change(uid, entries[uid].event, None))
    return _kept(outcome, changes, joined)


def _write(pen: Pen, entry: Entry | None, group: Sequence[Telling], rulings: Rulings) -> Change:
    event, told = drawn(group, rulings.statuses.get(entry.uid) if entry else None)
    if entry is None:
        return Change(pen.add(event, told), None, event)
    revised = pen.redraw(entry, event, told)
    return Change(entry.uid, None if entry.withdrawn else entry.event, event, revised)


def _tellings(
    article: Article, events: Sequence[Event], edition: int, before: Sequence[tuple[Entry, Telling]]
) -> list[Telling]:
    """The article's tellings, each with the uid of the entry in which it told the same before."""
    cites = Citation(
        article.source, article.key, article.url, article.publisher, article.title, article.published
    )
    standing = [replace(entry, event=told.event) for entry, told in before if not entry.withdrawn]
    uids = {id(event): entry.uid for event, entry in match(events, standing)}
    return [Telling(cites, event, edition, uids.get(id(event), "")) for event in events]


def _around(pen: Pen, article: Article, mine: Sequence[Telling], entries: dict[str, Entry]) -> list[Telling]:
    """What other articles tell that is linked to these tellings, directly or over others; bounded.

    Adds the entries they stand in to `entries`.
    """
    found: list[Telling] = []
    own = (article.source, article.key)

    def take(uids: Iterable[str]) -> None:
        for entry, told in pen.told(uids):
            entries.setdefault(entry.uid, entry)
            found.extend(telling for telling in told if telling.article != own)

    take(list(entries))
    asked = 0
    loaded: dict[str, tuple[Telling, ...]] = {}
    queue = [telling for telling in mine if not stands_alone(telling.event)]
    while asked < len(queue) + len(found) and len(found) < BOUND:
        telling = [*queue, *found][asked]
        asked += 1
        if not stands_alone(telling.event):
            take(_linked(pen, telling, entries, loaded))
    return found


def _linked(
    pen: Pen, telling: Telling, known: Collection[str], loaded: dict[str, tuple[Telling, ...]]
) -> list[str]:
    """The uids of entries not known yet of which some telling is of the same event; `loaded` spares reading twice."""
    near = [uid for uid in pen.near(telling.event) if uid not in known]
    unseen = set(near) - loaded.keys()
    loaded.update((uid, tuple(told)) for uid, told in (pen.tellings(unseen) if unseen else {}).items())
    told = ((uid, loaded[uid]) for uid in near if uid in loaded)
    return [uid for uid, others in told if any(kinship(telling, other) >= ACROSS for other in others)]


def _uids(groups: Sequence[Sequence[Telling]], entries: Iterable[Entry]) -> dict[int, str]:
    """For each group the uid it goes on under: of an entry that was split, the larger part keeps the uid."""
    chosen: dict[int, str] = {}
    for entry in entries:
        sizes = {n: sum(t.uid == entry.uid for t in group) for n, group in enumerate(groups)}
        best = max(sizes, key=lambda n: (sizes[n], -n), default=None)
        if best is not None and sizes[best] and best not in chosen:
            chosen[best] = entry.uid
    return chosen


def _former(pen: Pen, group: Sequence[Telling], taken: Iterable[str]) -> Entry | None:
    """The withdrawn entry under which one of the articles told this before."""
    used = set(taken)
    if not pen.once_told([telling.article for telling in group]):  # as of almost every new article
        return None
    for telling in group:
        row = pen.article(*telling.article)
        told = pen.told_by(row) if row else []
        gone = [replace(e, event=t.event) for e, t in told if e.withdrawn and e.uid not in used]
        if found := match([telling.event], gone):
            uid = found[0][1].uid
            return next(entry for entry, _ in told if entry.uid == uid)
    return None


def _record(pen: Pen, uid: str, group: Sequence[Telling], standing: Collection[str], *, minted: bool) -> int:
    """Write down which tellings joined the entry or left another; returns how many of them are new."""
    joined = 0
    for telling in group:
        if telling.uid == uid:
            continue
        if telling.uid in standing:
            pen.rule("parted", telling.uid, uid, "더는 같은 행사로 읽히지 않음", telling)
        others = [other for other in group if other is not telling]
        if others and not (minted and telling is group[0]):
            score = max(kinship(telling, other) for other in others)
            pen.rule("joined", uid, telling.uid, "때·이름·곳이 맞음", telling, round(score, 2))
            joined += not telling.uid
    return joined


def _kept(outcome: str, changes: Sequence[Change], joined: int) -> Kept:
    added = sum(change.before is None for change in changes)
    withdrawn = sum(change.after is None for change in changes)
    return Kept(outcome, added, len(changes) - added - withdrawn, withdrawn, joined, tuple(changes))


# ── what an operator says ──────────────────────────────────────────────────────────────────────────


def give_status(store: Store, uid: str, status: Status, reason: str, now: datetime) -> None:
    """Set an entry's status by an operator's word: it holds until a later edition tells something definite."""
    with store.pen(now) as pen:
        entry, told = _standing(pen, uid)
        pen.rule("status", uid, status.value, reason)
        event, ordered = drawn(told, pen.rulings([uid]).statuses.get(uid))
        pen.redraw(entry, event, ordered)


def split(store: Store, uid: str, articles: Collection[str], reason: str, now: datetime) -> str:
    """Give what these articles tell an entry of its own, for good; returns its uid.

    An article is named by its source, its key, both with a slash between, or its address.
    """
    with store.pen(now) as pen:
        entry, told = _standing(pen, uid)
        parted = [telling for telling in told if _names(telling) & set(articles)]
        missing = set(articles).difference(*map(_names, parted))
        if missing:
            raise NoSuchEntry(
                uid, f"is not told by {', '.join(sorted(missing))}", hint=f"yeonpyo event show {uid}"
            )
        if len(parted) == len(told):
            raise NoSuchEntry(
                uid, "would be left without an article", hint="leave at least one article in it"
            )
        former = _former(pen, parted, [uid])
        event, ordered = drawn(parted)
        if former:
            pen.redraw(former, event, ordered)
        other = former.uid if former else pen.add(event, ordered)
        pen.rule("split", uid, other, reason, parted[0])
        left, remaining = drawn([t for t in told if t not in parted], pen.rulings([uid]).statuses.get(uid))
        pen.redraw(entry, left, remaining)
    return other


def _names(telling: Telling) -> set[str]:
    cited = telling.cites
    return {cited.source, cited.key, f"{cited.source}/{cited.key}", cited.url} - {""}


def merge(store: Store, one: str, two: str, reason: str, now: datetime) -> str:
    """Make two entries one, for good; the older uid lives on and is returned."""
    with store.pen(now) as pen:
        pairs = sorted((_standing(pen, one), _standing(pen, two)), key=lambda p: (p[0].created, p[0].uid))
        (older, told), (younger, others) = pairs
        twice = {t.cites.key for t in told if t.article in {other.article for other in others}}
        if older.uid == younger.uid or twice:
            what = f"both stand in {', '.join(sorted(twice))}" if older.uid != younger.uid else "is one entry"
            raise NoSuchEntry(f"{one}, {two}", what, hint="an article tells two events as two")
        ruled = pen.rulings([younger.uid])
        pen.rule("merge", older.uid, younger.uid, reason)
        for pair in sorted(map(sorted, ruled.apart)):
            if older.uid not in pair:  # what was kept from the younger is kept from both
                pen.rule("split", older.uid, next(uid for uid in pair if uid != younger.uid), reason)
        event, ordered = drawn((*told, *others), pen.rulings([older.uid]).statuses.get(older.uid))
        pen.redraw(older, event, ordered)
        pen.withdraw(younger)
    return older.uid


def _standing(pen: Pen, uid: str) -> tuple[Entry, tuple[Telling, ...]]:
    found = next(iter(pen.told([uid])), None)
    if found is None or found[0].withdrawn:
        what = "there is no such entry" if found is None else "is withdrawn: no article tells it any longer"
        raise NoSuchEntry(uid, what, hint="yeonpyo event list")
    return found
