"""What goes from place to place, told as a list: 15일 담양문화회관, 16일 곡성센터, 17일 구례군청에서 열린다."""

from __future__ import annotations

from collections.abc import Sequence

from timeline.extract.clauses import words
from timeline.extract.drafts import Draft
from timeline.extract.gazetteer import is_region, is_town
from timeline.extract.headlines import from_headline
from timeline.extract.nouns import event_noun
from timeline.extract.phrases import noun_phrase
from timeline.extract.sentences import Sentence
from timeline.extract.tables import cut, row_draft
from timeline.extract.tidy import LONGEST, tidy
from timeline.extract.venues import is_venue
from timeline.model import SEOUL, Kind, Mention

_CLINGS = ("에는", "에", "은", "는")  # to a time
_OFF = ("연기", "취소", "무산", "중단", "순연", "보류")
_LEADS_ON = ("순으로", "순서로", "등에서", "등지에서")
_FOREIGN = frozenset(",.()\n")
_LONGEST_PLACE = 40  # code points
_DAYS = frozenset({Kind.DATE, Kind.DATETIME, Kind.ANAPHOR})


def read_tour(
    sentence: Sentence,
    text: str,
    inside: Sequence[tuple[int, Mention]],
    headline: str,
    region: str,
    before: Sequence[Draft],
) -> list[Draft]:
    """An entry for each time of such a list, with its place; [] for any other sentence."""
    told = [m for _, m in inside if m.span is not None and m.kind in _DAYS]
    if len(told) < 2 or len(told) != len(inside):
        return []
    if any(word in text[told[-1].end : sentence.end] for word in _OFF):
        return []  # 13일 고령군, 17일 창녕군에서 열기로 한 설명회를 연기했다: no list of what will be
    found = [_where(text, told, i, sentence.end) for i in range(len(told))]
    if any(f is None for f in found):
        return []
    name = _name(text, sentence, told, headline, before)
    if not name:
        return []
    out = []
    for n, (mention, at) in enumerate(zip(told, found, strict=True)):
        if at is None or mention.span is None:
            continue
        day = mention.span.start.astimezone(SEOUL).date()
        where = cut(at[0], text[at[0] : at[1]], day, region)
        reasons = ["돌아가며 열리는 날과 곳"]
        made = row_draft(sentence, text, list(inside), mention, name, where, reasons, len(before) + n)
        if made is not None:
            out.append(made)
    return out


def _where(text: str, told: Sequence[Mention], i: int, end: int) -> tuple[int, int] | None:
    """Where the place behind one time begins and ends, if it leads on to the next time or closes the list."""
    start, last = told[i].end, i + 1 == len(told)
    stop = min(end, start + 2 * _LONGEST_PLACE) if last else told[i + 1].start
    if text.startswith("(", start):  # 15일(담양문화회관), 16일(…)
        close = text.find(")", start, stop)
        span = (start + 1, close) if close >= 0 and (last or text[close + 1 : stop].strip() == ",") else None
    else:
        start += next((len(c) for c in _CLINGS if text.startswith(c + " ", start)), 0)
        if not text.startswith(" ", start):
            return None
        span = _closing(text, start + 1, stop) if last else _listed(text, start + 1, stop)
    return span if span is not None and _placed(text[span[0] : span[1]]) else None


def _listed(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """담양문화회관, before the next time."""
    told = text[start:stop].rstrip()
    return (start, start + len(told) - 1) if told.endswith(",") else None


def _closing(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """구례군청 앞마당에서 열린다: up to the particle that closes the list."""
    at = start
    for token in text[start:stop].split(" "):
        if token in _LEADS_ON:
            return start, at - 1
        if token.endswith("에서"):
            return start, at + len(token) - 2
        at += len(token) + 1
    return None


def _placed(told: str) -> bool:
    last = told.rsplit(" ", 1)[-1]
    named = is_venue(last) or is_region(last) or is_town(last)
    return named and len(told) <= _LONGEST_PLACE and _FOREIGN.isdisjoint(told)


def _name(
    text: str, sentence: Sentence, told: Sequence[Mention], headline: str, before: Sequence[Draft]
) -> str:
    """순회공연은 …; else what was told last, else the headline."""
    first = tidy(text[sentence.start : told[0].start])
    topic = first[:-1] if first[-1:] in "은는이가" else ""
    if topic and event_noun(topic) and len(topic) <= LONGEST:
        return topic
    behind = words(text, told[-1].end, sentence.end, ())
    for j, word in enumerate(behind):
        if word.role in ("object", "subject") and event_noun(word.stem):
            phrase = noun_phrase(behind, j, text)
            alone = len(topic) > 1 and " " not in phrase + topic  # 도교육청 간담회, but not 군 간담회
            return f"{topic} {phrase}" if alone else phrase
    return called(headline, before)


def called(headline: str, before: Sequence[Draft]) -> str:
    """What a list is of that says only when and where: the event told last, else the headline's."""
    if before and before[-1].title and event_noun(before[-1].title.rsplit(" ", 1)[-1]):
        return before[-1].title
    return from_headline(headline)
