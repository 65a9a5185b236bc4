"""What is this line of a news page: prose, caption, byline, stamp, navigation?

Text dumps and HTML bodies share these tables; a form not yet known is a new alternative here and a saved
page in tests/pages. Patterns are matched on the line without its bullet, whole lines unless said otherwise.
"""

from __future__ import annotations

import re
from enum import StrEnum

from crawler.byline import byline
from crawler.labels import bare_day, bare_time, is_dated, times, without_times


class Line(StrEnum):
    """What a line is, as far as it tells by itself."""

    BLANK = "blank"
    RULE = "rule"  # ------, ======, 끝.
    PRINTED = "printed"  # a bare day: in a page's head, the day it was printed or saved
    TRAIL = "trail"  # 홈 > 뉴스 > 정치
    STAMP = "stamp"
    BYLINE = "byline"
    CAPTION = "caption"
    FURNITURE = "furniture"  # buttons, menus, counters
    ASIDE = "aside"  # 관련기사: may stand inside an article
    END = "end"  # what stands after an article: 많이본 뉴스, 저작권자
    FIELD = "field"  # 담당부서 : 문화관광과
    ADDRESS = "address"  # the page's own URL
    ITEM = "item"  # a line of a list: △, ○, 1.
    HEADING = "heading"
    PROSE = "prose"


LONG = 80  # letters: no heading is as long

SECTIONS = frozenset(
    (
        *(
            "정치",
            "경제",
            "사회",
            "문화",
            "교육",
            "스포츠",
            "지역",
            "전국",
            "국제",
            "연예",
            "오피니언",
            "사설",
        ),
        *(
            "칼럼",
            "기획",
            "특집",
            "건강",
            "종합",
            "행정",
            "자치",
            "의회",
            "농업",
            "환경",
            "관광",
            "복지",
            "인물",
        ),
        *(
            "동정",
            "인사",
            "부고",
            "포토",
            "영상",
            "피플",
            "뉴스",
            "보도자료",
            "공지사항",
            "지방자치",
            "자치행정",
        ),
    )
)

_RULES = (r"[\-=_~*·•─━═▬—–#+.\s]{3,}", r"[-—–<]?\s?끝\s?[-—–>.]?")
_ENDS = (  # matched at the line's start
    r"많이\s?본\s?(?:뉴스|기사)",
    r"인기\s?(?:뉴스|기사)",
    r"실시간\s?(?:핫이슈|인기|뉴스|랭킹)",
    r"(?:오늘의\s?)?(?:주요|핫|추천|포토)\s?(?:뉴스|기사|이슈)",
    r"[가-힣\s]{0,40}다른\s?(?:기사|뉴스)\s?(?:더\s?)?보기",
    r"지난\s?기획\s?시리즈",
    r"[가-힣\s]{0,20}이용\s?규칙\s?보기",
    r"\d{1,5}개의\s?댓글",
    r"(?:독자|네티즌|누리꾼|회원|한\s?줄)\s?(?:의견|댓글).{0,16}$",
    r"댓글\s?(?:쓰기|입력|달기|운영)",
    r"(?:이전|다음)\s?(?:글|기사)|(?:이전|다음)\s?[:：]",
    r"만족도\s?조사",
    r"[^.]{0,20}(?:후원|응원)해\s?주세요$",
    r"[가-힣\s]{0,12}기사\s?제보",
    r"이\s?기사를\s?추천",
    r"뉴스레터\s?구독",
    r"인터넷신문위원회",
    r"(?:웹\s?사이트|홈페이지)\s?[:：]\s?(?:https?|www)|(?:언론\s?)?연락처$",
    r"공감언론\s?\S",
    r"랭킹\s?(?:뉴스|기사)",
    r"(?:오늘|이번\s?주|금주|주간)의?\s?(?:주요|인기|추천)\s?(?:뉴스|기사)",
    r"(?:이\s?시각|지금\s?뜨는|이\s?기사를\s?(?:본|읽은)|더\s?(?:볼만한|많은)|놓치면|다음(?:으로)?\s?(?:읽을|볼)|함께\s?(?:볼|읽|보)\S{0,4}|가장\s?많이|당신을\s?위한|방금\s?들어온)\s.{0,20}(?:뉴스|기사|글|콘텐츠)$",
    r"관련\s?글|.{0,30}카테고리의\s?다른\s?글|이것을\s?공유",
    r"이\s?기사(?:에\s?대한\s?여러분|에\s?어떤\s?감정|\s?어땠)",
    r"(?:태그|키워드|해시태그)\s?[:：]|(?:태그|키워드)(?:Tags?)?$",
    r"제보(?:는|를)\s.{0,60}(?:카카오톡|이메일|전화)",
    r"(?:제보|채널|구독)\s?[:：].{0,60}",
    r"[^.]{0,14}(?:당신|여러분|시청자|독자)의\s(?:소중한\s)?제보",
)
_RIGHTS = (  # matched at the line's start, sentences too
    r"[<\[(]?저작권자",
    r".{0,80}(?:Copyright|All\s?rights?\s?reserved)",
    r"[ⓒ©]\s?\S",
    r".{0,40}(?:무단\s?(?:전재|복제|배포)|허락\s?없이\s?(?:옮|복사|베|전재|사용|퍼))",
    r"본\s?저작물은",
    r"[^.]{0,40}(?:후원|구독)(?:으로|이|은|료로|금으로)\s[^.]{0,24}(?:만듭니다|만들어집니다|운영됩니다|힘이\s?됩니다)",
    r".{0,14}(?:뉴스|방송|일보|신문)(?:는|은)\s?여러분의\s?(?:소중한\s?)?제보",
    r"현재\s?페이지의\s?내용|이\s?페이지에서\s?제공하는\s?정보|덧붙이는\s?글(?:\s?[|]|$)",
    r"공공누리|현장에서\s작성된\s기사|기사\s?제공\s[가-힣A-Za-z0-9]{2,14}$",
)
_ASIDES = (
    r"[\[<]?(?:관련|최신|연관)\s?(?:기사|뉴스)",
    r"첨부\s?파일",
    r"\S[^.]{0,60}\.(?:hwpx?|pdf|jpe?g|png|zip)\b",
)
_BUTTONS = (
    r"[\w.+-]{1,40}@[\w.-]{1,40}|본문\s?요약(?:봇)?|텍스트\s?음성\s?변환.{0,12}|요약봇|기사\s?요약",
    r"공유(?:하기)?\s?:.{0,60}|(?:#[^\s#]{1,30}\s?){1,20}",
    r"로그인|로그아웃|회원가입|마이페이지|전체\s?(?:메뉴|기사|보기)|메뉴|(?:통합)?검색|구독(?:신청|하기)?",
    r"(?:본문|메뉴)?\s?바로(?:가기|보기)|모바일\s?웹|PC\s?버전|광고|AD|TOP|뉴스\s?홈|QR코드|제보하기|기사\s?원문",
    r"(?:SNS|카카오(?:톡|스토리)?|페이스북|트위터|네이버|밴드|URL|링크|이메일|메일)?\s?(?:기사\s?)?(?:보내기|공유|복사)(?:하기)?",
    r"(?:카카오(?:톡|스토리)?|페이스북|트위터|네이버\s?블로그|밴드)|이\s?기사를\s?공유합니다|스크랩|프린트|인쇄(?:하기)?",
    r"(?:글자|글씨|폰트|본문)\s?(?:크기|확대|축소|키우기|줄이기).{0,12}|가[\s+\-가]{0,8}|(?:기사\s?)?본문|확대보기",
    r"목록(?:으로|보기)?|닫기|이전|다음|맨\s?위로|더\s?보기|다운로드|미리보기|페이지\s?(?:인쇄|상단)",
    r"[\[(<]?\s?(?:영상|촬영|화면)\s?(?:취재|편집|기자|제공)?\s?[:：].{1,60}[\])>]?",
    r"ADVERTISEMENT|읽어주기\s?기능은.{0,60}|기사를\s?읽어\s?드립니다\.?|Your browser does not support.{0,60}"
    r"|\d{1,2}:\d{2}(?:\s?/\s?\d{1,2}:\d{2})?|공감(?:하기)?"
    r"|(?:아주|최대)?(?:크게|작게)|보통|글자\s?크기\s?설정|기사의\s?본문\s?내용은\s?이\s?글자크기로\s?변경됩니다\.?|이\s?글자크기로\s?변경됩니다\.?",
    r"(?:[가-힣A-Za-z]{2,12}\(으\)로\s?)?기사\s?(?:보내기|공유하기|스크랩(?:하기)?)|구독\s?중?|알림\s?(?:설정|받기)|이미지\s?확대|원본\s?보기"
    r"|(?:폰트|글씨|글자)\s?(?:크게|작게)|번역(?:\s?설정)?|.{0,12}기자\s?(?:페이지|구독|프로필|다른\s?기사).{0,12}|사진\s?확대|클릭하면\s?.{0,20}",
    r"(?:전체\s?)?댓글\s?[(\[]?\d{1,5}[)\]]?\s?개?|관련\s?(?:키워드|태그|이슈)|[\[(<](?:영상|촬영|화면)\s?(?:취재|편집|기자|제공)\s[가-힣\s,·]{2,20}[\])>]",
    r".{0,24}에서\s(?:이\s?)?(?:게시물|영상|동영상|기사|글)?\s?(?:보기|듣기|읽기)",
    r"(?:좋아요|댓글|추천|조회\s?수?)\s?[:：]?\s?[\d,]{0,9}|음성으로\s?듣기|기사\s?듣기|사진\s?있음|(?:오늘의\s?)?날씨.{0,20}",
)
_OFFICE = (  # an office's notes to the press: whom to ask, what is attached
    r"[※*\s-]{0,3}(?:붙임|첨부|별첨|사진)\s?\d?\s?[:：.]?\s.{0,60}\d\s?(?:부|장|매|컷|건)\.?\s{0,3}끝?\.?",
    r"[【\[(<][^】\])>]{2,80}\d{3,4}-\d{4}[^】\])>]{0,80}[】\])>]",
    r"[(※*\s]{0,3}[^()]{0,60}사진\s?(?:자료\s?)?\d{0,2}\s?(?:장|매|컷|부)?\s?(?:첨부|있음|별첨)[).\s]{0,3}",
)
_FIELDS = (
    r"제\s{0,8}목|부\s{0,4}제목?|담당\s?부서|담당\s?과|담당자?|부서명?|(?:작성|제공)\s?부서|작성자|글쓴이|등록자|연락처|전화(?:번호)?|문의(?:처)?"
    r"|조회\s?수?|첨부\s?(?:파일)?|분류|구분|번호|키워드|태그|공공누리|매수|쪽수|자료\s?제공|제공일|발신|수신"
)
_GIVER = r"[가-힣A-Za-z0-9·\s]{1,24}"
_CREDITS = (  # at the line's end
    rf"[<\[(〈【/=]\s?(?:사진\s?[=:/]?\s?)?{_GIVER}\s?제공\s?[>\])〉】]?",
    r"(?<=[.다음])\s{0,2}(?:사진\s?[=:/]\s?)?[가-힣A-Za-z0-9·]{2,12}\s제공",
    rf"[/<\[(〈.]\s?사진\s?(?:제공)?\s?[=:/]\s?{_GIVER}[>\])〉]?",
    rf"[/<\[(]?(?:사진\s?=\s?)?[ⓒ©]\s?{_GIVER}[>\])]?",
    r"[<\[(]\s?(?:자료)?\s?사진\s?[>\])]",
    r"\*?\s?재판매\s?및\s?DB\s?금지",
)
_CREDITING = ("제공", "사진", "ⓒ", "©", "재판매")  # one of them stands in each credit

_BARS, _GAPS = re.compile(r"[|ㅣ]|\s[·/]\s"), re.compile(r"[|\t·ㅣ]|\s{2,}")
_BULLET = re.compile(r"[\s▶►◀※◆◇■□●○▲△▷★☆•·*|+◎☞]{1,6}")
_RULE = re.compile("|".join(_RULES))
_END = re.compile("|".join(_ENDS))
_RIGHT = re.compile("|".join(_RIGHTS), re.IGNORECASE)
_ASIDE = re.compile("|".join(_ASIDES), re.IGNORECASE)
_BUTTON = re.compile("|".join((*_BUTTONS, *_OFFICE)), re.IGNORECASE)
_SILENT = r"작성자|글쓴이|등록자|담당\s?부서|담당자|작성\s?부서|부서명|연락처|전화번호|조회수"  # these need no colon
_FIELD = re.compile(
    rf"[\s○□■◦•·*\-▶]{{0,4}}(?:({_FIELDS})\s{{0,4}}[:：|\t]\s{{0,4}}(\S.*)|({_SILENT})\s{{1,4}}(\S{{1,20}}))"
)
_CREDIT = re.compile(rf"(?:{'|'.join(_CREDITS)})\s?$")
_PICTURE = re.compile(
    r"[<\[(]\s?사진\s?설명\s?\d{0,2}\s?[>\])]|\[?/?사진\s?(?:\d{1,2}|설명|제공)?\s?[=:\]]|\*\s?사진\s?설명"
)
_HOME = re.compile(
    r"(?:현재\s?위치\s?[:：]?\s?)?(?:홈|HOME|Home|메인)\s?(?:으로)?(?:\s{0,8}[>›»≫＞/]{1,3}\s{0,8}|\s{2,8}|$)"
)
_STEPS = re.compile(r"[가-힣A-Za-z·]{1,14}(?:\s?(?:>{1,2}|[›»≫＞])\s?[가-힣A-Za-z·]{1,14}){1,4}")
_JOINT = re.compile(r"\s?(?:>{1,2}|[›»≫＞])\s?|\s{2,}")
_ADDRESS = re.compile(
    r"(?:(?:원문|출처|URL|링크|기사\s?(?:원문|주소)|주소)\s?[:：]?\s?)?<?(https?://[^\s<>\"']{6,2000})>?"
)
_ITEM = re.compile(r"[△▲▷▶○●◇◆□■◦•·※*☞ㅇ①-⑳❶-❿]\s?\S|\(?\d{1,2}[.)]\s?\S|[가-하][.)]\s\S")
_SENTENCE = re.compile(r"(?:[가-힣]{2}|[a-z]{3})[\"”'’)\]]{0,2}\.[\"”'’)\]]{0,3}(?:\s?\(?끝\)?)?$")


def classify(line: str) -> Line:
    """Return what the line is by itself; its neighbours may still say otherwise."""
    text = line.strip()
    return next((kind for kind, is_it in _TESTS if is_it(text)), Line.HEADING)


def is_sentence(text: str) -> bool:
    """Whether the text ends as a Korean sentence does; headings have no full stop."""
    return _SENTENCE.search(text[-20:]) is not None


def is_caption(text: str) -> bool:
    """Whether the line tells of a picture: it begins with the word or ends with whose picture it is."""
    end = text[-60:]
    credited = any(word in end for word in _CREDITING) and _CREDIT.search(end)
    return bool(credited or _PICTURE.match(text))


def is_bare_aside(text: str) -> bool:
    """Whether a line only announces what is related (관련기사), and lines below it tell that."""
    found = _ASIDE.match(_plain(text.strip()))
    return found is not None and len(_plain(text.strip())) - found.end() < 5


def is_furniture(text: str) -> bool:
    """Whether the line belongs to the page and not to the article."""
    return classify(text) in (Line.FURNITURE, Line.END, Line.RULE, Line.ASIDE)


def is_way(text: str) -> bool:
    """Whether a text leads from the front page on: 홈 > 뉴스 > 사회."""
    return _HOME.match(text.strip()) is not None and len(_JOINT.split(text.strip())) > 1


def trail(text: str) -> str:
    """Return the section that a breadcrumb names: "홈 >> 뉴스데스크 > 정치" is "뉴스데스크 > 정치"."""
    rest = _HOME.sub("", text.strip(), count=1)
    return " > ".join(step for step in _JOINT.split(rest) if step)


def field(text: str) -> tuple[str, str]:
    """Return the name (without spaces) and value of a labelled field."""
    m = _FIELD.fullmatch(text.strip())
    return ("".join((m[1] or m[3]).split()), (m[2] or m[4]).strip()) if m else ("", "")


def address(text: str) -> str:
    """Return the URL of a line that is nothing else."""
    m = _ADDRESS.fullmatch(text.strip())
    return m[1] if m else ""


def _is_stamp(text: str) -> bool:
    """Whether the line tells times and little beside: a name, counters, buttons."""
    if not is_dated(text):
        return False
    if bare_time(text):
        return True
    parts = [piece.strip() for piece in _BARS.split(text)]
    if (
        parts[1:]
        and any(map(bare_time, parts))
        and all(bare_time(p) or byline(p) or len(p) <= 6 for p in parts)
    ):
        return True
    if not times(text):
        return False
    rest = (piece.strip() for piece in _GAPS.split(without_times(text)))
    return all(len(piece) <= 6 or byline(piece) or _BUTTON.fullmatch(piece) for piece in rest)


def _plain(text: str) -> str:
    return _BULLET.sub("", text, count=1) if _BULLET.match(text) else text


def _is_prose(text: str) -> bool:
    return len(text) >= LONG or (is_sentence(text) and len(text) >= 12)


_TESTS = (
    (Line.BLANK, lambda text: not text),
    (Line.RULE, _RULE.fullmatch),
    (Line.STAMP, _is_stamp),
    (Line.PRINTED, bare_day),
    (Line.ADDRESS, _ADDRESS.fullmatch),
    (Line.FURNITURE, lambda text: _BUTTON.fullmatch(_plain(text))),
    (Line.FIELD, lambda text: _FIELD.fullmatch(text) and not _ASIDE.match(_plain(text))),
    (Line.END, lambda text: _RIGHT.match(_plain(text))),
    (Line.CAPTION, is_caption),
    (Line.PROSE, _is_prose),
    (Line.BYLINE, byline),
    (Line.TRAIL, lambda text: _HOME.match(text) or _STEPS.fullmatch(text)),
    (Line.END, lambda text: _END.match(_plain(text))),
    (Line.ASIDE, lambda text: _ASIDE.match(_plain(text))),
    (Line.ITEM, _ITEM.match),
)
