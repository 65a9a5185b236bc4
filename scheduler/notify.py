"""Telling an operator elsewhere: a heartbeat whose silence is the alarm, and a webhook for what to look at.

What was told is remembered over restarts, so that one standing alarm is told once; what came together, or while
nobody could be told, is told in one message.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scheduler.config import Settings
from scheduler.post import NotTold, send
from scheduler.terminal import SCHEMA, plain

log = logging.getLogger(__name__)

CALM = timedelta(minutes=5)  # between two messages
MOST = 20  # alarms named in one

Alarms = Mapping[str, Mapping[str, str]]  # by what they are of, and by kind, their words now


class Notifier:
    """Where alarms go. Every method may block for seconds, and raises nothing."""

    def __init__(self, settings: Settings, file: Path) -> None:
        self._settings, self._file = settings, file
        self._told: dict[str, list[str]] = _load(file)  # by what they are of, the kinds
        self._sent: datetime | None = None
        self._silent = False

    def renew(self, settings: Settings) -> None:
        self._settings = settings

    def beat(self) -> bool | None:
        """Ask the heartbeat's address; None where there is none."""
        return self._send("heartbeat", self._settings.heartbeat_url, None)

    def look(self, alarms: Alarms, now: datetime) -> bool | None:
        """Tell what is new and what is over since the last message; None where there is nothing to tell.

        An alarm is known by its kind: "http-500 at the last 5 looks" was told when there were three.
        """
        if not self._settings.webhook_url or (self._sent and timedelta(0) <= now - self._sent < CALM):
            return None
        self._forget_what_ended(alarms)
        new = {
            what: list(words.values())
            for what, words in alarms.items()
            if not words.keys() <= set(self._told.get(what, ()))
        }
        over = sorted(self._told.keys() - alarms.keys())
        if not new and not over:
            return None
        good = self._send("webhook", self._settings.webhook_url, _message(now, new, over, len(alarms)))
        if good:
            self._told, self._sent = {what: sorted(words) for what, words in alarms.items()}, now
            _keep(self._file, self._told)
        return good

    def _forget_what_ended(self, alarms: Alarms) -> None:
        """One of several that is over is told again when it is back; what has none left is told to be well first."""
        still = {
            what: [kind for kind in kinds if what not in alarms or kind in alarms[what]]
            for what, kinds in self._told.items()
        }
        if still != self._told:
            self._told = still
            _keep(self._file, still)

    def say(self, text: str, now: datetime) -> bool | None:
        """Tell something that is no alarm."""
        body = {
            "schema": SCHEMA,
            "at": now.isoformat(timespec="seconds"),
            "text": text,
            "new": [],
            "over": [],
        }
        return self._send("webhook", self._settings.webhook_url, body)

    def _send(self, what: str, url: str, body: dict[str, Any] | None) -> bool | None:
        if not url:
            return None
        told = self._settings
        try:
            send(url, body, allowed=told.allow_networks, agent=told.user_agent)
        except NotTold as error:
            if not self._silent:
                log.warning("%s: %s", what, error.line)
            self._silent = True
            return False
        self._silent = False
        return True


def _message(now: datetime, new: Mapping[str, list[str]], over: list[str], standing: int) -> dict[str, Any]:
    """`text` is for people and chats; the rest for programs."""
    lines = [f"{what}: {plain('; '.join(words))}" for what, words in sorted(new.items())[:MOST]]
    if len(new) > MOST:
        lines.append(f"… and {len(new) - MOST} more")
    lines += [f"{what}: well again" for what in over[:MOST]]
    if len(over) > MOST:
        lines.append(f"… and {len(over) - MOST} more are well again")
    return {
        "schema": SCHEMA,
        "at": now.isoformat(timespec="seconds"),
        "text": "\n".join(lines),
        "standing": standing,
        "new": [{"what": what, "alarms": words} for what, words in sorted(new.items())[:MOST]],
        "over": over[:MOST],
    }


def _load(file: Path) -> dict[str, list[str]]:
    try:
        told = json.loads(file.read_text("utf-8"))
        return {str(what): [str(word) for word in words] for what, words in told.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _keep(file: Path, told: Mapping[str, list[str]]) -> None:
    """Whole or not at all; one that cannot be written costs a repeated message."""
    draft = file.with_name(f"{file.name}.new-{os.getpid()}")
    with suppress(OSError):
        draft.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        draft.replace(file)
