"""Text that is safe to print: headlines come from strangers, and a terminal obeys what it is sent."""

from __future__ import annotations

import json
import re
from typing import Any

SCHEMA = 1  # of the JSON documents that commands print

# C0, C1 and bidi controls.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text on one line, with nothing in it that a terminal would obey."""
    return _CONTROLS.sub("\ufffd", text.replace("\n", " ").replace("\t", " "))


class ResultLine(str):
    """A result: its cells between tabs, for people and `cut`, and its facts, for programs."""

    facts: dict[str, Any]


class Aside(str):
    """A remark that is good to know and tells of nothing that went wrong: --quiet leaves it out."""

    __slots__ = ()


def row(*cells: str, **facts: Any) -> ResultLine:
    """A result of a command that tells several; its fact `ok` is false for what went wrong."""
    return lines("\t".join(map(plain, cells)), **facts)


def lines(told: str, **facts: Any) -> ResultLine:
    """The same where it takes several lines of ours to tell."""
    made = ResultLine(told)
    made.facts = {"ok": True, **facts}
    return made


def json_line(told: str) -> str:
    """A result as a JSON object on one line, `schema` and `ok` first; a line of words as its `told`."""
    facts = told.facts if isinstance(told, ResultLine) else {"ok": True, "told": told}
    return json.dumps({"schema": SCHEMA, **facts}, ensure_ascii=False)


def with_ok(code: int, **facts: Any) -> str:
    """One JSON document of a command: `schema`, `ok` in agreement with the exit code, and the facts."""
    return json.dumps({"schema": SCHEMA, "ok": code == 0, **facts}, ensure_ascii=False, indent=2)
