"""What is kept, written out or found: export, search."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.common import (
    NOTHING,
    Filters,
    JsonLines,
    now,
    opened,
    remark,
    say,
    settings_of,
)


def export(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help="ics, approx (ics of what has no day), json or jsonl (everything), jscal, jsonld, csv, feed, atom.",
            metavar="FORMAT",
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here, whole or not at all.", metavar="FILE")
    ] = None,
    vdir: Annotated[
        Path | None,
        typer.Option("--vdir", help="With ics: a file for each event in this folder.", metavar="DIR"),
    ] = None,
    filters: Filters = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="With -o or --vdir: exit 4 if nothing there changed.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With -o or --vdir: what was written, as one JSON document.")
    ] = False,
) -> None:
    """Write the feed that `serve` answers with, byte for byte. json and jsonl hold all of its pages."""
    if vdir and (output or what != "ics"):
        raise typer.BadParameter("--vdir goes with ics and without --output")
    if as_json and not (vdir or output):
        raise typer.BadParameter("--json goes with --output or --vdir; for feeds in JSON see FORMAT")
    settings = settings_of(context)
    from scheduler.publish import export as write
    from scheduler.publish import export_vdir
    from scheduler.terminal import Aside, with_ok

    with opened(settings) as store:
        if vdir:
            counts = export_vdir(settings, store, vdir, filters or [], now())
            remark(Aside(", ".join(f"{count} {word}" for word, count in counts.items())))
        else:
            counts = {"written": write(settings, store, what, output, filters or [], now())}
    idle = exit_code and (vdir or output) and not counts["written"] and not counts.get("removed")
    code = NOTHING if idle else 0
    if as_json:
        say(with_ok(code, path=str((vdir or output or Path()).absolute()), **counts))
    raise typer.Exit(code)


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="All must stand; -WORD must not.", metavar="WORD")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.", metavar="N")] = 50,
    as_json: JsonLines = False,
) -> None:
    """Find events by words, from two letters on. In title, place or sentence; the newest learned first."""
    from scheduler import finding

    with opened(settings_of(context)) as store:
        for line in finding.search(store, " ".join(words), limit, as_json=as_json):
            say(line)
