"""How it stands: status, doctor."""

from __future__ import annotations

import typer

from scheduler.commands.common import OneJson, now, opened, say, settings_of


def status(
    context: typer.Context,
    as_json: OneJson = False,
) -> None:
    """Show how daemon, store and sources stand.

    Exits 3 if no daemon runs, 1 if sources wait for their turn for over an hour.
    """
    settings = settings_of(context)
    from scheduler.standing import status as show

    with opened(settings) as store:
        raise typer.Exit(show(settings, store, now(), as_json=as_json, say=say))


def version(as_json: OneJson = False) -> None:
    """Tell the releases of Yeonpyo and of what it runs on."""
    import platform
    from importlib.metadata import version as release

    from scheduler.terminal import with_ok
    from timeline.store.engine import SQLITE, VERSION

    told = {name: release(name) for name in ("yeonpyo", "scrapy", "sqlalchemy")}
    told |= {
        "python": platform.python_version(),
        "sqlite": ".".join(map(str, SQLITE)),
        "schema-of-stores": str(VERSION),
    }
    if as_json:
        say(with_ok(0, **told))
    else:
        for name, each in told.items():
            say(f"{name} {each}")


def doctor(context: typer.Context, as_json: OneJson = False) -> None:
    """Look at what an operator would, and say what to do.

    A line a finding: ok, note or bad, what, how it is, what to do. Exits 1 if any is bad.
    """
    settings = settings_of(context)
    from scheduler.doctor import doctor as look

    raise typer.Exit(look(settings, now(), say, as_json=as_json))
