"""Times in a reader's words, no more exact than they were told: in full, inside their day, and from today on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from timeline.export.precision import EXACT, Precision, days, line_part, precision, suffix
from timeline.export.text import line
from timeline.model import SEOUL, Event, Stamp
from timeline.web import english
from timeline.web.texts import TEXTS, Language, texts

_WEEKDAYS = "월화수목금토일"
DAY = timedelta(days=1)
_NEAR = 14  # days that are counted aloud
_UNITS = ((1440, "days"), (60, "hours"), (1, "minutes"))


def heading(event: Event, language: Language = "ko") -> str:
    """The day an entry is listed under, or the month or year where no day is known."""
    if language == "en":
        return english.heading(event)
    first, _ = days(event.span)
    if precision(event.span) in EXACT:
        return full(first)
    in_month = precision(event.span) in (Precision.WEEK, Precision.THIRD_OF_MONTH, Precision.MONTH)
    return f"{first.year}년 {first.month}월" if in_month else f"{first.year}년"


def full(day: date, language: Language = "ko") -> str:
    if language == "en":
        return english.full(day)
    return f"{day.year}년 {day.month}월 {day.day}일 {_WEEKDAYS[day.weekday()]}요일"


def clock(event: Event, language: Language = "ko") -> str:
    """The time of an event as it stands under the heading of its day: "오후 2:00", "오전", "5. 5.(화)까지", or ""."""
    first, end = days(event.span)
    if precision(event.span) not in EXACT or (event.span.has_clock and end - first > DAY):
        return told(event, language)
    if end - first > DAY:
        return texts(language)("until_day", short(end - DAY, language))
    if not event.span.has_clock:
        part = line_part(event) if precision(event.span) is Precision.PART_OF_DAY else ""
        return english.PARTS.get(part, "").capitalize() if language == "en" else part
    name = english.clock if language == "en" else _clock
    start, until = event.span.start.astimezone(SEOUL), event.span.end.astimezone(SEOUL)
    return f"{name(start)}~{name(until)}" if event.end_told and until.date() == start.date() else name(start)


def day_name(day: date, today: date, language: Language = "ko") -> tuple[str, str]:
    """A heading in two parts: the date, without the year where it is this one; weekday and distance."""
    far = abs(day.year - today.year)
    if language == "en":
        name = f"{day.day} {english.MONTHS[day.month - 1]}" + (f" {day.year}" if far else "")
        weekday = english.WEEKDAYS[day.weekday()]
    else:
        name = (f"{day.year}년 " if far else "") + f"{day.month}월 {day.day}일"
        weekday = f"{_WEEKDAYS[day.weekday()]}요일"
    return name, " · ".join(filter(None, (weekday, near(day, today, language))))


def near(day: date, today: date, language: Language = "ko") -> str:
    """How far a day is, as one says it; empty for what is far."""
    say, away = texts(language), (day - today).days
    if away in (-1, 0, 1, 2):
        return say(("yesterday", "day_today", "tomorrow", "after_tomorrow")[away + 1])
    if abs(away) > _NEAR:
        return ""
    return say("days_ahead_of", away) if away > 0 else say("days_ago", -away)


def ago(at: datetime, now: datetime, language: Language = "ko") -> str:
    """How long ago, or how soon, in the largest unit that fits."""
    say, minutes = texts(language), round((now - at).total_seconds() / 60)
    if not minutes:
        return say("just_now")
    size, unit = next((size, unit) for size, unit in _UNITS if abs(minutes) >= size)
    count = abs(minutes) // size
    unit = unit if count > 1 else unit[:-1]
    return say(f"{unit}_ago" if minutes > 0 else f"in_{unit}", count)


def moment(at: datetime, language: Language = "ko") -> str:
    """A moment as the pages tell it, in Seoul's time."""
    at = at.astimezone(SEOUL)
    if language == "en":
        return f"{english.short(at.date())}, {english.clock(at)}"
    return f"{_dated(at.date())} {_clock(at)}"


def told(event: Event, language: Language = "ko") -> str:
    """The time as Korean print has it: "2021. 1. 27.(수) 오후", "2021. 2. 15.(월) 오후 2:00", "2020년 6월 중"."""
    if language == "en":
        return english.told(event)
    if event.span.has_clock:
        start, end = event.span.start.astimezone(SEOUL), event.span.end.astimezone(SEOUL)
        shown = f"{_dated(start.date())} {_clock(start)}"
        if not event.end_told:
            return shown
        return (
            f"{shown}~{_clock(end) if end.date() == start.date() else f'{_dated(end.date())} {_clock(end)}'}"
        )
    if precision(event.span) not in EXACT:
        return _stretch(event)
    first, end_day = days(event.span)
    last = end_day - DAY
    between = _dated(first) if first == last else f"{_dated(first)}~{_dated(last, first)}"
    return (
        f"{between} {line_part(event)}".rstrip()
        if precision(event.span) is Precision.PART_OF_DAY
        else between
    )


def _stretch(event: Event) -> str:
    first, _ = days(event.span)
    words = line(suffix(event))
    return words if words.startswith(f"{first.year}") else f"{first.year}년 {words}"


def _dated(day: date, after: date | None = None) -> str:
    """2021. 1. 27.(수); after a date of the same year without the year again."""
    year = "" if after and after.year == day.year else f"{day.year}. "
    return f"{year}{day.month}. {day.day}.({_WEEKDAYS[day.weekday()]})"


def _clock(at: datetime) -> str:
    """As Korean says it: 오후 2:00, but 낮 12:30, and 0시 or 0시 30분, for nobody calls midnight 오전 12:00."""
    if at.hour == 0:
        return f"0시 {at.minute}분" if at.minute else "0시"
    half = "오전" if at.hour < 12 else "낮" if at.hour == 12 else "오후"
    return f"{half} {(at.hour + 11) % 12 + 1}:{at.minute:02}"


def stamped(stamp: Stamp | None, language: Language, today: date | None = None) -> str:
    """A publication as exactly as the page gave it, without the year that is; empty where it gave none."""
    if not stamp:
        return ""
    if today and stamp.at.astimezone(SEOUL).year == today.year:
        return stamped(stamp, language).replace(f"{today.year}. ", "").replace(f" {today.year}", "")
    if stamp.precision != "day":
        return moment(stamp.at, language)
    day = stamp.at.astimezone(SEOUL).date()
    return english.short(day) if language == "en" else _dated(day)


def short(day: date, language: Language = "ko") -> str:
    """4. 24.(금), Fri 24 Apr: the year stands elsewhere."""
    return english.in_year(day) if language == "en" else _dated(day, day)


def method(name: str) -> str:
    """The name of the text that tells where a publication was found."""
    known = f"m_{'url' if name.startswith('url') else name}"
    return known if known in TEXTS else "m_other"
