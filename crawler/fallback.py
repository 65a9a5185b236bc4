"""Bodies read by trafilatura, where neither rules nor names nor form told one. The only place that knows it.

It is asked last, not first: on the rebuilt pages (tests/bench/extract.py) our reading by form found more of the
words at less than half the time, and trafilatura passes over bodies without sentences. Within a time limit.
"""

from __future__ import annotations

from crawler.limits import time_limit
from timeline.errors import PageError

SECONDS = 3.0


def body_of(text: str, where: str = "") -> tuple[str, ...]:
    """Return the lines of the body that trafilatura finds in a page, none where it finds nothing in time."""
    import trafilatura

    try:
        with time_limit(SECONDS, where):
            told = trafilatura.extract(text, include_comments=False, include_tables=True, deduplicate=False)
    except PageError:
        return ()
    return tuple(line.strip() for line in (told or "").split("\n") if line.strip())
