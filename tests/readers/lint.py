"""A byte-level lint of iCalendar files: RFC 5545's grammar, and what the feed contract adds to it.

`lint(file)` returns what is wrong, a line each; an empty list means nothing was found. Written against the RFC
and not against our serialiser, so that it can judge any file; `contract=False` leaves our own promises out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINE = re.compile(
    r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)',
    re.DOTALL,
)
_DATE = re.compile(r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_UTC = re.compile(_DATE.pattern + r"T([01]\d|2[0-3])[0-5]\d[0-5]\dZ")
_UID = re.compile(r"[!-~]+")
_URI = re.compile(r"https?://[!#-;=?-\[\]_a-z~%]+", re.IGNORECASE)
_BAD_ESCAPE = re.compile(r"\\(?![\\;,nN])")
_BARE = re.compile(r"(?<!\\)(?:\\\\)*[;,]")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")

_TEXT = {
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "X-WR-CALNAME",
    "NAME",
    "X-WR-CALDESC",
    "X-TIMELINE-QUOTE",
    "PRODID",
}
_STAMPS = {
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "X-TIMELINE-EARLIEST",
    "X-TIMELINE-LATEST",
    "X-TIMELINE-PUBLISHED",
}
_URIS = {"URL", "SOURCE"}
_ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "SEQUENCE", "STATUS", "TRANSP",
         "CREATED", "LAST-MODIFIED", "URL", "CLASS"}  # fmt: skip
_NEEDED = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "LAST-MODIFIED", "SUMMARY", "TRANSP", "STATUS"}
_VALUES = {
    "STATUS": {"CONFIRMED", "TENTATIVE", "CANCELLED"},
    "TRANSP": {"TRANSPARENT"},
    "CLASS": {"PUBLIC"},
    "VERSION": {"2.0"},
    "X-TIMELINE-END": {"ASSUMED"},
}
_KNOWN = _ONCE | {"CATEGORIES", "X-TIMELINE-EDTF", "X-TIMELINE-PRECISION", "X-TIMELINE-EARLIEST", "X-TIMELINE-LATEST",
                  "X-TIMELINE-END", "X-TIMELINE-QUOTE", "X-TIMELINE-PUBLISHED"}  # fmt: skip


@dataclass
class Component:
    name: str
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for told, _, value in self.lines if told == name]


def lint(file: bytes, *, contract: bool = True) -> list[str]:
    """What is wrong with the file."""
    found = list(_bytes(file))
    lines = [unfolded.decode("utf-8", "replace") for unfolded in unfold(file)]
    found += _content(lines)
    root, nesting = tree(lines)
    found += nesting
    if root is None:
        return [*found, "no VCALENDAR"]
    found += _calendar(root)
    for part in root.parts:
        found += _event(part) if part.name == "VEVENT" else []
    if contract:
        found += _promises(root, lines, file)
    return found


def unfold(file: bytes) -> list[bytes]:
    return re.sub(rb"\r?\n[ \t]", b"", file).removesuffix(b"\r\n").split(b"\r\n")


def events(file: bytes) -> list[Component]:
    root, _ = tree([line.decode() for line in unfold(file)])
    return [part for part in root.parts if part.name == "VEVENT"] if root else []


def plain(value: str) -> str:
    """The text that a TEXT value stands for."""
    return re.sub(r"\\(.)", lambda told: "\n" if told[1] in "nN" else told[1], value)


def _bytes(file: bytes) -> Iterator[str]:
    if file.startswith(b"\xef\xbb\xbf"):
        yield "begins with a BOM"
    if not file.endswith(b"\r\n"):
        yield "does not end with CRLF"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", file):
        yield "a line end that is not CRLF"
    for number, line in enumerate(file.split(b"\r\n"), 1):
        if len(line) > 75:
            yield f"line {number}: {len(line)} octets"
        try:
            text = line.decode()
        except UnicodeDecodeError:
            yield f"line {number}: a character cut in two, or no UTF-8"
        else:
            if bad := _CONTROL.search(text):
                yield f"line {number}: character U+{ord(bad[0]):04X}"


def _content(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if not (told := _LINE.fullmatch(line)):
            yield f"content line {number}: no name:value: {line[:60]!r}"
            continue
        name, value = told[1].upper(), told[3]
        if name in _TEXT and _BAD_ESCAPE.search(value.replace("\\\\", "")):
            yield f"content line {number}: {name}: a backslash that escapes nothing"
        if name in _TEXT and name != "PRODID" and _BARE.search(value.replace("\\\\", "")):
            yield f"content line {number}: {name}: a bare ; or ,"
        if name in _STAMPS and not _UTC.fullmatch(value):
            yield f"content line {number}: {name}: no UTC time: {value!r}"
        if name in _URIS and not _URI.fullmatch(value):
            yield f"content line {number}: {name}: no http(s) URI: {value!r}"
        if name in _VALUES and value not in _VALUES[name]:
            yield f"content line {number}: {name}: {value!r}"


def tree(lines: list[str]) -> tuple[Component | None, list[str]]:
    """The component that the lines make, and what is wrong with its BEGINs and ENDs."""
    found: list[str] = []
    root: Component | None = None
    open_: list[Component] = []
    for line in lines:
        told = _LINE.fullmatch(line)
        name, params, value = (told[1].upper(), told[2], told[3]) if told else ("", "", "")
        if name == "BEGIN":
            part = Component(value)
            if open_:
                open_[-1].parts.append(part)
            elif root is None:
                root = part
            else:
                found.append("a second root component")
            open_.append(part)
        elif name == "END":
            if not open_ or open_.pop().name != value:
                found.append(f"END:{value} where nothing of that name is open")
        elif open_:
            open_[-1].lines.append((name, params, value))
        else:
            found.append(f"outside of any component: {line[:60]!r}")
    found += [f"{part.name} is never closed" for part in open_]
    return root, found


def _calendar(root: Component) -> Iterator[str]:
    if root.name != "VCALENDAR":
        yield f"root component {root.name}"
    for name in ("VERSION", "PRODID"):
        if len(root.values(name)) != 1:
            yield f"{name}: {len(root.values(name))} times"
    if not root.parts:
        yield "a VCALENDAR without a component"
    uids = Counter(uid for part in root.parts for uid in part.values("UID"))
    yield from (f"UID {uid} stands {count} times" for uid, count in uids.items() if count > 1)


def _event(event: Component) -> Iterator[str]:
    uid = next(iter(event.values("UID")), "?")
    counts = Counter(name for name, _, _ in event.lines)
    yield from (f"{uid}: {name} {counts[name]} times" for name in sorted(_ONCE) if counts[name] > 1)
    yield from (f"{uid}: no {name}" for name in sorted(_NEEDED) if not counts[name])
    if not _UID.fullmatch(uid):
        yield f"{uid!r}: UID"
    if not all(value.isdigit() for value in event.values("SEQUENCE")):
        yield f"{uid}: SEQUENCE {event.values('SEQUENCE')}"
    ends = {name: (params, value) for name, params, value in event.lines if name in ("DTSTART", "DTEND")}
    for name, (form, value) in ends.items():
        if not (_DATE if form == ";VALUE=DATE" else _UTC).fullmatch(value):
            yield f"{uid}: {name}{form}:{value}"
    if len(ends) == 2:
        (form, start), (end_form, end) = ends["DTSTART"], ends["DTEND"]
        if form != end_form or end <= start:
            yield f"{uid}: DTEND{end_form}:{end} after DTSTART{form}:{start}"
    if counts["DURATION"]:
        yield f"{uid}: DURATION beside DTEND"


def _promises(root: Component, lines: list[str], file: bytes) -> Iterator[str]:
    """The contract's own (CALENDAR 0, 5.4, 5.5)."""
    parts = [part for part in root.parts if part.name == "VEVENT"]
    if len(lines) < 4 or not lines[3].startswith("X-WR-CALNAME:"):
        yield "the Korean name is not on line 4"
    for name in ("METHOD", "CALSCALE", "UID"):
        if root.values(name):
            yield f"the calendar has {name}"
    if (len(parts) == 0) != any(part.name == "VTIMEZONE" for part in root.parts):
        yield "a VTIMEZONE stands in an empty calendar and only there"
    if len(parts) > 1000 or len(file) > 900_000:
        yield f"{len(parts)} events, {len(file)} octets"
    for part in parts:
        yield from (f"property {name}" for name, _, _ in part.lines if name not in _KNOWN)
        yield from (f"component {inner.name} in an event" for inner in part.parts)
        if part.values("DTSTAMP") != part.values("LAST-MODIFIED"):
            yield f"{part.values('UID')}: DTSTAMP and LAST-MODIFIED differ"


if __name__ == "__main__":
    import sys
    from pathlib import Path

    found = {path: lint(Path(path).read_bytes()) for path in sys.argv[1:]}
    print("\n".join(f"{path}: {told}" for path, all_told in found.items() for told in all_told))
    sys.exit(any(found.values()))
