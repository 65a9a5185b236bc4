"""How are a list's pages counted? As its own links to the next pages say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, urlsplit

_COUNTER = re.compile(r"[\w.]{0,12}page\w{0,6}|pg|pn|p|cp", re.IGNORECASE)
_OTHER = re.compile(r"(?:id|size|unit|rows|cnt|count|type|mode)$", re.IGNORECASE)
_NEXT = re.compile(r"[2-9]|10")
_STEP = re.compile(r"(page/)?(?:[2-9]|10)(/?)")
_FIRST = re.compile(r"(?:/|^)[01]/?$")
_KBOARD = "pageid"  # its counter; a pageId is an office's menu


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
    if link.path.rstrip("/") != here.path.rstrip("/") and named != [here.path.rpartition("/")[2]]:
        return _stepped(here, link)
    given = dict(parse_qsl(here.query, encoding="latin-1"))
    asked = dict(parse_qsl(link.query, encoding="latin-1"))
    name = next((name for name, value in asked.items() if _counts(name, value)), "")
    if not name or any(asked.get(other) != value for other, value in given.items() if other != name):
        return ""
    query = re.sub(rf"(^|&)({re.escape(name)}=)\d+", r"\1\2{page}", link.query, count=1)
    return f"{link.path}?{query}"


def _stepped(here: SplitResult, link: SplitResult) -> str:
    """Return the pages that a step of the path counts: /news/page/2/, for /news/list/1 also /news/list/2."""
    above = here.path if here.path.endswith("/") else f"{here.path}/"
    if link.path.startswith(above) and not link.query:
        step = _STEP.fullmatch(link.path.removeprefix(above))
        return (
            f"{above}{step[1] or ''}{{page}}{step[2]}"
            if step and (step[1] or above.endswith("/list/"))
            else ""
        )
    first = _FIRST.search(here.path)
    if first is None or link.query != here.query:
        return ""
    above = here.path[: first.start() + 1]
    step = _STEP.fullmatch(link.path.removeprefix(above)) if link.path.startswith(above) else None
    asked = f"?{link.query}" if link.query else ""
    return f"{above}{{page}}{step[2]}{asked}" if step and not step[1] else ""


def _counts(name: str, value: str) -> bool:
    is_counter = _COUNTER.fullmatch(name) and (name == _KBOARD or not _OTHER.search(name))
    return bool(is_counter and _NEXT.fullmatch(value))
