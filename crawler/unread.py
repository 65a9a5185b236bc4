"""What stands on a page where its date should stand, and was not read as one.

A paper that changes how it writes its dates loses them in silence: the ladder goes on to what the address or a
list tells, or finds nothing. So the words that were not understood are kept for the operator, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.headline import meta
from crawler.layout import Layout
from timeline.korean import read_stamp
from timeline.model import Stamp

UNREAD = "발행 시각을 읽지 못했습니다: {said}"
LONGEST = 80
_DATE = re.compile(r"\d\D{0,12}\d\D{0,12}\d\D{0,12}\d")  # four digits, as of the shortest date
_LABELLED = re.compile(
    r"(?:입력|등록|작성|게시|승인|송고|배포|보도)\s?(?:일시?|시간|시각|날짜|일자)?\s?[:：|]?\s{0,3}(?=.{0,3}\d)"
)
_META = ("article:published_time", "og:article:published_time", "article:published")


def unread(layout: Layout, published: Stamp | None) -> str:
    """The words in the date's place, "" where the page's own date was read or nothing stands there."""
    if published and not published.method.startswith(("url", "list")):
        return ""
    told = (" ".join(said.split()) for said in _said(layout))
    return next((said[:LONGEST] for said in told if _DATE.search(said) and not read_stamp(said)), "")


def _said(layout: Layout) -> Iterator[str]:
    yield from (line for line in layout.lines_of("date") if len(line) <= LONGEST)
    yield from (meta(layout.tree, name) for name in _META)
    yield from (line for line in layout.head if len(line) <= LONGEST and _LABELLED.search(line))
