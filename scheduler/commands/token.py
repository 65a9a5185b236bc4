"""Tokens: create, list, revoke."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands.common import (
    DryRun,
    JsonLines,
    OneJson,
    Yes,
    group,
    now,
    rehearsed,
    remark,
    settings_of,
    tell,
    tellers,
)

TokenName = Annotated[str, typer.Argument(help="Who or what holds it.", metavar="NAME")]

commands = group("Tokens of operators: who may crawl, switch and rule over HTTP.")


@commands.command("create")
def token_create(context: typer.Context, name: TokenName = "operator", as_json: OneJson = False) -> None:
    """Print a new token; it is told this once. From the first on, the API answers operators."""
    settings = settings_of(context)
    from scheduler import tokens
    from scheduler.terminal import Aside

    token = tokens.create(settings, name, now())
    tell(token, as_json, name=name, token=token)
    how = f"curl -X POST -H 'Authorization: Bearer TOKEN' {settings.base_url}/api/v1/sources/SOURCE/crawl"
    remark(Aside(how))


@commands.command("list")
def token_list(context: typer.Context, as_json: JsonLines = False) -> None:
    """Name every token and since when it holds. The tokens themselves are not kept."""
    from scheduler import tokens

    say, _ = tellers(as_json)
    for line in tokens.lines(settings_of(context)):
        say(line)


@commands.command("revoke")
def token_revoke(
    context: typer.Context,
    name: TokenName,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: OneJson = False,
) -> None:
    """Make a token worthless, at once."""
    settings = settings_of(context)
    from scheduler import tokens

    tokens.standing(settings, name)
    question = f"End the token of {name}?"
    if rehearsed(f"{name}\twould end", question, as_json, dry_run=dry_run, yes=yes, name=name):
        return
    tokens.revoke(settings, name)
    tell(None, as_json, name=name, revoked=True)
