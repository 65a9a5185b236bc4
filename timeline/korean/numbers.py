"""Numerals: figures, Sino-Korean, native and Hanja, as far as times are told with them."""

from __future__ import annotations

DIGITS = {
    "영": 0, "공": 0, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "유": 6, "칠": 7, "팔": 8,
    "구": 9, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
POWERS = {"십": 10, "백": 100, "천": 1000, "十": 10, "百": 100, "千": 1000}
GROUPS = {"만": 10_000, "억": 100_000_000, "萬": 10_000}
NATIVE = {
    "한": 1, "두": 2, "세": 3, "석": 3, "서": 3, "네": 4, "넉": 4, "너": 4, "다섯": 5, "대여섯": 5,
    "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "열한": 11, "열두": 12, "열세": 13,
    "열네": 14, "열다섯": 15, "스무": 20, "스물": 20, "서너": 3, "두세": 2, "한두": 1, "두어": 2,
    "수": 3, "몇": 3, "반": 0.5,
}  # fmt: skip

SINO = "[일이삼사오육칠팔구십백천]"
APOSTROPHES = "'‘’ʼ′"  # what a year of two figures begins with
HANJA = "[一二三四五六七八九十]"


def number(text: str) -> float:
    """The value of a numeral: 2,015 · 1만5천 · 이천십오 · 열두 · 三十.

    Raises ValueError for what is none.
    """
    if text.isdecimal():
        return int(text)
    if text in NATIVE:
        return NATIVE[text]
    plain = text.replace(",", "")
    if plain.isascii():
        return float(plain) if "." in plain else int(plain)
    return _mixed(plain)


def _mixed(text: str) -> float:
    total = section = 0.0
    digits = ""
    for sign in text:
        if sign in POWERS or sign in GROUPS:
            value = float(digits) if digits else (0.0 if sign in GROUPS and section else 1.0)
            digits = ""
            if sign in POWERS:
                section += value * POWERS[sign]
            else:
                total, section = total + (section + value if section else value) * GROUPS[sign], 0.0
        elif sign in DIGITS:
            digits += str(DIGITS[sign])
        elif sign.isdigit() or sign == ".":
            digits += sign
        else:
            raise ValueError(f"no numeral: {text!r}")
    value = total + section + (float(digits) if digits else 0.0)
    return int(value) if value.is_integer() else value
