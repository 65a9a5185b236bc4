"""Articles and events as the JSON of their revisions, and back: equal nouns give equal bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable
from dataclasses import field, fields, is_dataclass, make_dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from timeline.model import SEOUL, Article, Citation, Event, Stamp

Noun = TypeVar("Noun")
_EVENT, _STAMP = cast(Hashable, Event), cast(Hashable, Stamp)

FORGOTTEN = "text deleted"  # the remark on an article whose text was kept long enough

# Not what the paper told, so no reason for a revision.
_REMARKS = ("warnings",)

_ILLEGIBLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


@lru_cache(maxsize=64)  # an event is written for itself and as its article tells it, which mostly is the same
def dump(noun: Article | Event) -> str:
    """The noun as JSON: fields that hold their default are left out, so that a new field changes no bytes."""
    return _written(_plain(noun))


def _written(told: Any) -> str:
    try:
        return _encoded(told).decode()
    except ValueError:  # half a surrogate, which is no UTF-8: the store writes U+FFFD for it
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


_encoded = msgspec.json.Encoder().encode
_hashed = json.JSONEncoder(ensure_ascii=False).encode


def load(kind: type[Noun], body: str) -> Noun:
    """The noun that `dump` wrote; fields of a later release are passed over."""
    value: Noun = _maker(cast(Hashable, kind))(_read(body))
    return value


def try_load(kind: type[Noun], body: str) -> Noun | None:
    """The noun, or None for a body that this release cannot read: one row must not cost the others (R20)."""
    try:
        return load(kind, body)
    except _ILLEGIBLE:
        return None


@lru_cache(maxsize=1024)  # what is told of a stretch of time is looked at with each of its articles
def try_event(body: str) -> Event | None:
    """The event in a body, as `try_load` reads it."""
    try:
        event: Event = _maker(_EVENT)(_read(body))
    except _ILLEGIBLE:
        return None
    return event


def forgotten(body: str, remark: str) -> str:
    """An article's body without its text; what cannot be read is left with the remark alone."""
    article = try_load(Article, body)
    if article is None:
        return json.dumps({"warnings": [remark]})
    return dump(replace(article, paragraphs=(), captions=(), warnings=(*article.warnings, remark)))


class _Cited(msgspec.Struct):
    """What a citation needs of an article; its text is passed over unread."""

    source: str
    key: str
    url: str
    title: str
    publisher: str = ""
    published: dict[str, Any] | None = None


@lru_cache(maxsize=1024)  # an article is cited by each of its events, and on every page that shows one
def try_cite(body: str) -> Citation | None:
    """The citation in an article's body; None for a body that cannot be read."""
    try:
        told = _read_cited(body)
        published = None if told.published is None else _maker(_STAMP)(told.published)
        return Citation(told.source, told.key, told.url, told.publisher, told.title, published)
    except _ILLEGIBLE:
        return None


@lru_cache(maxsize=8)  # asked more than once of the article in hand
def digest(article: Article) -> str:
    """A hash of what the paper told: equal for two readings of one edition, different after any edit."""
    told = {name: value for name, value in _plain(article).items() if name not in _REMARKS}
    return hashlib.sha256(_hashed(told).encode("utf-8", "replace")).hexdigest()


_read = msgspec.json.Decoder().decode
_read_cited = msgspec.json.Decoder(_Cited).decode
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
    found = {}
    for name, default in names:
        item = getattr(value, name)
        if item != default:
            found[name] = item if type(item) in _AS_IT_IS else _plain(item)
    return found


@cache
def _defaults(kind: Hashable) -> tuple[tuple[str, Any], ...]:
    """The fields of a noun and what they hold where nothing is told; none for what is no noun."""
    return tuple((each.name, each.default) for each in fields(cast(type, kind))) if is_dataclass(kind) else ()


@lru_cache(maxsize=4096)
def _told_moment(moment: datetime) -> str:
    return moment.astimezone(SEOUL).isoformat()


@cache
def _maker(kind: Hashable) -> Callable[[dict[str, Any]], Any]:
    """What makes a noun of its JSON, which it may change. Raises TypeError for a field that must be told and is not.

    msgspec makes dataclasses by itself, but reads no offset with seconds, as Seoul's was until 1908 (+08:27:52).
    A frozen dataclass sets each field by a call; a draft with the same slots does not, and becomes one (as
    timeline.when.Written does), checked as its own class checks it.
    """
    noun: Any = kind
    hints, check = get_type_hints(noun), getattr(noun, "__post_init__", None)
    slots = [(each.name, object, field(default=each.default)) for each in fields(noun)]
    draft_of: Any = make_dataclass("Draft", slots, slots=True)
    readers = [(name, read) for name, hint in hints.items() if (read := _reader(_bare(hint)))]
    known = frozenset(hints)

    def make(told: dict[str, Any]) -> Any:
        for name, read in readers:
            if (item := told.get(name)) is not None:
                told[name] = read(item)
        try:
            draft = draft_of(**told)
        except TypeError:
            draft = draft_of(**{name: item for name, item in told.items() if name in known})
        draft.__class__ = noun
        if check:
            check(draft)
        return draft

    return make


def _bare(hint: Any) -> Any:
    """The hint without its `| None`."""
    if get_origin(hint) in (Union, UnionType):
        return next(choice for choice in get_args(hint) if choice is not NoneType)
    return hint


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    """How a value of that type is read from JSON; None for what stands there as it is."""
    if get_origin(hint) is tuple:
        if (each := _reader(get_args(hint)[0])) is None:
            return tuple
        return lambda items: tuple([each(item) for item in items])
    if hint is datetime:
        return _moment
    if is_dataclass(hint):
        return _maker(cast(Hashable, hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {member.value: member for member in hint}.__getitem__
    return None


@lru_cache(maxsize=4096)  # the spans of an article's events, its stamp and their anchors are few
def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone(SEOUL)
