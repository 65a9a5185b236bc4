"""What a feed's address may ask (CALENDAR 5.2): the same names in every format, on the page and on the command line.

Names are joined by AND, the values of one by OR. Unknown names are ignored; a wrong value is refused by name; a
region, category or source that does not exist (any more) simply matches nothing.
"""

from __future__ import annotations

import re
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
CHANGED = "changed"  # beside the standings: what was corrected since it was first told


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


def read_filters(pairs: Iterable[tuple[str, str]], *, backward: bool = False) -> Filters:
    """The filters of decoded (name, value) pairs; of a single-valued name the last counts.

    Raises BadFilter, naming the filter and what it takes; for an end before its start too, unless `backward`: then
    nothing fits.
    """
    told: dict[str, Any] = {}
    for name, value in pairs:
        if name in NAMES and value:
            if len(value) > LENGTH * (VALUES if name in _LISTS else 1):
                raise BadFilter(name, f"too long: at most {LENGTH} characters a value")
            read = NAMES[name](name, value)
            told[name] = (*told.get(name, ()), *read) if name in _LISTS else read
    for name in _LISTS & told.keys():
        told[name] = tuple(sorted(set(told[name])))
        if len(told[name]) > VALUES:
            raise BadFilter(name, f"{len(told[name])} values, at most {VALUES}")
    filters = Filters(**{name: value for name, value in told.items() if _DEFAULTS.get(name) != value})
    if filters.since and filters.until and filters.until < filters.since and not backward:
        raise BadFilter("until", f"{filters.until} lies before since={filters.since}")
    return filters


def _texts(_: str, value: str) -> tuple[str, ...]:
    return tuple(part for told in value.split(",") if (part := line(told)))


def _text(_: str, value: str) -> str:
    return line(value)


def _untouched(_: str, value: str) -> str:
    """A cursor, which only those who page look at."""
    return value


def _choices(*allowed: str) -> Callable[[str, str], tuple[str, ...]]:
    def read(name: str, value: str) -> tuple[str, ...]:
        return tuple(_one(name, part.removeprefix(" "), allowed) for part in value.split(","))

    return read


def _choice(*allowed: str) -> Callable[[str, str], str]:
    return lambda name, value: _one(name, value, allowed)


def _one(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadFilter(name, f"unknown value {value!r}", hint=f"one of {', '.join(allowed)}")
    return value


def _whole(least: int, most: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        if not re.fullmatch("0|[1-9][0-9]{0,8}", value) or not least <= int(value) <= most:
            raise BadFilter(name, f"{value!r} is no whole number from {least} to {most}")
        return int(value)

    return read


def _fraction(name: str, value: str) -> float:
    if not re.fullmatch(FORMS["min_confidence"], value):
        raise BadFilter(name, f"{value!r} is no number from 0.0 to 1.0")
    return round(float(value), 3)


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value if re.fullmatch("[1-8][0-9]{3}-[0-9]{2}-[0-9]{2}", value) else "")
    except ValueError:
        raise BadFilter(name, f"{value!r} is no date", hint="a date like 2021-01-27") from None


def _change(name: str, value: str) -> int | datetime:
    """A change number, or a moment; a moment without a zone is Seoul's."""
    if re.fullmatch("[0-9]{1,18}", value):
        return int(value)
    try:
        told = value if re.fullmatch(FORMS["updated_after"], value) else ""
        at = datetime.fromisoformat(told.replace(" ", "+"))  # a + that came unencoded
        return at.replace(tzinfo=SEOUL) if at.tzinfo is None else at.astimezone(SEOUL)
    except (ValueError, OverflowError):
        hint = "a change number or a moment like 2021-01-27T20:37:00+09:00"
        raise BadFilter(name, f"{value!r} is neither a change number nor a moment", hint=hint) from None


def _any_of(*names: str) -> str:
    one = "|".join(names)
    return f"({one})(, ?({one})){{0,{VALUES - 1}}}"


# What is accepted, as patterns of the whole value, for those who describe it. 29 February is a date beside these.
_DATE = (
    "[1-8][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
_DAYS = "[0-9]|[1-9][0-9]{1,2}|1[0-7][0-9]{2}|18[0-2][0-9]|1830"
FORMS = {
    "when": "upcoming|past|all",
    "days_back": _DAYS,
    "days_ahead": _DAYS,
    "since": _DATE,
    "until": _DATE,
    "precision": _any_of(*(each.value for each in Precision)),
    "min_confidence": r"0?\.[0-9]{1,6}|0|1(\.0{1,6})?",
    "status": _any_of(*(each.value for each in Standing), CHANGED),
    "limit": "[1-9][0-9]{0,2}|1000",
    "updated_after": f"[0-9]{{1,18}}|{_DATE.replace('2[0-8]', '2[0-9]')}(T{_CLOCK}(:[0-5][0-9])?(Z|[-+ ]{_CLOCK})?)?",
    "profile": "plain|full",
    "partday": "allday|window",
    "cursor": r"[0-9]{1,18}\.[A-Za-z0-9._@-]{1,80}",
}


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
    "status": _choices(*(each.value for each in Standing), CHANGED),
    "limit": _whole(1, LIMIT),
    "updated_after": _change,
    "profile": _choice("plain", "full"),
    "partday": _choice("allday", "window"),
    "cursor": _untouched,
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
