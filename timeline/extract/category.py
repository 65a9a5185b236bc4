"""What kind of thing is it? Eight categories by words, the one with most of them; the words are the reason."""

from __future__ import annotations

import re
from functools import lru_cache

from timeline.extract.lazy import pattern
from timeline.korean.patterns import by_first_letter

TABLE = {
    "생활·신청마감": """
        신청 접수 모집 마감 공모 납부 지원금 바우처 월세 수당 급여 쿠폰 상품권 검진 예방접종 건강 보건소
        돌봄 복지 무료 상담 일자리 채용 구직 분리배출 단수 정전 귀농 상환 환급 기부 기탁 나눔 봉사 성금
    """,
    "교통·안전": """
        교통 통제 우회 도로 철도 버스 지하철 KTX 운행 개통 안전 점검 훈련 방재 소방 대피 주의보 경보
        특보 태풍 호우 폭설 한파 폭염 산불예방 방역 화재예방 재난 장맛비 소나기 날씨 황사 강풍 여객선 결항 항로
        운항 노선 차로 지하차도 산불조심
    """,
    "사회·사건": """
        사고 화재 숨져 사망 부상 구속 체포 입건 기소 공판 재판 선고 판결 경찰 검찰 수사 압수수색 시위
        집회 파업 폭행 살해 절도 충돌 추락 붕괴 침몰 폭발 지진 실종 혐의 음주운전 고소 고발 영결식
        산불 교통사고 전복 좌초 땅꺼짐 끼임 흉기 추행 성폭행 사기 횡령 뇌물 징역 벌금 구형 송치 영장 검거 납치 구조
        표류 도주 뺑소니 마약 도박 협박 불구속 항소 상고 피의자 용의자 숨진 다쳐 별세 추모
    """,
    "체육": """
        경기 홈경기 원정 연전 차전 축구단 타이거즈 대회우승 선수 체육 축구
        야구 농구 배구 골프 마라톤 리그 올림픽 월드컵 선수권 전국체전 체전
        씨름 태권도 육상 수영 펜싱 양궁 탁구 배드민턴 우승 결승 라운드 감독 파크골프 선발승 득점 홈런 금메달
        은메달 동메달 등판 치어리딩
    """,
    "교육": """
        교육 학교 학생 대학 입학 졸업 수료 강좌 강연 특강 연수 유치원 교육청 수능 장학 캠프 교사
        아카데미 워크숍 평생학습 독서
    """,
    "문화·축제": """
        축제 공연 전시 콘서트 음악회 연극 뮤지컬 영화 미술 박물관 미술관 도서관 문화 예술 특별전 기획전
        버스킹 페스티벌 페스타 비엔날레 국악 관광 여행 해맞이 방송 드라마 문학 사진전 상설전 작가 마켓
    """,
    "경제": """
        기업 투자 협약 산업 산단 수출 수입 경제 금융 은행 예산 국비 매출 판매 출시 시장 농산물 수산물
        축산 농업 어업 창업 상권 특산품 직거래 판촉 공장 착공 준공 분양 입주 자유구역 AI 반도체 에너지
        관광산업 관세
    """,
    "정치·행정": """
        의회 의원 시장 군수 지사 도지사 장관 대통령 선거 투표 조례 국회 정부 행정 위원회 청문회 임명
        취임 퇴임 당선 국정감사 회의 협의회 간담회 업무보고 출범 지정 선포 개청 군청 시청 도청 의결
        특별법 정책 청장 통합
    """,
}
_WORDS = {word: name for name, words in TABLE.items() for word in words.split()}
_LOOKS_LIKE = {  # what a word is not: 정체전선, 경기도, 서울시장
    "체전": r"체전(?<!정체전)(?!선)",
    "경기": r"경기(?!도|지역|\s(?:수원|용인|고양|성남|안양|부천|남부|북부|화성|평택|파주|김포|양주|포천|이천|여주))",
    "연전": r"연전(?<=[\d이삼사]연전)",
    "전시": r"전시(?!장\b|의회|교육)",
    "대학": r"대학(?!병원)",
    "시장": r"시장(?!배)",
}
_BRANCHES = by_first_letter(_LOOKS_LIKE.get(w, re.escape(w)) for w in sorted(_WORDS, key=len, reverse=True))
_FIRST, _SECOND = ("".join(sorted({word[n] for word in _WORDS})) for n in (0, 1))
# two classes before all branches, for most letters begin none
_PATTERN = pattern(rf"(?=[{_FIRST}][{_SECOND}])(?:{'|'.join(a + rest for a, rest in _BRANCHES.items())})")


@lru_cache(256)  # the headline is asked for every event of its article, a sentence for every event in it
def _words(stretch: str) -> tuple[str, ...]:
    """The words of the table in a stretch of text, in order."""
    return tuple(_PATTERN.findall(stretch))


def category(title: str, sentence: str, headline: str = "") -> tuple[str, tuple[str, ...], str]:
    """The category, up to three topic words found, and the reason in Korean. Words of the title count three times."""
    score = dict.fromkeys(TABLE, 0)
    topics: dict[str, None] = {}
    for weight, stretch in ((3, title), (1, sentence), (1, headline)):
        for word in _words(stretch):
            score[_WORDS[word]] += weight
            topics.setdefault(word)
    if not topics:
        return "정치·행정", (), "갈래를 말하는 낱말 없음"
    best = max(score, key=score.__getitem__)
    shown = [w for w in topics if _WORDS[w] == best][:3]
    return best, tuple(topics)[:3], f"갈래: {', '.join(shown)}"
