"""The command tree. A command reads, calls, prints: results to standard output, remarks to standard error.

Imports only Typer and the standard library at start-up, so that --help and completion answer at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands import config, crawl, db, event, feed, look, publish, read, serve, source, token
from scheduler.commands.common import Db, Home, say
from scheduler.commands.manners import Commands, mannered

app = Commands(
    help="Korean regional news, read into a timeline that people subscribe to in their calendar.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"yeonpyo {version('yeonpyo')}")
        raise typer.Exit


@app.callback()
@mannered
def common(
    context: typer.Context,
    home: Home = None,
    db: Db = None,
    version: Annotated[  # noqa: ARG001  its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    context.ensure_object(dict).update(home=home, db=db)


app.command("up", help="Make a store if there is none, read the seeds, serve.")(serve.serving(make=True))
app.command("serve", help="Keep the timeline fresh and serve its feeds.")(serve.serving(make=False))
app.command()(serve.init)
app.command()(serve.worker)
app.command(hidden=True)(serve.prepare)
app.command()(crawl.crawl)
app.command()(crawl.backfill)
app.command()(look.status)
app.command()(look.doctor)
app.command()(look.version)
app.command()(crawl.seed)
app.command()(read.read)
app.command()(read.extract)
app.command()(publish.export)
app.command(context_settings={"ignore_unknown_options": True}, short=False)(publish.search)
app.command()(crawl.replay)
app.add_typer(source.commands, name="source")
app.add_typer(db.commands, name="db")
app.add_typer(config.commands, name="config")
app.add_typer(event.commands, name="event")
app.add_typer(feed.commands, name="feed")
app.add_typer(token.commands, name="token")
