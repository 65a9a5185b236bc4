"""Is it told again? Whether a later telling of an article tells an event that it has told before.

A caption, a lead and a body tell one event three times; 이날 행사에는 … tells of one already told. Two things
on one day stay two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from timeline.extract.accidents import KINDS
from timeline.extract.drafts import Draft, extent, likeness
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling, listed_stop
from timeline.extract.nouns import event_noun, strip_name
from timeline.extract.sentences import Line, Sentence
from timeline.extract.stretches import LASTING_ON
from timeline.extract.words import ATTENDING, HOLD, POINTERS, listed
from timeline.model import Grain, Kind, Span, Status
from timeline.when import WIDE

_AFTERMATH = listed("잡혀 잡음 재개 꺼 진화 이송 구조 대피 완진 진압 출동 후송 투입 통제 수습 병원")


def _becomes(old: Draft, new: Draft) -> bool:
    """오전 6시께 불을 완전히 껐다: what became of an accident on its day is the accident's own story."""
    return (
        old.given
        and KINDS.search(old.title) is not None
        and not new.told.named
        and not new.given
        and new.told.noun in _AFTERMATH
        and (
            old.span.start.date() == new.span.start.date() or (new.told.noun in _PUT_OUT and _soon(old, new))
        )
        and old.span.start <= new.span.start
        and new.status is Status.HELD
    )


_PUT_OUT = frozenset({"진화", "완진", "진압", "꺼"})


def _soon(old: Draft, new: Draft) -> bool:
    return (new.span.start - old.span.start).days < 4  # 16시간여 만인 9일 완전히 꺼졌다


def _rite_of(old: Draft, new: Draft) -> bool:
    """취임했다 … 취임식을 가졌다: the deed and its ceremony, on one day and not at two hours."""
    deed, rite = sorted((old.title.rsplit(" ", 1)[-1], new.title.rsplit(" ", 1)[-1]), key=len)
    return rite == f"{deed}식" and same_day(old, new) and near(old.span, new.span) and not old.told.deadline


def _in_a_row(old: Draft, new: Draft) -> bool:
    """○ 일시: 3일 14:00 ~ 15:30, where the prose has told the hour of its 개관식."""
    row = new.given and new.told.sentence.line is Line.ITEM and new.told.verb is None
    timed = old.span.has_clock and new.span.has_clock and old.span.start == new.span.start
    return row and timed and not old.given and old.status is not Status.STATEMENT


def same_event(old: Draft, new: Draft) -> bool:
    """Whether a later telling of one article tells an event it has told before."""
    if _far(old, new):
        return False
    if _becomes(old, new):
        return True
    if _each_at_its_place(old, new):
        return False
    if (old.status is Status.STATEMENT) != (new.status is Status.STATEMENT):
        return False
    told = new.told
    if (
        goes_on(old, new)
        or ends(old, new)
        or _put_off_again(old, new)
        or _put_off_there(old, new)
        or lasts_to(old, new)
        or _in_a_row(old, new)
        or _rite_of(old, new)
        or closes(old, new)
    ):
        return True
    apart = told.sentence == old.told.sentence and bool(_of_another(old, new))
    if not apart and any(_one_telling(t, told) for t in _of_sentence(old.tellings, told.sentence)):
        return moves(new) or next_day(old, new) or near(old.span, new.span) or meets(old.span, new.span)
    alike = likeness(old.keys, new.keys)
    if old.status is Status.STATEMENT or not (near(old.span, new.span) or (moves(new) and alike >= 0.6)):
        return False
    either = told.deadline is not None or old.told.deadline is not None
    both = told.deadline is not None and old.told.deadline is not None
    if either and old.span == new.span:
        return alike >= 0.3 or (both and Line.HEADING in (told.sentence.line, old.told.sentence.line))
    if applied(old) and applied(new) and old.span.end == new.span.end:
        return alike >= 0.5
    if _hours_of_each(old, new):
        return True
    if told.sentence.line is Line.CAPTION or _photographed(told):
        return old.span.start.date() == new.span.start.date()
    if told.sentence.line is Line.ITEM and told.verb is None and told.head is None:
        return alike >= 0.5 and old.span.start == new.span.start
    if told.sentence.line is Line.HEADING or old.told.sentence.line is Line.HEADING:
        return alike >= 0.3
    if _day_of(told) and old.span.start.date() != new.span.start.date():
        return False
    if (
        not same_day(old, new)
        and min(len(old.keys), len(new.keys)) < 2
        and max(len(old.keys), len(new.keys)) > 2
    ):
        return _points(told) and extent(old.span) <= 1  # 투어 of many days, and 나이트 투어 of one
    return alike >= 0.6 or (_points(told) and extent(old.span) <= 1)


def _each_at_its_place(old: Draft, new: Draft) -> bool:
    """13일 고령군, 17일 창녕군에서 열기로 한 설명회: a day and a place each."""
    told, first = new.told, old.told
    if told.sentence != first.sentence or first.at >= told.at:
        return False
    stop = listed_stop(told.words, first.at)
    return stop is not None and told.at <= stop[1]


def _hours_of_each(old: Draft, new: Draft) -> bool:
    """축제는 오후 5시부터 10시까지 진행되며, of a festival of two days: the hours of each."""
    rule, short = new.told.mention.rule, new.title
    told_so = rule.startswith("range.time") and short != "" and " " not in short
    return told_so and extent(old.span) > 1 and old.title.endswith(short)


def closes(old: Draft, new: Draft) -> bool:
    """25일 개막해 10월 1일 폐막한다: one event of many days."""
    both = new.told.noun in ("폐막", "폐회", "폐장") and old.told.noun in ("개막", "개회", "개장")
    days = (new.span.start - old.span.start).days
    return both and new.told.sentence == old.told.sentence and 0 < days <= 200 and extent(old.span) <= 1


def _far(old: Draft, new: Draft) -> bool:
    """Whether nothing could make two drafts one: other days, other sentences, and neither put off."""
    if same_day(old, new) or meets(old.span, new.span):
        return False
    if old.status is Status.POSTPONED or new.status is Status.POSTPONED:
        return False
    told, sentence = new.told, new.told.sentence
    if told.words[told.at].tail.startswith("까지"):  # the end of what was told before
        return False
    return old.tellings[0].sentence != sentence and old.tellings[-1].sentence != sentence


def _of_sentence(tellings: Sequence[Telling], sentence: Sentence) -> Iterator[Telling]:
    """Those of the sentence that is read, which were put in last: before all others or behind them."""
    yield from takewhile(lambda telling: telling.sentence == sentence, tellings)
    if tellings[0].sentence != tellings[-1].sentence:
        yield from takewhile(lambda telling: telling.sentence == sentence, reversed(tellings))


_APPLIED = pattern(r"^(?:\S+ )?(?:신청|접수|모집|응모|제출|납부|공모|예약|등록) (?:마감|기간)(?::|$)")


def applied(draft: Draft) -> bool:
    """신청 마감, 신청 기간: the same days, told by their end or as a row of a table."""
    return _APPLIED.match(draft.title) is not None


def next_day(old: Draft, new: Draft) -> bool:
    """29일, 30일 이틀간: one event of two days."""
    days = old.span.grain is Grain.DAY and (new.span.grain is Grain.DAY or new.span.has_clock)
    return (
        days
        and extent(new.span) <= 1
        and old.span.end.date() == new.span.start.date()
        and new.told.words[new.told.at - 1].role == "time"
        and (old.told.named or new.told.words[new.told.at - 1].tail.startswith(("과", "와")))
    )


def _one_telling(a: Telling, b: Telling) -> bool:
    """Two times of one sentence on one predicate or one event noun: 2025년 발표회가 지난 3일 열렸다."""
    if a.sentence != b.sentence:
        return False
    return (a.verb == b.verb and a.verb is not None) or (a.head == b.head and a.head is not None)


def _put_off_again(old: Draft, new: Draft) -> bool:
    """당초 5월 4일 예정됐던 행사는 …: the first day of what was moved is no entry of its own."""
    if Status.POSTPONED not in (old.status, new.status) or old.status is not Status.POSTPONED:
        return False
    points = strip_name(new.title) in POINTERS or likeness(old.keys, new.keys) >= 0.6
    words = new.told.words
    first = any(w.text == "당초" for w in words[: new.told.at]) or any(
        w.text.startswith(("예정이었", "계획이었")) for w in words[new.told.at :]
    )
    return points and (new.status is Status.POSTPONED or first) and not moves(new)


def ends(old: Draft, new: Draft) -> bool:
    """통제 기간은 내년 2월 28일까지다: the end of what began before."""
    told = new.told
    head = strip_name(told.words[told.head].stem) if told.head is not None and told.verb is None else ""
    until = told.words[told.at].tail.startswith("까지") and told.mention.kind is Kind.DATE
    generic = head in ("전시", "행사", "축제", "공연", "전시회") and event_noun(old.title.rsplit(" ", 1)[-1])
    if not until or not (head.endswith("기간") or generic) or head[:2] in _APPLICATIONS:
        return False
    days = (new.span.start - old.span.start).days
    begun = old.status in (Status.SCHEDULED, Status.POSTPONED, Status.HELD) and 0 < days <= 400
    near_by = 0 <= told.sentence.start - old.told.sentence.end < _NEAR_BY
    return begun and near_by and extent(old.span) <= 1 and old.told.deadline is None


_NEAR_BY = 60  # letters between the sentence that tells the start and the one that tells the end


def lasts_to(old: Draft, new: Draft) -> bool:
    """8월 2일로 연기한 섬 축제 … 축제는 10일까지 이어진다: the end of what was named in full."""
    told, name = new.told, strip_name(new.title)
    until = told.words[told.at].tail.startswith("까지") and told.mention.kind is Kind.DATE
    short = event_noun(name) and " " not in name and len(name) <= 4
    longer = old.title != name and old.title.endswith(name)
    days = (new.span.end - old.span.start).days
    begun = until and told.noun in LASTING_ON and extent(old.span) <= 1
    return (begun and short and longer and 1 < days <= 200) or (
        begun and 1 < days <= 400 and _its_topic(old, new)
    )


def _its_topic(old: Draft, new: Draft) -> bool:
    """인공폭포를 1일부터 재가동한다. 폭포는 10월 31일까지 가동되며: the sentence behind, on what the title names."""
    told = new.told
    topic = next((strip_name(w.stem) for w in told.words[: told.at] if w.role == "topic"), "")
    beside = 0 <= told.sentence.start - old.told.sentence.end < _NEAR_BY
    words = old.title.split(" ")[:-1]
    return beside and len(topic) > 1 and any(w.endswith(topic) for w in words) and old.title.endswith(_OPENED)


_OPENED = ("가동", "운영", "개장", "개방", "운행", "개관", "시작", "개막", "판매", "전시")


_APPLICATIONS = listed("신청 접수 모집 응모 공모 등록 예약 예매 납부")


def _of_its_own(old: Draft, new: Draft) -> bool:
    """28일 체육대회가 열리고 30일까지 사진전이 이어진다: the second has an event noun of its own."""
    told = new.told
    if not told.named or told.head is None or told.head < told.at:
        return False
    return strip_name(told.words[told.head].stem).rsplit(" ", 1)[-1] not in old.title


def _of_another(old: Draft, new: Draft) -> str:
    """개막식은 2일 열리며 축제는 10일까지 이어진다: the noun of a second clause of its own."""
    told = new.told
    between = told.words[old.told.at + 1 : told.at] if old.told.at < told.at else ()
    topic = next((w for w in reversed(between) if w.role in ("topic", "subject")), None)
    noun = strip_name(topic.stem) if topic is not None else ""
    return noun if event_noun(noun) and not old.title.endswith(noun) else ""


_COARSE = frozenset({Grain.DAY, Grain.PART, Grain.MONTH})


def goes_on(old: Draft, new: Draft) -> bool:
    """29일 개장해 10월 26일까지 운영된다; 13일 임시회를 열고 24일까지 의사일정에 들어갔다: one event of many days."""
    told, first = new.told, old.told
    until = told.words[told.at].tail.startswith("까지") and told.mention.kind is not Kind.RANGE
    fine = old.span.grain in (Grain.DAY, Grain.PART, Grain.HOUR, Grain.MINUTE) and new.span.grain in _COARSE
    return (
        until
        and fine
        and told.deadline is None
        and told.sentence == first.sentence
        and not _of_another(old, new)
        and not _of_its_own(old, new)
        and told.noun in LASTING_ON
        and (first.noun in _BEGIN or first.noun in HOLD)
        and old.span.start < new.span.end
        and (new.span.start - old.span.start).days <= 400
    )


_BEGIN = listed("개장 개막 개관 개최 시작 시작됨 개시 개회 염 열림 착수 돌입 오픈 개원 개소")


def _put_off_there(old: Draft, new: Draft) -> bool:
    """6일 토론회를 열 예정이었으나 20일로 연기했다: the second time of the sentence moves the first."""
    told, first = new.told, old.told
    if told.sentence != first.sentence or not moves(new) or old.status is not Status.SCHEDULED:
        return False
    between = told.words[first.at : told.at]
    return any(
        w.text.startswith(("예정이", "계획이", "예정했", "계획했", "예정돼", "예정됐")) for w in between
    )


def same_day(old: Draft, new: Draft) -> bool:
    return old.span.start.date() == new.span.start.date()


def moves(new: Draft) -> bool:
    """축제를 18일로 연기한다: the day is the new one."""
    return new.status is Status.POSTPONED and "로" in new.told.words[new.told.at].tail


def _photographed(telling: Telling) -> bool:
    """A caption without its mark: … 14일 …에서 어민들을 격려하고 있다."""
    words = telling.words
    verb = words[-2].verb if len(words) > 2 else None
    return words[-1].role == "aux" and verb is not None and verb.role == "link" and telling.at < 8


def _day_of(telling: Telling) -> bool:
    """첫째 날, 2일차: one day of an event of several, an entry of its own."""
    return _NTH_DAY.match(telling.mention.text) is not None


_NTH_DAY = pattern(r"(?:첫|둘|셋|넷|다섯)째\s?날|\d+일\s?차|첫날|마지막\s?날")


def _points(telling: Telling) -> bool:
    """Whether a telling only points at the event of the day: 이날 행사에는 … 참석했다."""
    mention = telling.mention
    if not (mention.context or mention.kind is Kind.ANAPHOR) or _day_of(telling):
        return False
    head = strip_name(telling.words[telling.head].stem) if telling.head is not None else ""
    if telling.verb is None:
        return head in POINTERS
    return telling.noun in ATTENDING and (not head or head in POINTERS)


def near(a: Span, b: Span) -> bool:
    """Whether two spans can be one event's: the same day, or one inside the other and neither a year."""
    if a.grain in WIDE or b.grain in WIDE:
        return a == b
    if a.start.date() == b.start.date():
        return not (a.has_clock and b.has_clock) or a.start == b.start
    return within(a, b) or within(b, a)


def meets(a: Span, b: Span) -> bool:
    return within(a, b) or within(b, a)


def within(a: Span, b: Span) -> bool:
    """Whether a lies inside b."""
    return b.start <= a.start and a.end <= b.end
