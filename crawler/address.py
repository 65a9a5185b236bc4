"""What an article's address says: its lasting key, and in some families the hour of its entry.

A page is reached under many addresses (http and https, m. and www., ?page=, utm_…, a session in the path);
the key is what stays the same in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
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

# What such a parameter must look like where it alone is the number: ?code=press&uid=71 names a board by its code.
_ALONE = {
    "code": re.compile(r"\d{6}"),
    "key": re.compile(r"\d{6}"),
    "no": re.compile(r"\d"),
    "idx": re.compile(r"\d"),
}
# Parameters that name the board of which an article is the nth.
BOARD = re.compile(
    r"bo_table|bbs|bbs_?(?:id|no|name)|board|board_?(?:id|no|name|code)|table|tb|tbl|b_id|bcode|mid|code",
    re.IGNORECASE,
)
_COUNTING = frozenset(("no", "idx"))  # numbers that each board may count by itself

# Parameters that say how a reader came or looks, not what is read.
_PASSING = frozenset(
    (
        *(
            "ref",
            "fbclid",
            "gclid",
            "liststyle",
            "list_style",
            "view_type",
            "keyword",
            "keyfield",
            "key_field",
        ),
        *("ordertype", "order_type", "orderby", "order_by", "sfl", "stx", "sst", "sod", "sop", "spt"),
        *("jsessionid", "phpsessid"),
    )
)
_PASSING_KINDS = ("utm_", "sc_", "search", "srch", "sort")
_PAGE = re.compile(r"(?:[nc]|cur|now|current|goto)?_?page_?(?:index|no|num|number|size|unit)?")
# Names of a list's page only where another number is the article's: /view/877?p=2, but not /?p=877.
_COUNTER = re.compile(r"p|pg|pn|cp|pageid|start|offset", re.IGNORECASE)
_LEAFED = re.compile(r"\d{1,3}")
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
    query = [(name, value) for name, value in _query(parts.query) if not _is_passing(name)]
    if any(_COUNTER.fullmatch(name) for name, _ in query):
        query = _without_counters(query, parts.path)
    path = _SESSION.sub("", parts.path) or "/"
    kept = urlencode(query, encoding="latin-1")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, kept, ""))


@lru_cache(maxsize=1024)
def _is_passing(name: str) -> bool:
    small = name.lower()
    return small in _PASSING or small.startswith(_PASSING_KINDS) or _PAGE.fullmatch(small) is not None


def _without_counters(query: list[tuple[str, str]], path: str) -> list[tuple[str, str]]:
    """Leave out the list's page that an address tells beside the article's own number."""
    kept = [
        (name, value) for name, value in query if not (_COUNTER.fullmatch(name) and _LEAFED.fullmatch(value))
    ]
    is_told = re.search(r"\d", path) or any(re.search(r"\d", value) for _, value in kept)
    return kept if is_told else query


def number(url: str) -> str:
    """Return the site's own number for the article ("idxno=1234", "part_idx=213&idx=99", "view/99887"), or ""."""
    given = {name: value.strip() for name, value in _query(urlsplit(url).query)}
    for names in NUMBERS:
        if all(given.get(name) for name in names) and _is_number(names, given):
            board = _board(given) if names[0] in _COUNTING else ""
            return board + "&".join(f"{name}={given[name]}" for name in names)
    return _numbered(urlsplit(url).path)


def _is_number(names: tuple[str, ...], given: Mapping[str, str]) -> bool:
    form = _ALONE.get(names[0]) if len(names) == 1 else None
    return form is None or form.match(given[names[0]]) is not None


def _board(given: Mapping[str, str]) -> str:
    return next((f"{name}={value}&" for name, value in given.items() if value and BOARD.fullmatch(name)), "")


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
