"""How it stands: status, doctor."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands.common import Db, Home, now, opened, say, settings_of


def status(
    context: typer.Context,
    home: Home = None,
    db: Db = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Show how daemon, store and sources stand.

    Exits 3 if no daemon runs.
    """
    settings = settings_of(context, home=home, db=db)
    from scheduler.standing import status as show

    with opened(settings) as store:
        raise typer.Exit(show(settings, store, now(), as_json=as_json, say=say))


def doctor(context: typer.Context, home: Home = None, db: Db = None) -> None:
    """Look at what an operator would, and say what to do.

    A line a finding: ok, note or bad, what, how it is, what to do. Exits 1 if any is bad.
    """
    settings = settings_of(context, home=home, db=db)
    from scheduler.doctor import doctor as look

    raise typer.Exit(look(settings, now(), say))
