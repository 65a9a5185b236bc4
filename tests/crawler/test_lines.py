"""Lines of a page and what they are (lines.cases), signatures, and that no line takes long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.body import read_body, rows_of
from crawler.byline import byline, unsign
from crawler.dump import read_dump
from crawler.lines import classify, trail

CASES = [
    line.rsplit(" => ", 1)
    for line in Path(__file__).with_name("lines.cases").read_text("utf-8").splitlines()
    if " => " in line and not line.startswith("#")
]


@pytest.mark.parametrize(("line", "kind"), CASES, ids=[line for line, _ in CASES])
def test_a_line_is_told(line: str, kind: str) -> None:
    assert classify(line) == kind


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("/정겨울 기자", "정겨울"),
        ("이새벽·나하늬 기자", "이새벽·나하늬"),
        ("/ 김민기자", "김민"),
        ("/순천=이새벽 기자 ejkim@kjdaily.example", "이새벽"),
        ("[둘레투데이 이새벽 기자]", "이새벽"),
        ("/연합뉴스", "연합뉴스"),
        ("기자들이 모였다", ""),
        ("가람시 기자회견", ""),
    ],
)
def test_a_signature(line: str, names: str) -> None:
    assert byline(line) == names


@pytest.mark.parametrize(
    ("paragraph", "rest", "names"),
    [
        ("[둘레투데이 이새벽 기자] 가람시가 연다.", "가람시가 연다.", "이새벽"),
        ("(광주=뉴스1) 이새벽 기자 = 가람시가 연다.", "가람시가 연다.", "이새벽"),
        ("[광주=뉴시스] 이새벽 기자 = 가람시가 연다.", "가람시가 연다.", "이새벽"),
        ("[새벽일보=영동] 가람시가 연다.", "가람시가 연다.", ""),
        ("[둘레일보] 가람시가 연다.", "가람시가 연다.", ""),
        ("가람시가 연다./이새벽 기자 dawn@matin.example", "가람시가 연다.", "이새벽"),
        ("[인사] 가람시", "[인사] 가람시", ""),
        ("가람시가 연다고 이새벽 기자가 전했다.", "가람시가 연다고 이새벽 기자가 전했다.", ""),
    ],
)
def test_a_paragraph_without_its_signature(paragraph: str, rest: str, names: str) -> None:
    assert unsign(paragraph) == (rest, names)


def test_a_trail_names_the_section() -> None:
    assert trail("홈 >> 뉴스데스크 > 정치") == "뉴스데스크 > 정치"
    assert trail("Home > News") == "News"


def test_a_list_of_pointers_is_a_list_and_a_lone_one_a_caption() -> None:
    told = read_body(rows_of(["▲새봄공원의 아침", "", "가람시가 공원을 열었다."]))
    assert (told.captions, told.paragraphs) == (("새봄공원의 아침",), ("가람시가 공원을 열었다.",))
    told = read_body(rows_of(["가람시 인사.", "▲기획국장 김하루", "▲복지국장 이나래"]))
    assert told.captions == ()
    assert told.paragraphs == ("가람시 인사.", "▲기획국장 김하루", "▲복지국장 이나래")


def test_related_titles_inside_an_article_do_not_end_it() -> None:
    told = read_body(
        rows_of(
            [
                "첫 문장을 여기에 쓴다.",
                "관련기사",
                "어제 눈 내려",
                "",
                "둘째 문장을 여기에 쓴다.",
                "많이본 뉴스",
                "셋째 문장은 남의 것이다.",
            ]
        )
    )
    assert told.paragraphs == ("첫 문장을 여기에 쓴다.", "둘째 문장을 여기에 쓴다.")


HOSTILE = [
    *(
        "27일 오후 ",
        "(",
        "[가나다 ",
        "홍길동 기자 ",
        "사진=",
        "a@",
        "홈 > ",
        "저작권자 ",
        "2026.02.25 14:21 ",
        "가 ",
    ),
    *("/가나·", " ", "<", "=/", "가나다=/", "- ", "·", "홍길동·", "입력 ", "1.", "제공", "다. "),
]


@pytest.mark.parametrize("piece", HOSTILE, ids=map(repr, HOSTILE))
def test_no_line_takes_long(piece: str) -> None:
    line = piece * (200_000 // len(piece))
    started = time.process_time()
    classify(line)
    unsign(line)
    read_dump(f"제목이 있는 글\n{line}\n본문이 여기 있다.\n{line}제공\n")
    assert time.process_time() - started < 2


@given(st.lists(st.sampled_from([line for line, _ in CASES]), max_size=30))
def test_any_order_of_lines_is_read_without_an_error_and_invents_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)
    told = read_dump(text)
    squeezed = " ".join(text.split())
    for part in (told.title, *told.subtitles, *told.captions, *told.paragraphs, told.byline):
        assert part in squeezed
    assert told.paragraphs == () or told.title or not told.subtitles
