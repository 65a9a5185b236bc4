"""Arithmetic of the calendar, on plain dates: months, weeks, thirds of a month. No words, no anchor."""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)


def month_start(index: int) -> date:
    """The first day of a month counted from year 0: 2021-01 is 2021 * 12."""
    return date(index // 12, index % 12 + 1, 1)


def month_index(day: date) -> int:
    return day.year * 12 + day.month - 1


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _is_leap(year: int) -> bool:
    """What `calendar.isleap` says, without what that module brings along."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(year: int, month: int) -> int:
    return 29 if month == 2 and _is_leap(year) else _DAYS[month - 1]


def exists(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= days_in(year, month)


def months_on(day: date, months: int) -> date:
    """The same day some months on, or the last of a shorter month."""
    first = month_start(month_index(day) + months)
    return first.replace(day=min(day.day, days_in(first.year, first.month)))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def first_monday(first: date) -> date:
    """The Monday of the first week of a month or year: the one its Thursday lies in (ISO 8601)."""
    start = monday(first)
    return start if first <= start + 3 * DAY else start + 7 * DAY


def nth_week(first: date, after: date, n: int) -> date | None:
    """The Monday of the n-th week of [first, after); -1 is the last."""
    if n < 0:
        last = monday(after - DAY)
        return last if last + 3 * DAY < after else last - 7 * DAY
    start = first_monday(first) + timedelta(days=7 * (n - 1))
    return start if start < after else None


def nth_weekday(first: date, after: date, weekday: int, n: int) -> date | None:
    """The n-th given weekday of [first, after); -1 is the last."""
    if n < 0:
        last = after - DAY
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    return day if day < after else None


# thirds of a month as newspapers cut it: days [first, after)
THIRDS = {
    "early": (1, 11),
    "middle": (11, 21),
    "late": (21, 40),
    "early-mid": (1, 21),
    "mid-late": (11, 40),
    "former": (1, 16),
    "latter": (16, 40),
}
# stretches of a year and of ten years, in months and years
YEAR_MONTHS = {
    "early": (0, 3),
    "middle": (4, 8),
    "late": (9, 12),
    "early-mid": (0, 8),
    "mid-late": (4, 12),
    "former": (0, 6),
    "latter": (6, 12),
}
DECADE_YEARS = {
    "early": (0, 4),
    "middle": (3, 7),
    "late": (6, 10),
    "early-mid": (0, 7),
    "mid-late": (3, 10),
    "former": (0, 5),
    "latter": (5, 10),
}
WEEK_DAYS = {
    "early": (0, 3),
    "middle": (2, 5),
    "late": (3, 7),
    "early-mid": (0, 5),
    "mid-late": (2, 7),
    "former": (0, 3),
    "latter": (3, 7),
}


def third_of(first: date, after: date, name: str) -> tuple[date, date]:
    """초, 중순, 말 of a month: [1, 11), [11, 21), [21, end)."""
    a, b = THIRDS[name]
    return first + timedelta(days=a - 1), min(first + timedelta(days=b - 1), after)
