"""How sure are we that this is an event? Points for what was seen, against what spoke against it.

The weights are few and round, set on the development data; docs/how-events-are-read.md shows how often
events of each confidence are right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.extract.fitness import vague
from timeline.extract.lazy import pattern
from timeline.extract.words import WIDE_NOUNS
from timeline.when import WIDE

if TYPE_CHECKING:
    from timeline.extract.drafts import Draft

FLOOR = 0.45  # below this an event is not told at all


def confidence(draft: Draft, times: int) -> float:
    """0.05 to 0.99; `times` is how many mentions tell the event."""
    told = draft.told
    points = 0.40 + 0.05 * min(max(t.worth for t in draft.tellings), 9.0)
    points += 0.08 if draft.place is not None else 0.0
    points += 0.06 if told.named else 0.0
    points += 0.05 if times > 1 else 0.0
    points += 0.05 if draft.main else 0.0
    points -= 0.18 if draft.span.grain in WIDE else 0.0
    points -= 0.30 if draft.quoted else 0.0
    if thin(draft):
        points = min(points, 0.48 + draft.doubts)  # too little for a calendar: read, but not in feeds
    return round(max(0.05, min(0.99, points - draft.doubts)), 2)


_EMPTY = pattern(r"\S+(?:[시군구도] (?:추진|운영|시행|지원|기탁|기부|전달|참석|선정|수상)|.* 나서)")
_ODD = pattern(  # what is left of a clause, and no name: 필요 없 있게 있게, 결합한다면 휴가
    r"(?:^|\s)(?:있|없|이|것|수)(?:게|다)?(?=\s|$)|(?:^|\s)(\S{2,}) \1(?=\s|$)|\S(?:다면|하다|다는|지만)(?=\s|$)"
)
_LOOSE_ENDS = "와져려여어아러워해묾"  # of a verb in headline style: 멤버 들어와, 진료 머묾
_COUNTED = pattern(r"(?:^|\s)\d+[개건명]")


def thin(draft: Draft) -> bool:
    """Whether a title tells nobody anything: 사용, 사항 공식화, in a wide time 32개 사업 추진."""
    if vague(draft.title, wide=draft.span.grain in WIDE) or _ODD.search(draft.title):
        return True
    short = len(draft.title.replace(" ", "")) <= 7 and draft.title.endswith(draft.told.noun)
    if short and draft.told.noun[-1:] in _LOOSE_ENDS and draft.told.noun and not draft.told.named:
        return True
    if draft.told.named:
        return len(draft.title) <= 2 and draft.place is None
    if "%" in draft.title or _EMPTY.fullmatch(draft.title):
        return True
    words = draft.title.split(" ")
    if len(draft.title) <= 3 or (len(words) <= 3 and words[-2:-1] and words[-2] in WIDE_NOUNS):
        return True
    return draft.span.grain in WIDE and bool(_COUNTED.search(draft.title))
