"""The filter bar: what may be chosen, how many entries each choice has, and where each leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from timeline.export.precision import Precision
from timeline.export.text import line
from timeline.export.wording import Standing
from timeline.query import Catalogue, Query
from timeline.web.filters import CHANGED, Filters
from timeline.web.frame import View
from timeline.web.texts import texts

_SHOWN = 12  # values of one name that the filter bar offers


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, its name, how many entries have it, and the address with it toggled."""

    value: str
    name: str
    count: int | None
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The filter bar: the values to choose by name, what is chosen, and the address without any of it.

    `dated` is whether the page listens to a first and a last day.
    """

    action: str
    offers: Mapping[str, tuple[Choice, ...]]
    chosen: tuple[tuple[str, str, str], ...]  # name, value, the address without it
    clear: str
    dated: bool = False


def bar(view: View, filters: Filters, shelf: Catalogue, near: Query | None, *, dated: bool = False) -> Bar:
    """The bar with the values among the entries of a query (None: only what is chosen)."""
    facets = shelf.count_facets(near) if near else {}
    names = shelf.names()
    offers = {name: _offers(view, filters, name, facets.get(name, {}), names) for name in _OFFERED}
    chosen = tuple(
        (label(name, view), _named(name, value, names, view), view.link(view.path, rest.canonical()))
        for name, value, rest in without_each(filters)
    )
    return Bar(view.link(view.path), offers, chosen, view.link(view.path), dated)


_OFFERED = ("region", "category", "source", "status", "precision")
_FIXED = {
    "status": (*(each.value for each in Standing), CHANGED),
    "precision": tuple(each.value for each in Precision),
}


def _offers(
    view: View, filters: Filters, name: str, counts: Mapping[str, int], names: Mapping[str, str]
) -> tuple[Choice, ...]:
    mine: tuple[str, ...] = getattr(filters, name)
    values = dict.fromkeys((*mine, *_FIXED.get(name, list(counts)[:_SHOWN])))
    return tuple(
        Choice(
            value,
            _named(name, value, names, view),
            counts.get(value),
            value in mine,
            view.link(view.path, _toggled(filters, name, value).canonical()),
        )
        for value in values
    )


def _named(name: str, value: str, names: Mapping[str, str], view: View) -> str:
    """A filter's value as a reader knows it: a paper by its name, a status by its word."""
    say = texts(view.language)
    if name == "source":
        return line(names.get(value, "")) or value
    if name in _FIXED and value in _FIXED[name]:
        return say(f"p_{value}" if name == "precision" else value)
    return value


def label(name: str, view: View) -> str:
    return texts(view.language)("words" if name == "q" else name) if name in _LABELLED else name


_LABELLED = frozenset(
    {*_OFFERED, "q", "since", "until", "when", "min_confidence", "days_back", "days_ahead", "limit"}
)


def _toggled(filters: Filters, name: str, value: str) -> Filters:
    changed: Any = tuple(sorted(set(getattr(filters, name)) ^ {value}))
    return replace(filters, **{name: changed}, cursor="")


def without_each(filters: Filters) -> Iterator[tuple[str, str, Filters]]:
    """Every value that is chosen, with the filters as they would be without it."""
    blank = Filters()
    for name in Filters.__dataclass_fields__:
        told = getattr(filters, name)
        if name == "cursor" or told == getattr(blank, name):
            continue
        if isinstance(told, tuple):
            for value in told:
                yield name, value, _toggled(filters, name, value)
        else:
            yield name, f"{told}", replace(filters, **{name: getattr(blank, name)}, cursor="")
