"""Which articles does this list page name? Links, titles and dates of its rows; the items of a feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import translate
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler import address
from crawler.decode import declared_encoding, decode
from crawler.families import FAMILIES, Family, selectors
from crawler.markup import lines, parse, select, text_of
from timeline.errors import StructureChanged
from timeline.korean import read_stamp
from timeline.model import Page, Stamp

if TYPE_CHECKING:
    from crawler.site import Site

MOST_ROWS = 500
LONGEST_URL = 2000
_ARGUMENTS = re.compile(r"['\"]([\w-]{1,60})['\"]")
_PLACES = re.compile(r"\{(id|[1-9])\}")
_NUMBER = re.compile(r"[\w-]{1,60}")
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


def _rows(text: str, page: Page, site: Site, family: Family) -> Iterator[Row]:
    tree = parse(text, page.url)
    wanted = selectors(site.family, site.select)
    base = _base(tree, page.url)
    places = select(tree, wanted["row"]) if wanted.get("row") else [tree]
    links = [
        link
        for place in places
        for link in (select(place, wanted["link"]) if wanted.get("link") else place.iter("a"))
    ]
    found = {
        link: url
        for link in links
        if (url := _target(link, base, site.detail)) and _is_article(url, site, family)
    }
    keys = {link: address.key(url) for link, url in found.items()}
    for link, url in found.items():
        yield Row(url, keys[link], _title(link), _date(link, keys, page))


def _base(tree: etree._Element, url: str) -> str:
    told = next((base.get("href") for base in tree.iter("base") if base.get("href")), "")
    return str(urljoin(url, told or ""))


def _target(link: etree._Element, base: str, detail: str) -> str:
    """Return the address that a link leads to, or "" for scripts, other schemes and what no URL can be.

    `detail` is the address that a board's script makes of a number in data-id or of its arguments:
    "/board/view?seq={id}", "/board/view?boardID={1}&seq={2}".
    """
    href = (link.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        href = _made(link, href, detail) if detail else ""
    try:
        url = urljoin(base, href) if href else ""
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url.partition("#")[0] if parts.scheme in ("http", "https") and len(url) <= LONGEST_URL else ""


def _made(link: etree._Element, href: str, detail: str) -> str:
    told = _ARGUMENTS.findall(f"{link.get('onclick') or ''} {href}")
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
    """Return the headline in a link, which may hold its whole row."""
    heading = next(link.iter("h1", "h2", "h3", "h4", "h5", "strong"), None)
    told = lines(link if heading is None else heading)
    return told[0] if told else (link.get("title") or "").strip()


def _date(link: etree._Element, keys: dict[etree._Element, str], page: Page) -> Stamp | None:
    """Return the date in the widest part around a link that holds no other article's."""
    place = link
    for _ in range(5):
        parent = place.getparent()
        if parent is None or any(keys.get(other, keys[link]) != keys[link] for other in parent.iter("a")):
            break
        place = parent
    return read_stamp(text_of(place)[-200:], fetched=page.fetched)


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
        told = {etree.QName(part).localname: part for part in item if isinstance(part.tag, str)}
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
    said = next(
        (text for name in ("pubDate", "date", "published", "updated") if (text := _feed_text(told, name))), ""
    )
    return read_stamp(said) if said else None
