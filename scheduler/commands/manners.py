"""What every command takes, wherever it stands on the line: where its home is, how much it says, in what colours."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Annotated, Any

import typer


def _saying(level: str) -> Callable[[typer.Context, bool], None]:
    def heard(context: typer.Context, wanted: bool) -> None:
        if wanted:
            from scheduler.logs import from_level

            from_level(level)
            context.ensure_object(dict)["log_level"] = level  # over the settings, a child's too

    return heard


def _naming(setting: str) -> Callable[[typer.Context, Any], Any]:
    def heard(context: typer.Context, told: Any) -> Any:
        if told is not None:
            context.ensure_object(dict)[setting] = told  # over what stood further ahead on the line
        return told  # for completions

    return heard


@cache
def _manners(short: bool) -> dict[str, Any]:
    """By name, the options' types; each is None or False unless given."""
    louder, quieter = (["-v"], ["-q"]) if short else ([], [])
    home = typer.Option(
        callback=_naming("home"),
        help="The folder of settings, store and locks (YEONPYO_HOME).",
        metavar="DIR",
    )
    db = typer.Option(
        callback=_naming("db"),
        help="The store: sqlite:///PATH or postgresql://USER@HOST/DATABASE.",
        metavar="URL",
    )
    verbose = typer.Option(*louder, "--verbose", callback=_saying("debug"), help="Log details too.")
    quiet = typer.Option(*quieter, "--quiet", callback=_saying("warning"), help="No remarks, no progress.")
    plain = typer.Option("--no-color", help="Nothing is coloured, with or without it.")
    return {
        "home": Annotated[Path | None, home],
        "db": Annotated[str | None, db],
        "verbose": Annotated[bool, verbose],
        "quiet": Annotated[bool, quiet],
        "no_color": Annotated[bool, plain],
    }


class Commands(typer.Typer):
    """Commands of one noun, each with these manners."""

    def command(self, *names: Any, short: bool = True, **more: Any) -> Callable[[Any], Any]:
        """As Typer's. Without `short`, only the long names, where a short one would mean something else."""
        register = super().command(*names, **more)

        def take(function: Any) -> Any:
            register(mannered(function, short=short))
            return function

        return take


def mannered(function: Callable[..., None], *, short: bool = True) -> Callable[..., None]:
    """The function as a command that takes these options too; what they ask for is done before it is called."""
    found, given = inspect.signature(function, eval_str=True), _manners(short)

    @wraps(function)
    def command(**told: Any) -> None:
        function(**{name: value for name, value in told.items() if name not in given})

    more = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None if name in ("home", "db") else False,
            annotation=kind,
        )
        for name, kind in given.items()
    ]
    command.__signature__ = found.replace(parameters=[*found.parameters.values(), *more])  # type: ignore[attr-defined]
    return command
