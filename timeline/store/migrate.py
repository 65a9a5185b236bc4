"""Making a store: every revision of the schema in one transaction, the file in place whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection

from timeline.store.engine import APPLICATION_ID, VERSION, connect, translated, writing


def create(path: Path) -> None:
    """Make an empty store at `path`, whole or not at all, and never over anything that stands there.

    Raises FileExistsError where somebody was faster.
    """
    with translated(path), writing(path):
        _sweep(path)
        draft = path.with_name(f"{path.name}.new-{os.getpid()}")
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        try:
            migrate(draft)
            os.link(draft, path)  # unlike rename, refuses to replace
            sync_folder(path.parent)
        finally:
            draft.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove drafts of creations that were killed; the write lock is ours, so none is in work."""
    for draft in path.parent.glob(f"{path.name}.new-*"):
        with suppress(OSError):
            draft.unlink()


def migrate(path: Path) -> None:
    """Run the missing revisions and stamp the file as ours, in one transaction, under the write lock."""
    engine = connect(path, readonly=False)
    try:
        with engine.begin() as connection:
            _run(connection)
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
    finally:
        engine.dispose()


def _run(connection: Connection) -> None:
    import logging

    from alembic import command
    from alembic.config import Config

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def sync_folder(folder: Path) -> None:
    """Make what was linked or renamed in the folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
