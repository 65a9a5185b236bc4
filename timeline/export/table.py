"""CSV (RFC 4180) for spreadsheets: an entry a row, everything quoted, nothing that a spreadsheet would run (S11)."""

from __future__ import annotations

from timeline.export import timeline_json
from timeline.export.text import line
from timeline.model import Entry

COLUMNS = (
    "uid", "kind", "title", "start", "end", "all_day", "precision", "edtf", "part", "status", "confidence",
    "place", "address", "regions", "categories", "quote", "evidence", "publisher", "headline", "url", "published",
    "revision", "updated",
)  # fmt: skip
_BOM = b"\xef\xbb\xbf"  # without it Excel reads the file as CP949
_CELL = 32_767  # characters; a spreadsheet's cell holds no more, and parsers refuse far longer ones
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def header() -> bytes:
    return _BOM + _row(COLUMNS)


def row(entry: Entry) -> bytes:
    told = timeline_json.as_dict(entry)
    when, place = told["when"], told["place"] or {}
    source = (told["sources"] or [{}])[0]
    cells = told | when | source
    cells |= {
        "all_day": "true" if when["all_day"] else "false",
        "confidence": told["confidence"],
        "place": place.get("name"),
        "address": place.get("address"),
        "regions": ", ".join(told["regions"]),
        "categories": ", ".join(told["categories"]),
        "title": line(entry.event.title),
    }
    return _row(tuple("" if cells.get(name) is None else f"{cells[name]}" for name in COLUMNS))


def _row(cells: tuple[str, ...]) -> bytes:
    return (",".join(f'"{_cell(cell)}"' for cell in cells) + "\r\n").encode()


def _cell(text: str) -> str:
    guarded = f"'{text}" if text.startswith(_FORMULA) else text
    return guarded[:_CELL].replace('"', '""')
