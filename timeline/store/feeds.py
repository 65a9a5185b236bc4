"""Private feeds: saved filters under a secret. Only the secret's hash is kept; who loses it gets a new one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update

from timeline.errors import ConfigError
from timeline.model import SEOUL
from timeline.query import Saved
from timeline.store import schema as s

_OCTETS = 24  # 192 bits: nobody guesses it, so a plain hash is enough


class Feeds:
    """The table of private feeds; every write is a short transaction of its own."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._reading, self._writing = reading, writing

    def create(self, name: str, filters: str, now: datetime) -> str:
        """Save filters (in canonical form) under a name; returns the secret, which nobody is told again.

        Raises ConfigError for a name that is taken.
        """
        with self._writing() as connection:
            if _standing(connection, name):
                raise ConfigError(name, "there is such a feed already", hint=f"yeonpyo feed rotate {name}")
            return _new(connection, name, filters, now)

    def rotate(self, name: str, now: datetime) -> str:
        """A new secret for the feed; the old one is revoked. Raises ConfigError where there is no such feed."""
        with self._writing() as connection:
            if (old := _standing(connection, name)) is None:
                raise _unknown(name)
            _revoke(connection, name, now)
            return _new(connection, name, old.filters, now)

    def revoke(self, name: str, now: datetime) -> None:
        """Make the secret worthless. Raises ConfigError where there is no such feed."""
        with self._writing() as connection:
            if _standing(connection, name) is None:
                raise _unknown(name)
            _revoke(connection, name, now)

    def all(self) -> list[Saved]:
        with self._reading() as connection:
            return [_saved(row) for row in connection.execute(select(s.feed).order_by(s.feed.c.id))]

    def find(self, secret: str) -> Saved | None:
        """The feed under that secret, revoked or not."""
        with self._reading() as connection:
            row = connection.execute(select(s.feed).where(s.feed.c.hash == _hash(secret))).first()
        return _saved(row) if row else None


def _new(connection: Connection, name: str, filters: str, now: datetime) -> str:
    secret = secrets.token_urlsafe(_OCTETS)
    row = {"name": name, "filters": filters, "hash": _hash(secret), "created_at": now}
    connection.execute(insert(s.feed).values(**row))
    return secret


def _revoke(connection: Connection, name: str, now: datetime) -> None:
    connection.execute(update(s.feed).where(_named(name)).values(revoked_at=now))


def _standing(connection: Connection, name: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(s.feed).where(_named(name))).first()


def _named(name: str) -> ColumnElement[bool]:
    return and_(s.feed.c.name == name, s.feed.c.revoked_at.is_(None))


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _saved(row: Row[tuple[object, ...]]) -> Saved:
    revoked = row.revoked_at and row.revoked_at.astimezone(SEOUL)
    return Saved(row.id, row.name, row.filters, row.created_at.astimezone(SEOUL), revoked)


def _unknown(name: str) -> ConfigError:
    return ConfigError(name, "there is no such feed", hint="yeonpyo feed list")
