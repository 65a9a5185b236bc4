"""Which nouns are by their end a hall, a building, a square; which are a house's own name?"""

from __future__ import annotations

from functools import lru_cache

from timeline.extract.gazetteer import is_region, is_town, regions
from timeline.extract.lazy import pattern
from timeline.extract.words import listed

_PLACES = tuple(
    listed(
        """
        전국 센터 회관 강당 강의실 회의실 상황실 공원 광장 운동장 경기장 체육관 구장 돔 극장 공연장
        전시실 전시장 전시관 미술관 박물관 도서관 문화원 문화관 기념관 학교 대학 대학교 유치원 어린이집
        병원 보건소 마트 백화점 호텔 리조트 펜션 식당 카페 파크 컨벤션 홀 아트홀 아레나 스타디움 타운 타워
        빌딩 아파트 단지 지구 산단 공단 공장 농장 과수원 체험장 캠핑장 야영장 수목원 식물원 동물원
        해수욕장 해변 항 항구 공항 터미널 도로 거리 골목 마을 댐 저수지 대교 터널 사거리 교차로 나들목
        휴게소 주차장 청사 시청 군청 구청 도청 국회 법원 지법 검찰청 지검 경찰서 소방서 지구대 교도소
        구치소 지점 영업점 본사 사옥 사무소 사무실 복지관 경로당 쉼터 교회 성당 사찰 신사 묘지 묘역
        추모관 일원 일대 인근 앞 부근 주변 옆 뒤편 전역 지역 해상 해역 바다 앞바다 입구 무대 행사장 마당
        뜰 놀이터 플라자 갤러리 스튜디오 캠퍼스 연구원 연구소 유원지 둔치 천변 갯벌 들녘 청와대 벡스코
        코엑스 킨텍스 목장 부두 선착장 호선 고속도로 국도 전통시장 오일시장 수산시장 골프장 눈썰매장
        스키장 수영장 월드컵경기장 선수촌 주거지 자택 관저 대사관 성지 왕궁 대통령궁 서원 향교 고택
        한옥마을 생태공원 습지 정원 국가정원 구간 지방 반도 산간 해안 동부 서부 남부 북부 이남 이북 중부
        전체 오피스텔 횟집 서점 책방 공방 열람실 민원실 자료실 횡단보도 스포티움 전망대 활주로 잔디밭 로비 정류장
        승강장 데크 산책로 등산로 탐방로 삼거리 오거리 육거리 로터리 갓길 야산 임야 계곡 유적지 사적지 생가
        우체국 건물 파출소 편의점 주유소 창고 축사 비닐하우스 주택 빌라 원룸 상가 기숙사 장례식장 예식장 웨딩홀
        고법 고검 출구 게이트볼장
        족구장 테니스장 볼링장 양궁장 사격장 승마장 경륜장 빙상장 물류센터 현충원 요양원 보육원 수련원 연수원
        체험원 숲체원
        """
    )
)
# Houses that hold in themselves what they hold: 광주예술의전당은 … 공연을 연다.
_HOUSES = tuple(
    listed(
        """
        미술관 박물관 도서관 전시관 문화관 회관 전당 아트홀 아트센터 극장 공연장 예술마당 시네마 수목원 식물원
        동물원 과학관 기념관 문학관 갤러리 천문대 생태관 체험관 역사관 전수관 향교 서원 국악원 국악당 문화의집
        책방 서점 놀이공원 테마파크 리조트 호텔 백화점 국가정원 휴양림 스키장 수영장 워터파크 눈썰매장 캠핑장
        기차마을 한옥마을 민속마을 해수욕장 유적지 생가 성당 교회 문화센터 문화의전당 영화관 아쿠아리움 곤충관
        천문관 생태원 컨벤션센터
        """
    )
)
_VENUES = (*_PLACES, *_HOUSES)
_OWN_NAMES = listed(
    "국회 청와대 벡스코 코엑스 킨텍스 시청 군청 구청 도청 본사 전국"
)  # said alone, they name one
_KINDS = frozenset(_VENUES) - _OWN_NAMES
_FLOOR = pattern(r"[0-9]+[층호관]$")


@lru_cache(1 << 13)
def is_venue(noun: str) -> bool:
    """Whether a noun is by its end a hall, a building, a square."""
    noun = noun.rstrip("0123456789") if noun[-1:].isdigit() else noun  # 전일빌딩245
    return noun.endswith(_VENUES) or (noun[-1:] in "층호관" and _FLOOR.search(noun) is not None)


_GROUNDS = (*_HOUSES, "체육관", "경기장", "공원", "해수욕장", "전통시장", "수산시장", "오일시장")
_COMMON = pattern(
    r"(?:작은|학교|공공|공립|사립|시립|군립|구립|도립|국립|지역|어린이|전국|전통|재래|국공립|실내|공설|종합|이동|시민|마을|근린|도시|소|영화)?"
    r"(?:미술관|박물관|도서관|전시관|문화관|회관|전당|극장|공연장|체육관|경기장|공원|시장|서점|책방|호텔|백화점|교회|성당|수영장|과학관|수목원)"
)


def is_common(noun: str) -> bool:
    """Whether a noun only says what kind of place it is: 갯벌, 마을."""
    return noun in _KINDS


@lru_cache(1 << 12)
def is_house(stem: str) -> bool:
    """Whether a noun is a house's own name: 하정웅미술관, not 미술관 or 작은도서관."""
    return stem.endswith(_HOUSES) and _COMMON.fullmatch(stem) is None


@lru_cache(1 << 12)
def is_ground(stem: str) -> bool:
    """The same of houses and of grounds that many use: 무등산국립공원, 섬진강체육관."""
    return stem.endswith(_GROUNDS) and _COMMON.fullmatch(stem) is None


COUNTRIES = listed(
    """
    한국 일본 중국 미국 대만 베트남 태국 필리핀 인도네시아 말레이시아 싱가포르 캄보디아 라오스 미얀마 몽골 인도
    네팔 우즈베키스탄 카자흐스탄 튀르키예 이스라엘 이란 이라크 사우디아라비아 카타르 아랍에미리트 이집트 케냐
    에티오피아 남아프리카공화국 러시아 우크라이나 폴란드 독일 프랑스 영국 이탈리아 스페인 포르투갈 네덜란드
    벨기에 스위스 오스트리아 체코 헝가리 덴마크 스웨덴 노르웨이 핀란드 그리스 캐나다 멕시코 브라질 아르헨티나
    칠레 페루 콜롬비아 쿠바 호주 뉴질랜드 북한 홍콩 마카오 괌 사이판
    """
)
BUILDING = listed(
    "운영 건립 조성 신축 증축 설립 유치 리모델링 활성화 신설 확충 이전 개발 현대화 설계"
)  # 물류센터 건립
COURTS = ("지법", "고법", "지원", "법원")
_NUMBERED = pattern(r"[가-힣]{2,4}\d{1,2}동")


def named_place(stem: str) -> bool:
    """Whether a noun names a region or a town, or several: 온천2동, 파주·연천·포천."""
    if stem[-1:] == "동" and _NUMBERED.fullmatch(stem):
        return True
    if "·" in stem:
        parts = stem.split("·")  # 목포·해남·여수, though 해남 alone need be none
        known = any(is_region(part) or is_town(part) for part in parts)
        return known and all(part in regions() or is_town(part) for part in parts)
    return is_region(stem) or is_town(stem)


def leading_hall(told: str) -> int:
    """Where the hall ends that opens an entry (도청 대회의실 확대간부회의), 0 without one."""
    end = at = 0
    for word in told.split(" ")[:-1]:
        at += len(word) + 1
        bare = word.strip(" ,·")
        if bare.endswith(("회의", "행사", "보고회")):
            break
        room = end > 0 and bare[-1:] in "실홀당" and len(bare) > 2  # 도청 서재필실
        end = at if bare and (is_venue(bare) or room) else end
    return end
