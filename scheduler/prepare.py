"""What a start and a reload need parsers for: done in a process of its own, so that the daemon never holds them.

Reading ten thousand site entries, or a folder of documents, costs memory that a process does not give back.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime

from scheduler.config import Settings, environment
from scheduler.terminal import row
from timeline.errors import ConfigError, StoreError

# The hidden command that `prepared` is the body of; --attached ends it with its parent.
_COMMAND = (sys.executable, "-m", "scheduler.cli", "prepare", "--attached")

_COMPLAINTS = 20  # told of one by one at a start; a folder may hold thousands that are no documents


def prepare(settings: Settings, *, make: bool, as_json: bool = False) -> int:
    """Have the store made if there is none and the seeds read (`make`), and the sources told to it.

    What there is to say goes to our own streams. Returns an exit code, 0 if the daemon may start.
    """
    command = [*_COMMAND, *(["--make"] if make else []), *(["--json"] if as_json else [])]
    told = os.environ | environment(settings)
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=told) as child:  # noqa: S603  ourselves
        assert child.stdin  # noqa: S101  it ends with us: communicate() would close it, and end the child
        code = child.wait()
    return code if code >= 0 else 1


async def prepare_again(settings: Settings) -> None:
    """Tell the store of the sources as they are now. Raises ConfigError with what the child complained of."""
    child = await asyncio.create_subprocess_exec(
        *_COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | environment(settings),
    )
    assert child.stderr  # noqa: S101
    try:
        complaint = (await child.stderr.read()).decode("utf-8", "replace")
        code = await child.wait()
    finally:  # the daemon ends meanwhile
        if child.returncode is None:
            child.kill()
            await child.wait()
    if code:
        raise ConfigError("", " ".join(complaint.split()) or "the sources could not be read")


def prepared(
    settings: Settings,
    now: Callable[[], datetime],
    *,
    make: bool,
    say: Callable[[str], None],
    remark: Callable[[str], None],
) -> None:
    """The child's part. `up` makes a store, or brings an old one to this release's shape; `serve` does neither.

    Raises ConfigError or StoreError.
    """
    from scheduler.care import bring_up, open_store
    from scheduler.local import complaint, document_line, take
    from scheduler.registry import register

    os.umask(0o077)
    if make and settings.store.stands() and (kept := bring_up(settings, now())):
        facts = {"what": "upgraded", "store": str(settings.store), "backup": str(kept.path)}
        say(row(f"upgraded  {settings.store}  (as it was: {kept.path})", **facts))
    with open_store(settings, make=make) as store:
        register(settings, store)
        unread = 0
        try:
            for document in take(store, settings.watched, now) if make else ():
                if document.error:
                    unread += 1
                    if unread <= _COMPLAINTS:
                        remark(complaint(document.where, document.error))
                elif document.article and document.kept:
                    told = f"{document.where}: {document.article.title}"
                    facts = document_line(document.where, document.article, document.kept).facts
                    say(row(f"read      {told}  ({document.kept.told})", **facts))
        except StoreError as error:  # a store that cannot be written costs no start: the worker tries again
            remark(error.line)
        if unread > _COMPLAINTS:
            told = f"{unread - _COMPLAINTS:,} more documents could not be read"
            remark(
                row(
                    f"{told}; yeonpyo seed {settings.watched[0]} names them",
                    ok=False,
                    what="documents",
                    unread=unread,
                )
            )
