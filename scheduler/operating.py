"""What an operator asks over HTTP, done as the command line does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from scheduler import tokens
from scheduler.config import Settings
from timeline.errors import ConfigError
from timeline.export import timeline_json
from timeline.model import Status
from timeline.store import Store
from timeline.web.acts import NotThere


class Operating:
    """The operator of a running daemon; `again` reads the settings, so that it acts under those of today."""

    def __init__(self, again: Callable[[], Settings], store: Store, now: Callable[[], datetime]) -> None:
        self._again, self._store, self._now = again, store, now

    def tokens(self) -> Mapping[str, str]:
        return tokens.hashes(self._again())

    def crawl(self, source: str) -> None:
        """Raises NotThere for an unknown source, ConfigError for one that is disabled."""
        states = {state.id: state for state in self._store.sources.states()}
        if source not in states:
            raise NotThere(source, "there is no such source")
        if not states[source].enabled:
            raise ConfigError(source, "is disabled", hint="enable it first")
        self._store.sources.hurry(source)

    def switch(self, source: str, *, on: bool) -> None:
        from scheduler import sources  # with the crawler's rooms, which the daemon needs here only
        from scheduler.registry import folders

        known = {state.id for state in self._store.sources.states()}
        settings = self._again()
        if source not in known | {each.id for each in folders(settings)}:
            raise NotThere(source, "there is no such source")
        sources.switch(settings, self._store, source, on=on, say=_nobody, remark=_nobody)

    def give_status(self, uid: str, status: str, reason: str) -> dict[str, Any]:
        from timeline import ingest

        self._standing(uid)
        ingest.give_status(self._store, uid, Status(status), reason, self._now())
        return self._told(uid)

    def merge(self, uid: str, other: str, reason: str) -> dict[str, Any]:
        from timeline import ingest

        self._standing(uid)
        return self._told(ingest.merge(self._store, uid, other, reason, self._now()))

    def split(self, uid: str, articles: Sequence[str], reason: str) -> list[dict[str, Any]]:
        from timeline import ingest

        self._standing(uid)
        parted = ingest.split(self._store, uid, articles, reason, self._now())
        return [self._told(uid), self._told(parted)]

    def _standing(self, uid: str) -> None:
        """Raises NotThere for what is in no feed."""
        entry = self._store.entry(uid)
        if entry is None or entry.withdrawn:
            raise NotThere(uid, "there is no such event")

    def _told(self, uid: str) -> dict[str, Any]:
        entry = self._store.entry(uid)
        return timeline_json.as_dict(entry) if entry else {"uid": uid}


def _nobody(_: str) -> None:
    """What the command line would print is in the answer already."""
