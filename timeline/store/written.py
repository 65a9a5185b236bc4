"""Entries as the JSON of the feeds, kept beside them: written once a revision, read a ninth as dearly.

What is kept says what was written, of which revision and in which form; anything else is written by who asks. So
nothing depends on it: it may lag behind, or be missing, and the bytes of a feed are the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, insert, or_, select

from timeline.model import Entry
from timeline.query import Query, Told
from timeline.store import reading
from timeline.store import schema as s

_LOG = logging.getLogger(__name__)
_PAGE = 500  # entries at once; bounds memory, and how long a writer waits for another


def entries(connection: Connection, query: Query, form: int) -> Iterator[Told]:
    """The entries by start: in outline with what is kept of them in that form, else whole."""
    for row, text, whole in _rows(connection, query, form, reading.OUTLINE):
        if entry := reading.try_outline(row[:-2]) if text else whole:
            yield Told(entry, text)


def texts(connection: Connection, query: Query, form: int) -> Iterator[bytes | Entry]:
    """The same, of what is kept only the text."""
    for _, text, whole in _rows(connection, query, form, reading.OUTLINE[:1]):
        if told := text or whole:
            yield told


def _rows(
    connection: Connection, query: Query, form: int, columns: Sequence[ColumnElement[Any]]
) -> Iterator[tuple[Sequence[Any], bytes, Entry | None]]:
    """The columns, uid first, with what is kept; where nothing is, with the entry, if it can be read."""
    mine = and_(
        s.event_json.c.event == s.event.c.id,
        s.event_json.c.change == s.event.c.seq,
        s.event_json.c.form == form,
    )
    wanted = select(*columns, s.event_json.c.body, s.event_json.c.crc).select_from(s.event)
    wanted = wanted.outerjoin(s.event_json, mine).where(reading.condition(connection, query))
    for chunk in connection.execute(wanted.order_by(*reading.ORDERS["start"])).partitions(_PAGE):
        kept = [_text(row[-2], row[-1]) for row in chunk]
        unkept = [row[0] for row, text in zip(chunk, kept, strict=True) if not text]
        whole = {entry.uid: entry for entry in reading.by_uid(connection, unkept)}
        for row, text in zip(chunk, kept, strict=True):
            yield row, text, None if text else whole.get(row[0])


def _text(body: str | None, crc: int | None) -> bytes:
    """What is kept; nothing where it is not as it was written."""
    text = body.encode() if body else b""
    return text if text and crc32(text) == crc else b""


def keep(connection: Connection, write: Callable[[Entry], bytes], form: int) -> int:
    """Write the next entries of which nothing is kept in that form, in the order of their changes; returns how many.

    What cannot be written is marked, so that the others are reached.
    """
    rows = connection.execute(_next(connection, form)).all()
    numbers = {row.uid: row.id for row in rows}
    bodies = {numbers[entry.uid]: _try(write, entry) for entry in reading.of_rows(connection, rows)}
    if rows:
        connection.execute(delete(s.event_json).where(s.event_json.c.event.in_(numbers.values())))
        told = ({"event": row.id, "change": row.seq, "form": form} for row in rows)
        connection.execute(insert(s.event_json), [each | _kept(bodies.get(each["event"])) for each in told])
    return len(rows)


def _next(connection: Connection, form: int) -> Select[Any]:
    """What asks for the entries behind the last that was looked at: later changes only, as each is in its turn."""
    order = (s.event_json.c.change, s.event_json.c.event)
    last = (
        select(*order).where(s.event_json.c.form == form).order_by(*(each.desc() for each in order)).limit(1)
    )
    ahead = reading.revised().order_by(s.event.c.seq, s.event.c.id).limit(_PAGE)
    if (row := connection.execute(last).first()) is None:
        return ahead
    change, event = row
    behind = or_(s.event.c.seq > change, and_(s.event.c.seq == change, s.event.c.id > event))
    return ahead.where(s.event.c.seq >= change, behind)


def _kept(text: bytes | None) -> dict[str, str | int | None]:
    return {"body": text.decode(), "crc": crc32(text)} if text else {"body": None, "crc": None}


def _try(write: Callable[[Entry], bytes], entry: Entry) -> bytes | None:
    try:
        return write(entry)
    except Exception as error:  # whatever is wrong with one entry, the others must be written (R20)
        _LOG.warning("entry %s cannot be written: %s", entry.uid, error)
        return None
