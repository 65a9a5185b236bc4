"""What would a person write in a calendar? A short noun phrase, without date, quotation tail or byline.

The event's own noun phrase where the sentence has one (광주경제자유구역청 개청식); else the object or subject
with the verb's noun (업무협약 체결, 김모 과장 구속); else the headline, cleaned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from timeline.extract.clauses import Word
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling, argument, event_noun, strip_name
from timeline.extract.sentences import Line
from timeline.extract.words import APPLYING, HOLLOW, POINTERS, RANKS, REACHING, alternation, listed

LONGEST = 40
_SHORT = 26  # an actor is put in front only of a title that stays this short with room to spare
_SILENT = listed(
    "개최 열림 염 가짐 펼침 치름 벌임 이뤄짐 거행 주최 주관 갖음 마련 진행 실시 엄수 봉행 전개 선보임 출발"
)
EMPTY = listed(
    """
    이번 이 그 해당 각 각종 동 본 여러 이같은 등 및 관련 주요 약 총 제 첫날 당일 같은 전 고 한 모 또다른
    이날 이른바 간 씨 낸 연속 일부
    """
)
_SELVES = frozenset("시군구도")  # 시는 …: the office that the article is about
_NOTHING = listed("것 수 점 바 때 데 곳 등 분 명 여 중 이 그 것들 가운데 이상 정도")
NOUN_ROLES = frozenset({"bare", "of", "with"})
_OFFICES = {
    "전라남도": "전남도", "전라북도": "전북도", "경상남도": "경남도", "경상북도": "경북도",
    "충청남도": "충남도", "충청북도": "충북도", "광주광역시": "광주시", "부산광역시": "부산시",
    "대구광역시": "대구시", "인천광역시": "인천시", "대전광역시": "대전시", "울산광역시": "울산시",
    "서울특별시": "서울시", "강원특별자치도": "강원도", "전북특별자치도": "전북도",
    "제주특별자치도": "제주도", "세종특별자치시": "세종시",
}  # fmt: skip


def title(telling: Telling, text: str) -> tuple[str, str]:
    """The title of one telling, and the same without who does it; "" when nothing fit to print can be made."""
    core = _whose(_core(telling, text), telling, text)
    if core.endswith("일") and event_noun(core[:-1]):
        core = core[:-1]  # 축제 개막일, 본투표일
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    guest = verb is not None and verb.role == "modifier" and telling.head is not None
    if telling.deadline is not None or (guest and not core.endswith(("경기", "맞대결"))):
        return core, core  # who stands before 열린 came to it, and did not hold it
    if _WARRANT.search(core) or (telling.noun in _SENTENCING and _sentenced(telling.words, telling, text)):
        return core, core  # whom it concerns, and not the court
    return _with_actor(core, telling), core


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
            who = _phrase(telling.words, i, text)
            return f"{who} {core}" if who and len(who) + len(core) < LONGEST - 4 else core
    return core


def _core(telling: Telling, text: str) -> str:
    words = telling.words
    if telling.deadline is not None:
        return _deadline(telling, text)
    agreed = telling.noun == "합의" and telling.head is not None and words[telling.head].role == "at"
    if telling.head is not None and (telling.named or telling.verb is None) and not agreed:
        name = _phrase(words, telling.head, text)
        verb = words[telling.verb].verb if telling.verb is not None else None
        over = telling.noun in _OVER and verb is not None and verb.role in ("final", "report")
        if over and telling.verb is not None and telling.head < telling.verb:
            return _join(name, "종료")
        if name.endswith("연전") and (club := _against(telling, text)) and club not in name:
            return f"{club}전 {name}" if name[0].isdigit() else name
        short = (" " not in name and len(name) <= 5) or name.rsplit(" ", 1)[0] in _PLAIN
        return _on(name, telling) if short else name
    return _of_predicate(telling, text)


def _against(telling: Telling, text: str) -> str:
    """KT 위즈와 주말 3연전: whom a team meets, told before the time in between."""
    head = telling.head or telling.at
    with_whom = next((j for j in range(head - 1, telling.at, -1) if telling.words[j].role == "with"), None)
    return _phrase(telling.words, with_whom, text) if with_whom is not None else ""


_OVER = listed("마무리 종료 끝나 끝냄")
_PLAIN = listed("국제 학술 정책 전국 초청 특별 공개 시민 주민 명사 인문학 순회 합동")


def _on(name: str, telling: Telling) -> str:
    """‘AI 시대’를 주제로 강연을 열었다: ‘AI 시대’ 강연."""
    for word, following in pairwise(telling.words):
        theme = strip_name(word.stem)
        if following.text == "주제로" and word.role == "object" and 2 < len(theme) + len(name) < LONGEST - 3:
            return f"‘{theme}’ {name}"
    return name


def _deadline(telling: Telling, text: str) -> str:
    """신청 마감: 청년 월세 지원. What is applied for stands before the noun of applying, or is the topic."""
    words, i = telling.words, telling.deadline
    if i is None:
        return ""
    verb = words[i].verb
    what = verb.noun if verb is not None and verb.noun != "=" else strip_name(words[i].stem)
    kind = next((n for n in sorted(APPLYING, key=len, reverse=True) if what.endswith(n)), "신청")
    which = _which(telling)
    for j in reversed(_applied_for(telling, i)):
        named = _phrase(words, j, text).removesuffix(kind).strip()
        named = _COUNTED.sub("", named)
        for way in _WAYS:
            named = named.removesuffix(f" {way}")
        if len(named) > 1 and named not in _ANY and not _PAPERS.search(named):
            short = not which or (" " not in named and len(named) <= 4)
            return _fit(f"{named} {kind} {which}".strip() if short else f"{kind} {which}: {named}")
    return f"{kind} {which}".strip()


def _which(telling: Telling) -> str:
    """Whether the time is the whole of the days on which one may apply, the first or the last."""
    if (telling.span.end - telling.span.start).days > 1:
        return "기간"
    tail = telling.words[telling.at].tail
    if tail.startswith("부터"):
        return "시작"
    by = telling.deadline is not None and telling.deadline > telling.at
    return "마감" if by or tail.startswith("까지") else ""


def _applied_for(telling: Telling, i: int) -> list[int]:
    """The words that can say what is applied for, the best last; none in a subtitle, whose grammar is cut short."""
    words = telling.words
    if telling.sentence.line is not Line.PROSE:
        return []
    if i < telling.at:  # 프로그램 수강 신청은 25일부터
        return [i]
    if (
        i > telling.at + 1
        and words[i - 1].role in ("bare", "object", "of")
        and words[i - 1].stem not in _WAYS
    ):
        return [i - 1]
    told = [j for j in range(i) if words[j + 1].role != "post"]
    return [
        j
        for j in told
        if words[j].role == "object"
        or (
            words[j].role == "topic"
            and not _office(words[j].stem)
            and not words[j].stem.endswith(("희망자", "신청자"))
        )
    ]


_COUNTED = pattern(r"\s\d[\d,]*(?:여)?\s?(?:명|팀|곳|개소|가구|세대|농가)$")  # 참가자 20명
_PAPERS = pattern(r"\d(?:[만억천]|\s)*\s?(?:원|명|건)|신청서|서류|계획서")
_ANY = POINTERS | {"사업", "참가", "참여", "지원", "기타"}
_WAYS = listed("공개 사전 온라인 방문 참가 추가 현장 인터넷 우편 전화 선착순 서면 이메일 개별")


def _office(stem: str) -> bool:
    return bool(re.search(r"(?:[시군구도읍면청]|공단|공사|재단|센터|과)(?:\([^)]*\))?$", stem))


def _of_predicate(telling: Telling, text: str) -> str:
    words, i, noun = telling.words, telling.verb, telling.noun
    verb = words[i].verb if i is not None else None
    if i is None or verb is None:
        return ""
    if verb.role == "modifier" and telling.head is not None:
        if noun == "염" and words[i - 1].stem == "문":
            noun = "개관"
        return _join(_phrase(words, telling.head, text, after=i), "" if noun in _SILENT else noun)
    if noun in _SENTENCING and (who := _sentenced(words, telling, text)):
        target = argument(words, telling.at, i)
        what = _phrase(words, target, text) if target is not None and words[target].role == "object" else ""
        return _join(" ".join(p for p in (who, what) if p), noun)
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
    if noun in REACHING and i > 0 and words[reached].role in ("at", "way"):
        whole = _join(_phrase(words, reached, text), noun)
        turned = noun in ("전환", "변경") and telling.at > 0 and words[telling.at - 1].role == "object"
        return _join(_phrase(words, telling.at - 1, text), whole) if turned else whole
    if verb.noun == "=" and target == i - 1:
        if words[i].text.startswith("받") and words[target].stem.endswith(("상", "표창", "훈장", "포장")):
            return _join(_phrase(words, target, text), "수상")
        if " " in (whole := _phrase(words, target, text)):
            return whole  # 어르신 무료 한방 진료를 한다
        target = argument(words, telling.at, target)
    before = _phrase(words, target, text) if target is not None else ""
    if target is not None and (said := _IDIOMS.get((strip_name(words[target].stem), noun))):
        roles = ("subject", "topic")  # 시민의 날 음악회가 막을 올린다
        named = (j for j in range(i - 1, -1, -1) if words[j].role in roles and event_noun(words[j].stem))
        whose = next(named, None)
        return _join(_phrase(words, whose, text), said) if whose is not None else said
    if (
        noun == "체결"
        and verb.native
        and not strip_name(before).endswith(("약", "협정", "결연", "동맹", "MOU)"))
    ):
        noun = "맺어"
    if verb.native and noun in _HANDED_DOWN and before.endswith(_RULINGS):
        return before  # 선고를 내린다
    if target is not None and noun in _JOINT and (joined := _joined(words, target, telling, text)):
        return _join(joined, noun)
    if not before and words[i - 1].role in ("at", "to", "with", "bare"):
        before = _phrase(words, i - 1, text)
    elif words[i - 1].role == "bare" and target != i - 1 and not _COUNT.search(words[i - 1].text):
        noun = f"{words[i - 1].text} {noun}"  # 임시 휴관, 자진 출석
    elif words[i - 1].role == "with" and target is not None and words[target].role != "object":
        return _join(
            f"{before} {_phrase(words, i - 1, text, after=target)}{words[i - 1].text[-1]}".strip(), noun
        )
    silent = noun in _SILENT and (verb.native or len(before) > 5)
    return _join(before, "" if silent else noun)


_AUDIENCES = ("관객", "시민", "관람객", "독자", "대극장", "소극장", "무대", "극장", "관객들", "시민들")


def _on_stage(words: Sequence[Word], at: int, i: int, target: int | None, text: str) -> str:
    """27일에는 시립합창단 ‘봄의 제전’이 관객을 만난다: what is played."""
    if target is None or words[target].role != "object" or strip_name(words[target].stem) not in _AUDIENCES:
        return ""
    who = next((j for j in range(at + 1, i) if words[j].role == "subject"), None)
    return _phrase(words, who, text) if who is not None else ""


def _remanded(words: Sequence[Word], at: int, i: int, text: str) -> str:
    """손해배상 소송 상고심에서 … 원심을 깨고 사건을 고법으로 돌려보냈다: 손해배상 소송 상고심 파기환송."""
    if not any(w.stem == "원심" for w in words[at:i]):
        return ""
    case = next((j for j in range(i - 1, at, -1) if words[j].stem.endswith(("상고심", "소송"))), None)
    return _join(_phrase(words, case, text), "파기환송") if case is not None else ""


_AGAIN = listed("연속 최종 공식 잇따라 나란히 다시 새로 전격 단독 연달아")
_TIMES_OVER = pattern(r"\d+(?:회|년|번)$")
_RESULTS = listed("승리 패배 무승부")


def _match(words: Sequence[Word], i: int, target: int | None, noun: str, text: str, at: int) -> str:
    """두산을 4-2로 꺾었다, 강원에 2-1로 이겼다: 두산전 승리; "" where no other side is told."""
    other = target if target is not None and words[target].role == "object" else None
    if other is None:
        other = next((j for j in range(i - 1, at, -1) if words[j].role == "at"), None)
    name = _phrase(words, other, text) if other is not None else ""
    return f"{name}전 {noun}" if 1 < len(name) <= 12 and not event_noun(name) else ""


_HANDED_DOWN = listed("내려 내려짐 나와 이어짐 이어져")
_RULINGS = ("선고", "판결", "결정", "공판", "처분", "판단")
_SENTENCING = listed("선고 구형 기소 구속 송치 입건 체포 확정")


def _sentenced(words: Sequence[Word], telling: Telling, text: str) -> str:
    """Whom a court sentences: the person in 에게 or 에 대해 between the time and the predicate."""
    for j in range(telling.at + 1, telling.verb or 0):
        against = words[j].role == "at" and words[j + 1].text.startswith("대해")
        if words[j].role == "to" or against:
            return _phrase(words, j, text)
    return ""


_COUNT = pattern(r"\d|가량$|정도$|^(?:각각|모두|직접)$")


def _joined(words: Sequence[Word], target: int, telling: Telling, text: str) -> str:
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
    name = _name([*(w.text for w in words[first:partner]), words[partner].stem])
    rest = _phrase(words, target, text, after=partner)
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


def _join(left: str, right: str) -> str:
    if not left or not right or left.endswith(right):
        return left or right
    return _fit(f"{left} {right}")


def _phrase(words: Sequence[Word], last: int, text: str, after: int = -1) -> str:
    """The noun phrase that ends at words[last], from the text, without its particle."""
    if words[last].role == "time":
        return ""
    first = last
    while first - 1 > after and _belongs(words, first - 1) and not _is_one(words[first - 1]):
        first -= 1
    if text[words[last].start] in "‘“<《「『'" and last and words[last - 1].role == "with":
        first = last  # 환경부, 가스공사와 ‘수소 모빌리티 업무협약’
    first = _coordinated(words, first, after)
    listed_to = next((i for i in range(last - 1, first, -1) if words[i].text == "등"), None)
    if listed_to is not None and listed_to < last:
        first = listed_to + 1  # 갑, 을 등 4개 지구: the sum says it
    while first < last and (words[first].stem in EMPTY or words[first].text in EMPTY):
        if words[first].text == "전" and _ranked(words[last].stem):
            break  # 전 함평군 과장 A씨
        first += 1
    ending = words[last].start + len(words[last].stem)
    phrase = tidy(text[words[first].start : ending])
    if "구간의 " in phrase and phrase[0].isdigit() and (ends := _stretch_of_road(words, first)):
        phrase = f"{ends} {phrase[phrase.index('구간의 ') + 4 :]}"
    if phrase.endswith("구간") and (ends := _stretch_of_road(words, first)):
        phrase = f"{ends} 구간"
    if (aim := _aim(words, first, text, after)) and len(aim) + len(phrase) < LONGEST - 4:
        phrase = f"{aim} {_ITEMS.sub('', phrase)}"
    if (about := _about(words, first, text, after)) and len(about) + len(phrase) < LONGEST - 8:
        phrase = f"{about} {phrase}"
    if phrase in _NOTHING or phrase in _SELVES:
        return ""
    if len(phrase) <= LONGEST:
        return phrase
    for i in range(
        last - 1, first - 1, -1
    ):  # too long: the last of what 와 or 및 joins, or what 의 does not own
        if words[i].role in ("with", "of") or words[i].text == "및":
            shorter = tidy(text[words[i + 1].start : ending])
            if 8 <= len(shorter) <= LONGEST:
                return shorter
    return _fit(phrase)


_ITEMS = pattern(r"^\d+[건개]의 ")  # 일자리 확대를 위한 3건의 투자유치


def _aim(words: Sequence[Word], first: int, text: str, after: int) -> str:
    """국립의대 신설을 촉구하는 결의대회: 국립의대 신설 촉구; 창업 활성화를 위한 토론회: 창업 활성화."""
    if first - 2 <= after or words[first - 2].role != "object":
        return ""
    verb = words[first - 1].verb
    why = (
        ""
        if words[first - 1].text == "위한"
        else verb.noun
        if verb is not None and verb.role == "modifier"
        else None
    )
    if why is None or (why and why not in _AIMS):
        return ""
    partner = max((j for j in range(after + 1, first - 2) if words[j].role == "with"), default=after)
    what = _phrase(words, first - 2, text, partner)
    return f"{what} {why}".strip() if len(what) > 2 else ""


_AIMS = listed("촉구 규탄 기원 염원 요구 반대 환영 추모 지지 응원 기념")


def _is_one(word: Word) -> bool:
    """동구의 대표 축제인 충장축제, 축제의 백미인 퍼레이드: what a thing is, said before its name."""
    if word.role != "bare" or word.text[-1:] != "인" or len(word.text) < 3:
        return False
    noun = word.text[:-1]
    return event_noun(noun) or noun in _SORTS or noun.endswith(("사업", "마당", "무대", "자리", "명소"))


_SORTS = listed(
    "회기 백미 대표 일환 핵심 하이라이트 상징 주인공 전통 시작 마지막 고향 중심 본산 관문 클라이맥스 정점"
)


def _stretch_of_road(words: Sequence[Word], first: int) -> str:
    """마루교차로부터 새빛교까지 800m 구간: 마루교차로~새빛교, "" where no two ends are told."""
    if (
        first < 2
        or words[first - 1].role not in ("until", "of")
        or words[first - 2].role not in ("from", "place")
    ):
        return ""
    return f"{words[first - 2].stem}~{words[first - 1].stem}" if words[first - 1].role == "until" else ""


def _belongs(words: Sequence[Word], i: int) -> bool:
    """Whether the word at i belongs to the noun behind it; 징역 6년과 벌금 is one sentence of a court."""
    word = words[i]
    if word.role == "length" and word.text.endswith(("주년", "주기")) and not word.tail:
        return True  # 개원 115주년 기념 심포지엄
    if word.role == "length" and i and words[i - 1].text in _PENALTIES:
        return word.tail.startswith(("과", "와", "에"))
    return word.role in NOUN_ROLES and not word.comma


def _coordinated(words: Sequence[Word], first: int, after: int) -> int:
    """Where the list begins of which the phrase is the last: 마술쇼와 인형극, 전통놀이 체험."""
    start = first
    while start - 1 > after and words[start - 1].role in ("bare", "with") and words[start - 1].comma:
        start -= 1
        while start - 1 > after and words[start - 1].role in NOUN_ROLES and not words[start - 1].comma:
            start -= 1
    listing = start < first and any(w.role == "with" for w in words[start:first])
    return start if listing and words[first - 1].end - words[start].start < _LIST else first


_LIST = 24  # letters of a list before its last member
_PENALTIES = listed("징역 금고 집행유예 자격정지 구류")


def _ranked(stem: str) -> bool:
    bare = strip_name(stem)
    return (bare.endswith(RANKS) and bare not in RANKS) or bare.endswith("씨")


def _about(words: Sequence[Word], first: int, text: str, after: int) -> str:
    """공무원 84명에 대한 인사: whom or what a noun phrase is about, without their number."""
    if first - 2 <= after or words[first - 1].text not in ("대한", "관한") or words[first - 2].role != "at":
        return ""
    return re.sub(r"\s\d\S*(?:\s?여)?\s?(?:명|건|곳|개소|대|개)$", "", _phrase(words, first - 2, text, after))


_PAIRS = (
    ("(", ")"),
    ("[", "]"),
    ("‘", "’"),
    ("“", "”"),
    ("「", "」"),
    ("『", "』"),
    ("<", ">"),
    ("《", "》"),
)
_PAIRED = frozenset("".join(map("".join, _PAIRS)))
_DATES = pattern(
    r"(?:(?:지난해|올해|내년|작년|오는|지난)\s)?(?:(?:19|20)\d\d(?:년도?|학년도)(?!대)\s?|(?<!\d)\d{1,2}월\s?\d{1,2}일\s?)+"
    r"|(?:^|(?<=\s))(?:지난 |오는 )?\d{1,2}(?:[~∼-]\d{1,2})?일(?:까지|부터|간)?,?(?:\s|$)"
    r"|(?:오전|오후)\s?\d{1,2}시(?:\s?\d{1,2}분)?"
)


_HOLDER = pattern(
    r"\((?:군수|시장|도지사|지사|구청장|회장|면장|읍장|교장|의장|위원장|대표|이사장|원장)[^()]*\)"
)


_PHOTO = pattern(r"^\W*사진\s?(?:설명|제공)\s*[:：=]?\s*")
_STAGES = ("공연 무대", "음악회 무대", "콘서트 무대", "연주회 무대")
_WITH = pattern(r"(?<=[가-힣A-Za-z])([과와])의(?= [가-힣]{0,2}경기)")  # 강울 시티즌과의 홈경기
_OPEN = pattern(r"[‘'\"“<〈《「『]")
_THESE = ("이번 ", "이날 ", "해당 ")
_THIS = pattern(r"^(?:(?:이번|이날|해당) )+")
_FIGURE = pattern(r"\d")
_MARK = pattern(r"[()\[\]‘’'\"“”<>〈〉《》「」『』]")
_AGE = pattern(r"(?<=[가-힣A-Z])\((?:\d{2}(?:대)?|[가-힣]*\d[^()]{0,12})\)(?=\s?씨|[군양]|$|\s)")


def tidy(phrase: str) -> str:
    """One line without dates, without quotes around the whole or halves of a pair."""
    phrase = _AGE.sub("", _HOLDER.sub("", phrase)) if "(" in phrase else phrase
    phrase = _PHOTO.sub("", phrase) if "사진" in phrase[:8] else phrase
    phrase = " ".join(phrase.split())
    phrase = (_DATES.sub("", phrase) if _FIGURE.search(phrase) else phrase).strip(" ,·-–:;.…")
    phrase = " ".join((_paired(phrase) if _MARK.search(phrase) else phrase).split()).strip(" ,·-–:;")
    phrase = _WITH.sub(r"\1", phrase) if "의 " in phrase else phrase
    phrase = _THIS.sub("", phrase) if phrase.startswith(_THESE) else phrase
    return phrase.removesuffix(" 무대") if phrase.endswith(_STAGES) else phrase


def _paired(phrase: str) -> str:
    """A phrase without quotes around the whole or halves of a pair."""
    if phrase[:1] in "‘'\"“<〈《「『" and len(_OPEN.findall(phrase)) == 1:
        phrase = strip_name(phrase) if phrase[-1:] in "’'\"”>〉》」』)" else phrase
    for opening, closing in () if _PAIRED.isdisjoint(phrase) else _PAIRS:
        if phrase.count(opening) != phrase.count(closing):
            phrase = phrase.replace(opening, "").replace(closing, "")
    for quote in "'\"":
        if phrase.count(quote) % 2:
            phrase = phrase.replace(quote, "")
    return phrase


def _fit(phrase: str) -> str:
    """Cut from the left, at words, to LONGEST; "" where one word is longer."""
    parts = phrase.split(" ")
    while len(parts) > 1 and len(" ".join(parts)) > LONGEST:
        parts.pop(0)
    return " ".join(parts) if len(" ".join(parts)) <= LONGEST else ""


def _with_actor(phrase: str, telling: Telling) -> str:
    """Put who does it in front, where the phrase alone would say too little."""
    if not phrase or len(phrase) > _SHORT:
        return _fit(phrase)
    who = actor(telling) or _subject(telling, phrase)
    if (
        not who
        or who in phrase
        or phrase in who
        or (who[:2] == phrase[:2] and not who.endswith(_BODIES))
        or len(who) + len(phrase) > LONGEST - 1
    ):
        return phrase
    return f"{who} {phrase}"


_BODIES = ("의회", "위원회", "법원", "지법", "고법", "경찰청", "교육청", "재단", "공사", "본부")


def _subject(telling: Telling, phrase: str) -> str:
    """장흥군이 최우수기관으로 선정됐다: the subject between the time and a predicate that is about another noun."""
    words, i = telling.words, telling.verb
    if len(phrase) <= 3:  # 4일 광주·전남은 … 비가 내리겠다
        topic = next((w for w in words[telling.at + 1 : i] if w.role == "topic"), None)
        return _name([topic.stem]) if topic is not None else ""
    reached = telling.noun in REACHING and i is not None and words[i - 1].role in ("at", "way")
    if i is None or telling.named or not (reached or phrase[0].isdigit()):
        return ""
    for j in range(telling.at + 1, i):
        if words[j].role == "subject" and words[j].stem not in HOLLOW:
            listing = j > 0 and words[j - 1].comma and words[j - 1].role == "bare"
            name = _name([words[j].stem])
            first = j
            while first > telling.at + 1 and words[first - 1].comma and words[first - 1].role == "bare":
                first -= 1
            return f"{strip_name(words[first].stem)} 등" if listing and name else name
    return ""


def actor(telling: Telling) -> str:
    """Who does it: the topic or subject before the time, without what stands in brackets; "" for pronouns."""
    words, crossed = telling.words, False
    for i in range(telling.at - 1, -1, -1):
        word = words[i]
        if word.role == "topic" or (word.role == "subject" and not crossed):
            if word.comma and word.role == "subject":
                return ""  # 16일에는 부활제가, 27일에는 …
            first = i
            while (
                first > 0 and words[first - 1].role == "bare" and not words[first - 1].comma and i - first < 3
            ):
                first -= 1
            name = _uncounted(_name([*(w.text for w in words[first:i]), word.stem]))
            return _both(words, first, name)
        if word.role in ("quote", "copula") or (word.verb is not None and word.verb.role != "modifier"):
            return ""
        crossed = (
            crossed or word.verb is not None
        )  # the topic holds for the whole sentence, a subject does not
    return ""


def _both(words: Sequence[Word], first: int, name: str) -> str:
    """한빛전자와 새빛시는: 한빛전자-새빛시."""
    before = words[first - 1] if first else None
    if before is None or before.role != "with" or not name or event_noun(before.stem):
        return name
    other = _name([before.stem])
    return f"{other}-{name}" if other and " " not in name and len(other) + len(name) <= 16 else name


def _uncounted(name: str) -> str:
    """광주본부 조합원 1천여 명 → 광주본부 조합원."""
    return re.sub(r"\s\S*\d\S*(?:\s?여)?\s?명$", "", name)


_PRONOUN = pattern(
    "^(?:"
    + alternation("양측 양 해당 이번 이날 이들 그들 그 이 우리 저 자신 두 당국 행사 회의 교육 사업")
    + ")(?: |$)|^(?:[시군구도]|공사|공단|재단|구단|미술관|박물관|도서관|선사|대학|학교|회사|업체)$"
)


def _name(parts: Sequence[str]) -> str:
    """An actor's name without its own brackets, its office written short; "" when it names nobody."""
    name = _BRACKETS.sub("", " ".join(parts)).strip()
    if name.strip(_QUOTE_MARKS) == name[1:-1] or name[-1:] not in _QUOTE_MARKS:
        name = name.strip(_QUOTE_MARKS)
    name = " ".join(_OFFICES.get(p, p) for p in name.split(" "))
    return "" if _PRONOUN.match(name) or len(name) > 18 or name in POINTERS else name


_BRACKETS = pattern(r"\([^)]*\)")
_QUOTE_MARKS = " ‘’'\"“”"
