"""A made-up timeline in a real store: invented towns, papers and events, for screenshots and browser tests.

python tests/browser/sample.py FOLDER [COUNT]    makes FOLDER/timeline.db and serves it until Ctrl-C
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from timeline.model import (
    SEOUL,
    Article,
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
from timeline.store import Registration, Store

NOW = datetime(2026, 4, 16, 9, 30, tzinfo=SEOUL)  # a Thursday

_DAY = timedelta(days=1)
# Invented: days from now, the time words, grain, hours, title, venue, sentence, topic, region, status.
PLAN = [
    [cell.strip() for cell in row.split("|")]
    for row in Path(__file__).with_name("sample.cases").read_text().splitlines()
    if row and not row.startswith("#")
]
PAPERS = (("garam", "가람신문"), ("nuri", "누리일보"))


def events(count: int, now: datetime = NOW) -> Iterator[tuple[Article, Event]]:
    """So many events with their articles; beyond the plan's own they repeat a week on."""
    for number, (paper, plan) in enumerate(islice(zip(cycle(PAPERS), cycle(PLAN)), count)):
        turn = number // len(PLAN)
        yield _told(
            number, paper, plan, now + (turn * 7 % 120 - (0 if turn < 2 else 45)) * _DAY if turn else now
        )


def _told(number: int, paper: tuple[str, str], plan: list[str], now: datetime) -> tuple[Article, Event]:
    offset, words, told, first, last, title, venue, sentence, topic, region, status = plan
    grain = Grain(told)
    day = now.replace(hour=0, minute=0) + int(offset) * _DAY
    span = Span(day + timedelta(hours=int(first)), day + timedelta(hours=int(last)), grain)
    published = now - timedelta(days=1, hours=number % 7)
    text = sentence.format(words)
    at = text.index(words)
    kind = Kind.DATETIME if grain is Grain.HOUR else Kind.DATE
    part = (
        next((part for part in ("오전", "오후", "저녁") if part in words), None)
        if grain is Grain.PART
        else None
    )
    mention = Mention(
        at, at + len(words), words, kind, span,
        why="기사가 나온 날을 기준으로 가장 가까운 그날로 읽음", rule="day", anchor=published, part=part,
        confidence=0.96, rejected=("지난달의 같은 날: 문장이 앞으로의 일을 말함",),
    )  # fmt: skip
    article = Article(
        paper[0], f"{1000 + number}", f"https://{paper[0]}.example/news/{1000 + number}", f"{title} 소식",
        Stamp(published, "minute", "label", ""), (text,), publisher=paper[1], region=region,
    )  # fmt: skip
    event = Event(
        EventKind.OCCURRENCE, title, span, Status(status), Quote(0, len(text), text), mention, (mention,),
        Place(0, 1, venue, name=venue, regions=(region,)), main=True, confidence=0.93, category=topic,
        regions=(region,), reasons=("행사를 뜻하는 말이 있음", "장소가 있음"),
    )  # fmt: skip
    return article, event


def fill(store: Store, count: int, now: datetime = NOW) -> None:
    """The events in the store, one of them moved by a later edition; both papers and a folder as sources."""
    hour = timedelta(hours=1)
    store.sources.set_up(
        [
            Registration("garam", "가람신문", "site", "", "garam.example", enabled=True, interval=hour),
            Registration("nuri", "누리일보", "site", "", "nuri.example", enabled=True, interval=hour),
            Registration("seeds", "seeds", "folder", "", "", enabled=True, interval=hour),
        ]
    )
    store.sources.lease("demo", now - hour, wanted=["garam"])
    store.sources.release("garam", "demo", next_due=now + hour, now=now - hour, failures=0)
    store.sources.lease("demo", now - hour, wanted=["nuri"])
    store.sources.release("nuri", "demo", next_due=now + hour, now=now - hour, failures=3, reason="layout")
    with store.pen(now - timedelta(hours=3)) as pen:
        for number, (article, event) in enumerate(events(count, now)):
            row = pen.mint(event, article, pen.keep_article(article, None))
            if number == 5:
                was = replace(
                    event, span=Span(event.span.start - _DAY, event.span.end - _DAY, event.span.grain)
                )
                pen.revise(pen.entries_of(row)[0], was, article)
                pen.revise(pen.entries_of(row)[0], event, article)


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
