"""The *.cases tables: a line of Korean and its answer, each a test of its own.

    # a comment                          @ 2021-01-27T20:37+09:00      the publication of what follows (@ - for none)
    text => start/end                    one span; several are joined by " ; "
    text => -                            no time at all
    text => P3Y                          a length (ISO 8601); "P3Y 2018-…/…" where it lies on the calendar too
    text => FREQ=WEEKLY;BYDAY=TU         a recurring time (RFC 5545)
    text => ~                            a time word without a place on the calendar
    text => !                            a date the calendar lacks
A cut-out of the text may be named before its answer: "27일 오후: 2021-01-27T12:00/2021-01-27T18:00".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from timeline.model import Kind, Mention

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    family: str
    published: datetime | None
    text: str
    wanted: str

    @property
    def id(self) -> str:
        at = "" if self.published is None else f" @ {self.published:%Y-%m-%d}"
        return f"{self.family}: {self.text} => {self.wanted}{at}"


def cases(path: Path) -> Iterator[Case]:
    published: datetime | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            told = line[1:].strip()
            published = None if told == "-" else datetime.fromisoformat(told)
            continue
        text, arrow, wanted = line.rpartition(" => ")
        if not arrow:
            raise ValueError(f"{path.name}:{number}: no ' => ' in {line!r}")
        yield Case(path.stem, published, text.replace("\\n", "\n"), wanted.strip())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        table = [case for path in sorted(HERE.glob("*.cases")) for case in cases(path)]
        metafunc.parametrize("case", table, ids=[case.id for case in table])


def shown(mention: Mention) -> str:
    """A mention as an answer of the tables."""
    if mention.kind == Kind.SET:
        return mention.rrule or "~"
    if mention.kind == Kind.DURATION:
        return " ".join(filter(None, (mention.iso, str(mention.span) if mention.span else ""))) or "~"
    if mention.rule in ("no-such-date", "out-of-calendar"):
        return "!"
    return str(mention.span) if mention.span else "~"


@pytest.fixture
def show():
    return shown
