"""What an article's address says: its lasting key, and in some families the hour of its entry.

A page is reached under many addresses (http and https, m. and www., ?page=, utm_…, a session in the path);
the key is what stays the same in all of them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from timeline.model import SEOUL, Stamp

# The parameters that number an article, by family; the first set found whole is the number (SITES 2.1, 2.4).
NUMBERS = (
    ("idxno",),  # ndsoft
    ("aid",),  # aid
    ("part_idx", "idx"),
    ("bbsId", "nttId"),
    ("pBoardId", "nttId"),
    ("boardId", "dataSid"),
    ("boardId", "seq"),
    ("boardID", "boardSeq"),
    ("bid", "list_no"),
    ("code",),  # wcms-php
    ("key",),
    ("pk_no",),
    ("no",),  # mediaon
    ("idx",),
    ("nttId",),
)

# Parameters that say how a reader came or looks, not what is read.
_PASSING = re.compile(
    r"utm_\w+|ref|fbclid|gclid|page|nPage|pageIndex|view_type|sc_\w+|jsessionid|PHPSESSID", re.IGNORECASE
)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_ENTRY = re.compile(r"(?:/view/|[?&](?:code|key)=)((?:19|20)\d{12})\d{0,5}\b")
_ARTICLES = frozenset(("view", "article", "articles", "news", "read", "story"))
_STEP = re.compile(r"[\w-]{1,84}")
_FIGURES = re.compile(r"\d{4}")
_YEAR, _MONTH, _DAY = r"((?:19|20)\d\d)", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_DAYS = (  # /2021/01/27/, /2021-01-27/, /20210127/, and the start of a longer number: id=20210127000812, AKR20210127…
    re.compile(rf"/{_YEAR}/{_MONTH}/{_DAY}(?:/|$)"),
    re.compile(rf"/{_YEAR}-{_MONTH}-{_DAY}(?:[/-]|$)"),
    re.compile(rf"/{_YEAR}{_MONTH}{_DAY}/"),
    re.compile(rf"[/=_-][A-Za-z]{{0,10}}{_YEAR}{_MONTH}{_DAY}(?=\d{{3,9}}(?!\d)|[a-z_-]\d{{3}})"),
)
_EPOCH = re.compile(r"[?&]aid=(\d{10})\d{0,9}\b")


def canonical(url: str) -> str:
    """Return the address without what does not name the article, scheme and host in lower case."""
    parts = urlsplit(url.strip())
    query = [(name, value) for name, value in _query(parts.query) if not _PASSING.fullmatch(name)]
    path = _SESSION.sub("", parts.path) or "/"
    kept = urlencode(query, encoding="latin-1")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, kept, ""))


def number(url: str) -> str:
    """Return the site's own number for the article ("idxno=1234", "part_idx=213&idx=99", "view/99887"), or ""."""
    given = {name: value.strip() for name, value in _query(urlsplit(url).query)}
    for names in NUMBERS:
        if all(given.get(name) for name in names):
            return "&".join(f"{name}={given[name]}" for name in names)
    return _numbered(urlsplit(url).path)


def _numbered(path: str) -> str:
    """The path from the word that articles stand under on ("news/2026/1234"); "" without a number at its end."""
    steps = path.removesuffix("/").split("/")
    if not _FIGURES.search(steps[-1]):
        return ""
    for at in range(max(1, len(steps) - 6), len(steps) - 1):
        if steps[at] in _ARTICLES and all(map(_STEP.fullmatch, steps[at + 1 :])):
            return "/".join(steps[at:])
    return ""


def key(url: str) -> str:
    """Return what names the article within its site: its number there, or its canonical address."""
    return number(url) or canonical(url)


def key_anywhere(url: str) -> str:
    """Return the same for articles of any site: "kjdaily.com/aid=1611747420"; www. and m. are no other site."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    path = urlsplit(canonical(url))
    return f"{host}/{number(url) or urlunsplit(('', '', path.path, path.query, '')).lstrip('/')}"


def _query(query: str) -> list[tuple[str, str]]:
    return parse_qsl(
        query, encoding="latin-1"
    )  # bytes in, the same bytes out, whatever encoding the site uses


def url_time(url: str) -> Stamp | None:
    """Return the time that the address carries, if its family puts one there (SITES 2.2).

    The first ten digits of aid are the UNIX time of the displayed stamp (method url-epoch); wcms puts the
    local time of ENTRY first (url-entry), which is a lower bound of the publication. Impossible values
    (hour 50 was seen) give None. Many papers put the day into the path or before their number (url-day).
    """
    if found := _EPOCH.search(url):
        at = datetime.fromtimestamp(int(found[1]), UTC).astimezone(SEOUL)
        return Stamp(at, "second", "url-epoch", found[1]) if 1995 <= at.year < 2100 else None
    if found := _ENTRY.search(url):
        try:
            at = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=SEOUL)
        except ValueError:
            return None
        return Stamp(at, "second", "url-entry", found[1])
    return next((stamp for form in _DAYS if (found := form.search(url)) and (stamp := _day(found))), None)


def _day(found: re.Match[str]) -> Stamp | None:
    try:
        at = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=SEOUL)
    except ValueError:
        return None
    return Stamp(at, "day", "url-day", "-".join(found.groups()))
