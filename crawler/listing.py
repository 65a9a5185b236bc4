"""Which articles does this list page name? Links, titles and dates of its rows; the items of a feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import translate
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler import address
from crawler.decode import declared_encoding, decode
from crawler.families import FAMILIES, Family, selectors
from crawler.markup import lines, parse, select, text_of
from crawler.names import is_title
from timeline.errors import StructureChanged
from timeline.korean import read_stamp
from timeline.model import SEOUL, Page, Stamp

if TYPE_CHECKING:
    from crawler.site import Site

MOST_ROWS = 500
BELOW = 4  # parts of a list below a link
LONG = 8  # letters of what is set in bold and no mark ([속보])
LONGEST_URL = 2000
_ARGUMENTS = re.compile(r"(?<=['\"])[\w-]{1,60}(?=['\"])|(?<=[(,\s])\d{1,20}(?=\s?[,)])")
_MORE = re.compile(r"(?:자세히|기사|내용|더|전체|계속)?\s?(?:보기|읽기|more|view)\W{0,3}", re.IGNORECASE)
_GOES = re.compile(r"location(?:\.href)?\s{0,3}=\s{0,3}['\"]([^'\"]{2,500})['\"]")
_CLICKED = etree.XPath(".//*[contains(@onclick, 'location')]")
_PAGER = re.compile(r"page\w{0,12}\(", re.IGNORECASE)  # goPage(2): no article's
_PLACES = re.compile(r"\{(id|[1-9])\}")
_NUMBER = re.compile(r"[\w-]{1,60}")
_SHORT = re.compile(
    r"[\[(]?(?=\d\d[-./]\d\d|\d{1,2}월)(0?[1-9]|1[0-2])(?:[-./]|월\s?)(0?[1-9]|[12]\d|3[01])[.일]?[\])]?"
)
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DATES = ("pubDate", "date", "published", "updated", "publication_date")
_NEWS = (
    "{*}loc",
    "{*}title",
    "{*}publication_date",
)  # what a news sitemap tells, its own parts and those within
# A feed by its root; one that brings its own entities is none of ours.
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?(?:<!DOCTYPE\s[^\[>]{0,300}>\s*)?"
    r"<(?:rss|feed|urlset|(?:\w{1,10}:)?rdf)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Row:
    """An article as a list names it. `stamp` is the list's date, if it tells one."""

    url: str
    key: str
    title: str
    stamp: Stamp | None = None


def read_listing(page: Page, site: Site) -> tuple[Row, ...]:
    """Return the articles that a list page names, each once, in the page's order.

    Raises StructureChanged where it names none: an empty list and a changed page look alike.
    """
    declared = declared_encoding(page.body, page.headers.get("content-type", "")) or site.encoding
    text = decode(page.body, declared=declared, where=page.url).text
    family = FAMILIES[site.family]
    found = _feed(text, page, site) if _FEED.match(text) else _rows(text, page, site, family)
    rows: dict[str, Row] = {}
    for row in found:
        held = rows.get(row.key, row)  # a picture, a headline and a teaser link to one article
        rows[row.key] = replace(held, title=held.title or row.title, stamp=held.stamp or row.stamp)
        if len(rows) >= MOST_ROWS:
            break
    if not rows:
        raise StructureChanged(
            page.url,
            "no article on the list page",
            facts={"expected": f"links like {family.article.pattern[:80]}  (family {site.family})"},
            hint=f"yeonpyo source test {site.id}",
        )
    return tuple(rows.values())


def is_feed(page: Page) -> bool:
    """Whether a page is a feed or a sitemap."""
    return _FEED.match(page.body[:3000].decode("utf-8", "replace").lstrip("\ufeff")) is not None


def _rows(text: str, page: Page, site: Site, family: Family) -> Iterator[Row]:
    tree = parse(text, page.url)
    wanted = selectors(site.family, site.select)
    base = base_of(tree, page.url)
    places = select(tree, wanted["row"]) if wanted.get("row") else [tree]
    links = [
        link
        for place in places
        for link in (select(place, wanted["link"]) if wanted.get("link") else anchors(place, text))
    ]
    found = {
        link: url
        for link in links
        if (url := _target(link, base, site.detail)) and _is_article(url, site, family)
    }
    keys = {link: address.key(url) for link, url in found.items()}
    for link, url in found.items():
        row = _row_of(link, keys)
        yield Row(url, keys[link], _title(link) or _title_in(row), _date(row, page) or _date_below(row, page))


def anchors(place: etree._Element, text: str = "onclick location") -> list[etree._Element]:
    """Return the links of a part, among them rows that lead on where they are clicked, if the text has such."""
    rows = _CLICKED(place) if "onclick" in text and "location" in text else ()
    return [*place.iter("a"), *(row for row in rows if row.tag != "a")]


def href_of(link: etree._Element) -> str:
    """Return what a link leads to as it is written: its href, or the address that its onclick goes to."""
    href = (link.get("href") or "").strip()
    if href and not href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return href
    goes = _GOES.search(f"{link.get('onclick') or ''} {href}")
    return goes[1] if goes else href


def base_of(tree: etree._Element, url: str) -> str:
    told = next((base.get("href") for base in tree.iter("base") if base.get("href")), "")
    return str(urljoin(url, told or ""))


def _target(link: etree._Element, base: str, detail: str) -> str:
    """Return the address that a link leads to, or "" for scripts, other schemes and what no URL can be.

    `detail` is the address that a board's script makes of a number in data-id or of its arguments:
    "/board/view?seq={id}", "/board/view?boardID={1}&seq={2}".
    """
    href = href_of(link)
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        href = _made(link, href, detail) if detail else ""
    try:
        url = urljoin(base, href) if href else ""
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url.partition("#")[0] if parts.scheme in ("http", "https") and len(url) <= LONGEST_URL else ""


def _made(link: etree._Element, href: str, detail: str) -> str:
    called = f"{link.get('onclick') or ''} {href}"
    if _PAGER.search(called) or text_of(link).strip("[] ").isdigit():
        return ""
    told = _ARGUMENTS.findall(called)
    numbers = {"id": link.get("data-id") or (told[-1] if told else "")}
    numbers |= {str(i): argument for i, argument in enumerate(told, 1)}
    wanted = _PLACES.findall(detail)
    if not all(_NUMBER.fullmatch(numbers.get(name, "")) for name in wanted):
        return ""
    return _PLACES.sub(lambda place: numbers[place[1]], detail)


def _is_article(url: str, site: Site, family: Family) -> bool:
    parts = urlsplit(url)
    if parts.hostname not in site.hosts:
        return False
    rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return (
        re.match(translate(site.article), rest) is not None
        if site.article
        else bool(family.article.search(rest))
    )


def _title(link: etree._Element) -> str:
    """Return the headline in a link, which may hold its whole row; else what its picture or tip says."""
    told = lines(link)
    heading = next(link.iter("h1", "h2", "h3", "h4", "h5"), None)
    marked = (part for part in link.iter("p", "div", "span", "em", "dt", "td") if is_title(part))
    likely = (part for part in (*marked, *link.iter("strong", "b")) if len(text_of(part)) >= LONG)
    heading = next(likely, None) if heading is None else heading
    told = (lines(heading) if heading is not None else []) or told
    if link.tag != "a" and heading is None:
        return max(told, key=len, default="")
    if told and not _MORE.fullmatch(told[0]):
        return told[0]
    pictured = next((picture.get("alt") or "" for picture in link.iter("img")), "")
    return " ".join((link.get("title") or pictured).split())


def _title_in(row: etree._Element) -> str:
    """Return the headline of a row whose links say none: its heading, else its first line as long as one."""
    heading = next(row.iter("h1", "h2", "h3", "h4", "h5"), None)
    told = lines(row if heading is None else heading)
    return next((line for line in told if len(line) >= LONG and not read_stamp(line)), "")


def _row_of(link: etree._Element, keys: dict[etree._Element, str]) -> etree._Element:
    """Return the widest part around a link that holds no other article's."""
    place = link
    for _ in range(5):
        parent = place.getparent()
        if parent is None or any(
            keys.get(other, keys[link]) != keys[link] for other in parent.iter(link.tag)
        ):
            break
        place = parent
    return place


def _date(place: etree._Element, page: Page) -> Stamp | None:
    """Return the date that a row tells."""
    return read_stamp(text_of(place)[-200:], fetched=page.fetched) or _short_date(place, page.fetched)


def _date_below(row: etree._Element, page: Page) -> Stamp | None:
    """Return the date that a list without rows of its own tells below an article's link, before the next one."""
    for part in islice(row.itersiblings(), BELOW):
        if next(part.iter("a"), None) is not None:
            return None
        if stamp := _date(part, page):
            return stamp
    return None


def _short_date(place: etree._Element, fetched: datetime) -> Stamp | None:
    """Return the day that a board tells without its year (02-24): the last one past; of today it tells the clock."""
    now = fetched.astimezone(SEOUL)
    for piece in map(str.strip, place.itertext()):
        if found := _SHORT.fullmatch(piece):
            years = (now.year, now.year - 1)
            days = (_day(year, int(found[1]), int(found[2])) for year in years)
            past = next((day for day in days if day and day <= now), None)
            return Stamp(past, "day", "list", piece) if past else None
        if found := _CLOCK.fullmatch(piece):
            at = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
            return Stamp(at, "minute", "list", piece) if at <= now else None
    return None


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=SEOUL)
    except ValueError:
        return None


def _feed(text: str, page: Page, site: Site) -> Iterator[Row]:
    """Read RSS 0.9 to 2.0, RDF and Atom; entities are not expanded and nothing is fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False
    )
    body = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text, count=1)
    tree = etree.fromstring(body.strip().encode("utf-8", "replace"), parser)
    if tree is None:
        raise StructureChanged(page.url, "no readable feed")
    for item in tree.iter("{*}item", "{*}entry", "{*}url"):
        held = list(item.iter(*_NEWS) if etree.QName(item).localname == "url" else item)
        told = {etree.QName(part).localname: part for part in reversed(held) if isinstance(part.tag, str)}
        url = _feed_link(item, told)
        host = urlsplit(url).hostname if url.startswith(("http://", "https://")) else None
        if host in site.hosts and len(url) <= LONGEST_URL:
            yield Row(url, address.key(url), _feed_text(told, "title"), _feed_date(told))


def _feed_link(item: etree._Element, told: dict[str, etree._Element]) -> str:
    for link in item.iter("{*}link"):
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return str(link.get("href")).strip()
    return _feed_text(told, "link") or _feed_text(told, "loc") or _feed_text(told, "guid")


def _feed_text(told: dict[str, etree._Element], name: str) -> str:
    return " ".join("".join(told[name].itertext()).split()) if name in told else ""


def _feed_date(told: dict[str, etree._Element]) -> Stamp | None:
    said = next((text for name in _DATES if (text := _feed_text(told, name))), "")
    return read_stamp(said) if said else None
