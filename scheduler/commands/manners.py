"""What every command takes, wherever it stands on the line: how much is said, and in what colours (none)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer


def _saying(level: str) -> Callable[[typer.Context, bool], None]:
    def heard(context: typer.Context, wanted: bool) -> None:
        if wanted:
            from scheduler.logs import from_level

            from_level(level)
            context.ensure_object(dict)["log_level"] = level  # over the settings, a child's too

    return heard


def _manners(short: bool) -> dict[str, Any]:
    """By name, the options' annotations."""
    louder, quieter = (["-v"], ["-q"]) if short else ([], [])
    return {
        "verbose": typer.Option(*louder, "--verbose", callback=_saying("debug"), help="Log details too."),
        "quiet": typer.Option(
            *quieter, "--quiet", callback=_saying("warning"), help="No remarks, no progress."
        ),
        "no_color": typer.Option("--no-color", help="Nothing is coloured, with or without it."),
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
            name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Annotated[bool, option]
        )
        for name, option in given.items()
    ]
    command.__signature__ = found.replace(parameters=[*found.parameters.values(), *more])  # type: ignore[attr-defined]
    return command
