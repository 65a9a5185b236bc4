"""R20: a row that no code of ours would write, in any text column, costs at most itself."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rig
from lint import events, lint

pytestmark = [pytest.mark.long, pytest.mark.timeout(900 * rig.SLOW)]

POISON = {
    "line breaks": "a\r\nATTENDEE:mailto:evil@example.org\r\nBEGIN:VEVENT",
    "lone surrogate": "\\ud800",
    "escape": "\x1b]0;evil\x07\x00\x08\x7f",
    "no text": b"\xff\xfe\xfd",
    "far too long": "가" * 200_000,
    "nothing": "",
    "formula": '=HYPERLINK("http://evil.example")',
    "markup": "<script>alert(1)</script>",
}
PAGES = (
    "/",
    "/calendar.ics",
    "/approx.ics",
    "/timeline.json",
    "/feed.json",
    "/feed.atom",
    "/timeline.csv",
    "/sources",
)
TABLES = ("article", "article_revision", "event", "event_revision", "event_json", "event_article", "event_tag",
          "page", "fetch", "ruling", "source", "change")  # fmt: skip


def columns(store: Path) -> list[tuple[str, str]]:
    """Every text column of the tables that hold what strangers told."""
    found = []
    for table in TABLES:
        found += [
            (table, row[1]) for row in rig.sql(store, f"PRAGMA table_info({table})") if row[2] == "TEXT"
        ]
    return found


def poison(store: Path, table: str, column: str, value: object) -> bool:
    """Put the value into the first row's column; where JSON stands there, also inside of it."""
    rows = rig.sql(store, f"SELECT rowid, {column} FROM {table} LIMIT 1")
    if not rows:
        return False
    number, held = rows[0]
    if isinstance(held, str) and held.startswith(("{", "[")) and isinstance(value, str):
        told = json.loads(held)
        value = json.dumps(_everywhere(told, value)).replace("\\\\ud800", "\\ud800")
    elif value == "\\ud800":
        value = b"\xed\xa0\x80"
    rig.sql(store, "PRAGMA ignore_check_constraints = ON")
    cast = f"CAST(? AS TEXT)" if isinstance(value, bytes) else "?"  # noqa: F541
    rig.sql(store, f"UPDATE OR IGNORE {table} SET {column} = {cast} WHERE rowid = ?", value, number)
    return True


def _everywhere(told: object, value: str) -> object:
    """The first three strings of the document replaced."""
    left = [3]

    def visit(node: object) -> object:
        if isinstance(node, dict):
            return {key: visit(one) for key, one in node.items()}
        if isinstance(node, list):
            return [visit(one) for one in node]
        if isinstance(node, str) and left[0]:
            left[0] -= 1
            return value
        return node

    return visit(told)


def parses(path: str, body: bytes) -> int:
    """How many entries the answer holds; it is whole by the rules of its kind."""
    if path.endswith(".ics"):
        assert lint(body) == [], lint(body)[:5]
        return len(events(body))
    if path.endswith(".json"):
        told = json.loads(body)
        return len(told.get("events", told.get("items", [])))
    if path.endswith(".atom"):
        return len(ElementTree.fromstring(body))  # noqa: S314  ours
    if path.endswith(".csv"):
        return len(list(csv.reader(io.StringIO(body.decode("utf-8-sig")))))
    assert b"</html>" in body
    assert b"<script>alert" not in body
    return 0


@pytest.mark.parametrize("harm", POISON)
def test_a_poisoned_column(zygote: rig.Zygote, tmp_path: Path, harm: str) -> None:
    """Each text column of each table in turn: every feed is whole, and lacks one article's entries at most."""
    home = tmp_path / "home"
    zygote.run(home, "seed", str(rig.documents(tmp_path / "saved", 6)))
    store = home / "timeline.db"
    nowhere = tmp_path / "nothing"
    nowhere.mkdir()
    settings = {"YEONPYO_SEEDS": str(nowhere), "YEONPYO_TICK": "30", "YEONPYO_BACKUPS": "0"}
    with rig.daemon(home, **settings) as daemon:
        good = {path: parses(path, daemon.get(path)[2]) for path in PAGES}
        assert good["/calendar.ics"] > 5
        for table, column in columns(store):
            before = rig.sql(store, f"SELECT rowid, {column} FROM {table} LIMIT 1")
            if not before or not poison(store, table, column, POISON[harm]):
                continue
            rig.count("R20", "poisoned columns")
            rig.sql(
                store, "INSERT INTO change (at) SELECT max(at) FROM change"
            )  # so that nothing is answered from memory
            lost = 3  # an article's own words are told with each of its entries
            for path in PAGES:
                status, _, body = daemon.get(path)
                assert status == 200, (table, column, path, status)
                assert good[path] - lost <= parses(path, body) <= good[path], (table, column, path)
            number, value = before[0]
            rig.sql(store, f"UPDATE {table} SET {column} = ? WHERE rowid = ?", value, number)
        health = daemon.get("/healthz")
        assert health[0] == 200, health
        assert "Traceback" not in daemon.complaints, daemon.complaints[-3000:]
