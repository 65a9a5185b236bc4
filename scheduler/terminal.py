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


def with_ok(code: int, **facts: Any) -> str:
    """One JSON document of a command: `schema`, `ok` in agreement with the exit code, and the facts."""
    return json.dumps({"schema": SCHEMA, "ok": code == 0, **facts}, ensure_ascii=False, indent=2)
