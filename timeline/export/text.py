"""Text on its way into a file: what is cleaned, what is cut, and which links may stand."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

import msgspec

from timeline.model import Event

# Anything as JSON in UTF-8, without blanks; raises UnicodeEncodeError for half a surrogate pair.
as_json = msgspec.json.Encoder().encode

# The newspaper's text is not ours to republish: CALENDAR and S25 allow one sentence.
QUOTED = 200

# C0 but tab and newline, DEL, C1, lone surrogates; bidi controls and blank characters that spoof a reader.
# The joiner U+200D stays: emoji are made with it. U+FFFE and U+FFFF may not stand in XML.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")  # Python's splitlines, so vdirsyncer, ends a line at U+2028
_SUSPECT = re.compile(f"{_UNWANTED.pattern}|[\r\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
# An address of which nothing need be changed, as nearly all are.
_PLAIN = re.compile(
    r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}(?::[0-9]{1,5})?"
    r"(?:/(?!/)[A-Za-z0-9/%&=+,;:@!$'()*~._-]*)?(?:\?[A-Za-z0-9/%&=+,;:@!$'()*~._-]+)?"
)
_LONGEST = 2000
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
_HOST = re.compile(r"[a-z0-9.:\[\]-]+", re.IGNORECASE)


def clean(text: str) -> str:
    """The text with newlines for all line ends and without characters that break or spoof a reader."""
    if text.isprintable() or text.replace("\n", "").isprintable() or not _SUSPECT.search(text):
        return text  # nearly always by the first or second look: nothing unwanted is printable
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def line(text: str) -> str:
    """The text cleaned and in one line."""
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text  # as nearly all is; to keep what was cleaned costs more
    return " ".join(clean(text).split())


@lru_cache(maxsize=4096)
def http_url(url: str) -> str | None:
    """The address in ASCII, or None for whatever is no plain http(s) address: a local file, javascript:, a user."""
    return url if len(url) <= _LONGEST and _PLAIN.fullmatch(url) else _careful(url)


def _careful(url: str) -> str | None:
    try:
        parts = urlsplit(url.strip())
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or len(url) > _LONGEST:
        return None
    rest = quote(clean(parts._replace(scheme="", netloc="").geturl()), safe="/?#%&=+,;:@!$'()*~[]")
    return f"{parts.scheme}://{host}{rest}"


def excerpt(event: Event, room: int = QUOTED) -> tuple[str, str, str]:
    """The sentence that proves the event as (before, time words, after), at most `room` characters in all.

    The time words are empty where the event names none, or where they stand in another sentence only.
    """
    text = event.evidence.text
    start, end = _time_words(event)
    before, words, after = _flat(text[:start]), _flat(text[start:end]), _flat(text[end:])
    left = room - len(words)
    if len(before) + len(after) <= left:
        return before.lstrip(), words, after.rstrip()
    if len(before) > left // 2:
        keep = max(left // 2, left - len(after)) - 1
        before = "…" + before[-keep:].lstrip() if keep > 0 else ""
    if len(before) + len(after) > left:
        after = after[: max(left - len(before) - 1, 0)].rstrip() + "…"
    return before.lstrip(), words[:room], after.rstrip()


def _time_words(event: Event) -> tuple[int, int]:
    """Where in the evidence its time is named: the mention that was used, else one that says the same."""
    if not event.when:
        return 0, 0
    offset, size = event.evidence.start, len(event.evidence.text)
    when = event.when
    if offset <= when.start < when.end <= offset + size:
        return when.start - offset, when.end - offset
    for mention in (mention for mention in event.mentions if mention.span == when.span):
        if offset <= mention.start < mention.end <= offset + size:
            return mention.start - offset, mention.end - offset
    at = event.evidence.text.find(event.when.text)
    return (at, at + len(event.when.text)) if at >= 0 else (0, 0)


def _flat(text: str) -> str:
    """The text in one line with the blanks at its ends, which part it from what stands beside it; a reporter's
    address is nobody's proof."""
    if "@" in text:
        text = _EMAIL.sub("…", text)
    if text.isprintable() and "  " not in text:
        return text
    return _BLANKS.sub(" ", clean(text))
