"""Reads a calendar from standard input with libical (Debian's gir1.2-ical-3.0) and writes its events as JSON, for
test_readers.py: run by the system's Python. What libical objects to is written to standard error.
"""

import json
import sys

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402


def main():
    root = ICalGLib.Component.new_from_string(sys.stdin.buffer.read().decode())
    kinds = ICalGLib.ComponentKind
    name = next(
        told.get_x() for told in properties(root, "X_PROPERTY") if told.get_x_name() == "X-WR-CALNAME"
    )
    events, part = [], root.get_first_component(kinds.VEVENT_COMPONENT)
    while part:
        events.append(event(part))
        part = root.get_next_component(kinds.VEVENT_COMPONENT)
    if events and not ICalGLib.restriction_check(root):
        print("a restriction of RFC 5545 is not met", file=sys.stderr)
    for errors in (root, *parts(root)):
        for told in properties(errors, "XLICERROR_PROPERTY"):
            print(told.get_xlicerror(), file=sys.stderr)
    json.dump({"name": ICalGLib.Value.decode_ical_string(name) or name, "events": events}, sys.stdout)


def parts(root):
    part = root.get_first_component(ICalGLib.ComponentKind.ANY_COMPONENT)
    while part:
        yield part
        part = root.get_next_component(ICalGLib.ComponentKind.ANY_COMPONENT)


def properties(part, kind):
    kind = getattr(ICalGLib.PropertyKind, kind if kind.endswith("PROPERTY") else f"{kind}_PROPERTY")
    told = part.get_first_property(kind)
    while told:
        yield told
        told = part.get_next_property(kind)


def event(part):
    url = next(properties(part, "URL"), None)
    return {
        "uid": part.get_uid(),
        "start": moment(part.get_dtstart()),
        "end": moment(part.get_dtend()),
        "summary": part.get_summary() or "",
        "description": part.get_description() or "",
        "location": part.get_location() or "",
        "status": next(properties(part, "STATUS")).get_value_as_string(),
        "sequence": part.get_sequence(),
        "categories": [told.get_categories() for told in properties(part, "CATEGORIES")],
        "url": url.get_url() if url else "",
    }


def moment(time):
    day = f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    if time.is_date():
        return day
    assert time.is_utc()
    return f"{day}T{time.get_hour():02}:{time.get_minute():02}:{time.get_second():02}Z"


main()
