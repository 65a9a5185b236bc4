"""The store: backup, restore, copy, upgrade, vacuum."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.common import (
    DryRun,
    OneJson,
    Yes,
    group,
    now,
    opened,
    rehearsed,
    remark,
    settings_of,
    tell,
)

commands = group("The store: copies of it, its shape, its size.")


@commands.command("backup")
def db_backup(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write here.", metavar="FILE")] = None,
    as_json: OneJson = False,
) -> None:
    """Copy the store, daemon running or not; the copy is proven."""
    settings = settings_of(context)
    from scheduler.care import back_up

    made = back_up(settings, now(), output)
    line = f"{made.path}\t{made.size} bytes\t{made.articles} articles\t{made.events} events"
    tell(line, as_json, path=str(made.path), bytes=made.size, articles=made.articles, events=made.events)


@commands.command("restore")
def db_restore(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A backup; the newest unless named.", metavar="FILE")
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: OneJson = False,
) -> None:
    """Put a backup in the store's place; what stood there is kept."""
    settings = settings_of(context)
    from scheduler.care import chosen, put_back
    from scheduler.daemon import alone
    from scheduler.terminal import Aside

    backup = chosen(settings, file)
    facts = {"store": str(settings.store), "from": str(backup)}
    would = f"{settings.store}\twould be restored from {backup}"
    question = f"Put {backup} in the place of {settings.store}?"
    if rehearsed(would, question, as_json, dry_run=dry_run, yes=yes, **facts):
        return
    with alone(settings):
        source, aside = put_back(settings, backup, now())
    tell(f"{settings.store}\trestored from {source}", as_json, **facts, aside=str(aside or ""))
    if aside and not as_json:
        remark(Aside(f"what stood there is now {aside}"))


@commands.command("copy")
def db_copy(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(help="Where to: sqlite:///PATH or postgresql://USER@HOST/DATABASE.", metavar="URL"),
    ],
    as_json: OneJson = False,
) -> None:
    """Copy the store into another database. Its feeds are the same there."""
    settings = settings_of(context)
    from scheduler.terminal import Aside
    from timeline.store.copying import copy
    from timeline.store.place import place

    there = place(target)
    counts = copy(settings.store, there)
    tell(
        "\n".join(f"{table}\t{rows}" for table, rows in counts.items()),
        as_json,
        target=str(there),
        rows=counts,
    )
    remark(Aside(f"copied to {there}; to use it: yeonpyo serve --db {there}"))


@commands.command("upgrade")
def db_upgrade(context: typer.Context, as_json: OneJson = False) -> None:
    """Bring a store of an earlier release to this one's shape. It is copied first."""
    settings = settings_of(context)
    from scheduler.care import bring_up
    from scheduler.daemon import alone

    with alone(settings):
        made = bring_up(settings, now())
    told = f"upgraded\tas it was: {made.path}" if made else "has this release's shape already"
    tell(
        f"{settings.store}\t{told}",
        as_json,
        store=str(settings.store),
        backup=str(made.path) if made else None,
    )


@commands.command("vacuum")
def db_vacuum(context: typer.Context, as_json: OneJson = False) -> None:
    """Give back the space of what was deleted.

    The daemon must be stopped, and as much disk be free as the store takes. In PostgreSQL it is kept for what comes.
    """
    settings = settings_of(context)
    from scheduler.daemon import alone

    with alone(settings), opened(settings) as store:
        before, after = store.shrink()
    tell(
        f"{settings.store}\t{before} bytes before\t{after} bytes",
        as_json,
        store=str(settings.store),
        before=before,
        bytes=after,
    )
