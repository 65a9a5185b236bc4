"""What the daemon does beside looking for what is due: feeds as files, retention, the look for rot, the digest.

Each is a plain function that a job calls in a thread; each may be called at any time, and twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from pathlib import Path

from scheduler.care import kept
from scheduler.config import Settings
from scheduler.publish import write_whole
from scheduler.rot import alarms
from timeline.model import SEOUL
from timeline.query import Query
from timeline.store import Store
from timeline.web.feeds import Site, render
from timeline.web.filters import Filters

log = logging.getLogger(__name__)

# The files of export_dir, by the feed that each holds: what `serve` answers with at the same address.
EXPORTS = {
    "calendar.ics": "calendar",
    "approx.ics": "approx",
    "timeline.json": "timeline",
    "feed.json": "feed",
}
MORNING = time(7, 0)  # Seoul, when the digest is made


def export_feeds(settings: Settings, store: Store, now: datetime) -> list[str]:
    """Make `export_dir` hold today's feeds; returns the names of the files that were replaced.

    A file whose bytes would not change is not touched, so that a static server's validators stay.
    """
    folder = settings.export_dir
    if folder is None:
        return []
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)  # for a web server of another user, whatever our umask
    site, replaced = Site(settings.name, settings.public_url or None), []
    for name, feed in EXPORTS.items():
        body = render(store, feed, Filters(), site=site, now=now)
        if _held(folder / name) != body:
            write_whole(folder / name, [body])
            replaced.append(name)
    return replaced


def _held(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def retain(settings: Settings, store: Store, now: datetime) -> int:
    """Take the text out of articles that were stored longer ago than `text_days`; returns how many.

    The article stays with its title, its stamp and its hash, so that it is not fetched anew; its events stay as
    they are, with the sentence that proves each.
    """
    if not settings.text_days:
        return 0
    return store.forget_texts(now - timedelta(days=settings.text_days), now)


def look_for_rot(store: Store, now: datetime) -> None:
    """Settle the alarms of every source that was ever tried: one that falls silent is seen by no crawl of it."""
    for state in store.sources.states():
        if state.enabled and state.last_attempt:
            looks, arrived = store.sources.fetches(state.id), store.sources.arrivals(state.id)
            store.alarms.settle(state.id, alarms(looks, arrived, now, state.quarantined), now)


def standing(store: Store) -> dict[str, dict[str, str]]:
    """By source and kind, the alarms that stand, in words."""
    found: dict[str, dict[str, str]] = {}
    for alarm in store.alarms.standing():
        found.setdefault(alarm.source, {})[alarm.kind] = alarm.told
    return found


def digest(settings: Settings, store: Store, now: datetime, alarmed: int) -> str:
    """The day in a line: what was learned since yesterday, what is coming up, and how the house stands."""
    since, counts = now - timedelta(days=1), store.counts()
    coming = store.count_days(Query(starting=now, until=now + timedelta(days=7)))
    learned = store.learned(since)
    backup = next(iter(kept(settings)), None)
    return (
        f"{counts['articles']} articles, {counts['events']} events; {learned} entries learned or changed since "
        f"yesterday; {sum(coming.values())} are ahead in the next 7 days; {alarmed} sources to look at; "
        f"newest backup {backup.name if backup else 'none'}"
    )


def digest_due(last: datetime | None, now: datetime) -> bool:
    """Once a day, in the morning; a daemon that starts later waits for the next one."""
    today = datetime.combine(now.astimezone(SEOUL).date(), MORNING, SEOUL)
    return last is not None and last < today <= now
