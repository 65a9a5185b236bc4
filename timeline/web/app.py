"""The HTTP application: which address gives what. Only what a token opens changes anything."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from timeline.errors import BadFilter
from timeline.export import wording
from timeline.export.timeline_json import SCHEMA
from timeline.query import Catalogue
from timeline.web.acts import Operator
from timeline.web.ask import Ask, Drawn, Site
from timeline.web.counter import Counter, Order
from timeline.web.feeds import FEEDS, Feed, render_event
from timeline.web.filters import Filters, read_filters
from timeline.web.health import Health
from timeline.web.hosts import SAFE, HostGuard, Preflight, SafeHeaders, allowed
from timeline.web.private import Nothing, Private
from timeline.web.visits import Visits
from timeline.web.watch import Counted, Watch

if TYPE_CHECKING:
    from fastapi import FastAPI

STATIC = Path(__file__).parent / "static"

_FILE = re.compile(r"\.[a-z]{2,5}$")
_ROBOTS = "User-agent: *\nAllow: /\n"  # Google's importer obeys it: a feed that is not allowed is not read


def application(
    shelf: Catalogue,
    *,
    now: Callable[[], datetime],
    name: str = "연표",
    public_url: str | None = None,
    allowed_hosts: Iterable[str] = (),
    health: Callable[[], Health] = Health,
    keep: Path | None = None,
    contact: str = "",
    operator: Operator | None = None,
    watch: Watch | None = None,
) -> Starlette:
    """The application over a shelf.

    `public_url` is where the world reaches it (scheme, host, maybe a path): the only source of absolute links
    in feeds. `allowed_hosts` are further names that may stand in Host ("*": all). `health` is asked at each
    /healthz. `keep` is a folder for the last good feeds, so that a restart beside a broken store still serves.
    `contact` is an address or page where wrong dates are reported. `operator` does what is asked with a token;
    without one there is no route that writes. `watch` adds /readyz and /metrics.
    """
    site = Site(name, public_url)
    counter = Counter(shelf, site, now, keep)
    visits = Visits(counter, shelf, now, health, contact, lambda: bool(operator and operator.tokens()))

    @cache
    def described() -> FastAPI:
        from timeline.web.api import api  # a daemon that gives feeds needs none of it

        return api(counter, shelf, operator)

    async def api_v1(scope: Scope, receive: Receive, send: Send) -> None:
        made = described() if described.cache_info().currsize else await run_in_threadpool(described)
        await made(scope, receive, send)

    routes = [
        *(Route(feed.path, _feed(counter, kind, feed)) for kind, feed in FEEDS.items()),
        Route("/timeline.schema.json", _schema),
        Route("/events/{uid}.ics", _event(counter)),
        *visits.routes(lambda: described().openapi()),
        Mount("/api/v1", api_v1),
        Route("/private/{secret}/{name}", Private(counter, shelf, now).answer),
        Route("/healthz", _healthz(counter, health, now)),
        *(watch.routes() if watch else ()),
        Route("/robots.txt", _robots),
        Route("/favicon.ico", _icon),
        Route("/favicon.svg", _icon),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    middleware = [
        *([Middleware(Counted, answered=watch.answered)] if watch else ()),
        Middleware(HostGuard, names=allowed(public_url, allowed_hosts)),
        Middleware(SafeHeaders),
        Middleware(Preflight),
    ]
    handlers = {BadFilter: _refused, HTTPException: _missing(visits), Exception: _broken(visits)}
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)


def _feed(counter: Counter, kind: str, feed: Feed) -> Callable[[Request], Awaitable[Response]]:
    @lru_cache(maxsize=256)
    def order(query: bytes) -> Order:
        filters = feed.heard(_filters(query))
        canonical = filters.canonical()
        return Order(
            address=f"{feed.path}?{canonical}",
            media=feed.media,
            draw=lambda ask: feed.draw(counter.shelf, ask),
            filters=filters,
            headers=_FEED_HEADERS
            | {
                "content-disposition": f'inline; filename="{feed.path[1:]}"',
                "link": _alternate(counter.site, kind, canonical),
            },
            pinned=not canonical,
            blank=lambda ask: feed.draw(Nothing(counter.shelf), ask),
            whole=order(b"") if canonical else None,
        )

    async def answer(request: Request) -> Response:
        told = order(request.scope["query_string"])
        if known := counter.known(request.headers, told):
            return known
        return await run_in_threadpool(counter.answer, request.headers, told)

    return answer


def _filters(query: bytes) -> Filters:
    """What the address asks for; Korean that came without percent signs is read too."""
    return read_filters(parse_qsl(query.decode("utf-8", "replace")))


def _event(counter: Counter) -> Callable[[Request], Response]:
    """One event to be saved; Naver and Kakao take a file where they take no subscription."""

    def answer(request: Request) -> Response:
        uid = request.path_params["uid"]

        def draw(ask: Ask) -> Drawn:
            if (told := render_event(counter.shelf, uid, site=ask.site)) is None:
                raise HTTPException(404)
            return Drawn(told)

        saved = {"content-disposition": f'attachment; filename="{_slug(uid)}.ics"'}
        order = Order(f"/events/{uid}.ics", FEEDS["calendar"].media, draw, headers=_FEED_HEADERS | saved)
        return counter.answer(request.headers, order)

    return answer


def _healthz(
    counter: Counter, health: Callable[[], Health], now: Callable[[], datetime]
) -> Callable[[Request], Response]:
    """How the house is; 503 when somebody should look. No feed ever answers so."""

    def answer(_: Request) -> Response:
        try:
            told = health()
        except Exception as error:  # this address is asked when things are broken
            told = Health(problems=(f"상태를 알아보지 못했습니다: {type(error).__name__}",))
        problems, moment = [*told.problems, *counter.problems()], now()
        body = {
            "ok": not problems,
            "problems": problems,
            "now": wording.local(moment),
            "last_tick": wording.local(told.last_tick) if told.last_tick else None,
            "last_crawl": wording.local(told.last_crawl) if told.last_crawl else None,
            "crawl_age": _age(told.last_crawl, moment),
            "export_age": _age(counter.drawn, moment),
            **counter.facts(),
            **told.facts,
        }
        return JSONResponse(body, 503 if problems else 200, {"cache-control": "no-store"})

    return answer


def _age(at: datetime | None, now: datetime) -> int | None:
    """How many seconds ago, for those who raise an alarm at a figure."""
    return int((now - at).total_seconds()) if at else None


def _robots(_: Request) -> Response:
    return PlainTextResponse(_ROBOTS, headers={"cache-control": "public, max-age=86400"})


def _schema(_: Request) -> Response:
    headers = {"cache-control": "public, max-age=86400", "access-control-allow-origin": "*"}
    return FileResponse(SCHEMA, headers=headers, media_type="application/schema+json")


def _icon(_: Request) -> Response:
    return FileResponse(STATIC / "favicon.svg", headers={"cache-control": "public, max-age=86400"})


def _alternate(site: Site, kind: str, canonical: str) -> str:
    """The same choice in the other format: JSON for a calendar, a calendar for JSON."""
    other = FEEDS["timeline" if kind in ("calendar", "approx") else "calendar"]
    path = f"{other.path}?{canonical}" if canonical else other.path
    return f'<{site.url(path) or path}>; rel="alternate"; type="{other.media.partition(";")[0]}"'


def _slug(uid: str) -> str:
    return (
        "".join(sign for sign in uid if sign.isascii() and (sign.isalnum() or sign in "._-"))[:100] or "event"
    )


def _refused(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 400, _ERROR_HEADERS)


def _missing(visits: Visits) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        if _reads_pages(request):
            told = visits.sorry(request, status)
            told.headers.update(headers)
            return told
        said = _SORRY.get(status, "이 주소로는 할 수 없는 요청입니다.\n")
        return PlainTextResponse(said, status, headers | _ERROR_HEADERS)

    return answer


def _broken(visits: Visits) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, _: Exception) -> Response:
        if not _reads_pages(request):
            return PlainTextResponse(_SORRY[500], 500, _ERROR_HEADERS | SAFE)
        told = visits.sorry(request, 500)
        told.headers.update(SAFE)
        return told

    return answer


def _reads_pages(request: Request) -> bool:
    """Whether a person looks at the answer: a browser asks for HTML, and an address with an ending is a file's."""
    path = request.url.path
    is_file = _FILE.search(path) is not None or path.startswith(("/api/", "/private/", "/static/"))
    return not is_file and "text/html" in request.headers.get("accept", "")


_FEED_HEADERS = {
    "cache-control": "public, max-age=900, stale-while-revalidate=86400, stale-if-error=604800",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Last-Modified, Link",
}
_ERROR_HEADERS = {"cache-control": "no-store", "access-control-allow-origin": "*"}
_SORRY = {
    404: "여기에는 아무것도 없습니다.\n",
    410: "이 구독은 끝났습니다. 새 주소를 받으세요.\n",
    405: "읽기만 할 수 있습니다.\n",
    500: "서버에 문제가 생겼습니다. 잠시 뒤 다시 열어 주세요.\n",
}
