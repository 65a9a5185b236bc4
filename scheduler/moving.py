"""`yeonpyo source export` and `import`: sources as one document, from one machine to another.

The document is TOML: the operator's own entries, each file as it is, and which sources are crawled or not, where a
fresh installation with these entries would have it otherwise. Settings, articles and events are not in it.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from crawler.outline import addresses, outline
from crawler.site import Site, entry_files, read_site
from scheduler.config import Settings
from scheduler.publish import write_whole
from scheduler.registry import by_host, choose, demand, sites
from scheduler.sources import add
from scheduler.terminal import Aside, row
from timeline.errors import ConfigError, YeonpyoError
from timeline.folders import make_folder

Tell = Callable[[str], None]

_HEAD = "# Sources of Yeonpyo: `yeonpyo source import` takes them.\n"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Entries by id, each the text of its file, and by id what is crawled or not whatever its entry says."""

    entries: Mapping[str, str]
    enabled: Mapping[str, bool]


def bundle(settings: Settings) -> Bundle:
    """What another machine needs to crawl what this one does. Raises ConfigError for a wrong entry."""
    own = entry_files([settings.sites_folder])
    entries = {name: path.read_text("utf-8") for name, path in own.items()}
    alone = {name: read_site(path).enabled for name, path in own.items()}
    now = {name: site.enabled for name, site in sites(settings).items()}
    return Bundle(entries, {name: on for name, on in now.items() if on != alone.get(name, False)})


def written(told: Bundle) -> str:
    """The bundle as TOML."""
    rows = [_HEAD, "[enabled]", *(f"{name} = {json.dumps(on)}" for name, on in told.enabled.items())]
    rows += ["", "[entries]", *(f"{name} = {_literal(text)}" for name, text in told.entries.items())]
    return "\n".join((*rows, ""))


def _literal(text: str) -> str:
    """A file as a TOML string, legible where it can be: a literal holds no ''' and escapes nothing."""
    return json.dumps(text, ensure_ascii=False) if "'''" in text else f"'''\n{text}'''"


def as_outline(settings: Settings) -> str:
    """The sites that are crawled, as OPML for feed readers; rules are not in it."""
    return outline(site for site in sites(settings).values() if site.enabled)


def read_bundle(text: str, where: str) -> Bundle:
    """The bundle of a document. Raises ConfigError for what is none, and for a wrong entry with its line."""
    try:
        told: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(where, f"no TOML: {error}") from None
    entries, enabled = told.pop("entries", {}), told.pop("enabled", {})
    if told or not _all_of(entries, str) or not _all_of(enabled, bool):
        hint = "yeonpyo source export -o FILE"
        raise ConfigError(where, "holds [enabled] and [entries], as `source export` writes them", hint=hint)
    for name, entry in entries.items():
        _examine(name, entry, where)
    return Bundle(entries, enabled)


def _examine(name: str, text: str, where: str) -> None:
    if Path(name).name != name:
        raise ConfigError(where, f"{name!r} is no name of an entry")
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.toml")
        path.write_text(text, "utf-8")
        try:
            read_site(path)
        except ConfigError as error:
            raise ConfigError(error.where.replace(str(path), f"{where}: {name}"), error.what) from None


def _all_of(told: object, kind: type) -> bool:
    return isinstance(told, dict) and all(isinstance(each, kind) for each in told.values())


def bring_in(settings: Settings, told: Bundle, *, replace: bool, dry_run: bool) -> Iterator[str]:
    """Write the entries and the choices; a line each for what is new, replaced or the same.

    Raises ConfigError, with nothing written, for an entry that stands here in other words, unless `replace`, and for
    a choice of a source that neither ships with this release nor comes along.
    """
    folder = settings.sites_folder
    outcomes = {name: _outcome(folder / f"{name}.toml", text) for name, text in told.entries.items()}
    other = [name for name, outcome in outcomes.items() if outcome == "replaced"]
    if other and not replace:
        hint = f"--replace, or take it out: {', '.join(other)}"
        raise ConfigError(str(folder / f"{other[0]}.toml"), "stands here in other words", hint=hint)
    demand(settings, told.enabled.keys() - told.entries.keys())
    for name, outcome in outcomes.items():
        path = folder / f"{name}.toml"
        if outcome != "same" and not dry_run:
            make_folder(folder)
            write_whole(path, [told.entries[name].encode()])
        yield row(outcome, str(path), what="entry", id=name, outcome=outcome, path=str(path), dry_run=dry_run)
    if told.enabled and not dry_run:
        choose(settings, told.enabled)
    for name, on in told.enabled.items():
        word = "enabled" if on else "disabled"
        yield row(word, name, what="choice", id=name, enabled=on, dry_run=dry_run)


def _outcome(path: Path, text: str) -> str:
    if not path.exists():
        return "new"
    return "same" if path.read_bytes() == text.encode() else "replaced"


def bring_outline(
    settings: Settings, text: str, where: str, *, now: Callable[[], datetime], dry_run: bool, **told: Any
) -> int:
    """Add the site of every outline, as `source add` does; 0, 3 if some could not be, 1 if none could.

    One that has an entry already is told with it, and stays enabled or disabled as it is.
    """
    good, bad, known = 0, 0, by_host(settings)
    for url in addresses(text, where):
        try:
            if site := known.get(urlsplit(url).hostname or ""):
                told["say"](_known(site, url))
            else:
                add(settings, url, "", now=now, dry_run=dry_run, **told)
            good += 1
        except YeonpyoError as error:
            bad += 1
            told["remark"](row(f"{url}: {error.line}", ok=False, what="outline", url=url, error=error.line))
    return (3 if good else 1) if bad else 0


def _known(site: Site, url: str) -> str:
    state = "enabled" if site.enabled else "disabled"
    return row("known", site.id, state, url, what="known", id=site.id, enabled=site.enabled, url=url)


def read_file(file: str) -> str:
    """The text of a file, or of standard input for -. Raises ConfigError."""
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "no UTF-8"
        raise ConfigError(file, f"cannot be read: {told}") from None


LOOK = Aside("crawled from the next start or SIGHUP on; look at them first: yeonpyo source list")
