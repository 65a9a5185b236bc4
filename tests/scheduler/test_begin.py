"""What `init` makes, and leaves alone; what `db vacuum` gives back."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest

from scheduler.begin import CONFIG, begin
from scheduler.config import Settings, load
from timeline.errors import StoreDamaged
from timeline.store import Store
from timeline.store import schema as s


@pytest.mark.sqlite
def test_what_is_missing_is_made_and_what_stands_is_left(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    assert [line.split("\t")[0] for line in begin(settings)] == ["made", "made"]
    (settings.home / "config.toml").write_text('contact = "desk@example.org"\n')
    before = (settings.home / "timeline.db").read_bytes()
    assert [line.split("\t")[:2] for line in begin(settings)] == [["stands", "settings"], ["stands", "store"]]
    assert load(home=settings.home).contact == "desk@example.org"
    assert (settings.home / "timeline.db").read_bytes() == before


@pytest.mark.sqlite
def test_an_empty_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "timeline.db").touch()
    with pytest.raises(StoreDamaged, match="0 bytes"):
        list(begin(Settings(home=tmp_path)))


def test_each_line_of_the_first_settings_is_a_default(tmp_path: Path) -> None:
    lines = re.findall(r"^# (\w+ = \S+)", CONFIG, re.MULTILINE)
    assert len(lines) > 4
    (tmp_path / "config.toml").write_text("\n".join(lines))
    assert load(home=tmp_path).model_dump() == Settings(home=tmp_path).model_dump()


def test_deleted_rows_give_their_space_back(store: Store, article: Any, seoul: Any) -> None:
    with store.pen(seoul) as pen:
        for number in range(300):
            pen.keep_article(
                article(key=str(number), paragraphs=(random.Random(number).randbytes(2000).hex(),)), None
            )
    with store._writing() as connection:
        connection.execute(s.article_revision.delete())
    before, after = store.shrink()
    assert 0 < after <= before
    assert after < before / 2 or "postgresql" in str(store.place)
    assert store.counts()["articles"] == 300
