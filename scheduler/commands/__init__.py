"""The command tree. A command reads, calls, prints: results to standard output, remarks to standard error.

Imports only Typer and the standard library at start-up, so that --help and completion answer at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands import config, crawl, db, event, feed, look, publish, read, serve, source, token
from scheduler.commands.common import say
from scheduler.commands.manners import Commands, mannered

app = Commands(
    help="Korean regional news, read into a timeline that people subscribe to in their calendar.",
    epilog="`yeonpyo up` is all that a newcomer needs.",
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
    version: Annotated[  # noqa: ARG001  its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    context.ensure_object(dict)  # that each command adds to


for run in (serve.up, serve.init, serve.serve, serve.worker):
    app.command()(run)
app.command(hidden=True)(serve.prepare)
for fetch in (crawl.crawl, crawl.backfill, crawl.seed, crawl.replay):
    app.command()(fetch)
for show in (read.read, read.extract, publish.export):
    app.command()(show)
app.command(context_settings={"ignore_unknown_options": True}, short=False)(publish.search)
for look_at in (look.status, look.doctor, look.version):
    app.command()(look_at)
for name, noun in (
    ("source", source),
    ("event", event),
    ("feed", feed),
    ("token", token),
    ("config", config),
    ("db", db),
):
    app.add_typer(noun.commands, name=name)
