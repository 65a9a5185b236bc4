"""`yeonpyo extract`: what is read from pages, without a store. For people with what each rule matched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.account import Match, account
from crawler.article import Outlook, outlook_of, own_url, read_page
from crawler.document import documents, is_markup, read_document
from crawler.limits import time_limit
from crawler.recognise import family_of_page, site_of
from crawler.site import Site
from scheduler.config import Settings
from scheduler.registry import entry, sites
from scheduler.terminal import ResultLine, json_line, plain, row
from timeline.errors import NotADocument, PageError
from timeline.model import SEOUL, Article, Page, Stamp

SECONDS = 10.0  # for reading one page

Tell = Callable[[str], None]
Named = tuple[str, Page | PageError]


@dataclass(frozen=True, slots=True)
class Extract:
    """A page as it was asked for and what was read from it; `article` is None where `error` says why."""

    file: str
    url: str
    site: str
    family: str
    article: Article | None = None
    matches: tuple[Match, ...] = ()
    error: str = ""


def extract(
    settings: Settings,
    pages: Iterable[Named],
    *,
    url: str,
    site: str,
    tell: Callable[[Extract], Iterable[str]],
    say: Tell,
    remark: Tell,
) -> int:
    """Print what each page says, in order; the exit code is 0, 3 if some could not be read, 1 if none could."""
    entries = sites(settings)
    chosen = entry(entries, site) if site else None
    bad = good = 0
    for file, page in pages:
        one = read_one(file, page, entries, url=url, site=chosen)
        for line in tell(one):
            say(line)
        good, bad = good + (one.article is not None), bad + (one.article is None)
        if one.error:
            remark(f"{file}: {one.error}")
    return (3 if good else 1) if bad else 0


def read_one(
    file: str, page: Page | PageError, sites: Mapping[str, Site], *, url: str = "", site: Site | None = None
) -> Extract:
    """Return what one page says, read as `site`'s, or as that of the entry or family that it betrays itself."""
    if isinstance(page, PageError):
        return Extract(file, url, site.id if site else "", "", error=page.what)
    try:
        with time_limit(SECONDS, file):
            if not (url or site or is_markup(page)):
                return Extract(file, "", "", "text", read_document(page, source=""))
            return _read_html(file, page, sites, url, site)
    except PageError as error:
        return Extract(file, url, site.id if site else "", "", error=error.what)


def _read_html(file: str, page: Page, sites: Mapping[str, Site], url: str, site: Site | None) -> Extract:
    text = page.body.decode("utf-8", "replace")
    url = url or (page.url if page.url.startswith(("http://", "https://")) else own_url(text))
    site = site or site_of(url, sites)
    outlook = outlook_of(site) if site else Outlook("", family_of_page(url, text))
    page = replace(page, url=url or file)
    try:
        article = read_page(page, outlook)
        matches = account(page, outlook)
        return Extract(file, url, outlook.source, outlook.family, article, matches)
    except PageError as error:
        return Extract(file, url, outlook.source, outlook.family, error=error.what)


def tell_json(one: Extract) -> list[str]:
    return [json_line(facts(one))]


def facts(one: Extract) -> ResultLine:
    """A page as a result for programs."""
    return row(ok=one.article is not None, **told(one))


def told(one: Extract) -> dict[str, Any]:
    """A page as one JSON object: null for what is not known, "" for words that are not there."""
    article = one.article
    published = article.published if article else None
    return {
        "file": one.file,
        "url": one.url or None,
        "site": one.site or None,
        "family": one.family or None,
        "title": article.title if article else "",
        "subtitle": "\n".join(article.subtitles) if article else "",
        "published": _moment(published),
        "precision": published.precision if published else None,
        "method": published.method if published else None,
        "modified": _moment(article.modified if article else None),
        "byline": article.byline if article else "",
        "section": article.section if article else "",
        "body": "\n".join(article.paragraphs or article.captions) if article else "",
        "warnings": list(article.warnings) if article else [one.error],
    }


def _moment(stamp: Stamp | None) -> str | None:
    """A day as a date; a clock time to its minute or second, with its offset."""
    if stamp is None:
        return None
    at = stamp.at.astimezone(SEOUL)
    if stamp.precision == "day":
        return at.date().isoformat()
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def tell_lines(one: Extract) -> Iterator[str]:
    """A page for people and `cut`: what was read, then what each rule matched."""
    if not one.article:
        return
    yield f"page\t{plain(one.file)}"
    for name, value in told(one).items():
        if name not in ("file", "body", "warnings") and value:
            yield f"{name}\t{plain(str(value))}"
    for paragraph in one.article.paragraphs:
        yield f"body\t{plain(paragraph)}"
    for warning in one.article.warnings:
        yield f"warning\t{plain(warning)}"
    yield from match_lines(one.matches)


def match_lines(matches: Sequence[Match]) -> Iterator[str]:
    """What each rule matched: part, rule (- for none), how often, and the words."""
    for match in matches:
        yield f"rule\t{match.part}\t{match.rule or '-'}\t{match.count}\t{plain(match.found) or '-'}"


def match_facts(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {"part": match.part, "rule": match.rule or None, "count": match.count, "found": match.found or None}
        for match in matches
    ]


def pages(settings: Settings, targets: Sequence[str], now: Callable[[], datetime]) -> Iterator[Named]:
    """Each file, file of a folder, or address, as a page or the reason why it is none, under the name asked."""
    urls = [target for target in targets if target.startswith(("http://", "https://"))]
    fetched: dict[str, Page | PageError] = {}
    if urls:
        from scheduler.visit import visit

        fetched = dict(zip(urls, visit(settings, urls, now), strict=True))
    for target in targets:
        if target in fetched:
            yield target, fetched[target]
        else:
            yield from _files(target)


def _files(target: str) -> Iterator[Named]:
    path = Path(target)
    empty = True
    for found in documents([path]):
        empty = False
        name = found.where if isinstance(found, PageError) else str(path / found.url)
        yield (name if path.is_dir() else target), found
    if empty:
        yield target, NotADocument(target, "no documents here")
