"""Who wrote this? The forms in which Korean papers sign an article (SITES 2.5).

A signature stands on a line of its own ("/정겨울 기자"), before the first
sentence ("(광주=뉴스1) 이봄 기자 =") or after the last ("…했다./한여름 기자 hys@…").
"""

from __future__ import annotations

import re

LONGEST_SIGN_OFF = 40  # letters: 나루방송 뉴스 이새벽입니다.
LONGEST = 200  # characters that the patterns below are asked of: more is no signature

# Words before 기자 that say what a reporter does are no names: 취재기자.
_NAME = r"(?!(?:취재|사진|편집|수습|인턴|선임|전문|객원|시민|담당|현장|명예|영상|본지)\s?기자)[가-힣]{2,4}"
_NAMES = rf"{_NAME}(?:\s?[·,]\s?{_NAME}){{0,4}}"
_ROLES = ("기자", "특파원", "논설위원", "통신원", "리포터", "에디터", "아나운서", "편집위원", "PD")
_ROLE = (
    rf"(?:(?:수습|인턴|선임|전문|객원|시민|주재|명예|취재|사진|청년|대)\s?)?(?:{'|'.join(_ROLES)})"
    r"(?:\s?외\s?\d{1,2}명)?"
)
_MAIL = r"[\w.+-]{1,40}@[\w.\-…]{0,40}"
_PAPER = r"[가-힣A-Za-z0-9]{2,14}"
_STATION = r"[가-힣]{0,8}(?:CBS|MBC|KBS|SBS|KBC|TBC|KNN|JTV|TJB|CJB|G1|일보|신문|방송|뉴스)"
_SIGNED = rf"({_NAMES})\s?{_ROLE}\s{{0,3}}[|/]?\s?\(?(?:{_MAIL})?\)?"

_ALONE = re.compile(
    rf"(?:기자명|글쓴이|글(?:\s?[·,/]\s?사진)?|취재|작성자|By(?=\s))?\s?[:=]?\s?(?:[/\[(<|]\s?)?(?:(?:{_PAPER}\s?[=/]\s?){{0,2}}|\[{_PAPER}\s|{_STATION}\s)"
    rf"{_SIGNED}\s?[\])>|]?(?:,?\s{{1,40}}{_MAIL})?"
)
_MAIL_FIRST = re.compile(rf"{_MAIL}\s({_NAMES})\s?{_ROLE}")
_BOXED = re.compile(rf"[\[(<](?:{_PAPER}[\s=/]\s?){{0,3}}{_SIGNED}[\])>]\s?[=|]?\s?")
_WIRE = re.compile(rf"[\[(<【](?:{_PAPER}\s?=\s?)?{_PAPER}[\])>】]\s?{_SIGNED}\s?=\s?")
_BARRED = re.compile(rf"{_PAPER}\s({_NAMES})\s?{_ROLE}\s?[|ㅣ]\s?")  # 나루미디어 이새벽 기자 | 나루군은
_MAILED = re.compile(rf"{_PAPER}\s({_NAMES})\s?{_ROLE}\s{{1,3}}\(?[\w.+-]{{1,40}}@[\w.\-…]{{1,40}}\)?")
_ENGLISH = re.compile(
    rf"By\s((?:[A-Z][A-Za-z'-]{{1,20}}\.?\s?){{1,4}}),?\s?(?:Staff\s)?(?:[Rr]eporter)?\s?\(?(?:{_MAIL})?\)?"
)
_PAPERS = r"(?:일보|신문|투데이|뉴스1?|뉴시스|매일|방송|타임스|저널|드림|프레스|미디어)"
_PLACED = re.compile(rf"\[[가-힣A-Za-z]{{0,10}}{_PAPERS}(?:\s?=\s?[가-힣]{{2,6}})?\]\s?()")
# A bare name: a surname and two letters, and none of a page's words.
_SURNAME = (
    "[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진엄채원천"
    "염여추도소석선설마길연라]"
)
_NO_NAME = (
    r"(?!이메일|연락처|조회수|이전글|전체글|전체기|주요뉴|전국판|이미지|원본보|문화부|정치부|주간지|전화번|안내문|신문고|성인용|구독자"
    r"|정치면|문화면|여론조|연합뉴|오피니|오늘의|전남일|소식지|성명서|전문가|공유하)"
)
_BARE = rf"{_NO_NAME}{_SURNAME}[가-힣]{{2}}(?<![시군읍과팀청판글])"
_SHORT = (
    rf"(?!문의|이름|성명|전화|주소|안내|고객|전문|정책|노조|신청|구독|연락|홍보|하단|우편){_SURNAME}[가-힣]"
)
_WRITTEN = re.compile(
    rf"(?:취재|기자|글|리포터|[Bb]y)\s?[:=|]?\s?({_BARE})|취재\s?기자\s?[:=|]?\s?([가-힣]{{2,4}})"
)
_PERSON = re.compile(rf"({_BARE})")
_POSTED = re.compile(rf"({_BARE}|{_SHORT})\s{{0,3}}[(<\[]?\s?[\w.*+-]{{1,40}}@[\w.*…-]{{1,40}}[)>\]]?")
_STATION_NAMES = (
    r"(?:뉴스|방송|NEWS|News|TV|MBC|KBS|SBS|CBS|KBC|TBC|TJB|CJB|JTV|KNN|UBC|G1|JIBS|YTN|OBS|MBN|JTBC)"
)
_SIGNED_OFF = re.compile(
    rf"(?=.{{0,24}}{_STATION_NAMES})[가-힣A-Za-z0-9]{{2,12}}(?:\s[가-힣A-Za-z0-9]{{2,8}}){{0,2}}\s({_NAME})(?:\s?기자)?(?:입니다|이었습니다|였습니다)\.?"
)
DATELINE = re.compile(  # 서울--(새터와이어)--2021년 01월 27일--, (서울=새터와이어) 2021년 01월 27일 --
    r"(?:[가-힣]{2,8}\s?[-–—]{1,2}\s?\([가-힣A-Za-z]{2,12}\)\s?[-–—]{1,2}|\([가-힣]{2,8}=[가-힣A-Za-z]{2,12}\))"
    r"\s?((?:19|20)\d\d년\s?\d{1,2}월\s?\d{1,2}일(?:\s\d{1,2}:\d{2})?)\s?[-–—]{1,2}\s?"
)
_AGENCY = re.compile(r"[/=]\s?(연합뉴스|뉴시스|뉴스1|노컷뉴스)")
_TAIL = re.compile(rf"(?:(?<=[.?!\"”'’])|(?=\s[/=]))\s{{0,3}}[/\[(=]?\s?(?:{_PAPER}=)?{_SIGNED}\s?[\])]?$")


def byline(line: str) -> str:
    """Return the names in a line that is nothing but a signature, else ""."""
    if len(line) > LONGEST:
        return ""
    m = (
        _ALONE.fullmatch(line)
        or _BOXED.fullmatch(line)
        or _AGENCY.fullmatch(line)
        or _MAILED.fullmatch(line)
        or _BARRED.fullmatch(line)
        or _ENGLISH.fullmatch(line)
        or _MAIL_FIRST.fullmatch(line)
        or ("@" in line and _POSTED.fullmatch(line))
        or _WRITTEN.fullmatch(line)
    )
    return (m[1] or m[m.lastindex or 1] or "").strip() if m else ""


def person(text: str) -> str:
    """Return a text that is nothing but a name, "" for any other; asked of what stands beside a publication."""
    m = _PERSON.fullmatch(text) or _WRITTEN.fullmatch(text)
    return m[m.lastindex or 1] if m else ""


def unsign(paragraph: str) -> tuple[str, str]:
    """Return the paragraph without a signature before its first or after its last word, and the names signed.

    A broadcaster's last line (나루방송 뉴스 이새벽입니다.) is nothing else; a dateline is none of its words.
    A bare newspaper or place tag ("[충북일보=영동]") is cut as well and signs no name.
    """
    if m := DATELINE.match(paragraph[:LONGEST]):
        return paragraph[m.end() :], ""
    if len(paragraph) <= LONGEST_SIGN_OFF and (m := _SIGNED_OFF.fullmatch(paragraph)):
        return "", m[1]
    for form in (_WIRE, _BOXED, _BARRED, _PLACED):
        if m := form.match(paragraph[:LONGEST]):
            return paragraph[m.end() :], m[1]
    end = paragraph[-120:]
    if any(role in end for role in _ROLES) and (m := _TAIL.search(end)):
        return paragraph[: len(paragraph) - len(m[0])].rstrip(), m[1]
    return paragraph, ""
