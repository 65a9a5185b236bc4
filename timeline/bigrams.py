"""Searching Korean: every word as its pairs of letters, so that two syllables (광주, 개청) are found inside any word.

No database's own index finds them (FTS5's trigrams find nothing under three), and pairs of ours read the same in
SQLite and in PostgreSQL. Pure: text in, words out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add

_BETWEEN = re.compile(r"[\W_]+")
_WANTED = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search asks for: runs of letters that must stand, and those that must not."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def sought(words: str) -> Sought:
    """The search in its parts: blanks mean AND, "quotes" keep words together, a leading minus means NOT."""
    lists: tuple[list[str], list[str]] = ([], [])
    for minus, quoted, bare in _WANTED.findall(words):
        if run := " ".join(_runs(quoted or bare)):
            lists[bool(minus)].append(run)
    return Sought(*(tuple(dict.fromkeys(each)) for each in lists))


def pairs(text: str) -> str:
    """The text as an index keeps it: "개청식" is 개청 청식 식; a word's last letter stands alone at its end."""
    return " ".join(token for run in _runs(text) for token in (*_pairs(run), run[-1]))


def phrase(run: str) -> tuple[tuple[str, ...], bool]:
    """The tokens that a run is found by, next to each other, and whether the last is a beginning only.

    Several words of one quotation follow each other: the last letter of each but the last stands between.
    """
    words = run.split(" ")
    tokens = [token for word in words[:-1] for token in (*_pairs(word), word[-1])]
    return (*tokens, *(_pairs(words[-1]) or (words[-1],))), len(words[-1]) == 1


def marked(text: str, words: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, those that were sought marked; joined they are the text."""
    folded, origin = _folded(text)
    hits = [False] * len(text)
    for run in sought(words).wanted:
        for found in re.finditer(r"\W+".join(map(re.escape, run.split(" "))), folded):
            for at in range(found.start(), found.end()):
                hits[origin[at]] = True
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or hits[at] != hits[start]:
            yield text[start:at], hits[start]
            start = at


def _runs(text: str) -> Iterator[str]:
    """The text's runs of letters and digits, alike however they were typed (full width, capitals, jamo)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return filter(None, _BETWEEN.split(folded))


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(map(add, run, run[1:]))


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters the place it came from."""
    pieces = [unicodedata.normalize("NFKC", sign).casefold() for sign in text]
    return "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]
