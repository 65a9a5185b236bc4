"""`yeonpyo event` and `yeonpyo replay` on a store of two papers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PAPERS = {
    "matin": ("2021. 01.27. 09:00", "가람시는 오는 2월 15일 새봄공원에서 어린이도서관 개관식을 연다."),
    "soir": (
        "2021. 01.27. 18:00",
        "가람시가 오는 2월 15일 오후 2시 새봄공원에서 어린이도서관 개관식을 연다고 밝혔다.",
    ),
}


@pytest.fixture
def told(yeonpyo, tmp_path: Path):
    """The command line on a store in which two papers tell one event; its uid."""
    for name, (stamp, text) in PAPERS.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.txt").write_text(
            f"가람시 어린이도서관 개관\n\n입력날짜 : {stamp}\n\n{text}\n\n/한가람 기자\n"
        )
        yeonpyo.run("seed", str(tmp_path / name))
    (line,) = (line for line in yeonpyo.run("event", "list").stdout.splitlines() if "개관식" in line)
    return yeonpyo, line.split("\t")[0]


def shown(told) -> dict:
    yeonpyo, uid = told
    return json.loads(yeonpyo.run("event", "show", uid, "--json").stdout)


def test_show_tells_all_that_is_known(told) -> None:
    yeonpyo, uid = told
    lines = [line.partition("\t") for line in yeonpyo.run("event", "show", uid).stdout.splitlines()]
    names = {name for name, _, _ in lines}
    assert names >= {
        "title",
        "proof",
        "anchor",
        "rule",
        "confidence",
        "because",
        "article",
        "revision",
        "ruling",
    }
    assert any("【" in value for name, _, value in lines if name == "proof")
    known = shown(told)
    assert [telling["source"] for telling in known["tellings"]] == ["soir", "matin"]
    assert [joining["kind"] for joining in known["joinings"]] == ["joined"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [(["since=2021-02-01"], 1), (["until=2021-02-01"], 0), (["q=개관식"], 1), (["source=none"], 0)],
    ids=lambda value: str(value),
)
def test_list_takes_the_filters_of_feeds(told, filters: list[str], found: int) -> None:
    yeonpyo, _ = told
    asked = [word for each in filters for word in ("-f", each)]
    listed = yeonpyo.run("event", "list", "--json", *asked).stdout.splitlines()
    assert sum(json.loads(line)["kind"] == "occurrence" for line in listed) == found


def test_an_operator_rules_and_a_replay_leaves_it(told) -> None:
    yeonpyo, uid = told
    assert "cancelled" in yeonpyo.run("event", "status", uid, "cancelled", "--reason", "비").stdout
    assert "0 changed" in yeonpyo.run("replay").stderr
    assert shown(told)["told_status"] == "cancelled"
    assert "is not told by" in yeonpyo.run("event", "split", uid, "https://none.example", code=1).stderr
    parted = yeonpyo.run("event", "split", uid, "soir").stdout.splitlines()[1].split("\t")[0]
    assert [joining["kind"] for joining in shown(told)["joinings"]] == ["joined", "status", "split"]
    assert yeonpyo.run("event", "merge", uid, parted).stdout.count("\n") == 1
    yeonpyo.run("event", "status", uid, "maybe", code=2)


def test_replay_says_first_what_it_would_change(told) -> None:
    yeonpyo, _ = told
    done = yeonpyo.run("replay", "--dry-run", "--since", "2021-01-01")
    assert (done.stdout, "nothing was written" in done.stderr) == ("", True)
    assert json.loads(yeonpyo.run("replay", "--json").stdout)["articles"] == 2
    yeonpyo.run("replay", "--since", "어제", code=2)
