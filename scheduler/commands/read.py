"""Showing what is read, storing nothing: read, extract."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands.common import JsonLines, OneJson, flushed, now, remark, say, settings_of


def read(
    file: Annotated[
        str, typer.Argument(help="A document or a text; - for standard input.", metavar="FILE|-")
    ] = "-",
    at: Annotated[
        str | None,
        typer.Option(
            help="Read as published then: 2021-01-27T20:37 (Seoul unless an offset is given).", metavar="TIME"
        ),
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="A JSON object a line in and out, for pipes.")
    ] = False,
    as_json: OneJson = False,
) -> None:
    """Show the times and events of a text, and why.

    A document is read by its own publication stamp, any other text as published --at TIME.
    """
    from scheduler import reading

    if jsonl:
        raise typer.Exit(reading.read_lines(file, print_line=flushed))
    raise typer.Exit(reading.read_text(file, at, as_json=as_json, say=say, remark=remark))


def extract(
    context: typer.Context,
    targets: Annotated[
        list[str], typer.Argument(help="Saved pages, folders of them, or addresses.", metavar="FILE|URL")
    ],
    url: Annotated[str, typer.Option(help="The address that the saved page came from.", metavar="URL")] = "",
    site: Annotated[str, typer.Option(help="Read as this site's page.", metavar="ID")] = "",
    as_json: JsonLines = False,
) -> None:
    """Show what is read from news pages, and by which rules. Nothing is stored."""
    settings = settings_of(context)
    from scheduler import extraction

    seen = extraction.pages(settings, targets, now)
    tell = extraction.tell_json if as_json else extraction.tell_lines
    raise typer.Exit(
        extraction.extract(settings, seen, url=url, site=site, tell=tell, say=flushed, remark=remark)
    )
