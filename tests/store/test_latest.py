"""The newest change number is asked of the database only when something was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from timeline.store import Store


def test_what_another_process_wrote_is_seen_at_once(tmp_path: Path, article: Any, seoul: Any) -> None:
    path = tmp_path / "timeline.db"
    with Store.open(path, make=True) as mine, Store.open(path) as other:
        assert mine.latest() == (0, None)
        for number in range(1, 30):
            with other.pen(seoul) as pen:
                pen.keep_article(article(key=f"{number}"), None)
            assert mine.latest()[0] == number
            assert mine.latest() == other.latest()


def test_nothing_is_asked_while_nothing_was_written(tmp_path: Path, article: Any, seoul: Any) -> None:
    with Store.open(tmp_path / "timeline.db", make=True) as store:
        with store.pen(seoul) as pen:
            pen.keep_article(article(), None)
        told = store.latest()
        store._reading = None  # type: ignore[assignment,method-assign]  whoever asks now, fails
        assert store.latest() == told
