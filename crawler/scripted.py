"""Which addresses do a list's scripts make of what they are called with? As the page's own functions say.

Boards of public offices link by onclick="goView('press', '123')", and write beside it what goView does with them:
location.href = '/board/view.do?boardId=' + id + '&seq=' + seq. Such a function is read, never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

LONGEST = 800  # letters of a function
_FUNCTION = re.compile(
    r"(?:function\s{1,4}(?P<name>[\w$]{1,40})|(?<![\w$.])(?P<given>[\w$]{1,40})\s{0,4}[=:]\s{0,4}(?:function)?)"
    r"\s{0,4}\((?P<of>[\w\s,$]{0,200})\)\s{0,4}(?:=>)?\s{0,4}\{"
)
_NEXT_ONE = re.compile(r"\bfunction\b|=>")
_GOES = re.compile(
    r"location(?:\.href)?\s{0,4}=\s{0,4}(?=[\"'])|location\.(?:replace|assign)\(\s{0,4}(?=[\"'])"
)
_TO_SECOND = re.compile(r"(?<![\w$])([\w$]{1,40})\(['\"]?2['\"]?\)")
_PAGED = re.compile("page", re.IGNORECASE)
_ACTION = re.compile(
    r"(?:\.action\s{0,4}=|\.(?:attr|prop)\(\s?[\"']action[\"']\s?,)\s{0,4}[\"']([^\"'\n?]{2,200})[\"']"
)
# Of what was clicked, what its attribute tells: $(this).data('seq'), this.dataset.seq
_HANDLER = re.compile(r"\bfunction\s?\([^(){}]{0,40}\)\s?\{|=>\s?\{")
_READ = (
    re.compile(r"\$\((?:this|\w{1,5}\.\w{6,13})\)\.(?:data\([\"']|attr\([\"']data-)([\w-]{1,30})[\"']\)"),
    re.compile(r"(?<![\w$.])(?:this|e|ev|evt|event)\.(?:currentTarget\.|target\.)?dataset\.(\w{1,30})"),
    re.compile(
        r"(?<![\w$.])(?:this|e|ev|evt|event)\.(?:currentTarget\.|target\.)?getAttribute\([\"']data-([\w-]{1,30})[\"']\)"
    ),
)
_KEPT = re.compile(r"(?<![\w$])([\w$]{1,40})\s?=\s?(\$\$[a-z0-9_]{1,40})")
_ATTRIBUTE = re.compile(r"\$\$[a-z0-9_]{1,40}")
_TEMPLATE = re.compile(r"`([^`\n]{1,300})`")
_FILL = re.compile(r"\$\{\s?([\w$]{1,40})\s?\}")
_CAPITAL = re.compile(r"(?<=[a-z0-9])[A-Z]")
_FILLED = re.compile(r"(?<!\w)(\w{1,40})[\"'\])]{0,3}\.val(?:ue\s{0,4}=\s{0,4}|\()([\w$]{1,40})")
_HIDDEN = re.compile(r"<input\s[^<>]{0,100}hidden[^<>]{0,200}>", re.IGNORECASE)
_NAME = re.compile(r"\bname\s?=\s?[\"']?([\w.-]{1,40})")
_VALUE = re.compile(r"\bvalue\s?=\s?[\"']?([\w.-]{0,60})")
_PIECE = re.compile(r"\s{0,4}(?:\"([^\"\n]{0,300})\"|'([^'\n]{0,300})'|([\w$]{1,40}))\s{0,4}(\+)?")


def made_by_scripts(text: str, url: str) -> Iterator[str]:
    """Yield the addresses below the site that functions of a page make, "{1}", "{2}" for what they are called with.

    Only functions that the page's links or buttons call, so that a menu's are left out where they are called nowhere.
    Of a function that answers clicks, "{data-seq}" for what the clicked part's attribute tells.
    """
    plain = _TEMPLATE.sub(_in_sums, text)
    for path in (*_by_functions(plain), *_by_handlers(plain)):
        parts = urlsplit(urljoin(url, path))
        yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def _in_sums(template: re.Match[str]) -> str:
    """Return `/news/${id}` as a sum of strings and names."""
    return "'" + _FILL.sub(lambda place: f"' + {place[1]} + '", template[1]) + "'"


def _by_functions(text: str) -> Iterator[str]:
    for found in _FUNCTION.finditer(text):
        names = [name.strip() for name in found["of"].split(",") if name.strip()]
        places = {name: f"{{{number}}}" for number, name in enumerate(names, 1)}
        called = text.count(f"{found['name'] or found['given']}(")
        if path := _led(text, _body(text, found.end()), places, is_called=called > bool(found["name"])):
            yield path


def _body(text: str, begins: int) -> str:
    """Return what stands in a function, as far as to the next one."""
    return _NEXT_ONE.split(text[begins : begins + LONGEST], maxsplit=1)[0]


def _by_handlers(text: str) -> Iterator[str]:
    told = text
    for form in _READ:
        told = form.sub(lambda m: f"$${_dashed(m[1]).replace('-', '_')}", told)
    if told == text:
        return
    for found in _HANDLER.finditer(told):
        body = _body(told, found.end())
        places = {name: f"{{data-{name[2:].replace('_', '-')}}}" for name in _ATTRIBUTE.findall(body)}
        places |= {kept[1]: places[kept[2]] for kept in _KEPT.finditer(body)}
        if places and (path := _led(told, body, places, is_called=True)):
            yield path


def _dashed(name: str) -> str:
    """Return the attribute's name behind data-, as data('bbsSeq') reads data-bbs-seq."""
    return _CAPITAL.sub(lambda m: f"-{m[0]}", name).lower()


def _led(text: str, body: str, places: Mapping[str, str], *, is_called: bool) -> str:
    """Return where a function leads: to an address, or with a form."""
    goes = _GOES.search(body) if is_called else None
    return _joined(body[goes.end() :], places) if goes else _sent(text, body, places)


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
        is_called = (found["name"] or found["given"]) in called
        for name, said in _FILLED.findall(_body(text, found.end())) if is_called else ():
            if _PAGED.search(name) and said == found["of"].strip():
                yield f"{here.path}?{here.query}{'&' if here.query else ''}{name}={{page}}"


def _sent(text: str, body: str, places: Mapping[str, str]) -> str:
    """Return where the form goes that a function fills: its action, the page's hidden fields, the function's own."""
    action = _ACTION.search(body)
    filled = {found[1]: places[found[2]] for found in _FILLED.finditer(body) if found[2] in places}
    if not action or not filled or any(map(_PAGED.search, filled)):
        return ""
    hidden = {
        name[1]: value[1]
        for tag in _HIDDEN.findall(text)
        if (name := _NAME.search(tag)) and (value := _VALUE.search(tag))
    }
    held = {name: value for name, value in hidden.items() if value and not _PAGED.search(name)}
    return f"{action[1]}?{'&'.join(f'{name}={value}' for name, value in (held | filled).items())}"


def _joined(said: str, places: Mapping[str, str]) -> str:
    """Return the address that a sum of strings and of the function's arguments makes, "" where it is of more."""
    made, at = "", 0
    while piece := _PIECE.match(said, at):
        if piece[3] is not None:
            if piece[3] not in places:
                return ""
            made += places[piece[3]]
        else:
            made += piece[1] or piece[2] or ""
        at = piece.end()
        if not piece[4]:
            return made if "{" in made and made[:1] != "{" else ""
    return ""
