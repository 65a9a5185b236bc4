"""Articles and events as the JSON of their revisions, and back: equal nouns give equal bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cache, lru_cache, partial
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from timeline.model import SEOUL, Article, Citation, Event, Stamp

Noun = TypeVar("Noun")

FORGOTTEN = "text deleted"  # the remark on an article whose text was kept long enough

# Not what the paper told, so no reason for a revision.
_REMARKS = ("warnings",)


def dump(noun: Article | Event) -> str:
    """The noun as JSON: fields that hold their default are left out, so that a new field changes no bytes."""
    return json.dumps(_plain(noun), ensure_ascii=False, separators=(",", ":"))


def load(kind: type[Noun], body: str) -> Noun:
    """The noun that `dump` wrote; fields of a later release are passed over."""
    value: Noun = _noun(kind, json.loads(body))
    return value


def try_load(kind: type[Noun], body: str) -> Noun | None:
    """The noun, or None for a body that this release cannot read: one row must not cost the others (R20)."""
    try:
        return load(kind, body)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


@lru_cache(maxsize=1024)  # what is told of a stretch of time is looked at with each of its articles
def try_event(body: str) -> Event | None:
    """The event in a body, as `try_load` reads it."""
    return try_load(Event, body)


def forgotten(body: str, remark: str) -> str:
    """An article's body without its text; what cannot be read is left with the remark alone."""
    article = try_load(Article, body)
    if article is None:
        return json.dumps({"warnings": [remark]})
    return dump(replace(article, paragraphs=(), captions=(), warnings=(*article.warnings, remark)))


@lru_cache(maxsize=1024)  # an article is cited by each of its events, and on every page that shows one
def try_cite(body: str) -> Citation | None:
    """The citation in an article's body, without reading its text; None for a body that cannot be read."""
    try:
        told = json.loads(body)
        stamp = told.get("published")
        return Citation(
            source=told["source"],
            key=told["key"],
            url=told["url"],
            publisher=told.get("publisher", ""),
            headline=told["title"],
            published=_noun(Stamp, stamp) if stamp else None,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


@lru_cache(maxsize=8)  # asked more than once of the article in hand
def digest(article: Article) -> str:
    """A hash of what the paper told: equal for two readings of one edition, different after any edit."""
    told = {name: value for name, value in _plain(article).items() if name not in _REMARKS}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


_AS_IT_IS = frozenset((str, int, float, bool, NoneType))


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is tuple:
        return [_plain(item) for item in value]
    if kind is datetime:
        return _told_moment(value)
    if not (names := _defaults(cast(Hashable, kind))):
        return value
    told = ((name, getattr(value, name), default) for name, default in names)
    return {name: _plain(item) for name, item, default in told if item != default}


@cache
def _defaults(kind: Hashable) -> tuple[tuple[str, Any], ...]:
    """The fields of a noun and what they hold where nothing is told; none for what is no noun."""
    return (
        tuple((field.name, field.default) for field in fields(cast(type, kind))) if is_dataclass(kind) else ()
    )


@lru_cache(maxsize=4096)
def _told_moment(moment: datetime) -> str:
    return moment.astimezone(SEOUL).isoformat()


def _noun(kind: type[Noun], told: dict[str, Any]) -> Noun:
    readers, given = _fields(cast(Hashable, kind)), {}
    for name, item in told.items():
        if read := readers.get(name):
            given[name] = None if item is None else read(item)
    return kind(**given)


@cache
def _fields(kind: Hashable) -> dict[str, Callable[[Any], Any]]:
    """How each field of a noun is read from JSON."""
    return {name: _reader(_bare(hint)) for name, hint in get_type_hints(kind).items()}


def _bare(hint: Any) -> Any:
    """The hint without its `| None`."""
    if get_origin(hint) in (Union, UnionType):
        return next(choice for choice in get_args(hint) if choice is not NoneType)
    return hint


def _reader(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) is tuple:
        each = _reader(get_args(hint)[0])
        return lambda items: tuple([each(item) for item in items])
    if hint is datetime:
        return _moment
    if is_dataclass(hint):
        return partial(_noun, cast(type, hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {member.value: member for member in hint}.__getitem__
    return cast(Callable[[Any], Any], hint)


@lru_cache(maxsize=4096)  # the spans of an article's events, its stamp and their anchors are few
def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone(SEOUL)
