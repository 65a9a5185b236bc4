"""The tables: a line of Korean and the events it should give.

    @ 2024-05-02T18:00 광주                      published, and the paper's region
    sentence => when | title | place | status     one event; ` ;; ` between several
    sentence => -                                 none

`when` is start/end; an empty field is not looked at, `-` is none. ⏎ stands for a line break, and `제목: … ⏎⏎`
in front gives a headline. Statements (밝혔다) are no entries and count as none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from timeline.extract import read
from timeline.model import SEOUL, Event, Status

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    published: datetime
    region: str
    headline: str
    text: str
    wanted: tuple[tuple[str, ...], ...]


def cases() -> list[object]:
    out: list[object] = []
    for file in sorted(HERE.glob("*.cases")):
        published, region = datetime(2024, 5, 2, 18, tzinfo=SEOUL), ""
        if file.stem == "identity":
            continue
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("@ "):
                stamp, _, region = line[2:].partition(" ")
                published = datetime.fromisoformat(stamp).replace(tzinfo=SEOUL)
            elif line.strip() and not line.startswith("#"):
                told, _, answer = line.rpartition(" => ")
                headline, _, text = told.rpartition(" ⏎⏎ ") if told.startswith("제목: ") else ("", "", told)
                wanted = () if answer.strip() == "-" else tuple(_fields(e) for e in answer.split(" ;; "))
                case = Case(
                    published, region, headline.removeprefix("제목: "), text.replace("⏎", "\n"), wanted
                )
                out.append(pytest.param(case, id=f"{file.stem}: {line}"))
    return out


def _fields(answer: str) -> tuple[str, ...]:
    return tuple(f.strip() for f in (answer + " | | | ").split("|"))[:4]


@pytest.mark.parametrize("case", cases())
def test_events(case: Case) -> None:
    reading = read(case.text, case.published, title=case.headline, region=case.region)
    found = [e for e in reading.events if e.status is not Status.STATEMENT]
    shown = [shown_as(e) for e in found]
    assert len(found) == len(case.wanted), shown
    for got, want in zip(shown, case.wanted, strict=True):
        assert all(not w or w == g for g, w in zip(got, want, strict=True)), (got, want)


def shown_as(event: Event) -> tuple[str, ...]:
    return (str(event.span), event.title, event.place.text if event.place else "-", event.status.value)
