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
from typing import Any

from scheduler.terminal import plain
from timeline.folders import make_folder

OURS = ("scheduler", "crawler", "timeline")
QUIET = ("scrapy.downloadermiddlewares.redirect",)  # tells at each start that Referer is off, as we want it

LARGEST, FILES = 10_000_000, 5  # bytes of a log file, and how many are kept
MOST = 300

_QUERY = re.compile(r"(https?://[^\s?\"'<>]*)\?[^\s\"'<>]*")


def set_up(as_json: bool | None = None, file: Path | None = None) -> None:
    """Log to standard error or a file: ours from INFO, others' from WARNING; in JSON off a terminal, or as told.

    A file is followed by another when it is full, and only the last few are kept. May be called again.
    """
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if file:
        make_folder(file.parent)
        handler = RotatingFileHandler(file, maxBytes=LARGEST, backupCount=FILES - 1, encoding="utf-8")
    if as_json is None:
        as_json = file is not None or not sys.stderr.isatty()
    handler.setFormatter(Json() if as_json else Words())
    handler.addFilter(Cap())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


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


def harmless(message: str) -> str:
    """The message on one line, without what a terminal obeys or a query string may hold."""
    return plain(_QUERY.sub(r"\1?…", message))


class Words(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        record.message = harmless(record.message)
        return super().formatMessage(record)

    def formatException(self, told: Any) -> str:  # noqa: N802  logging's name
        return "\n".join(map(plain, super().formatException(told).splitlines()))


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": harmless(record.getMessage()),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)
