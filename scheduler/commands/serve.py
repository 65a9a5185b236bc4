"""The daemon and what it runs: up, serve, worker."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler.commands.common import (
    NOTHING,
    ExitCode,
    JsonLines,
    now,
    opened,
    settings_of,
    tellers,
)
from scheduler.streams import dispensable

Seeds = Annotated[
    list[Path] | None, typer.Option("--seeds", help="Watch this folder of documents instead.", metavar="DIR")
]
Host = Annotated[
    str | None, typer.Option(help="The address to listen on; 127.0.0.1 unless set.", metavar="ADDRESS")
]
Port = Annotated[int | None, typer.Option(help="The port to listen on; 8640 unless set.", metavar="PORT")]
PublicUrl = Annotated[
    str | None, typer.Option(help="How subscribers reach the feed, if not at HOST:PORT.", metavar="URL")
]


Announced = Annotated[
    bool, typer.Option("--json", help="Say where it serves as one JSON object on a line, when it does.")
]
ReadOnly = Annotated[
    bool, typer.Option("--read-only", help="Serve what is stored, from a disk that cannot be written.")
]


def up(
    context: typer.Context,
    seeds: Seeds = None,
    host: Host = None,
    port: Port = None,
    public_url: PublicUrl = None,
    as_json: Announced = False,
) -> None:
    """Make a store if there is none, read the seeds, serve."""
    flags = {"seeds": seeds, "host": host, "port": port, "public_url": public_url}
    _serve(context, flags, make=True, as_json=as_json)


def serve(
    context: typer.Context,
    seeds: Seeds = None,
    host: Host = None,
    port: Port = None,
    public_url: PublicUrl = None,
    read_only: ReadOnly = False,
    as_json: Announced = False,
) -> None:
    """Keep the timeline fresh and serve its feeds."""
    flags = {"seeds": seeds, "host": host, "port": port, "public_url": public_url}
    _serve(context, flags, read_only=read_only, as_json=as_json)


def _serve(
    context: typer.Context,
    flags: dict[str, Any],
    *,
    make: bool = False,
    read_only: bool = False,
    as_json: bool,
) -> None:
    from scheduler.serve import serve as run
    from scheduler.serve import serve_frozen

    say, complain = tellers(as_json)
    tell = {"say": dispensable(say), "remark": dispensable(complain)}
    if read_only:
        raise typer.Exit(serve_frozen(settings_of(context, **flags), **tell))
    raise typer.Exit(run(lambda: settings_of(context, **flags), make=make, as_json=as_json, **tell))


def init(context: typer.Context, as_json: JsonLines = False) -> None:
    """Make what is missing of settings file and store.

    What stands there is left as it is. `up` begins by itself; this is for whoever runs `serve` or crawls from cron.
    """
    settings = settings_of(context)
    from scheduler.begin import begin

    say, _ = tellers(as_json)
    for line in begin(settings):
        say(line)


def worker(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Try what is due, then end.")] = False,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
    exit_code: ExitCode = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="What was done on standard output, a JSON object a line.")
    ] = False,
) -> None:
    """Read and crawl what is due; `serve` starts one itself."""
    from scheduler.lifeline import Lifeline

    lifeline = Lifeline() if attached else None  # before the imports that take their time
    settings = settings_of(context)
    from scheduler.logs import follow
    from scheduler.worker import Worker

    follow(settings, file=False)  # two processes cannot take turns at one
    with opened(settings) as store:
        turns = Worker(settings, store, tellers(True)[0]) if as_json else Worker(settings, store)
        raise typer.Exit(turns.run(once=once, lifeline=lifeline, idle=NOTHING if exit_code else 0))


def prepare(
    context: typer.Context,
    make: Annotated[bool, typer.Option("--make")] = False,
    attached: Annotated[bool, typer.Option("--attached")] = False,
    as_json: JsonLines = False,
) -> None:
    """What `serve` has done by another process before it starts."""
    from scheduler.lifeline import Lifeline

    if attached:
        Lifeline()
    settings = settings_of(context)
    from scheduler.prepare import prepared

    say, complain = tellers(as_json)
    prepared(settings, now, make=make, say=dispensable(say), remark=dispensable(complain))
