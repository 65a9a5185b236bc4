"""How far back each list of a source has been read: what makes a backfill one that can go on after any stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from timeline.store import schema as s


@dataclass(frozen=True, slots=True)
class Backfill:
    """A list that is to be read back to `since`; `page` is the next of its pages, `done` when there was none left.

    `looked` counts its pages read, `kept` and `failed` the articles; `note` says why it ended.
    """

    source: str
    list: str
    since: datetime
    page: int
    looked: int
    kept: int
    failed: int
    opened: datetime
    done: datetime | None
    note: str


class Backfills:
    """The backfill table; every write is a short transaction of its own."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._reading, self._writing = reading, writing

    def open(self, source: str, lists: Sequence[str], since: datetime, now: datetime) -> None:
        """Ask for these lists to be read back to `since`; one that is at it, for as far or farther, goes on."""
        held = {each.list: each for each in self.of(source)}
        with self._writing() as connection:
            for path in lists:
                if path in held and held[path].since <= since:
                    continue
                connection.execute(delete(s.backfill).where(_here(source, path)))
                # Of a list that was read so far already, what comes behind is new.
                page = held[path].page if path in held else 1
                row = {"source": source, "list": path, "since": since, "page": page, "opened_at": now}
                connection.execute(insert(s.backfill).values(note="", **row))

    def of(self, source: str | None = None) -> list[Backfill]:
        """The backfills of a source, or of all, those asked for first first."""
        query = select(s.backfill).order_by(s.backfill.c.opened_at, s.backfill.c.source, s.backfill.c.list)
        if source is not None:
            query = query.where(s.backfill.c.source == source)
        with self._reading() as connection:
            return [Backfill(*row) for row in connection.execute(query)]

    def step(
        self, at: Backfill, *, page: int, kept: int, failed: int, done: datetime | None = None, note: str = ""
    ) -> None:
        """Remember that a page of a list was read with all it named."""
        told = {"looked": at.looked + 1, "kept": at.kept + kept, "failed": at.failed + failed}
        row = {"page": page, "done_at": done, "note": note, **told}
        with self._writing() as connection:
            connection.execute(update(s.backfill).where(_here(at.source, at.list)).values(**row))

    def drop(self, source: str) -> None:
        """Forget what was asked for a source."""
        with self._writing() as connection:
            connection.execute(delete(s.backfill).where(s.backfill.c.source == source))


def _here(source: str, path: str) -> ColumnElement[bool]:
    return and_(s.backfill.c.source == source, s.backfill.c.list == path)
