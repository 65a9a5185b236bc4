"""Sources as other programs list them: OPML, which every feed reader writes and reads (opml.org/spec2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from lxml import etree

from crawler.site import Site
from timeline.errors import StructureChanged

_FEED = re.compile(r"(?:rss|atom|feed|\.xml)\b", re.IGNORECASE)  # in the address of a list


def outline(sites: Iterable[Site]) -> str:
    """Return these sites as OPML: the feed of each that has one, else its front page."""
    rows = "\n".join(f"    {_row(site)}" for site in sites)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>Yeonpyo</title></head>'
    )
    return f"{head}\n  <body>\n{rows}\n  </body>\n</opml>\n"


def _row(site: Site) -> str:
    feed = next((site.page(path) for path in site.lists if _FEED.search(path)), "")
    told = {"text": site.name, "type": "rss" if feed else "link"}
    told |= {"xmlUrl": feed} if feed else {"url": site.base}
    told |= {"htmlUrl": site.base, "category": site.region}
    return f"<outline {' '.join(f'{name}={_quoted(value)}' for name, value in told.items() if value)}/>"


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'


def is_outline(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def addresses(text: str, where: str) -> list[str]:
    """Return the addresses that an OPML document names, each once: of each outline its feed, else its page.

    Nothing is fetched for it. Raises StructureChanged, naming `where`, where there is none.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    body = re.sub(r"^\s{0,99}<\?xml[^>]{0,200}\?>", "", text.lstrip("\ufeff"), count=1)
    tree = etree.fromstring(body.strip().encode("utf-8", "replace"), parser)
    told = [] if tree is None else [_address(row) for row in tree.iter("outline")]
    if not (found := list(dict.fromkeys(filter(None, told)))):
        raise StructureChanged(
            where, "no outline names an address", hint="an OPML file, as feed readers export it"
        )
    return found


def _address(row: etree._Element) -> str:
    told = (str(row.get(name) or "").strip() for name in ("xmlUrl", "url", "htmlUrl"))
    return next((each for each in told if each.startswith(("http://", "https://"))), "")
