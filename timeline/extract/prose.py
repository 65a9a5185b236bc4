"""What one time of a sentence of prose tells: a draft of an event, a statement, or nothing."""

from __future__ import annotations

from datetime import datetime

from timeline.extract.accidents import accident
from timeline.extract.clauses import Word
from timeline.extract.doubts import doubts as against
from timeline.extract.doubts import quoted
from timeline.extract.drafts import Draft, keys
from timeline.extract.gazetteer import place_names
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling, listed_stop
from timeline.extract.nouns import strip_name
from timeline.extract.places import place
from timeline.extract.sentences import Line
from timeline.extract.statements import is_statement
from timeline.extract.status import moved, past_tense, status
from timeline.extract.stretches import still_open
from timeline.extract.titles import title
from timeline.extract.weather import forecast
from timeline.model import SEOUL, Place, Status


def told(telling: Telling, text: str, published: datetime | None, region: str, order: int) -> Draft | None:
    """What one telling says, or None when it dates no event."""
    telling = still_open(telling, published)
    if is_statement(telling):
        name = title(telling, text)[0] or "발언"
        return Draft([telling], name, telling.span, Status.STATEMENT, ["말한 날을 가리킨다"], order=order)
    if telling.worth <= 1.0:
        return None
    refusal, doubts = against(telling, text)
    if refusal:
        return None
    name, core = title(telling, text)
    state, why = status(telling, text, published)
    where = place(telling, text, telling.span.start.astimezone(SEOUL).date(), region)
    if (stop := listed_stop(telling.words, telling.at)) is not None:
        own, last = telling.words[stop[0]], telling.words[min(stop[1] + 1, len(telling.words) - 1)]
        where = named_place(own, telling, region)
        name = name.replace(last.stem, own.stem) if last.stem in name else f"{own.stem} {name}"
    named = _by_kind(telling, text, where)
    name, core = (named, named) if named else (name, core)
    if not named and not telling.named and telling.noun in ("예상", "전망", "추정"):
        return None  # 4월 1일쯤 필 것으로 예상된다
    if (
        state is Status.SCHEDULED
        and past_tense(telling)
        and (telling.span.end - telling.span.start).days > 27
    ):
        return None  # 2026년 국비를 확보했다: the year belongs to the noun
    reasons = [_joint(telling), f"상태: {why}"]
    span = telling.span
    if state is Status.POSTPONED and (new := moved(telling)) is not None:
        span = new
        reasons.append(f"{telling.mention.text}로 옮겼다")
    if state in (Status.POSTPONED, Status.CANCELLED) or telling.noun.startswith("앞당"):
        name = _TIMES.sub("", name.removesuffix(telling.noun).strip()) or name
    return Draft(
        [telling],
        name,
        span,
        state,
        reasons,
        where,
        doubts,
        quoted(telling, text),
        order,
        given=bool(named),
        keys=keys(core),
    )


def named_place(word: Word, telling: Telling, region: str) -> Place:
    """The place that one word names."""
    day = telling.span.start.astimezone(SEOUL).date()
    return Place(
        word.start, word.start + len(word.stem), word.stem, word.stem, "", place_names(word.stem, day, region)
    )


_TIMES = pattern(
    r" (?:시점|시기|일정|날짜|일자|개최일|전면|전격|잠정)$|도? (?:열리지|열지|하지)$"
)  # 재개장 시점을 늦췄다


def _by_kind(telling: Telling, text: str, where: Place | None) -> str:
    """The title of an accident or of a forecast, which no noun phrase of the sentence gives; "" for the rest."""
    if telling.deadline is not None or telling.sentence.line is Line.HEADING:
        return ""
    words, mention = telling.words, telling.mention
    following = next((w.start for w in words[telling.at + 1 :] if w.role == "time"), telling.sentence.end)
    stretch = text[mention.end : following if telling.last < telling.at + 2 else telling.sentence.end]
    head = strip_name(words[telling.head].stem) if telling.named and telling.head is not None else ""
    return accident(stretch, where, telling.span, head) or ("" if head else forecast(telling, stretch, where))


def _joint(telling: Telling) -> str:
    """The reason for the joint, in Korean."""
    shown = [telling.words[i].text for i in (telling.head, telling.verb) if i is not None]
    return f"‘{telling.mention.text}’이(가) ‘{' '.join(shown)}’에 걸린다" if shown else ""
