"""The daemon and what it runs: up, serve, worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.common import Db, Home, flushed, now, opened, remark, settings_of
from scheduler.streams import dispensable

Seeds = Annotated[
    list[Path] | None, typer.Option("--seeds", help="Watch this folder of documents instead.", metavar="DIR")
]
Host = Annotated[str | None, typer.Option(help="The address to listen on; 127.0.0.1 unless set.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; 8640 unless set.")]
PublicUrl = Annotated[
    str | None, typer.Option(help="How subscribers reach the feed, if not at HOST:PORT.", metavar="URL")
]


ReadOnly = Annotated[
    bool, typer.Option("--read-only", help="Serve what is stored, from a disk that cannot be written.")
]


def serving(*, make: bool) -> Callable[..., None]:
    """`up` (`make` the store if there is none) or `serve`: the same daemon under the same options."""

    def serve(
        context: typer.Context,
        home: Home = None,
        db: Db = None,
        seeds: Seeds = None,
        host: Host = None,
        port: Port = None,
        public_url: PublicUrl = None,
        read_only: ReadOnly = False,
    ) -> None:
        flags = {"home": home, "db": db, "seeds": seeds, "host": host, "port": port, "public_url": public_url}
        from scheduler.serve import serve as run
        from scheduler.serve import serve_frozen

        tell = {"say": dispensable(flushed), "remark": dispensable(remark)}
        if read_only and make:
            raise typer.BadParameter("--read-only goes with serve")
        if read_only:
            raise typer.Exit(serve_frozen(settings_of(context, **flags), **tell))
        raise typer.Exit(run(lambda: settings_of(context, **flags), make=make, **tell))

    return serve


def worker(
    context: typer.Context,
    home: Home = None,
    db: Db = None,
    once: Annotated[bool, typer.Option("--once", help="Try what is due, then end.")] = False,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
) -> None:
    """Read and crawl what is due; `serve` starts one itself."""
    from scheduler.lifeline import Lifeline

    lifeline = Lifeline() if attached else None  # before the imports that take their time
    settings = settings_of(context, home=home, db=db)
    from scheduler.worker import Worker

    with opened(settings) as store:
        raise typer.Exit(Worker(settings, store).run(once=once, lifeline=lifeline))


def prepare(
    context: typer.Context,
    make: Annotated[bool, typer.Option("--make")] = False,
    attached: Annotated[bool, typer.Option("--attached")] = False,
) -> None:
    """What `serve` has done by another process before it starts."""
    from scheduler.lifeline import Lifeline

    if attached:
        Lifeline()
    settings = settings_of(context)
    from scheduler.prepare import prepared

    prepared(settings, now, make=make, say=dispensable(flushed), remark=dispensable(remark))
