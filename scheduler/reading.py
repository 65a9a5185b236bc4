"""`yeonpyo read`: what a text tells of times and events, for people and, as JSON lines, for pipes. Needs no store."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.decode import decode
from crawler.document import documents, read_document
from scheduler.report import reading_json, reading_lines
from scheduler.terminal import Aside, with_ok
from timeline.errors import ConfigError, NotADocument, PageError
from timeline.extract import read, read_article
from timeline.model import SEOUL, Page

Tell = Callable[[str], None]


def read_text(file: str, at: str | None, *, as_json: bool, say: Tell, remark: Tell) -> int:
    """Print the reading of a text (with `at`), or of a document that tells its own publication."""
    try:
        published = moment(at).astimezone(SEOUL) if at else None
    except ValueError:
        raise ConfigError("--at", f"{at!r} is no time", hint="--at 2021-01-27T20:37") from None
    if published or file == "-":
        if published is None:
            remark(Aside("no --at TIME: what depends on the day of publication stays unresolved"))
        body, where = _given() if file == "-" else (_page(Path(file)).body, file)
        reading = read(decode(body, where=where).text if body else "", published)
    else:
        article = read_document(_page(Path(file)), source="")
        for warning in article.warnings:
            remark(f"{file}: {warning}")
        stamp = article.published.at if article.published else "unknown"
        remark(Aside(f"read as {article.title!r}, published {stamp}"))
        reading = read_article(article)
    if as_json:
        say(with_ok(0, **reading_json(file, reading)))
        return 0
    for line in reading_lines(reading):
        say(line)
    return 0


def read_lines(file: str, *, print_line: Tell) -> int:
    """Answer JSON lines from a file or standard input, each as soon as it is read."""
    if file == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        for line in answers(sys.stdin):
            print_line(line)
        return 0
    for line in answers(_lines(Path(file))):
        print_line(line)
    return 0


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError as error:
        raise NotADocument(str(path), f"cannot be read: {error.strerror}") from None


def _page(path: Path) -> Page:
    found = next(documents([path]), None)
    if found is None or path.is_dir():
        raise NotADocument(str(path), "a folder; name one document of it")
    if isinstance(found, PageError):
        raise found
    return found


def _given() -> tuple[bytes, str]:
    """What stands on standard input, in whatever encoding, and its name."""
    return sys.stdin.buffer.read(), "standard input"


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
