"""A made-up timeline in a real store: invented towns, papers and events, for screenshots and browser tests.

python tests/browser/sample.py FOLDER [COUNT]    makes FOLDER/timeline.db and serves it until Ctrl-C
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, cycle, islice
from pathlib import Path

from timeline.model import (
    SEOUL,
    Article,
    Citation,
    Entry,
    Event,
    EventKind,
    Grain,
    Kind,
    Mention,
    Place,
    Quote,
    Span,
    Stamp,
    Status,
)
from timeline.store import Fetch, Pen, Registration, Store
from timeline.telling import Telling

NOW = datetime(2026, 4, 16, 9, 30, tzinfo=SEOUL)  # a Thursday

_DAY = timedelta(days=1)
# Invented: days from now, the time words, grain, hours, title, venue, sentence, topic, region, status.
PLAN = [
    [cell.strip() for cell in row.split("|")]
    for row in Path(__file__).with_name("sample.cases").read_text().splitlines()
    if row and not row.startswith("#")
]
PAPERS = (
    ("garam", "가람신문"), ("nuri", "누리일보"), ("dasol", "다솔타임즈"), ("saebyeok", "새벽매일"),
    ("haneul", "하늘방송"), ("gangbyeon", "강변뉴스"), ("solnae", "솔내동네소식"),
)  # fmt: skip
_WORDS = ("오전", "오후", "저녁", "새벽", "초")
_UNSURE = "쯤"
_CHECKED = timedelta(hours=1)


def events(count: int, now: datetime = NOW) -> Iterator[tuple[Article, Event]]:
    """So many events with their articles; beyond the plan's own, those with a day repeat a week on."""
    with_day = [
        plan for plan in PLAN if Grain(plan[2]) not in (Grain.MONTH, Grain.HALF) and "초" not in plan[1]
    ]
    plans = chain(PLAN, cycle(with_day))
    for number, (paper, plan) in enumerate(islice(zip(cycle(PAPERS), plans), count)):
        turn = max(0, number - len(PLAN)) // len(with_day) + (number >= len(PLAN))
        yield _told(
            number, paper, plan, now + (turn * 7 % 120 - (0 if turn < 2 else 45)) * _DAY if turn else now
        )


def _told(number: int, paper: tuple[str, str], plan: list[str], now: datetime) -> tuple[Article, Event]:
    offset, words, told, first, last, title, venue, sentence, topic, region, status = plan
    grain = Grain(told)
    day = now.replace(hour=0, minute=0) + int(offset) * _DAY
    start, end = (day + timedelta(minutes=round(float(hour) * 60)) for hour in (first, last))
    span = Span(start, end, grain)
    published = min(now, day) - timedelta(days=1, hours=number % 7)
    text = sentence.format(words)
    at = text.index(words)
    kind = Kind.DATETIME if grain in (Grain.MINUTE, Grain.HOUR) else Kind.DATE
    part = next((part for part in _WORDS if part in words), None) if grain is Grain.PART else None
    mention = Mention(
        at, at + len(words), words, kind, span,
        why="기사가 나온 날을 기준으로 가장 가까운 그날로 읽음", rule="day", anchor=published, part=part,
        confidence=0.96, rejected=("지난달의 같은 날: 문장이 앞으로의 일을 말함",), approximate=_UNSURE in words,
    )  # fmt: skip
    article = Article(
        paper[0], f"{1000 + number}", f"https://{paper[0]}.example/news/{1000 + number}", f"{title} 소식",
        Stamp(published, "minute", "label", ""), (text,), publisher=paper[1], region=region,
    )  # fmt: skip
    event = Event(
        EventKind.OCCURRENCE, title, span, Status(status), Quote(0, len(text), text), mention, (mention,),
        Place(0, 1, venue, name=venue, regions=(region,)) if venue else None, main=True,
        confidence=0.58 if _UNSURE in words else 0.93, category=topic,
        regions=(region,), reasons=("행사를 뜻하는 말이 있음", "장소가 있음"),
    )  # fmt: skip
    return article, event


def fill(store: Store, count: int, now: datetime = NOW) -> None:
    """The events in the store, one of them moved by a later edition, one told by three papers; and the sources."""
    _sources(store, now)
    with store.pen(now - timedelta(hours=3)) as pen:
        for number, (article, event) in enumerate(events(count, now)):
            row = pen.mint(event, article, pen.keep_article(article, None))
            if number == 5:
                was = replace(
                    event, span=Span(event.span.start - _DAY, event.span.end - _DAY, event.span.grain)
                )
                pen.revise(pen.entries_of(row)[0], was, article)
                pen.revise(pen.entries_of(row)[0], event, article)
            if number == 6:
                _told_again(pen, pen.entries_of(row)[0], article, event)


def _told_again(pen: Pen, entry: Entry, article: Article, event: Event) -> None:
    """Two more papers tell the same event."""
    others = [
        replace(
            article,
            source=source,
            publisher=name,
            url=f"https://{source}.example/news/{article.key}",
            title=title,
        )
        for (source, name), title in zip(
            PAPERS[1:3], ("노란 강변으로 오세요", "유채꽃 축제 사흘 동안 열려"), strict=True
        )
    ]
    for other in others:
        pen.keep_article(other, None)
    cited = [
        Citation(each.source, each.key, each.url, each.publisher, each.title, each.published)
        for each in (article, *others)
    ]
    pen.redraw(entry, event, [Telling(cites, event, 0, entry.uid) for cites in cited])


def _sources(store: Store, now: datetime) -> None:
    """Seven papers and a folder with their last thirty looks: one failing, one that failed and recovered."""
    store.sources.set_up(
        [
            *(
                Registration(
                    paper, name, "site", "", f"{paper}.example", enabled=paper != "solnae", interval=_CHECKED
                )
                for paper, name in PAPERS
            ),
            Registration("seeds", "seeds", "folder", "", "", enabled=True, interval=_CHECKED),
        ]
    )
    for place, (paper, _) in enumerate(PAPERS[:6]):
        reasons = ["layout"] * 3 if paper == "nuri" else []
        history = [""] * (27 - place) + (["timeout"] if place == 2 else []) + ["", ""] + reasons
        for back, reason in zip(range(len(history), 0, -1), history, strict=True):
            new = 0 if reason else (back * 7 + place) % 5
            fetch = Fetch(
                paper,
                now - back * _CHECKED,
                reason,
                pages=3,
                new=new,
                known=12 - new,
                note=reason and "본문을 찾지 못함",
            )
            store.sources.note(fetch)
        good = min(back for back, reason in enumerate(reversed(history), 1) if not reason)
        for back, failures in ((good, 0), (1, len(reasons))) if reasons else ((good, 0),):
            store.sources.lease("demo", now - back * _CHECKED, wanted=[paper])
            store.sources.release(
                paper, "demo", next_due=now + (4 if failures else 1) * _CHECKED, now=now - back * _CHECKED,
                failures=failures, reason=reasons[0] if failures else "",
            )  # fmt: skip


def main() -> None:
    import uvicorn

    from timeline.web.app import application
    from timeline.web.health import Health

    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else len(PLAN)
    with Store.open(folder / "timeline.db", make=True) as store:
        if not store.counts()["articles"]:
            fill(store, count)
        app = application(store, now=lambda: NOW, name="연표", health=lambda: Health(last_tick=NOW))
        uvicorn.run(
            app, host="127.0.0.1", port=int(sys.argv[3]) if len(sys.argv) > 3 else 8650, log_level="warning"
        )


if __name__ == "__main__":
    main()
