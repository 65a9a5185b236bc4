"""Lengths of time: their ISO 8601 form, and where on the calendar "지난 3년간" or "이틀 뒤" lies."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from timeline.korean import almanac
from timeline.korean.clock import midnight
from timeline.korean.units import Amount, Offset
from timeline.when import SEOUL, Grain, Span

_ORDER = ("Y", "M", "W", "D", "TH", "TM", "TS")
_DAYS = {"Y": 365.25, "M": 30.4, "W": 7, "D": 1, "TH": 1 / 24, "TM": 1 / 1440, "TS": 1 / 86400}
_GRAINS = {
    "Y": Grain.YEAR,
    "M": Grain.DAY,
    "W": Grain.DAY,
    "D": Grain.DAY,
    "TH": Grain.MINUTE,
    "TM": Grain.MINUTE,
    "TS": Grain.MINUTE,
}


@lru_cache(maxsize=1024)
def iso(amounts: tuple[Amount | Offset, ...]) -> str | None:
    """ISO 8601 of a length; None where the words give no number (수년, 2~3년)."""
    total: dict[str, float] = {}
    for amount in map(plain, amounts):
        if amount.vague:
            return None
        for n, unit in amount.parts:
            total[unit] = total.get(unit, 0) + n
    if set(total) == {"W"}:
        return f"P{_digits(total['W'])}W"
    if "W" in total:
        total["D"] = total.get("D", 0) + 7 * total.pop("W")
    days = "".join(f"{_digits(total[u])}{u}" for u in ("Y", "M", "D") if total.get(u))
    hours = "".join(f"{_digits(total[u])}{u[1]}" for u in ("TH", "TM", "TS") if total.get(u))
    return f"P{days}{'T' + hours if hours else ''}" if days or hours else None


def _digits(n: float) -> str:
    return f"{int(n)}"


def plain(amount: Amount | Offset) -> Amount:
    return amount.amount if isinstance(amount, Offset) else amount


def finest(amounts: tuple[Amount | Offset, ...]) -> str:
    return max((unit for a in amounts for _, unit in plain(a).parts if _), key=_ORDER.index, default="D")


def shift(base: datetime, amounts: tuple[Amount | Offset, ...], sign: int) -> datetime:
    """`base` moved by a length; years and months keep the day where they can.

    Raises OverflowError past the ends of the calendar.
    """
    months = days = seconds = 0.0
    for n, unit in (part for a in amounts for part in plain(a).parts):
        if unit in {"Y", "M"}:
            months += n * (12 if unit == "Y" else 1)
        elif unit in {"W", "D"}:
            days += n * (7 if unit == "W" else 1)
        else:
            seconds += n * {"TH": 3600, "TM": 60, "TS": 1}[unit]
    index = almanac.month_index(base.date()) + sign * int(months)
    if not 12 <= index < 9990 * 12:
        raise OverflowError("past the calendar")
    day = almanac.months_on(base.date(), sign * int(months))
    moved = datetime.combine(day, base.timetz().replace(tzinfo=None), SEOUL)
    return moved + sign * timedelta(days=days, seconds=seconds)


def around(base: datetime, amounts: tuple[Amount | Offset, ...], sign: int) -> Span:
    """The point a length before or after `base`, as wide as the length's own unit: a day, a year, a minute."""
    unit = finest(amounts)
    start = shift(base, amounts, sign)
    if unit == "Y":
        return Span(midnight(date(start.year, 1, 1)), midnight(date(start.year + 1, 1, 1)), Grain.YEAR)
    if unit.startswith("T"):
        start = start.replace(second=0, microsecond=0)
        return Span(start, start + timedelta(minutes=1), Grain.MINUTE)
    return Span(midnight(start.date()), midnight(start.date() + timedelta(days=1)), Grain.DAY)


def stretch(base: datetime, amounts: tuple[Amount | Offset, ...], way: str, *, whole: bool = False) -> Span:
    """The stretch of that length that ends at `base` (past) or begins there (future; within, at once).

    `whole` means calendar units, as in "지난 2달": December and January, read in February.
    """
    unit = finest(amounts)
    now = base.replace(second=0, microsecond=0)
    if whole:
        first = _floor(now, unit)
        if way == "past":
            return Span(shift(first, amounts, -1), first, _GRAINS[unit])
        first = shift(first, (Amount(((1, unit),)),), 1)
        return Span(first, shift(first, amounts, 1), _GRAINS[unit])
    if unit.startswith("T"):
        start, end = (shift(base, amounts, -1), base) if way == "past" else (base, shift(base, amounts, 1))
        return Span(start, max(end, start + timedelta(minutes=1)), Grain.MINUTE)
    today = midnight(base.date())
    if way == "past":
        return Span(shift(today, amounts, -1), today, _GRAINS[unit])
    if way == "within":
        return Span(now, shift(today, amounts, 1), _GRAINS[unit])
    first = today + timedelta(days=1)
    return Span(first, shift(first, amounts, 1), _GRAINS[unit])


def rest_of_day(base: datetime) -> Span:
    """남은 하루."""
    return Span(
        base.replace(second=0, microsecond=0), midnight(base.date() + timedelta(days=1)), Grain.MINUTE
    )


def deadline(base: datetime, amounts: tuple[Amount | Offset, ...]) -> Span:
    """The last moment of "2주 안에": the day, or for days and hours the hour or minute, that the length ends at."""
    unit = finest(amounts)
    end = shift(base, amounts, 1)
    if unit == "Y":
        first = _floor(end, "M")
        return Span(first, shift(first, (Amount(((1, "M"),)),), 1), Grain.MONTH)
    if unit in {"M", "W"}:
        return Span(midnight(end.date()), midnight(end.date() + timedelta(days=1)), Grain.DAY)
    if unit == "D":
        hour = end.replace(minute=0, second=0, microsecond=0)
        return Span(hour, hour + timedelta(hours=1), Grain.HOUR)
    minute = end.replace(microsecond=0)
    return Span(minute, minute + timedelta(minutes=1), Grain.MINUTE)


def _floor(moment: datetime, unit: str) -> datetime:
    """The beginning of the calendar unit that a moment lies in."""
    day = moment.date()
    if unit.startswith("T"):
        return moment.replace(minute=0) if unit == "TH" else moment
    first = {"Y": date(day.year, 1, 1), "M": day.replace(day=1), "W": almanac.monday(day)}.get(unit, day)
    return midnight(first)
