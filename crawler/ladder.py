"""When was this page published? The rungs of the ladder, most reliable first (SITES 6).

A rung that finds only the day yields to a lower one that tells the minute of the same day. Two rungs that
differ by more than a day are reported: one of them is a trap, and a person should look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from lxml import etree

from crawler import address, labels, nearest
from crawler.byline import DATELINE
from crawler.layout import Layout
from crawler.markup import pieces, stands_beside, text_of
from timeline.korean import Role, read_stamp
from timeline.model import SEOUL, Stamp

DISAGREE = "발행 시각이 하루 넘게 다르게 적혀 있습니다: {first}, {second}"

Found = tuple[Stamp | None, Stamp | None]  # published, modified
Rung = Callable[["Sheet"], Found]

_PUBLISHED_JSON = re.compile(r'"datePublished"\s{0,9}:\s{0,9}"([^"]{8,40})"')
_MODIFIED_JSON = re.compile(r'"dateModified"\s{0,9}:\s{0,9}"([^"]{8,40})"')
_EMBEDDED = re.compile(
    r'["\']?(?:pub(?:lish(?:ed)?)?_?(?:date|time|at)|reg(?:ist)?_?(?:date|dt)|first_?pub\w{0,8}|createdAt)["\']?'
    r'\s{0,9}[:=]\s{0,9}["\']((?:19|20)\d\d[^"\']{6,30})["\']',
    re.IGNORECASE,
)
_META = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *("dc.date.issued", "dc.date", "pubdate", "publish-date", "parsely-pub-date", "og:pubdate", "og:regdate"),
    *(
        "regdate",
        "dcterms.created",
        "dc.date.created",
        "citation_publication_date",
        "sailthru.date",
        "publishdate",
    ),
    "date",
)
_META_MODIFIED = ("article:modified_time", "og:updated_time", "article:modified")
_DATA = ("data-date-time", "data-published", "data-publish-date", "data-regdate")
_LABEL = re.compile(
    r"(?:최초\s?|최종\s?|기사\s?)?(?:입력|등록|작성|게시|승인|배포|보도|날짜|수정|업데이트)\s?(?:일시?|시간|날짜|일자)?\s?:?"
)
_CLOCK = re.compile(r"(?:(?:오전|오후)\s?)?\d{1,2}:\d{2}(?::\d{2})?")
_DATE = re.compile(r"\d\s?[./-]\s?\d{1,2}[.]?(?:\s?\([월화수목금토일]\))?$|\d일(?:\s?\([월화수목금토일]\))?$")
_PROPERTY = re.compile(r'datePublished(?!"\s{0,9}:)')  # and no name in JSON
# A value first, for quotes are few and letters many; what it is called stands before it.
_TOLD = re.compile(
    r"""["'](?=[12])((?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}[ T]\d{1,2}:\d\d[^"'<>]{0,20}|1\d{9}(?:\d{3})?)["']"""
)
_CALLED = re.compile(r"\b(title|data-[\w-]{1,30})\s?=\s?\Z")
_MARKED = etree.XPath(
    f"//*[@itemprop='datePublished' or self::abbr[@class='published'] or {' or '.join(f'@{name}' for name in _DATA)}]"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as the rungs look at it: its layout, its address, the date that a list gave it, when it was fetched."""

    layout: Layout
    url: str
    row: Stamp | None = None
    fetched: datetime | None = None

    @property
    def tree(self) -> etree._Element:
        return self.layout.tree

    @property
    def head(self) -> tuple[str, ...]:
        return self.layout.head


def climb(sheet: Sheet, *, anchor: str = "published") -> tuple[Stamp | None, Stamp | None, tuple[str, ...]]:
    """Return publication, last change and remarks; `anchor` url_time puts the address before the page."""
    found: list[Found] = []
    for rung in RUNGS:
        if rung not in _ONLY_WHERE_NONE or not _is_enough(found):
            found.append(rung(sheet))
    stamps = [stamp for stamp, _ in found if stamp]
    changed = next((stamp for _, stamp in found if stamp), None)
    if anchor == "url_time":
        stamps.sort(key=lambda stamp: not stamp.method.startswith("url"))
    if not stamps:
        return None, changed, ()
    best = _in_its_zone(first := _finer(stamps), stamps)
    if best is not first:
        changed = next((stamp for _, stamp in found if stamp and not _UTC.search(stamp.raw)), None)
    if changed and changed.at == best.at and changed.method in _MACHINES:
        changed = None  # written by the system whether anything changed or not
    told = [stamp for stamp in stamps if not stamp.method.startswith("url")]
    far = next((stamp for stamp in told if _are_apart(stamp, best)), None)
    warnings = (DISAGREE.format(first=_said(best), second=_said(far)),) if far else ()
    return best, changed, warnings


def _is_enough(found: Sequence[Found]) -> bool:
    """Whether a clock was found that no line of the page need bear out."""
    return any(stamp and stamp.precision != "day" and not _UTC.search(stamp.raw) for stamp, _ in found)


def _in_its_zone(best: Stamp, stamps: Sequence[Stamp]) -> Stamp:
    """Return what the page shows where a machine's time is the same clock in a zone that is not the clock's.

    Many systems write Korean time with a Z or +00:00 behind it.
    """
    if best.method not in _MACHINES or not _UTC.search(best.raw):
        return best
    clock = best.at.astimezone(UTC).replace(tzinfo=SEOUL, second=0)
    return next(
        (stamp for stamp in stamps if stamp.precision != "day" and stamp.at.replace(second=0) == clock), best
    )


def _are_apart(one: Stamp, other: Stamp) -> bool:
    """Whether two stamps differ by more than a day, as far as both are told."""
    if "day" in (one.precision, other.precision):
        return abs((one.at.date() - other.at.date()).days) > 1
    return abs(one.at - other.at) > timedelta(days=1)


def _finer(stamps: list[Stamp]) -> Stamp:
    first = stamps[0]
    if first.precision != "day":
        return first
    return next((s for s in stamps[1:] if s.precision != "day" and s.at.date() == first.at.date()), first)


def _said(stamp: Stamp) -> str:
    return f"{stamp.at:%Y-%m-%d %H:%M}({stamp.method})"


# --- rungs -------------------------------------------------------------------------------------------


def _json_ld(sheet: Sheet) -> Found:
    """Read by pattern, not parsed: offices and papers serve JSON-LD that is no JSON."""
    told = (
        part.text or "" for part in sheet.tree.iter("script") if part.get("type") == "application/ld+json"
    )
    text = "\n".join(told)
    found = nearest.in_script(text, list(_PUBLISHED_JSON.finditer(text)), sheet.layout.title)
    if found is None:
        return None, None
    changes = list(_MODIFIED_JSON.finditer(text))
    changed = nearest.in_script(text, changes, sheet.layout.title)
    return _stamp(found[1], "json-ld"), _stamp(changed[1], "json-ld") if changed else None


def _meta(sheet: Sheet) -> Found:
    told: dict[str, str] = {}
    for meta in sheet.tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        told.setdefault(name, meta.get("content") or "")
    published = next((stamp for name in _META if (stamp := _stamp(told.get(name, ""), "meta"))), None)
    changed = next((stamp for name in _META_MODIFIED if (stamp := _stamp(told.get(name, ""), "meta"))), None)
    return published, changed


def _attributes(sheet: Sheet) -> Found:
    text = (
        sheet.layout.text
    )  # asked first, word by word: to ask each element of a long page takes a millisecond
    is_marked = any(mark in text for mark in ("<abbr", *_DATA)) or _PROPERTY.search(text)
    marked = list(_MARKED(sheet.tree)) if is_marked else []
    told = {part: stamp for part in marked if (stamp := _marked(part))}
    chosen = nearest.of_elements(sheet.layout, told)
    return told[chosen] if chosen is not None else None, None


def _pointer(sheet: Sheet) -> Found:
    """The full time that short words carry for the pointer: <span title="2021-01-27 20:37">5년 전</span>."""
    told = dict(_pointed(sheet))
    chosen = nearest.of_elements(sheet.layout, told)
    return told[chosen] if chosen is not None else None, None


def _marked(part: etree._Element) -> Stamp | None:
    told = (part.get(name) for name in (*_DATA, "content", "datetime", "title"))
    return _stamp(next((value for value in told if value), "") or "".join(part.itertext()), "microdata")


def _pointed(sheet: Sheet) -> Iterator[tuple[etree._Element, Stamp]]:
    text = sheet.layout.text
    values = ((m[1], _CALLED.search(text, max(m.start() - 40, 0), m.start())) for m in _TOLD.finditer(text))
    found = {(called[1], value) for value, called in values if called}
    names = {name for name, _ in found}
    for part in sheet.tree.iter(etree.Element) if found else ():
        told = next((value for name in names if (name, value := part.get(name) or "") in found), "")
        if told and not _is_beside(part) and len("".join(part.itertext())) <= LONGEST:
            at = datetime.fromtimestamp(int(told[:10]), UTC).astimezone(SEOUL) if told.isdigit() else None
            stamp = Stamp(at, "second", "microdata", told) if at else _stamp(told, "microdata")
            if stamp:
                yield part, stamp


def _embedded(sheet: Sheet) -> Found:
    """A time in a script that tells of the headline; others may tell of a list of others."""
    return _in_scripts(sheet, lambda text: nearest.tells(text, sheet.layout.title))


def _embedded_anywhere(sheet: Sheet) -> Found:
    return _in_scripts(sheet, lambda _text: True)


def _in_scripts(sheet: Sheet, is_fit: Callable[[str], bool]) -> Found:
    for script in sheet.tree.iter("script"):
        text = (script.text or "")[:200_000]
        found = list(_EMBEDDED.finditer(text))
        if found and is_fit(text) and (best := nearest.in_script(text, found, sheet.layout.title)):
            return _stamp(best[1], "embedded"), None
    return None, None


def _label(sheet: Sheet) -> Found:
    """The labelled time in the family's place for it, else the first near the headline or below the body."""
    for place in _places(sheet):
        told = tuple(each for line in place for each in labels.times(line))
        if stamp := labels.published(told):
            return stamp, labels.modified(told)
    return None, None


def _places(sheet: Sheet) -> Iterator[list[str]]:
    chosen = sheet.layout.lines_of("date")
    if chosen:
        yield chosen
        yield [" ".join(chosen)]
        if any(labels.bare_time(piece) for line in chosen for piece in line.split("|")):
            return  # unlabelled, but where the family puts it
    yield _joined(sheet.head)
    yield _joined(sheet.layout.foot)


def _anywhere(sheet: Sheet) -> Found:
    """The first labelled time on the page, in the body only where it has no sentences; no paper's registration.

    In the head also a day under a label that in a footer is the paper's (발행일, 등록일자).
    """
    for line in _joined(sheet.head):
        for one in labels.times(line):
            if one.label in labels.DAYS:
                return one.stamp, None
    for line in _joined(sheet.layout.outside):
        told = () if _IMPRINT.search(line) else labels.times(line)
        if stamp := labels.published(told):
            return stamp, labels.modified(told)
    return None, None


def _joined(told: Sequence[str]) -> list[str]:
    """Put a label that stands alone, as in a table's cell, on the line of the time behind it; a clock to its day."""
    found: list[str] = []
    for line in told:
        if found and (_LABEL.fullmatch(found[-1]) or (_CLOCK.fullmatch(line) and _DATE.search(found[-1]))):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _day(sheet: Sheet) -> Found:
    """A bare time, or a bare day, in the family's place for it, else between title and body."""
    chosen = sheet.layout.lines_of("date")
    changed = next((stamp for line in sheet.head if (stamp := labels.modified(labels.times(line)))), None)
    for line in (*chosen, *_joined(sheet.head)):
        for piece in line.split("|"):
            if stamp := labels.bare_time(piece) or labels.bare_day(piece) or labels.signed_day(piece):
                return stamp, changed
    return next((stamp for line in sheet.head if (stamp := labels.stamped(line))), None), changed


def _above(sheet: Sheet) -> Found:
    """A bare time with a clock on the line over the headline; in an <article> of the page also a bare day."""
    title = sheet.layout.title
    over = _over(sheet.layout.page, title)[-1:]
    told = [labels.bare_time(piece) for line in over for piece in line.split("|")]
    held = (
        next((part for part in sheet.tree.iter("article") if title in text_of(part)), None) if title else None
    )
    own = _over(pieces(held), title)[-OVER:] if held is not None and not any(told) else ()
    told += [labels.bare_time(line) or labels.bare_day(line) for line in own]
    return next((stamp for stamp in told if stamp), None), None


def _over(page: Sequence[str], title: str) -> Sequence[str]:
    """Return the lines over the headline, none where it is not found."""
    at = next((i for i, line in enumerate(page) if title and title in line), 0)
    return page[:at]


def _time_element(sheet: Sheet) -> Found:
    """The <time> beside the headline, which may show "2시간 전"; ones named for a change tell that."""
    told = {
        part: stamp
        for part in sheet.tree.iter("time")
        if (stamp := _stamp(part.get("datetime") or "", "time")) and not _is_beside(part)
    }
    changes = [part for part in told if re.search("updat|modif", part.get("class") or "")]
    chosen = nearest.of_elements(sheet.layout, (part for part in told if part not in changes))
    changed = nearest.of_elements(sheet.layout, changes)
    if chosen is None:
        return None, None
    return told[chosen], told[changed] if changed is not None else None


def _is_beside(part: etree._Element) -> bool:
    return any(stands_beside(each) or each.tag in ("aside", "footer", "nav") for each in part.iterancestors())


def _row(sheet: Sheet) -> Found:
    return (replace(sheet.row, method="list") if sheet.row else None), None


def _dateline(sheet: Sheet) -> Found:
    """The time in an agency's opening words: 서울--(새터와이어)--2021년 01월 27일 20:37--."""
    found = DATELINE.match(sheet.layout.opening[:LONGEST_DATELINE])
    return _stamp(found[1], "line") if found else None, None


def _updated(sheet: Sheet) -> Found:
    """The day of a change, and the change, where an article's head tells nothing else: 업데이트 2021.01.27 20:37."""
    for line in _joined(sheet.head):
        for one in labels.times(line):
            if one.role is Role.MODIFIED and one.label not in _EDITIONS:
                day = one.stamp.at.replace(hour=0, minute=0, second=0, microsecond=0)
                return replace(one.stamp, at=day, precision="day", method="updated"), one.stamp
    return None, None


def _ago(sheet: Sheet) -> Found:
    """ "3시간 전" near the headline, counted back from when the page was fetched."""
    told = (labels.ago(piece, sheet.fetched) for line in sheet.head for piece in line.split("|"))
    return next((stamp for stamp in told if stamp), None), None


def _url(sheet: Sheet) -> Found:
    return address.url_time(sheet.url), None


def _stamp(said: str, method: str) -> Stamp | None:
    if not (said := said.strip()):
        return None
    compact = _COMPACT.match(said)
    stamp = read_stamp("{}-{}-{} {}:{}".format(*compact.groups()) if compact else said)
    return replace(stamp, method=method, raw=said) if stamp else None


_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\d\d)?$")  # 20210127203712
_UTC = re.compile(r"(?:Z|[+-]00:?00)$")
_IMPRINT = re.compile(r"발행인|편집인|대표|등록번호|사업자|제호|창간|사업장|Copyright|저작권", re.IGNORECASE)
OVER = 4  # lines over a headline
LONGEST = 40  # letters that an element may show whose attribute tells its time
LONGEST_DATELINE = 80
_EDITIONS = ("최종편집", "최종 편집")
_MACHINES = ("json-ld", "meta", "time")
RUNGS: tuple[Rung, ...] = (
    *(_json_ld, _meta, _attributes, _embedded),
    *(_label, _time_element, _day, _pointer, _embedded_anywhere, _anywhere, _above, _dateline),
    *(_url, _row, _ago, _updated),
)
# Rungs that ask for all lines of the page, of no use where a clock was found.
_ONLY_WHERE_NONE = (_day, _pointer, _embedded_anywhere, _anywhere, _above, _dateline, _ago, _updated)
