"""Tokens: create, list, revoke."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands.common import Home, group, now, remark, say, settings_of

TokenName = Annotated[str, typer.Argument(help="Who or what holds it.", metavar="NAME")]

commands = group("Tokens of operators: who may crawl, switch and rule over HTTP.")


@commands.command("create")
def token_create(context: typer.Context, name: TokenName = "operator", home: Home = None) -> None:
    """Print a new token; it is told this once. From the first on, the API answers operators."""
    settings = settings_of(context, home=home)
    from scheduler import tokens

    say(tokens.create(settings, name, now()))
    remark(f"curl -X POST -H 'Authorization: Bearer TOKEN' {settings.base_url}/api/v1/sources/SOURCE/crawl")


@commands.command("list")
def token_list(context: typer.Context, home: Home = None) -> None:
    """Name every token and say since when it holds; the tokens themselves are not kept."""
    from scheduler import tokens

    for line in tokens.lines(settings_of(context, home=home)):
        say(line)


@commands.command("revoke")
def token_revoke(context: typer.Context, name: TokenName, home: Home = None) -> None:
    """Make a token worthless, at once."""
    from scheduler import tokens

    tokens.revoke(settings_of(context, home=home), name)
