"""`yeonpyo init`: what a start wants to find, made where it is missing; what stands is left as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scheduler.care import open_store
from scheduler.config import Settings, config_file
from scheduler.registry import register
from scheduler.terminal import row
from timeline.errors import StoreFull, room
from timeline.folders import make_folder

CONFIG = """\
# Settings of Yeonpyo. A line is its default; take away the # in front of what you change.
# All that can be set: docs/running.md. What is in force, and who said so: yeonpyo config show.

# contact = ""         # your address or page, told to every site that is asked: set it before you crawl
# sites = []           # of the entries that ship, those to crawl: ["kjdaily", "kwangju"], or ["all"]
# seeds = []           # folders of saved pages to watch; none: the one that ships
# public_url = ""      # how subscribers reach the feeds: "https://calendar.example.org"
# webhook_url = ""     # told of alarms
# export_dir = ""      # feeds as files, for a static web server
"""


def begin(settings: Settings) -> Iterator[str]:
    """Make settings file, folder of entries and store; a line each. Raises StoreError."""
    file = config_file(settings.home)
    make_folder(settings.sites_folder)
    yield _line("settings", str(file), made=_written(file))
    made = not settings.store.stands()
    with open_store(settings, make=True) as store:
        register(settings, store)
    yield _line("store", str(settings.store), made=made)


def _written(file: Path) -> bool:
    """Write the settings down unless there are some; whether there were none."""
    try:
        with file.open("x", encoding="utf-8") as fresh:
            fresh.write(CONFIG)
    except FileExistsError:
        return False
    except OSError as error:
        raise StoreFull(str(file), f"cannot be written: {error.strerror}{room(file.parent)}") from None
    return True


def _line(what: str, path: str, *, made: bool) -> str:
    return row("made" if made else "stands", what, path, what=what, path=path, made=made)
