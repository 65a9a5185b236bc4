"""Which sources there are: the watched folders and the site entries, told to the store at every start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from difflib import get_close_matches

from crawler.site import SHIPPED, Site, load_sites
from scheduler.config import Settings
from scheduler.local import source_of
from timeline.errors import ConfigError
from timeline.store import Registration, Store

EVERY = "all"  # in the setting `sites`: every entry that ships and is enabled there
FOLDER = "folder"  # the family of a watched folder; sites have those of crawler.families


def register(settings: Settings, store: Store) -> None:
    """Make the store's source table that of the settings; what the scheduler remembers of each stays.

    Raises ConfigError for a wrong site entry, and for a site and a folder of one name.
    """
    watched, entries = folders(settings), sites(settings)
    if twice := next((source.id for source in watched if source.id in entries), None):
        raise ConfigError(twice, "is both a watched folder and a site entry", hint="rename one of them")
    store.sources.set_up([*watched, *(_registration(site, settings) for site in entries.values())])


def sites(settings: Settings) -> dict[str, Site]:
    """The site entries that ship and, over them, the operator's own, by id.

    Those that ship are a catalogue: nothing is fetched from them until the operator names them (`sites`).
    """
    shipped, own = load_sites([SHIPPED]), load_sites([settings.sites_folder])
    if unknown := next((name for name in settings.sites if name not in (*shipped, *own, EVERY)), None):
        raise ConfigError("sites", f"{unknown!r} is no site entry", hint=f"see {SHIPPED}, or write one")
    chosen = set(shipped) if EVERY in settings.sites else set(settings.sites)
    silent = {
        name: site.model_copy(update={"enabled": False})
        for name, site in shipped.items()
        if name not in chosen
    }
    return shipped | silent | own


def entry(entries: Mapping[str, Site], name: str) -> Site:
    """The entry of that id. Raises ConfigError with names like it."""
    if name not in entries:
        near = get_close_matches(name, entries, 5, 0.5)
        raise ConfigError(name, "no such site entry", hint=", ".join(near) or "yeonpyo source list")
    return entries[name]


def folders(settings: Settings) -> list[Registration]:
    every = timedelta(seconds=settings.seeds_interval)
    names = dict.fromkeys(source_of(path) for path in settings.watched)
    return [Registration(name, name, FOLDER, "", "", enabled=True, interval=every) for name in names]


def _registration(site: Site, settings: Settings) -> Registration:
    every = timedelta(seconds=site.interval or settings.interval)
    return Registration(
        site.id, site.name, site.family, site.region, site.host, enabled=site.enabled, interval=every
    )
