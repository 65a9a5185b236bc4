"""The time of a day: clock hours with and without 오전 and 오후, parts of the day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from timeline.errors import NoSuchDate
from timeline.korean.grammar import Point
from timeline.korean.words import PARTS
from timeline.when import SEOUL, Grain


def half_of(moment: datetime) -> str:
    return "오전" if moment.hour < 12 else "오후"


def hour_of(point: Point, half: str) -> tuple[int, bool]:
    """The hour of 0 to 30 that a clock time tells, and whether 오전 or 오후 was our guess.

    Without a part of day, one to six o'clock are in the afternoon, as news tells them; `half` is the part of
    day told just before ("오후 1시부터 3시까지").
    """
    hour = point.hour or 0
    if hour > 24:
        raise NoSuchDate("", f"{hour}시는 없음")
    part = point.parts[-1] if point.parts else ""
    if part:
        return _in_part(hour, part), False
    if hour > 12 or hour == 0 or point.exact:
        return hour, False
    if half:
        return hour, True
    return (hour + 12 if hour < 7 else hour), True


HALF = timedelta(hours=12)


def later_half(point: Point, half: str, before: int) -> bool:
    """Whether a clock time told alone behind another is of the afternoon: 오후 2시와 7시, 오전 10시와 3시.

    `half` and `before` are that of the one before and its hour; "오전 1시와 3시" stays in the morning.
    """
    hour = point.hour
    if hour is None or not half or point.parts or point.exact or point.noon:
        return False
    return 0 < hour < (12 if half == "오후" else min(before, 7))


def _in_part(hour: int, part: str) -> int:
    part = part.replace(" ", "")
    if "새벽" in part or "오전" in part:
        return 0 if hour == 12 else hour
    if "아침" in part:
        return hour
    if any(word in part for word in ("낮", "점심")):
        return hour + 12 if hour < 6 else hour
    if part == "늦게" or any(word in part for word in ("밤", "심야", "야간")):
        if hour == 12:
            return 24
        return hour + 12 if 5 <= hour < 12 else hour + 24 if hour < 5 else hour
    return hour + 12 if hour < 12 else hour


@lru_cache(maxsize=4096)
def midnight(day: date) -> datetime:
    """The beginning of a day."""
    return datetime.combine(day, time(), SEOUL)


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """The moment of a day; hours past 24 run into the next."""
    if minute > 59 or second > 59:
        raise NoSuchDate("", f"{minute}분은 없음")
    return datetime.combine(day + timedelta(days=hour // 24), time(hour % 24, minute, second), SEOUL)


def timed(point: Point, day: date, half: str = "") -> tuple[datetime, datetime, Grain]:
    """The time that a point tells on a day: a clock time as wide as its grain, or a part of the day."""
    if point.noon:
        start = at(day, point.noon)
        return start, start + timedelta(hours=1), Grain.HOUR
    if point.hour is not None:
        hour, _ = hour_of(point, half)
        minute = point.minute
        start = (
            at(day, hour) + timedelta(minutes=minute) if minute < 0 else at(day, hour, minute, point.second)
        )
        grain = Grain.MINUTE if point.minutes_told or point.second else Grain.HOUR
        return start, start + (timedelta(hours=1) if grain == Grain.HOUR else timedelta(minutes=1)), grain
    window = PARTS[point.parts[-1]]
    return at(day, window.start), at(day, window.end), Grain.PART
