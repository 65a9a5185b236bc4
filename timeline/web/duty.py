"""How the house itself stands, for whoever keeps it: problems first, then the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from timeline.query import Catalogue
from timeline.web import times
from timeline.web.ask import Ask, Drawn
from timeline.web.frame import Say, View, draw
from timeline.web.health import Health
from timeline.web.texts import TEXTS, texts

Facts = Mapping[str, object]

_UNITS = ("B", "kB", "MB", "GB", "TB")


def duty(shelf: Catalogue, ask: Ask, view: View, health: Health, problems: list[str], facts: Facts) -> Drawn:
    """The page; `problems` and `facts` are what the server knows beside what its keeper tells."""
    say = texts(view.language)
    told = {**facts, **health.facts, "lag": _lag(shelf, ask), "version": _release()}
    body = draw(
        "duty.html",
        ask,
        view,
        problems=[*health.problems, *problems],
        moments=[
            (say(name), _moment(at, ask, view))
            for name, at in (("last_tick", health.last_tick), ("last_crawl", health.last_crawl))
        ],
        facts=list(_facts(told, ask, view, say)),
        now=times.moment(ask.now, view.language),
    )
    return Drawn(body)


def _moment(at: datetime | None, ask: Ask, view: View) -> str:
    if at is None:
        return texts(view.language)("never")
    return f"{times.ago(at, ask.now, view.language)} · {times.moment(at, view.language)}"


def _lag(shelf: Catalogue, ask: Ask) -> str | None:
    """The source that waits the longest beyond its time, and how many minutes."""
    due = [each for each in shelf.standings() if each.enabled and each.next_due and each.next_due < ask.now]
    first = min(due, key=lambda each: each.next_due or ask.now, default=None)
    if first is None or first.next_due is None:
        return None
    return f"{first.id} ({round((ask.now - first.next_due).total_seconds() / 60)} min)"


def _facts(told: Facts, ask: Ask, view: View, say: Say) -> Iterator[tuple[str, str]]:
    """Names and values; what has no name of ours keeps its own."""
    for name, value in told.items():
        label = say(f"f_{name}") if f"f_{name}" in TEXTS else name
        if name.endswith("_bytes") and isinstance(value, int):
            yield label, _bytes(value)
        else:
            at = _instant(value)
            yield label, _moment(at, ask, view) if at else _plain(value)


def _instant(value: object) -> datetime | None:
    """A moment that a fact tells in RFC 3339."""
    with suppress(ValueError):
        at = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
        return at if at and at.tzinfo else None
    return None


def _plain(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else f"{value}"


def _bytes(size: float) -> str:
    unit = 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.0f} {_UNITS[unit]}" if size >= 10 or not unit else f"{size:.1f} {_UNITS[unit]}"


def _release() -> str:
    try:
        return version("yeonpyo")
    except PackageNotFoundError:
        return "-"
