"""The words that reading events leans on: particles, verbs, event nouns, and the nouns that only look like them.

A word that is missing here is added here; no module below keeps words of its own but for its one question.
"""

from __future__ import annotations

import re


def listed(words: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(words.split())


def alternation(words: str) -> str:
    """The words of a table as the inside of a pattern's group, longest first."""
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


PARTICLES = {
    # ending: (role, what the syllable before it must have: True a final consonant, False none, None either)
    "에서는": ("place", None), "에서도": ("place", None), "에서의": ("place", None), "에서": ("place", None),
    "에선": ("place", None), "에게서": ("to", None), "에게는": ("to", None), "에게": ("to", None),
    "한테": ("to", None), "께서": ("subject", None), "에는": ("at", None), "에도": ("at", None),
    "에만": ("at", None), "에": ("at", None), "으로는": ("way", True), "으로서": ("way", True),
    "으로써": ("way", True), "으로": ("way", True), "로서": ("way", False), "로써": ("way", False),
    "로": ("way", None), "은": ("topic", True), "는": ("topic", False), "이": ("subject", True),
    "가": ("subject", False), "을": ("object", True), "를": ("object", False), "과": ("with", True),
    "와": ("with", False), "의": ("of", None), "부터": ("from", None), "까지": ("until", None),
    "보다": ("than", None), "처럼": ("than", None), "대로": ("than", None), "이나": ("with", True),
    "만": ("only", None),
}  # fmt: skip

# Nouns whose last syllable looks like a particle.
WHOLE = listed(
    """
    순천만 광양만 여자만 득량만 강진만 영일만 아산만 도암만 해창만 가로림만 함평만 보성만 회의 협의 논의
    심의 강의 건의 결의 합의 편의 주의 동의 문의 정의 토의 예의 임의 창의 호의 유의 민주주의 제의 발의
    결과 성과 효과 경과 사과 통과 부과 학과 교과 과 초과 치과 외과 내과 안과 총무과 문화과 관광과 체육과
    환경과 농정과 어린이 높이 길이 깊이 넓이 아이 종이 맞이 해맞이 놀이 먹이 나이 차이 사이 젊은이
    이야기 제주도 경기도 강원도 전라남도 전라북도 충청남도 충청북도 경상남도 경상북도 도로 진로 경로
    통로 선로 활로 항로 회로 대로 별로 서로 새로 바로 스스로 함께로 마을 가을 노을 올가을 음악회 갑을
    마음 지원 종로 구로 미로 수로 폐로 을지로 세종로 충장로 금남로 상무대로 원로 피로 위로 가요 국가
    평가 작가 화가 전문가 참가 증가 추가 물가 단가 허가 인가 주가 대가 요가 휴가 상가 투자가 음악가
    예술가 소설가 건축가 기업가 농가 어가 일가 외가 축가 원가 정가 유가 국악가 재가 결가 자가 무용가
    한국화가 서양화가 만화가 도예가 서예가 반딧불이 찾아가는
    사업가 평론가 운동가 활동가 교육가 정치가 탐험가 최은 조은 좋은 많은 같은 작은 높은 낮은 넓은 젊은
    깊은 밝은 늦은 짧은 적은 얕은 검은 붉은 푸른 또는 혹은 이은 박은 다은 가은 지은 본인은 국은
    """
)

EVENT_NOUNS = listed(
    """
    개청식 개관식 개소식 개원식 개통식 개막식 폐막식 준공식 착공식 기공식 협약식 체결식 조인식 출범식
    발대식 창립식 기념식 추모식 추념식 영결식 제막식 시상식 수여식 수료식 입교식 졸업식 입학식 취임식
    퇴임식 이임식 임용식 선포식 선서식 출정식 결의식 전달식 기탁식 봉헌식 점등식 현판식 개장식 폐장식
    기원제 위촉식 위령제 서명식 비전선포식 결단식 해단식 환송식 환영식 약정식 종무식 시무식 제설식
    결혼식 장례식 진수식 명명식 취항식 봉송식 의식행사 안장식 전수식 수상식 개회식 폐회식 다짐식 완공식
    상량식 개교식 혼례식 설명회 토론회 간담회 발표회 보고회 공청회 음악회 연주회 전시회 박람회 대회 총회
    연찬회 다과회 좌담회 회견 기자회견 품평회 상담회 시연회 시음회 시식회 운동회 체육회의 공연회 독주회
    독창회 강연회 낭독회 낭송회 경연회 협의회의 확대회의 반상회 바자회 송년회 신년회 인사회 시사회
    교례회 교류회 상영회 감상회 협상 출판기념회 사인회 팬미팅 설명 회의 본회의 임시회 정례회 전체회의
    간부회의 대책회의 정상회의 회담 정상회담 면담 세미나 포럼 워크숍 워크샵 콘퍼런스 컨퍼런스 심포지엄
    심포지움 학술대회 학회 강연 강좌 특강 교육 연수 캠프 캠페인 행사 축제 페스티벌 페스타 콘서트 공연
    연극 뮤지컬 음악제 영화제 문화제 예술제 미술제 가요제 체육제 대동제 축전 체전 체육대회 경기 리그
    선수권대회 선수권 올림픽 월드컵 결승 결승전 예선 본선 개막전 특별전 기획전 상설전 사진전 개인전
    초대전 회고전 작품전 전시 비엔날레 엑스포 플리마켓 마켓 장터 직거래장터 공모전 경진대회 콩쿠르
    오디션 선거운동 선거 투표 사전투표 경선 국민투표 공판 재판 선고 선고공판 결심공판 청문회 인사청문회 국정감사
    행정사무감사 국정조사 감사 훈련 민방위훈련 체험행사 판촉전 판촉행사 특판행사 할인행사 봉사활동
    나눔행사 나눔 모집 접수 신청 원서접수 마감 시험 필기시험 면접 채용 수능 사고 화재 산불 지진 폭발
    붕괴 추락 침몰 충돌 호우 폭설 태풍 시위 집회 파업 총파업 기념파티 파티 개막 폐막 개장 폐장 개통 개관
    개원 개소 개청 출범 준공 착공 기공 완공 입주 분양 발사 출시 개봉 방송 방영 발매 상영 취임 퇴임 당선
    임명 협약 업무협약 투자협약 조약 서명 계약 축하행사 퍼레이드 행진 걷기대회 마라톤 마라톤대회 순례
    연설 시정연설 만찬 오찬 조찬
    노래자랑 아트페어 산행 트레킹 리사이틀 북토크 북콘서트 토크쇼
    버스킹 잔치 큰잔치 한마당 난장 북페어 지명식 소등행사
    예행연습 모의훈련 리허설 발인 노제
    성화봉송 봉송 해맞이 해넘이 해돋이 제례 미사 법회 예배 기도회 수련회 야유회 동창회 향우회 체험
    체험프로그램 프로그램 실증 시연 점검 합동점검 단속 집중단속 조사 실태조사 방역 소독 검진 접종
    예방접종 상담 순회상담 설문조사 여론조사 공모 추첨 당첨자발표 합격자발표 발표 시상 표창 수상 휴관
    휴장 휴업 휴진 단수 정전 통제 교통통제 우회 폐쇄 임시폐쇄 운행 운항 취항 시범운행 시범운영 대관 경매
    입찰 공고 장날 오일장 임시총회 정기총회 창립총회 주주총회 실무협의 이벤트 버스킹 초연 리사이틀
    갈라쇼 패션쇼 쇼케이스 에어쇼 불꽃쇼 드론쇼 쇼 학술제 독서대전 문학제 백일장 사생대회 골든벨 어워즈
    시상 투어 박람회장개장 김장 김장행사 토크콘서트 북콘서트 포상 헌혈 해단 실무접촉 접촉 답사 현장답사
    이·취임식 이취임식 종합평가회 평가회 성과공유회 공유회 정기회의 발표대회 결의대회 전야제 추모제
    부활제 진혼제 위령제 산신제 당산제 풍어제 기우제 해신제 용왕제 고유제 전국체전 연전 개막경기 한마당
    한마당잔치 잔치 대잔치 대축제 대축전 씨름대회
    """
)
# One-syllable tails (전, 식, 제, 쇼) are trusted only on words of three syllables or more that are not these.
NOT_EVENTS = listed(
    """
    생산단수 방식 음식 형식 소식 양식 인식 지식 주식 상식 한식 일식 중식 의식 도식 서식 급식 외식 간식 휴식 결식
    번식 장식 학교급식 먹는방식 문제 과제 경제 규제 의제 주제 숙제 실제 전제 면제 관제 배제 억제 해제
    공제 결제 어제 제도 체제 법제 자제 국제 신제 삭제 통합경제 지역경제 시장경제 사회문제 환경문제
    주거문제 교통문제 의회 협회 사회 국회 기회 교회 조합회 위원회 협의회 시의회 군의회 도의회 구의회
    연합회 학생회 노인회 부녀회 청년회 동호회 후원회 재단이사회 이사회 추진위원회 상공회 체육회 문화회
    운영위원회 번영회 자치회 주민자치회 학부모회 선교회 연구회 학술회 봉사회 여성회 안전 완전 발전 충전
    도전 회전 사전 역전 운전 이전 대전 오전 직전 비전 보전 가전 광전 송전 발전전 원전 한전 터전 식전
    대상전 작전 훈련소 감사패 감사장 교육청 교육장 교육감 교육부 교육지원청 경기도 선거구 선거인
    """
)

# What stands behind a person's name, and behind 전 (formerly).
RANKS = tuple(
    listed(
        """
        작가 시인 교수 대표 씨 의원 시장 군수 구청장 지사 장관 차관 총리 대통령 국장 과장 회장 감독 코치 이사장
        원장 총장 학장 교장 사장 위원장 의장 판사 검사 변호사 기자 화백 선수 후보 부시장 부군수 비서관 청장
        서장 단장 관장 지부장 조합장 본부장 팀장 면장 읍장 동장 이장
        """
    )
)

# Verbs of holding: their object or subject is the event itself.
HOLD = listed(
    """
    개최 주최 진행 실시 거행 마련 시행 운영 주관 엄수 봉행 전개 열림 염 가짐 펼침 치름 벌임 이뤄짐 개회 마무리 마침
    """
)
# Verbs that only say that somebody said so.
SAYING = listed(
    """
    밝힘 전함 말함 보도 설명 강조 주장 당부 덧붙임 언급 지적 비판 호소 알림 전망 답변 답 반박 해명 예고
    추궁 질타 성토 질의
    인용 피력 토로 진술 시사 반문 이야기 얘기 부연 역설 회고 경고 알려짐 전해짐 표명 발언 기대 말씀드립
    """
)
# Saying or doing: a saying only behind a quotation (…라고 평가했다), or when a paper does it.
SAYING_OR_DOING = listed("소개 공지 분석 평가 촉구 다짐 보고 축하 격려 환영 게재 확인 약속 경고")
# Saying that is news when an office does it: 발표 and 공개 of a plan or a result is an event (GUIDE).
ANNOUNCING = listed("발표 공개 선언 선포 공표 공고 고시")
# Nothing happens in these; with a wide time they make statistics and background.
STATIC = listed(
    """
    제기 우려 대두 논란 시간 계기 도움 기회 화제 발판 밑거름 역할 기반 토대 원동력 힘 인식 간주 잡음
    거둠 두드러져 정착 제공 높여 앎 쌓음 지님 띔 얻음 받음 지원 기여 확대 강화 노력 힘씀 추가 증가 감소
    상승 하락 기록 해당 차지 예상 추정 집계 분석 파악 나타남 달함 그침 늘어남 줄어듦 늘림 넘음 웃돎 밑돎
    비롯 포함 의미 필요 가능 불가능 존재 위치 소속 활동 거주 근무 재직 역임 유지 지속 계속 보유 소유
    자랑 인기 사랑 이어짐 이어옴 대비 평균 미만 이상 불과 구성 담당 보임 꼽힘 자리매김 생각 예정 전망
    기대 주목 인정 호응 작용 해당 관측 분류 표현 급증 급감 둔화 성장 개선 악화 하락 상승세 참석 참여
    함께 논의 공유 격려
    """
)
# Attending and talking: at a time told by 이날 they belong to the day's event rather than make one.
ATTENDING = listed(
    """
    시청 감상 검토 공감 수립 제시 건의 확인 협의 의논 경청 응원 참석 참여 함께 논의 공유 격려 진행 마련
    구성 이어짐 인사 축사 관람 기념촬영 촬영 시찰 청취 소통 당부 토론 의견 감사 축하 체험 이뤄짐 펼침
    소개 안내 다짐 모음 나눔 강연 발표 전달 시상 표창 수여 보고 점검 심의 의결 선보임 상영 전시 배부
    배포 운영
    """
)

# Nouns by which a paper points at the event it has just told.
POINTERS = listed(
    """
    행사 회의 자리 이번행사 이자리 대회 교육 축제 워크숍 간담회 설명회 공연 전시 협약 협약식 회견
    기자회견 회담 토론회 점검 현장 사고 수여식 시상식 기념식 캠페인 봉사활동 방문 인터뷰 방송 회동 경기
    집회 포럼 세미나 프로그램 훈련 개소식 준공식 착공식 발표회 보고회 위원회 총회
    """
)

# Words between clauses that belong to no noun phrase.
ADVERBS = listed(
    """
    적극 중점 신속히 철저히 꾸준히 앞서 이어 한편 특히 또 또한 이에 당초 뒤늦게 처음 모두 총 약 직접
    함께 더 가장 매우 크게 다시 이미 역시 따르면 아울러 이밖에 이외에도 다만 그러나 그리고 그런데 하지만
    따라서 먼저 마지막으로 이르면 늦어도 오는 지난 결국 끝내 잘 곧 이같이 이처럼 대체로 본격 무려 각각
    서로 공식 강력히 조용히 전격 잇따라 속속 일제히 잇달아 나란히 차례로 일찌감치 앞다퉈
    """
)
# Verbs whose noun is the place or rank that stands before them in 에 or 으로: 공모사업에 선정돼, CEO로 취임한다.
REACHING = listed(
    """
    선정 당선 합격 임명 취임 참가 참석 참여 출전 가입 등재 지정 착수 돌입 진출 입단 입학 등극 발탁 선임
    선출 위촉 승진 복귀 합류 데뷔 입주 부임 전환 격상 승격 변경 확정 이전 입국 출국 방문 도착 공개 등장
    출석 출마 합의 등록
    """
)
# With a year or a half only: what a chronicle would note.
LASTING = listed(
    """
    선정 지정 제정 조성 추진 개최 창립 설립 설치 개발 도입 시작 시행 발행 완료 건립 임명 수상 체결 등록
    개관 개통 개원 개교 개소 개장 준공 착공 완공 출범 출시 폐지 통합 승격 당선 취임 퇴임 은퇴 데뷔 탈퇴
    사망 출생 인상 인하 신설 확장 이전 발견 복원 개정 공포 시행 통과 의결 승인 허가 취소 구입 임대 선고
    개봉 발매 결성 마무리 완료 종료 독립 수립 방문 참가 출전 우승 전환 제작 리모델링 강타 매각 인수 합병
    등재 보급 구축 입어 착수 통보 거부
    """
)
# What one does before a deadline: 31일까지 신청, 접수.
APPLYING = listed(
    """
    신청 접수 제출 납부 응모 모집 예약 등록 상환 환급 신고 공모 투표 예매 가입 반납 이의신청 참가신청
    """
)
# Native verbs whose subject is what they are about.
INTRANSITIVE = listed(
    "별세 타계 서거 사망 열림 펼침 이뤄짐 치름 붕괴 사망 숨져 끝나 시작 벌임 들어서 나와 내려 막혀 끊겨 추락 작고"
)
# Objects that say nothing of what happens: 시간을 보냈다, 계기를 마련했다, 최선을 다한다.
HOLLOW = listed(
    """
    시간 계기 기회 의미 뜻 모습 도움 역할 성과 눈길 관심 호응 박차 만전 최선 힘 목소리 마음 자리 매력
    앞장 노력 발판 토대 기반 디딤돌 보탬 이목 화제 찬사 박수 감동 보람 웃음 온기 온정 정 이야기 의지
    뜻깊은 기대 논란 파장 물의
    """
)
# Nouns too wide to name an event by: 사항 공식화, 대상자 선정.
WIDE_NOUNS = listed(
    """
    피해 순간 관심 사랑 신청서 성장 변화 효과 운영 수행 추진 사용 과정 내용 사항 내용 대상 대상자 차량
    부분 방안 결과 의견 사업 계획 기반 활동 분위기 제안 안건 이후 자 등 문제 상황 환경 지역 프로그램
    서비스 사람 주민 주민들 참석자들 시설 자료 정보 예산 성과
    """
)
