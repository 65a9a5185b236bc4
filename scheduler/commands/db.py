"""The store: backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.common import Db, Home, group, now, remark, say, settings_of

commands = group("Copy the store, and put a copy back.")


@commands.command("backup")
def db_backup(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write here.", metavar="FILE")] = None,
    home: Home = None,
    db: Db = None,
) -> None:
    """Copy the store, daemon running or not; the copy is proven."""
    settings = settings_of(context, home=home, db=db)
    from scheduler.care import back_up

    made = back_up(settings, now(), output)
    say(f"{made.path}\t{made.size} bytes\t{made.articles} articles\t{made.events} events")


@commands.command("restore")
def db_restore(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A backup; the newest unless named.", metavar="[FILE]")
    ] = None,
    home: Home = None,
    db: Db = None,
) -> None:
    """Put a backup in the store's place; what stood there is kept."""
    settings = settings_of(context, home=home, db=db)
    from scheduler.care import put_back
    from scheduler.daemon import alone

    with alone(settings):
        source, aside = put_back(settings, file, now())
    say(f"{settings.store}\trestored from {source}")
    if aside:
        remark(f"what stood there is now {aside}")
