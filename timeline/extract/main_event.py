"""Which event is the article about, and what does its headline call it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from timeline.extract.accidents import KINDS
from timeline.extract.drafts import Draft, keys, likeness
from timeline.extract.fitness import fit
from timeline.extract.gazetteer import is_region
from timeline.extract.headlines import from_headline
from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun
from timeline.extract.parts import BUILT, alone, festive, of_days, of_the_whole
from timeline.extract.sentences import Line
from timeline.extract.tidy import LONGEST, tidy
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
    before = best.title
    if clean and (not days or _on_a_day(best, days)) and not _of_two(best, clean) and _called_so(best, clean):
        best.title = of_days(clean, best)
    elif best.told.deadline is not None and clean.endswith(f" {best.title}"):
        best.title = clean  # 새빛대-한울대 통합 찬반투표
    if best.given and KINDS.fullmatch(best.title) and (town := headline.split(" ", 1)[0]) and is_region(town):
        best.title = f"{town} {best.title}"  # 끼임 사고, of which only another sentence tells where
    for draft in drafts:  # 18일, 25일, 11월 1일 …: days that share a clause share its name
        if (
            draft.title == before
            and draft.span.grain not in WIDE
            and draft.told.sentence == best.told.sentence
        ):
            draft.title = best.title
        draft.title = _of_the_headline(draft, headline)
    _of_the_assembly(drafts, best, headline)
    _of_the_accused(drafts, clean)
    whole = best if festive(best) else next((d for d in drafts if festive(d)), best)
    for draft in drafts:
        if draft.title.endswith((" 마감", " 기간", " 시작")) or alone(draft):
            applied = draft.told.deadline is not None and whole is not draft and festive(whole)
            called = clean or (
                whole.title if applied else ""
            )  # 참가 신청은 3일까지, in a text without a headline
            draft.title = of_the_whole(draft, whole if draft.title.endswith("식") else best, called)


_DAYS = pattern(r"(?<![\d.~∼-])(\d{1,2})(?:[~∼·-]\d{1,2})?일(?!간|차|째)")


def _of_two(best: Draft, clean: str) -> bool:
    """진주남강유등축제·개천예술제: a headline of two events is the name of neither."""
    parts = [part for part in clean.split("·") if event_noun(part.strip("‘’' "))]
    return len(parts) > 1 and best.told.named and len(best.title) > 3


def _on_a_day(draft: Draft, days: frozenset[int]) -> bool:
    """Whether a draft begins, or ends, on one of the days that the headline names."""
    first, last = (t.astimezone(SEOUL) for t in (draft.span.start, draft.span.end - timedelta(minutes=1)))
    return first.day in days or last.day in days


_PARTNER = pattern(
    r"^(?P<who>\S{2,14})[와과] (?P<what>(?:(?:업무|투자|실시|상생)\s?)?(?:협약|간담회|면담|협의))(?= |$)"
)
_SELF = pattern(r"^((?:[가-힣]{2} )?[가-힣]{1,5}[시군구도])(?:,|-|\s(?=[가-힣]{2,}))")


def _of_the_headline(draft: Draft, headline: str) -> str:
    """The title with what only the headline says of it: with whom, how long, what burnt, which building."""
    title = _of_the_office(draft.title, headline)
    if (accident := _ACCIDENT.fullmatch(title)) and (named := _upto(headline, accident["kind"])):
        return named
    if _BARE_SENTENCE.fullmatch(title) and (penalty := _PENALTY.search(headline)):
        return f"{title.removesuffix(' 선고')} {penalty[0]} 선고"
    first, _, rest = title.partition(" ")
    if rest in BUILT:
        longer = next((w for w in headline.split() if w.endswith(first) and w != first), "")
        return f"{longer} {rest}" if longer else title
    return title


_ACCIDENT = pattern(r"(?P<kind>화재|산불|붕괴|폭발|침몰|전복|참사|추락|누출)(?: 사고)?(?: 발생)?")
_BARE_SENTENCE = pattern(r"(?:\S{1,10} )?\S{0,6}씨 선고")
_PENALTY = pattern(r"(?:징역|금고|벌금|집행유예) \d\S{0,8}|무기징역|무죄|사형")


def _upto(headline: str, kind: str) -> str:
    """상주 중앙시장 화재, of a headline that goes on: 상주 중앙시장 화재 복구."""
    told = headline.find(kind)
    named = tidy(headline[: told + len(kind)]) if told > 1 else ""
    return named if len(named) <= LONGEST and not any(mark in named for mark in "…·,") else ""


def _of_the_office(title: str, headline: str) -> str:
    """상인회와 업무협약 체결, where a 구 acts that only the headline names: 종로구-상인회 업무협약 체결."""
    partner, office = _PARTNER.match(title), _SELF.match(headline)
    if partner is None or office is None or office[1] in title:
        return title
    return f"{office[1]}-{partner['who']} {title[partner.start('what') :]}"


_ACCUSED = pattern(
    r"^(?:(?:경찰|검찰|해경|법원|\S+(?:경찰서|경찰청|지검|지법)) )?(?P<who>.{2,24}?)(?: (?:불구속|구속|긴급|현행범))*"
    r" ?(?:구속|송치|입건|검거|체포|기소|구속기소|적발|덜미|붙잡혀)$"
)
_THEM = pattern(r"^(?:\S+ )?(?:이들|그들) (?=\S)")


def _of_the_accused(drafts: Sequence[Draft], clean: str) -> None:
    """이들 체포, where the headline tells whose: 보이스피싱 수거책 3명 체포."""
    found = _ACCUSED.match(clean)
    for draft in drafts:
        if found is not None and _THEM.match(draft.title):
            draft.title = f"{found['who']} {_THEM.sub('', draft.title)}"


_ASSEMBLY = pattern(r"(?:^|\s)([가-힣]{2,6}의회)(?:\s|[,(은는이가]|$)")
_SESSION = pattern(
    r"^(?:제\d+(?:회|차) )*(?:본회의|임시회|정례회|정기회|시정질문|군정질문|구정질문|도정질문|행정사무감사"
    r"|(?:예산안|추경안|조례안|본회의) (?:심사|심의|의결))$"
)


def _of_the_assembly(drafts: Sequence[Draft], best: Draft, headline: str) -> None:
    """제2차 본회의 in an article on one assembly: 나주시의회 제2차 본회의."""
    told = _ASSEMBLY.search(best.title) or _ASSEMBLY.search(headline)
    office = _SELF.match(headline)
    if told is None and office is not None and any("의회" in w.text for d in drafts for w in d.told.words):
        told = _ASSEMBLY.search(f"{office[1].rsplit(' ', 1)[-1]}의회")
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
    if best.title.rsplit(" ", 1)[-1] in BUILT and not clean.endswith(tuple(BUILT)):
        return False  # 서울아레나 공정률 40%, of its 개관
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


def _thin(draft: Draft) -> bool:
    """Whether a title says too little, or ends in a verb."""
    return len(draft.title) < 9 or not draft.told.named
