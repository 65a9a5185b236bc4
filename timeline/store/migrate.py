"""Making a store, and bringing an old one to today's shape: every revision missing in one transaction."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, text

from timeline.errors import StoreError
from timeline.store.engine import APPLICATION_ID, VERSION, connect, translated, writing


def create(path: Path, version: int = VERSION) -> None:
    """Make an empty store at `path`, whole or not at all, and never over anything that stands there.

    Raises FileExistsError where somebody was faster.
    """
    with anew(path, version):
        pass


@contextmanager
def anew(path: Path, version: int = VERSION) -> Iterator[Connection]:
    """A new, empty store to fill in one transaction: it stands at `path` when the block ends, whole or not at all.

    Raises FileExistsError where something stands there by then.
    """
    with translated(path), writing(path):
        _sweep(path)
        draft = path.with_name(f"{path.name}.new-{os.getpid()}")
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        try:
            with _shaped(draft, version) as connection:
                yield connection
            _refuse_unfolded(draft)
            os.link(draft, path)  # unlike rename, refuses to replace
            sync_folder(path.parent)
        finally:
            _sweep(path)


def _refuse_unfolded(draft: Path) -> None:
    """A last close that cannot fold the log in says nothing; the file alone is then no store."""
    if draft.with_name(f"{draft.name}-wal").exists():
        raise StoreError(str(draft), "could not be written out", hint="is the disk full, or failing?")


def _sweep(path: Path) -> None:
    """Remove drafts, ours and those of creations that were killed; the write lock is ours, so no other is in work."""
    for draft in path.parent.glob(f"{path.name}.new-*"):
        with suppress(OSError):
            draft.unlink()


def migrate(path: Path, version: int = VERSION) -> None:
    """Run the missing revisions and stamp the file as ours, in one transaction; the write lock is the caller's."""
    with _shaped(path, version):
        pass


@contextmanager
def _shaped(path: Path, version: int) -> Iterator[Connection]:
    engine = connect(path, readonly=False)
    try:
        with engine.begin() as connection:
            run(connection, version)
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={version}")
            yield connection
    finally:
        engine.dispose()


def run(connection: Connection, version: int = VERSION) -> None:
    """Run the revisions that are missing up to `version`, in the transaction that is open."""
    import logging

    from alembic import command
    from alembic.config import Config

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = version_table(connection.dialect.name)
    command.upgrade(config, f"{version:04d}")


def version(connection: Connection) -> int:
    """The number of the newest revision that the store has."""
    table = version_table(connection.dialect.name)
    return int(connection.scalar(text(f"SELECT version_num FROM {table}")) or 0)  # noqa: S608  a name of ours


def version_table(dialect: str) -> str:
    """Where Alembic keeps the number. A file is all ours; a PostgreSQL database may be shared."""
    return "alembic_version" if dialect == "sqlite" else "yeonpyo_version"


def sync_folder(folder: Path) -> None:
    """Make what was linked or renamed in the folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
