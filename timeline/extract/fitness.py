"""Can this title stand in a calendar? What is left of a name without what only leant on it, or nothing."""

from __future__ import annotations

import re

from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun
from timeline.extract.tidy import tidy
from timeline.extract.verbs import verb_of
from timeline.extract.words import alternation

_PERIOD = pattern(rf"^(?:{alternation('전시 행사 축제 교육 접수 신청 모집 운영 공연 대회')}) 기간 (?=\S+ )")
_HANDS = pattern(r"\s?[‘'\"]?맞손[’'\"]?$")
_LOOSE = pattern(r"(?<=\S) [을를](?= )")  # left of what stood behind a bracket: 공연(2부) 를 상연
_UNIT = "원|명|건|톤|리터|상자|포대|박스|세트"
# A condition, a share of those who came, a crowd: 10만 원 이상 기부, 참가자의 60% 숙박, 참석자들 넘음.
_HOPELESS = pattern(
    rf"^(?:\d[\d,.]*\s?)?(?:[만억천]\s?)*(?:여\s)?(?:{_UNIT}|%|퍼센트) (?:이상|이하|가량|정도)(?: |$)"
    r"|^\d+위 |\d\s?(?:%|％|퍼센트)|^(?:참석자|참가자|관람객|주민|시민|학생)들(?: |$)"
)
# Who, and a verb that says nothing alone: 고흥군 추진.
_BARE = pattern(
    rf"^\S+[시군구도](?:\([^)]*\))? (?:{alternation('추진 실시 운영 진행 시행 마련 나서 강조 당부 넘음 계획 노력')})$"
)
_AMOUNT = pattern(
    r"^\d[\d,.]{0,20}(?:\s?[만억천](?:\s?\d[\d,.]{0,20})?){0,4}\s?여?\s?"
    rf"(?:{_UNIT})씩?(?:\([^)]{{0,40}}\))?(?: |$)"
)
_VAGUE = pattern(r"^(?:\S+ )?(?:다양한|각종|맞춤형|여러) \S+$")
_ANY = pattern(
    rf"^\S+[시군구도읍면동] (?:{alternation('행사 자리 프로그램 교육 회의 사업 대회 공연 활동')})$"
)
_FEW = 8  # letters that name nothing in a whole year: 록밴드 공연


def hopeless(title: str) -> bool:
    """Whether no other name would make it an entry: it is a condition or a count."""
    first = verb_of(title.split(" ", 1)[0])
    conditional = first is not None and first.role == "if"
    return conditional or bool(_HOPELESS.search(title) or _BARE.match(title))


_LASTING = pattern(  # 11월 한 달간 캠페인
    r"^(?:이틀|사흘|나흘|닷새|엿새|열흘|보름|일주일|(?:[한두석]\s?)?달|\d{1,3}(?:일|주일?|개월|년))\s?(?:간|동안)\s"
)


_FOR_DAYS = pattern(r" (?:이틀|사흘|나흘|닷새|엿새|열흘|보름|일주일|한 달|\d{1,2}일)간(?= |$)")


_ENDED = {"끝나": "종료", "끝내": "완료"}


def fit(title: str) -> str:
    """The title without what only leant on it."""
    if title.endswith("도") and event_noun(title[:-1]) and not event_noun(title):
        title = title[:-1]  # 사업설명회도 연다
    title = _PERIOD.sub("", title) if " 기간 " in title else title
    title = _LASTING.sub("", title) if "간 " in title or "동안 " in title else title
    title = _FOR_DAYS.sub("", title) if "간" in title else title
    title = f"{title[:-2]}{_ENDED[title[-2:]]}" if title.endswith((" 끝나", " 끝내")) else title
    title = title[:-3] if title.endswith(" 진행") and event_noun(title[:-3]) else title
    title = title.removesuffix(" 예정")  # 군정질문이 예정돼 있다: that is its status
    title = _HANDS.sub(" 업무협약", title) if "맞손" in title else title
    return tidy(_LOOSE.sub("", title) if " 을 " in title or " 를 " in title else title)


_AGAIN = pattern(r"(?<!\S)(\S{1,12} \S{1,12}) \1(?!\S)")  # 신규 답례품 신규 답례품 제공
_TWICE = pattern(r"^([가-힣]{2,4})[시군구도] (?=\1 )")


_EDITION = pattern(r"(?:^|(?<=\s)|(?<=[‘'“]))20\d\d (?=[가-힣A-Za-z])")  # 2025 전주가맥축제


_ROUND = pattern(  # 강원FC와 하나은행 K리그1 2025 18라운드 홈경기
    r"(?:하나은행 )?(?:K리그[12]?|KBO(?: ?리그)?|V-?리그) (?:(?:파이널[AB]|정규시즌|\d{1,2}라운드) )*"
    r"(?=홈경기|원정|경기|맞대결)"
)


def undoubled(title: str, year: int) -> str:
    """The title without the year of its day and without a town said twice: 목포시 2025 목포 뮤직페스티벌."""
    if (told := str(year)) in title:
        title = re.sub(rf"(?<!\d){told}(?:년도?)? (?=[가-힣A-Za-z‘'“])", "", title)
    title = _EDITION.sub("", title) if "20" in title else title
    title = _ROUND.sub("", title) if "리그" in title or "KBO" in title else title
    title = _AGAIN.sub(r"\1", title)
    twice = _TWICE.match(title)
    return title[twice.end() :] if twice else title


def vague(title: str, *, wide: bool) -> bool:
    """Whether it says too little for a feed; `wide` is a year or the like, of which a short name says nothing."""
    few = wide and title.count(" ") < 2 and len(title.replace(" ", "")) <= _FEW
    return few or bool(_ANY.match(title) or _VAGUE.match(title) or _AMOUNT.match(title))
