"""What an operator does over HTTP, behind a bearer token: the only routes that write (S15, S16).

Without a token made on the command line they are not there (404). The checks stand on the router, so that no route
can be without them: where the request comes from first, then the token, then the body.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from timeline.web.acts import Operator

DELAY = 0.5  # seconds that a wrong token waits for its answer
LARGEST = 1 << 20  # octets of a body
PATIENCE = 10.0  # seconds for a body to arrive

_LOG = logging.getLogger(__name__)

Body = TypeVar("Body", bound=BaseModel)
Given = TypeVar("Given")


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(max_length=500, description="why; kept with the ruling")] = ""


class StatusTold(_Told):
    status: Literal["held", "scheduled", "postponed", "cancelled"]


class MergeTold(_Told):
    other: Annotated[str, Field(min_length=1, max_length=200, description="the other event's uid")]


class SplitTold(_Told):
    articles: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=2000)]],
        Field(min_length=1, max_length=100, description="by source, key, both (SOURCE/KEY) or address"),
    ]


def operating(operator: Operator) -> APIRouter:
    """The routes, each behind the token."""
    made = APIRouter(dependencies=[Depends(_ours), Depends(_holder(operator))], responses=_ANSWERS)

    @made.post("/sources/{source}/crawl", summary="Crawl a source now", status_code=202)
    async def crawl(request: Request, source: _Source) -> dict[str, Any]:
        """The source is due at once, whatever it waited for; the daemon takes it up within seconds."""
        await _do(request, f"crawl {source}", operator.crawl, source)
        return {"source": source, "due": True}

    @made.post("/sources/{source}/enable", summary="Crawl a source from now on")
    async def enable(request: Request, source: _Source) -> dict[str, Any]:
        """As `yeonpyo source enable`; it is due at once."""
        await _do(request, f"enable {source}", lambda: operator.switch(source, on=True))
        return {"source": source, "enabled": True}

    @made.post("/sources/{source}/disable", summary="Crawl a source no longer")
    async def disable(request: Request, source: _Source) -> dict[str, Any]:
        """What it told stays."""
        await _do(request, f"disable {source}", lambda: operator.switch(source, on=False))
        return {"source": source, "enabled": False}

    @made.post(
        "/events/{uid}/status", summary="Say what became of an event", openapi_extra=_bodied(StatusTold)
    )
    async def status(request: Request, uid: _Uid) -> dict[str, Any]:
        """It holds until a later article tells something definite. Gives the event."""
        told = await _read(request, StatusTold)
        return await _do(request, f"{told.status} {uid}", operator.give_status, uid, told.status, told.reason)

    @made.post(
        "/events/{uid}/merge", summary="Make two events one, for good", openapi_extra=_bodied(MergeTold)
    )
    async def merge(request: Request, uid: _Uid) -> dict[str, Any]:
        """The older uid lives on. Gives the event."""
        told = await _read(request, MergeTold)
        return await _do(request, f"merge {uid} {told.other}", operator.merge, uid, told.other, told.reason)

    @made.post(
        "/events/{uid}/split",
        summary="Part an event by its articles, for good",
        openapi_extra=_bodied(SplitTold),
    )
    async def split(request: Request, uid: _Uid) -> dict[str, Any]:
        """What the articles tell becomes an event of its own. Gives both in `events`, the old one first."""
        told = await _read(request, SplitTold)
        return {"events": await _do(request, f"split {uid}", operator.split, uid, told.articles, told.reason)}

    return made


_Source = Annotated[str, Path(max_length=200, description="the source's id")]
_Uid = Annotated[str, Path(max_length=200, description="the event's uid")]
_Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(scheme_name="token", description="made by `yeonpyo token create`", auto_error=False)),
]


async def _ours(request: Request) -> None:
    """Refuse what another site's page sends, whatever it knows: no browser on our own page says so."""
    site = request.headers.get("sec-fetch-site", "none")
    origin = request.headers.get("origin")
    if site not in ("same-origin", "none") or (
        origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()
    ):
        raise HTTPException(403)


def _holder(operator: Operator) -> Callable[..., Any]:
    async def holder(request: Request, told: _Bearer) -> None:
        held = await run_in_threadpool(operator.tokens)
        if not held:
            raise HTTPException(404)
        digest = sha256((told.credentials if told else "").encode("utf-8", "replace")).hexdigest()
        names = [name for name, known in held.items() if hmac.compare_digest(known.encode(), digest.encode())]
        if not names:
            await asyncio.sleep(DELAY)
            raise HTTPException(401, headers={"www-authenticate": 'Bearer realm="yeonpyo"'})
        request.state.operator = names[0]

    return holder


async def _read(request: Request, kind: type[Body]) -> Body:
    """The body, small and whole and of this kind; read by us, so that nobody unknown has his body read."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)
    octets = b""
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.stream():
                octets += piece
                if len(octets) > LARGEST:
                    raise HTTPException(413)
    except (TimeoutError, ClientDisconnect):
        raise HTTPException(408) from None
    try:
        return kind.model_validate(json.loads(octets))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise HTTPException(400, f"{where}: {first['msg']}" if where else first["msg"]) from None
    except (ValueError, RecursionError):
        raise HTTPException(400, "the body is no JSON") from None


async def _do(request: Request, what: str, work: Callable[..., Given], *told: Any) -> Given:
    """Do it in a thread, and write down who did."""
    given = await run_in_threadpool(work, *told)
    _LOG.info("operator %r over HTTP: %r", request.state.operator, what)
    return given


_ANSWERS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The body is wrong; `error` says where."},
    401: {"description": "No token, or none that holds."},
    403: {"description": "Sent by another site's page."},
    404: {"description": "There is none; or no token was ever made, and nothing here can be asked."},
    409: {"description": "It cannot be done as things stand; `error` says why."},
    413: {"description": "The body is larger than 1 MiB."},
    415: {"description": "The body is not application/json."},
}


def _bodied(kind: type[BaseModel]) -> dict[str, Any]:
    schema = kind.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
