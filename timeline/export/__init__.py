"""Entries in, bytes out: iCalendar, JSON Feed, the timeline's own JSON. Pure, and by the book (docs/feeds.md)."""
