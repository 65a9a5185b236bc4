"""The full-text index: FTS5 over pairs of letters (timeline.bigrams), kept beside the event table by hand.

The table holds no text (`content=''`), so a row is taken out by the very words that were put in: those of
event.words.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, Integer, Text, and_, column, false, select, table, text

from timeline.bigrams import Sought, pairs, phrase, sought
from timeline.store import schema as s

index = table("event_search", column("rowid", Integer), column("event_search", Text))

_ADD = text("INSERT INTO event_search (rowid, words) VALUES (:id, :words)")
_DROP = text("INSERT INTO event_search (event_search, rowid, words) VALUES ('delete', :id, :words)")


def add(connection: Connection, event: int, words: str) -> None:
    connection.execute(_ADD, {"id": event, "words": pairs(words)})


def drop(connection: Connection, event: int, words: str) -> None:
    connection.execute(_DROP, {"id": event, "words": pairs(words)})


def found(words: str) -> Iterator[ColumnElement[bool]]:
    """The conditions on event that its words hold what is sought; none where nothing is."""
    asked = sought(words)
    if asked.wanted:
        yield s.event.c.id.in_(select(index.c.rowid).where(matches(asked)))
    elif asked.unwanted:  # FTS5 knows no NOT without something that stands
        hits = (select(index.c.rowid).where(matches(Sought((run,)))) for run in asked.unwanted)
        yield and_(*(s.event.c.id.not_in(each) for each in hits))
    elif words.strip():  # signs only: nothing is called that
        yield false()


def matches(asked: Sought) -> ColumnElement[bool]:
    """What must stand and what must not, in FTS5's language; every token is quoted by us (S19)."""
    wanted = " AND ".join(map(_quoted, asked.wanted))
    but = "".join(f" NOT {_quoted(run)}" for run in asked.unwanted)
    told: ColumnElement[bool] = index.c.event_search.op("MATCH")(f"({wanted}){but}")
    return told


def _quoted(run: str) -> str:
    tokens, begins = phrase(run)
    return f'"{" ".join(tokens)}"' + ("*" if begins else "")
