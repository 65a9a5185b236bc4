"""The pages' addresses, in Korean and under /en in English, and what each listens to of the filters."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from timeline.errors import BadFilter, StoreError
from timeline.model import SEOUL
from timeline.query import Catalogue
from timeline.web import duty, grid, house, pages, sources
from timeline.web.ask import Ask, Drawn
from timeline.web.bar import label
from timeline.web.counter import Counter, Order
from timeline.web.event import event
from timeline.web.filters import Filters, read_filters
from timeline.web.frame import View, draw
from timeline.web.health import Health
from timeline.web.texts import LANGUAGES, Language

_LOG = logging.getLogger(__name__)

Draw = Callable[[Catalogue, Ask, View], Drawn | None]

_HTML = "text/html; charset=utf-8"
_CACHED = {"cache-control": "public, max-age=60"}
_CHOICE = ("region", "category", "source", "q", "precision", "status", "min_confidence")
_KEEP = 5.0  # seconds for which the house's health is believed


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, how it is drawn, the filters it listens to, and further names of its query."""

    path: str
    draw: Draw
    hears: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def heard(self, filters: Filters) -> Filters:
        return Filters(**{name: getattr(filters, name) for name in self.hears})


_ALL = tuple(name for name in Filters.__dataclass_fields__ if name not in ("updated_after", "cursor"))

PAGES = (
    Page("/", pages.front, _CHOICE),
    Page("/event/{uid}", event),
    Page("/article", pages.article, (), ("source", "key")),
    Page("/search", pages.search, (*_CHOICE, "since", "until", "cursor")),
    Page("/subscribe", lambda _, ask, view: house.subscribe(ask, view), _ALL),
    Page("/about", house.about),
    Page("/timeline/{year:int}", grid.year, _CHOICE),
    Page("/timeline/{year:int}/{month:int}", grid.month, _CHOICE),
    Page("/timeline/{year:int}/{month:int}/{day:int}", grid.day, (*_CHOICE, "cursor")),
)


class Visits:
    """Answers for pages: each drawn once a change and language, and anew when the daemon falls late."""

    def __init__(
        self,
        counter: Counter,
        shelf: Catalogue,
        now: Callable[[], datetime],
        health: Callable[[], Health],
        contact: str,
        operated: Callable[[], bool] = bool,
    ) -> None:
        self._counter, self._shelf, self._now = counter, shelf, now
        self._health, self._contact = health, contact
        self._operated = operated
        self._late, self._buttons, self._asked = False, False, -_KEEP

    def routes(self, described: Callable[[], Mapping[str, Any]]) -> list[Route]:
        api = Page("/api", lambda _, ask, view: house.api(ask, view, described()))
        fresh = (
            Page("/sources", sources.sources, (), ("state", "page")),
            Page("/sources/{id}", sources.source),
            Page("/status", self._duty),
        )
        made = []
        for language in LANGUAGES:
            prefix = "/en" if language == "en" else ""
            for page in (*PAGES, api):
                made.append(Route(f"{prefix}{page.path}", self._kept(page, language)))
            made += [Route(f"{prefix}{page.path}", self._fresh(page, language)) for page in fresh]
            made.append(Route(f"{prefix}/timeline", self._go(prefix)))
        return made

    def _kept(self, page: Page, language: Language) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            view = await run_in_threadpool(self._view, request, page, language)
            try:
                order = self._order(page, request, view)
                told = await run_in_threadpool(self._counter.answer, request.headers, order)
            except BadFilter as error:
                return self._sorry(view, 400, (label(error.where, view), error.line))
            except HTTPException as error:
                return self._sorry(view, error.status_code)
            return self._sorry(view, 503) if told.status_code == 503 else told

        return answer

    def _order(self, page: Page, request: Request, view: View) -> Order:
        filters = page.heard(_filters(request))

        def drawn(ask: Ask) -> Drawn:
            if (told := page.draw(self._shelf, ask, view)) is None:
                raise HTTPException(404)
            return told

        return Order(
            address=f"{view.link(view.path, filters.canonical())} {dict(view.told)} {view.base} {view.stands}",
            media=_HTML,
            draw=drawn,
            filters=filters,
            headers=_CACHED | {"content-language": view.language},
        )

    def _fresh(self, page: Page, language: Language) -> Callable[[Request], Response]:
        """A page of what no change number counts: how the sources stand right now."""

        def answer(request: Request) -> Response:
            view = self._view(request, page, language)
            headers = {"cache-control": "no-store", "content-language": language}
            try:
                told = page.draw(self._shelf, self._ask(Filters()), view)
            except Exception as error:
                _LOG.error(
                    "%s could not be drawn: %s", page.path, error, exc_info=not isinstance(error, StoreError)
                )
                return self._sorry(view, 503)
            return Response(told.body, headers=headers, media_type=_HTML) if told else self._sorry(view, 404)

        return answer

    def _duty(self, shelf: Catalogue, ask: Ask, view: View) -> Drawn:
        return duty.duty(shelf, ask, view, self._health(), self._counter.problems(), self._counter.facts())

    def _go(self, prefix: str) -> Callable[[Request], Response]:
        """Where the form that names a date leads; only ever to a page of ours."""

        def answer(request: Request) -> Response:
            try:
                day: date | None = _filters(request).since
            except BadFilter:
                day = None
            today = self._now().astimezone(SEOUL).date()
            path = f"{day:%Y/%m/%d}" if day else f"{today:%Y/%m}"
            return RedirectResponse(f"{prefix}/timeline/{path}", 303)

        return answer

    def _view(self, request: Request, page: Page, language: Language) -> View:
        told = {name: f"{value}" for name, value in request.path_params.items()}
        path = page.path
        for name, value in told.items():
            written = (
                f"{int(value):02}"
                if value.isascii() and value.isdigit() and name != "uid"
                else quote(value, safe="")
            )
            path = path.replace(f"{{{name}}}", written).replace(f"{{{name}:int}}", written)
        asked = dict(_pairs(request))
        told |= {name: asked[name][:2000] for name in page.names if name in asked}
        base = self._base(request)
        further = [(name, told[name]) for name in page.names if told.get(name)]
        return replace(self._bare(language, path, base), told=told, asked=urlencode(further))

    def _bare(self, language: Language, path: str, base: str) -> View:
        late, buttons = self._stand()
        return View(language, path, base, late=late, contact=self._contact, buttons=buttons)

    def _stand(self) -> tuple[bool, bool]:
        """Whether the daemon is late, and whether an operator can do anything here."""
        if time.monotonic() - self._asked > _KEEP:
            self._asked = time.monotonic()
            try:
                self._late, self._buttons = self._health().late, self._operated()
            except Exception:  # the last good page is worth more than a banner
                self._late = self._buttons = False
        return self._late, self._buttons

    def _ask(self, filters: Filters) -> Ask:
        return Ask(filters, self._counter.site, self._now(), 0)

    def sorry(self, request: Request, status: int) -> Response:
        """The page for what has no page of its own, in the language of its address."""
        language: Language = "en" if f"{request.url.path}/".startswith("/en/") else "ko"
        return self._sorry(self._bare(language, "/", self._base(request)), status)

    def _sorry(self, view: View, status: int, problem: tuple[str, str] | None = None) -> Response:
        name = {400: "refused", 404: "not_found", 405: "refused_method"}.get(status, "broken")
        view = replace(view, path="/", asked="")
        body = draw("missing.html", self._ask(Filters()), view, name=name, problem=problem)
        headers = {"cache-control": "no-store", "content-language": view.language}
        return Response(body, status, headers | ({"retry-after": "60"} if status == 503 else {}), _HTML)

    def _base(self, request: Request) -> str:
        return self._counter.site.url("") or f"{request.url.scheme}://{request.url.netloc}"


def _pairs(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.scope["query_string"].decode("utf-8", "replace"))


def _filters(request: Request) -> Filters:
    return read_filters(_pairs(request))
