"""Which event is the article about, and what does its headline call it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from timeline.extract.drafts import Draft, keys, likeness
from timeline.extract.fitness import fit
from timeline.extract.headlines import from_headline
from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun
from timeline.extract.sentences import Line
from timeline.extract.tidy import LONGEST
from timeline.extract.words import HOLD, listed
from timeline.model import SEOUL, Grain, Status
from timeline.when import WIDE


def choose_main(drafts: Sequence[Draft], headline: str) -> None:
    """Mark what the article is about: the draft nearest to its headline, and name it so if its own name is thin."""
    if not drafts:
        return
    clean = fit(from_headline(headline))
    wanted, days = keys(headline), frozenset(int(n) for n in _DAYS.findall(headline))
    fine = [d for d in drafts if d.span.grain not in WIDE and not d.quoted] or list(drafts)

    def rank(draft: Draft) -> float:
        near = _nearness(draft, wanted)
        first = 0.08 if draft is drafts[0] and draft.status is Status.HELD else 0.0  # news of the day
        if days and draft.span.grain not in WIDE and draft.span.grain is not Grain.MONTH:
            near += 0.2 if _on_a_day(draft, days) else -0.1
        near -= 0.25 if draft.span.grain is Grain.MONTH and draft.status is Status.HELD else 0.0
        return near + first + 0.05 * draft.told.worth + 0.05 * len(draft.tellings) - 0.05 * draft.order

    best = max(fine, key=rank)
    best.main = True
    if clean and (not days or _on_a_day(best, days)) and not _of_two(best, clean) and _called_so(best, clean):
        best.title = _of_days(clean, best)
    _of_the_assembly(drafts, best, headline)
    whole = best if _festive(best) else next((d for d in drafts if _festive(d)), best)
    for draft in drafts:
        if draft.title.endswith((" 마감", " 기간", " 시작")) or _alone(draft):
            applied = draft.told.deadline is not None and whole is not draft and _festive(whole)
            called = clean or (
                whole.title if applied else ""
            )  # 참가 신청은 3일까지, in a text without a headline
            draft.title = _of_the_whole(draft, whole if draft.title.endswith("식") else best, called)


_DAYS = pattern(r"(?<![\d.~∼-])(\d{1,2})(?:[~∼·-]\d{1,2})?일(?!간|차|째)")


def _of_two(best: Draft, clean: str) -> bool:
    """진주남강유등축제·개천예술제: a headline of two events is the name of neither."""
    parts = [part for part in clean.split("·") if event_noun(part.strip("‘’' "))]
    return len(parts) > 1 and best.told.named and len(best.title) > 3


def _on_a_day(draft: Draft, days: frozenset[int]) -> bool:
    """Whether a draft begins, or ends, on one of the days that the headline names."""
    first, last = (t.astimezone(SEOUL) for t in (draft.span.start, draft.span.end - timedelta(minutes=1)))
    return first.day in days or last.day in days


_ASSEMBLY = pattern(r"(?:^|\s)([가-힣]{2,6}의회)(?:\s|[,(은는이가]|$)")
_SESSION = pattern(
    r"^(?:제\d+(?:회|차) )*(?:본회의|임시회|정례회|정기회|시정질문|군정질문|구정질문|도정질문|행정사무감사"
    r"|(?:예산안|추경안|조례안|본회의) (?:심사|심의|의결))$"
)


def _of_the_assembly(drafts: Sequence[Draft], best: Draft, headline: str) -> None:
    """제2차 본회의 in an article on one assembly: 나주시의회 제2차 본회의."""
    told = _ASSEMBLY.search(best.title) or _ASSEMBLY.search(headline)
    for draft in drafts:
        name = draft.title.removesuffix(" 진행")
        if not _SESSION.match(name):
            continue
        topic = next((w.stem for w in draft.told.words if w.role == "topic" and w.stem.endswith("의회")), "")
        if whose := told[1] if told is not None else topic:
            draft.title = f"{whose} {name}"


def _nearness(draft: Draft, wanted: frozenset[str]) -> float:
    """How much of the headline a draft tells, and how much of the draft the headline, 0 to 1."""
    told = draft.keys | keys(draft.title.partition(": ")[0])
    shared = len(told & wanted)
    return min(1.0, 1.6 * shared / (len(told) * len(wanted)) ** 0.5) if shared else 0.0


def _called_so(best: Draft, clean: str) -> bool:
    """Whether the headline names the event better than its own sentence does."""
    if best.told.deadline is not None or best.given or best.span.grain in WIDE:
        return False  # a year of the background is not what the headline tells
    if _told_in_full(best, clean):
        return True
    if not _thin(best):
        return False
    if likeness(best.keys, keys(clean)) < (0.4 if " " in best.title else 0.1):
        return False
    if _accused(best) or len(clean) < _SHORTEST:
        return False
    head = clean.rsplit(" ", 1)[-1]
    if best.told.named:
        fits = event_noun(head) and (head[-2:] in best.title or _says(best, head[-2:]))
        return fits or best.told.sentence.line is not Line.PROSE
    return not event_noun(head) or _says(best, head[-2:]) or best.told.noun in HOLD


def _told_in_full(best: Draft, clean: str) -> bool:
    """백운로 지하차도 전면 통제: the headline names what is closed, and the article's sentence has its words."""
    last = clean.rsplit(" ", 1)[-1]
    if last not in _CLOSINGS or not best.title.endswith(last) or _ROADS.search(best.title):
        return False
    said = keys("".join(w.text for w in best.told.words))
    return bool(_ROADS.search(clean)) and likeness(keys(clean), said) >= 0.8


_CLOSINGS = listed("통제 폐쇄 차단 통행금지 우회 개통")
_ROADS = pattern(r"(?:로|길|도로|차도|교차로|사거리|터널|대교|고개|구간|거리|나들목|IC|역)(?:\s|$)")
_SHORTEST = 6  # letters: of “천안시 "만나요"” only the city is left


def _accused(draft: Draft) -> bool:
    """Whether it is what somebody is accused of; the headline tells the accusing."""
    words, verb = draft.told.words, draft.told.verb
    return verb is not None and verb + 1 < len(words) and words[verb + 1].text.startswith("혐의")


def _says(draft: Draft, word: str) -> bool:
    return any(word in w.text for w in draft.told.words)


def _of_days(name: str, draft: Draft) -> str:
    """A headline tells the opening (… 축제 개막); an entry of several days is the whole."""
    first, _, last = name.rpartition(" ")
    if draft.status in (Status.POSTPONED, Status.CANCELLED):
        return _CALLED_OFF.sub("", name) or name
    if first and last in ("개막", "개장", "개최") and _days(draft) > 1:
        return re.sub(r"\s[가-힣0-9]{2,10}서$", "", first)  # … 벡스코서 개막
    return name


_CALLED_OFF = pattern(r"\s?(?:전격\s|잠정\s)?(?:연기|순연|취소|무산|중단|보류)$")


def _days(draft: Draft) -> int:
    return (draft.span.end - draft.span.start).days


def _alone(draft: Draft) -> bool:
    """Whether a name says only what part of something it is: 개막식, 첫 공판; or that something opens: 재개관."""
    if draft.title in _PHASES | _WORKS or _RESULT.match(draft.title):
        return True
    if draft.title in _POLLS or _GAME.search(draft.title):
        return True
    return len(draft.title) <= 4 and (draft.told.named or (len(draft.title) > 1 and _plain(draft)))


_RESULT = pattern(r"^(?:\S+ )?(?:대상자|합격자|당첨자|수상자|선정자|결과) (?:최종 )?발표$")
_WIDEST = frozenset({"축제", "행사", "대회", "박람회", "예술제", "전시", "공연"})
_POLLS = frozenset(
    {"사전투표", "본투표", "투표", "개표", "후보 등록", "후보자 등록", "선거운동", "후보자 토론회"}
)
_ELECTION = pattern(
    r"(?:^|\s)((?:제\d+회 )?(?:[가-힣]+ )?[가-힣·0-9]*(?:선거|총선|대선|재선거|보선))(?=\s|,|$|의|…)"
)
_PHASES = frozenset(
    f"{how} {what}"
    for how in ("시범", "정식", "본격", "임시", "무료")
    for what in ("운영", "개장", "개관", "개방", "개통", "운행")
) | {"시범 운영 착수", "시범 운영 시작"}


_WORKS = frozenset(
    {"공사 착수", "공사 시작", "공사 마무리", "설계 착수", "설계 마무리", "첫 수업", "첫 강의", "첫 공연"}
)


def _plain(draft: Draft) -> bool:
    return " " not in draft.title and draft.title == draft.told.noun and draft.span.grain not in WIDE


_PARTS = listed(
    "개막식 폐막식 개회식 폐회식 시상식 전야제 개막공연 폐막공연 결승 결승전 예선 본선 개막전 개막 폐막"
)


_OPENING = pattern(  # 체육센터 개관
    r" (?:(?:정식|임시) )?(?:개관|개장|개소|개원|개통|개청|준공|완공|착공|기공|오픈)(?:식)?$"
    r"|(?: [가-힣]*)?(?:투자협약|업무협약|협약)(?: 체결)?$"
)
_BUILT = listed("착공 기공 준공 완공 개통 개관 개장 개소 개원")
_WHOM = pattern(
    r"\s?(?:(?:참여|참가|희망|신청|입주|수강|지원)?자\s?)?(?:추가\s)?(?:모집|신청|접수|공모|공개모집)$"
)


def _of_the_whole(draft: Draft, best: Draft, clean: str) -> str:
    """개막식 of 차 축제: 차 축제 개막식; 시상식 and 접수 기간 with the headline behind."""
    if draft.title in _WIDEST and event_noun(clean.rsplit(" ", 1)[-1]) and draft is not best:
        return clean
    if (
        draft.title in _PARTS
        and best.title
        and not best.title.endswith("식")
        and best.told.named
        and not _alone(best)
        and draft is not best
    ):
        whole = f"{best.title} {draft.title}"
        if len(whole) <= LONGEST:
            return whole
    if draft.title in _POLLS and (election := _ELECTION.search(clean) or _ELECTION.search(best.title)):
        return f"{election[1]} {draft.title}"
    if draft.title.endswith("식") and _festive(best) and draft is not best:
        return f"{best.title} {draft.title}" if len(best.title) + len(draft.title) < LONGEST else draft.title
    if (
        (draft.title in _PHASES or draft.title in _BUILT)
        and (whose := _OPENING.sub("", clean))
        and whose != clean
    ):
        return f"{whose} {draft.title.removesuffix(' 착수').removesuffix(' 시작')}"
    if _festive(best) and draft is not best and draft.told.deadline is None and event_noun(draft.title):
        return f"{best.title} {draft.title}" if len(best.title) + len(draft.title) < LONGEST else draft.title
    if (series := _SERIES.search(clean)) is not None and _GAME.search(draft.title):
        return f"{series[1]} {draft.title.rsplit(' ', 1)[-1]}"
    clean = _WHOM.sub("", clean) if draft.told.deadline is not None else clean
    if not clean or len(draft.title) + len(clean) + 2 > LONGEST:
        return draft.title
    if draft.title in clean:
        return clean if clean.endswith(draft.title) or draft.told.deadline is not None else draft.title
    return f"{draft.title}: {_of_days(clean, best)}"


_SERIES = pattern(r"(\S*(?:시리즈|플레이오프|챔피언결정전|챔프전))")
_GAME = pattern(r"^(?:\S+ ){0,2}\d(?:~\d)?차전$")


def _festive(best: Draft) -> bool:
    """Whether it is a festival, of which 점등식 is a part."""
    return best.title.endswith(
        ("축제", "예술제", "페스티벌", "문화제", "박람회", "엑스포", "대전", "영화제", "페스타")
    )


def _thin(draft: Draft) -> bool:
    """Whether a title says too little, or ends in a verb."""
    return len(draft.title) < 9 or not draft.told.named
