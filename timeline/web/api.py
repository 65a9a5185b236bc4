"""`/api/v1`: what the pages show, as JSON, described by OpenAPI; the bytes come from the same counter. What writes
stands in timeline.web.operator.

FastAPI describes and routes; what a parameter may be is said once, in timeline.web.filters, for feeds, pages and
this alike.
"""

from __future__ import annotations

import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from timeline.errors import BadFilter, StoreError, YeonpyoError
from timeline.export import timeline_json, wording
from timeline.export.text import http_url, line
from timeline.model import Article, Entry
from timeline.query import Catalogue, Revision, Standing
from timeline.web.acts import NotThere, Operator
from timeline.web.ask import Ask, Drawn
from timeline.web.counter import Counter, Order
from timeline.web.feeds import FEEDS, cursor_parts
from timeline.web.filters import FORMS, LENGTH, VALUES, Filters, read_filters
from timeline.web.operator import operating
from timeline.web.pages import windowed
from timeline.web.selection import fits, precisions, read
from timeline.web.window import midnight

PAGE = 100  # of search results and changes
RATE, BURST = 10.0, 60.0  # requests a second from one address, and how many at once (S19)

_JSON = "application/json; charset=utf-8"
_HEADERS = {"cache-control": "public, max-age=60", "access-control-allow-origin": "*"}
_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"description": "A parameter is wrong; `error` names it."},
    429: {"description": "Too many requests from this address; `Retry-After` says when to come again."},
    503: {"description": "The store cannot be read and nothing good was kept."},
}
_NONE: dict[int | str, dict[str, Any]] = {404: {"description": "There is none (any more)."}}

_NUMBER: dict[str, Any] = {"pattern": "^([0-9]{1,18})?$"}
_LIST = f"^[^,]*(,[^,]*){{0,{VALUES - 1}}}$"
_ABOUT = {
    "region": "regions, commas between",
    "category": "topics, commas between",
    "source": "source ids, commas between",
    "q": "words; blanks mean AND, quotes keep words together, a minus leaves words out; at most 100 characters",
    "when": "upcoming, past or all",
    "days_back": "0 to 1830",
    "days_ahead": "0 to 1830",
    "since": "a date, 2021-01-27",
    "until": "a date; the day belongs to it",
    "precision": "minute, part-of-day, day, week, third-of-month, month, quarter, season, half-year, year, …",
    "min_confidence": "0.0 to 1.0",
    "status": "confirmed, tentative, cancelled, changed (corrected since it was first told)",
    "limit": "1 to 1000",
    "updated_after": "a change number or a moment; withdrawn entries are then named too",
    "cursor": "next_cursor of the page before",
}

_SHAPES: dict[str, dict[str, Any]] = {
    **{name: {"pattern": f"^({form})?$"} for name, form in FORMS.items()},
    **{name: {"maxLength": LENGTH * VALUES, "pattern": _LIST} for name in ("region", "category", "source")},
    "q": {"maxLength": LENGTH},
}


def api(counter: Counter, shelf: Catalogue, operator: Operator | None = None) -> FastAPI:
    """The application to mount at /api/v1."""
    made = FastAPI(
        title="Yeonpyo", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json", responses=_ERRORS,
        description="Events read from regional Korean newspapers. Times are Asia/Seoul.",
        servers=[{"url": "/api/v1"}], root_path_in_servers=False,
    )  # fmt: skip
    made.add_middleware(Gate)
    made.add_exception_handler(BadFilter, _refused)
    made.add_exception_handler(RequestValidationError, _misshapen)
    made.add_exception_handler(HTTPException, _missing)
    made.add_exception_handler(YeonpyoError, _undone)

    def give(
        request: Request, draw: Callable[[Ask], Any], filters: Filters | None = None, *about: str
    ) -> Response:
        """`about` is what the answer depends on beside path and filters; whatever else was asked is no new answer."""
        filters = filters or Filters()
        address = f"{request.url.path}?{filters.canonical()} {' '.join(quote(part) for part in about)}"

        def drawn(ask: Ask) -> Drawn:
            told = draw(ask)
            return told if isinstance(told, Drawn) else Drawn(_written(told))

        return counter.answer(request.headers, Order(address, _JSON, drawn, filters, _HEADERS))

    @made.get("/events", summary="Entries by start, in pages", dependencies=_asked(*_ABOUT))
    def events(request: Request) -> Response:
        """The document of /timeline.json, whose schema is /timeline.schema.json: `events` and `next_cursor`."""
        feed = FEEDS["timeline"]
        filters = feed.heard(_filters(request))
        return give(request, lambda ask: feed.draw(shelf, ask), filters)

    @made.get("/events/{uid}", summary="One entry with its revisions", responses=_NONE)
    def event(
        request: Request, uid: Annotated[str, Path(max_length=200, description="the entry's uid")]
    ) -> Response:
        """The entry as /timeline.json has it, and `revisions`: what it was, the first first."""

        def draw(_: Ask) -> dict[str, Any]:
            if (entry := shelf.entry(uid)) is None:
                raise HTTPException(404)
            told = timeline_json.as_dict(entry)
            return (
                told if entry.withdrawn else told | {"revisions": list(map(_revision, shelf.revisions(uid)))}
            )

        return give(request, draw)

    @made.get("/article", summary="One article and what was read from it", responses=_NONE)
    def article(
        request: Request,
        source: Annotated[str, Query(max_length=200, description="the source's id")] = "",
        key: Annotated[str, Query(max_length=2000, description="the article's number or address there")] = "",
    ) -> Response:
        """Headline, publication and address of an article, never its text, and its entries in `events`."""

        def draw(_: Ask) -> dict[str, Any]:
            if (told := shelf.article(source, key)) is None:
                raise HTTPException(404)
            return _article(told[0]) | {"events": _events(told[1])}

        return give(request, draw, None, source, key)

    @made.get(
        "/articles",
        summary="Articles in the order they were first stored, in pages",
        dependencies=_asked("source", "since", "limit"),
    )
    def articles(
        request: Request,
        cursor: Annotated[str, Query(description=_ABOUT["cursor"], json_schema_extra=_NUMBER)] = "",
    ) -> Response:
        """`articles` (headline, publication and address, never the text) and `next_cursor`; `since` is their day."""
        filters = replace(_filters(request), cursor="")
        if not re.fullmatch("[0-9]{0,18}", cursor):
            raise BadFilter("cursor", "none of ours", hint="next_cursor of the page before")

        def draw(_: Ask) -> dict[str, Any]:
            size = min(filters.limit or PAGE, PAGE)
            first = midnight(filters.since) if filters.since else None
            found = shelf.articles(int(cursor or 0), size + 1, first, filters.source)
            last = f"{found[size - 1][0]}" if len(found) > size else None
            return {"next_cursor": last, "articles": [_article(told) for _, told in found[:size]]}

        return give(request, draw, filters, cursor)

    @made.get(
        "/search", summary="Entries that hold words, the newest learned first", dependencies=_asked(*_FOUND)
    )
    def search(request: Request) -> Response:
        """`events` and `next_cursor`."""
        filters = _filters(request)
        _, after = cursor_parts(filters.cursor) if filters.cursor else ("", "")

        def draw(_: Ask) -> dict[str, Any]:
            size = min(filters.limit or PAGE, PAGE)
            asked = replace(windowed(filters), learned_before=after)
            wanted = precisions(filters)
            found = (entry for entry in read(shelf, asked, "learned") if fits(entry, wanted, filters))
            told = list(islice(found, size + 1))
            cursor = f"0.{told[size - 1].uid}" if len(told) > size else None
            return {"next_cursor": cursor, "events": _events(told[:size])}

        return give(request, draw, filters)

    @made.get("/changes", summary="What changed since a change number, the oldest change first")
    def changes(
        request: Request,
        after: Annotated[
            str,
            Query(
                description="the change number that is known already; 0 for all",
                json_schema_extra=_NUMBER,
            ),
        ] = "0",
        limit: Annotated[str, Query(description="1 to 1000", json_schema_extra=_SHAPES["limit"])] = f"{PAGE}",
    ) -> Response:
        """`events`, withdrawn ones by uid only; ask again after `latest` while `more` is true."""
        filters = read_filters([("updated_after", after or "0"), ("limit", limit)])
        known, size = filters.updated_after, filters.limit or PAGE
        if not isinstance(known, int):
            raise BadFilter("after", f"{after!r} is no change number")

        def draw(ask: Ask) -> dict[str, Any]:
            found = list(shelf.changes(known, size + 1))
            latest = found[size - 1].change if len(found) > size else ask.change
            return {"latest": latest, "more": len(found) > size, "events": _events(found[:size])}

        return give(request, draw, filters)

    @made.get("/sources", summary="Where the news comes from, and how each source stands")
    def sources() -> Response:
        """`sources`: last success and last try apart, the next try, failures in a row and why."""
        try:
            told = [_standing(each) for each in shelf.standings()]
        except Exception:  # whatever the store does, it is told in the API's own form
            return _error(503, "the store cannot be read", {"retry-after": "60"})
        return Response(
            _written({"sources": told}), headers=_HEADERS | {"cache-control": "no-store"}, media_type=_JSON
        )

    if operator:
        made.include_router(operating(operator))
    return made


_FOUND = tuple(name for name in _ABOUT if name not in ("when", "days_back", "days_ahead", "updated_after"))


def _asked(*names: str) -> list[Any]:
    """Parameters that OpenAPI is told of; their values are read by timeline.web.filters."""
    return [Depends(_parameter(name)) for name in names]


def _parameter(name: str) -> Callable[..., None]:
    def told(value: Any = None) -> None:
        """Nothing to do: the value is read with the others."""

    form = _SHAPES.get(name)
    told.__annotations__["value"] = Annotated[
        str, Query(alias=name, description=_ABOUT[name], json_schema_extra=form)
    ]
    told.__defaults__ = ("",)
    return told


def _filters(request: Request) -> Filters:
    return read_filters(parse_qsl(request.scope["query_string"].decode("utf-8", "replace")), backward=True)


def _events(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    told = []
    for entry in entries:
        try:
            told.append(timeline_json.as_dict(entry))
        except Exception:  # noqa: S112 (one entry that cannot be written leaves a gap, R20; the feeds count it)
            continue
    return told


def _article(told: Article) -> dict[str, Any]:
    return {
        "source": told.source,
        "key": told.key,
        "url": http_url(told.url),
        "headline": line(told.title),
        "publisher": line(told.publisher) or None,
        "published": wording.local(told.published.at) if told.published else None,
    }


def _revision(told: Revision) -> dict[str, Any]:
    return {
        "revision": told.number,
        "updated": wording.utc(told.at),
        "withdrawn": told.withdrawn,
        "title": line(told.event.title),
        "when": timeline_json.when(told.event),
        "told_status": told.event.status.value,
    }


def _standing(told: Standing) -> dict[str, Any]:
    moments = {name: getattr(told, name) for name in ("last_success", "last_attempt", "next_due")}
    return {
        "id": told.id,
        "name": line(told.name),
        "family": told.family,
        "host": told.host or None,
        "enabled": told.enabled,
        **{name: wording.local(at) if at else None for name, at in moments.items()},
        "failures": told.failures,
        "reason": line(told.reason) or None,
        "articles": told.articles,
    }


def _written(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _error(
    status: int, told: str, headers: dict[str, str] | None = None, *, to_any: bool = True
) -> JSONResponse:
    """The API's own form of a refusal; pages of others may read it where they could have asked."""
    given = {"cache-control": "no-store"} | ({"access-control-allow-origin": "*"} if to_any else {})
    return JSONResponse({"error": told}, status, given | (headers or {}))


def _refused(_: Request, error: Exception) -> Response:
    return _error(400, f"{error}")


def _misshapen(_: Request, error: Exception) -> Response:
    first: Any = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": ""}
    return _error(400, f"{'.'.join(map(str, first['loc'][1:]))}: {first['msg']}")


def _undone(_: Request, error: Exception) -> Response:
    """What an operator asked for and what could not be done."""
    told = error.line if isinstance(error, YeonpyoError) else f"{error}"
    if isinstance(error, StoreError):
        return _error(503, told, {"retry-after": "15"}, to_any=False)
    return _error(404 if isinstance(error, NotThere) else 409, told, to_any=False)


def _missing(request: Request, error: Exception) -> Response:
    reads = request.method in ("GET", "HEAD")
    if not isinstance(error, HTTPException):
        return _error(500, "not possible", to_any=reads)
    told = _SORRY.get(error.status_code, error.detail)
    return _error(error.status_code, told, dict(error.headers or {}), to_any=reads)


_SORRY = {
    401: "a token is needed: Authorization: Bearer …",
    403: "not from another site's page",
    404: "there is none",
    405: "not by this method",
    413: "the body is too large",
    415: "the body is to be application/json",
}


class Gate:
    """Lets ten requests a second from one address through, sixty at once, and asks the others to wait."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._clock = app, clock
        self._left: OrderedDict[str, tuple[float, float]] = (
            OrderedDict()
        )  # of each address: requests left, when

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._through((scope.get("client") or ("",))[0]):
            await _error(429, "too many requests", {"retry-after": "5"})(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _through(self, address: str) -> bool:
        now = self._clock()
        left, then = self._left.pop(address, (BURST, now))
        left = min(BURST, left + (now - then) * RATE)
        self._left[address] = (max(left - 1, 0), now)
        while len(self._left) > 4096:
            self._left.popitem(last=False)
        return left >= 1
