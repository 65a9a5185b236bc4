"""How are a list's pages counted? As its own links to the next pages say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, urlsplit

_COUNTER = re.compile(r"[\w.]{0,12}page\w{0,6}|pg|pn|p|cp", re.IGNORECASE)
_OTHER = re.compile(r"(?:id|size|unit|rows|cnt|count|type|mode)$", re.IGNORECASE)
_NEXT = re.compile(r"[2-9]|10")
_STEP = re.compile(r"page/(?:[2-9]|10)(/?)")


def counted(url: str, links: Iterable[str]) -> str:
    """Return path and query of a list's pages with "{page}" for their number, "" where no link of the list counts.

    A counting link names the list, all that it is asked by, and a page besides: ?section=local&page=2, /news/page/2/,
    for /news also ?mid=news&page=2.
    """
    here = urlsplit(url)
    forms = (_counting(here, urlsplit(link)) for link in links)
    return next((form for form in forms if form), "")


def _counting(here: SplitResult, link: SplitResult) -> str:
    if link.hostname != here.hostname:
        return ""
    named = [value for name, value in parse_qsl(link.query, encoding="latin-1") if not _counts(name, value)]
    if link.path != here.path and named != [here.path.rpartition("/")[2]]:
        above = here.path if here.path.endswith("/") else f"{here.path}/"
        step = _STEP.fullmatch(link.path.removeprefix(above)) if link.path.startswith(above) else None
        return f"{above}page/{{page}}{step[1]}" if step and not link.query else ""
    given = dict(parse_qsl(here.query, encoding="latin-1"))
    asked = dict(parse_qsl(link.query, encoding="latin-1"))
    name = next((name for name, value in asked.items() if _counts(name, value)), "")
    if not name or any(asked.get(other) != value for other, value in given.items() if other != name):
        return ""
    query = re.sub(rf"(^|&)({re.escape(name)}=)\d+", r"\1\2{page}", link.query, count=1)
    return f"{link.path}?{query}"


def _counts(name: str, value: str) -> bool:
    return bool(_COUNTER.fullmatch(name) and not _OTHER.search(name) and _NEXT.fullmatch(value))
