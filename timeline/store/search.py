"""The full-text index over pairs of letters (timeline.bigrams), kept beside the event table by hand.

SQLite keeps it in FTS5, without any text (`content=''`), so a row is taken out by the very words that were put
in: those of event.words. PostgreSQL keeps it as a tsvector that we spell ourselves, its own parser knows no Korean.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    TextClause,
    and_,
    bindparam,
    column,
    false,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from timeline.bigrams import Sought, pairs, phrase, sought
from timeline.store import schema as s
from timeline.store.prepared import Prepared

index = table("event_search", column("rowid", Integer))

_ADDED: dict[str, TextClause] = {
    "sqlite": text("INSERT INTO event_search (rowid, words) VALUES (:id, :words)"),
    "postgresql": text("INSERT INTO event_search (rowid, words) VALUES (:id, CAST(:words AS tsvector))"),
}
ADD = Prepared(_ADDED.__getitem__)
_DROP: dict[str, TextClause] = {
    "sqlite": text("INSERT INTO event_search (event_search, rowid, words) VALUES ('delete', :id, :words)"),
    "postgresql": text("DELETE FROM event_search WHERE rowid = :id"),
}


def row(connection: Connection, event: int, words: str) -> dict[str, object]:
    """An event's words, as ADD adds them."""
    return {"id": event, "words": pairs(words) if connection.dialect.name == "sqlite" else _vector(words)}


def add(connection: Connection, event: int, words: str) -> None:
    ADD.run(connection, row(connection, event, words))


def drop(connection: Connection, event: int, words: str) -> None:
    """Take out what was added under these words."""
    tongue = connection.dialect.name
    told = {"words": pairs(words)} if tongue == "sqlite" else {}
    connection.execute(_DROP[tongue], {"id": event, **told})


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
    """What must stand and what must not; every token is quoted by us (S19)."""
    return _Holds(*map(literal, question(asked).values()))


def question(asked: Sought) -> dict[str, str]:
    """What is asked in the language of either index: the parameters of MATCHES."""
    return {"fts5": _fts5(asked), "tsquery": _tsquery(asked)}


class _Holds(FunctionElement[bool]):
    """Whether the index holds what is asked: its arguments are the question in FTS5's language and as a tsquery."""

    inherit_cache = True  # without a type: SQLite's "= 1" behind a boolean would keep FTS5 from its index


MATCHES = _Holds(bindparam("fts5"), bindparam("tsquery"))  # for a statement that is built once


@compiles(_Holds, "sqlite")
def _on_sqlite(element: _Holds, compiler: SQLCompiler, **options: object) -> str:
    return f"event_search MATCH {compiler.process(next(iter(element.clauses)), **options)}"


@compiles(_Holds, "postgresql")
def _on_postgresql(element: _Holds, compiler: SQLCompiler, **options: object) -> str:
    return f"event_search.words @@ CAST({compiler.process(list(element.clauses)[1], **options)} AS tsquery)"


def _fts5(asked: Sought) -> str:
    wanted = " AND ".join(map(_quoted, asked.wanted))
    but = "".join(f" NOT {_quoted(run)}" for run in asked.unwanted)
    return f"({wanted}){but}"


def _quoted(run: str) -> str:
    tokens, begins = phrase(run)
    return f'"{" ".join(tokens)}"' + ("*" if begins else "")


def _tsquery(asked: Sought) -> str:
    return " & ".join([*map(_following, asked.wanted), *(f"!{_following(run)}" for run in asked.unwanted)])


def _following(run: str) -> str:
    tokens, begins = phrase(run)
    return "(" + " <-> ".join(f"'{token}'" for token in tokens) + (":*" if begins else "") + ")"


def _vector(words: str) -> str:
    """The pairs with their places; tokens are letters and digits only, so nothing needs a quote of its own."""
    return " ".join(f"'{token}':{min(at, _FARTHEST)}" for at, token in enumerate(pairs(words).split(), 1))


_FARTHEST = 16383  # the highest place a tsvector can tell
