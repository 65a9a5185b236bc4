"""Where representations are handed out: fresh when the store has something new, the last good ones when it cannot."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from timeline.errors import BadFilter, StoreError, StoreIllegible
from timeline.export import wording
from timeline.model import SEOUL, Entry
from timeline.query import Shelf
from timeline.web import conditional
from timeline.web.ask import Ask, Drawn, Site, Write
from timeline.web.conditional import State
from timeline.web.filters import Filters
from timeline.web.larder import Dish, Larder, dish

_LOG = logging.getLogger(__name__)
_SLOW = 0.05  # seconds in which a healthy shelf has long told its newest change
_PATIENCE = 60.0
_WRITTEN = 12 << 20  # octets of entries kept as some feed has them
_TAGS = 1_000  # answers without a body that are kept
_UNREAD = "지금은 일정을 읽지 못합니다. 다음에 새로 고칠 때 나타납니다."
_REFUSALS = (BadFilter, HTTPException)  # answers, not faults


@dataclass(frozen=True, slots=True)
class Order:
    """What a request asks for. Orders of one `address` get the same bytes; a `pinned` one is never thrown out.

    A feed has a `blank`: what it is without an entry; and, where filters choose from it, the order of the `whole`.
    """

    address: str
    media: str
    draw: Callable[[Ask], Drawn]
    filters: Filters = field(default_factory=Filters)
    headers: Mapping[str, str] = field(default_factory=dict)
    pinned: bool = False
    blank: Callable[[Ask], Drawn] | None = None
    whole: Order | None = None


class Counter:
    def __init__(
        self, shelf: Shelf, site: Site, now: Callable[[], datetime], keep: Path | None = None
    ) -> None:
        self.shelf, self.site, self._now = shelf, site, now
        self._about = f"{_release()} {site}"
        self._larder = Larder(keep)
        self._written: dict[tuple[Write, str, int], bytes] = {}
        self._octets = 0
        self._fault = ""
        self._unmodified: dict[tuple[str, str, datetime | None], Response] = {}
        self._quick_again = 0.0
        self.drawn: datetime | None = None  # when a representation was last drawn
        self._unfit: dict[str, int] = {}

    def known(self, headers: Mapping[str, str], order: Order) -> Response | None:
        """A 304 at once, in the event loop, which saves half its cost: a thread is dearer than the answer.

        None where the client has something else, or the shelf was slow or broken within the last minute; then
        `answer` is for a thread, so that a store that hangs holds nobody up for long.
        """
        if "if-none-match" not in headers or self._fault or (begun := time.monotonic()) < self._quick_again:
            return None
        zipped = conditional.wants_gzip(headers)
        try:
            state = self._state(order)
        except Exception:
            self._quick_again = time.monotonic() + _PATIENCE
            return None
        if (ended := time.monotonic()) - begun > _SLOW:
            self._quick_again = ended + _PATIENCE
        tag = self._current(headers, state, zipped)
        return self._unchanged(order, conditional.coded(tag, zipped), state.changed) if tag else None

    def answer(self, headers: Mapping[str, str], order: Order) -> Response:
        """304 from the change number alone, else the kept bytes, else newly drawn ones, else the last good."""
        zipped = conditional.wants_gzip(headers)
        try:
            state = self._state(order)
            if tag := self._current(headers, state, zipped):
                return self._unchanged(order, conditional.coded(tag, zipped), state.changed)
            served: Dish | None = self._fresh(order, state)
            self._fault = ""
        except _REFUSALS:
            raise
        except Exception as error:  # whatever the store does, a feed's readers keep what was good
            _LOG.error(
                "%s: the store could not be read, the last good bytes are sent: %s",
                order.address,
                error,
                exc_info=not isinstance(error, StoreError),
            )
            self._fault = f"{type(error).__name__}: {error}".splitlines()[0]
            served = self._larder.last_good(order.address)
        if served is None:
            return self.stand_in(headers, order)
        return self._sent(order, served, headers, zipped)

    def problems(self) -> list[str]:
        return [f"저장소를 읽지 못해 마지막으로 만든 피드를 보냅니다: {self._fault}"] if self._fault else []

    def facts(self) -> dict[str, int | str | None]:
        """What the server itself knows: the newest change, when a feed was last drawn, entries left out."""
        try:
            change, changed = self.shelf.latest()
        except Exception as error:
            self._fault = f"{type(error).__name__}: {error}".splitlines()[0]
            change, changed = 0, None
        return {
            "change": change,
            "changed": wording.local(changed) if changed else None,
            "last_export": wording.local(self.drawn) if self.drawn else None,
            "unfit": max(self._unfit.values(), default=0),
        }

    def _state(self, order: Order) -> State:
        change, changed = self.shelf.latest()
        return State(change, changed, f"{self._about} {order.address}")

    def _current(self, headers: Mapping[str, str], state: State, zipped: bool) -> str | None:
        """The tag, of those that the client names, whose bytes would be sent today."""
        today = self._today()
        tags = (tag for tag in conditional.named(headers, zipped) if state.is_current(tag, today))
        return next(tags, None)

    def _today(self) -> date:
        return self._now().astimezone(SEOUL).date()

    def _fresh(self, order: Order, state: State) -> Dish:
        today = self._today()
        kept = self._larder.get(order.address)
        if kept and state.is_current(kept.tag, today):
            return kept
        with self._larder.drawing(order.address):
            kept = self._larder.get(order.address)
            if kept and state.is_current(kept.tag, today):
                return kept
            fresh = self._draw(order, state)
            self._larder.put(order.address, fresh, pinned=order.pinned)
        if order.whole and not self._larder.last_good(order.whole.address):
            with suppress(Exception):  # it is drawn to stand in one day, and must harm nobody today
                self._fresh(order.whole, self._state(order.whole))
        return fresh

    def _draw(self, order: Order, state: State) -> Dish:
        """Draw until no change came between: a tag must not name bytes that hold more than it says."""
        for _ in range(3):
            now = self._now()
            drawn = _drawn(order, Ask(order.filters, self.site, now, state.change, self._kept))
            if (after := self._state(order)) == state:
                break
            state = after
        self.drawn = now
        if order.pinned:
            self._unfit[order.address] = len(drawn.unfit)
        if drawn.unfit:
            _LOG.warning(
                "%s: left out %d unfit entries: %s", order.address, len(drawn.unfit), drawn.unfit[:5]
            )
        return dish(state.tag(drawn.turns), state.changed, drawn.body, len(drawn.unfit), drawn.cut)

    def _kept(self, write: Write) -> Write:
        """What writes an entry once a revision: one change redraws every feed, and few of their entries changed."""

        def once(entry: Entry) -> bytes:
            key = (write, entry.uid, entry.change)
            if (kept := self._written.get(key)) is None:
                if self._octets > _WRITTEN:
                    self._written, self._octets = {}, 0
                kept = self._written[key] = write(entry)
                self._octets += len(kept)
            return kept

        return once

    def _sent(self, order: Order, served: Dish, headers: Mapping[str, str], zipped: bool) -> Response:
        tag = conditional.coded(served.tag, zipped)
        known = served.tag in conditional.named(headers, zipped) or conditional.any_will_do(headers)
        if known or conditional.unchanged_since(headers, served.changed):
            return self._unchanged(order, tag, served.changed)
        told = self._headers(order, tag, served.changed) | ({"content-encoding": "gzip"} if zipped else {})
        if served.unfit:
            told["x-timeline-unfit"] = str(served.unfit)
        if served.cut:
            told["x-timeline-cut"] = str(served.cut)
        return Response(served.gzip if zipped else served.body, headers=told | {"content-type": order.media})

    def _unchanged(self, order: Order, tag: str, changed: datetime | None) -> Response:
        """304, written once for an address and a tag: a response without a body can be sent again and again."""
        key = (order.address, tag, changed)
        if (kept := self._unmodified.get(key)) is None:
            if len(self._unmodified) >= _TAGS:
                self._unmodified.clear()
            kept = self._unmodified[key] = Response(
                status_code=304, headers=self._headers(order, tag, changed)
            )
        return kept

    @staticmethod
    def _headers(order: Order, tag: str, changed: datetime | None) -> dict[str, str]:
        told = {"etag": tag, "vary": "Accept-Encoding", **order.headers}
        return told | ({"last-modified": conditional.http_date(changed)} if changed else {})

    def stand_in(self, headers: Mapping[str, str], order: Order) -> Response:
        """Nothing good was ever kept. Who has bytes keeps them; who has none gets the whole feed, whatever the
        filters, or one without an entry: a calendar program that meets an error may stop asking for good."""
        if order.blank is None or "if-none-match" in headers:
            return self._empty_handed(headers)
        kept = self._larder.last_good(order.whole.address) if order.whole else None
        ask = Ask(order.filters, self.site, self._now(), 0, remark=_UNREAD)
        body = kept.body if kept else order.blank(ask).body
        told = dict(order.headers) | {
            "cache-control": "no-store",
            "content-type": order.media,
            "vary": "Accept-Encoding",
            "x-timeline-stand-in": "whole" if kept else "empty",
        }
        if conditional.wants_gzip(headers):
            return Response(conditional.zipped(body), headers=told | {"content-encoding": "gzip"})
        return Response(body, headers=told)

    @staticmethod
    def _empty_handed(headers: Mapping[str, str]) -> Response:
        """Who has bytes keeps them, who has none is asked to come again."""
        if tag := headers.get("if-none-match", "").split(",")[0].strip():
            return Response(status_code=304, headers={"etag": tag} if tag != "*" else {})
        return PlainTextResponse(
            "잠시 뒤 다시 시도해 주세요.\n", 503, {"retry-after": "60", "cache-control": "no-store"}
        )


def _release() -> str:
    """The release that draws, for another may draw other bytes from the same entries."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("yeonpyo")
    except PackageNotFoundError:
        return "0"


def _drawn(order: Order, ask: Ask) -> Drawn:
    """What was ordered; where a row was illegible, all but that."""
    try:
        return order.draw(ask)
    except StoreIllegible as error:
        _LOG.error("%s: %s", order.address, error)
        return order.draw(ask)
