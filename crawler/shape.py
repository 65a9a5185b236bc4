"""What do the addresses of an unknown site's articles look like? As those of its longest links do, many of a kind.

Every system numbers its articles in its own way (sub_read.html?uid=…, /archives/…, artclView.do); what they share
is that a page which lists articles has many links of one shape whose words are headlines.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

FEWEST = 3  # links that make a list
SHORTEST = 7  # letters of a headline
LONGEST_MENU = 8

_FIGURES = re.compile(r"\d+")
_SLUG = re.compile(r"[^/.?]*(?:-[^/.?-]+){1,}|[^/.?]{20,}|[^/.?]*%[0-9A-Fa-f]{2}[^/.?]*")
_LIST = re.compile(r"list|categor|/tags?/|section|author|search|member|login|join|rss", re.IGNORECASE)
_WILD = re.compile(r"\*+")
Link = tuple[str, str]  # address, words


def article_shape(links: Iterable[Link]) -> str:
    """Return the pattern, as an entry's `article` tells it, that most links with headlines fit; "" for none."""
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for url, words in links:
        if len(re.findall(r"\w", words)) >= SHORTEST and " " in words.strip():
            held[shape_of(url)].setdefault(words, url)
    fit = {
        form: found
        for form, found in held.items()
        if "*" in form and len(set(found.values())) >= FEWEST and not _is_list(form)
    }
    return max(fit, key=lambda form: sum(map(len, fit[form])), default="")


def _is_list(form: str) -> bool:
    path, _, asked = form.lower().partition("?")
    return bool(_LIST.search(path)) or asked.rpartition("&")[2].startswith("page=")


def menu(links: Iterable[Link]) -> list[str]:
    """Return the addresses of a page's links of a word or two, as sections have."""
    return [url for url, words in links if 2 <= len(words) <= LONGEST_MENU and re.search("[가-힣]", words)]


def shape_of(url: str) -> str:
    """Return an address with a star for each number and for the words that name a page."""
    parts = urlsplit(url)
    steps = [_FIGURES.sub("*", step) for step in parts.path.split("/")]
    last = len(steps) - 1 - (not steps[-1] and len(steps) > 1)
    if _SLUG.fullmatch(steps[last]):
        steps[last] = "*-*" if "-" in steps[last] else "*"
    path = "/".join(steps)
    pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
    query = "&".join(f"{name}{sign}{_FIGURES.sub('*', value)}" for name, sign, value in pairs)
    return _WILD.sub("*", f"{path}?{query}" if query else path)
