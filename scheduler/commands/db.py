"""The store: backup, restore, copy, upgrade."""

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


@commands.command("copy")
def db_copy(
    context: typer.Context,
    target: Annotated[
        str, typer.Argument(help="Where to: sqlite:///PATH or postgresql://USER@HOST/DATABASE.")
    ],
    home: Home = None,
    db: Db = None,
) -> None:
    """Copy the store into another database; its feeds are the same there."""
    settings = settings_of(context, home=home, db=db)
    from timeline.store.copying import copy
    from timeline.store.place import place

    there = place(target)
    for table, rows in copy(settings.store, there).items():
        say(f"{table}\t{rows}")
    remark(f"copied to {there}; to use it: yeonpyo serve --db {there}")


@commands.command("upgrade")
def db_upgrade(context: typer.Context, home: Home = None, db: Db = None) -> None:
    """Bring a store of an earlier release to this one's shape, copied first."""
    settings = settings_of(context, home=home, db=db)
    from scheduler.care import bring_up
    from scheduler.daemon import alone

    with alone(settings):
        made = bring_up(settings, now())
    say(
        f"{settings.store}\t"
        + (f"upgraded\tas it was: {made.path}" if made else "has this release's shape already")
    )
