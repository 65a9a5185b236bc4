"""Pages rebuilt after the makes of Korean papers and offices: each skin of tests/rebuilt/skins dressed in each story.

A skin is a page with holes and, in a comment above it, what should be read from it; a story is an invented
article in tests/rebuilt/stories. `{{p}}` is the body in paragraphs, `{{br}}` with line breaks, `|first` and
`|rest` its halves; `{{menu}}` and the like are files in tests/rebuilt/around; `{{?caption <p>%</p>}}` stands
only where the story has one.
"""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

NOISE = {path.stem: path.read_text("utf-8").strip() for path in (HERE / "around").glob("*.html")}

_HOLE = re.compile(r"\{\{(\w+)(?::(\w+))?(?:\|(first|rest))?\}\}")
_MAYBE = re.compile(r"\{\{\?(\w+) (.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Skin:
    name: str
    page: str
    url: str
    published: str
    precision: str = ""
    modified: str = ""
    byline: str = ""
    section: str = ""
    encoding: str = "utf-8"

    @property
    def shown(self) -> str:
        """The publication as far as the page shows it: a day, or a day and a minute."""
        return self.published[:10] if self.precision == "day" else self.published[:16]


def skins() -> list[Skin]:
    return [_skin(path) for path in sorted((HERE / "skins").glob("*.html"))]


def _skin(path: Path) -> Skin:
    head, _, page = path.read_text("utf-8").removeprefix("<!--").partition("-->\n")
    return Skin(path.stem, page, **tomllib.loads(head))


def stories() -> dict[str, dict[str, Any]]:
    return {
        path.stem: tomllib.loads(path.read_text("utf-8"))
        for path in sorted((HERE / "stories").glob("*.toml"))
    }


def dress(skin: Skin, story: dict[str, Any]) -> bytes:
    """Return the skin's page with the story in it, in the skin's encoding."""

    def maybe(hole: re.Match[str]) -> str:
        told = html.escape(story[hole[1]], quote=False).replace("\n", "<br>")
        return hole[2].replace("%", told) if told else ""

    def fill(hole: re.Match[str]) -> str:
        name, kind, half = hole[1], hole[2], hole[3]
        if name in NOISE:
            return NOISE[name]
        if name == "title":
            return (
                json.dumps(story["title"], ensure_ascii=False)[1:-1]
                if kind == "json"
                else html.escape(story["title"], quote=False)
            )
        lines = [html.escape(line, quote=False) for line in story["paragraphs"]]
        middle = (len(lines) + 1) // 2
        lines = lines[:middle] if half == "first" else lines[middle:] if half == "rest" else lines
        return _BODIES[name, kind](lines)

    return _encode(_HOLE.sub(fill, _MAYBE.sub(maybe, skin.page)), skin.encoding)


_BODIES = {
    ("p", None): lambda lines: "\n".join(f"<p>{line}</p>" for line in lines),
    ("p", "nbsp"): lambda lines: "\n".join(f"<p><span>{line}</span></p>\n<p>&nbsp;</p>" for line in lines),
    ("br", None): lambda lines: "<br><br>\n".join(lines),
    ("br1", None): lambda lines: "<br/>\n".join(f"&nbsp;{line}" for line in lines),
    ("div", None): lambda lines: "\n".join(f"<div>{line}</div>" for line in lines),
    ("text", None): lambda lines: "\n".join(lines),
}


def _encode(page: str, encoding: str) -> bytes:
    """Encode as such sites do: CP949 without saying so, UTF-8 that says euc-kr, a copy read as Latin-1."""
    if encoding == "latin1-of-cp949":
        return page.encode("cp949", "xmlcharrefreplace").decode("latin-1").encode()
    if encoding.startswith("cp949"):
        return page.encode("cp949", "xmlcharrefreplace")
    return page.encode()


def overlap(told: str, wanted: str) -> float:
    """Return the F1 of the words of two texts, as bags."""
    mine, theirs = Counter(re.findall(r"\w+", told)), Counter(re.findall(r"\w+", wanted))
    shared = sum((mine & theirs).values())
    return 2 * shared / max(sum(mine.values()) + sum(theirs.values()), 1)
