"""R19 through the real command: dates that no calendar has, and texts made to keep a scanner busy."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rig

pytestmark = [pytest.mark.long, pytest.mark.timeout(300 * rig.SLOW)]

AT = "2021-01-27T20:37+09:00"
GOOD = "2021. 01.27. 20:37"
ABSURD = (
    *(
        "9999년 1월 1일",
        "2월 30일",
        "2021년 2월 29일",
        "13월 1일",
        "0월 3일",
        "1월 0일",
        "32일",
        "00일",
        "99월 99일",
    ),
    *("0년 0월 0일", "1억년 전", "27일 오후 25시 61분", "2021년 13월 32일 25시 61분"),
)
STAMPS = ("9999. 01.01. 20:37", "2021. 02.30. 20:37", "0000. 00.00. 00:00", "2021. 13.01. 25:61")
BUSY = {
    "a megabyte of one expression": "27일 오후 " * 62_500,
    "digits": "1" * 300_000,
    "a day that never ends": "2021년 1월 2" + "7" * 300_000 + "일",
    "blanks between": "27일" + " " * 300_000 + "오후 2시",
    "brackets": "[(" * 150_000,
    "commas": "27일, " * 60_000,
    "spans": "27일부터 " * 60_000,
}


def read(home: Path, *texts: str) -> list[dict[str, Any]]:
    """What `read --jsonl` tells of each text, within the time that the row allows."""
    asked = (json.dumps({"id": str(i), "text": text, "published": AT}) for i, text in enumerate(texts))
    done = subprocess.run(
        [*rig.COMMAND, "--home", str(home), "read", "--jsonl"],
        input="\n".join(asked) + "\n",
        capture_output=True,
        text=True,
        timeout=60 * rig.SLOW,
        cwd=rig.ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_date_that_no_calendar_has_is_no_date(tmp_path: Path) -> None:
    told = read(tmp_path, *(f"가람시는 {said} 새봄공원에서 도서관 개관식을 연다." for said in ABSURD))
    assert len(told) == len(ABSURD)
    for said, line in zip(ABSURD, told, strict=True):
        assert [m for m in line["mentions"] if m["from"] or m["to"]] == [], said
        assert line["events"] == [], said


def test_midnight_told_as_24_is_the_next_days(tmp_path: Path) -> None:
    [line] = read(tmp_path, "가람시는 27일 24:00 새봄공원에서 도서관 개관식을 연다.")
    assert line["mentions"][0]["from"] == "2021-01-28T00:00"


def test_a_text_made_to_keep_a_scanner_busy_is_read_to_its_end(tmp_path: Path) -> None:
    """All of them in one process, and the article behind them is read as ever."""
    told = read(tmp_path, *BUSY.values(), "가람시는 오는 29일 오후 2시 새봄공원에서 도서관 개관식을 연다.")
    assert len(told) == len(BUSY) + 1
    assert [event["from"] for event in told[-1]["events"]] == ["2021-01-29T14:00"]
    rig.count("R19", "texts", len(told))


def test_documents_of_absurd_dates_leave_none_in_the_store(tmp_path: Path) -> None:
    """Through `seed`: as words of the text, and as the publication itself."""
    home, folder = tmp_path / "home", tmp_path / "documents"
    folder.mkdir()
    text = (
        "가람시 도서관 개관식 열린다\n\n입력날짜 : {at}\n\n"
        "가람시는 {day} 오후 새봄공원에서 도서관 개관식을 연다고 밝혔다.\n\n/한가람 기자\n"
    )
    told = [(GOOD, said) for said in (*ABSURD, "오는 29일")] + [(stamp, "오는 29일") for stamp in STAMPS]
    for number, (at, day) in enumerate(told):
        (folder / f"{number:02}.txt").write_text(text.format(at=at, day=day))
    done = rig.command(home, "seed", str(folder))
    assert done.returncode in (0, 3), done.stderr
    days = {date.fromordinal(day) for (day,) in rig.sql(home / "timeline.db", "SELECT day FROM event") if day}
    assert days == {date(2021, 1, 27), date(2021, 1, 29)}
    assert rig.sql(home / "timeline.db", "PRAGMA integrity_check") == [("ok",)]
