"""The calendar's bytes: the contract's sample, titles and stamps, text that would break a reader."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.export import atom, ical, jsonld, text, timeline_json, wording
from timeline.model import Citation, EventKind, Grain, Quote, Status

HERE = Path(__file__).parent
HEAD = ical.Head("연표", "시험")


def file(*blocks: bytes) -> bytes:
    return b"".join(ical.calendar(HEAD, blocks))


def properties(lint: ModuleType, block: bytes) -> dict[str, str]:
    (event,) = lint.events(file(block))
    return {name: value for name, _, value in event.lines}


def test_the_contract_sample_is_written_octet_for_octet(samples: ModuleType) -> None:
    assert ical.block(samples.CEREMONY).decode() == (HERE / "ceremony.ics").read_bytes().decode()


def test_an_empty_calendar_holds_one_zone_and_is_clean(lint: ModuleType) -> None:
    empty = file()
    assert lint.lint(empty) == []
    assert empty.count(b"BEGIN:VTIMEZONE") == 1
    assert b"VEVENT" not in empty


def test_a_calendar_with_an_event_holds_no_zone(samples: ModuleType, lint: ModuleType) -> None:
    told = file(ical.block(samples.CEREMONY))
    assert lint.lint(told) == []
    assert b"VTIMEZONE" not in told
    assert "X-WR-CALNAME:연표" in told.decode().split("\r\n")[3]


def test_public_addresses_stand_in_the_head_and_only_there() -> None:
    head = replace(
        HEAD, address="https://연표.example/calendar.ics?region=%EA%B4%91", site="https://y.example/"
    )
    told = b"".join(ical.calendar(head, [])).decode()
    assert "SOURCE;VALUE=URI:https://xn--" in told
    assert "URL:https://y.example/" in told


@pytest.mark.parametrize(
    ("status", "confidence", "told", "mark"),
    [
        (Status.HELD, 0.95, "CONFIRMED", ""),
        (Status.HELD, 0.6, "TENTATIVE", ""),
        (Status.SCHEDULED, 0.95, "TENTATIVE", ""),
        (Status.CANCELLED, 0.95, "CANCELLED", "[취소] "),
        (Status.POSTPONED, 0.6, "CANCELLED", "[연기] "),
    ],
)
def test_status(
    samples: ModuleType, lint: ModuleType, status: Status, confidence: float, told: str, mark: str
) -> None:
    day = samples.span("2021-02-15", "2021-02-16", Grain.DAY)
    read = properties(lint, ical.block(samples.entry(1, day, "15일", status=status, confidence=confidence)))
    assert read["STATUS"] == told
    assert read["SUMMARY"] == f"{mark}1번째 행사"


def test_stamps_are_the_stored_ones(samples: ModuleType, lint: ModuleType) -> None:
    day = samples.span("2021-02-15", "2021-02-16", Grain.DAY)
    later = samples.at("2021-02-01T09:00")
    read = properties(lint, ical.block(samples.entry(1, day, "15일", revision=3, updated=later)))
    assert read["SEQUENCE"] == "3"
    assert read["DTSTAMP"] == read["LAST-MODIFIED"] == "20210201T000000Z"
    assert read["CREATED"] == "20210127T114000Z"


def test_a_report_says_that_it_is_one(samples: ModuleType, lint: ModuleType) -> None:
    told = samples.span("2021-01-27T20:37", "2021-01-27T20:38", Grain.MINUTE)
    read = properties(
        lint, ical.block(samples.entry(1, told, kind=EventKind.REPORT, title="새 기관이 문을 열었다"))
    )
    assert read["SUMMARY"] == "[기사] 새 기관이 문을 열었다"
    assert read["DESCRIPTION"].startswith("기사가 나온 때 → 2021-01-27(수) 20:37\\n")


@pytest.mark.parametrize(
    "url",
    ["", "/home/someone/news.txt", "file:///srv/news.txt", "javascript:alert(1)", "http://a b/", "http://"],
)
def test_only_http_addresses_become_links(samples: ModuleType, lint: ModuleType, url: str) -> None:
    day = samples.span("2021-02-15", "2021-02-16", Grain.DAY)
    cited = Citation("folder", "news.txt", url, "", "제목", None)
    block = ical.block(samples.entry(1, day, "15일", citations=(cited,)))
    assert "URL" not in properties(lint, block)
    assert not url or url.encode() not in block.replace(b"\r\n ", b"")


def test_a_link_in_korean_is_written_in_ascii() -> None:
    assert (
        text.http_url("https://example.org/기사?번호=1 2")
        == "https://example.org/%EA%B8%B0%EC%82%AC?%EB%B2%88%ED%98%B8=1%202"
    )
    assert text.http_url("https://someone:secret@example.org/") is None


@pytest.mark.parametrize("length", [10, 199, 200, 201, 5000])
def test_no_more_than_200_characters_of_the_article(samples: ModuleType, length: int) -> None:
    day = samples.span("2021-02-15", "2021-02-16", Grain.DAY)
    sentence = ("가나다라마바사아자차" * 500)[: length // 2] + " 15일 " + ("카타파하" * 2000)[: length // 2]
    entry = samples.entry(1, day, "15일", sentence=sentence)
    moved = replace(entry.event.when, start=sentence.index("15일"), end=sentence.index("15일") + 3)
    event = replace(entry.event, when=moved)
    assert len(wording.evidence(event)) + len(wording.quote(event)) <= text.QUOTED
    assert "15일" in wording.evidence(event)


@given(st.from_regex(text._PLAIN, fullmatch=True))
def test_a_plain_address_is_what_care_would_make_of_it(url: str) -> None:
    assert text.http_url(url) == text._careful(url)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("김가람 기자 garam@news.example 광주시는", "김가람 기자 … 광주시는"),
        ("김가람기자garam.kim+1@mail.news.example(사진)", "김가람기자…(사진)"),
        ("낮은 값@높은 값", "낮은 값@높은 값"),
    ],
)
def test_no_reporters_address(samples: ModuleType, told: str, kept: str) -> None:
    """K: of the article one sentence, and nobody's mailbox."""
    text = f"{told} 27일 오후 개청식을 연다."
    event = replace(samples.CEREMONY.event, evidence=Quote(0, len(text), text), when=None, mentions=())
    entry = replace(samples.CEREMONY, event=event)
    assert wording.evidence(event) == f"{kept} 27일 오후 개청식을 연다."
    written = b"".join((ical.block(entry), timeline_json.event(entry), jsonld.event(entry), atom.item(entry)))
    assert b"@news.example" not in written
    assert b"@mail.news" not in written
    assert b"BEGIN:VALARM" not in written
    assert b"TRANSP:TRANSPARENT" in written


def test_time_words_are_marked_where_the_evidence_names_them(samples: ModuleType) -> None:
    event = samples.CEREMONY.event
    elsewhere = replace(event.when, start=0, end=6)
    assert text.excerpt(replace(event, when=elsewhere))[1] == "27일 오후"
    anaphor = replace(event.when, start=event.evidence.start, end=event.evidence.start + 4, text="광주시는")
    assert text.excerpt(replace(event, when=elsewhere, mentions=(anaphor,)))[1] == "광주시는"
    assert text.excerpt(replace(event, when=replace(elsewhere, text="내일")))[1] == ""
    assert text.excerpt(replace(event, when=None))[1] == ""


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("가\r\n나\r다\u2028라", "가\n나\n다\n라"),
        ("\x00\x07가\x1b[31m\x7f\x85나", "가[31m나"),
        ("가\u202e나\u2066다\u200b라\ufeff", "가나다라"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("가\ud83d나", "가나"),
    ],
    ids=["line ends", "controls", "spoofing", "joined emoji", "half a surrogate"],
)
def test_clean(told: str, kept: str) -> None:
    assert text.clean(told) == kept


@pytest.mark.parametrize("uid", ["a\r\nATTENDEE:mailto:evil@example.org", "", "가", "a b", "x" * 201])
def test_an_entry_without_a_proper_uid_is_unfit(samples: ModuleType, uid: str) -> None:
    with pytest.raises(ical.Unfit):
        ical.block(replace(samples.CEREMONY, uid=uid))


@pytest.mark.parametrize("year", ["0001", "0999", "9999"])
def test_a_year_that_readers_cannot_hold_is_unfit(samples: ModuleType, year: str) -> None:
    day = samples.span(f"{year}-03-01", f"{year}-03-02", Grain.DAY)
    with pytest.raises(ical.Unfit):
        ical.block(samples.entry(1, day, "1일"))


def test_a_fold_never_falls_inside_a_character() -> None:
    for told in (
        "가" * 300,
        "a" + "나" * 100,
        "👨‍👩‍👧‍👦" * 40,
        "x" * 75,
        "x" * 76,
        "x" * 224,
        "x" * 149,
        "x" * 150,
    ):
        lines = ical.content([told]).removesuffix(b"\r\n").split(b"\r\n ")
        assert "".join(line.decode() for line in lines) == told
        assert len(lines[0]) <= 75
        assert all(len(line) <= 74 for line in lines[1:])
        assert all(len(line) >= 71 for line in lines[:-1])


HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\\;,\":\r\n\t\x00\u2028\u200d\ufeff\u202e\ud800'<&"),
        st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF),
        st.characters(codec="utf-8"),
    ),
    max_size=300,
)


@settings(max_examples=150, deadline=None)
@given(title=HOSTILE, place=HOSTILE, sentence=HOSTILE, words=HOSTILE, url=HOSTILE)
def test_hostile_text_never_breaks_the_file(
    samples: ModuleType, lint: ModuleType, title: str, place: str, sentence: str, words: str, url: str
) -> None:
    event = samples.CEREMONY.event
    hostile = replace(
        event,
        title=title,
        evidence=Quote(0, len(sentence), sentence),
        when=replace(
            event.when, text=words, start=0, end=min(len(words), len(sentence)) or 1, part=words[:10]
        ),
        place=replace(event.place, name=place, address=title),
        category=words,
        topics=(place, title),
        hours=words,
    )
    cited = replace(samples.ARTICLE, url=f"http://{url}", headline=title)
    told = file(ical.block(replace(samples.CEREMONY, event=hostile, citations=(cited,))))
    assert lint.lint(told) == []
    (read,) = lint.events(told)
    summary = lint.plain(read.values("SUMMARY")[0])
    assert summary == wording.title(hostile)


def test_the_full_profile_adds_links_and_a_place(samples: ModuleType, lint: ModuleType) -> None:
    import icalendar

    cited = (
        replace(samples.ARTICLE, headline='"따옴표"와 ^ 표시'),
        replace(samples.ARTICLE, url="/srv/a.txt"),
    )
    block = ical.block(replace(samples.CEREMONY, citations=cited), ical.Form(full=True))
    told = file(block)
    assert lint.lint(told, contract=False) == []
    (event,) = icalendar.Calendar.from_ical(told).walk("VEVENT")
    assert event["LINK"] == "https://example.org/articles/000"
    assert event["LINK"].params["LABEL"] == '"따옴표"와 ^ 표시'
    (place,) = event.subcomponents
    assert (place.name, str(place["NAME"])) == ("VLOCATION", "광주이노비즈센터 다목적강당")
    assert ical.block(samples.CEREMONY) == (HERE / "ceremony.ics").read_bytes()
