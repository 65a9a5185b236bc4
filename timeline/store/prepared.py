"""Statements that are compiled once and then run on the driver's own cursor.

What SQLAlchemy does around a statement each time it is run (its cache, context and result) takes ten times as long as
SQLite does for a row by its key. What is run for each article is prepared; for the rest it is not worth it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Float, Insert, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from timeline.store.schema import Instant, Words

Told = Mapping[str, Any]  # values by the names of parameters
_Change = Callable[[Any], Any]


class Prepared:
    """A statement, or a function that builds it for a dialect's name. Its parameters are single values.

    Errors are SQLAlchemy's DBAPIError, as of a statement that it runs.
    """

    def __init__(self, statement: ClauseElement | Callable[[str], ClauseElement]) -> None:
        self._statement = statement
        self._known: dict[str, _Compiled] = {}  # by the dialect's name

    def run(self, connection: Connection, told: Told) -> Any:
        """Run it once; returns the driver's cursor."""
        compiled, cursor = self._compiled(connection), _cursor(connection)
        try:
            return cursor.execute(compiled.sql, compiled.values(told))
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(compiled.sql, None, error) from error

    def run_each(self, connection: Connection, rows: Iterable[Told]) -> None:
        """Run it with the values of each row."""
        compiled, cursor = self._compiled(connection), _cursor(connection)
        try:
            cursor.executemany(compiled.sql, [compiled.values(row) for row in rows])
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(compiled.sql, None, error) from error

    def rows(self, connection: Connection, told: Told) -> list[tuple[Any, ...]]:
        """The rows of a SELECT, in the order of its columns."""
        compiled = self._compiled(connection)
        try:
            found = _found(connection, compiled.sql, compiled.values(told))
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(compiled.sql, None, error) from error
        return compiled.read(found)

    def row(self, connection: Connection, told: Told) -> tuple[Any, ...] | None:
        """The first row of a SELECT, if it has one."""
        return next(iter(self.rows(connection, told)), None)

    def _compiled(self, connection: Connection) -> _Compiled:
        name = connection.dialect.name
        if name not in self._known:
            built = self._statement
            built = built if isinstance(built, ClauseElement) else built(name)
            self._known[name] = _Compiled(built, connection.dialect)
        return self._known[name]


class Numbering(Prepared):
    """Adds a row to a table whose rows the database numbers."""

    def __init__(self, table: Table) -> None:
        def statement(tongue: str) -> Insert:
            return insert(table) if tongue == "sqlite" else insert(table).returning(*table.primary_key)

        super().__init__(statement)

    def number(self, connection: Connection, told: Told) -> int:
        """Add the row; returns its number."""
        cursor = self.run(connection, told)
        return int(cursor.lastrowid if connection.dialect.name == "sqlite" else cursor.fetchone()[0])


class PreparedFor:
    """A SELECT over a list of values of one kind; `build` is given their parameters.

    It is prepared for 1, 2, 4, 8 … of them: where they are fewer, the last is named again.
    """

    def __init__(
        self, build: Callable[[Sequence[BindParameter[Any]]], ClauseElement], kind: TypeEngine[Any]
    ) -> None:
        self._build, self._kind = build, kind
        self._known: dict[int, Prepared] = {}

    def rows(self, connection: Connection, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        if not values:
            return []
        size = 1 << (len(values) - 1).bit_length()
        names = [f"each_{place}" for place in range(size)]
        if size not in self._known:
            self._known[size] = Prepared(self._build([bindparam(name, type_=self._kind) for name in names]))
        told = dict(zip(names, chain(values, repeat(values[-1])), strict=False))
        return self._known[size].rows(connection, told)


class _Compiled:
    """A statement as a dialect writes it, with what its values go through on their way in and out."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=_told_columns(statement))
        self.sql = compiled.string
        self._named = not compiled.positional
        self._values = [
            (name if bind.required else None, bind.effective_value, _on_its_way(bind.type, dialect))
            for name in compiled.positiontup or compiled.params
            for bind in (compiled.binds[name],)
        ]
        self._names = list(compiled.params)
        columns = getattr(statement, "selected_columns", ())
        changes = [_on_its_way_out(column.type, dialect) for column in columns]
        self._changes = [(place, change) for place, change in enumerate(changes) if change]

    def values(self, told: Told) -> Sequence[Any] | dict[str, Any]:
        given = [
            change(told[name] if name else value) if change else told[name] if name else value
            for name, value, change in self._values
        ]
        return dict(zip(self._names, given, strict=True)) if self._named else given

    def read(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self._changes or not rows:
            return rows
        found = []
        for row in rows:
            values = list(row)
            for place, change in self._changes:
                values[place] = change(values[place])
            found.append(tuple(values))
        return found


def _told_columns(statement: ClauseElement) -> list[str] | None:
    """The columns that a row to be added brings: all but the one that numbers itself."""
    if not isinstance(statement, Insert) or not isinstance(statement.table, Table):
        return None
    return [each.name for each in statement.table.c if each is not statement.table.autoincrement_column]


def _on_its_way(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    """What a value becomes on its way in; of our own types, without what SQLAlchemy wraps around it."""
    own = kind.binds if isinstance(kind, (Instant, Words)) else None
    return own or kind.dialect_impl(dialect).bind_processor(dialect)


def _on_its_way_out(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    """What a value becomes on its way out; a float is one as it comes, and psycopg's would ask which number came."""
    return None if isinstance(kind, Float) else kind.dialect_impl(dialect).result_processor(dialect, None)


def _found(connection: Connection, sql: str, values: Any) -> Any:
    """All rows; on SQLite first as if all text were text, which is half again as quick as how a writer reads."""
    handle: Any = connection.connection.driver_connection
    if not isinstance(handle, sqlite3.Connection) or (as_written := handle.text_factory) is str:
        return handle.cursor().execute(sql, values).fetchall()
    handle.text_factory = str
    try:
        return handle.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        if "Could not decode" not in str(error):
            raise
    finally:
        handle.text_factory = as_written
    return handle.execute(sql, values).fetchall()


def _cursor(connection: Connection) -> Any:
    handle: Any = connection.connection.driver_connection
    return handle.cursor()
