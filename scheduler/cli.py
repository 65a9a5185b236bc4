"""The `yeonpyo` command: an error of ours prints without a traceback, any other is a bug and keeps it."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.errors import YeonpyoError


_NO_BUGS = (
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
)  # the machine's word is enough


def main() -> None:
    try:
        _main()
    except KeyboardInterrupt:  # while modules are imported, or the last words are said
        sys.exit(130)


def _main() -> None:
    from scheduler.streams import keep_streams, let_go, unwritten

    keep_streams()
    os.umask(0o077)  # what is made is ours alone; an exported file says otherwise
    from typer import Abort
    from typer.exceptions import TyperException

    from scheduler.commands import app
    from scheduler.logs import from_level, set_up
    from timeline.errors import YeonpyoError

    set_up()
    from_level("info")
    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as error:  # wrong usage, in Typer's words
        error.show()  # type: ignore[attr-defined]  # of every one that Typer raises
        _answer(where="usage", error=error.format_message(), code=error.exit_code)
        sys.exit(error.exit_code)
    except Abort as error:  # a question was answered with no, or not at all
        code = 130 if isinstance(error.__context__, KeyboardInterrupt) else 1
        _answer(where="", error="not confirmed, and not done", code=code)
        sys.exit(code)
    except YeonpyoError as error:
        _tell(error)
        sys.exit(error.code)
    except OSError as error:
        if error.filename is not None and error.errno in _NO_BUGS:
            _tell(YeonpyoError(str(error.filename), str(error.strerror), hint=_whose(error)))
            sys.exit(1)
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EPIPE):
            raise  # no stream that failed
        _give_up(error)
    finally:
        if lost := unwritten():
            _give_up(lost)
        let_go()


def _whose(error: OSError) -> str:
    return (
        "ask as the user whose files these are, or with sudo"
        if error.errno in (errno.EACCES, errno.EPERM)
        else ""
    )


def _tell(error: YeonpyoError) -> None:
    """What went wrong, for people and for programs."""
    from scheduler.progress import wipe
    from scheduler.terminal import plain

    wipe()
    print("\n".join(map(plain, str(error).splitlines())), file=sys.stderr)
    _answer(where=error.where, error=error.what, hint=error.hint, code=error.code)


def _answer(**facts: object) -> None:
    """What went wrong, to a program that asked for JSON: silence is never an answer."""
    from scheduler.terminal import json_line, row

    if "--json" in sys.argv:
        print(json_line(row(ok=False, **facts)))


def _give_up(error: OSError) -> None:
    """Results were lost: say so. A reader that went away wants to hear nothing."""
    from scheduler.streams import let_go

    let_go()
    if error.errno != errno.EPIPE:
        print(f"standard output: {error.strerror}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
