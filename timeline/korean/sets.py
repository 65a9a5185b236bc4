"""Recurring times as RFC 5545 rules, where one exists: 매주 화요일 is FREQ=WEEKLY;BYDAY=TU."""

from __future__ import annotations

from timeline.errors import NoSuchDate
from timeline.korean.clock import hour_of
from timeline.korean.grammar import Expression, Point
from timeline.korean.lengths import plain
from timeline.korean.units import Amount, Offset

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = {
    "hour": "HOURLY", "day": "DAILY", "week": "WEEKLY", "fortnight": "WEEKLY;INTERVAL=2",
    "month": "MONTHLY", "two months": "MONTHLY;INTERVAL=2", "quarter": "MONTHLY;INTERVAL=3",
    "year": "YEARLY", "two years": "YEARLY;INTERVAL=2", "weekdays": "WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekend": "WEEKLY;BYDAY=SA,SU",
}  # fmt: skip


def rule(expression: Expression) -> str | None:
    """The RRULE of a set; None where the words give none (연중, 봄마다, 음력)."""
    if expression.amounts:
        return _every_so_often(expression.amounts[0])
    point = expression.points[0] if expression.points else None
    every = expression.every or _from_point(point)
    if every is None or (point is not None and point.lunar):
        return None
    parts = [f"FREQ={_FREQUENCIES[every]}"]
    if point is not None:
        parts += _by(point, every)
    return ";".join(parts)


_UNITS = {
    "Y": "YEARLY", "M": "MONTHLY", "W": "WEEKLY", "D": "DAILY", "TH": "HOURLY", "TM": "MINUTELY",
    "TS": "SECONDLY",
}  # fmt: skip


def _every_so_often(amount: Amount | Offset) -> str | None:
    """2주마다: every so many of one unit; None for a length of several, or of no whole number."""
    parts = plain(amount).parts
    n, unit = parts[0]
    if len(parts) > 1 or plain(amount).vague or n != int(n) or n < 1:
        return None
    return f"FREQ={_UNITS[unit]}" + (f";INTERVAL={int(n)}" if n > 1 else "")


def _from_point(point: Point | None) -> str | None:
    """What 4월 15일마다 and 토요일마다 recur by."""
    if point is None:
        return None
    if point.month or point.season or point.holiday:
        return "year" if point.month else None
    if point.day:
        return "month"
    if point.weekend:
        return "weekend"
    return "week" if point.weekdays else "day" if point.has_time else None


def _by(point: Point, every: str) -> list[str]:
    found: list[str] = []
    if point.month and point.month.base == "given":
        found.append(f"BYMONTH={point.month.n}")
    if point.day and point.day.base == "given":
        found.append(f"BYMONTHDAY={point.day.n}")
    if point.ordinal == -1 or point.turn == "월말":
        found.append("BYMONTHDAY=-1")
    if point.weekdays:
        which = point.nth[1:] if point.nth else ("",)
        found.append("BYDAY=" + ",".join(f"{n}{_DAYS[day]}" for n in which for day in point.weekdays))
    elif point.weekend and every != "weekend":
        found.append("BYDAY=SA,SU")
    if point.hour is not None:
        try:
            hour, _ = hour_of(point, "")
        except NoSuchDate:
            return found
        found.append(f"BYHOUR={hour % 24};BYMINUTE={max(point.minute, 0)}")
    elif point.noon:
        found.append(f"BYHOUR={point.noon % 24};BYMINUTE=0")
    return found
