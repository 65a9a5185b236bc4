"""`yeonpyo replay`: what is known, read again with today's rules and grammar.

An article whose page is archived is read from the page, so that a mended rule mends what was read before; of any
other the stored text is read. A transaction an article: a replay that was killed is simply run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.archive import Archive, Capture
from crawler.article import read_article
from crawler.limits import time_limit
from crawler.site import Site
from scheduler.config import Settings
from scheduler.entries import difference
from scheduler.local import SECONDS
from scheduler.progress import counted
from scheduler.reading import moment
from scheduler.registry import sites, unknown
from scheduler.terminal import ResultLine, plain, row
from timeline import ingest
from timeline.errors import ConfigError, PageError
from timeline.model import SEOUL, Article
from timeline.store import Store
from timeline.store.codec import digest

PAGE = 50  # articles in memory at once
SAME = timedelta(hours=1)  # an edition stored later than this after a capture was not read from it

Tell = Callable[[str], None]
Pages = Callable[[Store, Article], Article | None]


def pages_of(settings: Settings) -> Pages:
    """How to read an article again from its archived page: None where there is none, or a newer edition is stored.

    Raises PageError for a page that can no longer be read.
    """
    captures = Archive(settings.archive_folder).captures() if settings.archive_folder.is_dir() else {}
    entries = sites(settings) if captures else {}
    return lambda store, article: _again(store, article, captures, entries)


def _again(
    store: Store, article: Article, captures: Mapping[tuple[str, str], Capture], entries: Mapping[str, Site]
) -> Article | None:
    capture, site = captures.get((article.source, article.key)), entries.get(article.source)
    stored = store.pages.edited(article.source, article.key)
    if capture is None or site is None or stored is None or stored - capture.at > SAME:
        return None
    if not article.text:  # deleted in time, and not to come back
        return None
    page = capture.page()
    with time_limit(SECONDS, page.url):
        return replace(read_article(page, site, listed=capture.listed), key=article.key)


def replay(
    store: Store,
    now: Callable[[], datetime],
    *,
    source: str = "",
    since: str | None = None,
    pages: Pages | None = None,
    dry: bool,
    say: Tell,
    remark: Tell,
    idle: int = 0,
) -> ResultLine:
    """Read again what is stored, saying what changes; returns the counts, `ok` unless under `idle` nothing did."""
    try:
        first = moment(since).astimezone(SEOUL) if since else None
    except ValueError:
        raise ConfigError("--since", f"{since!r} is no time", hint="--since 2021-01-27") from None
    wanted = [source] if source else []
    if source and source not in (known := store.names()) and not store.articles(0, 1, sources=wanted):
        raise unknown(source, known)
    counts: Counter[str] = Counter(articles=0, added=0, changed=0, withdrawn=0)
    for article in counted(_articles(store, first, wanted), "articles"):
        counts["articles"] += 1
        kept = _reread(store, article, now(), pages, counts, dry=dry, remark=remark)
        for change in kept.changes:
            what, how = difference(change)
            counts[what] += 1
            say(row(what, change.uid, how, what=what, uid=change.uid, how=how, article=article.url))
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    ok = not idle or sum(counts.values()) > counts["articles"] + counts["pages"]
    return row(told + (" (nothing was written)" if dry else ""), what="counts", ok=ok, dry=dry, **counts)


def _reread(
    store: Store,
    article: Article,
    now: datetime,
    pages: Pages | None,
    counts: Counter[str],
    *,
    dry: bool,
    remark: Tell,
) -> ingest.Kept:
    try:
        again = pages(store, article) if pages else None
    except PageError as error:
        remark(plain(error.line))
        again = None
    if again is not None:
        counts["pages"] += 1
        if digest(again) != digest(article):
            counts["revised"] += 1
            return ingest.keep(store, again, now, dry=dry)
    return ingest.reread(store, article, now, dry=dry)


def _articles(store: Store, since: datetime | None, sources: Sequence[str]) -> Iterator[Article]:
    last = 0
    while page := store.articles(last, PAGE, since, sources):
        last = page[-1][0]
        yield from (article for _, article in page)
