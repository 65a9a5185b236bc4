"""The store as the rest of the house sees it: entries to read, and one pen to write with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, func, select, update

from timeline.errors import StoreIllegible
from timeline.model import Article, Entry
from timeline.query import Dossier, Joining, Order, Query, Revision, Run, Saved, Standing, Told
from timeline.store import codec, counting, engine, reading, tellings, written
from timeline.store import schema as s
from timeline.store.alarms import Alarms
from timeline.store.backfills import Backfills
from timeline.store.codec import FORGOTTEN
from timeline.store.feeds import Feeds
from timeline.store.nearby import nearby
from timeline.store.pages import Pages
from timeline.store.pen import Pen
from timeline.store.place import Place, place
from timeline.store.sources import Sources
from timeline.telling import Telling

HANDFUL = 200  # editions whose text is deleted in one transaction

_SURE = 1.0  # seconds for which an unchanged mark is believed


class Store:
    """A timeline store, in a SQLite file or a PostgreSQL database. Use as a context manager; threads may share it.

    `open` refuses a store that is missing (unless `make`), damaged, foreign, or of another release's shape.
    """

    def __init__(self, where: Place) -> None:
        self.place = where
        self._reader, self._writer = where.engines()
        self._illegible = False
        self._latest: tuple[tuple[int, ...] | None, float, tuple[int, datetime | None]] | None = None
        self.sources = Sources(self._reading_on, self._writing)
        self.pages = Pages(self._reading, self._writing)
        self.alarms = Alarms(self._reading, self._writing)
        self.backfills = Backfills(self._reading, self._writing)
        self.feeds = Feeds(self._reading, self._writing)

    @classmethod
    def open(cls, where: Place | Path | str, *, make: bool = False) -> Store:
        """The store at a path or a URL; with `make`, an empty one is made if nothing stands there."""
        home = place(where)
        if make and not home.stands():
            home.make()
        home.examine()
        return cls(home)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._reader.dispose()
        self.place.leave(self._writer)

    # ── reading ────────────────────────────────────────────────────────────────────────────────────

    def latest(self) -> tuple[int, datetime | None]:
        """The newest change number and when it was made; (0, None) in an empty store. Reads no event row.

        While the place bears the same mark nothing was written, and nothing is asked; but once a second, for two
        commits within one tick of the file system's clock may leave one mark.
        """
        mark, now = self.place.mark(), time.monotonic()
        known = self._latest
        if known and mark and known[0] == mark and now < known[1]:
            return known[2]
        with self._reading() as connection:
            row = connection.execute(select(s.change).order_by(s.change.c.seq.desc()).limit(1)).first()
        told = (row.seq, row.at) if row else (0, None)
        self._latest = (mark, now + _SURE, told)
        return told

    def entries(self, query: Query, *, limit: int | None = None, order: Order = "start") -> Iterator[Entry]:
        """The entries that meet `query`, of one snapshot."""
        with self._reading() as connection:
            yield from reading.entries(connection, query, limit, order)

    def outlines(self, query: Query) -> Iterator[Entry]:
        """The entries that meet `query`, by start, without what they tell; of one snapshot."""
        with self._reading() as connection:
            yield from reading.outlines(connection, query)

    def filled(self, outlines: Sequence[Entry]) -> list[Entry]:
        """The same entries in full, in that order; one that cannot be read is left out."""
        with self._reading() as connection:
            told = {entry.uid: entry for entry in reading.by_uid(connection, [each.uid for each in outlines])}
        return [told[each.uid] for each in outlines if each.uid in told]

    def written(self, query: Query, form: int) -> Iterator[Told]:
        """The entries that meet `query`, by start, with their JSON where it is kept in that form; of one snapshot."""
        with self._reading() as connection:
            yield from written.entries(connection, query, form)

    def texts(self, query: Query, form: int) -> Iterator[bytes | Entry]:
        """Of the same only the text, or the entry of which none is kept."""
        with self._reading() as connection:
            yield from written.texts(connection, query, form)

    def entry(self, uid: str) -> Entry | None:
        """The entry with this uid, withdrawn or not."""
        with self._reading() as connection:
            return reading.entry(connection, uid)

    def count_days(self, query: Query) -> dict[date, int]:
        """How many of the entries wanted begin on each day."""
        with self._reading() as connection:
            return counting.days(connection, query)

    def count_facets(self, query: Query) -> dict[str, dict[str, int]]:
        """By name the regions, categories and sources of the entries wanted, most frequent first."""
        with self._reading() as connection:
            return counting.facets(connection, query)

    def revisions(self, uid: str) -> list[Revision]:
        """What the entry has been, the first first."""
        with self._reading() as connection:
            return counting.revisions(connection, uid)

    def tellings(self, uid: str) -> tuple[Telling, ...]:
        """What each of its articles tells of the entry, the one that proves it first."""
        with self._reading() as connection:
            return next((told for _, told in tellings.of_entries(connection, [uid])), ())

    def joinings(self, uid: str) -> list[Joining]:
        """What was joined to the entry, parted from it or ruled on it, the first first."""
        with self._reading() as connection:
            return tellings.joinings(connection, uid)

    def articles(
        self, after: int, limit: int, since: datetime | None = None, sources: Sequence[str] = ()
    ) -> list[tuple[int, Article]]:
        """Articles in the order of their numbers, newest editions, published or first stored since then."""
        with self._reading() as connection:
            return reading.articles(connection, after, limit, since, sources)

    def article(self, source: str, key: str) -> tuple[Article, list[Entry]] | None:
        """An article's newest edition and the entries that cite it, by start."""
        with self._reading() as connection:
            return reading.article(connection, source, key)

    def changes(self, after: int, limit: int) -> list[Entry]:
        """The entries revised after that change number, the oldest change first, withdrawn ones too."""
        with self._reading() as connection:
            return reading.changes(connection, after, limit)

    def saved(self, secret: str) -> Saved | None:
        """The private feed under that secret, revoked or not."""
        return self.feeds.find(secret)

    def standings(self) -> list[Standing]:
        """How every source stands, with the articles it gave."""
        with self._reading_on() as connection:
            return counting.standings(connection)

    def names(self) -> dict[str, str]:
        """What each source is called, by id."""
        with self._reading_on() as connection:
            return counting.names(connection)

    def runs(self) -> dict[str, list[Run]]:
        """By source its last looks, the newest first."""
        with self._reading_on() as connection:
            return counting.runs(connection)

    def dossier(self, source: str, since: date) -> Dossier | None:
        """One source in full: how it stands, its last looks, what it gave a day since then, its newest article."""
        with self._reading_on() as connection:
            return counting.dossier(connection, source, since)

    def article_hash(self, source: str, key: str) -> str | None:
        """The hash of the newest stored edition of an article, None if there is none or it is withdrawn."""
        with self._reading() as connection:
            return connection.scalar(
                select(s.article.c.hash).filter_by(source=source, key=key, withdrawn_at=None)
            )

    def article_since(self, source: str, key: str) -> datetime | None:
        """When the article was first stored, None if it was not."""
        with self._reading() as connection:
            return connection.scalar(select(s.article.c.created_at).filter_by(source=source, key=key))

    def counts(self) -> dict[str, int]:
        """How many articles, standing occurrences and changes there are."""
        with self._reading() as connection:
            return reading.counts(connection)

    def learned(self, since: datetime) -> int:
        """How many entries were drawn or revised since then."""
        recent = select(func.count()).select_from(s.event).join(s.change, s.change.c.seq == s.event.c.seq)
        with self._reading() as connection:
            return connection.scalar(recent.where(s.change.c.at >= since)) or 0

    # ── writing ────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def pen(self, now: datetime) -> Iterator[Pen]:
        """One transaction, all or nothing, durable when the block ends. Never fetch or sleep inside."""
        with self.pens(now) as pens, pens() as pen:
            yield pen

    @contextmanager
    def pens(self, now: datetime) -> Iterator[Callable[[], AbstractContextManager[Pen]]]:
        """One transaction for several pens, one after another, each as if the others had been before it."""

        @contextmanager
        def taken() -> Iterator[Pen]:
            pen = Pen(connection, now, known)
            yield pen
            pen.settle()

        with self._writing() as connection:
            known = nearby(connection)
            yield taken
        known.settled()

    def forget_texts(self, before: datetime, now: datetime) -> int:
        """Empty the text of the editions stored before then, a handful a transaction; returns how many.

        No change is numbered: a feed never held an article's text.
        """
        count = 0
        while number := self._forget_some(before, now):
            count += number
        return count

    def _forget_some(self, before: datetime, now: datetime) -> int:
        told = s.article_revision
        old = select(told).where(told.c.at < before, told.c.body.not_like(f"%{FORGOTTEN}%")).limit(HANDFUL)
        with self._writing() as connection:
            rows = connection.execute(old).all()
            for row in rows:
                here = (told.c.article == row.article, told.c.revision == row.revision)
                body = codec.forgotten(row.body, f"{FORGOTTEN} {now:%Y-%m-%d}")
                connection.execute(update(told).where(*here).values(body=body))
        return len(rows)

    def keep_written(self, write: Callable[[Entry], bytes], form: int) -> int:
        """Keep the JSON of the next entries that have none in that form, in one transaction; returns how many.

        No change is numbered: a feed shows the same.
        """
        with self._writing() as connection:
            return written.keep(connection, write, form)

    def optimise(self) -> None:
        """What keeps the store quick over months."""
        with self.place.translated(), self.place.writing():
            self.place.optimise(self._writer)

    def shrink(self) -> tuple[int, int]:
        """Give back the space of what was deleted; how many bytes the store took and takes. Others wait."""
        with self.place.translated(), self.place.writing():
            return self.place.shrink(self._writer)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        letters = engine.legible if self._illegible else nullcontext
        try:
            with self.place.translated(), self._reader.begin() as connection, letters(connection):
                yield connection
        except StoreIllegible:
            self._illegible = True  # whoever asks again gets all that can be read
            raise

    @contextmanager
    def _reading_on(self) -> Iterator[Connection]:
        """A snapshot, read on where octets are no text; of what is small."""
        with self._reading() as connection, engine.legible(connection):
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self.place.translated(), self.place.writing(), self._writer.begin() as connection:
            yield connection
