"""What an article says, among the lines of its body: captions, paragraphs, signature.

The rows come from a text dump or from the part of an HTML page that holds the body. Buttons, stamps and
what stands after every article (많이본 뉴스, 저작권자) are left out; nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.byline import byline, unsign
from crawler.lines import Line, classify, is_bare_aside

_DROPPED = (Line.BLANK, Line.FURNITURE, Line.RULE, Line.STAMP, Line.ADDRESS)
POINTERS = "▲△▼▽◀▶↑"
DASHES = ("-", "–", "—", "―", "Q")
LABEL = 12  # letters that a list's label takes with its mark and colon


@dataclass(frozen=True, slots=True)
class Row:
    """A line and what it is by itself."""

    kind: Line
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    captions: tuple[str, ...]
    paragraphs: tuple[str, ...]
    byline: str


def rows_of(lines: Iterable[str]) -> tuple[Row, ...]:
    return tuple(Row(classify(line), line.strip()) for line in lines)


def read_body(rows: Sequence[Row]) -> Body:
    """Return the article's own words among the rows of its body."""
    captions: list[str] = []
    paragraphs: list[str] = []
    signed, aside = "", False
    for i, row in enumerate(rows):
        if row.kind is Line.END and (paragraphs or captions):
            break
        if row.kind is Line.BYLINE and paragraphs and not _prose_follows(rows[i + 1 :]):
            signed = signed or byline(row.text)
            break
        aside = (row.kind is Line.ASIDE and is_bare_aside(row.text)) or (
            aside and row.kind in (Line.HEADING, Line.ITEM)
        )
        if row.kind is Line.BYLINE:
            signed = signed or byline(row.text)
        elif row.kind is Line.CAPTION or _points_at_picture(rows, i):
            captions.append(squeeze(row.text).lstrip(POINTERS).lstrip())
        elif not aside and row.kind not in _DROPPED and row.kind not in (Line.END, Line.ASIDE):
            text, name = unsign(squeeze(row.text))
            signed = signed or name
            paragraphs.extend([text] if text else [])
    return Body(tuple(dict.fromkeys(captions)), tuple(paragraphs), signed)


def _prose_follows(rows: Sequence[Row]) -> bool:
    for row in rows:
        if row.kind in (Line.END, Line.PROSE):
            return row.kind is Line.PROSE
    return False


def _points_at_picture(rows: Sequence[Row], i: int) -> bool:
    """Whether a line is a lone pointer at a picture (▲개청식), not one of a list (△시장=오전 9시, ▲주소: …).

    Broadcasters mark who speaks with ▶ (▶ 인터뷰 : 오하늘 / 나루군), and an answer stands below its question.
    """
    text = rows[i].text
    if (
        rows[i].kind not in (Line.ITEM, Line.PROSE)
        or text[0] not in POINTERS
        or "=" in text
        or text.count(text[0]) > 1
        or ":" in (text if text[0] in "◀▶" else text[:LABEL])
    ):
        return False
    before = next((row.text for row in reversed(rows[:i]) if row.text), "")
    if before[0:1] in DASHES or before.endswith("?"):
        return False
    near = [row.text for row in (*rows[max(i - 2, 0) : i], *rows[i + 1 : i + 3]) if row.text]
    return bool(near) and not any(other[0] == text[0] for other in near)


def squeeze(text: str) -> str:
    """Return the text with every stretch of space as one blank."""
    return " ".join(text.split())
