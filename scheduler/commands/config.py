"""The settings: show, check."""

from __future__ import annotations

import typer

from scheduler.commands.common import OneJson, group, remark, say, settings_of

commands = group("Look at the settings: what is in force, and who said so.")


@commands.command("show")
def config_show(context: typer.Context, as_json: OneJson = False) -> None:
    """Show every setting, its value and where it was set. Secrets are hidden."""
    settings = settings_of(context)
    from scheduler.origins import show

    raise typer.Exit(show(settings, context.obj, as_json=as_json, say=say))


@commands.command("check")
def config_check(context: typer.Context, as_json: OneJson = False) -> None:
    """Read settings and site entries as a start would.

    Exits 2 where the daemon would not start.
    """
    settings = settings_of(context)
    from scheduler.origins import check

    raise typer.Exit(check(settings, as_json=as_json, say=say, remark=remark))
