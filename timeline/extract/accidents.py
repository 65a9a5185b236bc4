"""What an accident is called: 북구 두암동 화재, 순천시 서면 교통사고.

A report of an accident tells what became of it in its main clause (20분 만에 꺼졌다, 2명이 다쳤다); a calendar
is told what it was and where.
"""

from __future__ import annotations

from timeline.extract.extent import district
from timeline.extract.lazy import pattern
from timeline.extract.words import alternation
from timeline.model import Place, Span

_VEHICLE = (
    "(?:"
    + alternation(
        """
        차량 승용차 화물차 트럭 버스 오토바이 자전거 킥보드 택시 열차 기차 레미콘 트레일러 탑차 승합차 경운기
        트랙터 굴착기 지게차 덤프 중앙분리대 가드레일 전신주 가로수 SUV 구급차 순찰차 보행자 행인
        """
    )
    + ")"
)
_SHIP = "(?:어선|여객선|선박|유람선|낚싯배|화물선|유조선|예인선|보트|요트|배)"
_LEAK = (
    r"(?:(?:암모니아|염소|일산화탄소|도시|유독|탄산) )?"
    r"(?:[가-힣]{0,4}가스|암모니아|염소|황화수소|화학물질|기름|염산|질산|황산)"
)
_HURT = r"[^.]{0,30}?(?:숨[졌지진져]|사망|다[쳤치친쳐]|부상|의식|중상|경상|크게|심정지|목숨|화를|변을)"
# What it cannot be told without, what is said, and what it is called; a name with {} takes who or what suffered it.
_KINDS = tuple(
    (tuple(needs.split()), pattern(told), name)
    for needs, told, name in (
        ("산불", r"산불(?:이|가|로|을|은)\s|산불\s(?:발생|진화)", "산불"),
        (
            "불 화재 화염",
            r"(?:불이|화재가)\s(?:\S+\s)?(?:나|났|난|발생|시작|붙|번[져졌지])|(?:불길|화염)에 휩싸"
            r"|[난던] 불(?:로|에)\s",
            "화재",
        ),
        ("지진", r"규모\s?(?P<much>\d\.\d)의?\s?(?:\S+\s)?지진", "규모 {} 지진"),
        ("꺼짐 싱크홀 침하", r"땅\s?꺼짐|싱크홀|지반\s?침하", "땅꺼짐"),
        (
            "폭발 터",
            r"폭발\s?(?:사고|음|이\s|했|해\s|하면|하는|한\s)|[이가]\s(?:폭발|터[져졌지])",
            "폭발 사고",
        ),
        ("뒤집 전복", rf"(?P<much>{_SHIP})(?:\([^)]*\))?[이가]\s(?:\S+\s){{0,3}}?(?:뒤집|전복)", "{} 전복"),
        (
            "침몰 가라앉",
            rf"(?P<much>{_SHIP})(?:\([^)]*\))?[이가]\s(?:\S+\s){{0,3}}?(?:침몰|가라앉)",
            "{} 침몰",
        ),
        ("좌초", rf"(?P<much>{_SHIP})(?:\([^)]*\))?[이가]\s(?:\S+\s){{0,3}}?좌초", "{} 좌초"),
        ("충돌 들이받 부딪", rf"(?P<much>{_SHIP})[^.]{{0,40}}?(?:충돌|들이받|부딪)", "{} 충돌"),
        (
            "충돌 추돌 들이받 부딪 전복 뒤집 돌진 덮 미끄러 추락 전도 넘어졌 굴러 사고 에",
            rf"{_VEHICLE}[^.]{{0,60}}?(?:충돌|추돌|들이받|부딪|전복|뒤집|돌진|덮[쳐쳤치]|미끄러|추락|전도|넘어졌|굴러)"
            rf"|(?:충돌|추돌|들이받|부딪)[^.]{{0,20}}?{_VEHICLE}"
            r"|(?:추돌|충돌|교통)\s?사고[가로를]\s|[가-힣]*(?:차|차량|트럭|버스|오토바이|택시)에 (?:치[여인어]|받혀)",
            "교통사고",
        ),
        ("무너 붕괴", r"(?P<much>[가-힣]+)[이가]\s(?:\S+\s){0,2}?(?:무너[져졌지]|붕괴[했돼됐되])", "{} 붕괴"),
        (
            "누출 유출 새 샜",
            rf"(?P<much>{_SHIP}에서 (?:기름|중유|경유|벙커C유))[이가]\s(?:\S+\s)?(?:누출|유출|새어?\s나|샜)",
            "{} 유출",
        ),
        ("유출", rf"(?P<much>{_LEAK})[이가]\s(?:\S+\s)?유출", "{} 유출"),
        ("누출 새 샜", rf"(?P<much>{_LEAK})[이가]\s(?:\S+\s)?(?:누출|새어?\s나|샜)", "{} 누출"),
        ("전기 정전", r"전기(?:\s?공급)?[이가]\s(?:\S+\s)?(?:끊|중단)|정전(?:이|됐|돼|되|으로|을)", "정전"),
        ("끼", rf"(?:에|사이에)\s(?:끼[여이어였])|끼임\s?사고|끼[여였]{_HURT}|[이가]\s끼[여였]", "끼임 사고"),
        ("쏘", r"벌(?:떼)?에\s(?:\S+\s)?쏘[여였이인]|벌\s?쏘임\s?사고", "벌 쏘임 사고"),
        ("찔", r"흉기에\s(?:\S+\s)?찔[려린렸리]", "흉기 피습"),
        ("깔", rf"깔(?:려|리는|렸){_HURT}", "깔림 사고"),
        ("추락 떨어", rf"(?:추락|떨어[져졌지])\S*{_HURT}|추락\s?사고", "추락 사고"),
        (
            "빠 익사",
            rf"(?:물|바다|강|하천|저수지|호수|계곡|웅덩이)에 빠[져졌진]{_HURT}|익사",
            "물놀이·익수 사고",
        ),
        ("감전", rf"감전\S*{_HURT}|감전\s?사고", "감전 사고"),
        ("질식 중독", rf"질식\S*{_HURT}|질식\s?사고|(?:일산화탄소|가스)에?\s?중독", "질식 사고"),
    )
)
# Without one of these there is no accident.
_STEMS = pattern(  # each begins with a letter: `re` skips to those
    "교통사고|불[이길]|화[재염]|산불|지진|꺼짐|싱크홀|침[하몰]|폭발|터[져졌]|뒤집|전[복도]|가라|좌초|충돌|추돌|들이|부딪|"
    "돌진|덮[치쳐쳤]|굴러|난 불|던 불|미끄|추락|넘어|치[여인어]|받혀|무너|붕괴|에 끼|이 끼|가 끼|끼[임여였]|흉기에|"
    "에 쏘|쏘임|깔[려리렸]|떨어|에 빠|익사|누출|유출|새어? 나|샜|감전|질식|중독|전기|정전"
)
# Drills and trials speak of accidents too, and so does whoever would prevent them.
_NOT = pattern(
    "훈련(?!소|병|원)|예방|대비|대응|가정|캠페인|교육|추모|추념|기공|재판|공판|선고|구형|기소|혐의|송치|조사\\s?결과|대책|복구|"
    "점검|우려|위험|보험|보상|합의|주의보|경보|특보|판결|시연|회의|토론|세미나|기념|영화|공연|전시"
)
KINDS = pattern(
    r"(?:화재|산불|지진|땅꺼짐|정전|교통사고|전복|침몰|좌초|충돌|붕괴|누출|유출"
    r"|흉기 피습|(?:폭발|끼임|깔림|추락|익수|감전|질식|쏘임) 사고)$"
)


_HILLS = pattern(r"야산|임야|산림|산자락|산기슭|국유림")


_THIS = pattern(r"^(?:이|그|해당|한) ")


def accident(stretch: str, place: Place | None, span: Span, named: str) -> str:
    """The title of an accident told in a stretch of a sentence; "" where it tells none.

    `named` is the event noun that the sentence has for it: 추모식 after 참사 is no accident.
    """
    if (span.end - span.start).days > 1 or not _STEMS.search(stretch) or _NOT.search(stretch):
        return ""
    told = min(
        (
            (found.start(), name, found)
            for needs, told, name in _KINDS
            if any(need in stretch for need in needs) and (found := told.search(stretch)) is not None
        ),
        key=lambda found: found[0],
        default=None,
    )
    if told is None or (named and named not in stretch[told[0] :] and KINDS.search(named) is None):
        return ""
    hill = place is not None and _HILLS.search(place.text) is not None
    if told[1] == "화재" and hill:
        return f"{district(place)} 산불".strip() if place is not None else ""
    kind = told[1].format(told[2]["much"].replace("에서 ", " ")) if "{}" in told[1] else told[1]
    where = _THIS.sub("", district(place)) if place is not None else ""
    where = "" if kind.split(" ", 1)[0] in where else where  # 유조선에서 기름이 유출됐다
    return f"{where} {kind}".strip()
