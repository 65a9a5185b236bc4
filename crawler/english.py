"""English dates as Korean papers' English editions and foreign blog systems write them, put into figures."""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[,.]?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_BEHIND = r"(?:\s?[-–—,|·@]|\sat)?\s{1,3}(?=\d{1,2}:\d{2})"
_DATES = (
    re.compile(rf"\b{_MONTH}\s{_DAY}\s{_YEAR}(?:{_BEHIND})?", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s{_MONTH},?\s{_YEAR}(?:{_BEHIND})?", re.IGNORECASE),
)
_LABELS = (
    (
        re.compile(
            r"\b(?:last\s|date\s)?(?:updated?|modified|edited)(?:\s(?:on|at|date|time))?\s?[:|]?\s{1,4}(?=\d)",
            re.IGNORECASE,
        ),
        "수정 : ",
    ),
    (
        re.compile(
            r"\b(?:first\s|date\s)?(?:published|posted|created|registered|issued)(?:\s(?:on|at|date|time))?\s?[:|]?\s{1,4}(?=\d)",
            re.IGNORECASE,
        ),
        "입력 : ",
    ),
)
_LETTERS = re.compile(r"[A-Za-z]{3}")
_HALF = re.compile(r"(?<=\d)\s?([ap])\.m\.", re.IGNORECASE)


def in_korean(text: str) -> str:
    """Return a line with its dates in figures, its labels in Korean: Published Jan 27, 2021 as 입력 : 2021.1.27."""
    if text.isdigit() or not _LETTERS.search(text):
        return text
    for form in _DATES:
        text = form.sub(_figures, text)
    for form, label in _LABELS:
        text = form.sub(label, text)
    return _HALF.sub(lambda found: f" {found[1]}m", text)


def _figures(date: re.Match[str]) -> str:
    return f"{date['year']}.{_MONTHS.index(date['month'].lower()) + 1}.{date['day']} "
