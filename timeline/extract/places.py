"""Where is it? The words before 에서 that name a venue, with the district that stands before them.

Every noun phrase of the sentence that could be a place is weighed: 에서 first, then 에 with a verb that needs
a place, then a venue inside a name; nearer to the time and before its predicate is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from timeline.extract.clauses import Word
from timeline.extract.extent import told_place
from timeline.extract.gazetteer import is_region, is_town
from timeline.extract.hosts import TALKS, by_itself
from timeline.extract.lazy import pattern
from timeline.extract.mentions import Telling
from timeline.extract.nouns import core_of, event_noun, strip_name
from timeline.extract.venues import BUILDING, COUNTRIES, COURTS, is_common, is_venue, named_place
from timeline.extract.words import HOLD, listed
from timeline.model import Kind, Place

# 에서 after these names a matter, not a place.
_MATTERS = tuple(
    listed(
        """
        과정 분야 차원 측면 부문 방송 평가 사업 자리 가운데 상황 관점 입장 인터뷰 연설 발표 조사 감사
        심사 연구 자료 보고서 성명 영상 영화 드라마 프로그램 뉴스 기사 기념사 축사 인사말 선거 경선 투표
        수준 범위 단계 결과 논의 대화 통화 축구 야구 농구 종목 시리즈 리그 라운드 배경 조건 환경 시점
        여건 이유 통신 신문 일보 항목 순위 경쟁 결승 준결승 예선 본선 승부 종합 작전 제도 정책 현실 성적
        규모 대상 취지 의미 계획 공모 소송 재판 맞대결 혐의 질문 답변 사고 사건 전쟁 생활 인생 삶 마음
        가정에서 관계 심정 의견 취재 국감 수익금 기금 성금 자금 예산 관리 협의 심의 SNS 온라인판 트위터
        페이스북 유튜브 홈페이지 누리집 앱 인터넷 포털 발언 침체 위기 명단 후보 신청서 고소장 판결 1심 2심 항소심
        상고심 원심 재심 소위 위원회 채널 온라인상 인터넷상 트위터상 권총 소총 공판 국무회의 정례회 임시회 이사회 총회
        """
    )
)
_NOWHERE = listed(
    """
    장소 홈 원정 안방 성공리 성황리 속 중 점 면 말 글 책 등 곳 자리 여기 어디 국내 해외 세계 밖 각지 이곳 그곳
    현지 지역사회 사회 시장 일부 상
    """
)
_BROAD_ENDS = "섬산강천역궁사장원관당집실곳호현성주"
_BROAD = pattern(r"[가-힣]{2,}(?:섬|산|강|천|역|궁|사|장|원|관|당|집|실|곳|호|현|성|주)$")
_NEEDS = listed(
    """
    방문 도착 입국 귀국 출국 출석 설치 내려 이동 개최 급파 입주 위치 염 열림 시찰 개소 개관 개장 모임
    들어서 체류 귀환 상륙 도달 대피 안치 안장 건립 조성 전달 발령 발효 운영 내림 데려가 옮겨 이송 투입 배치 파견
    출발 준공 착공 완공 개통 머묾 강타 접근 진출 좌초 추락 충돌 떠나 향함 이전
    """
)
_AS = listed("운영 조성 개최 건립 설치 개장 개관")  # 차 없는 거리로 운영된다: into what, not where to
_OBJECTS = listed(
    """
    현지지도 이륙 착륙 출항 입항 참배 건넘 달려 지남 걷기 순회 오름 누벼 통제 방문 시찰 둘러봐 점검 항해 개방 개장
    폐쇄 강타 통과 출발 운영 밀폐
    """
)
_CLOSING = listed("통제 폐쇄 차단 개통 개방 출입통제 통행금지")
_OFFICES = (
    "사무소",
    "보건소",
    "시청",
    "군청",
    "구청",
    "도청",
    "경찰서",
    "소방서",
    "센터",
    "공단",
    "본부",
    "의회",
)


def place(telling: Telling, text: str, day: date, context: str) -> Place | None:
    """The place of a telling, or None; `context` is the paper's region."""
    words = telling.words
    best: tuple[float, int] | None = None
    for i, word in enumerate(words):
        role = word.role
        if role not in _BASE or word.mention is not None:
            continue
        if role != "place" and not may_be_place(word.stem) and not (i and words[i - 1].stem in COUNTRIES):
            continue
        weight = _weight(words, i, telling)
        if weight >= 4.0 and (best is None or weight >= best[0]):
            best = (weight, i)
    return told_place(words, best[1], text, day, context) if best is not None else None


@lru_cache(1 << 14)
def may_be_place(stem: str) -> bool:
    """Whether a noun can be a place at all: most cannot, and are weighed no further."""
    core = core_of(stem)
    if core[-1:] in "교로길고중초리법도동읍면" or core in COUNTRIES:
        return True
    return is_venue(core) or named_place(core) or core[-1:] in _BROAD_ENDS


def _abroad(words: Sequence[Word], i: int) -> bool:
    """일본 벳푸시를 찾아: behind the name of a country, or one itself."""
    return words[i].stem in COUNTRIES or (
        i > 0 and words[i - 1].role == "bare" and words[i - 1].stem in COUNTRIES
    )


def _weight(words: Sequence[Word], i: int, telling: Telling) -> float:
    """How likely the noun at i is where the telling happens; below 4 it is not."""
    word = words[i]
    needed = telling.noun in _NEEDS and (word.role == "at" or telling.noun not in _AS)
    going = word.role in ("at", "way") and (needed or _reached(words, i) or _called(words, i))
    if _closed_road(words, i, telling):
        return 7.0
    if word.role == "bare" and _village(words, i, telling):
        return 6.5
    if word.role == "bare" and word.comma and _stop(words, i, telling):
        return 9.6
    visited = word.role == "object" and telling.noun in ("방문", "참배") and i + 1 == telling.verb
    opened = word.role in ("object", "subject", "topic") and _opens(word, telling)
    followed = word.role == "object" and _followed(words, i)
    shaped = _shaped(word, going or visited or opened) or (
        going and word.role == "at" and _in_a_town(words, i)
    )
    shaped = shaped or ((going or visited or followed) and _abroad(words, i))
    shaped = shaped or (followed and (_counted(words, i) or _STATION.search(word.stem) is not None))
    if telling.noun == "압수수색" and is_venue(core_of(word.stem)):
        return 6.5
    if (unsaid := by_itself(words, i, telling)) > 0:
        return unsaid
    if not (shaped or word.role == "place") or _no_place(words, i, telling):
        return 0.0
    weight = _BASE[word.role] - _distance(i, telling)
    if word.role == "place":
        return weight + (3.0 if shaped else 0.0)
    if (word.role == "subject" or word.role == "object") and telling.noun in _CLOSING and shaped:
        weight += 2.5  # 도로 1.2㎞ 구간이 통제된다
    if going or (
        word.role in ("object", "topic", "subject") and (telling.noun in _OBJECTS or _followed(words, i))
    ):
        weight += 3.0
    if word.role == "with" and telling.at < i and i + 1 < len(words) and words[i + 1].role == "time":
        weight += 6.0  # 16일 이순신강당과 18일 왕인실에서
    if shaped and opened:
        weight += 4.4 if word.role == "subject" else 3.4
    if word.role == "bare":
        beside = i == telling.at + 1 and not _of_another_noun(words, i, telling)
        weight += 2.0 if beside or (i > 0 and named_place(words[i - 1].stem)) else 0.0
        weight += 2.1 if _named_there(words, i, telling) else 0.0
    return weight + (3.6 if _located(words, i) else 0.0)


def _stop(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """9일 문척면 복지회관, 10일 간전면사무소, …에서: between the time and the next one stands its own place."""
    behind = telling.at < i < len(words) - 1 and words[i + 1].role == "time"
    return behind and is_venue(words[i].stem) and all(w.role == "bare" for w in words[telling.at + 1 : i])


def _of_another_noun(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """12일 여수산단 대기업 3사와 협약을: what stands behind the time belongs to a noun that is no event."""
    end = next((j for j in range(i, len(words)) if words[j].role != "bare" or words[j].comma), None)
    if end is None or end == i or end == telling.head:
        return False
    role = words[end].role
    return role in ("with", "way", "topic") or (
        role == "object" and words[end].stem.endswith((*TALKS, "공고"))
    )


_OPENING = listed(
    "개장 개관 개소 개원 재개관 재개장 휴장 휴관 휴업 폐장 폐관 재개항 개항 증축 임시휴관 착공 준공 전환 개통"
)


def _in_a_town(words: Sequence[Word], i: int) -> bool:
    """신안군 장산면 장산도 남쪽 족도에 좌초됐다: behind the names of its county and town."""
    before = words[max(0, i - 4) : i]
    return sum(w.role == "bare" and named_place(w.stem) for w in before) > 0


_DOORS = ("개장", "휴관", "휴장", "휴업")


def _opens(word: Word, telling: Telling) -> bool:
    """곤충생태원을 휴장한다, 산타마을이 문을 연다: what opens or closes is the place."""
    if word.stem.endswith(COURTS):
        head = telling.words[telling.head].stem if telling.head is not None else telling.noun
        return word.role == "topic" and head.endswith(("공판", "선고", "재판", "유지", "판결"))
    doors = (
        telling.noun in ("염", "닫아")
        and telling.verb is not None
        and telling.words[telling.verb - 1].stem == "문"
    )
    begun = (
        telling.noun == "착수"
        and telling.verb is not None
        and telling.words[telling.verb - 1].stem.endswith(_DOORS)
    )
    named = telling.verb is None and telling.head is not None
    opening = strip_name(telling.words[telling.head].stem) if named and telling.head is not None else ""
    return telling.noun in _OPENING or doors or begun or opening.endswith(_DOORS)


def _closed_road(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """진주교 차량 통행을 막는다: the road whose traffic is stopped."""
    if words[i].role not in ("bare", "of") or telling.noun not in _STOPPING:
        return False
    after = [w.stem for w in words[i + 1 : i + 4]]
    while len(after) > 1 and (after[0] in _WAYS or after[0][:1].isdigit()):
        after.pop(0)  # 2개 차로
    behind = (after or [""])[0]
    return behind in _TRAFFIC and _ROAD.search(words[i].stem) is not None


_STOPPING = _CLOSING | {"제한", "막음", "막아", "허용", "재개", "중단"}
_WAYS = listed("양방향 방향 방면 상행선 하행선 양측 편도 왕복 전 일부 모든")
_TRAFFIC = listed("운행 차량 통행 교통 진입 출입 차로")
_ROAD = pattern(r"(?:로|길|교|대교|도로|구간|터널|고개|거리|IC|나들목|역|광장|공원|차도|사거리|교차로|입구)$")


def _shaped(word: Word, going: bool) -> bool:
    """Whether a noun looks like a place, or is one by name."""
    stem = core_of(word.stem)
    broad = (word.role == "place" or going) and stem[-1:] in _BROAD_ENDS
    if going and stem == "현장":
        return True
    if going and word.role == "object" and len(stem) > 2 and stem[-1] in "고중초":
        return True  # 대전고를 찾아
    return (
        is_venue(stem)
        or (going and stem.endswith(COURTS))
        or (broad and _BROAD.search(stem) is not None)
        or (word.role not in ("bare", "topic", "subject") and named_place(stem))
    )


def _no_place(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """What speaks against a noun: a matter (과정에서), an event, a broadcast, 학교에 대한, 강진에서의."""
    word, stem = words[i], core_of(words[i].stem)
    shop = i > 0 and word.stem[-1:] in "’'\"”>〉"  # 독립서점 ‘책과생활’, 계림동 ‘책과생활’
    shop = shop and (is_venue(words[i - 1].stem) or named_place(words[i - 1].stem))
    if not stem or (_matter(stem) and not shop and not _and_more(words, i)):
        return True
    if _LANES.search(stem) or (_AMOUNT.search(stem) and not _counted(words, i)):
        return True
    if word.role == "topic" and stem.endswith(_OFFICES) and _does(telling):
        return True  # who closes it, and not what is closed
    if word.role == "bare" and i + 1 < len(words) and words[i + 1].stem in BUILDING:
        return True
    if word.role == "bare" and is_common(stem) and _only_a_kind(words, i, telling):
        return True
    if word.role == "object" and telling.noun == "운영" and word.stem[-1:] in "’'\"”>〉」』":
        return True  # ‘우산 수리센터’를 운영한다
    if telling.noun in ("방송", "방영") and word.stem[-1:] in "’'\"":
        return True
    if word.role == "place" and (stem in _STATIONS or telling.noun in _LEAVING or _broadcast(words, i)):
        return True
    if word.role == "at" and _given(words, i, telling) and (is_region(stem) or stem.endswith(_OFFICES)):
        return True  # 성금을 광주시에 전달했다: to whom
    if word.role == "place" and _described(words, i, telling):
        return True
    if stem.endswith(_VEHICLES):
        return True  # 관광버스에서 불이 났다
    if word.role == "place" and not is_venue(stem) and _held_there(words, i):
        return True
    following = words[i + 1].text if i + 1 < len(words) else ""
    if (
        following in _CLOSED_BY
        or (word.role == "at" and following in _LOCATING)
        or word.text.endswith("에서의")
    ):
        return True
    return stem in _VAGUE and (i == 0 or words[i - 1].role not in ("bare", "of", "with"))


def _and_more(words: Sequence[Word], i: int) -> bool:
    """목포·해남·여수 등에서."""
    before = words[i - 1] if i else None
    if before is None or before.role != "bare" or words[i].stem not in ("등", "등지"):
        return False
    return named_place(before.stem) or is_venue(before.stem)


def _only_a_kind(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """갯벌 체험 행사, 마을 축제: what kind of event it is, with no place's name before it."""
    called = i > 0 and words[i - 1].role in ("bare", "of")
    return not called and telling.named and telling.head is not None and i < telling.head


def _described(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """공장에서 일하던 동료, 강진에서 생산된 쌀: where somebody is from, or something, and not what happens."""
    following = words[i + 1].verb if i + 1 < len(words) else None
    if following is None or i + 1 == telling.verb or following.noun not in _BEING:
        return False
    aux = i + 2 < len(words) and words[i + 2].text in ("있는", "있던")
    if (following.role != "modifier" and not aux) or i + 2 >= len(words) or words[i + 2].text == "중":
        return False
    end = next((w for w in words[i + 2 + aux :] if w.role not in ("bare", "of")), None)
    return (
        i < telling.at or end is None or end.role not in ("subject", "topic")
    )  # 위병소에서 근무하던 A 일병이


_STATIONS = listed("MBC KBS SBS EBS tvN JTBC YTN CNN NHK CBS BBC")
_LEAVING = listed("해제 제외 탈락 제명 삭제 사퇴 탈퇴 강등 은퇴 하차")  # 보물에서 해제됐다


def _broadcast(words: Sequence[Word], i: int) -> bool:
    """방송된 SBS 예능 ‘일요일이 좋다’에서는: a programme."""
    shown = any(w.text.startswith(("방송된", "방영된")) for w in words[max(0, i - 10) : i])
    return shown and words[i].stem[-1:] in "’'\"”>〉》」』"


def _given(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """Whether something is given to the noun at i, by what the telling says or by the verb next to it."""
    following = next((w.verb for w in words[i + 1 : i + 4] if w.verb is not None), None)
    return telling.noun in _GIVING or (following is not None and following.noun in _GIVING)


_BEING = listed(
    "일함 근무 활동 거주 재직 유학 재학 공부 생산 재배 수확 출생 자라 나 제작 삶 온 와 삼 체류 나고"
)
_GIVING = listed("전달 기탁 기부 기증 후원 지원 쾌척 보냄 제출 접수 건의 통보")
_VEHICLES = tuple(
    listed("버스 승용차 화물차 트럭 트레일러 오토바이 택시 승합차 차량 어선 화물선 낚싯배 탱크로리")
)


def _held_there(words: Sequence[Word], i: int) -> bool:
    """평창 알펜시아에서 끝난 동계체전 바이애슬론에서: the second is what was held at the first."""
    j = i - 1
    while j > 0 and words[j].role in ("bare", "of"):
        j -= 1
    verb = words[j].verb if j > 0 else None
    return (
        verb is not None
        and verb.role == "modifier"
        and verb.noun in _HELD
        and any(w.role == "place" for w in words[max(0, j - 3) : j])
    )


_HELD = HOLD | {"끝나", "끝남", "막 내려", "내려", "마침", "폐막", "개막", "시작", "종료"}


def _counted(words: Sequence[Word], i: int) -> bool:
    """관내 경로당 12곳에서: places that are only counted."""
    before = words[i - 1].stem if i else ""
    return (
        words[i].stem[-1:] in "곳개"
        and bool(before)
        and (is_venue(before) or before in ("등", "읍면", "시군"))
    )


def _does(telling: Telling) -> bool:
    verb = telling.words[telling.verb].verb if telling.verb is not None else None
    return verb is not None and not verb.passive and telling.noun in _CLOSING | {"운영", "점검", "방문"}


_AMOUNT = pattern(
    r"\d(?:[만억천백]|\s)*(?:원|명|개|건|%|위|점|배|회|차|세|일|월|년|곳|kg|톤|m|㎞|km|°C|℃|도)$|제?\d+호$"
)
_LANES = pattern(r"\d차[로선]$")  # 8차로에서 6차로로
_CLOSED_BY = listed("거주하는 거주하던 사는 살던 대한 따른 위한 의한 관한 따라 대해 힘입어 의해 위해")
_LOCATING = listed("위치한 있는 소재한")


@lru_cache(1 << 13)
def _matter(stem: str) -> bool:
    """Whether a noun before 에서 is a matter (과정, 인터뷰) or an event, and no place."""
    return (
        stem in _NOWHERE or stem.endswith((*_MATTERS, "한마당")) or (event_noun(stem) and not is_venue(stem))
    )


def _named_there(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """국회 판촉행사, 진천 국가대표 선수촌 특식행사: a place inside the name of an event that follows the time."""
    return (
        telling.named
        and telling.head is not None
        and telling.at < i < telling.head
        and words[i].stem not in ("전국", "전체", "지역", "도내", "국제")
        and all(w.role in ("bare", "of") for w in words[telling.at + 1 : telling.head])
    )


_BASE = {
    "place": 6.0,
    "at": 4.8,
    "way": 2.0,
    "to": 0.0,
    "object": 2.2,
    "topic": 2.0,
    "subject": 1.0,
    "bare": 2.0,
    "with": 0.5,
    "of": 0.0,
}
_VAGUE = listed(
    "구간 근처 국도 지방도 도로 지역 현장 인근 일원 일대 앞 전역 전체 부근 주변 입구"
)  # only with a name before them


def _located(words: Sequence[Word], i: int) -> bool:
    """신대리에 위치한 마우나리조트 체육관: what stands behind 위치한 is the place."""
    j = i - 1
    while j > 0 and words[j].role == "bare":
        j -= 1
    return j > 0 and words[j].text in _LOCATING and words[j - 1].role == "at"


def _reached(words: Sequence[Word], i: int) -> bool:
    """화엄사로 이동해: the next predicate is one of going there."""
    following = words[i + 1].verb if i + 1 < len(words) else None
    return (
        following is not None
        and following.noun in _NEEDS
        and (words[i].role == "at" or following.noun not in _AS)
    )


_CENTRED = listed("중심으로 통해 무대로 출발점으로 출발지로 기점으로 거점으로 배경으로")


def _called(words: Sequence[Word], i: int) -> bool:
    """진남체육관으로 부산을 불러들여: a match at home."""
    return words[i].role == "way" and any(w.text.startswith("불러들") for w in words[i + 1 : i + 4])


def _followed(words: Sequence[Word], i: int) -> bool:
    """팽목항을 찾은, 해상을 항해하던, 남원 지역을 중심으로."""
    following = words[i + 1] if i + 1 < len(words) else None
    if following is not None and following.role == "adverb":
        following = words[i + 2] if i + 2 < len(words) else None  # 잇달아 찾아
    if following is None or words[i].role != "object":
        return False
    staged = following.text == "주" and i + 2 < len(words) and words[i + 2].text == "무대로"
    return (
        staged
        or following.text in _CENTRED
        or (following.verb is not None and following.verb.noun in _OBJECTS)
    )


def _distance(i: int, telling: Telling) -> float:
    """Nothing between the time and its predicate; more before the time, most behind the predicate."""
    if telling.at < i <= telling.last:  # 7일 북구 공원에서, 14일에는 남구 공원에서 열린다
        return 1.5 if any(w.role == "time" for w in telling.words[telling.at + 1 : i]) else 0.0
    if i < telling.at:
        between = telling.words[i : telling.at]
        crossed = any(
            w.verb is not None and (w.verb.role != "modifier" or telling.words[j + 1].text in ("뒤", "후"))
            for j, w in enumerate(between, i)
        )
        if crossed and any(w.role == "topic" for w in between):
            return 6.0  # another clause's
        dated = telling.mention.kind is not Kind.TIME
        if crossed and dated and any(w.role == "time" for w in telling.words[:i]):
            return 9.0  # of a clause with a time of its own: 6일 회관에서 열리고 7일 폐막식이 열린다
        return 4.0 if crossed else 0.7 + 0.1 * (telling.at - i)
    role = telling.words[i].role
    if any(w.role == "time" for w in telling.words[telling.last + 1 : i]):
        return 6.0
    return 1.0 if telling.verb is None else (1.8 if role == "place" else 6.0)


def _village(words: Sequence[Word], i: int, telling: Telling) -> bool:
    """증평읍 송산리 행복주택 기공식: a village behind its town, in the name of what is built there."""
    return (
        words[i].stem[-1:] == "리"
        and i > 0
        and is_town(words[i - 1].stem)
        and _named_there(words, i, telling)
    )


_STATION = pattern(r"[가-힣]{2}역$")
