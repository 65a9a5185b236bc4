"""A part of what the article is about, by the name of the whole: 개막식, 접수 기간, 합격자 발표, 시범 운영.

The headline names the whole and tells a deed of it (… 산책로 정비 완료); a part is named without that deed.
"""

from __future__ import annotations

import re

from timeline.extract.drafts import Draft
from timeline.extract.lazy import pattern
from timeline.extract.nouns import event_noun
from timeline.extract.tidy import LONGEST
from timeline.extract.words import listed
from timeline.model import Status
from timeline.when import WIDE

_PHASES = frozenset(
    f"{how} {what}"
    for how in ("시범", "정식", "본격", "임시", "무료", "전면", "부분", "연장", "야간")
    for what in ("운영", "개장", "개관", "개방", "개통", "운행", "재개")
) | {"시범 운영 착수", "시범 운영 시작"}
_WORKS = (
    frozenset(
        {"공사 착수", "공사 시작", "공사 마무리", "설계 착수", "설계 마무리", "첫 수업", "첫 강의", "첫 공연"}
    )
    | {
        f"{how}{what}"
        for what, ways in (
            ("설명회", ("순회 ", "현장 ", "주민", "주민 ", "사전 ", "추가 ")),
            ("지급", ("지원금 ", "보조금 ", "장학금 ", "수당 ")),
            ("예매", ("", "온라인 ", "입장권 ", "사전 ")),
            ("시험", ("필기", "실기", "필기 ", "실기 ")),
            ("심사", ("서류", "서류 ", "면접 ", "본", "최종 ")),
            ("감식", ("합동", "현장")),
        )
        for how in ways
    }
    | {
        "설계 공모",
        "면접",
        "공사",
        "공사 끝나",
        "공사 종료",
        "공사 완료",
        "공사 중단",
        "공사 재개",
        "심사",
        "현장 평가",
        "오리엔테이션",
    }
)
_POLLS = frozenset(
    {"사전투표", "본투표", "투표", "개표", "후보 등록", "후보자 등록", "선거운동", "후보자 토론회"}
)
_PARTS = listed(
    "개막식 폐막식 개회식 폐회식 시상식 전야제 개막공연 폐막공연 결승 결승전 예선 본선 개막전 개막 폐막"
)
_TALKS = listed("협약 업무협약 협약식 설명회 보고회 공모 모집 접수 간담회 회의 기자회견 공청회")
_WIDEST = frozenset({"축제", "행사", "대회", "박람회", "예술제", "전시", "공연"})
BUILT = listed("착공 기공 준공 완공 개통 개관 개장 개소 개원 재개장 재개관 재개통 재개방")
_STEPS, _OPENED = _PHASES | _WORKS | BUILT, _PHASES | BUILT
_RESULT = pattern(
    r"^(?:\S+ )?(?:대상자|합격자|당첨자|수상자|선정자|입주자|수상작|당선작|결과) (?:최종 |개별 )?"
    r"(?:발표|공개|통보|공지|통지|안내)$"
)
_GAME = pattern(r"^(?:\S+ ){0,2}\d(?:~\d)?차전$")
_STAGE = pattern(r"^\d차 (?:시험|심사|평가|면접|공모|모집|교육|회의|협상|교섭|전형)$")
_SERIES = pattern(r"(\S*(?:시리즈|플레이오프|챔피언결정전|챔프전))")
_ELECTION = pattern(
    r"(?:^|\s)((?:제\d+회 )?(?:[가-힣]+ )?[가-힣·0-9]*(?:선거|총선|대선|재선거|보선))(?=\s|,|$|의|…)"
)
_OPENING = pattern(  # 체육센터 개관
    r" (?:(?:정식|임시) )?(?:개관|개장|개소|개원|개통|개청|준공|완공|착공|기공|오픈)(?:식)?$"
    r"|(?: [가-힣]*)?(?:투자협약|업무협약|협약)(?: 체결)?$"
)
_WHOM = pattern(
    r"\s?(?:(?:참여|참가|희망|신청|입주|수강|지원)?자\s?)?(?:추가\s)?(?:모집|신청|접수|공모|공개모집)$"
)
# What a headline tells of a thing behind its name: … 산책로 정비 완료, … 신청사 업무 개시.
_DEED = pattern(
    r"(?:\s(?:상임위|본회의|예타|업무|운영|정비|조성|설치|보수|복원|건립|이전|본격|공식|전면|부분|정식|임시|시범|재|공사|사업)){0,2}"
    r"\s(?:개시|개막|개관|개장|개소|개원|개통|개청|준공|완공|착공|기공|오픈|출범|완료|마무리|엄수|재가동|재개|실시|접수|신청"
    r"|모집|착수|확정|통과|합의|체결|무산|취소|연기|추진|돌입|스타트|거행|개최|팡파르|부결|가결|협약"
    r"|(?:\d+[가-힣]+ )?선정|변경|공고|시행계획|휴장|휴관|앞당겨|미뤄|예고|마감)(?:식)?$"
)
_RATE = pattern(r"\s(?:평균 )?경쟁률(?:\s.*)?$")
_TEST = pattern(r"\s(?:필기|실기|면접|서류)\s?(?:시험|전형|심사)?$")
_MEETING = pattern(r"\s(?:주민|현장|사업|온라인|찾아가는\s)?\s?(?:설명회|공청회|보고회|간담회)(?:\s개최)?$")
_AT = pattern(r"(?<=[동읍면리구시군])에(?= \S+$)")
_CALLED_OFF = pattern(r"\s?(?:전격\s|잠정\s)?(?:연기|순연|취소|무산|중단|보류)$")


def whole_of(clean: str) -> str:
    """The headline's name of the thing itself, without the deed it tells of it: 충주 호암지 산책로 정비 완료."""
    bare = _RATE.sub("", clean)
    bare = _DEED.sub("", bare)
    bare = _AT.sub("", bare).rstrip(" ,·")
    return bare if len(bare) > 3 else clean


def alone(draft: Draft) -> bool:
    """Whether a name says only what part of something it is: 개막식, 첫 공판; or that something opens: 재개관."""
    if _short(draft.title) in _STEPS or _RESULT.match(draft.title):
        return True
    if draft.title in _POLLS or _STAGE.match(draft.title) or _GAME.search(draft.title):
        return True
    if draft.title.replace(" ", "") in _PARTS:
        return True
    return len(draft.title) <= 4 and (draft.told.named or (len(draft.title) > 1 and _plain(draft)))


_OFFICES = ("시", "군", "구", "도", "청", "공사", "공단", "조합", "교육청")


def _short(title: str) -> str:
    """충주시 전면 개방: 전면 개방, which is all that it says of the thing."""
    who, _, rest = title.partition(" ")
    return rest if rest in _OPENED and who.endswith(_OFFICES) else title


def _plain(draft: Draft) -> bool:
    return " " not in draft.title and draft.title == draft.told.noun and draft.span.grain not in WIDE


def festive(best: Draft) -> bool:
    """Whether it is a festival, of which 점등식 is a part."""
    return best.title.endswith(
        ("축제", "예술제", "페스티벌", "문화제", "박람회", "엑스포", "대전", "영화제", "페스타")
    )


def of_days(name: str, draft: Draft) -> str:
    """A headline tells the opening (… 축제 개막); an entry of several days is the whole."""
    first, _, last = name.rpartition(" ")
    if draft.status in (Status.POSTPONED, Status.CANCELLED):
        return _CALLED_OFF.sub("", name) or name
    if first and last in ("개막", "개장", "개최") and _days(draft) > 1:
        return re.sub(r"\s[가-힣0-9]{2,10}서$", "", first)  # … 벡스코서 개막
    return name


def _days(draft: Draft) -> int:
    return (draft.span.end - draft.span.start).days


def of_the_whole(draft: Draft, best: Draft, clean: str) -> str:
    """개막식 of 차 축제: 차 축제 개막식; 시상식 and 접수 기간 with the headline behind."""
    title, applied = draft.title, draft.told.deadline is not None
    if draft is best and title.endswith(" 시작") and not applied:
        return clean if title.removesuffix(" 시작").rsplit(" ", 1)[-1] in clean else title
    if (
        title in _WIDEST
        and draft is not best
        and event_noun(last := clean.rsplit(" ", 1)[-1])
        and last not in _TALKS
    ):
        return clean
    election = _ELECTION.search(clean) or _ELECTION.search(best.title)
    if election and (title in _POLLS or (applied and title.startswith(_OF_POLLS))):
        return _with(election[1], title)
    if draft is not best and (name := _of_best(draft, best)):
        return name
    whole = whole_of(clean)
    if _short(title) in _OPENED:
        whose = _OPENING.sub("", clean)
        whose = whose if whose != clean else whole
        if whose and whose != clean:
            return _with(whose, _short(title).removesuffix(" 착수").removesuffix(" 시작"), title)
    if (series := _SERIES.search(clean)) is not None and _GAME.search(title):
        return f"{series[1]} {title.rsplit(' ', 1)[-1]}"
    if len(title) <= 4 and title.endswith(("식", "전야제")) and (house := _ceremonial(clean, whole)):
        return _with(house, title)
    if title.endswith("설명회"):
        whole = _MEETING.sub("", whole)
    if not applied:
        return _behind(title, clean if title in clean or title.endswith(" 기간") else whole, best)
    topic = _MEETING.sub("", _TEST.sub("", whole_of(_WHOM.sub("", _RATE.sub("", clean)))))
    kind = title.rpartition(" ")[0].replace(" ", "")
    return topic if kind.endswith("투표") and topic.endswith(kind) else _behind(title, topic, best)


_OF_POLLS = ("거소투표", "거소 투표", "선거인", "후보", "사전투표", "재외")


def _of_best(draft: Draft, best: Draft) -> str:
    """A 개막식, a 점등식 or a 노래자랑 of the festival that the article is about; "" where it is none."""
    title = draft.title
    named = best.title and not best.title.endswith("식") and best.told.named and not alone(best)
    if title.replace(" ", "") in _PARTS and named and len(best.title) + len(title) < LONGEST:
        return f"{best.title} {title}"
    held = title.endswith("식") or (draft.told.deadline is None and event_noun(title))
    return _with(best.title, title) if festive(best) and held else ""


def _ceremonial(clean: str, whole: str) -> str:
    """What a 개통식 or a 전야제 is of, "" where the headline only tells of something else."""
    if whole.endswith("식") and " " in whole:
        return whole.rpartition(" ")[0]  # 제46주년 5·18민주화운동 기념식
    return whole if whole != clean else ""


def _with(whole: str, title: str, otherwise: str = "") -> str:
    """The part behind the whole, or alone where both are too long."""
    return f"{whole} {title}" if whole and len(whole) + len(title) < LONGEST else otherwise or title


def _behind(title: str, clean: str, best: Draft) -> str:
    """합격자 발표: 새빛시 공무직 채용; the title alone where that is too long."""
    if not clean or len(title) + len(clean) + 2 > LONGEST:
        return title
    if title in clean:
        return clean if clean.endswith(title) else title
    first, _, rest = title.partition(" ")
    if rest and clean.endswith(first):
        return _with(clean, rest)  # 통합 찬반투표 결과 공개
    return f"{title}: {of_days(clean, best)}"
