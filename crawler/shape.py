"""What do the addresses of an unknown site's articles look like? As those of its longest links do, many of a kind.

Every system numbers its articles in its own way (sub_read.html?uid=…, /archives/…, artclView.do); what they share
is that a page which lists articles has many links of one shape whose words are headlines. A shape is written as
an entry's `article` is: {n} for a number, {n4} for one of four figures at least, {words} for a step of the path
made of words, {name} for any step, and, as a person may write it, * for anything.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import translate
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from crawler import address

FEWEST = 3  # links that make a list
SHORTEST = 7  # letters of a headline
LONGEST_MENU = 8
LONGEST = 60  # letters of a headline; a link may hold a whole teaser
OWN = 4  # times that a board's own posts count
MOST = 0.6  # of a list's articles
MOST_RUNS = 3  # of letters and figures by turns; more is a code


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


Link = tuple[str, str]  # address, words
Held = Mapping[str, Mapping[str, str]]  # addresses by their words, by form

_NUMBER = re.compile(r"\d+")
_RUNS = re.compile(r"\d+|[A-Za-z]+")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_ENDING = re.compile(r"\.[A-Za-z]{2,5}$")
_LIST = re.compile(r"list|categor|/tags?/|section|author|search|member|login|join|rss", re.IGNORECASE)
# Steps and parameters of what is numbered and called by many words, and no article.
_BESIDE = _names(
    "amp print printer share mail reporter reporters journalist journalists writer writers user users profile"
    " profiles event events banner banners ad ads program series pdf newsletter newsletters product goods shop"
    " schedule popup taxonomy file files down"
)
_HELD = re.compile(
    r"file_?down|down_?load|down_?file|atch_?file|attach|\.(?:hwp|pdf|zip|jpe?g|png|xls)", re.IGNORECASE
)
_ASKED = _names("act author m page_id bannerid banner_id product_no")
_DOING = _names("mode act action cmd do proc type m")  # say what is done, and no section
_MENU = _names("menu menuno menu_no menuid menu_id")
_ISSUES = re.compile(r"(?:/archives?)?/\{n\}/\{n\}/?")  # /2021/01/
_ANYBODYS = re.compile(
    r"free|notice|qna|faq|guest|humor|market|job|banner|gallery|photo|bbs|about|company", re.IGNORECASE
)
_PLACES = {"{words}": "\ue000", "{name}": "\ue001"}
_WRITTEN = {"\ue000": r"(?=[^/?&]*[-%]|[^/?&.]{20})[^/?&]{3,400}", "\ue001": r"[^/?&]{1,400}"}
_COUNTED = re.compile(r"\{n(\d{0,2})\}")
# Words of what copies, prints or holds an article, and is none.
_OTHER = re.compile(
    r"\.(?:hwpx?|pdf|zip|jpe?g|png|xlsx?|docx?)\b|내려\s?받기|다운로드|미리\s?보기|바로\s?보기|AMP(?:로|\s)|메일로\s?보내기|인쇄(?:용|하기)|새로\s?고침",
    re.IGNORECASE,
)
_SORTED = re.compile(r"sort|order|sst|sod|sop", re.IGNORECASE)


def article_shape(links: Sequence[Link], here: str = "", beside: Sequence[str] = ()) -> str:
    """Return the pattern, as an entry's `article` tells it, that most links with headlines fit; "" for none.

    `here` is the address of the page: a board that it names is not left open. `beside` are addresses of its menu.
    """
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for url, words in links:
        if not _OTHER.search(words) and len(re.findall(r"\w", words)) >= SHORTEST and " " in words.strip():
            held[shape_of(url)].setdefault(words, url)
    held = {form: told for form, told in held.items() if "{" in form and not _is_list(form)}
    fit = {form: found for form, found in held.items() if len(set(found.values())) >= FEWEST}
    for wide, found in _merged(held, here).items():
        if len(set(found.values())) >= FEWEST:
            fit[wide] = found
    best = max(fit, key=lambda form: _weight(form, fit[form], here), default="")
    if not best:
        return ""
    articles = list(fit[best].values())
    return _longer(_pinned(best, articles, here), articles, (*beside, *(url for url, _ in links)))


def _weight(form: str, told: Iterable[str], here: str) -> int:
    """Return the letters of a form's headlines, several times where its addresses name the page's own board."""
    named = {pair for pair in urlsplit(here).query.split("&") if not pair.partition("=")[2].isdigit()} - {""}
    is_own = bool(named.intersection(form.partition("?")[2].split("&")))
    return sum(min(len(words), LONGEST) for words in told) * (OWN if is_own else 1)


@lru_cache(maxsize=256)
def pattern(shape: str) -> re.Pattern[str]:
    """Return what path and query of an article's address match."""
    written = _COUNTED.sub(lambda place: _figures(int(place[1] or 1)), shape)
    for place, mark in _PLACES.items():
        written = written.replace(place, mark)
    made = translate(written)
    for mark, form in _WRITTEN.items():
        made = made.replace(mark, form)
    return re.compile(re.sub("[\ue100-\ue1ff]", lambda m: rf"\d{{{ord(m[0]) - 0xE100},30}}", made))


def _figures(least: int) -> str:
    return chr(0xE100 + max(least, 1))


def is_of(shape: str, url: str) -> bool:
    """Whether an address is of a shape, as it stands or without what does not name the article."""
    form = pattern(shape)
    return form.match(_rest(url)) is not None or form.match(_rest(address.canonical(url))) is not None


def _merged(held: Held, here: str) -> dict[str, dict[str, str]]:
    """Return the patterns of articles under several sections, these left open: /{name}/{n}, ?part={name}&no={n}."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    forms: dict[str, list[str]] = defaultdict(list)
    for form in held:
        for wide in {*_wider_step(form), *_wider_query(form, here)}:
            forms[wide].append(form)
    for wide, told in forms.items():
        alike = _of_one_length(told, held)
        for form in alike if len(alike) > 1 else ():
            found[wide] |= held[form]
    return found


def _of_one_length(forms: Sequence[str], held: Held) -> list[str]:
    """Return the forms whose numbers are about as long as those of the form with most headlines: no /reporter/42."""
    most = max(forms, key=lambda form: len(held[form]))
    length = _lengths(held[most])
    return [form for form in forms if abs(_lengths(held[form]) - length) <= 1]


def _lengths(told: Mapping[str, str]) -> int:
    return max(len(_last(url)) for url in told.values())


def _wider_step(form: str) -> list[str]:
    path, mark, asked = form.partition("?")
    steps = path.split("/")
    at = -1 if steps[-1] else -2
    if len(steps) < 1 - at or "{n" not in steps[at] or "{" in steps[at - 1] or not steps[at - 1]:
        return []
    if _ANYBODYS.search(steps[at - 1]):
        return []
    steps[at - 1] = "{name}"
    return ["/".join(steps) + mark + asked]


def _wider_query(form: str, here: str) -> list[str]:
    path, _, asked = form.partition("?")
    pairs = [pair.partition("=") for pair in asked.split("&")] if asked else []
    named = set(urlsplit(here).query.split("&"))
    wider = [
        f"{name}={{name}}"
        if "{" not in value and f"{name}={value}" not in named and value and name.lower() not in _DOING
        else f"{name}={value}"
        for name, _, value in pairs
    ]
    opened = [value for name, _, value in pairs if f"{name}={{name}}" in wider and "{" not in value]
    if not opened or any(map(_ANYBODYS.search, opened)):
        return []
    return [f"{path}?{'&'.join(wider)}"]


def _pinned(form: str, articles: Sequence[str], here: str) -> str:
    """Return the pattern with the board's number in its place, where the list and most of its articles name one."""
    named = dict(parse_qsl(urlsplit(here).query))
    for name, value in named.items():
        place = f"{name}={{n}}"
        own = sum(f"{name}={value}" in urlsplit(url).query.split("&") for url in articles)
        if value.isdigit() and own >= MOST * len(articles) and place in form.partition("?")[2].split("&"):
            form = form.replace(place, f"{name}={value}")
    return form


def _longer(form: str, articles: Sequence[str], links: Sequence[str]) -> str:
    """Return the pattern with as many places for its last number as articles' have, where a menu's are shorter."""
    own = {_last(url) for url in articles}
    least = min(map(len, own))
    shorter = [url for url in links if is_of(form, url) and len(_last(url)) < least]
    is_told = form.endswith("{n}") and all(map(str.isdigit, own)) and bool(shorter)
    return f"{form[:-3]}{{n{least}}}" if is_told else form


def _rest(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _last(url: str) -> str:
    return re.split(r"[/=]", _rest(address.canonical(url)).rstrip("/"))[-1]


def _is_list(form: str) -> bool:
    """Whether a form is of lists, copies, files or persons, as a step or what it is asked by tells."""
    path, _, asked = form.partition("?")
    steps = re.split(r"[/.]", path.lower())
    names = [pair.partition("=")[0].lower() for pair in asked.split("&")]
    if names[-1] in _ASKED or _MENU.issuperset(names) or not _BESIDE.isdisjoint(steps):
        return True
    return bool(_LIST.search(path) or _HELD.search(form) or _ISSUES.fullmatch(path))


def menu(links: Iterable[Link]) -> list[str]:
    """Return the addresses of a page's links of a word or two, as sections have; no list in another order."""
    return [
        url
        for url, words in links
        if 2 <= len(words) <= LONGEST_MENU
        and re.search("[가-힣]", words)
        and not _SORTED.search(urlsplit(url).query)
    ]


def shape_of(url: str) -> str:
    """Return an address with a place for each number and for the words that name a page.

    What does not name an article is left out: the page of a list from which it is reached.
    """
    parts = urlsplit(address.canonical(url))
    steps = [_step(step) for step in parts.path.split("/")]
    last = len(steps) - 1 - (not steps[-1] and len(steps) > 1)
    steps[last] = _slug(parts.path.split("/")[last]) or steps[last]
    pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
    query = "&".join(f"{name}{sign}{_value(name, value)}" for name, sign, value in pairs)
    return f"{'/'.join(steps)}?{query}" if query else "/".join(steps)


def _step(step: str) -> str:
    return step if _ESCAPED.search(step) else _NUMBER.sub("{n}", step)


def _value(name: str, value: str) -> str:
    if value.isdigit():
        return _step(value)
    if not _NUMBER.search(value) or address.BOARD.fullmatch(name):
        return value
    return "{name}" if _is_code(value) else _step(value)


def _is_code(text: str) -> bool:
    """Whether letters and figures come by turns, as in a code: 5f3e9a1b."""
    return len(_RUNS.findall(text)) > MOST_RUNS and not re.search(r"[-_.]", text)


def _slug(step: str) -> str:
    """Return what stands for a last step of words, its ending kept; "" for a number or one word."""
    ending = _ENDING.search(step)
    stem = step[: ending.start()] if ending else step
    end = ending[0] if ending else ""
    if _ESCAPED.search(stem) or (("-" in stem or len(stem) >= 20) and not stem.isdigit() and "." not in stem):
        return f"{{words}}{end}"
    return f"{{name}}{end}" if _is_code(stem) else ""
