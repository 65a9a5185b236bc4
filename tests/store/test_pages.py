"""Articles are handed out a page at a time, and a row that cannot be read ends no page early (R20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from timeline.model import Article
from timeline.store import Store
from timeline.store import schema as s


def test_rows_that_cannot_be_read_end_no_page(
    store: Store, article: Callable[..., Article], seoul: datetime
) -> None:
    with store.pen(seoul) as pen:
        for number in range(9):
            pen.keep_article(article(key=f"{number}"), None)
    with store._writer.begin() as connection:
        broken = sa.update(s.article_revision).where(s.article_revision.c.article.between(2, 6))
        connection.execute(broken.values(body="{"))

    told, last = [], 0
    while page := store.articles(last, 2):
        last = page[-1][0]
        told += [one.key for _, one in page]
    assert told == ["0", "6", "7", "8"]
    assert [len(store.articles(0, size)) for size in (1, 3, 4, 50)] == [1, 3, 4, 4]
