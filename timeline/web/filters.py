"""What a feed's address may ask (CALENDAR 5.2): the same names in every format, on the page and on the command line.

Names are joined by AND, the values of one by OR. Unknown names are ignored; a wrong value is refused by name; a
region, category or source that does not exist (any more) simply matches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from timeline.errors import BadFilter
from timeline.export.precision import Precision
from timeline.export.text import line
from timeline.export.wording import Standing
from timeline.model import SEOUL

VALUES = 20  # of one name
LENGTH = 100  # characters of a value
DAYS = 1830  # five years
LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters as given; None and empty mean "not given". Equal meanings are equal values."""

    region: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    q: str = ""
    when: str = ""
    days_back: int | None = None
    days_ahead: int | None = None
    since: date | None = None
    until: date | None = None
    precision: tuple[str, ...] = ()
    min_confidence: float | None = None
    status: tuple[str, ...] = ()
    limit: int | None = None
    updated_after: int | datetime | None = None
    profile: str = ""
    partday: str = ""
    cursor: str = ""

    def canonical(self) -> str:
        """The filters as one query string: names in a fixed order, values sorted, everything percent-encoded."""
        told = ((name, _written(getattr(self, name))) for name in NAMES)
        return "&".join(f"{name}={value}" for name, value in told if value)

    def words(self) -> str:
        """The filters that name a feed, for its title: "광주, 정치"."""
        return ", ".join((*self.region, *self.category, *((f"“{self.q}”",) if self.q else ())))

    def first_page(self) -> Filters:
        return replace(self, cursor="")


def read_filters(pairs: Iterable[tuple[str, str]]) -> Filters:
    """The filters of decoded (name, value) pairs; of a single-valued name the last counts.

    Raises BadFilter, naming the filter and what it takes.
    """
    told: dict[str, Any] = {}
    for name, value in pairs:
        if name in NAMES and (value := line(value)):
            if len(value) > LENGTH * (VALUES if name in _LISTS else 1):
                raise BadFilter(name, f"too long: at most {LENGTH} characters a value")
            read = NAMES[name](name, value)
            told[name] = (*told.get(name, ()), *read) if name in _LISTS else read
    for name in _LISTS & told.keys():
        told[name] = tuple(sorted(set(told[name])))
        if len(told[name]) > VALUES:
            raise BadFilter(name, f"{len(told[name])} values, at most {VALUES}")
    filters = Filters(**{name: value for name, value in told.items() if _DEFAULTS.get(name) != value})
    if filters.since and filters.until and filters.until < filters.since:
        raise BadFilter("until", f"{filters.until} lies before since={filters.since}")
    return filters


def _texts(_: str, value: str) -> tuple[str, ...]:
    return tuple(part for told in value.split(",") if (part := told.strip()))


def _text(_: str, value: str) -> str:
    return value


def _choices(*allowed: str) -> Callable[[str, str], tuple[str, ...]]:
    def read(name: str, value: str) -> tuple[str, ...]:
        return tuple(_one(name, part, allowed) for part in _texts(name, value))

    return read


def _choice(*allowed: str) -> Callable[[str, str], str]:
    return lambda name, value: _one(name, value, allowed)


def _one(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadFilter(name, f"unknown value {value!r}", hint=f"one of {', '.join(allowed)}")
    return value


def _whole(least: int, most: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        if not (value.isascii() and value.isdigit() and len(value) <= 18 and least <= int(value) <= most):
            raise BadFilter(name, f"{value!r} is no whole number from {least} to {most}")
        return int(value)

    return read


def _fraction(name: str, value: str) -> float:
    try:
        number = round(float(value), 3)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= 1.0:
        raise BadFilter(name, f"{value!r} is no number from 0.0 to 1.0")
    return number


def _day(name: str, value: str) -> date:
    try:
        day = date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1000 <= day.year < 9000:
        raise BadFilter(name, f"{value!r} is no date", hint="a date like 2021-01-27")
    return day


def _change(name: str, value: str) -> int | datetime:
    """A change number, or a moment; a moment without a zone is Seoul's."""
    if value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    try:
        at = datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value)  # an unencoded +09:00
        return at.replace(tzinfo=SEOUL) if at.tzinfo is None else at.astimezone(SEOUL)
    except (ValueError, OverflowError):
        hint = "a change number or a moment like 2021-01-27T20:37:00+09:00"
        raise BadFilter(name, f"{value!r} is neither a change number nor a moment", hint=hint) from None


NAMES: dict[str, Callable[[str, str], Any]] = {
    "region": _texts,
    "category": _texts,
    "source": _texts,
    "q": _text,
    "when": _choice("upcoming", "past", "all"),
    "days_back": _whole(0, DAYS),
    "days_ahead": _whole(0, DAYS),
    "since": _day,
    "until": _day,
    "precision": _choices(*(each.value for each in Precision)),
    "min_confidence": _fraction,
    "status": _choices(*(each.value for each in Standing)),
    "limit": _whole(1, LIMIT),
    "updated_after": _change,
    "profile": _choice("plain", "full"),
    "partday": _choice("allday", "window"),
    "cursor": _text,
}
_DEFAULTS = {"profile": "plain", "partday": "allday"}
_LISTS = frozenset({"region", "category", "source", "precision", "status"})


def _written(value: Any) -> str:
    if value is None or value == () or value == "":
        return ""
    if isinstance(value, tuple):
        return ",".join(quote(part, safe="") for part in value)
    if isinstance(value, datetime):
        return quote(value.isoformat(), safe="")
    return quote(f"{value}", safe="")
