"""The sources: list, show, test, add, enable, disable, retry, export, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.commands.common import (
    DryRun,
    JsonLines,
    OneJson,
    completed,
    group,
    now,
    opened,
    remark,
    say,
    settings_of,
    store_if_any,
    tell,
    tellers,
)

if TYPE_CHECKING:
    from scheduler.config import Settings

SourceName = Annotated[
    str,
    typer.Argument(
        help="A source's id, as `source list` tells.", metavar="SOURCE", autocompletion=completed("source")
    ),
]

commands = group("What is read: list, look at, add, switch and move sources.")


@commands.command("list")
def source_list(context: typer.Context, as_json: OneJson = False) -> None:
    """List watched folders, your entries, and those that ship."""
    from scheduler import sources

    raise typer.Exit(sources.listed(settings_of(context), as_json=as_json, say=say))


@commands.command("show")
def source_show(context: typer.Context, source: SourceName, as_json: OneJson = False) -> None:
    """Show a source's entry, how it stands, and its last 30 fetches."""
    settings = settings_of(context)
    from scheduler import sources

    with store_if_any(settings) as store:
        raise typer.Exit(sources.show(settings, store, source, now(), as_json=as_json, say=say))


@commands.command("test")
def source_test(
    context: typer.Context,
    source: SourceName,
    pages: Annotated[
        list[str] | None, typer.Option("--page", help="On this saved page instead.", metavar="FILE")
    ] = None,
    url: Annotated[str, typer.Option(help="The address of the saved page.", metavar="URL")] = "",
    as_json: JsonLines = False,
) -> None:
    """Show what a source's rules match, on its site or saved pages. Nothing is stored."""
    settings = settings_of(context)
    from scheduler import extraction, sources

    if pages:
        found = list(extraction.pages(settings, pages, now))
        raise typer.Exit(
            sources.match_saved(settings, source, found, url, as_json=as_json, say=say, remark=remark)
        )
    raise typer.Exit(sources.match_live(settings, source, now, as_json=as_json, say=say, remark=remark))


@commands.command("add")
def source_add(
    context: typer.Context,
    url: Annotated[
        str, typer.Argument(help="The site's front page, or a list of its articles.", metavar="URL")
    ],
    name: Annotated[str, typer.Option("--id", help="What to call it.", metavar="ID")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the entry, write none.")] = False,
    as_json: JsonLines = False,
) -> None:
    """Find a site's feed, family and lists, and write its entry. Sample articles are shown first."""
    settings = settings_of(context)
    from scheduler import sources

    told = {"say": tellers(as_json)[0], "remark": remark}
    raise typer.Exit(sources.add(settings, url, name, now=now, dry_run=dry_run, as_json=as_json, **told))


@commands.command("enable")
def source_enable(context: typer.Context, source: SourceName, as_json: OneJson = False) -> None:
    """Crawl a source from now on."""
    _switch(settings_of(context), source, on=True, as_json=as_json)


@commands.command("disable")
def source_disable(context: typer.Context, source: SourceName, as_json: OneJson = False) -> None:
    """Crawl a source no longer; what it told stays."""
    _switch(settings_of(context), source, on=False, as_json=as_json)


@commands.command("retry")
def source_retry(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Sources to try.", metavar="SOURCE", autocompletion=completed("source")),
    ] = None,
    failing: Annotated[bool, typer.Option("--failing", help="Every enabled one that fails.")] = False,
    as_json: JsonLines = False,
) -> None:
    """Forget a source's failures: it is due at once."""
    if bool(sources) == failing:
        raise typer.BadParameter("give sources, or --failing")
    settings = settings_of(context)
    from scheduler.sources import retry

    with opened(settings) as store:
        raise typer.Exit(retry(store, sources or [], say=tellers(as_json)[0]))


@commands.command("export")
def source_export(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here, whole or not at all.", metavar="FILE")
    ] = None,
    opml: Annotated[
        bool, typer.Option("--opml", help="What is crawled, for feed readers; without rules.")
    ] = False,
    as_json: OneJson = False,
) -> None:
    """Write your entries and choices, for another machine."""
    settings = settings_of(context)
    from scheduler import moving
    from scheduler.publish import write_whole

    told = moving.bundle(settings)
    text = moving.as_outline(settings) if opml else moving.written(told)
    facts = {"opml": text} if opml else {"entries": told.entries, "enabled": told.enabled}
    if output:
        write_whole(output, [text.encode()])
    line = None if output else text.rstrip()
    tell(line, as_json, path=str(output.absolute()) if output else None, **facts)


@commands.command("import")
def source_import(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="What `source export` wrote, or OPML; - for standard input.", metavar="FILE")
    ],
    replace: Annotated[bool, typer.Option("--replace", help="Also what stands here in other words.")] = False,
    dry_run: DryRun = False,
    as_json: JsonLines = False,
) -> None:
    """Take in entries and choices of another machine.

    Of OPML, as feed readers export it, each site is looked at and added, as `source add` does.
    """
    settings = settings_of(context)
    from crawler.outline import is_outline
    from scheduler import moving

    report, complain = tellers(as_json)
    text = moving.read_file(file)
    if is_outline(text):
        ways = {"say": report, "remark": complain, "as_json": as_json}
        raise typer.Exit(moving.bring_outline(settings, text, file, now=now, dry_run=dry_run, **ways))
    told = moving.read_bundle(text, file)
    for line in moving.bring_in(settings, told, replace=replace, dry_run=dry_run):
        report(line)
    if not dry_run and (told.entries or told.enabled):
        remark(moving.LOOK)


def _switch(settings: Settings, source: str, *, on: bool, as_json: bool) -> None:
    from scheduler import sources

    with store_if_any(settings) as store:
        raise typer.Exit(
            sources.switch(settings, store, source, on=on, say=tellers(as_json)[0], remark=remark)
        )
