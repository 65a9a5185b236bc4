"""A store in a PostgreSQL database: the same tables, the same one writer at a time, the same answers.

What a file lock does for SQLite an advisory lock does here: it is taken where a writing transaction begins and ends
with it, so change numbers become visible in their order. Readers see one snapshot (REPEATABLE READ).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.schema import CreateSchema

from timeline.errors import (
    ConfigError,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreTooNew,
    StoreTooOld,
)
from timeline.store import migrate
from timeline.store.engine import APPLICATION_ID, BUSY_SECONDS, VERSION
from timeline.store.schema import metadata

_VERSIONS = migrate.version_table("postgresql")
_ONE_WRITER = (
    f"SET LOCAL lock_timeout = '{BUSY_SECONDS:.0f}s'",
    f"SELECT pg_advisory_xact_lock({APPLICATION_ID})",
)
# A server may be set to forget the last commits in a power cut; ours are acknowledged only when they are safe.
_OPTIONS = "-c synchronous_commit=on -c timezone=UTC"
_PATIENCE = 10  # seconds to reach a server


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database that holds one store, by its URL."""

    url: str

    def __str__(self) -> str:
        return self._url.set(drivername="postgresql").render_as_string(hide_password=True)

    @cached_property
    def _url(self) -> URL:
        try:
            return make_url(self.url)
        except (ArgumentError, ValueError):
            raise ConfigError("db", "this is no database URL", hint=_HINT) from None

    def stands(self) -> bool:
        engine = self._engine()
        try:
            with self.translated(), engine.connect() as connection:
                return inspect(connection).has_table(_VERSIONS)
        finally:
            engine.dispose()

    def make(self) -> None:
        self.bring_to(VERSION)

    def bring_to(self, version: int) -> None:
        with self._alone() as connection:
            _fit(str(self), connection)
            migrate.run(connection, version)

    @contextmanager
    def anew(self, version: int, aside: str = "") -> Iterator[Connection]:
        """A new store to fill; with `aside`, what stood there is moved into a schema of that name first."""
        with self._alone() as connection:
            _fit(str(self), connection)
            if inspect(connection).has_table(_VERSIONS):
                if not aside:
                    raise StoreError(str(self), "there is a store already", hint="give another database")
                _move(connection, aside)
            migrate.run(connection, version)
            yield connection

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        engine = self._writer()
        try:
            with self.translated(), engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def examine(self, *, older: bool = False) -> None:
        engine = self._engine()
        try:
            with self.translated(), engine.connect() as connection:
                _examine(str(self), connection, older)
        finally:
            engine.dispose()

    def engines(self) -> tuple[Engine, Engine]:
        reader = self._engine(
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True, "stream_results": True},
        )
        return reader, self._writer()

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext()  # the writer's transactions take the lock themselves

    def optimise(self, writer: Engine) -> None:
        """Nothing: its own autovacuum does."""

    def shrink(self, writer: Engine) -> tuple[int, int]:  # noqa: ARG002  whose connections begin transactions
        """For later rows, not for the file system: VACUUM FULL would lock every reader out."""
        engine = self._engine(isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                size = text("SELECT pg_database_size(current_database())")
                before = int(connection.scalar(size) or 0)
                connection.execute(text("VACUUM (ANALYZE)"))
                return before, int(connection.scalar(size) or 0)
        finally:
            engine.dispose()

    def mark(self) -> tuple[int, ...] | None:
        return None

    def leave(self, writer: Engine) -> None:
        writer.dispose()

    def _writer(self) -> Engine:
        engine = self._engine()
        event.listen(engine, "begin", _one_at_a_time)
        return engine

    def _engine(self, **options: Any) -> Engine:
        try:
            return create_engine(
                self._url,
                pool_size=4,
                pool_pre_ping=True,  # a server that was started again costs nobody an answer
                connect_args={"options": _OPTIONS, "connect_timeout": _PATIENCE},
                **options,
            )
        except ImportError:
            raise ConfigError(
                "db",
                "psycopg, which speaks to PostgreSQL, is missing",
                hint="pip install 'yeonpyo[postgresql]'",
            ) from None

    @contextmanager
    def translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._ours(error) from error

    def _ours(self, error: DBAPIError) -> StoreError:
        state = getattr(error.orig, "sqlstate", None) or ""
        told = str(error.orig).strip().partition("\n")[0]
        for prefix, kind, what, hint in _FAULTS:
            if state.startswith(prefix) and prefix:
                return kind(str(self), what or told, hint=hint)
        if "does not exist" in told and not state:
            return StoreMissing(str(self), told, hint="createdb --encoding=UTF8")
        if not state:  # no answer from a server
            return StoreError(str(self), told, hint="is the server running, the URL right?")
        return StoreError(str(self), told)


_HINT = "--db postgresql://USER@HOST/DATABASE"

# By the class of SQLSTATE (PostgreSQL's manual, appendix A).
_FAULTS: tuple[tuple[str, type[StoreError], str, str], ...] = (
    (
        "55P03",
        StoreLocked,
        f"another process has been writing for {BUSY_SECONDS:.0f} s",
        "try again in a moment",
    ),
    ("53100", StoreFull, "the server's disk is full", "free some space; nothing stored is lost"),
    ("25006", StoreFull, "the server is read-only", "is this a standby?"),
    ("42501", StoreError, "", "grant this user the tables, or use the one that made them"),
    ("42P01", StoreDamaged, "", "yeonpyo db restore puts a backup back"),
    ("XX001", StoreDamaged, "", "yeonpyo db restore puts a backup back"),
    ("3D000", StoreMissing, "", "createdb --encoding=UTF8"),
    ("57P0", StoreError, "", "the server is going down or coming up; try again in a moment"),
)


def _one_at_a_time(connection: Connection) -> None:
    for statement in _ONE_WRITER:
        connection.exec_driver_sql(statement)


def _examine(name: str, connection: Connection, older: bool) -> None:
    if not inspect(connection).has_table(_VERSIONS):
        raise StoreMissing(name, "there is no store", hint="yeonpyo up, or yeonpyo init, makes one")
    version = migrate.version(connection)
    if version > VERSION:
        raise StoreTooNew(
            name,
            f"was written by a later release (schema {version}, this one knows {VERSION})",
            hint="install that release again",
        )
    if version < VERSION and not older:
        raise StoreTooOld(
            name,
            f"was written by an earlier release (schema {version}, this one wants {VERSION})",
            hint="yeonpyo db upgrade",
        )


def _fit(name: str, connection: Connection) -> None:
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise StoreError(name, f"is encoded as {encoding}, not UTF8", hint="createdb --encoding=UTF8")


def _move(connection: Connection, aside: str) -> None:
    """Put the tables of the store that stands here, and all that hangs on them, into a schema of their own."""
    names = [*metadata.tables, "event_search", _VERSIONS]
    there = set(inspect(connection).get_table_names())
    connection.execute(CreateSchema(aside))
    for name in names:
        if name in there:
            connection.execute(text(f'ALTER TABLE "{name}" SET SCHEMA "{aside}"'))
