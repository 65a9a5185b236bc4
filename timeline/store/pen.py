"""The one pen to write with: every edition and every redrawn event is a new revision.

What every new article runs is prepared: SQLAlchemy's way of running a statement costs several times the statement.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from timeline.model import SEOUL, Article, Entry, Event, Grain, Span
from timeline.store import codec, reading, search, tellings
from timeline.store import schema as s
from timeline.store.nearby import Nearby
from timeline.store.pages import Validators, remember
from timeline.store.prepared import Numbering, Prepared
from timeline.telling import Rulings, Telling

# Uids are name-based: the same documents read into a fresh store give the same uids. The name is the
# article's own key and a counter, never a title or a date.
_UIDS = uuid.UUID("5f0b1c52-6d0e-5c5e-9a3c-9d4f6f1f2b61")

_NAMED = and_(s.article.c.source == bindparam("of_source"), s.article.c.key == bindparam("of_key"))
_ARTICLE = Prepared(
    select(
        s.article.c.id,
        s.article.c.revision,
        s.article.c.hash,
        s.article.c.minted,
        s.article.c.withdrawn_at.is_not(None),
    ).where(_NAMED)
)
_NEWEST_CHANGE = Prepared(select(s.change.c.at).order_by(s.change.c.seq.desc()).limit(1))
_ADD_CHANGE = Numbering(s.change)
_ADD_ARTICLE = Numbering(s.article)
_ADD_EDITION = Prepared(insert(s.article_revision))
_ADD_EVENT = Numbering(s.event)
_ADD_REVISION = Prepared(insert(s.event_revision))
_ADD_TAG = Prepared(insert(s.event_tag))
_ADD_RULING = Prepared(insert(s.ruling))
_MINTED = Prepared(
    update(s.article).where(s.article.c.id == bindparam("of_id")).values(minted=bindparam("now_minted"))
)
_EDITION = Prepared(
    select(s.article_revision.c.seq).where(
        s.article_revision.c.article == bindparam("of_id"),
        s.article_revision.c.revision == bindparam("of_revision"),
    )
)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article's row, as the pen needs it: how far its revisions and uids have come."""

    id: int
    revision: int
    hash: str
    minted: int
    withdrawn: bool = False
    change: int = 0  # under which its newest edition was stored, where that was just now


class Pen:
    """What may be written in one transaction."""

    def __init__(self, connection: Connection, now: datetime, nearby: Nearby) -> None:
        self._connection, self._nearby = connection, nearby
        self._now = now
        self._newest: datetime | None = None  # when the last change was made
        self._numbers: dict[tuple[str, str], int] = {}  # the articles met, by source and key
        self._minted: dict[int, int] = {}  # how far their counters have come
        self._counted: set[int] = set()  # those whose counters moved
        self._added: set[tuple[str, str]] = set()  # the articles that were not stored before
        self._owed: dict[
            Prepared, list[dict[str, object]]
        ] = {}  # rows nothing refers to, to be added at once

    def settle(self) -> None:
        """Write down what is owed; to be called at the end of the transaction."""
        self._pay()
        for number in sorted(self._counted):
            _MINTED.run(self._connection, {"of_id": number, "now_minted": self._minted[number]})

    def _owe(self, statement: Prepared, *rows: dict[str, object]) -> None:
        self._owed.setdefault(statement, []).extend(rows)

    def _pay(self) -> Connection:
        """Add the rows that are owed, so that what is asked next sees them."""
        owed, self._owed = self._owed, {}
        for statement, rows in owed.items():
            if rows:
                statement.run_each(self._connection, rows)
        return self._connection

    def article(self, source: str, key: str) -> StoredArticle | None:
        row = _ARTICLE.row(self._connection, {"of_source": source, "of_key": key})
        return self._met(source, key, StoredArticle(*row)) if row else None

    def _met(self, source: str, key: str, stored: StoredArticle) -> StoredArticle:
        self._numbers[source, key] = stored.id
        minted = self._minted.setdefault(stored.id, stored.minted)
        return replace(stored, minted=minted) if minted != stored.minted else stored

    def _number(self, source: str, key: str) -> int:
        """The article's row; that it is stored is known."""
        if (source, key) not in self._numbers:
            self.article(source, key)
        return self._numbers[source, key]

    def saw(self, source: str, url: str, status: int, said: Validators) -> None:
        """Remember with the rest that a page was read, and what was said of it."""
        remember(self._connection, source, url, self._now, status, said)

    def withdraw_article(self, stored: StoredArticle, *, withdrawn: bool) -> None:
        """Mark that the article's site has given it up, or shows it again; its editions stay."""
        at = {"withdrawn_at": self._now if withdrawn else None, "updated_at": self._now}
        self._connection.execute(update(s.article).where(s.article.c.id == stored.id).values(**at))

    def keep_article(self, article: Article, stored: StoredArticle | None) -> StoredArticle:
        """Add the article, or its next revision; returns its row as it stands now."""
        seq, at = self._change()
        revision = stored.revision + 1 if stored else 0
        hashed = codec.digest(article)
        columns = {
            "revision": revision,
            "hash": hashed,
            "published_at": article.published and article.published.at,
            "updated_at": at,
            "withdrawn_at": None,
        }
        if stored:
            number = stored.id
            self._connection.execute(update(s.article).where(s.article.c.id == number).values(**columns))
            self._nearby.edited()
        else:
            row = {"source": article.source, "key": article.key, "created_at": at, "minted": 0, **columns}
            number = _ADD_ARTICLE.number(self._connection, row)
            self._added.add((article.source, article.key))
        revised = {"article": number, "revision": revision, "seq": seq, "at": at, "hash": hashed}
        _ADD_EDITION.run(self._connection, {**revised, "body": codec.dump(article)})
        kept = StoredArticle(number, revision, hashed, stored.minted if stored else 0, change=seq)
        return self._met(article.source, article.key, kept)

    def entries_of(self, article: StoredArticle) -> list[Entry]:
        """Everything ever drawn from the article, withdrawn entries too, in the order of minting."""
        return reading.of_article(self._pay(), article.id)

    def told_by(self, article: StoredArticle) -> list[tuple[Entry, Telling]]:
        """What the article tells or once told, with the entries, those that stand first."""
        return tellings.of_article(self._pay(), article.id)

    def once_told(self, articles: Iterable[tuple[str, str]]) -> bool:
        """Whether one of the articles, by source and key, tells an entry that is withdrawn."""
        if not (told_before := set(articles) - self._added):
            return False
        named = sorted(told_before)
        here = or_(*(and_(s.article.c.source == source, s.article.c.key == key) for source, key in named))
        told = s.event_article.join(s.event, s.event.c.id == s.event_article.c.event)
        told = told.join(s.article, s.article.c.id == s.event_article.c.article)
        gone = select(s.event.c.id).select_from(told).where(here, s.event.c.withdrawn.is_(True))
        return self._pay().execute(gone.limit(1)).first() is not None

    def told(self, uids: Iterable[str]) -> list[tuple[Entry, tuple[Telling, ...]]]:
        """The entries of these uids, with their tellings."""
        return tellings.of_entries(self._pay(), uids)

    def tellings(self, uids: Iterable[str]) -> dict[str, list[Telling]]:
        """What each article tells of these entries, by uid, without the entries."""
        return self._nearby.tellings(self._pay(), uids)

    def near(self, event: Event) -> list[str]:
        """The uids of standing entries that may be the event; bounded."""
        return self._nearby.near(self._connection, event)

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
        _ADD_RULING.run(self._connection, {"seq": seq, "at": at, "reason": reason, **row})
        return seq

    def edition(self, article: StoredArticle) -> int:
        """The change number under which the article's newest edition was stored."""
        if article.change:
            return article.change
        told = {"of_id": article.id, "of_revision": article.revision}
        return next(iter(_EDITION.row(self._connection, told) or ()), 0)

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
        first = self._number(source, key)
        uid = str(uuid.uuid5(_UIDS, f"{source}\n{key}\n{self._minted[first]}"))
        seq, at = self._change()
        row = {"uid": uid, "revision": 0, "seq": seq, "created_at": at, "updated_at": at, "withdrawn": False}
        number = _ADD_EVENT.number(self._connection, {**row, **_columns(event)})
        self._nearby.added(uid, event, told)
        self._tell(number, told)
        self._minted[first] += 1
        self._counted.add(first)
        self._revision(number, 0, seq, at, event, withdrawn=False)
        return uid

    def _tell(self, number: int, told: Sequence[Telling]) -> None:
        articles = [self._number(*each.article) for each in told]
        self._owe(tellings.ADD, *tellings.rows(number, told, articles))
        self._owe(tellings.ADD_TIMES, *tellings.other_times(number, told))

    def mint(self, event: Event, told_by: Article, article: StoredArticle) -> StoredArticle:
        """Add an event that this article alone tells; returns the article's row with its counter moved on."""
        self.add(event, [Telling(reading.citation(told_by), event, self.edition(article))])
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
        tellings.erase(self._pay(), number)
        self._tell(number, told)
        self._nearby.retold(entry.uid, told)
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
        search.drop(self._pay(), number, words)
        self._nearby.redrawn(entry.event, event)
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
        self._owe(_ADD_REVISION, {**row, "body": codec.dump(event)})
        self._owe(search.ADD, search.row(self._connection, number, _words(event)))
        self._owe(_ADD_TAG, *_tags(number, event))

    def _change(self) -> tuple[int, datetime]:
        """The next change number, stamped now, or as the last one where the clock has been set back."""
        if self._newest is None:
            now, last = self._now.replace(microsecond=0), _NEWEST_CHANGE.row(self._connection, {})
            self._newest = max(now, last[0]) if last else now
        return _ADD_CHANGE.number(self._connection, {"at": self._newest}), self._newest


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
