"""The store as the rest of the house sees it: entries to read, and one pen to write with."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from timeline.extract.tellings import Rulings, Telling
from timeline.model import SEOUL, Article, Entry, Event, Grain, Span
from timeline.query import Dossier, Joining, Order, Query, Revision, Run, Saved, Standing
from timeline.store import codec, counting, reading, search, tellings
from timeline.store import schema as s
from timeline.store.alarms import Alarms
from timeline.store.backfills import Backfills
from timeline.store.codec import FORGOTTEN
from timeline.store.feeds import Feeds
from timeline.store.pages import Pages
from timeline.store.place import Place, place
from timeline.store.sources import Sources

HANDFUL = 200  # editions whose text is deleted in one transaction

_SURE = 1.0  # seconds for which an unchanged mark is believed

# Uids are name-based: the same documents read into a fresh store give the same uids. The name is the
# article's own key and a counter, never a title or a date.
_UIDS = uuid.UUID("5f0b1c52-6d0e-5c5e-9a3c-9d4f6f1f2b61")


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article's row, as the pen needs it: how far its revisions and uids have come."""

    id: int
    revision: int
    hash: str
    minted: int
    withdrawn: bool = False


class Store:
    """A timeline store, in a SQLite file or a PostgreSQL database. Use as a context manager; threads may share it.

    `open` refuses a store that is missing (unless `make`), damaged, foreign, or of another release's shape.
    """

    def __init__(self, where: Place) -> None:
        self.place = where
        self._reader, self._writer = where.engines()
        self._latest: tuple[tuple[int, ...] | None, float, tuple[int, datetime | None]] | None = None
        self.sources = Sources(self._reading, self._writing)
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
        with self._reading() as connection:
            return counting.standings(connection)

    def names(self) -> dict[str, str]:
        """What each source is called, by id."""
        with self._reading() as connection:
            return counting.names(connection)

    def runs(self) -> dict[str, list[Run]]:
        """By source its last looks, the newest first."""
        with self._reading() as connection:
            return counting.runs(connection)

    def dossier(self, source: str, since: date) -> Dossier | None:
        """One source in full: how it stands, its last looks, what it gave a day since then, its newest article."""
        with self._reading() as connection:
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
        with self._writing() as connection:
            yield Pen(connection, now)

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

    def optimise(self) -> None:
        """What keeps the store quick over months."""
        with self.place.translated(), self.place.writing():
            self.place.optimise(self._writer)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.place.translated(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self.place.translated(), self.place.writing(), self._writer.begin() as connection:
            yield connection


class Pen:
    """What may be written in one transaction. Every edition and every redrawn event is a new revision."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def article(self, source: str, key: str) -> StoredArticle | None:
        row = self._connection.execute(
            select(
                s.article.c.id,
                s.article.c.revision,
                s.article.c.hash,
                s.article.c.minted,
                s.article.c.withdrawn_at.is_not(None),
            ).filter_by(source=source, key=key)
        ).first()
        return StoredArticle(*row) if row else None

    def withdraw_article(self, stored: StoredArticle, *, withdrawn: bool) -> None:
        """Mark that the article's site has given it up, or shows it again; its editions stay."""
        at = {"withdrawn_at": self._now if withdrawn else None, "updated_at": self._now}
        self._connection.execute(update(s.article).where(s.article.c.id == stored.id).values(**at))

    def keep_article(self, article: Article, stored: StoredArticle | None) -> StoredArticle:
        """Add the article, or its next revision; returns its row as it stands now."""
        seq, at = self._change()
        revision = stored.revision + 1 if stored else 0
        columns = {
            "revision": revision,
            "hash": codec.digest(article),
            "published_at": article.published and article.published.at,
            "updated_at": at,
            "withdrawn_at": None,
        }
        if stored:
            number = stored.id
            self._connection.execute(update(s.article).where(s.article.c.id == number).values(**columns))
        else:
            row = {"source": article.source, "key": article.key, "created_at": at, "minted": 0, **columns}
            number = _inserted(self._connection.execute(insert(s.article).values(**row)).inserted_primary_key)
        revised = {"article": number, "revision": revision, "seq": seq, "at": at, "hash": columns["hash"]}
        self._connection.execute(insert(s.article_revision).values(**revised, body=codec.dump(article)))
        return StoredArticle(number, revision, str(columns["hash"]), stored.minted if stored else 0)

    def entries_of(self, article: StoredArticle) -> list[Entry]:
        """Everything ever drawn from the article, withdrawn entries too, in the order of minting."""
        return reading.of_article(self._connection, article.id)

    def told_by(self, article: StoredArticle) -> list[tuple[Entry, Telling]]:
        """What the article tells or once told, with the entries, those that stand first."""
        return tellings.of_article(self._connection, article.id)

    def once_told(self, articles: Iterable[tuple[str, str]]) -> bool:
        """Whether one of the articles, by source and key, tells an entry that is withdrawn."""
        here = or_(*(and_(s.article.c.source == source, s.article.c.key == key) for source, key in articles))
        told = s.event_article.join(s.event, s.event.c.id == s.event_article.c.event)
        told = told.join(s.article, s.article.c.id == s.event_article.c.article)
        gone = select(s.event.c.id).select_from(told).where(here, s.event.c.withdrawn.is_(True))
        return self._connection.execute(gone.limit(1)).first() is not None

    def told(self, uids: Iterable[str]) -> list[tuple[Entry, tuple[Telling, ...]]]:
        """The entries of these uids, with their tellings."""
        return tellings.of_entries(self._connection, uids)

    def tellings(self, uids: Iterable[str]) -> dict[str, list[Telling]]:
        """What each article tells of these entries, by uid, without the entries."""
        return tellings.by_uid(self._connection, uids)

    def near(self, event: Event) -> list[str]:
        """The uids of standing entries that may be the event; bounded."""
        return tellings.near(self._connection, event)

    def rulings(self, uids: Iterable[str]) -> Rulings:
        """What operators said on these entries."""
        return tellings.rulings(self._connection, uids)

    def rule(
        self, kind: str, uid: str, other: str, reason: str, by: Telling | None = None, score: float = 1.0
    ) -> int:
        """Write down what was joined, parted or ruled, never to be changed; returns its change number."""
        seq, at = self._change()
        source, key = by.article if by else ("", "")
        row = {"kind": kind, "uid": uid, "other": other, "source": source, "key": key, "score": score}
        self._connection.execute(insert(s.ruling).values(seq=seq, at=at, reason=reason, **row))
        return seq

    def edition(self, article: StoredArticle) -> int:
        """The change number under which the article's newest edition was stored."""
        newest = select(s.article_revision.c.seq).filter_by(article=article.id, revision=article.revision)
        return self._connection.scalar(newest) or 0

    def knows(self, stored: StoredArticle, article: Article) -> bool:
        """Whether the edition was stored before, or is stamped as older than the newest that was."""
        editions = select(s.article_revision.c.hash, s.article_revision.c.body).filter_by(article=stored.id)
        same = editions.where(s.article_revision.c.hash == codec.digest(article))
        if self._connection.execute(same.limit(1)).first():
            return True
        newest = self._connection.execute(editions.filter_by(revision=stored.revision)).one()
        told, stamp = codec.try_load(Article, newest.body), article.modified or article.published
        return bool(told and told.modified and stamp and stamp.at < told.modified.at)

    def add(self, event: Event, told: Sequence[Telling]) -> str:
        """Add an event under a new uid, minted for the first published of the articles that tell it."""
        source, key = min(told, key=lambda telling: telling.order).article
        (first, minted) = self._connection.execute(
            select(s.article.c.id, s.article.c.minted).filter_by(source=source, key=key)
        ).one()
        uid = str(uuid.uuid5(_UIDS, f"{source}\n{key}\n{minted}"))
        seq, at = self._change()
        row = {"uid": uid, "revision": 0, "seq": seq, "created_at": at, "updated_at": at, "withdrawn": False}
        added = self._connection.execute(insert(s.event).values(**row, **_columns(event)))
        number = _inserted(added.inserted_primary_key)
        tellings.write(self._connection, number, told)
        self._connection.execute(update(s.article).where(s.article.c.id == first).values(minted=minted + 1))
        self._revision(number, 0, seq, at, event, withdrawn=False)
        return uid

    def mint(self, event: Event, told_by: Article, article: StoredArticle) -> StoredArticle:
        """Add an event that this article alone tells; returns the article's row with its counter moved on."""
        self.add(event, [Telling(reading.citation(told_by), event, 0)])
        return replace(article, minted=article.minted + 1)

    def revise(self, entry: Entry, event: Event, told_by: Article, *, withdrawn: bool = False) -> bool:
        """Store the event's next revision under the entry's uid; False where feeds would show the same."""
        cited = withdrawn or reading.citation(told_by) in entry.citations
        if entry.event == event and entry.withdrawn == withdrawn and cited:
            return False
        self._redraw(entry, event, withdrawn=withdrawn)
        return True

    def redraw(self, entry: Entry, event: Event, told: Sequence[Telling]) -> bool:
        """Store what the tellings come to now; a next revision only where feeds would show another thing."""
        number = self._connection.scalar(select(s.event.c.id).filter_by(uid=entry.uid))
        if number is None:
            return False
        tellings.write(self._connection, number, told)
        cited = tuple(telling.cites for telling in told)
        if entry.event == event and entry.citations == cited and not entry.withdrawn:
            return False
        self._redraw(entry, event, withdrawn=False)
        return True

    def withdraw(self, entry: Entry) -> None:
        """Take the entry out of the feeds; its row, and who told it last, stay."""
        self._redraw(entry, entry.event, withdrawn=True)

    def _redraw(self, entry: Entry, event: Event, *, withdrawn: bool) -> None:
        number, words = self._connection.execute(
            select(s.event.c.id, s.event.c.words).filter_by(uid=entry.uid)
        ).one()
        search.drop(self._connection, number, words)
        seq, at = self._change()
        revision = entry.revision + 1
        columns = {
            "revision": revision,
            "seq": seq,
            "updated_at": at,
            "withdrawn": withdrawn,
            **_columns(event),
        }
        self._connection.execute(update(s.event).where(s.event.c.id == number).values(**columns))
        self._connection.execute(delete(s.event_tag).where(s.event_tag.c.event == number))
        self._revision(number, revision, seq, at, event, withdrawn=withdrawn)

    def _revision(
        self, number: int, revision: int, seq: int, at: datetime, event: Event, *, withdrawn: bool
    ) -> None:
        row = {"event": number, "revision": revision, "seq": seq, "at": at, "withdrawn": withdrawn}
        self._connection.execute(insert(s.event_revision).values(**row, body=codec.dump(event)))
        search.add(self._connection, number, _words(event))
        if tags := _tags(number, event):
            self._connection.execute(insert(s.event_tag), tags)

    def _change(self) -> tuple[int, datetime]:
        """The next change number, stamped now, or as the last one where the clock has been set back."""
        last = self._connection.scalar(select(s.change.c.at).order_by(s.change.c.seq.desc()).limit(1))
        at = max(self._now.replace(microsecond=0), last) if last else self._now.replace(microsecond=0)
        return _inserted(self._connection.execute(insert(s.change).values(at=at)).inserted_primary_key), at


def _inserted(key: Sequence[int] | None) -> int:
    (number,) = key or ()
    return number


def _columns(event: Event) -> dict[str, object]:
    return {
        "kind": event.kind.value,
        "start_at": event.span.start,
        "end_at": event.span.end,
        "grain": event.span.grain.value,
        "status": event.status.value,
        "confidence": event.confidence,
        "words": _words(event),
        "day": _day(event.span),
    }


def _words(event: Event) -> str:
    place = event.place.text if event.place else ""
    return f"{event.title}\n{place}\n{event.evidence.text}"


def _day(span: Span) -> int | None:
    """The day the span begins on in Seoul; None where only a week, a month or a year is known."""
    known = span.grain in (Grain.MINUTE, Grain.HOUR, Grain.DAY)
    if not known and not (span.grain is Grain.PART and span.end - span.start < timedelta(days=5)):
        return None
    return span.start.astimezone(SEOUL).toordinal()


def _tags(number: int, event: Event) -> list[dict[str, object]]:
    told = [("region", region) for region in event.regions]
    told += [("category", name) for name in (event.category, *event.topics) if name]
    return [{"event": number, "name": name, "value": value} for name, value in dict.fromkeys(told)]
