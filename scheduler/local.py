"""Saved documents, read into the store without a network: `yeonpyo seed`, and the watched folders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler import address
from crawler.document import documents, read_document
from crawler.limits import time_limit
from scheduler.progress import counted
from scheduler.terminal import ResultLine, row
from timeline.errors import PageError
from timeline.ingest import Kept, events_of, keep
from timeline.model import SEOUL, Article, Event, Page, Stamp
from timeline.store import Store, Validators

if TYPE_CHECKING:
    from crawler.site import Site

SECONDS = 10.0  # for reading one document

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Document:
    """What became of one document: kept, or unreadable and why."""

    where: str
    article: Article | None = None
    kept: Kept | None = None
    error: PageError | None = None


def source_of(path: Path) -> str:
    """The source that a document of this file or folder belongs to: the folder's name, wherever it lies."""
    path = path.resolve()
    return (path if path.is_dir() else path.parent).name or "documents"


def take(
    store: Store,
    paths: Iterable[Path],
    now: Callable[[], datetime],
    *,
    changed_only: bool = False,
    by_host: Mapping[str, Site] | None = None,
) -> Iterator[Document]:
    """Read each document under `paths` into the store; a bad one is told and stops no other.

    With `changed_only`, documents whose bytes were read before are passed over in silence. An archived page
    of a site in `by_host` is read by that site's rules and is the site's, as if it had been crawled. To be called
    in the main thread, where reading a document can be limited in time.
    """
    for path in paths:
        source = source_of(path)
        known = store.pages.of(source) if changed_only else {}
        for found in documents([path]):
            if isinstance(found, PageError):
                yield Document(found.where, error=found)
                continue
            seen = Validators(body_hash=sha256(found.body).hexdigest())
            if known.get(found.url) != seen:
                site = (by_host or {}).get(urlsplit(found.url).hostname or "")
                taken = _take(store, found, source, now(), site)
                if taken:
                    yield taken
                store.pages.saw(source, found.url, now(), found.status, seen)


def _take(store: Store, page: Page, source: str, now: datetime, site: Site | None) -> Document | None:
    """Keep a document; None for an archived page that is no article: a list, a front page."""
    archived = page.url.startswith(("http://", "https://"))
    try:
        with time_limit(SECONDS, page.url):
            article = _of_site(page, site) if site else read_document(page, source=source)
        if archived and not _names_an_article(page.url, site, article.published):
            return None
        return Document(page.url, article, keep(store, article, now, read=in_time))
    except PageError as error:
        return Document(page.url, error=error) if not archived or address.number(page.url) else None


def _names_an_article(url: str, site: Site | None, published: Stamp | None) -> bool:
    """Whether an archived page is an article by its address, or by a time to the minute: lists have days."""
    from crawler.families import FAMILIES

    if site and FAMILIES[site.family].alike:
        return FAMILIES[site.family].article.search(url) is not None
    return bool(address.number(url) or (published and published.precision != "day"))


def _of_site(page: Page, site: Site) -> Article:
    from crawler.article import read_article

    return read_article(page, site)


def in_time(article: Article) -> tuple[Event, ...]:
    """What an article tells. Raises TookTooLong where its text takes longer to read than any should."""
    with time_limit(SECONDS, article.url or article.key):
        return events_of(article)


def seed(
    store: Store,
    paths: list[Path],
    now: Callable[[], datetime],
    *,
    say: Tell,
    complain: Tell,
    by_host: Mapping[str, Site] | None = None,
    idle: int = 0,
) -> int:
    """Read documents and print a line for each; the exit code is 0, 3 if some were bad, 1 if all were.

    It is `idle` where nothing came of them that was not there.
    """
    bad = good = new = 0
    for document in counted(take(store, paths, now, by_host=by_host), "documents"):
        if document.error:
            bad += 1
            complain(complaint(document.where, document.error))
        elif document.article and document.kept:
            good += 1
            new += document.kept.outcome != "unchanged"
            say(document_line(document.where, document.article, document.kept))
            for warning in document.article.warnings:
                complain(f"{document.where}: {warning}")
    if not good and not bad:
        complain(f"{', '.join(map(str, paths))}: no documents here")
    if bad:
        return 3 if good else 1
    if idle and not new:
        say(row("nothing new", what="nothing", ok=False))
    return 0 if new else idle


def complaint(where: str, error: PageError) -> ResultLine:
    """Why a document could not be read."""
    return row(error.line, ok=False, what="document", document=where, error=error.line)


def document_line(where: str, article: Article, kept: Kept) -> ResultLine:
    """What became of a document, for people and `cut`."""
    at = article.published.at.astimezone(SEOUL) if article.published else None
    return row(
        kept.outcome,
        where,
        f"{at:%Y-%m-%d %H:%M}" if at else "-",
        article.title,
        kept.told,
        what="document",
        outcome=kept.outcome,
        document=where,
        title=article.title,
        published=at.isoformat(timespec="minutes") if at else None,
        added=kept.added,
        joined=kept.joined,
        revised=kept.revised - kept.joined,
        withdrawn=kept.withdrawn,
        warnings=list(article.warnings),
    )
