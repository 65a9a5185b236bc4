"""Where the news comes from: every source with its health and its last looks, and each on a page of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

from markupsafe import Markup

from timeline.export.text import http_url, line
from timeline.model import Article
from timeline.query import Catalogue, Run, Standing
from timeline.web import times
from timeline.web.ask import Ask, Drawn
from timeline.web.frame import Say, View, draw
from timeline.web.strip import strip
from timeline.web.texts import TEXTS, texts

PAGE = 30  # sources on a page
WEEK, USUAL = 7, 28  # days: the last ones, and those before that tell what is usual

STATES = ("failing", "late", "ok", "new", "off")


@dataclass(frozen=True, slots=True)
class Row:
    """A source as the page shows it; `state` is one of STATES, `asked` the filter that shows its events."""

    id: str
    name: str
    host: str
    kind: str
    state: str
    success: str
    attempt: str
    due: str
    failures: int
    reason: str
    articles: int
    interval: str
    asked: str
    url: str
    strip: Markup


@dataclass(frozen=True, slots=True)
class Look:
    at: str
    ok: bool
    result: str
    new: int
    changed: int
    known: int
    failed: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How many a day: in the last week, and as usual before it."""

    name: str
    now: str
    usual: str


def sources(shelf: Catalogue, ask: Ask, view: View) -> Drawn:
    """Every source that is on, or was: what failed first."""
    broken = view.told.get("state") == "failing"
    looks = shelf.runs()
    standings = shelf.standings()
    told = [each for each in standings if not broken or state(each, ask.now) in ("failing", "late")]
    told.sort(key=lambda each: (STATES.index(state(each, ask.now)), line(each.name)))
    number = _number(view.told.get("page", ""))
    body = draw(
        "sources.html",
        ask,
        view,
        section="sources",
        rows=[
            row(each, looks.get(each.id, ()), ask.now, view)
            for each in told[number * PAGE : (number + 1) * PAGE]
        ],
        broken=broken,
        counts=Counter(state(each, ask.now) for each in standings),
        pages=_pages(number, len(told), broken, view),
    )
    return Drawn(body)


def source(shelf: Catalogue, ask: Ask, view: View) -> Drawn | None:
    """One source in full; None for an unknown one."""
    told = shelf.dossier(view.told["id"], ask.today - timedelta(days=WEEK + USUAL - 1))
    if told is None:
        return None
    say = texts(view.language)
    failed = Counter(run.reason for run in told.runs if run.reason)
    body = draw(
        "source.html",
        ask,
        view,
        section="sources",
        row=row(told.standing, told.runs, ask.now, view),
        looks=[_look(run, view, say) for run in told.runs],
        reasons=[(reason(name, say), say("times", count)) for name, count in failed.most_common(5)],
        paces=_paces(told.daily, ask.today, say),
        robots=_robots(told.standing, told.runs, say),
        newest=_newest(told.newest, view) if told.newest else None,
    )
    return Drawn(body)


def row(told: Standing, runs: Sequence[Run], now: datetime, view: View) -> Row:
    say = texts(view.language)

    def at(when: datetime | None) -> str:
        if when is None:
            return say("never")
        return f"{times.ago(when, now, view.language)} · {times.moment(when, view.language)}"

    due = say("soon") if told.next_due is None or told.next_due <= now else at(told.next_due)
    minutes = round(told.interval.total_seconds() / 60) if told.interval else 0
    return Row(
        id=told.id,
        name=line(told.name) or line(told.id),
        host=line(told.host),
        kind=say("site" if told.host else "folder"),
        state=state(told, now),
        success=at(told.last_success),
        attempt=at(told.last_attempt),
        due=due if told.enabled else "-",
        failures=told.failures,
        reason=reason(told.reason, say),
        articles=told.articles,
        interval=say("every_minutes", minutes) if minutes else "-",
        asked=f"source={quote(told.id, safe='')}",
        url=view.link(f"/sources/{quote(told.id, safe='')}"),
        strip=strip(runs, say, lambda when: times.moment(when, view.language)),
    )


def state(told: Standing, now: datetime) -> str:
    """One of STATES: late is what was due longer ago than it is looked at."""
    if not told.enabled:
        return "off"
    if told.reason and told.reason != "unfinished":
        return "failing"
    if told.last_success and told.next_due and told.interval and now - told.next_due > told.interval:
        return "late"
    return "ok" if told.last_success else "new"


def reason(word: str, say: Say) -> str:
    """A reason as a reader knows it; the operator's word stands behind it."""
    word = line(word)
    return f"{say(f'r_{word}')} ({word})" if f"r_{word}" in TEXTS else word


def _look(run: Run, view: View, say: Say) -> Look:
    result = reason(run.reason, say) if run.reason else say("run_ok")
    note = f": {line(run.note)[:120]}" if run.reason and run.note else ""
    at = times.moment(run.at, view.language)
    return Look(at, not run.reason, result + note, run.new, run.changed, run.known, run.failed)


def _paces(daily: Mapping[date, tuple[int, int]], today: date, say: Say) -> list[Pace]:
    last = [daily.get(today - timedelta(days=back), (0, 0)) for back in range(WEEK)]
    before = [daily.get(today - timedelta(days=WEEK + back), (0, 0)) for back in range(USUAL)]
    return [
        Pace(
            say(name),
            f"{sum(each[at] for each in last) / WEEK:.1f}",
            f"{sum(each[at] for each in before) / USUAL:.1f}",
        )
        for at, name in enumerate(("article_count", "event_count"))
    ]


def _robots(told: Standing, runs: Sequence[Run], say: Say) -> str:
    if not told.host:
        return say("robots_none")
    newest = told.reason or (runs[0].reason if runs else "")
    return say("robots_no" if newest == "robots" else "robots_ok")


def _newest(article: Article, view: View) -> dict[str, object]:
    """The facts that were read from it, never its text."""
    say = texts(view.language)
    asked = f"source={quote(article.source, safe='')}&key={quote(article.key, safe='')}"
    return {
        "headline": line(article.title),
        "url": http_url(article.url),
        "page": view.link("/article", asked),
        "published": times.stamped(article.published, view.language) or say("unknown"),
        "method": say(times.method(article.published.method)) if article.published else "",
        "paragraphs": say("paragraphs", len(article.paragraphs)),
    }


def _number(page: str) -> int:
    return int(page) - 1 if page.isascii() and page.isdigit() and 0 < len(page) < 4 and int(page) else 0


def _pages(number: int, count: int, broken: bool, view: View) -> tuple[str, str | None, str | None] | None:
    """Where one stands among the pages, and the ones before and behind; None where there is only one."""
    last = (count - 1) // PAGE
    if last < 1:
        return None
    kept = "state=failing&" if broken else ""

    def link(page: int) -> str | None:
        return view.link("/sources", f"{kept}page={page + 1}") if 0 <= page <= last else None

    return texts(view.language)("page_of", number + 1, last + 1), link(number - 1), link(number + 1)
