"""Reading now, by hand: crawl, seed, replay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.common import (
    Db,
    DryRun,
    Home,
    JsonLines,
    completed,
    flushed,
    now,
    opened,
    remark,
    say,
    settings_of,
)


def crawl(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help="Sources to try now, due or not.", metavar="SOURCE…", autocompletion=completed("source")
        ),
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Try what is due (the default without a SOURCE).")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Try every enabled source now.")] = False,
    home: Home = None,
    db: Db = None,
) -> None:
    """Crawl in the foreground, under the daemon's leases."""
    if sources and (due or everything):
        raise typer.BadParameter("give sources, or --due, or --all")
    settings = settings_of(context, home=home, db=db)
    from scheduler.registry import register
    from scheduler.worker import Worker

    with opened(settings, make=True) as store:
        register(settings, store)
        raise typer.Exit(Worker(settings, store, say=say).crawl(sources or [], everything=everything))


def seed(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of them.", metavar="PATH…")],
    home: Home = None,
    db: Db = None,
) -> None:
    """Read saved documents into the store.

    A document that was read before changes nothing; an edited one makes a revision.
    """
    settings = settings_of(context, home=home, db=db)
    from scheduler.local import seed as read_paths

    with opened(settings, make=True) as store:
        raise typer.Exit(read_paths(store, paths, now, say=say, complain=remark))


def replay(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(help="Only what was published since.", metavar="DAY")] = None,
    dry_run: DryRun = False,
    as_json: JsonLines = False,
    home: Home = None,
    db: Db = None,
) -> None:
    """Read everything stored again with today's grammar; uids stay."""
    settings = settings_of(context, home=home, db=db)
    from scheduler import entries

    with opened(settings) as store:
        told = entries.replay(store, since, now, dry=dry_run, as_json=as_json, say=flushed)
    (say if as_json else remark)(told)
