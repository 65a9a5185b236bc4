"""Private feeds: create, list, rotate, revoke."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands.common import (
    DryRun,
    Filters,
    OneJson,
    Yes,
    completed,
    group,
    now,
    opened,
    rehearsed,
    say,
    settings_of,
    tell,
)

FeedName = Annotated[
    str,
    typer.Argument(help="What you call it.", metavar="NAME", autocompletion=completed("feed")),
]

commands = group("Private feeds: saved filters under a secret address.")


@commands.command("create")
def feed_create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What you call it.", metavar="NAME")],
    filters: Filters = None,
    as_json: OneJson = False,
) -> None:
    """Save filters under a new secret address. It is told this once."""
    settings = settings_of(context)
    from scheduler import publish

    with opened(settings) as store:
        address = publish.create_feed(settings, store, name, filters or [], now())
    tell(address, as_json, name=name, address=address)


@commands.command("list")
def feed_list(context: typer.Context, as_json: OneJson = False) -> None:
    """Name every private feed, its times and filters. Addresses are not kept."""
    from scheduler import publish

    with opened(settings_of(context)) as store:
        if as_json:
            tell("", True, feeds=publish.feeds_told(store))
        else:
            for line in publish.feed_lines(store):
                say(line)


@commands.command("rotate")
def feed_rotate(
    context: typer.Context,
    name: FeedName,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: OneJson = False,
) -> None:
    """Give a feed a new address. The old one gives an empty calendar for a month, then ends."""
    settings = settings_of(context)
    from scheduler import publish

    with opened(settings) as store:
        publish.standing_feed(store, name)
        would, question = f"{name}\twould get a new address", f"End the address of {name} and make another?"
        if rehearsed(would, question, as_json, dry_run=dry_run, yes=yes, name=name):
            return
        address = publish.rotate_feed(settings, store, name, now())
    tell(address, as_json, name=name, address=address)


@commands.command("revoke")
def feed_revoke(
    context: typer.Context,
    name: FeedName,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: OneJson = False,
) -> None:
    """End a feed. Its address gives an empty calendar for a month, then 410."""
    settings = settings_of(context)
    from scheduler import publish

    with opened(settings) as store:
        publish.standing_feed(store, name)
        question = f"End {name} for everybody who subscribes to it?"
        if rehearsed(f"{name}\twould end", question, as_json, dry_run=dry_run, yes=yes, name=name):
            return
        publish.revoke_feed(settings, store, name, now())
    tell(None, as_json, name=name, revoked=True)
