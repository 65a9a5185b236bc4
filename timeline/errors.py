"""The family of errors: what an operator can be told. Anything outside it is a bug and keeps its traceback.

YeonpyoError
├─ PageError            a page or document that cannot be read
│  ├─ NotADocument      not text of ours: binary, empty, a pipe, too large, unreadable
│  ├─ StructureChanged  a page without what its family promises: title, body
│  └─ NoPublication     no publication stamp where one is needed
├─ NoSuchDate           a date the calendar lacks: 2월 30일
├─ StoreError           the store cannot be used
│  ├─ StoreMissing      no store there, and nobody asked to make one
│  ├─ StoreDamaged      not ours, or broken
│  ├─ StoreTooNew       written by a later release
│  ├─ StoreTooOld       written by an earlier release: to be upgraded first
│  ├─ StoreLocked       another process held it too long
│  └─ StoreFull         the disk is full or read-only
├─ NoSuchEntry          an entry that cannot be shown, split or merged as asked
├─ AlreadyRunning       another process does this already
└─ ConfigError          a setting, a site entry, a filter value that is wrong
   └─ BadFilter         a feed filter value, told to whoever asked
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class YeonpyoError(Exception):
    """An error that says where, what, and what next, each on a line of its own.

    `where` is a path, URL or source; `what` one sentence; `hint` the next step. `facts` are further
    "name  value" lines (expected, found). `code` is the exit code of the command line.
    """

    code = 1

    def __init__(self, where: str, what: str, *, hint: str = "", facts: dict[str, str] | None = None) -> None:
        self.where, self.what, self.hint, self.facts = where, what, hint, dict(facts or {})
        super().__init__(where, what)

    def __str__(self) -> str:
        rows = dict(self.facts) | ({"try": self.hint} if self.hint else {})
        width = max(map(len, rows), default=0)
        head = f"{self.where}: {self.what}" if self.where else self.what
        return "\n".join([head, *(f"  {name.ljust(width)}  {value}" for name, value in rows.items())])

    @property
    def line(self) -> str:
        """The same in one line, for logs and lists."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return head + (f" ({self.hint})" if self.hint else "")


class PageError(YeonpyoError):
    pass


class NotADocument(PageError):
    pass


class StructureChanged(PageError):
    pass


class NoPublication(PageError):
    pass


class NoSuchDate(YeonpyoError):
    pass


class StoreError(YeonpyoError):
    pass


class StoreMissing(StoreError):
    pass


class StoreDamaged(StoreError):
    pass


class StoreIllegible(StoreError):
    """A row holds octets that are no text; asked again, they are read as U+FFFD."""


class StoreTooNew(StoreError):
    pass


class StoreTooOld(StoreError):
    code = 6


class StoreLocked(StoreError):
    code = 5


class StoreFull(StoreError):
    pass


class NoSuchEntry(YeonpyoError):
    pass


class AlreadyRunning(YeonpyoError):
    code = 5


class ConfigError(YeonpyoError):
    code = 2


class BadFilter(ConfigError):
    pass


def room(folder: Path) -> str:
    """(1,234 bytes free), for the message of what could not be written; empty where nobody can tell."""
    import shutil  # with what it brings, a tenth of the time that importing the grammar may take

    with suppress(OSError):
        return f" ({shutil.disk_usage(folder).free:,} bytes free)"
    return ""
