"""Who wrote this? The forms in which Korean papers sign an article (SITES 2.5).

A signature stands on a line of its own ("/정겨울 기자"), before the first
sentence ("(광주=뉴스1) 이봄 기자 =") or after the last ("…했다./한여름 기자 hys@…").
"""

from __future__ import annotations

import re

LONGEST = 200  # characters that the patterns below are asked of: more is no signature

# Words before 기자 that say what a reporter does are no names: 취재기자.
_NAME = r"(?!(?:취재|사진|편집|수습|인턴|선임|전문|객원|시민|담당|현장|명예|영상|본지)\s?기자)[가-힣]{2,4}"
_NAMES = rf"{_NAME}(?:\s?[·,]\s?{_NAME}){{0,4}}"
_ROLES = ("기자", "특파원", "논설위원", "통신원", "리포터", "PD")
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
    )
    return m[1].strip() if m else ""


def unsign(paragraph: str) -> tuple[str, str]:
    """Return the paragraph without a signature before its first or after its last word, and the names signed.

    A bare newspaper or place tag ("[충북일보=영동]") is cut as well and signs no name.
    """
    for form in (_WIRE, _BOXED, _BARRED, _PLACED):
        if m := form.match(paragraph[:LONGEST]):
            return paragraph[m.end() :], m[1]
    end = paragraph[-120:]
    if any(role in end for role in _ROLES) and (m := _TAIL.search(end)):
        return paragraph[: len(paragraph) - len(m[0])].rstrip(), m[1]
    return paragraph, ""
