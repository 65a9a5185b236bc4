"""What do the addresses of an unknown site's articles look like? As those of its longest links do, many of a kind.

Every system numbers its articles in its own way (sub_read.html?uid=…, /archives/…, artclView.do); what they share
is that a page which lists articles has many links of one shape whose words are headlines.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import translate
from urllib.parse import urlsplit

FEWEST = 3  # links that make a list
SHORTEST = 7  # letters of a headline
LONGEST_MENU = 8

_FIGURES = re.compile(r"\d+")
_SLUG = re.compile(r"[^/.?]*(?:-[^/.?-]+){1,}|[^/.?]{20,}|[^/.?]*%[0-9A-Fa-f]{2}[^/.?]*")
_LIST = re.compile(r"list|categor|/tags?/|section|author|search|member|login|join|rss", re.IGNORECASE)
_WILD = re.compile(r"\*+")
_NUMBER = "[0-9]*"
Link = tuple[str, str]  # address, words


def article_shape(links: Sequence[Link]) -> str:
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
    fit |= _merged(held)
    best = max(fit, key=lambda form: sum(map(len, fit[form])), default="")
    return _longer(best, list(fit[best].values()), [url for url, _ in links]) if best else ""


def _merged(held: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return the patterns of articles under several sections, the section and the number left open: /*/[0-9]*."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    sections: dict[str, set[str]] = defaultdict(set)
    for form, words in held.items():
        steps = form.split("/")
        if (
            len(steps) >= 3
            and steps[-1] == "*"
            and "*" not in steps[-2]
            and not _LIST.search(form)
            and len(words) > 1
        ):
            wide = "/".join((*steps[:-2], "*", _NUMBER))
            sections[wide].add(steps[-2])
            found[wide] |= {said: url for said, url in words.items() if _last(url).isdigit()}
    return {form: words for form, words in found.items() if len(sections[form]) > 1 and len(words) >= FEWEST}


def _longer(form: str, articles: Sequence[str], links: Sequence[str]) -> str:
    """Return the pattern with as many places for its last number as articles' have, where a menu's are shorter."""
    own = {_last(url) for url in articles}
    least = min(map(len, own))
    alike = re.compile(translate(form))
    shorter = [url for url in links if alike.match(_rest(url)) and len(_last(url)) < least]
    is_told = form.endswith("*") and all(map(str.isdigit, own)) and bool(shorter)
    return f"{form[:-1]}{'?' * (least - 1)}*" if is_told else form


def _rest(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _last(url: str) -> str:
    return re.split(r"[/=]", url)[-1]


def _is_list(form: str) -> bool:
    path, _, asked = form.lower().partition("?")
    return bool(_LIST.search(path)) or asked.rpartition("&")[2].startswith("page=")


def menu(links: Iterable[Link]) -> list[str]:
    """Return the addresses of a page's links of a word or two, as sections have."""
    return [url for url, words in links if 2 <= len(words) <= LONGEST_MENU and re.search("[가-힣]", words)]


def shape_of(url: str) -> str:
    """Return an address with a star for each number and for the words that name a page."""
    parts = urlsplit(url)
    given = parts.path.split("/")
    steps = [_FIGURES.sub("*", step) for step in given]
    if given[1:2] and given[1].isdigit():
        steps[1] = _NUMBER  # else /2021/01/27/77/ is like /category/news/page/2/
    last = len(steps) - 1 - (not steps[-1] and len(steps) > 1)
    if _SLUG.fullmatch(steps[last]):
        steps[last] = "*-*" if "-" in steps[last] else "*"
    path = "/".join(steps)
    pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
    query = "&".join(f"{name}{sign}{_FIGURES.sub('*', value)}" for name, sign, value in pairs)
    return _WILD.sub("*", f"{path}?{query}" if query else path)
