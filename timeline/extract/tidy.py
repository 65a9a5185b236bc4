"""A phrase made fit for one line of a calendar: no dates, no halves of a pair, not longer than LONGEST."""

from __future__ import annotations

from timeline.extract.lazy import pattern
from timeline.extract.nouns import strip_name

LONGEST = 40
_PAIRS = (
    ("(", ")"),
    ("[", "]"),
    ("‘", "’"),
    ("“", "”"),
    ("「", "」"),
    ("『", "』"),
    ("<", ">"),
    ("《", "》"),
)
_PAIRED = frozenset("".join(map("".join, _PAIRS)))
_DATES = pattern(
    r"(?:(?:지난해|올해|내년|작년|오는|지난)\s)?(?:(?:19|20)\d\d(?:년도?|학년도)(?!대)\s?|(?<!\d)\d{1,2}월\s?\d{1,2}일\s?)+"
    r"|(?:^|(?<=\s))(?<!주 )(?:지난 |오는 )?\d{1,2}(?:[~∼-]\d{1,2})?일(?:까지|부터|간)?,?(?:\s|$)"
    r"|(?:오전|오후)\s?\d{1,2}시(?:\s?\d{1,2}분)?"
)


_HOLDER = pattern(
    r"\((?:군수|시장|도지사|지사|구청장|회장|면장|읍장|교장|의장|위원장|대표|이사장|원장)[^()]*\)"
)


_PHOTO = pattern(r"^\W*사진\s?(?:설명|제공)\s*[:：=]?\s*")
_STAGES = ("공연 무대", "음악회 무대", "콘서트 무대", "연주회 무대")
_WITH = pattern(r"(?<=[가-힣A-Za-z])([과와])의(?= [가-힣]{0,2}경기)")  # 강울 시티즌과의 홈경기
_OPEN = pattern(r"[‘'\"“<〈《「『]")
_THESE = ("이번 ", "이날 ", "해당 ")
_THIS = pattern(r"^(?:(?:이번|이날|해당) )+")
_DATED = pattern(r"\d(?:[년월일시]|학년도)")  # no date is without
_MARK = pattern(r"[()\[\]‘’'\"“”<>〈〉《》「」『』]")
_AGE = pattern(r"(?<=[가-힣A-Z])\((?:\d{2}(?:대)?|[가-힣]*\d[^()]{0,12})\)(?=\s?씨|[군양]|$|\s)")


def tidy(phrase: str) -> str:
    """One line without dates, without quotes around the whole or halves of a pair."""
    phrase = _AGE.sub("", _HOLDER.sub("", phrase)) if "(" in phrase else phrase
    phrase = _PHOTO.sub("", phrase) if "사진" in phrase[:8] else phrase
    phrase = " ".join(phrase.split())
    phrase = (_DATES.sub("", phrase) if _DATED.search(phrase) else phrase).strip(" ,·-–:;.…")
    phrase = " ".join((_paired(phrase) if _MARK.search(phrase) else phrase).split()).strip(" ,·-–:;")
    phrase = _WITH.sub(r"\1", phrase) if "의 " in phrase else phrase
    phrase = _THIS.sub("", phrase) if phrase.startswith(_THESE) else phrase
    return phrase.removesuffix(" 무대") if phrase.endswith(_STAGES) else phrase


def _paired(phrase: str) -> str:
    """A phrase without quotes around the whole or halves of a pair."""
    if phrase[:1] in "‘'\"“<〈《「『" and len(_OPEN.findall(phrase)) == 1:
        phrase = strip_name(phrase) if phrase[-1:] in "’'\"”>〉》」』)" else phrase
    for opening, closing in () if _PAIRED.isdisjoint(phrase) else _PAIRS:
        if phrase.count(opening) != phrase.count(closing):
            phrase = phrase.replace(opening, "").replace(closing, "")
    for quote in "'\"":
        if phrase.count(quote) % 2:
            phrase = phrase.replace(quote, "")
    return phrase


def cut(phrase: str) -> str:
    """Cut from the left, at words, to LONGEST; "" where one word is longer."""
    parts = phrase.split(" ")
    while len(parts) > 1 and len(" ".join(parts)) > LONGEST:
        parts.pop(0)
    return " ".join(parts) if len(" ".join(parts)) <= LONGEST else ""


def joined(left: str, right: str) -> str:
    if not left or not right or left.endswith(right):
        return left or right
    return cut(f"{left} {right}")
