"""An event's time in English: "Wed 27 January 2021, afternoon". Korean words for parts that have no name stay out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from timeline.export.precision import EXACT, Precision, days, line_part, precision
from timeline.model import SEOUL, Event

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
_DAY = timedelta(days=1)

# Parts of a day, a month and a year, as papers have them.
PARTS = {
    "새벽": "before dawn", "아침": "morning", "오전": "morning", "낮": "midday", "정오": "noon", "점심": "midday",
    "오후": "afternoon", "저녁": "evening", "밤": "night", "심야": "late night",
    "초": "early", "초순": "early", "상순": "early", "중순": "mid", "말": "late", "하순": "late", "연초": "early",
    "연말": "late",
}  # fmt: skip


def heading(event: Event) -> str:
    first, _ = days(event.span)
    if precision(event.span) in EXACT:
        return full(first)
    in_month = precision(event.span) in (Precision.WEEK, Precision.THIRD_OF_MONTH, Precision.MONTH)
    return f"{MONTHS[first.month - 1]} {first.year}" if in_month else f"{first.year}"


def told(event: Event) -> str:
    if event.span.has_clock:
        return _timed(event)
    first, end = days(event.span)
    last = end - _DAY
    if precision(event.span) not in EXACT:
        return _stretch(event, first, last)
    begins = in_year(first) if first.year == last.year else short(first)
    between = short(first) if first == last else f"{begins} to {short(last)}"
    part = PARTS.get(line_part(event), "") if precision(event.span) is Precision.PART_OF_DAY else ""
    return f"{between}, {part}" if part else between


def _timed(event: Event) -> str:
    start, end = event.span.start.astimezone(SEOUL), event.span.end.astimezone(SEOUL)
    shown = f"{short(start.date())}, {clock(start)}"
    if not event.end_told:
        return shown
    return f"{shown} to {clock(end) if start.date() == end.date() else f'{short(end.date())}, {clock(end)}'}"


def _stretch(event: Event, first: date, last: date) -> str:
    month, part = MONTHS[first.month - 1], PARTS.get(line_part(event), "")
    match precision(event.span):
        case Precision.WEEK:
            return f"Week of {short(first)}"
        case Precision.THIRD_OF_MONTH:
            return " ".join(filter(None, (part.capitalize(), month, f"{first.year}")))
        case Precision.MONTH if first.month == last.month:
            return f"{month} {first.year}"
        case Precision.QUARTER if last.month - first.month == 2:
            return f"Quarter {(first.month + 2) // 3} of {first.year}"
        case Precision.SEASON if first.month in _SEASONS:
            return f"{_SEASONS[first.month]} {first.year}".capitalize()
        case Precision.HALF_YEAR:
            return f"{'First' if first.month < 7 else 'Second'} half of {first.year}"
        case Precision.YEAR if first.year == last.year:
            return f"{first.year}"
        case Precision.DECADE:
            return f"{first.year // 10 * 10}s"
        case _:
            return f"{month} {first.year} to {MONTHS[last.month - 1]} {last.year}"


def full(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def short(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def in_year(day: date) -> str:
    """Wed 27 Jan: the year stands elsewhere."""
    return short(day)[:-5]


def clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}"
