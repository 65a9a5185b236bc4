"""The events: show, list, and what an operator rules."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands.common import Filters, JsonLines, group, now, opened, say, settings_of

Uid = Annotated[str, typer.Argument(help="As `search` prints it.", metavar="UID")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept with the ruling.", metavar="TEXT")]

commands = group("Look at events, and set them right.")


@commands.command("show")
def event_show(context: typer.Context, uid: Uid, as_json: JsonLines = False) -> None:
    """Show all that is known of an event: proof, reading, history."""
    from scheduler import entries

    with opened(settings_of(context)) as store:
        for line in entries.show(store, uid, as_json=as_json):
            say(line)


@commands.command("list")
def event_list(
    context: typer.Context,
    filters: Filters = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.", metavar="N")] = 100,
    as_json: JsonLines = False,
) -> None:
    """List events by start, however sure they are."""
    from scheduler import entries

    with opened(settings_of(context)) as store:
        for line in entries.list_entries(store, filters or [], limit, as_json=as_json):
            say(line)


@commands.command("status")
def event_status(
    context: typer.Context,
    uid: Uid,
    status: Annotated[str, typer.Argument(help="held, scheduled, postponed or cancelled.", metavar="STATUS")],
    reason: Reason = "",
    as_json: JsonLines = False,
) -> None:
    """Say what became of an event. It holds until a later article tells something definite."""
    from scheduler import entries

    with opened(settings_of(context)) as store:
        say(entries.give_status(store, uid, status, reason, now(), as_json=as_json))


@commands.command("split")
def event_split(
    context: typer.Context,
    uid: Uid,
    articles: Annotated[
        list[str], typer.Argument(help="By source, key, both (SOURCE/KEY) or address.", metavar="ARTICLE")
    ],
    reason: Reason = "",
    as_json: JsonLines = False,
) -> None:
    """Give what these articles tell an event of its own, for good."""
    from scheduler import entries

    with opened(settings_of(context)) as store:
        for line in entries.split(store, uid, articles, reason, now(), as_json=as_json):
            say(line)


@commands.command("merge")
def event_merge(
    context: typer.Context,
    one: Uid,
    two: Uid,
    reason: Reason = "",
    as_json: JsonLines = False,
) -> None:
    """Make two events one, for good; the older uid lives on."""
    from scheduler import entries

    with opened(settings_of(context)) as store:
        say(entries.merge(store, one, two, reason, now(), as_json=as_json))
