"""Reading now, by hand: crawl, seed, replay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.common import (
    NOTHING,
    DryRun,
    ExitCode,
    JsonLines,
    completed,
    now,
    opened,
    settings_of,
    tellers,
    written_down,
)


def crawl(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help="Sources to try now, due or not.", metavar="SOURCE", autocompletion=completed("source")
        ),
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Try what is due (the default without a SOURCE).")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Try every enabled source now.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Fetch, say what would change, and write nothing.")
    ] = False,
    max_pages: Annotated[
        int | None,
        typer.Option(
            "--max-pages", min=1, help="Ask no site for more; `source_pages` unless set.", metavar="N"
        ),
    ] = None,
    exit_code: ExitCode = False,
    as_json: JsonLines = False,
) -> None:
    """Crawl in the foreground, under the daemon's leases. Without a SOURCE, what is due."""
    if sources and (due or everything):
        raise typer.BadParameter("give sources, or --due, or --all")
    say, remark = tellers(as_json)
    settings = settings_of(context, source_pages=max_pages)
    from scheduler.bar import on_terminal
    from scheduler.registry import demand, register
    from scheduler.trial import store_for
    from scheduler.worker import Worker

    demand(settings, sources or ())  # before a store is made
    with store_for(settings, dry=dry_run) as store, on_terminal() as progress:
        register(settings, store)
        worker = Worker(settings, store, say=say, progress=progress)
        named, idle = sources or [], NOTHING if exit_code else 0
        if dry_run:
            raise typer.Exit(worker.try_out(named, everything=everything, remark=remark, idle=idle))
        code = worker.crawl(named, everything=everything, idle=idle)
        written_down(store)
    raise typer.Exit(code)


def backfill(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Sources to read back.", metavar="SOURCE", autocompletion=completed("source")),
    ] = None,
    since: Annotated[str, typer.Option(help="As far back as this.", metavar="DAY")] = "",
    later: Annotated[
        bool, typer.Option("--later", help="Leave it to the daemon, when nothing is due.")
    ] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Forget what was asked for these sources.")] = False,
    as_json: JsonLines = False,
) -> None:
    """Read a source's lists back to a day, newest first.

    Stopped at any moment, it goes on where it was when asked again. Without a SOURCE: how far each one is.
    """
    settings = settings_of(context)
    from scheduler.asking import ask_back, standing_lines
    from scheduler.bar import on_terminal
    from scheduler.registry import demand, register
    from scheduler.worker import Worker

    say, _ = tellers(as_json)
    demand(settings, sources or ())
    with opened(settings, make=bool(sources)) as store, on_terminal() as progress:
        register(settings, store)
        if sources and not drop:
            ask_back(settings, store, sources, since, now())
        for name in sources if sources and drop else ():
            store.backfills.drop(name)
        code = 0
        if sources and not (later or drop):
            code = Worker(settings, store, say=say, progress=progress).backfill(sources)
        for line in standing_lines(store, sources):
            say(line)
        raise typer.Exit(code)


def seed(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of them.", metavar="PATH")],
    exit_code: ExitCode = False,
    as_json: JsonLines = False,
) -> None:
    """Read saved documents into the store.

    Text dumps, HTML pages and WARC files, of whatever crawl. A document that was read before changes nothing; an
    edited one makes a revision. An archived page of a site that has an entry is read by its rules, as if crawled.
    """
    settings = settings_of(context)
    from crawler.archive import is_archive
    from scheduler.local import seed as read_paths
    from scheduler.registry import by_host

    say, remark = tellers(as_json)
    known = by_host(settings) if any(map(is_archive, paths)) else {}
    with opened(settings, make=True) as store:
        idle = NOTHING if exit_code else 0
        code = read_paths(store, paths, now, say=say, complain=remark, by_host=known, idle=idle)
        written_down(store)
    raise typer.Exit(code)


def replay(
    context: typer.Context,
    source: Annotated[
        str, typer.Option(help="Only this source's.", metavar="SOURCE", autocompletion=completed("source"))
    ] = "",
    since: Annotated[str | None, typer.Option(help="Only what was published since.", metavar="DAY")] = None,
    archive: Annotated[
        bool, typer.Option(help="Read the archived pages again, not only their stored text.")
    ] = True,
    dry_run: DryRun = False,
    exit_code: ExitCode = False,
    as_json: JsonLines = False,
) -> None:
    """Read what is stored again, with today's rules and grammar. Archived pages, else stored texts; uids stay."""
    settings = settings_of(context)
    from scheduler import replaying

    say, remark = tellers(as_json)
    with opened(settings) as store:
        pages = replaying.pages_of(settings) if archive else None
        told = replaying.replay(
            store,
            now,
            source=source,
            since=since,
            pages=pages,
            dry=dry_run,
            say=say,
            remark=remark,
            idle=NOTHING if exit_code else 0,
        )
        if not dry_run:
            written_down(store)
    (say if as_json else remark)(told)
    if not told.facts["ok"]:
        raise typer.Exit(NOTHING)
