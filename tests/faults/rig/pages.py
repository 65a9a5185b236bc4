"""Saved pages, what must come of them, and what holds of every store after a fault."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from timeline.query import Query
from timeline.store import Store

PLACES = (
    "새봄공원",
    "가람시청 대회의실",
    "달빛문화회관",
    "한내체육관",
    "솔숲도서관",
    "나루터광장",
    "별빛극장",
)
THINGS = ("도서관 개관식", "주민설명회", "달빛음악회", "시민체육대회", "꽃축제", "취업박람회", "환경토론회")


def document(number: int, *, word: str = "") -> str:
    """A saved page of two events of its own: one that was, one that will be."""
    place, thing = PLACES[number % 7], THINGS[number // 7 % 7]
    return (
        f"가람시 {number}번 {thing}{word}\n\n입력날짜 : 2021. 01.29. 09:{number % 60:02}\n\n"
        f"가람시는 {number % 28 + 1}일 오후 {place}에서 {number}번 {thing}를 열었다.\n\n"
        f"시는 오는 {number % 5 + 3}월 {number % 28 + 1}일 {number}번 {PLACES[(number + 3) % 7]}에서 {number}번 "
        f"{THINGS[(number + 2) % 7]}를 열 예정이다.\n\n/한가람 기자\n"
    )


def documents(folder: Path, many: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(many):
        (folder / f"{number:03}.txt").write_text(document(number))
    return folder


Told = list[tuple[str, ...]]


def truth(folder: Path, path: Path) -> Told:
    """What one undisturbed reading of the folder gives."""
    from scheduler.local import take

    with Store.open(path, make=True) as store:
        for found in take(store, [folder], lambda: datetime.now(UTC)):
            assert not found.error
        return contents(store)


def contents(store: Store) -> Told:
    """Each entry's uid, title, span and article."""
    return [
        (entry.uid, entry.event.title, str(entry.event.span), *(cited.key for cited in entry.citations))
        for entry in store.entries(Query())
    ]


def held(path: Path) -> Told:
    with Store.open(path) as store:
        return contents(store)


def sql(path: Path, query: str, *given: Any) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path, timeout=30)
    try:
        with connection:
            return connection.execute(query, given).fetchall()
    finally:
        connection.close()


def assert_whole(path: Path, wanted: Told | None = None) -> set[str]:
    """No page is broken, nothing stands twice, each article stands with all of its entries or not at all.

    Returns the keys of the articles that are there.
    """
    assert sql(path, "PRAGMA integrity_check") == [("ok",)]
    assert not sql(path, "SELECT source, key FROM article GROUP BY 1, 2 HAVING count(*) > 1")
    told = "SELECT count(*) FROM event_article WHERE article = article.id"
    assert not sql(path, f"SELECT key FROM article WHERE minted <> ({told})")
    keys = {key for (key,) in sql(path, "SELECT key FROM article")}
    if wanted is not None:
        here = held(path)
        assert len({uid for uid, *_ in here}) == len(here)
        assert set(here) <= set(wanted)
        assert {key for _, _, _, *cited in here for key in cited} == keys
        assert here == [row for row in wanted if set(row[3:]) <= keys]
    return keys


def acknowledged(out: str) -> set[str]:
    """The documents that a reader said are stored."""
    return {line.split("\t")[1] for line in out.splitlines() if line.count("\t") == 4}
