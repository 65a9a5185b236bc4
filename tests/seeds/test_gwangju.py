"""The page that ships, all the way: what subscribers see of it stands beside, as .json and .ics.

After a change that is meant, `python tests/seeds/test_gwangju.py` draws the goldens anew; review their diff.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"
NAME = "gwangju-2021-01-27"
SHA256 = "90acfd96917d0411a1caa58eac7f2f0d12a44e83f4cb8bc94568c258e086b21b"

FEEDS = {f"{NAME}.ics": "calendar", f"{NAME}.approx.ics": "approx", f"{NAME}.json": "timeline"}


def drawn(where: Path | str) -> dict[str, bytes]:
    from scheduler.local import take
    from timeline.model import SEOUL
    from timeline.store import Store
    from timeline.web.feeds import render

    stored = datetime(2021, 1, 27, 20, 40, tzinfo=SEOUL)
    with Store.open(where, make=True) as store:
        (document,) = take(store, [SEEDS], lambda: stored)
        assert document.kept
        assert not document.article.warnings
        return {name: render(store, feed, now=stored) for name, feed in FEEDS.items()}


@pytest.fixture(scope="module")
def feeds(
    tmp_path_factory: pytest.TempPathFactory, somewhere: Callable[[Path], Path | str]
) -> dict[str, bytes]:
    return drawn(somewhere(tmp_path_factory.mktemp("store") / "timeline.db"))


def test_the_document_is_as_it_came() -> None:
    assert hashlib.sha256((SEEDS / f"{NAME}.txt").read_bytes()).hexdigest() == SHA256


@pytest.mark.parametrize("name", FEEDS)
def test_subscribers_see_what_stands_beside(feeds: dict[str, bytes], name: str) -> None:
    assert feeds[name].decode() == (HERE / name).read_bytes().decode()


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[1]))
    with tempfile.TemporaryDirectory() as made:
        for name, body in drawn(Path(made, "timeline.db")).items():
            (HERE / name).write_bytes(body)
