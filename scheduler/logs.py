"""Log lines: for people on a terminal, a JSON object each elsewhere. No control characters, no query strings."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

from scheduler.terminal import plain

OURS = ("scheduler", "crawler", "timeline")
QUIET = ("scrapy.downloadermiddlewares.redirect",)  # tells at each start that Referer is off, as we want it

_QUERY = re.compile(r"(https?://[^\s?\"'<>]*)\?[^\s\"'<>]*")


def set_up(as_json: bool | None = None) -> None:
    """Log to standard error: ours from INFO, others' from WARNING; in JSON where nobody looks, or as told."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if (not sys.stderr.isatty() if as_json is None else as_json) else Words())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def harmless(message: str) -> str:
    """The message on one line, without what a terminal obeys or a query string may hold."""
    return plain(_QUERY.sub(r"\1?…", message))


class Words(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        record.message = harmless(record.message)
        return super().formatMessage(record)


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
