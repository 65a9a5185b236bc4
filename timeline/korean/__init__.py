"""Reading time out of Korean text.

    >>> from datetime import datetime
    >>> from timeline.korean import find
    >>> from timeline.model import SEOUL
    >>> [(m.text, str(m.span)) for m in find("오는 15일 연다", datetime(2021, 1, 27, 20, 37, tzinfo=SEOUL))]
    [('오는 15일', '2021-02-15T00:00/2021-02-16T00:00')]

scan finds words, grammar joins them, resolve places them, discourse says what 이날 points at; stamp reads the
publication time that a page shows.
"""

from timeline.korean.reading import find
from timeline.korean.stamp import Labelled, Role, find_stamps, read_stamp

__all__ = ["Labelled", "Role", "find", "find_stamps", "read_stamp"]
