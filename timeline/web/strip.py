"""The last looks at a source as one small drawing: bars for what was new, crosses for failures, the newest right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from markupsafe import Markup

from timeline.query import Run
from timeline.web.frame import Say

SHOWN = 30
_STEP, _HEIGHT, _LEAST = 6, 20, 3
_FULL = 10  # new articles that fill a bar


def strip(runs: Sequence[Run], say: Say, moment: Callable[[datetime], str]) -> Markup:
    """An inline SVG of the looks (newest first), which says in words what it shows; empty without a look."""
    looks = list(enumerate(reversed(runs[:SHOWN]), SHOWN - min(len(runs), SHOWN)))
    if not looks:
        return Markup("")
    failed = [run for _, run in looks if run.reason]
    told = say("strip_told", len(looks), len(looks) - len(failed))
    told += say("strip_failed", moment(failed[-1].at)) if failed else ""
    return Markup(
        '<svg class="strip" role="img" viewBox="0 0 {} {}" aria-label="{}"><path class="good" d="{}"/>'
        '<path class="bad" d="{}"/></svg>'
    ).format(
        SHOWN * _STEP,
        _HEIGHT,
        told,
        "".join(_bar(place, run) for place, run in looks if not run.reason),
        "".join(_cross(place) for place, run in looks if run.reason),
    )


def _bar(place: int, run: Run) -> str:
    height = _LEAST + round((_HEIGHT - _LEAST) * min(run.new + run.changed, _FULL) / _FULL)
    return f"M{place * _STEP} {_HEIGHT}h4v-{height}h-4z"


def _cross(place: int) -> str:
    return f"M{place * _STEP} {_HEIGHT - 8}l4 4m0-4l-4 4"
