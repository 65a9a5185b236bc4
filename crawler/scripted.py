"""Which addresses do a list's scripts make of what they are called with? As the page's own functions say.

Boards of public offices link by onclick="goView('press', '123')", and write beside it what goView does with them:
location.href = '/board/view.do?boardId=' + id + '&seq=' + seq. Such a function is read, never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

LONGEST = 800  # letters of a function
_FUNCTION = re.compile(r"function\s{1,4}([\w$]{1,40})\s{0,4}\(([\w\s,$]{0,200})\)\s{0,4}\{")
_GOES = re.compile(
    r"location(?:\.href)?\s{0,4}=\s{0,4}(?=[\"'])|location\.(?:replace|assign)\(\s{0,4}(?=[\"'])"
)
_TO_SECOND = re.compile(r"(?<![\w$])([\w$]{1,40})\(['\"]?2['\"]?\)")
_PAGED = re.compile("page", re.IGNORECASE)
_ACTION = re.compile(r"\.action\s{0,4}=\s{0,4}[\"']([^\"'\n?]{2,200})[\"']")
_FILLED = re.compile(r"(?<!\w)(\w{1,40})[\"'\])]{0,3}\.val(?:ue\s{0,4}=\s{0,4}|\()(\w{1,40})")
_HIDDEN = re.compile(r"<input\s[^<>]{0,100}hidden[^<>]{0,200}>", re.IGNORECASE)
_NAME = re.compile(r"\bname\s?=\s?[\"']?([\w.-]{1,40})")
_VALUE = re.compile(r"\bvalue\s?=\s?[\"']?([\w.-]{0,60})")
_PIECE = re.compile(r"\s{0,4}(?:\"([^\"\n]{0,300})\"|'([^'\n]{0,300})'|([\w$]{1,40}))\s{0,4}(\+)?")


def made_by_scripts(text: str, url: str) -> Iterator[str]:
    """Yield the addresses below the site that functions of a page make, "{1}", "{2}" for what they are called with.

    Only functions that the page's links or buttons call, so that a menu's are left out where they are called nowhere.
    """
    for found in _FUNCTION.finditer(text):
        names = [name.strip() for name in found[2].split(",") if name.strip()]
        body = text[found.end() : found.end() + LONGEST].partition("function ")[0]
        goes = _GOES.search(body) if text.count(f"{found[1]}(") > 1 else None
        path = _joined(body[goes.end() :], names) if goes else _sent(text, body, names)
        if path:
            parts = urlsplit(urljoin(url, path))
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def pages_by_scripts(text: str, url: str) -> Iterator[str]:
    """Yield what a list's pages may be asked by, "{page}" for their number, as functions called with a 2 tell.

    They go to an address, or put the number into a field of the list's form: document.frm.pageIndex.value = n.
    """
    here = urlsplit(url)
    called = {found[1] for found in _TO_SECOND.finditer(text)}
    for made in made_by_scripts(text, url):
        if made.count("{") == 1 and "{1}" in made and made.partition("?")[0] == here.path:
            yield made.replace("{1}", "{page}")
    for found in _FUNCTION.finditer(text):
        body = text[found.end() : found.end() + LONGEST].partition("function ")[0]
        for name, said in _FILLED.findall(body) if found[1] in called else ():
            if _PAGED.search(name) and said == found[2].strip():
                yield f"{here.path}?{here.query}{'&' if here.query else ''}{name}={{page}}"


def _sent(text: str, body: str, names: list[str]) -> str:
    """Return where the form goes that a function fills: its action, the page's hidden fields, the function's own."""
    action = _ACTION.search(body)
    filled = {
        found[1]: f"{{{names.index(found[2]) + 1}}}" for found in _FILLED.finditer(body) if found[2] in names
    }
    if not action or not filled or any(map(_PAGED.search, filled)):
        return ""
    hidden = {
        name[1]: value[1]
        for tag in _HIDDEN.findall(text)
        if (name := _NAME.search(tag)) and (value := _VALUE.search(tag))
    }
    held = {name: value for name, value in hidden.items() if value and not _PAGED.search(name)}
    return f"{action[1]}?{'&'.join(f'{name}={value}' for name, value in (held | filled).items())}"


def _joined(said: str, names: list[str]) -> str:
    """Return the address that a sum of strings and of the function's arguments makes, "" where it is of more."""
    made, at = "", 0
    while piece := _PIECE.match(said, at):
        if piece[3] is not None:
            if piece[3] not in names:
                return ""
            made += f"{{{names.index(piece[3]) + 1}}}"
        else:
            made += piece[1] or piece[2] or ""
        at = piece.end()
        if not piece[4]:
            return made if "{" in made and made[:1] != "{" else ""
    return ""
