"""Which articles does this list page name? Links, titles and dates of its rows; the items of a feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler import address
from crawler.decode import declared_encoding, decode
from crawler.families import FAMILIES, Family, selectors
from crawler.markup import parse, select, text_of
from crawler.names import names_of
from crawler.rows import date_of, row_of, title_of
from crawler.shape import is_of
from timeline.errors import StructureChanged
from timeline.korean import read_stamp
from timeline.model import Page, Stamp

if TYPE_CHECKING:
    from crawler.site import Site

MOST_ROWS = 500
LONGEST_URL = 2000
_ARGUMENTS = re.compile(r"(?<=['\"])[\w-]{1,60}(?=['\"])|(?<=[(,\s])\d{1,20}(?=\s?[,)])")
_GOES = re.compile(r"location(?:\.href)?\s{0,3}=\s{0,3}['\"]([^'\"]{2,500})['\"]")
_CALLED = re.compile(r"\(\s?['\"]((?:https?://|\.{0,2}/)[^'\"\s]{2,500})['\"]")
_CLICKED = etree.XPath(".//*[contains(@onclick, 'location')]")
_DATA = ("data-href", "data-url", "data-link")
_ADDRESSED = etree.XPath(f".//*[{' or '.join(f'@{name}' for name in _DATA)}]")
_NOWHERE = ("#", "javascript:", "mailto:", "tel:")
_FRAME = re.compile(
    r"(?:^|\s)(?:gnb|lnb|snb|gnav|footer|foot|ft|site[-_]?(?:map|nav|menu|footer)|main[-_]?(?:menu|nav)|sub[-_]?menu)(?:$|\s)",
    re.IGNORECASE,
)
_PAGER = re.compile(r"page\w{0,12}\(", re.IGNORECASE)  # goPage(2): no article's
_PLACES = re.compile(r"\{(id|[1-9]|data-[a-z0-9-]{1,30})\}")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[\w-]{1,60}")
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
        for link in (
            select(place, wanted["link"]) if wanted.get("link") else anchors(place, text, site.detail)
        )
    ]
    found = {
        link: url
        for link in links
        if (url := _target(link, base, site.detail)) and _is_article(url, site, family)
    }
    found = {link: url for link, url in found.items() if not is_framed(link)} or found
    keys = {link: address.key(url) for link, url in found.items()}
    told: dict[str, list[etree._Element]] = {}
    for link, name in keys.items():
        told.setdefault(name, []).append(link)
    for name, those in told.items():
        around = [row_of(link, keys) for link in those]
        stamps = (date_of(row, page.fetched) for row in dict.fromkeys(around))
        yield Row(
            found[those[0]],
            name,
            title_of(those, around[0]),
            next((stamp for stamp in stamps if stamp), None),
        )


def anchors(
    place: etree._Element, text: str = "onclick location data-href", detail: str = ""
) -> list[etree._Element]:
    """Return the links of a part, among them rows that lead on where they are clicked, if the text has such."""
    rows = list(_CLICKED(place)) if "onclick" in text and "location" in text else []
    rows += _ADDRESSED(place) if any(name in text for name in _DATA) else ()
    if named := _PLACES.search(detail):
        mark = named[1] if named[1].startswith("data-") else "onclick"
        rows += place.iterfind(f".//*[@{mark}]")
    return list(dict.fromkeys((*place.iter("a"), *rows)))


def href_of(link: etree._Element) -> str:
    """Return what a link leads to as it is written: its href, or the address that it goes to when clicked."""
    href = (link.get("href") or "").strip()
    if href and not href.startswith(_NOWHERE):
        return href
    clicked = f"{link.get('onclick') or ''} {href}"
    goes = _GOES.search(clicked) or _CALLED.search(clicked)
    return goes[1] if goes else next((told for name in _DATA if (told := link.get(name))), href)


def is_framed(link: etree._Element) -> bool:
    """Whether a link stands in the page's frame, among its menu or in its foot."""
    return any(
        _FRAME.search(names_of(part)) or (part.tag in ("nav", "footer") and not _is_within(part))
        for part in link.iterancestors("nav", "footer", "div", "ul", "ol")
    )


def _is_within(part: etree._Element) -> bool:
    return next(part.iterancestors("article", "li"), None) is not None


def base_of(tree: etree._Element, url: str) -> str:
    told = next((base.get("href") for base in tree.iter("base") if base.get("href")), "")
    return str(urljoin(url, told or ""))


def _target(link: etree._Element, base: str, detail: str) -> str:
    """Return the address that a link leads to, or "" for scripts, other schemes and what no URL can be.

    `detail` is the address that a board's script makes of a number in data-id or of its arguments:
    "/board/view?seq={id}", "/board/view?boardID={1}&seq={2}", of any attribute "/view?seq={data-seq}".
    """
    href = href_of(link)
    if not href or href.startswith(_NOWHERE):
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
    numbers |= {name: value for name, value in link.attrib.items() if name.startswith("data-")}
    numbers |= {str(i): argument for i, argument in enumerate(told, 1)}
    wanted = _PLACES.findall(detail)
    values = [numbers.get(name, "") for name in wanted]
    if not all(map(_NUMBER.fullmatch, values)) or not any(map(_DIGIT.search, values)):  # share('facebook')
        return ""
    return _PLACES.sub(lambda place: numbers[place[1]], detail)


def _is_article(url: str, site: Site, family: Family) -> bool:
    parts = urlsplit(url)
    if parts.hostname not in site.hosts:
        return False
    rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return is_of(site.article, url) if site.article else bool(family.article.search(rest))


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
