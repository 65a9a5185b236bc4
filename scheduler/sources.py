"""`yeonpyo source …`: what sources there are, how each stands, and what its rules match."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler.explore import entry_text, explore, label
from crawler.listing import Row, read_listing
from crawler.site import Site, read_site
from scheduler.config import Settings
from scheduler.crawling import alarms_of
from scheduler.extraction import Extract, Named, facts, match_facts, match_lines, read_one, tell_lines
from scheduler.registry import FOLDER, choose, entry, folders, sites, unknown
from scheduler.standing import state_word
from scheduler.terminal import Aside, json_line, plain, row, with_ok
from scheduler.visit import Fetch, visiting
from timeline.errors import ConfigError, PageError
from timeline.folders import make_folder
from timeline.model import SEOUL, Article, Page, Stamp
from timeline.store import SourceState, Store

SAMPLES = 5

Tell = Callable[[str], None]


# ── what there is ──────────────────────────────────────────────────────────────────────────────────────


def listed(settings: Settings, *, as_json: bool, say: Tell) -> int:
    """Print every source: watched folders, the operator's entries, and those that ship."""
    rows = [*(_folder(name) for name in folders(settings)), *(map(_entry, sites(settings).values()))]
    if as_json:
        say(with_ok(0, sources=rows))
        return 0
    for each in rows:
        state = "enabled" if each["enabled"] else "disabled"
        cells = (each["id"], state, each["family"], each["region"], each["name"], each["why"])
        say("\t".join(plain(cell) or "-" for cell in cells))
    return 0


def _folder(source: Any) -> dict[str, Any]:
    told = {"id": source.id, "enabled": True, "family": FOLDER, "region": "", "name": source.name}
    return told | {"base": "", "license": "", "why": ""}


def _entry(site: Site) -> dict[str, Any]:
    told = {"id": site.id, "enabled": site.enabled, "family": site.family, "region": site.region}
    return told | {"name": site.name, "base": site.base, "license": site.license, "why": site.why}


def show(
    settings: Settings, store: Store | None, name: str, now: datetime, *, as_json: bool, say: Tell
) -> int:
    """Print one source: its entry, how it stands, what to look at, and its last fetches."""
    entries, watched = sites(settings), {source.id: source for source in folders(settings)}
    told = _folder(watched[name]) if name in watched else _told_entry(entry(entries, name))
    state = next((each for each in store.sources.states() if each.id == name), None) if store else None
    if store and state:
        told |= _standing(store, state, now)
    if as_json:
        say(with_ok(0, **told))
    else:
        for line in _lines(told):
            say(line)
    return 0


def _told_entry(site: Site) -> dict[str, Any]:
    told = site.model_dump(mode="json", exclude_defaults=True)
    return told | {"enabled": site.enabled, "license": site.license}


def _standing(store: Store, state: SourceState, now: datetime) -> dict[str, Any]:
    fetches = store.sources.fetches(state.id)
    return {
        "state": state_word(state, now),
        "last_success": _iso(state.last_success),
        "next_due": _iso(state.next_due),
        "failures": state.failures,
        "reason": state.reason,
        "alarms": list(alarms_of(store, state, now).values()),
        "fetches": [
            {"at": _iso(fetch.at), "status": fetch.reason or "ok"}
            | {name: getattr(fetch, name) for name in COUNTS}
            | {
                "lacking": {name: many for name in LACKS if (many := getattr(fetch, name))},
                "note": fetch.note,
            }
            for fetch in fetches
        ],
    }


COUNTS = ("pages", "new", "changed", "same", "known", "failed")
LACKS = (
    "empty",
    "undated",
    "unparsed",
    "misfit",
    "garbled",
    "gone",
    "held",
)  # of articles, as scheduler.rot tells


def _lines(told: dict[str, Any]) -> Iterator[str]:
    for name, value in told.items():
        if name == "alarms":
            yield from (f"alarm\t{plain(alarm)}" for alarm in value)
        elif name == "fetches":
            yield from map(_fetch_line, value)
        elif isinstance(value, list | tuple):
            yield from (f"{name}\t{plain(str(each))}" for each in value)
        elif isinstance(value, dict):
            yield from (f"{name}.{part}\t{plain(', '.join(rules))}" for part, rules in value.items())
        else:
            yield f"{name}\t{plain(_said(value)) or '-'}"


def _said(value: object) -> str:
    """As the entry has it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fetch_line(told: dict[str, Any]) -> str:
    """A look: when, how it ended, what came of it, what its articles lack, the first complaint; no noughts."""
    counts = {name: told[name] for name in COUNTS if told[name]}
    cells = (told["at"], told["status"], _counted(counts), _counted(told["lacking"]), told["note"])
    return "fetch\t" + "\t".join(plain(cell) or "-" for cell in cells)


def _counted(told: Mapping[str, int]) -> str:
    return ", ".join(f"{many} {name}" for name, many in told.items())


def switch(settings: Settings, store: Store | None, name: str, *, on: bool, say: Tell, remark: Tell) -> int:
    """Enable or disable a source: from now on where the store stands, and at every later start."""
    if name in {source.id for source in folders(settings)}:
        raise ConfigError(name, "is a watched folder", hint="take it out of the setting `seeds`")
    site = entry(sites(settings), name)
    if on and not site.lists:
        raise ConfigError(
            name, f"has no list to crawl: {site.why}", hint=f"write {settings.sites_folder}/{name}.toml"
        )
    choose(settings, {name: on})
    if store:
        store.sources.switch(name, on=on)
    say(row(name, "enabled" if on else "disabled", source=name, enabled=on, note=site.why if on else ""))
    if on and site.why:
        remark(Aside(f"{name}: {site.why}; look at `yeonpyo source test {name}`"))
    return 0


def retry(store: Store, names: Sequence[str], *, say: Tell) -> int:
    """Forget the failures of these sources, or of every enabled one that fails: each is due at once.

    Raises ConfigError for one that is not known or not enabled, and then nothing is forgotten.
    """
    states = {state.id: state for state in store.sources.states()}
    for name in names:
        if name not in states:
            raise unknown(name, states)
        if not states[name].enabled:
            raise ConfigError(name, "is not enabled", hint=f"yeonpyo source enable {name}")
    wanted = (
        [states[name] for name in names]
        if names
        else [s for s in states.values() if s.enabled and s.failures]
    )
    store.sources.forgive([state.id for state in wanted])
    for state in wanted:
        told = f"{state.failures} failures forgotten"
        facts = {"failures": state.failures, "reason": state.reason}
        say(row(state.id, "due now", told, state.reason or "-", what="retry", source=state.id, **facts))
    if not wanted:
        say(row("no source fails", what="nothing"))
    return 0


# ── what its rules match ───────────────────────────────────────────────────────────────────────────────


def match_saved(
    settings: Settings, name: str, pages: Sequence[Named], url: str, *, as_json: bool, say: Tell, remark: Tell
) -> int:
    """Print what an entry's rules match on saved pages: the rows of a list, the parts of an article."""
    site = entry(sites(settings), name)
    told = [_matched(site, file, page, url or site.base) for file, page in pages]
    return max((_tell(each, as_json=as_json, say=say, remark=remark) for each in told), default=1)


def match_live(
    settings: Settings, name: str, now: Callable[[], datetime], *, as_json: bool, say: Tell, remark: Tell
) -> int:
    """The same on the site itself: its first list, and the newest articles that it names."""
    site = entry(sites(settings), name)
    if not site.lists:
        raise ConfigError(name, f"has no list to crawl: {site.why}")
    listing = site.page(site.lists[0])

    async def walk(fetch: Fetch) -> list[tuple[str, Page | PageError]]:
        found = await fetch([listing])
        urls = [row.url for row in _rows(found[0], site)][:SAMPLES]
        return [(listing, found[0]), *zip(urls, await fetch(urls) if urls else (), strict=True)]

    told = [_matched(site, url, page, url) for url, page in visiting(settings, now, walk)]
    return max(_tell(each, as_json=as_json, say=say, remark=remark) for each in told)


def _rows(page: Page | PageError, site: Site) -> tuple[Row, ...]:
    try:
        return () if isinstance(page, PageError) else read_listing(page, site)
    except PageError:
        return ()


def _is_list(article: Article, rows: Sequence[Row], url: str, site: Site) -> bool:
    """Whether a page that could be read as an article is a list: by its address, else short and without a date."""
    listings = {site.page(path) for path in site.lists}
    return bool(rows) and (
        url in listings or (len(rows) > 3 and len(article.text) < 600 and not article.published)
    )


def _matched(site: Site, file: str, page: Page | PageError, url: str) -> tuple[Extract, tuple[Row, ...]]:
    """What one page tells: an article without rows, else the rows of a list; neither where nothing matches."""
    one = read_one(file, page, {site.id: site}, url=url, site=site)
    here = (
        page if isinstance(page, PageError) else Page(url, page.body, page.fetched, page.status, page.headers)
    )
    rows = _rows(here, site)
    is_list = one.article is None or _is_list(one.article, rows, url, site)
    return (replace(one, article=None), rows) if is_list else (one, ())


def _tell(matched: tuple[Extract, tuple[Row, ...]], *, as_json: bool, say: Tell, remark: Tell) -> int:
    """Print it; 1 if it is neither an article nor a list."""
    one, rows = matched
    good = one.article is not None or bool(rows)
    if not good:
        remark(f"{one.file}: {one.error or 'no article'}")
    if as_json:
        told = {"rows": list(map(_row, rows)), "rules": match_facts(one.matches)}
        quiet: dict[str, Any] = {"warnings": []} if rows else {}
        say(json_line(row(**facts(one).facts | {"ok": good} | quiet | told)))
        return 0 if good else 1
    for line in tell_lines(one):
        say(line)
    for each in rows:
        say(row("row", _shown(each.stamp), each.title or "-", each.url))
    for line in match_lines(one.matches) if not good else ():
        say(line)
    return 0 if good else 1


def _row(told: Row) -> dict[str, Any]:
    return {"title": told.title, "url": told.url, "published": _shown(told.stamp) if told.stamp else None}


def _shown(stamp: Stamp | None) -> str:
    """A publication as far as it is known: a day, or a day and a minute."""
    return f"{stamp.at:{'%Y-%m-%d' if stamp.precision == 'day' else '%Y-%m-%d %H:%M'}}" if stamp else "-"


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(SEOUL).isoformat(timespec="seconds") if at else None


# ── a new one ──────────────────────────────────────────────────────────────────────────────────────────


def add(
    settings: Settings,
    url: str,
    name: str,
    *,
    now: Callable[[], datetime],
    dry_run: bool,
    as_json: bool,
    say: Tell,
    remark: Tell,
) -> int:
    """Explore a site, print sample articles, and write its entry; 1 where no sample could be read."""
    name = name or label(url)
    path = settings.sites_folder / f"{name}.toml"
    if name in sites(settings) or path.exists():
        raise ConfigError(name, "there is an entry of that name", hint="--id with another, or edit the entry")
    found = visiting(settings, now, lambda fetch: explore(url, fetch, name=name))
    for article in found.samples:
        at = article.published
        told = _shown(at)
        cells = ("sample", told, at.method if at else "-", article.title, article.url)
        shown = {"published": told if at else None, "method": at.method if at else None}
        say(row(*cells, what="sample", title=article.title, url=article.url, **shown))
    for complaint in found.complaints:
        remark(plain(complaint))
    if not found.samples:
        raise ConfigError(name, "no article of it can be read, so no entry was written")
    if dry_run:
        text = entry_text(found.site).rstrip()
        say(json_line(row(what="entry", id=name, path=None, text=text)) if as_json else text)
        return 0
    make_folder(path.parent)
    path.write_text(entry_text(found.site), "utf-8")
    read_site(path)
    say(row("entry", str(path), what="entry", id=name, path=str(path)))
    remark(Aside(f"crawled from the next start or SIGHUP on; look at it first: yeonpyo source test {name}"))
    return 0
