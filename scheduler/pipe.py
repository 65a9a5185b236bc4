"""`yeonpyo read --jsonl`: one JSON object in, one out, in order, and a bad line stops nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from scheduler.report import reading_json
from timeline.extract import read
from timeline.model import SEOUL


def answers(lines: Iterable[str]) -> Iterator[str]:
    """The answer to each line that is not blank, as JSON on one line."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line), ensure_ascii=False)


def moment(text: str) -> datetime:
    """An ISO 8601 time, aware; without an offset it is Seoul's, a bare date is its midnight. Raises ValueError."""
    told = datetime.fromisoformat(text)
    return told if told.tzinfo else told.replace(tzinfo=SEOUL)


def _answer(line: str) -> dict[str, Any]:
    asked: Any = None
    try:
        asked = json.loads(line)
        text, title, published = _fields(asked)
    except (ValueError, TypeError, RecursionError) as error:
        return {"id": asked.get("id") if isinstance(asked, dict) else None, "error": str(error)}
    return reading_json(asked.get("id"), read(text, published, title=title))


def _fields(asked: Any) -> tuple[str, str, datetime | None]:
    if not isinstance(asked, dict):
        raise TypeError("a line must be a JSON object")
    text, title, published = asked.get("text"), asked.get("title"), asked.get("published")
    if not isinstance(text, str):
        raise TypeError("text must be a string")
    if not isinstance(title, str | None) or not isinstance(published, str | None):
        raise TypeError("title and published must be strings")
    return text, title or "", moment(published).astimezone(SEOUL) if published else None
