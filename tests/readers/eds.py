"""Evolution's data server as a subscriber, for test_subscribers.py: run by the system's Python.

Every line on standard input is a number of seconds: the calendar "feed" is refreshed, and its events are written as
one line of JSON as soon as they differ from those written before, or when the seconds are over.
"""

import json
import sys
import time

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
from gi.repository import ECal, EDataServer  # noqa: E402


def main():
    registry = EDataServer.SourceRegistry.new_sync(None)
    source = until(lambda: registry.ref_source("feed"), 30)
    client = ECal.Client.connect_sync(source, ECal.ClientSourceType.EVENTS, 30, None)
    shown = []
    for seconds in sys.stdin:
        client.refresh_sync(None)
        until(lambda before=shown: events(client) != before, float(seconds))
        shown = events(client)
        print(json.dumps(shown, ensure_ascii=False), flush=True)


def events(client):
    _, parts = client.get_object_list_sync("#t", None)
    return sorted(map(event, parts), key=lambda told: told["start"])


def event(part):
    start, end = part.get_dtstart(), part.get_dtend()
    return {
        "uid": part.get_uid(),
        "start": start.as_ical_string(),
        "end": end.as_ical_string(),
        "summary": part.get_summary(),
        "location": part.get_location() or "",
        "status": part.get_status().value_nick,
        "sequence": part.get_sequence(),
    }


def until(met, seconds):
    deadline = time.monotonic() + seconds
    while not (told := met()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return told


main()
