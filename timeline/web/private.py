"""Private feeds: `/private/SECRET/calendar.ics` shows what was saved under the secret, and nothing else tells it.

The secret stands in no log, no file and no cache key of ours. One that was revoked gives an empty, valid feed for a
month, so that calendars let their entries go, and 410 from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from timeline.model import Entry
from timeline.query import Catalogue, Query, Saved, Shelf, Told
from timeline.query import Order as Sorting
from timeline.web.ask import Ask, Drawn
from timeline.web.counter import Counter, Order
from timeline.web.feeds import FEEDS
from timeline.web.filters import read_filters

EMPTY = timedelta(days=30)  # for which a revoked secret still gives an empty feed
LONGEST = 100  # letters of a secret that are looked at
KNOWN = 1024  # secrets remembered, for when the store cannot be read

# Whose a secret is cannot be told while the store cannot be read: whoever asks gets a feed without an entry.
_UNKNOWN = Saved(0, "", "", datetime.min.replace(tzinfo=UTC), None)
_HEADERS = {
    "cache-control": "private, max-age=900",
    "access-control-allow-origin": "*",
    "x-robots-tag": "noindex",
}


class Private:
    def __init__(self, counter: Counter, shelf: Catalogue, now: Callable[[], datetime]) -> None:
        self._counter, self._shelf, self._now = counter, shelf, now
        self._known: dict[str, Saved] = {}

    def answer(self, request: Request) -> Response:
        secret, name = request.path_params["secret"], request.path_params["name"]
        kind = next((kind for kind, feed in FEEDS.items() if feed.path == f"/{name}"), None)
        if kind is None or len(secret) > LONGEST:
            raise HTTPException(404)
        try:
            saved = self._shelf.saved(secret)
        except Exception:  # the store cannot be read: who is known gets the last good feed
            if (saved := self._known.get(secret)) is None:
                return self._counter.stand_in(request.headers, self._order(kind, _UNKNOWN))
        if saved is None:
            raise HTTPException(404)
        if saved.revoked and self._now() - saved.revoked > EMPTY:
            raise HTTPException(410)
        if len(self._known) >= KNOWN:
            self._known.clear()
        self._known[secret] = saved
        return self._counter.answer(request.headers, self._order(kind, saved))

    def _order(self, kind: str, saved: Saved) -> Order:
        feed = FEEDS[kind]
        filters = feed.heard(read_filters(parse_qsl(saved.filters)))
        shelf: Shelf = Nothing(self._shelf) if saved.revoked else self._shelf

        def draw(ask: Ask) -> Drawn:
            return feed.draw(shelf, ask)

        return Order(
            address=f"/private/{saved.id}{feed.path}?{filters.canonical()} {saved.revoked}",
            media=feed.media,
            draw=draw,
            filters=filters,
            headers=_HEADERS | {"content-disposition": f'inline; filename="{feed.path[1:]}"'},
            blank=lambda ask: feed.draw(Nothing(self._shelf), ask),
        )


class Nothing:
    """A shelf without an entry, as new as the other."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def latest(self) -> tuple[int, datetime | None]:
        return self._shelf.latest()

    def entries(self, query: Query, *, limit: int | None = None, order: Sorting = "start") -> Iterator[Entry]:  # noqa: ARG002
        return iter(())

    def outlines(self, query: Query) -> Iterator[Entry]:  # noqa: ARG002
        return iter(())

    def filled(self, outlines: Sequence[Entry]) -> list[Entry]:  # noqa: ARG002
        return []

    def written(self, query: Query, form: int) -> Iterator[Told]:  # noqa: ARG002
        return iter(())

    def texts(self, query: Query, form: int) -> Iterator[bytes | Entry]:  # noqa: ARG002
        return iter(())

    def entry(self, uid: str) -> Entry | None:  # noqa: ARG002
        return None
