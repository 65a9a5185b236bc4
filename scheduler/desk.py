"""What the crawler asks of the store and tells it: what is known, what was read, what vanished, who lies."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from crawler.article import LOST, MISFIT
from crawler.run import Desk, Look, Seen, SourceResult
from crawler.unread import UNREAD
from scheduler.bar import Progress, Silent
from scheduler.local import document_line, in_time
from scheduler.rot import vanishing
from timeline.errors import StoreError
from timeline.ingest import Kept, events_of, keep, keep_together, withdraw
from timeline.model import Article, Event, EventKind, Page
from timeline.store import Pen, SourceState, Store, Validators
from timeline.store.codec import digest

if TYPE_CHECKING:
    from crawler.listing import Row

log = logging.getLogger(__name__)

PROOF = timedelta(
    hours=24
)  # after this a page is asked for whole, to see whether its validators tell the truth
HANDFUL = 16  # new articles that are stored in one transaction at most
MOST_AGAIN = 30  # articles looked at again in one crawl of a source

_MISFIT = MISFIT.format(part="")
_UNREAD = UNREAD.format(said="")
_LOST = LOST.partition("}")[2].partition("(")[0].strip()
_NETWORK = ("dns", "unreachable", "connection", "timeout", "truncated", "busy", "robots", "robots-silent")

Archive = Callable[[str, Page, "Row | None"], None]
Reader = Callable[[Article], tuple[Event, ...]]


@dataclass(slots=True)
class Findings:
    """What a look at a source found that is settled when it is over."""

    tally: Counter[str] = field(default_factory=Counter)
    second: set[str] = field(default_factory=set)  # keys that were gone before
    gone: list[str] = field(default_factory=list)
    lost: list[tuple[Article, Page]] = field(default_factory=list)  # editions that tell nothing any longer


class StoreDesk(Desk):
    """The desk of a crawl into the store; `finish` is told each source's outcome and what it counts to."""

    def __init__(
        self,
        store: Store,
        states: Mapping[str, SourceState],
        *,
        now: Callable[[], datetime],
        say: Callable[[str], None],
        archive: Archive,
        finish: Callable[[SourceState, SourceResult, Counter[str]], None],
        progress: Progress | None = None,
    ) -> None:
        self._store, self._states, self._clock, self._say = store, states, now, say
        self._archive, self._finish, self._progress = archive, finish, progress or Silent()
        self._liars = store.pages.liars(list(states))
        self._held: dict[tuple[str, str], Validators] = {}  # what was said of the list pages asked for
        self._found: defaultdict[str, Findings] = defaultdict(Findings)
        self._waiting: list[tuple[Article, Sequence[Event], Page]] = []  # new articles, to be stored together

    def now(self) -> datetime:
        return self._clock()

    # ── what is known ──────────────────────────────────────────────────────────────────────────────

    def known(self, source: str, keys: Sequence[str]) -> Collection[str]:
        return self._store.pages.known(source, keys, self.now())

    def again(self, source: str) -> Sequence[Look]:
        newest = self._states[source].quarantined is not None
        found = self._store.pages.again(source, self.now(), MOST_AGAIN, newest=newest)
        self._found[source].second.update(each.key for each in found if each.gone)
        return [Look(each.url, each.key, self._asked(source, each.looked, each.said)) for each in found]

    def seen(self, source: str, url: str) -> Seen | None:
        held = self._store.pages.seen(source, url)
        if held is None:
            return None
        self._held[source, url] = held[1]
        return self._asked(source, *held)

    def _asked(self, source: str, looked: datetime, said: Validators) -> Seen | None:
        """The validators to ask by; none where they lie, are to be proven, or the whole page is wanted."""
        whole = source in self._liars or self._states[source].quarantined
        if whole or self.now() - looked >= PROOF:
            return None
        return Seen(said.etag, said.last_modified)

    # ── what was read ──────────────────────────────────────────────────────────────────────────────

    def arrived(self, source: str, page: Page, row: Row | None) -> None:
        self._progress.page(source)
        self._archive(source, page, row)

    def listed(self, source: str, page: Page, rows: Sequence[Row]) -> None:
        """Compare what the page is now with what its server said of it."""
        self._found[source].tally["listed"] += len(rows)
        said, held = validators(page), self._held.get((source, page.url))
        told = (said.etag, said.last_modified)
        if (
            held
            and any(told)
            and told == (held.etag, held.last_modified)
            and held.body_hash != said.body_hash
        ):
            if source not in self._liars:
                log.warning(
                    "%s: %s changed and its validators did not; asked whole from now on", source, page.url
                )
            self._liars.add(source)
            self.saw(source, page)

    def saw(self, source: str, page: Page) -> None:
        self.settle()  # a list page is seen when all that it named is stored
        said = validators(page, lies=source in self._liars)
        self._store.pages.saw(source, page.url, self.now(), page.status, said)

    def unchanged(self, source: str, key: str) -> None:
        self._store.pages.looked(source, key, self.now())
        self._found[source].tally["same"] += 1

    def keep(self, article: Article, page: Page, *, again: bool) -> None:
        found = self._found[article.source]
        found.tally.update(lacks(article))
        if self._states[article.source].quarantined and not again:
            found.tally["held"] += 1
        elif again and self._empties(article):
            found.lost.append((article, page))
        elif again:
            self._keep(article, page, in_time)
        else:
            self._waiting.append((article, in_time(article), page))
            if len(self._waiting) >= HANDFUL:
                self.settle()

    def settle(self) -> None:
        """Store what waits in one transaction; where that fails, one by one, so that one article costs no other."""
        waiting, self._waiting = self._waiting, []
        try:
            self._store_together(waiting)
        except StoreError:
            raise
        except Exception:  # a bug that one of them found
            failed = [error for each in waiting if (error := self._failing(each))]
            if failed:
                raise failed[0] from None

    def _failing(self, each: tuple[Article, Sequence[Event], Page]) -> Exception | None:
        try:
            self._store_together([each])
        except Exception as error:
            return error
        return None

    def _store_together(self, waiting: Sequence[tuple[Article, Sequence[Event], Page]]) -> None:
        if not waiting:
            return
        told = [(article, events, _noting(article, page)) for article, events, page in waiting]
        found = keep_together(self._store, told, self.now())
        for (article, _events, _page), kept in zip(waiting, found, strict=True):
            self._tell(article, kept)

    def _empties(self, article: Article) -> bool:
        """Whether an edition takes back all that its article told, and tells nothing instead."""
        if self._store.article_hash(article.source, article.key) == digest(article):
            return False
        events = in_time(article)
        if any(event.kind is EventKind.OCCURRENCE for event in events):
            return False
        return keep(self._store, article, self.now(), read=lambda _: events, dry=True).withdrawn > 0

    def _keep(self, article: Article, page: Page, read: Reader) -> None:
        self._tell(article, keep(self._store, article, self.now(), read=read, note=_noting(article, page)))

    def _tell(self, article: Article, kept: Kept) -> None:
        self._found[article.source].tally[_OUTCOMES.get(kept.outcome, "changed")] += 1
        if kept.outcome != "unchanged":
            self._say(document_line(article.url, article, kept))

    def missed(self, source: str, key: str, reason: str, *, again: bool) -> None:
        found = self._found[source]
        found.tally["empty"] += reason == "structure-changed" and not again
        if again and reason == "gone":
            found.gone.append(key)
        elif again:
            return  # a page that cannot be had now says nothing of its article
        elif reason not in _NETWORK:
            self._store.pages.missed(source, key, self.now(), _status(reason), gone=reason == "gone")

    # ── what it comes to ───────────────────────────────────────────────────────────────────────────

    def finished(self, result: SourceResult) -> None:
        self.settle()
        state, found = self._states[result.source], self._found.pop(result.source, Findings())
        first = [key for key in found.gone if key not in found.second or state.quarantined]
        looked = result.again if state.quarantined else result.again - len(found.second)
        if vanishing(looked, len(first) + len(found.lost)):
            self._quarantine(state, len(first) + len(found.lost), looked)
            found.tally["held"] += len(found.gone) + len(found.lost)
        elif state.quarantined and result.reason:
            found.tally["held"] += len(found.lost)
        else:
            self._settle(state, found)
        self._finish(state, result, found.tally)
        self._progress.over(state.id)

    def _quarantine(self, state: SourceState, lost: int, looked: int) -> None:
        if not state.quarantined:
            log.warning(
                "%s: %d of %d articles vanished at once; nothing of it is believed", state.id, lost, looked
            )
            self._store.sources.quarantine(state.id, self.now())

    def _settle(self, state: SourceState, found: Findings) -> None:
        if state.quarantined:
            log.warning("%s: its articles are there again; believed from now on", state.id)
            self._store.sources.quarantine(state.id, None)
        for article, page in found.lost:
            self._keep(article, page, events_of)
        for key in found.gone:
            found.tally["gone"] += 1
            if self._store.pages.missed(state.id, key, self.now(), 404, gone=True):
                kept = withdraw(self._store, state.id, key, self.now())
                if kept.outcome == "withdrawn":
                    log.info("%s: %s is gone for good: withdrawn, %s", state.id, key, kept.told)


_OUTCOMES = {"new": "new", "unchanged": "same"}


def lacks(article: Article) -> list[str]:
    """What an article lacks, in the words of Fetch."""
    lacking = {
        "undated": article.published is None,
        "unparsed": any(_UNREAD in warning for warning in article.warnings),
        "misfit": any(_MISFIT in warning for warning in article.warnings),
        "garbled": any(_LOST in warning for warning in article.warnings),
    }
    return [name for name, lacks in lacking.items() if lacks]


def validators(page: Page, *, lies: bool = False) -> Validators:
    told = page.headers
    return Validators(
        told.get("etag", ""), told.get("last-modified", ""), sha256(page.body).hexdigest(), lies
    )


def _noting(article: Article, page: Page) -> Callable[[Pen], None]:
    """What notes with an article that its page was read, and what was said of it."""
    said = validators(page)
    return lambda pen: pen.saw(article.source, article.key, page.status, said)


def _status(reason: str) -> int:
    """What stands in the page table for a page that came and was none."""
    if reason.startswith("http-"):
        return int(reason.removeprefix("http-"))
    return {"gone": 404, "blocked": 403}.get(reason, 0)
