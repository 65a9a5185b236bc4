"""Log lines: for people on a terminal, a JSON object each elsewhere. No control characters, no query strings."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from scheduler.progress import wipe
from scheduler.terminal import plain
from timeline.folders import make_folder

if TYPE_CHECKING:
    from scheduler.config import Settings

OURS = ("scheduler", "crawler", "timeline")
QUIET = ("scrapy.downloadermiddlewares.redirect",)  # tells at each start that Referer is off, as we want it

LARGEST, FILES = 10_000_000, 5  # bytes of a log file, and how many are kept
MOST = 300
LONGEST, LONGEST_TRACE = 4_000, 16_000  # characters of a message and of a traceback; the middle is left out

TRACE = (
    "traceback"  # the name under which a line of ours holds one, and a record that was made of such a line
)

_QUERY = re.compile(r"(https?://[^\s?\"'<>]*)\?[^\s\"'<>]*")


def set_up(as_json: bool | None = None, file: Path | None = None) -> None:
    """Log to standard error or a file, others' from WARNING; in JSON off a terminal, or as told.

    A file is followed by another when it is full, and only the last few are kept. May be called again.
    """
    handler: logging.Handler = Beside(sys.stderr)
    if file:
        make_folder(file.parent)
        handler = RotatingFileHandler(file, maxBytes=LARGEST, backupCount=FILES - 1, encoding="utf-8")
    if as_json is None:
        as_json = file is not None or not sys.stderr.isatty()
    handler.setFormatter(Json() if as_json else Words())
    handler.addFilter(Cap())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def follow(settings: Settings, *, file: bool = True) -> None:
    """Log as the settings say, where they say something; without `file`, in their form alone."""
    told_file = settings.log_file if file else None
    if told_file or settings.log_format != "auto":
        set_up(None if settings.log_format == "auto" else settings.log_format == "json", told_file)


def from_level(name: str) -> None:
    """Log what is ours from this level on: debug, info, warning or error. Remarks go by it too."""
    for ours in OURS:
        logging.getLogger(ours).setLevel(name.upper())


class Beside(logging.StreamHandler[TextIO]):
    """To a stream on which a line of progress may stand."""

    def emit(self, record: logging.LogRecord) -> None:
        wipe()
        super().emit(record)


class Cap(logging.Filter):
    """At most MOST lines a minute from one place of the code, so that no page can fill a disk; the last says so."""

    def __init__(self) -> None:
        super().__init__()
        self._minute, self._count = 0, Counter[tuple[str, int]]()

    def filter(self, record: logging.LogRecord) -> bool:
        if (minute := int(record.created // 60)) != self._minute:
            self._minute, self._count = minute, Counter()
        place = (record.pathname, record.lineno)
        self._count[place] += 1
        if self._count[place] == MOST:
            record.msg, record.args = f"{record.getMessage()} (more of these in this minute are left out)", ()
        return self._count[place] <= MOST


def harmless(message: str, longest: int = LONGEST) -> str:
    """The message on one line of bounded length, without what a terminal obeys or a query string may hold."""
    return plain(_QUERY.sub(r"\1?…", _cut(message, longest)))


def harmless_trace(trace: str) -> str:
    """The same of a traceback, whose lines stay lines: its first, and its last, which name the error."""
    return "\n".join(map(harmless, _cut(trace, LONGEST_TRACE).splitlines()))


def _cut(text: str, longest: int) -> str:
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]} … {text[-half:]}"


class Words(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        told, trace = super().format(record), getattr(record, TRACE, "")
        return f"{told}\n{harmless_trace(trace)}" if trace else told

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        record.message = harmless(record.message)
        return super().formatMessage(record)

    def formatException(self, told: Any) -> str:  # noqa: N802  logging's name
        return harmless_trace(super().formatException(told))


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": harmless(record.getMessage()),
        }
        if trace := self.formatException(record.exc_info) if record.exc_info else getattr(record, TRACE, ""):
            told[TRACE] = harmless_trace(trace)
        return json.dumps(told, ensure_ascii=False)
