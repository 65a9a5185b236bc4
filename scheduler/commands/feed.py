"""Private feeds: create, list, rotate, revoke."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands.common import Db, Filters, Home, group, now, opened, say, settings_of

FeedName = Annotated[str, typer.Argument(help="What you call it.", metavar="NAME")]

commands = group("Private feeds: saved filters under a secret address.")


@commands.command("create")
def feed_create(
    context: typer.Context, name: FeedName, filters: Filters = None, home: Home = None, db: Db = None
) -> None:
    """Save filters under a new secret address and print it; it is told this once."""
    settings = settings_of(context, home=home, db=db)
    from scheduler import publish

    with opened(settings) as store:
        say(publish.create_feed(settings, store, name, filters or [], now()))


@commands.command("list")
def feed_list(context: typer.Context, home: Home = None, db: Db = None) -> None:
    """Name every private feed, its times and filters; addresses are not kept."""
    from scheduler import publish

    with opened(settings_of(context, home=home, db=db)) as store:
        for line in publish.feed_lines(store):
            say(line)


@commands.command("rotate")
def feed_rotate(context: typer.Context, name: FeedName, home: Home = None, db: Db = None) -> None:
    """Print a new address for a feed; the old one gives an empty calendar for a month, then ends."""
    settings = settings_of(context, home=home, db=db)
    from scheduler import publish

    with opened(settings) as store:
        say(publish.rotate_feed(settings, store, name, now()))


@commands.command("revoke")
def feed_revoke(context: typer.Context, name: FeedName, home: Home = None, db: Db = None) -> None:
    """End a feed: its address gives an empty calendar for a month, then 410."""
    with opened(settings_of(context, home=home, db=db)) as store:
        store.feeds.revoke(name, now())
