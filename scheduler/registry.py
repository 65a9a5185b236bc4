"""Which sources there are: the watched folders and the site entries, told to the store at every start."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path

from crawler.site import SHIPPED, Site, entry_files, read_site
from scheduler.config import Settings
from scheduler.local import source_of
from scheduler.names import remember
from timeline.errors import ConfigError
from timeline.folders import make_folder
from timeline.store import Registration, Store

EVERY = "all"  # in the setting `sites`: every entry that ships and is enabled there
FOLDER = "folder"  # the family of a watched folder; sites have those of crawler.families

_HEAD = "# Written by `yeonpyo source enable|disable`; over the setting `sites` and over entries."


def register(settings: Settings, store: Store) -> None:
    """Make the store's source table that of the settings; what the scheduler remembers of each stays.

    Entries are read one by one: ten thousand of them at once would stay in the daemon's memory.
    Raises ConfigError for a wrong site entry, and for a site and a folder of one name.
    """
    watched, switched = folders(settings), _switched(settings)
    if twice := next((source.id for source in watched if source.id in entry_files(_places(settings))), None):
        raise ConfigError(twice, "is both a watched folder and a site entry", hint="rename one of them")
    names = {*entry_files(_places(settings)), *(source.id for source in watched)}
    remember(settings.cache_folder / "names.json", "source", names)
    every = (_registration(site, settings) for site in _read(settings, switched, None))
    store.sources.set_up([*watched, *every])


def sites(settings: Settings, wanted: Container[str] | None = None) -> dict[str, Site]:
    """The site entries that ship and, over them, the operator's own, by id; or those `wanted` only.

    Those that ship are a catalogue: nothing is fetched from them until the operator names them (`sites`).
    """
    return {site.id: site for site in _read(settings, _switched(settings), wanted)}


def by_host(settings: Settings) -> dict[str, Site]:
    """The site entries by each of their hosts, the first of those that share one."""
    found: dict[str, Site] = {}
    for site in sites(settings).values():
        for host in site.hosts:
            found.setdefault(host, site)
    return found


def _read(settings: Settings, switched: Mapping[str, bool], wanted: Container[str] | None) -> Iterator[Site]:
    for name, path in entry_files(_places(settings)).items():
        if wanted is None or name in wanted:
            site = read_site(path)
            yield site.model_copy(update={"enabled": switched[name]}) if name in switched else site


def _places(settings: Settings) -> tuple[Path, Path]:
    return SHIPPED, settings.sites_folder


def _switched(settings: Settings) -> dict[str, bool]:
    """By id, what is crawled or not whatever its entry says. Raises ConfigError for an unknown name in `sites`."""
    shipped, own = (entry_files([folder]) for folder in _places(settings))
    if unknown := next((name for name in settings.sites if name not in (*shipped, *own, EVERY)), None):
        raise ConfigError("sites", f"{unknown!r} is no site entry", hint=f"see {SHIPPED}, or write one")
    chosen = shipped.keys() if EVERY in settings.sites else set(settings.sites)
    return dict.fromkeys(shipped.keys() - own.keys() - chosen, False) | choices(settings)


def choices(settings: Settings) -> dict[str, bool]:
    """What the operator enabled and disabled by command, by id: over the setting `sites` and over entries.

    Raises ConfigError, naming the file, where somebody's hand has broken it.
    """
    path = settings.choices_file
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"no TOML: {error}") from None
    if wrong := next((name for name, on in told.items() if not isinstance(on, bool)), None):
        raise ConfigError(str(path), f"{wrong}: true or false")
    return told


def choose(settings: Settings, made: Mapping[str, bool]) -> None:
    """Write choices down, whole or not at all, beside those made before."""
    told = choices(settings) | dict(made)
    path = settings.choices_file
    make_folder(path.parent)
    lines = (f'"{each}" = {"true" if told[each] else "false"}' for each in sorted(told))
    fresh = path.with_suffix(".tmp")
    fresh.write_text("\n".join((_HEAD, *lines, "")), "utf-8")
    fresh.replace(path)


def entry(entries: Mapping[str, Site], name: str) -> Site:
    """The entry of that id. Raises ConfigError with names like it."""
    if name not in entries:
        raise unknown(name, entries, "no such site entry")
    return entries[name]


def demand(settings: Settings, names: Iterable[str]) -> None:
    """Raise ConfigError for a name that is no source's, with those like it; reads no entry."""
    known = {*entry_files(_places(settings)), *(source.id for source in folders(settings))}
    for name in names:
        if name not in known:
            raise unknown(name, known)


def unknown(name: str, known: Iterable[str], what: str = "no such source") -> ConfigError:
    """The refusal of a name that is not known, with those like it."""
    near = get_close_matches(name, sorted(known), 5, 0.5)
    return ConfigError(name, what, hint=", ".join(near) or "yeonpyo source list")


def folders(settings: Settings) -> list[Registration]:
    every = timedelta(seconds=settings.seeds_interval)
    names = dict.fromkeys(source_of(path) for path in settings.watched)
    return [Registration(name, name, FOLDER, "", "", enabled=True, interval=every) for name in names]


def _registration(site: Site, settings: Settings) -> Registration:
    every = timedelta(seconds=site.interval or settings.interval)
    return Registration(
        site.id, site.name, site.family, site.region, site.host, enabled=site.enabled, interval=every
    )
