"""Copying a store, whole, from one place to another: SQLite to PostgreSQL, back, or from old to new.

The tables are read as they are found, not as this release knows them, so that a store of an earlier release can be
copied too. Change numbers, stamps and uids stay: a feed of the copy is the feed of the original, byte for byte.
"""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select, text

from timeline.errors import StoreError
from timeline.store import migrate, search
from timeline.store.place import Place

_BATCH = 2000  # rows at once; bounds memory
_NOT_OURS = ("event_search", "alembic_version", "yeonpyo_version", "sqlite_")  # drawn anew by the target


def copy(source: Place, target: Place) -> dict[str, int]:
    """Make a store at `target` that holds what `source` holds, one moment of it; returns its rows by table.

    Whole or not at all. Raises StoreError where something stands at the target already.
    """
    if target.stands():
        raise StoreError(
            str(target), "there is a store already; a copy never replaces one", hint="give another place"
        )
    reader, spare = source.engines()
    try:
        with source.translated(), reader.begin() as theirs, target.anew(migrate.version(theirs)) as ours:
            return fill(theirs, ours)
    finally:
        reader.dispose()
        spare.dispose()


def fill(theirs: Connection, ours: Connection) -> dict[str, int]:
    """Copy the rows of every table of one store into an empty one of the same shape; returns how many."""
    there, here = _tables(theirs), {table.name: table for table in _tables(ours)}
    copied = {table.name: _rows(table, here[table.name], theirs, ours) for table in there}
    _search(here["event"], ours)
    number_on(ours)
    return copied


def number_on(connection: Connection) -> None:
    """Let the next numbers go on behind those that were written out: SQLite does so by itself, PostgreSQL is told."""
    if connection.dialect.name == "postgresql":
        for table in _tables(connection):
            _number_on(table, connection)


def _tables(connection: Connection) -> list[Table]:
    """The tables of a store, each behind those that it points to."""
    names = [name for name in inspect(connection).get_table_names() if not name.startswith(_NOT_OURS)]
    metadata = MetaData()
    metadata.reflect(connection, only=names)
    return metadata.sorted_tables


def _rows(table: Table, into: Table, theirs: Connection, ours: Connection) -> int:
    order = list(table.primary_key.columns)
    rows = theirs.execution_options(stream_results=True).execute(select(table).order_by(*order))
    count = 0
    for chunk in rows.mappings().partitions(_BATCH):
        ours.execute(insert(into), [dict(row) for row in chunk])
        count += len(chunk)
    return count


def _search(event: Table, ours: Connection) -> None:
    """Draw the full-text index anew: each database keeps it in its own way."""
    last = 0
    wanted = select(event.c.id, event.c.words).order_by(event.c.id).limit(_BATCH)
    while rows := ours.execute(wanted.where(event.c.id > last)).all():
        for row in rows:
            search.add(ours, row.id, row.words)
        last = rows[-1].id


def _number_on(table: Table, ours: Connection) -> None:
    """PostgreSQL's next number goes on behind those that were copied."""
    (key, *more) = table.primary_key.columns
    if more or key.type.python_type is not int:
        return
    sequence = ours.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    last = ours.scalar(select(func.max(key)))
    if sequence and last:
        ours.execute(
            text("SELECT setval(CAST(:sequence AS regclass), :last)"), {"sequence": sequence, "last": last}
        )
