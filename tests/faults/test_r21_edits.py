"""R21: a paper edits, re-dates, moves and deletes; one event stays one event, and says that it changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rig
from lint import events, lint

pytestmark = [pytest.mark.long, pytest.mark.timeout(300 * rig.SLOW)]

TITLE = "가람시 시민체육대회 15일 한내체육관서"
BODY = "가람시는 오는 2월 15일 오후 2시 한내체육관에서 시민체육대회를 연다.\n\n참가 신청은 시청 누리집에서 받는다."
OTHER = rig.Story(
    2, "나루구 취업박람회 연다", "나루구는 오는 2월 20일 오전 10시 나루터광장에서 취업박람회를 연다."
)

FIRST = rig.Story(1, TITLE, BODY)
STATES: dict[str, list[rig.Story]] = {
    "v1 published": [FIRST, OTHER],
    "v2 a word is edited": [rig.Story(1, TITLE, BODY.replace("누리집", "홈페이지")), OTHER],
    "v3 the day is moved": [rig.Story(1, TITLE.replace("15일", "22일"), BODY.replace("15일", "22일")), OTHER],
    "v4 posted again under a new address": [
        rig.Story(1, TITLE.replace("15일", "22일"), BODY.replace("15일", "22일")),
        rig.Story(7, TITLE.replace("15일", "22일"), BODY.replace("15일", "22일"), "2021.01.29 11:00:00"),
        OTHER,
    ],
    "v5 the first is deleted": [
        rig.Story(7, TITLE.replace("15일", "22일"), BODY.replace("15일", "22일"), "2021.01.29 11:00:00"),
        OTHER,
    ],
    "v6 the list is empty": [],
}


def test_states_of_a_site(zygote: rig.Zygote, tmp_path: Path) -> None:
    home = tmp_path / "home"
    told: dict[str, dict[str, Any]] = {}
    with rig.Paper(STATES["v1 published"]) as paper:
        paper.enter(home)
        for state, stories in STATES.items():
            paper.show(stories)
            # An article is looked at again for edits some hours after the last look: as if they had passed.
            if (home / "timeline.db").exists():
                rig.sql(
                    home / "timeline.db",
                    "UPDATE page SET fetched_at = fetched_at - 86400, etag = '', last_modified = ''",
                )
            zygote.run(home, "crawl", "paper", code=None, **rig.LOOPBACK)
            told[state] = look(zygote, home, "시민체육대회")
            rig.count("R21", "states of a site")
    first, edited, moved, again, deleted, empty = told.values()
    assert len({one["uid"] for one in told.values()}) == 1
    assert first["start"].startswith("2021-02-15T14:00")
    assert edited["start"] == first["start"]
    assert moved["start"].startswith("2021-02-22T14:00")
    assert moved["sequence"] == first["sequence"] + 1 + (edited["sequence"] - first["sequence"])
    assert again["start"] == moved["start"]
    assert len(again["urls"]) == 2
    assert deleted["start"] == moved["start"]
    assert empty == deleted
    assert {one["status"] for one in told.values()} == {first["status"]}
    assert all(one["others"] == 1 for one in told.values())


def look(zygote: rig.Zygote, home: Path, name: str) -> dict[str, Any]:
    """The one event of that name, as JSON and iCalendar tell it; and how many others there are."""
    every = json.loads(zygote.run(home, "export", "json").out)["events"]
    every = [one for one in every if one["kind"] == "occurrence"]
    (mine,) = (one for one in every if name in one["title"])
    calendar = zygote.run(home, "export", "ics").out.encode()
    calendar = calendar.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert lint(calendar) == []
    (shown,) = (part for part in events(calendar) if part.values("UID") == [mine["uid"]])
    return {
        "uid": mine["uid"],
        "start": mine["when"]["start"],
        "status": mine["status"],
        "urls": sorted(source["url"] for source in mine["sources"]),
        "sequence": int(shown.values("SEQUENCE")[0]),
        "others": len([one for one in every if "취업박람회" in one["title"]]),
    }
