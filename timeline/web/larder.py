"""What was drawn is kept: served again while it is fresh, and served on when the store cannot be read.

Thunderbird disables a calendar at its first 4xx or 5xx, so a passing fault must show in no feed. The last good
bytes of each address lie in memory and, given a folder, on disk, for the first request after a restart.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from timeline.web.conditional import zipped

DISHES = 256
OCTETS = 32 << 20

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dish:
    """A drawn representation with both its codings, ready to be sent."""

    tag: str
    changed: datetime | None
    body: bytes
    gzip: bytes
    unfit: int = 0
    cut: int = 0

    @property
    def size(self) -> int:
        return len(self.body) + len(self.gzip)


def dish(tag: str, changed: datetime | None, body: bytes, unfit: int = 0, cut: int = 0) -> Dish:
    return Dish(tag, changed, body, zipped(body), unfit, cut)


class Larder:
    """Dishes by address, the longest unused thrown out first; those whose address is `pinned` stay."""

    def __init__(self, folder: Path | None = None, *, dishes: int = DISHES, octets: int = OCTETS) -> None:
        self._kept: OrderedDict[str, Dish] = OrderedDict()
        self._pinned: set[str] = set()
        self._lock = threading.Lock()
        self._drawing: dict[str, threading.Lock] = {}
        self._folder, self._dishes, self._octets = folder, dishes, octets
        if folder and folder.is_dir():
            _tidy(folder, dishes)

    def get(self, address: str) -> Dish | None:
        with self._lock:
            if kept := self._kept.get(address):
                self._kept.move_to_end(address)
            return kept

    def last_good(self, address: str) -> Dish | None:
        """The dish, however old: from memory, else from disk."""
        return self.get(address) or self._load(address)

    def put(self, address: str, fresh: Dish, *, pinned: bool = False) -> None:
        with self._lock:
            self._kept[address] = fresh
            self._kept.move_to_end(address)
            if pinned:
                self._pinned.add(address)
            gone = self._overflow()
        self._save(address, fresh)
        for old in gone:
            if path := self._path(old):
                path.unlink(missing_ok=True)

    def drawing(self, address: str) -> threading.Lock:
        """One lock an address, so that a crowd at a stale feed draws it once."""
        with self._lock:
            if len(self._drawing) > 4 * self._dishes:
                self._drawing = {name: lock for name, lock in self._drawing.items() if lock.locked()}
            return self._drawing.setdefault(address, threading.Lock())

    def _overflow(self) -> list[str]:
        gone = []
        total = sum(kept.size for kept in self._kept.values())
        for address in [address for address in self._kept if address not in self._pinned][:-1]:
            if len(self._kept) <= self._dishes and total <= self._octets:
                break
            total -= self._kept.pop(address).size
            gone.append(address)
        return gone

    def _path(self, address: str) -> Path | None:
        return self._folder / f"{sha256(address.encode()).hexdigest()[:32]}.feed" if self._folder else None

    def _save(self, address: str, fresh: Dish) -> None:
        """Written beside and moved into place, so that a reader or a kill meets a whole file or none."""
        if not (path := self._path(address)):
            return
        changed = fresh.changed.isoformat() if fresh.changed else None
        head = {"address": address, "tag": fresh.tag, "changed": changed, "sha256": _sum(fresh.body)}
        beside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_bytes(json.dumps(head).encode() + b"\n" + fresh.body)
            beside.replace(path)
        except OSError as error:  # a full disk costs the spare copy, not the answer
            _LOG.warning("last good feed not kept: %s", error)
            beside.unlink(missing_ok=True)

    def _load(self, address: str) -> Dish | None:
        path = self._path(address)
        try:
            head, _, body = path.read_bytes().partition(b"\n") if path else (b"", b"", b"")
            told = json.loads(head or b"{}")
            if told.get("address") != address or told["sha256"] != _sum(body):
                return None
            changed = datetime.fromisoformat(told["changed"]) if told["changed"] else None
        except (OSError, ValueError, KeyError, AttributeError):
            return None
        return dish(str(told["tag"]), changed, body)


def _tidy(folder: Path, keep: int) -> None:
    """Throw out what earlier runs left: pieces of files, and the oldest copies beyond `keep`."""
    copies = sorted(folder.glob("*.feed"), key=lambda path: path.stat().st_mtime, reverse=True)
    pieces = [path for path in folder.iterdir() if re.fullmatch(r"[0-9a-f]{32}\.\d+-\d+", path.name)]
    for path in (*pieces, *copies[keep:]):
        path.unlink(missing_ok=True)


def _sum(body: bytes) -> str:
    return sha256(body).hexdigest()
