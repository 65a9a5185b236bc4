"""The publication time that a page shows: "입력날짜 : 2021. 01.27. 20:37", and the dates that only look like it.

A label says what a date is. 입력, 등록, 승인 publish; 수정 modifies; 지면게재일, 발행일, 최종수정일 and a date in a
page's header or footer are somebody else's, and are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from timeline.korean.patterns import Here, Pattern, by_first_letter, new
from timeline.korean.units import century
from timeline.when import SEOUL, Printed, Stamp


class Role(StrEnum):
    PUBLISHED = "published"
    MODIFIED = "modified"
    REFUSED = "refused"


_PUBLISHED = Role.PUBLISHED  # a member costs a call on Python 3.11
# longest first where one begins another
LABELS = {
    "기사입력시간": Role.PUBLISHED, "기사입력일": Role.PUBLISHED, "기사입력": Role.PUBLISHED,
    "최초입력": Role.PUBLISHED, "입력날짜": Role.PUBLISHED, "입력시간": Role.PUBLISHED,
    "입력일시": Role.PUBLISHED, "입력일자": Role.PUBLISHED, "입력일": Role.PUBLISHED,
    "입력": Role.PUBLISHED, "기사등록일": Role.PUBLISHED, "기사등록": Role.PUBLISHED,
    "최초등록": Role.PUBLISHED, "등록날짜": Role.PUBLISHED, "등록시간": Role.PUBLISHED,
    "등록일시": Role.PUBLISHED, "등록일": Role.PUBLISHED, "등록": Role.PUBLISHED,
    "기사승인": Role.PUBLISHED, "승인": Role.PUBLISHED, "게시일시": Role.PUBLISHED,
    "게시일자": Role.PUBLISHED, "게시일": Role.PUBLISHED, "게시": Role.PUBLISHED,
    "작성일시": Role.PUBLISHED, "작성일자": Role.PUBLISHED, "작성일": Role.PUBLISHED,
    "작성": Role.PUBLISHED, "기사작성": Role.PUBLISHED, "송고시간": Role.PUBLISHED,
    "송고": Role.PUBLISHED, "전송": Role.PUBLISHED, "보도일시": Role.PUBLISHED,
    "보도일자": Role.PUBLISHED, "보도일": Role.PUBLISHED, "배포일시": Role.PUBLISHED,
    "배포일": Role.PUBLISHED, "공개일": Role.PUBLISHED, "발행": Role.PUBLISHED, "발행일시": Role.PUBLISHED,
    "날짜": Role.PUBLISHED, "제공일시": Role.PUBLISHED, "제공일자": Role.PUBLISHED, "제공일": Role.PUBLISHED,
    "보도시점": Role.PUBLISHED, "공고일자": Role.PUBLISHED, "공고일": Role.PUBLISHED,
    "공개일자": Role.PUBLISHED, "공고게시일": Role.PUBLISHED, "배포일자": Role.PUBLISHED,
    "자료배포일": Role.PUBLISHED, "자료제공일": Role.PUBLISHED,
    "온라인": Role.PUBLISHED, "생산일자": Role.PUBLISHED, "생산일": Role.PUBLISHED,
    "방송일시": Role.PUBLISHED, "방송일": Role.REFUSED,
    "일자": Role.PUBLISHED, "일시": Role.PUBLISHED, "기사출고": Role.PUBLISHED, "출고": Role.PUBLISHED,
    "웹출고시간": Role.PUBLISHED, "출고시간": Role.PUBLISHED, "출고일시": Role.PUBLISHED,
    "기사수정": Role.MODIFIED, "최종수정": Role.MODIFIED, "수정일시": Role.MODIFIED,
    "수정일": Role.MODIFIED, "수정시간": Role.MODIFIED, "수정": Role.MODIFIED,
    "업데이트": Role.MODIFIED, "최종편집": Role.MODIFIED, "최종 편집": Role.MODIFIED,
    "고침": Role.MODIFIED, "최종 수정": Role.MODIFIED, "최종 수정일": Role.REFUSED, "지면 게재일": Role.REFUSED,
    "신문게재일": Role.REFUSED, "신문 게재일": Role.REFUSED, "지면게재일": Role.REFUSED,
    "지면게재": Role.REFUSED, "지면보기": Role.REFUSED, "지면": Role.REFUSED,
    "최종수정일시": Role.REFUSED, "최종수정일": Role.REFUSED, "최종업데이트": Role.REFUSED,
    "최종 업데이트": Role.REFUSED, "최종갱신": Role.REFUSED, "발행일자": Role.REFUSED,
    "발행일": Role.REFUSED, "등록일자": Role.REFUSED, "등록연월일": Role.REFUSED,
    "창간일": Role.REFUSED, "창간": Role.REFUSED, "인쇄일": Role.REFUSED, "촬영일": Role.REFUSED,
    "행사일시": Role.REFUSED, "행사일": Role.REFUSED, "마감일": Role.REFUSED, "접수기간": Role.REFUSED,
    "생년월일": Role.REFUSED, "현재": Role.REFUSED, "오늘": Role.REFUSED,
}  # fmt: skip
_LABEL = "|".join(re.escape(label).replace(r"\ ", r"\s?") for label in sorted(LABELS, key=len, reverse=True))
_DATE = (
    r"(?:(?P<year>\d{4})\s?[./년年-]\s?(?P<month>\d{1,2})\s?[./월月-]\s?(?P<day>\d{1,2})(?!\d)(?:\s?[일日]|\.)?"
    r"|(?P<short>\d{2})(?P<sep>[./-])\s?(?P<smonth>\d{1,2})(?P=sep)\s?(?P<sday>\d{1,2})(?![\d])\.?"
    r"|(?P<ymonth>\d{1,2})(?:[./-]|월\s?)(?P<yday>\d{1,2})일?(?=\s{1,4}\d{1,2}:\d{2}))"
)
_ENGLISH_DAY = r"(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un|MON|TUE|WED|THU|FRI|SAT|SUN)(?![A-Za-z])"
_CLOCK = (
    r"(?:\s{0,3}[,·|]?\s?(?:[(（\[]?(?P<weekday>[월화수목금토일](?P<full>요일)?|"
    + _ENGLISH_DAY
    + r")[)）\]]?)?\s{0,3}[,T·|ㅣ/\[(-]?\s{0,3}(?:(?P<half>오전|오후|[AaPp][Mm])\s?)?"
    r"(?P<hour>\d{1,2})(?:\s?:\s?(?P<minute>\d{2})(?:\s?:\s?(?P<second>\d{2})(?:\.\d{1,6})?)?|\s?시(?:\s?(?P<kminute>\d{1,2})\s?분(?:\s?(?P<ksecond>\d{1,2})\s?초)?)?)(?!\d)(?:\s?(?P<late>[AaPp][Mm]|오전|오후))?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?(?:\s?[(（\[]?(?P<day_name>[월화수목금토일](?P<day_full>요일)?)(?:[)）\]]|(?=\s|$)))?"
)
_STAMP = Pattern(_DATE + _CLOCK)
# the commonest, which it need not be asked about: 2021. 01.27. 20:37, 2021-01-27T20:37:12+09:00
_PLAIN = Here(
    r"(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})\.?[ T](?!24)(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"(Z|[+-]\d{2}:?\d{2})?"
    r"(?=\Z|[|\]>]|\s[^\s\d:(（\[AaPp오월화수목금토일])"
)
_SOLID = Here(
    r"((?:19|20)\d{2})(0\d|1[0-2])([0-3]\d)\s(\d{1,2}):(\d{2})(?::(\d{2}))?()(?!\d)"
)  # 20210127 20:37
_AGO = Pattern(
    r"(?:(?P<n>\d{1,3})\s?(?P<unit>초|분|시간|일|주|개월|달|년)\s?전|(?P<word>방금(?:\s?전)?|조금\s?전|어제|그저께|그제|오늘)(?![가-힣])(?:\s{0,2}(?:(?P<half>오전|오후)\s?)?(?P<hour>\d{1,2}):(?P<minute>\d{2}))?)"
)
# a class of first letters comes first, for `re` skips to those
_RESTS = by_first_letter(sorted((label.replace(" ", r"\s?") for label in LABELS), key=len, reverse=True))
_WORD = "|".join(f"(?<={sign}){rest}" for sign, rest in _RESTS.items())
LABELLED = Pattern(
    rf"(?P<label>[{''.join(_RESTS)}](?<![가-힣].)(?:{_WORD}))(?:\s?(?:시각|시간|일시))?\s{{0,4}}[:：|\])>]?\s{{0,4}}(?=[\d어그방조오'‘’])"
)
_BEHIND = Here(rf"\s{{0,3}}(?P<label>{_LABEL})(?=\s?[|ㅣ·,/]|\s{{0,9}}\Z)")
_NOT_ITS_OWN = Pattern(
    r"자(?![가-힣])|\s{0,2}[A-Z]?\d{1,2}면|\s?(?:[~∼]|촬영|현재|기준|까지|개최|예정|시행|개통|준공|출생|출범|창간|설립|개장|개관|[(（]음\s?\d|\]?\s?오늘의)"
)
# words before a date that make it another thing's: 공연일시, 유통기한, 최종 편집, Updated, ⓒ
_OTHERS = Pattern(
    r"(?:[가-힣]\s?(?:일시|일자|기간|기한|마감|편집|업데이트|수정)|[가-힣](?<![요재])일|마감|수정됨|촬영|개원|설립|창립|개교|개최|[Uu]pdated?|UPDATED?|오늘(?:은|\s?날짜)?|[Tt]oday|TODAY|[Cc]opyright|버전|[Vv]ersion|신문\s?게재|회원\s?가입|로그인|로그아웃|출생|(?<![가-힣])편집|(?:관련|인기|주요|이전|다음)\s?(?:기사|뉴스|글)|많이\s?본\s?(?:기사|뉴스)|(?<![A-Za-z])"
    + _ENGLISH_DAY
    + r"|[Ss]ince|\d호|[Mm]odified|[ⓒ©]|[~∼]|\d[.일)]?\s{0,2}[-–])"
    r"(?:\s?(?:on|at))?\s{0,3}[:：]?\s{0,3}\Z"
)
_OTHERS_REACH = 20
_ENGLISH = Here(rf"\s?[(]?{_ENGLISH_DAY}")
# 등록일 beside these is the newspaper's own, and not the article's
_MASTHEAD = Pattern(r"등록번호|발행인|편집인|인터넷신문")
_MASTHEAD_REACH = 40
_EMBARGO = Here(r"\s?(?:조간|석간|부터|이후)")  # 보도일시 28일 조간부터: when others may print it
_AGES = {
    "초": 1,
    "분": 60,
    "시간": 3600,
    "일": 86400,
    "주": 604800,
    "개월": 2592000,
    "달": 2592000,
    "년": 31536000,
}
_DAYS_AGO = {"오늘": 0, "어제": 1, "그제": 2, "그저께": 2}
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Labelled(NamedTuple):
    """A date that a page labels: its label and role, the stamp, and where the words stand."""

    label: str
    role: Role
    stamp: Stamp
    start: int
    end: int


def find_stamps(text: str, *, fetched: datetime | None = None) -> list[Labelled]:
    """Every labelled stamp of a page's text, in order; refused ones too, marked so.

    `fetched` places "3시간 전" and a date without its year; without it those are left out.
    """
    return list(_labelled(text, fetched))


def _labelled(text: str, fetched: datetime | None) -> Iterator[Labelled]:
    """The same, each read when it is asked for."""
    begin = 0 if text[:1] > " " else len(text) - len(text.lstrip())
    if "0" <= text[begin : begin + 1] <= "9":
        first = _STAMP.match(text, begin)
        if first is not None and _BEHIND.match(text, first.end()) is not None:
            yield from _labelled_behind(text, fetched)
            return
    at = 0
    while (label := LABELLED.search(text, at)) is not None:
        name, at = label[1], label.end()
        read = _read(text, at, fetched, "label")
        if read is not None:
            stamp, end = read
            role = LABELS.get(name) or LABELS["".join(name.split())]
            if name == "등록일" and _of_masthead(text, label.start(), end):
                role = Role.REFUSED
            yield new(Labelled, (name, role, stamp, label.start(), end))


def _of_masthead(text: str, start: int, end: int) -> bool:
    """Whether a label stands on the line that says who publishes the newspaper."""
    return _MASTHEAD.search(text, max(0, start - _MASTHEAD_REACH), end + _MASTHEAD_REACH) is not None


def _labelled_behind(text: str, fetched: datetime | None) -> Iterator[Labelled]:
    """The stamps of a line that puts its labels last: 2021-01-27 20:37 입력 | 2021-01-28 08:00 수정."""
    for date in _STAMP.finditer(text):
        label, stamp = _BEHIND.match(text, date.end()), _stamp(date, fetched, "label")
        if label is not None and stamp is not None:
            yield Labelled(label["label"], LABELS[label["label"]], stamp, date.start(), label.end())


def read_stamp(text: str, *, fetched: datetime | None = None) -> Stamp | None:
    """The publication stamp in a stretch of page text, or None where there is none to trust.

    A labelled one first; else a bare date, as a selector may cut it out of a page, unless other words say it
    is something else's or it is written as a header writes today's date ("2021년 2월 25일(목요일)").
    """
    if (alone := _alone(text, fetched)) is not None:
        return alone
    refused, taken = False, []
    embargo = None
    for label, role, stamp, start, end in _labelled(text, fetched):
        if role is _PUBLISHED:
            if not (label.startswith("보도") and _EMBARGO.match(text, end)):
                return stamp
            embargo = embargo or stamp
        refused = refused or role is Role.REFUSED
        taken.append((start, end))
    if embargo is not None:
        return embargo
    if refused:
        return None
    return _bare(text, fetched, taken) or (None if taken else _last_resort(text, fetched))


def _alone(text: str, fetched: datetime | None) -> Stamp | None:
    """The stamp of a text that is nothing but a date."""
    if not "0" <= text[:1] <= "9":
        return None
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return _plain_stamp(plain, "text")
    found = _STAMP.match(text)
    if found is None or found.end() < len(text) or _foreign(text, found):
        return None
    return _stamp(found, fetched, "text")


def _bare(text: str, fetched: datetime | None, taken: list[tuple[int, int]]) -> Stamp | None:
    for found in _STAMP.finditer(text):
        if (taken and any(a <= found.start() < b for a, b in taken)) or _foreign(text, found):
            continue
        stamp = _stamp(found, fetched, "text")
        if stamp is not None:
            return stamp
    ago = _AGO.search(text)
    return _ago(ago, fetched, "text") if ago and not taken else None


def _foreign(text: str, found: re.Match[str]) -> bool:
    """A date that is part of a longer number, or written as a page's header writes today's."""
    start = found.start()
    before = text[start - 1 : start]
    if before.isdigit() or (before in {".", "-", "/"} and before):
        return True
    if _OTHERS.search(text, max(0, start - _OTHERS_REACH), start):
        return True
    dateless = found["hour"] is None
    header = dateless and bool(found["full"] or found["day_full"] or _ENGLISH.match(text, found.end()))
    return header or _NOT_ITS_OWN.match(text, found.end()) is not None


def _read(text: str, start: int, fetched: datetime | None, method: str) -> tuple[Stamp, int] | None:
    plain = _PLAIN.match(text, start) or _SOLID.match(text, start)
    if plain is not None:
        stamp = _plain_stamp(plain, method)
        return (stamp, plain.end()) if stamp else None
    found = _STAMP.match(text, start)
    if found is not None:
        stamp = _stamp(found, fetched, method)
        return (stamp, found.end()) if stamp else None
    ago = _AGO.match(text, start)
    if ago is not None:
        stamp = _ago(ago, fetched, method)
        return (stamp, ago.end()) if stamp else None
    return None


_printed: Callable[[datetime, str, str, str], Stamp] = Printed  # type: ignore[assignment]


def _plain_stamp(found: re.Match[str], method: str) -> Stamp | None:
    """The stamp of the commonest form; None for a day or an hour that does not exist."""
    told, month, day, hour, minute, second, zone = found.groups()
    year = int(told)
    if not _FIRST_YEAR <= year < _LAST_YEAR:
        return None
    try:
        at = datetime(year, int(month), int(day), int(hour), int(minute), int(second or 0), 0, SEOUL)
        if zone:
            at = at.replace(tzinfo=_offset(zone)).astimezone(SEOUL)
    except ValueError:
        return None
    return _printed(at, "second" if second else "minute", method, found[0])


def _stamp(found: re.Match[str], fetched: datetime | None, method: str) -> Stamp | None:
    """The stamp of a match; None for a day or an hour that does not exist."""
    (
        year, month, day, short, _, smonth, sday, ymonth, yday, _, _, half,
        told, minutes, seconds, minutes_told, seconds_told, late, zone, _, _,
    ) = found.groups()  # fmt: skip
    seconds = seconds or seconds_told
    if short:
        year, month, day = century(int(short)), smonth, sday
    elif ymonth:
        if fetched is None:
            return None
        year, month, day = fetched.astimezone(SEOUL).year, ymonth, yday
    year, hour = int(year), 0
    if not _FIRST_YEAR <= year < _LAST_YEAR:
        return None
    try:
        if told is None:
            at, precision = datetime(year, int(month), int(day), tzinfo=SEOUL), "day"
        else:
            hour, minute, second = _clock(told, minutes or minutes_told, seconds, half or late)
            at = datetime(year, int(month), int(day), hour % 24, minute, second, tzinfo=SEOUL)
            precision = "second" if seconds else "minute"
        if hour == 24:
            at += timedelta(days=1)
        if zone:
            at = at.replace(tzinfo=_offset(zone)).astimezone(SEOUL)
    except ValueError:
        return None
    if ymonth and fetched is not None and at > fetched + timedelta(days=1):
        at = at.replace(year=at.year - 1)
    return _printed(at, precision, method, found[0].strip())


@lru_cache(maxsize=64)
def _offset(zone: str) -> timezone:
    """Z, +09:00 and +0900 as a zone.

    Raises ValueError for one that is a day off or more.
    """
    if zone == "Z":
        return UTC
    off = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return timezone(-off if zone[0] == "-" else off)


_AFTERNOON, _MORNING = {"오후", "pm"}, {"오전", "am"}


def _clock(told: str, minutes: str | None, seconds: str | None, half: str | None) -> tuple[int, int, int]:
    """Hour (to 24), minute, second.

    Raises ValueError for a clock that no day has.
    """
    hour, minute, second = int(told), int(minutes or 0), int(seconds or 0)
    if half is not None:
        half = half.lower()
        if half in _AFTERNOON and hour < 12:
            hour += 12
        if half in _MORNING and hour == 12:
            hour = 0
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute):
        raise ValueError(told)
    return hour, minute, second


def _ago(found: re.Match[str], fetched: datetime | None, method: str) -> Stamp | None:
    """ "3시간 전", "어제 20:37": counted back from when the page was fetched, as fine as it was told."""
    if fetched is None:
        return None
    now, raw = fetched.astimezone(SEOUL), found[0].strip()
    if found["unit"]:
        at = now - timedelta(seconds=int(found["n"]) * _AGES[found["unit"]])
        if found["unit"] in {"초", "분"}:
            return Stamp(at.replace(second=0, microsecond=0), "minute", method, raw)
        return (
            Stamp(at.replace(minute=0, second=0, microsecond=0), "hour", method, raw)
            if found["unit"] == "시간"
            else _day(at, method, raw)
        )
    word = found["word"]
    if word not in _DAYS_AGO:
        return Stamp(now.replace(second=0, microsecond=0), "minute", method, raw)
    day = now - timedelta(days=_DAYS_AGO[word])
    if found["hour"] is None:
        return _day(day, method, raw)
    hour = int(found["hour"]) + (12 if found["half"] == "오후" and int(found["hour"]) < 12 else 0)
    if hour > 23 or int(found["minute"]) > 59:
        return None
    return Stamp(
        day.replace(hour=hour, minute=int(found["minute"]), second=0, microsecond=0), "minute", method, raw
    )


def _day(at: datetime, method: str, raw: str) -> Stamp:
    return Stamp(at.replace(hour=0, minute=0, second=0, microsecond=0), "day", method, raw)


_PLAUSIBLE = Pattern(r"[\w\s.,:/+-]{8,60}")
_FOUR_FIGURES = Pattern(r"\d{4}")
_MONTH_OR_MARK = Pattern(r"[A-Za-z]{3}|[/:]")


def _plausible(short: str) -> bool:
    """Whether a short text may be a date in another language: a year, and a month's name or a mark."""
    if len(short) > 60 or _PLAUSIBLE.fullmatch(short) is None:
        return False
    return _FOUR_FIGURES.search(short) is not None and _MONTH_OR_MARK.search(short) is not None


def _mail_date(short: str) -> Stamp | None:
    """Wed, 27 Jan 2021 20:37:00 +0900."""
    from email.utils import parsedate_to_datetime

    try:
        at = parsedate_to_datetime(short)
    except ValueError:
        return None
    if at.tzinfo is None or not _FIRST_YEAR <= at.year < _LAST_YEAR:
        return None
    return Stamp(at.astimezone(SEOUL), "minute", "mail", short)


_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_ENGLISH_DATE = Here(
    r"(?:[A-Za-z]{3,9},?\s)?(?:(?P<m>[A-Za-z]{3,9})\.?\s(?P<d>\d{1,2})|(?P<dd>\d{1,2})\s(?P<mm>[A-Za-z]{3,9})\.?),?\s(?P<y>\d{4})"
    r"(?:,?\s(?:at\s)?(?P<h>\d{1,2}):(?P<min>\d{2})(?:\s?(?P<half>[AaPp][Mm]))?)?"
)


def _english_date(short: str) -> Stamp | None:
    """January 27, 2021 8:37 PM; 27 Jan 2021."""
    found = _ENGLISH_DATE.fullmatch(short)
    if found is None:
        return None
    at = _MONTHS.find((found["m"] or found["mm"])[:3].lower())
    if at % 3:
        return None
    try:
        day = datetime(int(found["y"]), at // 3 + 1, int(found["d"] or found["dd"]), tzinfo=SEOUL)
        if found["h"] is None:
            return _day(day, "english", short)
        hour, minute, _ = _clock(found["h"], found["min"], None, found["half"])
        return Stamp(day + timedelta(hours=hour, minutes=minute), "minute", "english", short)
    except ValueError:
        return None


def _last_resort(text: str, fetched: datetime | None) -> Stamp | None:
    """A date as mail writes it (RFC 5322), or what dateparser makes of figures that name a year: "27/01/2021 20:37".

    dateparser is kept from anything in Korean: it reads "32일" as 32 days ago and "27일" as 27 days ago.
    """
    short = text.strip()
    if re.search(r"[가-힣]", short) or not _plausible(short):
        return None
    if (sent := _mail_date(short) or _english_date(short)) is not None:
        return sent
    import dateparser

    settings = {"TIMEZONE": "Asia/Seoul", "RETURN_AS_TIMEZONE_AWARE": True, "STRICT_PARSING": True}
    if fetched is not None:
        settings["RELATIVE_BASE"] = fetched.astimezone(SEOUL).replace(tzinfo=None)
    at = dateparser.parse(short, languages=["ko"], settings=settings)
    if at is None or not _FIRST_YEAR <= at.year < _LAST_YEAR:
        return None
    return Stamp(at.astimezone(SEOUL), "minute" if ":" in short else "day", "dateparser", short)
