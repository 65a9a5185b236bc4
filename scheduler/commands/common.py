"""What the commands share: the options, the settings they add up to, the store, the clock, the two streams."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.commands.manners import Commands
from scheduler.progress import wipe
from timeline.errors import StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.config import Settings
    from timeline.store import Store

NOTHING = 4  # the exit code under --exit-code of a command that found nothing to do

OneJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
JsonLines = Annotated[bool, typer.Option("--json", help="A JSON object a line, for programs.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask, on a terminal.")]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 4 if there was nothing to do.")]
Filters = Annotated[
    list[str] | None,
    typer.Option(
        "-f", "--filter", help="As in a feed's address: when=all, region=광주.", metavar="NAME=VALUE"
    ),
]


def completed(kind: str) -> Callable[[typer.Context, str], list[str]]:
    """A completion of names (source, feed) out of the cache of the home that the command line names."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        from scheduler.names import recall

        homes = (each.params.get("home") for each in (context, context.find_root()))
        return recall(next(filter(None, homes), None), kind, incomplete)

    return complete


def sure(question: str, *, yes: bool) -> None:
    """Ask before what cannot simply be undone, on a terminal and without --yes; a no ends the command."""
    if not yes and sys.stdin.isatty() and sys.stderr.isatty():
        typer.confirm(question, abort=True, err=True)


def tell(line: str | None, as_json: bool, /, **facts: Any) -> None:
    """A result: a line between tabs (None where people need none), or the facts as one JSON document."""
    from scheduler.terminal import with_ok

    if as_json:
        say(with_ok(0, **facts))
    elif line is not None:
        say(line)


def rehearsed(line: str, question: str, as_json: bool, /, *, dry_run: bool, yes: bool, **facts: Any) -> bool:
    """Whether it is only to be said what would be done, and it was; else ask, where a person is to be asked."""
    if dry_run:
        tell(line, as_json, dry_run=True, **facts)
    else:
        sure(question, yes=yes)
    return dry_run


def tellers(as_json: bool) -> tuple[Callable[[str], None], Callable[[str], None]]:
    """How a command that tells several things tells results and remarks; as JSON, what went wrong is a result too."""
    if not as_json:
        return flushed, remark
    from scheduler.terminal import ResultLine, json_line

    def say(told: str) -> None:
        flushed(json_line(told))

    def complain(told: str) -> None:
        remark(told)
        if isinstance(told, ResultLine):
            say(told)

    return say, complain


def group(about: str) -> Commands:
    """The commands of one noun."""
    return Commands(help=about, no_args_is_help=True, rich_markup_mode=None)


def settings_of(context: typer.Context, **flags: Any) -> Settings:
    """The settings in force: those before the command, then the command's own. Raises ConfigError."""
    from scheduler.config import load
    from scheduler.logs import from_level
    from scheduler.whose import hand_over_at_the_end

    if flags.get("seeds") is not None:
        flags["seeds"] = tuple(flags["seeds"])
    settings = load(
        **(context.ensure_object(dict) | {name: value for name, value in flags.items() if value is not None})
    )
    from_level(settings.log_level)
    hand_over_at_the_end(settings.config_folder, settings.data_folder, settings.cache_folder)
    return settings


def opened(settings: Settings, *, make: bool = False) -> Store:
    from scheduler.care import open_store

    return open_store(settings, make=make)


def written_down(store: Store) -> None:
    """What a command drew, kept as JSON for the feeds; where that cannot be, the daemon does it, or nobody."""
    from scheduler.care import keep_written

    with suppress(StoreError):
        keep_written(store)


@contextmanager
def store_if_any(settings: Settings) -> Iterator[Store | None]:
    """The store, None where none was made yet."""
    if not settings.store.stands():
        yield None
        return
    with opened(settings) as store:
        yield store


def now() -> datetime:
    from datetime import datetime

    from timeline.model import SEOUL

    return datetime.now(SEOUL)


def say(line: str) -> None:
    """A result, to standard output."""
    wipe()
    print(line)


def flushed(line: str) -> None:
    """A result that somebody waits for."""
    wipe()
    print(line, flush=True)


def remark(line: str) -> None:
    """What is no result, to standard error; under --quiet only what went wrong."""
    from scheduler.terminal import Aside, ResultLine, plain

    well = line.facts["ok"] if isinstance(line, ResultLine) else isinstance(line, Aside)
    if well and not logging.getLogger("scheduler").isEnabledFor(logging.INFO):
        return
    wipe()
    print("\n".join(map(plain, line.splitlines())), file=sys.stderr, flush=True)
