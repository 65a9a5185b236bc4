"""What a reader of the timeline may ask for, and of whom: feeds, pages, the API and the command line alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, Protocol

from timeline.model import Article, Entry, Event, EventKind, Grain, Status

# By start and uid, or first what starts last, what was revised last, what was learned last.
Order = Literal["start", "latest", "changed", "learned"]


@dataclass(frozen=True, slots=True)
class Query:
    """Which entries are wanted; fields are joined by AND, the values inside one by OR, empty means any.

    `since` and `until` bound the entries whose span meets [since, until), `starting` those that begin no
    earlier. `newest_past` keeps that many of the entries before `since` as well, newest first, so that a feed
    over old documents is not empty. `words` is a search as timeline.bigrams reads it.
    """

    kinds: tuple[EventKind, ...] = ()
    statuses: tuple[Status, ...] = ()
    grains: tuple[Grain, ...] = ()
    regions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    newest_past: int = 0
    changed_after: int = 0  # a change number: only entries whose newest revision came later
    min_confidence: float = 0.0
    lone_reports: bool = False  # of reports, only those whose article gave no occurrence
    withdrawn: bool = False  # withdrawn entries too
    revised: bool = False  # only those that are not as they were first told
    starting: datetime | None = None
    with_day: bool | None = None  # only those whose day is known, or only the others
    per_day: int = 0  # at most so many of those that begin on one day
    learned_before: str = ""  # a uid: only entries learned before that one, for pages of "learned"


class Told(NamedTuple):
    """An entry as a reader of JSON gets it: in outline with the text that is kept of it, else whole with none."""

    entry: Entry
    text: bytes

    @property
    def uid(self) -> str:
        return self.entry.uid


class Shelf(Protocol):
    """Where entries stand, as their readers see it: the store, or a few literals in a test."""

    def latest(self) -> tuple[int, datetime | None]:
        """The newest change number (0 for an empty shelf) and its time, without reading an entry."""
        ...

    def entries(self, query: Query, *, limit: int | None = None, order: Order = "start") -> Iterator[Entry]:
        """The entries wanted, in that order."""
        ...

    def outlines(self, query: Query) -> Iterator[Entry]:
        """The entries wanted, by start; of their events only kind, span, status and confidence need be told.

        For who looks at many to show few: it costs a tenth of reading them.
        """
        ...

    def filled(self, outlines: Sequence[Entry]) -> list[Entry]:
        """The same entries in full, in that order."""
        ...

    def written(self, query: Query, form: int) -> Iterator[Told]:
        """The entries wanted, by start, with what is kept of them as JSON in that form."""
        ...

    def texts(self, query: Query, form: int) -> Iterator[bytes | Entry]:
        """The same for who chooses no further: what is kept, or the entry of which nothing is."""
        ...

    def entry(self, uid: str) -> Entry | None:
        """The entry of that uid, withdrawn or not."""
        ...


@dataclass(frozen=True, slots=True)
class Revision:
    """What an entry once was, and since when."""

    number: int
    at: datetime
    event: Event
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Joining:
    """What was joined to an entry, parted from it or ruled on it, by which rule.

    `kind` is joined or parted (by rules), merge, split or status (by an operator). `other` is the other entry's
    uid, or the status; empty where a new telling came from (source, key).
    """

    kind: str
    at: datetime
    uid: str
    other: str
    source: str
    key: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands, as its readers may know it; `reason` says in a word why the last try failed."""

    id: str
    name: str
    family: str
    host: str
    enabled: bool
    last_attempt: datetime | None
    last_success: datetime | None
    next_due: datetime | None
    failures: int
    reason: str
    articles: int
    interval: timedelta | None = None  # how often it is looked at while all is well


@dataclass(frozen=True, slots=True)
class Run:
    """How one look at a source went: articles new, changed, known before and failed; why it failed, or ""."""

    at: datetime
    reason: str = ""
    new: int = 0
    changed: int = 0
    known: int = 0
    failed: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A source in full: its last looks, newest first; articles and events a day; its newest article."""

    standing: Standing
    runs: tuple[Run, ...]
    daily: Mapping[date, tuple[int, int]]
    newest: Article | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A private feed: filters in their canonical form, under a name of the operator's; never its secret."""

    id: int
    name: str
    filters: str
    created: datetime
    revoked: datetime | None


class Catalogue(Shelf, Protocol):
    """A shelf with what pages ask beside entries. None of the figures costs reading an entry."""

    def count_days(self, query: Query) -> dict[date, int]:
        """How many of the entries wanted begin on each day; those without a known day are left out."""
        ...

    def count_facets(self, query: Query) -> dict[str, dict[str, int]]:
        """By name (region, category, source) the values among the entries wanted, most frequent first.

        Under `status` the statuses of the filters (confirmed, tentative, cancelled) are counted.
        """
        ...

    def revisions(self, uid: str) -> list[Revision]:
        """What the entry has been, the first first; empty for an unknown uid."""
        ...

    def article(self, source: str, key: str) -> tuple[Article, list[Entry]] | None:
        """An article's newest edition and the entries that cite it, by start; None where there is none."""
        ...

    def articles(
        self, after: int, limit: int, since: datetime | None = None, sources: Sequence[str] = ()
    ) -> list[tuple[int, Article]]:
        """Articles after that number, in the order they were first stored, each with its number."""
        ...

    def changes(self, after: int, limit: int) -> list[Entry]:
        """The entries whose newest revision came after that change number, oldest change first, withdrawn too."""
        ...

    def saved(self, secret: str) -> Saved | None:
        """The private feed under that secret, revoked or not."""
        ...

    def standings(self) -> list[Standing]:
        """Every source, by id."""
        ...

    def names(self) -> dict[str, str]:
        """What each source is called, by id."""
        ...

    def runs(self) -> dict[str, list[Run]]:
        """By source its last looks, the newest first."""
        ...

    def dossier(self, source: str, since: date) -> Dossier | None:
        """One source in full, counted from that day on; None for an unknown one."""
        ...
