"""The nine encoding cases of old Korean servers, and bytes that lie or are broken (R17)."""

# ruff: noqa: E501  a case a line, so that the table can be read

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decode import Decoded, declared_encoding, decode
from timeline.errors import NotADocument

WEEKDAY = "2023년 10월 10일(화) 17:00 무등일보"
STREET = "광주시 동구 금남로 "
TEXT = "똠방각하 펲시콜라 뷁 광주경제자유구역청이 27일 오후 문을 열었다. 2021. 01.27. 20:37"

# (encoding of the bytes, what the page says, what the header says)
NINE = [
    ("cp949", "euc-kr", ""),
    ("cp949", "", "euc-kr"),
    ("cp949", "ks_c_5601-1987", ""),
    ("cp949", "", ""),
    ("cp949", "", "iso-8859-1"),
    ("cp949", "utf-8", ""),
    ("cp949", "euc-kr", "utf-8"),
    ("utf-8", "euc-kr", ""),
    ("utf-8", "", ""),
]


@pytest.mark.parametrize(
    ("real", "page", "header"), NINE, ids=[" / ".join(x or "none" for x in c) for c in NINE]
)
def test_the_bytes_are_believed_before_what_is_said_of_them(real: str, page: str, header: str) -> None:
    body = f'<meta charset="{page}">{TEXT}' if page else f"<p>{TEXT}"
    said = declared_encoding(body.encode(real), f"text/html; charset={header}" if header else "text/html")
    assert said == (header or page)
    assert decode(body.encode(real), declared=said) == Decoded(body, real)


CASES: list[tuple[str, bytes, str, str, int]] = [
    ("UTF-8 with its mark", b"\xef\xbb\xbf" + "광주".encode(), "광주", "utf-8", 0),
    ("UTF-16, little end first", "\ufeff광주".encode("utf-16-le"), "광주", "utf-16-le", 0),
    ("UTF-16, big end first", "\ufeff광주".encode("utf-16-be"), "광주", "utf-16-be", 0),
    ("UTF-8 cut inside a letter", ("광주시 " * 9).encode()[:-3], "광주시 " * 8 + "광주\ufffd", "utf-8", 1),
    ("CP949 cut inside a letter", ("광주시 " * 99).encode("cp949")[:-2], "광주시 " * 98 + "광주\ufffd", "cp949", 1),
    ("NUL and other control characters", "광\0주\x08\x1b[31m시\n\t".encode(), "광주[31m시\n\t", "utf-8", 0),
    ("line ends of all kinds", "가\r\n나\r다\u2028라\x0b마".encode(), "가\n나\n다\n라\n마", "utf-8", 0),
    ("decomposed letters", unicodedata.normalize("NFD", "광주").encode(), "광주", "utf-8", 0),
    ("zero-width and bidirectional controls", "광\u200b주\u202e시\ufeff".encode(), "광주시", "utf-8", 0),
    ("half a letter", b"\xff\xfe" + "광".encode("utf-16-le") * 99 + b"\0\xd8", "광" * 99 + "\ufffd", "utf-16-le", 1),
    ("CP949 letters that EUC-KR lacks", "똠방각하 펲시콜라 뷁".encode("cp949"), "똠방각하 펲시콜라 뷁", "cp949", 0),
    ("CP949 that was read as Latin-1", WEEKDAY.encode("cp949").decode("latin-1").encode(), WEEKDAY, "cp949 read as latin-1", 0),
    ("UTF-8 that was read as Latin-1", STREET.encode().decode("latin-1").encode(), STREET, "utf-8 read as latin-1", 0),
    ("one CP949 letter in UTF-8", STREET.encode() * 60 + "끝".encode("cp949"), STREET * 60 + "\ufffd\ufffd", "utf-8", 2),
    ("French is no noise", ("광주 비엔날레 전시관에서 가까운, 골목 안의 작은 카페(café)에서 열린 잔치에 주민 쉰 명이 모였다. " * 3).encode(), "광주 비엔날레 전시관에서 가까운, 골목 안의 작은 카페(café)에서 열린 잔치에 주민 쉰 명이 모였다. " * 3, "utf-8", 0),
    ("a currency sign and units", "1만 ￦ ― 9㎡ · 3㎞".encode("cp949"), "1만 ￦ ― 9㎡ · 3㎞", "cp949", 0),
    ("Hanja", "光州 高敞 全羅".encode("cp949"), "光州 高敞 全羅", "cp949", 0),
    ("Japanese in UTF-8", "光州ビエンナーレ".encode(), "光州ビエンナーレ", "utf-8", 0),
    ("half a pair in UTF-16", b"\xff\xfe" + "광".encode("utf-16-le") * 300 + b"\0\xdc", "광" * 300 + "\ufffd", "utf-16-le", 1),
    ("tabs and form feeds", "광주\t동구\x0c남구".encode(), "광주\t동구\n남구", "utf-8", 0),
    ("soft hyphens", "광\u00ad주".encode(), "광주", "utf-8", 0),
    ("a BOM in the middle", "광주\ufeff동구".encode(), "광주동구", "utf-8", 0),
    ("an emoji", "축제 🎉 개막".encode(), "축제 🎉 개막", "utf-8", 0),
    ("jamo that decompose a letter", "ㄱ가".encode(), "ㄱ가", "utf-8", 0),
    ("ASCII", b"plain", "plain", "utf-8", 0),
    ("nothing", b"", "", "utf-8", 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "text", "encoding", "replaced"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_odd_bytes(body: bytes, text: str, encoding: str, replaced: int) -> None:
    assert decode(body) == Decoded(text, encoding, replaced)


@pytest.mark.parametrize(
    "body",
    [
        bytes(range(128, 256)) * 8,
        "2023³â 10¿ù 10ÀÏ 17:00 ¹«µîÀÏº¸ \u3042".encode(),
        "광주 \ufffd\ufffd\ufffd 개청".encode(),
    ],
    ids=["noise", "misread, and mixed with what it cannot have been", "letters lost before"],
)
def test_what_cannot_be_read_is_refused_and_named(body: bytes) -> None:
    with pytest.raises(NotADocument) as caught:
        decode(body, where="news.txt")
    assert caught.value.where == "news.txt"


def test_one_broken_letter_does_not_turn_cp949_into_noise() -> None:
    """Old list pages cut titles inside a letter; the rest of the page stands."""
    body = ("제목이 잘린 기사 " * 60).encode("cp949") + b"\xb1..." + (" 다음 기사" * 60).encode("cp949")
    for said in ("", "euc-kr", "utf-8"):
        assert decode(body, declared=said).text.startswith("제목이 잘린 기사 ")


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1))
def test_every_modern_syllable_survives_both_encodings(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text
    padded = "가나다 " + text + " 라마바사아자차카타파하 그리고 우리는 간다"
    assert decode(padded.encode("cp949")).text == padded


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_named_error(body: bytes) -> None:
    try:
        decoded = decode(body, where="x")
    except NotADocument:
        return
    assert unicodedata.is_normalized("NFC", decoded.text)
    decoded.text.encode("utf-8")
