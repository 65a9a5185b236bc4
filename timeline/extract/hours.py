"""The daily hours of an event of several days: 17일부터 31일까지 …, 오전 10시부터 오후 5시까지 관람할 수 있다."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.extract.drafts import Draft
from timeline.extract.lazy import pattern
from timeline.model import Mention, Status

_CLOCKS = pattern(r"\d\s?시|\d{1,2}:\d\d|정오")
_DAILY = pattern(r"매일|관람|운영\s?시간|이용\s?시간|개장|개방|문을 연|운영하며|운영한|운영되|휴관|입장")
_FAR = 400  # code points behind the event in which its hours may still be told


def daily_hours(draft: Draft, text: str, mentions: Sequence[Mention]) -> str:
    """The hours as told, or "" for an event of one day or without any; `mentions` are the sets and ranges."""
    if (draft.span.end - draft.span.start).days < 2 or draft.status is Status.STATEMENT:
        return ""
    told = draft.told
    for mention in mentions:
        if not told.mention.end <= mention.start <= told.sentence.end + _FAR:
            continue
        if len(_CLOCKS.findall(mention.text)) != 2 or re.search(r"\d\s?일", mention.text):
            continue
        near = mention.start < told.sentence.end
        if near or _DAILY.search(text, max(0, mention.start - 40), min(len(text), mention.end + 40)):
            return mention.text
    return ""
