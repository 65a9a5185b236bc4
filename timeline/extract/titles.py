"""What would a person write in a calendar? A short noun phrase, without date, quotation tail or byline.

The event's own noun phrase where the sentence has one (광주경제자유구역청 개청식); else the object or subject
with the verb's noun (업무협약 체결, 김모 과장 구속); else the headline, cleaned.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from timeline.extract.actors import actor, name_of, with_actor
from timeline.extract.arguments import argument
from timeline.extract.clauses import Word
from timeline.extract.deadlines import deadline
from timeline.extract.joints import phrase_end
from timeline.extract.lazy import pattern
from timeline.extract.mentions import SET_FOR, Telling
from timeline.extract.nouns import event_noun, names_event, strip_name
from timeline.extract.phrases import NOUN_ROLES, noun_phrase
from timeline.extract.tidy import LONGEST, joined
from timeline.extract.words import REACHING, listed

_SILENT = listed(
    "개최 열림 염 가짐 펼침 치름 벌임 이뤄짐 거행 주최 주관 갖음 마련 진행 실시 엄수 봉행 전개 선보임 출발 이어짐"
)


def title(telling: Telling, text: str) -> tuple[str, str]:
    """The title of one telling, and the same without who does it; "" when nothing fit to print can be made."""
    core = _whose(_core(telling, text), telling, text)
    if core.endswith("일") and event_noun(core[:-1]):
        core = core[:-1]  # 축제 개막일, 본투표일
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    guest = verb is not None and verb.role == "modifier" and telling.head is not None
    if telling.deadline is not None or (
        guest and not core.endswith(("경기", "맞대결", "개막전", "결승전", "차전"))
    ):
        return core, core  # who stands before 열린 came to it, and did not hold it
    if (
        _WARRANT.search(core)
        or core.endswith(("항소심 선고", "상고심 선고"))
        or (telling.noun in _SENTENCING and _sentenced(telling.words, telling, text))
    ):
        return core, core  # whom it concerns, and not the court
    return with_actor(core, telling), core


_AT_COURT = pattern(
    r"^(?:(?:첫|결심|선고|항소심|상고심|1심|2심|3심|대법원) ?)*"
    r"(?:선고|공판|재판|구속영장|영장실질심사|구속 전 피의자 심문|구형)(?: \S+)?$"
)
_WARRANT = pattern(r"피의자 심문|영장실질심사")
_PERSON = pattern(r"^(?:[A-Z]|[가-힣○]{1,4})(?:\([^)]*\))? ?씨$")


def _whose(core: str, telling: Telling, text: str) -> str:
    """결심공판 of one who is named in its sentence: A씨 결심공판."""
    core = "영장실질심사" if _WARRANT.search(core) else core
    if not _AT_COURT.match(core):
        return core
    for i, word in enumerate(telling.words):
        if _PERSON.match(word.stem) and word.role != "bare":
            who = noun_phrase(telling.words, i, text)
            return f"{who} {core}" if who and len(who) + len(core) < LONGEST - 4 else core
    return core


def _core(telling: Telling, text: str) -> str:
    words = telling.words
    if telling.deadline is not None:
        return deadline(telling, text)
    agreed = telling.noun == "합의" and telling.head is not None and words[telling.head].role == "at"
    if telling.head is not None and (telling.named or telling.verb is None) and not agreed:
        name = noun_phrase(words, telling.head, text)
        verb = words[telling.verb].verb if telling.verb is not None else None
        over = telling.noun in _OVER and verb is not None and verb.role in ("final", "report")
        if over and telling.verb is not None and telling.head < telling.verb:
            return joined(name, "종료")
        if name.endswith("연전") and (club := _against(telling, text)) and club not in name:
            return f"{club}전 {name}" if name[0].isdigit() else name
        if (whose := _set_for(words, telling.head, text)) and whose not in name:
            return joined(whose, name)
        short = (" " not in name and len(name) <= 5) or name.rsplit(" ", 1)[0] in _PLAIN
        return _on(name, telling) if short else name
    return _of_predicate(telling, text)


def _set_for(words: Sequence[Word], head: int, text: str) -> str:
    """개장 예정이던 물놀이장: what it was that was to open."""
    following = words[head + 1].text if head + 2 < len(words) else ""
    if following != "예정인" and not SET_FOR.fullmatch(following):
        return ""
    end = phrase_end(words, head + 2)
    return noun_phrase(words, end, text).removesuffix(f"의 {words[head].stem}") if end is not None else ""


def _against(telling: Telling, text: str) -> str:
    """KT 위즈와 주말 3연전: whom a team meets, told before the time in between."""
    head = telling.head or telling.at
    with_whom = next((j for j in range(head - 1, telling.at, -1) if telling.words[j].role == "with"), None)
    return noun_phrase(telling.words, with_whom, text) if with_whom is not None else ""


_OVER = listed("마무리 종료 끝나 끝냄")
_PLAIN = listed("국제 학술 정책 전국 초청 특별 공개 시민 주민 명사 인문학 순회 합동")


def _on(name: str, telling: Telling) -> str:
    """‘AI 시대’를 주제로 강연을 열었다: ‘AI 시대’ 강연."""
    for word, following in pairwise(telling.words):
        theme = strip_name(word.stem)
        if following.text == "주제로" and word.role == "object" and 2 < len(theme) + len(name) < LONGEST - 3:
            return f"‘{theme}’ {name}"
    return name


def _of_predicate(telling: Telling, text: str) -> str:
    words, i, noun = telling.words, telling.verb, telling.noun
    verb = words[i].verb if i is not None else None
    if i is None or verb is None:
        return ""
    if verb.role == "modifier" and telling.head is not None:
        if noun == "염" and words[i - 1].stem == "문":
            noun = "개관"
        head = telling.head if telling.named or noun in _SILENT else _own(words, i, telling.head)
        return joined(noun_phrase(words, head, text, after=i), "" if noun in _SILENT else noun)
    if noun in _SENTENCING and (who := _sentenced(words, telling, text)):
        target = argument(words, telling.at, i)
        what = (
            noun_phrase(words, target, text) if target is not None and words[target].role == "object" else ""
        )
        return joined(" ".join(p for p in (who, what) if p), noun)
    target = argument(words, telling.at, i)
    if noun.startswith("돌려보") and (case := _remanded(words, telling.at, i, text)):
        return case
    if noun in ("방문", "만남") and (work := _on_stage(words, telling.at, i, target, text)):
        return work
    if noun in _RESULTS and (result := _match(words, i, target, noun, text, telling.at)):
        return result
    reached = i - 1
    while reached > telling.at and (words[reached].text in _AGAIN or _TIMES_OVER.match(words[reached].text)):
        reached -= 1
    if noun in ("정함", "지정", "설정", "선포") and words[reached].stem.endswith(("기간", "주간")):
        return noun_phrase(words, reached, text)  # 3월 말까지 특별정비기간으로 정하고
    if noun in REACHING and i > 0 and words[reached].role in ("at", "way"):
        whole = joined(noun_phrase(words, reached, text), noun)
        turned = noun in ("전환", "변경") and telling.at > 0 and words[telling.at - 1].role == "object"
        return joined(noun_phrase(words, telling.at - 1, text), whole) if turned else whole
    if verb.noun == "=" and target == i - 1:
        if words[i].text.startswith("받") and words[target].stem.endswith(("상", "표창", "훈장", "포장")):
            return joined(noun_phrase(words, target, text), "수상")
        if " " in (whole := noun_phrase(words, target, text)):
            return whole  # 어르신 무료 한방 진료를 한다
        target = argument(words, telling.at, target)
    if words[i - 1].text in ("목표로", "목표로도") and i > 1 and words[i - 2].role == "object":
        return joined(_topic(words, i - 2, text), words[i - 2].stem)  # 통합 대학은 3월 출범을 목표로 한다
    before = noun_phrase(words, target, text) if target is not None else ""
    if noun == "내" and before.endswith(_HANDED_IN):
        return joined(before, "제기" if before.endswith("소송") else "제출")  # 탈당계를 냈다
    if noun in ("유지", "기각", "파기") and (case := _appeal(words, i, text)):
        return case
    if target is not None and strip_name(words[target].stem) in _FLOURISH:
        named = (
            j for j in range(i - 1, -1, -1) if words[j].role in ("topic", "subject") and names_event(words, j)
        )
        if (event := next(named, None)) is not None:
            return noun_phrase(words, event, text)
    if words[i - 1].text == "채" and i > 1 and words[i - 2].verb is not None:
        return joined(before, f"{words[i - 2].text} 채 {noun}")  # 숨진 채 발견
    if target is not None and (said := _IDIOMS.get((strip_name(words[target].stem), noun))):
        said = _door(words, target, said)
        roles = ("subject", "topic")  # 시민의 날 음악회가 막을 올린다
        named = (j for j in range(i - 1, -1, -1) if words[j].role in roles and names_event(words, j))
        whose = next(named, None)
        if whose is None and words[target].stem == "문" and target and words[target - 1].role == "of":
            whose = target - 1  # 문화공간 ‘오송아트’의 문을 열었다
        return joined(noun_phrase(words, whose, text), said) if whose is not None else said
    if (
        noun == "체결"
        and verb.native
        and not strip_name(before).endswith(("약", "협정", "결연", "동맹", "MOU)"))
    ):
        noun = "맺어"
    if verb.native and noun in _HANDED_DOWN and before.endswith(_RULINGS):
        return before  # 선고를 내린다
    if target is not None and noun in _JOINT and (both := _between(words, target, telling, text)):
        return joined(both, noun)
    if not before and words[i - 1].role in ("at", "to", "with", "bare"):
        before = noun_phrase(words, i - 1, text)
    elif words[i - 1].role == "bare" and target != i - 1 and not _COUNT.search(words[i - 1].text):
        noun = f"{words[i - 1].text} {noun}"  # 임시 휴관, 자진 출석
    elif words[i - 1].role == "with" and target is not None and words[target].role != "object":
        return joined(
            f"{before} {noun_phrase(words, i - 1, text, after=target)}{words[i - 1].text[-1]}".strip(), noun
        )
    silent = noun in _SILENT and (verb.native or len(before) > 5)
    return joined(before, "" if silent else noun)


_FLOURISH = frozenset(
    {"총성", "포문", "서막", "대단원", "돛", "여정", "대장정", "축포"}
)  # 대회가 출발 총성을 울린다
_HANDED_IN = ("서", "장", "계", "원서", "사표", "탄원", "소송", "의견", "공문", "신고", "안")


def _appeal(words: Sequence[Word], i: int, text: str) -> str:
    """K 이사장의 항소심에서 징역 2년을 선고한 원심을 유지했다: K 이사장의 항소심 선고."""
    if not any(w.stem in ("원심", "항소", "상고", "1심") for w in words[:i]):
        return ""
    tried = ("항소심", "상고심", "선고공판", "2심", "파기환송심")
    case = next((j for j in range(i - 1, -1, -1) if words[j].stem.endswith(tried)), None)
    return joined(noun_phrase(words, case, text), "선고") if case is not None else ""


def _own(words: Sequence[Word], i: int, head: int) -> int:
    """시험 방류한 도암댐 물의 수질: it is the water that was let out."""
    return next((j for j in range(i + 1, head) if words[j].role == "of"), head)


def _door(words: Sequence[Word], target: int, said: str) -> str:
    """문을 열다, of a house: 도서관은 개관, 센터는 개소, 병원은 개원, 가게는 폐업."""
    if said not in ("개장", "폐장") or strip_name(words[target].stem) != "문":
        return said
    whose = next((w.stem for w in reversed(words[:target]) if w.role in ("topic", "subject")), "")
    if said == "폐장":
        return "폐업" if strip_name(whose).endswith(_SHOPS) else said
    return next((deed for houses, deed in _OPENINGS if strip_name(whose).endswith(houses)), said)


_SHOPS = ("카페", "식당", "가게", "상점", "매장", "서점", "백화점", "마트", "점포", "주유소", "극장")
_OPENINGS = (
    (("관", "시네마"), "개관"),
    (("센터", "사무소", "사무실", "상담소", "보건소", "쉼터", "지소", "출장소", "지부"), "개소"),
    (("병원", "의원", "조리원", "유치원", "어린이집", "요양원", "학원"), "개원"),
    (("학교", "초교", "중교", "고교", "대학"), "개교"),
)


def _topic(words: Sequence[Word], before: int, text: str) -> str:
    j = next((j for j in range(before - 1, -1, -1) if words[j].role in ("topic", "subject")), None)
    return noun_phrase(words, j, text) if j is not None else ""


_AUDIENCES = ("관객", "시민", "관람객", "독자", "대극장", "소극장", "무대", "극장", "관객들", "시민들")


def _on_stage(words: Sequence[Word], at: int, i: int, target: int | None, text: str) -> str:
    """27일에는 시립합창단 ‘봄의 제전’이 관객을 만난다: what is played."""
    if target is None or words[target].role != "object" or strip_name(words[target].stem) not in _AUDIENCES:
        return ""
    who = next((j for j in range(at + 1, i) if words[j].role == "subject"), None)
    return noun_phrase(words, who, text) if who is not None else ""


def _remanded(words: Sequence[Word], at: int, i: int, text: str) -> str:
    """손해배상 소송 상고심에서 … 원심을 깨고 사건을 고법으로 돌려보냈다: 손해배상 소송 상고심 파기환송."""
    if not any(w.stem == "원심" for w in words[at:i]):
        return ""
    case = next((j for j in range(i - 1, at, -1) if words[j].stem.endswith(("상고심", "소송"))), None)
    return joined(noun_phrase(words, case, text), "파기환송") if case is not None else ""


_AGAIN = listed("연속 최종 공식 잇따라 나란히 다시 새로 전격 단독 연달아")
_TIMES_OVER = pattern(r"\d+(?:회|년|번)$")
_RESULTS = listed("승리 패배 무승부")


def _match(words: Sequence[Word], i: int, target: int | None, noun: str, text: str, at: int) -> str:
    """두산을 4-2로 꺾었다, 강원에 2-1로 이겼다: 두산전 승리; "" where no other side is told."""
    other = target if target is not None and words[target].role == "object" else None
    if other is None:
        other = next((j for j in range(i - 1, at, -1) if words[j].role == "at"), None)
    name = noun_phrase(words, other, text) if other is not None else ""
    return f"{name}전 {noun}" if 1 < len(name) <= 12 and not event_noun(name) else ""


_HANDED_DOWN = listed("내려 내려짐 나와 이어짐 이어져")
_RULINGS = ("명령", "처분", "선고", "판결", "결정", "공판", "처분", "판단")
_SENTENCING = listed("선고 구형 기소 구속 송치 입건 체포 확정")


def _sentenced(words: Sequence[Word], telling: Telling, text: str) -> str:
    """Whom a court sentences: the person in 에게 or 에 대해 between the time and the predicate."""
    for j in range(telling.at + 1, telling.verb or 0):
        against = words[j].role == "at" and words[j + 1].text.startswith("대해")
        if words[j].role == "to" or against:
            return noun_phrase(words, j, text)
    return ""


_COUNT = pattern(r"\d|가량$|정도$|^(?:각각|모두|직접)$")


def _between(words: Sequence[Word], target: int, telling: Telling, text: str) -> str:
    """한빛재단은 새빛시와 업무협약을: 한빛재단-새빛시 업무협약."""
    first = target
    while first - 1 > telling.at and words[first - 1].role in NOUN_ROLES and not words[first - 1].comma:
        first -= 1
    partner = next((j for j in range(first, target) if words[j].role == "with"), None)
    if partner is None and words[first - 1].text == "위한":  # 오름건설과 물류센터 건립을 위한 협약
        orgs = (j for j in range(telling.at + 1, first) if words[j].role == "with")
        partner = next((j for j in orgs if _ORG.search(words[j].stem) or len(words[j].stem) > 3), None)
        first = partner if partner is not None else first
    who = actor(telling)
    if partner is None or not who or event_noun(words[partner].stem):
        return ""
    name = name_of([*(w.text for w in words[first:partner]), words[partner].stem])
    rest = noun_phrase(words, target, text, after=partner)
    return f"{who}-{name} {rest}" if name and len(who) + len(name) + len(rest) < LONGEST - 8 else rest


_ORG = pattern(
    r"(?:[시군구도청대사]|공단|은행|대학교|건설|전자|산업|물산|그룹|재단|협회|연합회|중앙회|조합|농협|축협|수협|병원|연구원"
    r"|진흥원|본부|기업|에너지|화학|제철|중공업|홀딩스|텔레콤|카드|보험|증권|위원회)(?:\([^)]*\))?$"
)
_JOINT = listed("체결 협약 면담 회담 만남 협의 교류 협력 논의 자매결연")


# What a noun and its verb say together: 불이 나다, 문을 열다.
_IDIOMS = {
    ("불", "나"): "화재", ("비", "내려"): "비", ("눈", "내려"): "눈", ("문", "염"): "개장", ("문", "닫아"): "폐장",
    ("막", "올라"): "개막", ("막", "올려"): "개막", ("막", "내려"): "폐막", ("첫삽", "떠"): "착공",
    ("첫발", "내디뎌"): "출범", ("첫선", "보임"): "개막",
    ("막", "염"): "개막", ("테이프", "끊어"): "개통", ("닻", "올려"): "출범", ("삽", "떠"): "착공",
    ("목숨", "잃어"): "사망", ("숨", "거둠"): "별세",
}  # fmt: skip
