"""How long a search over many titles takes: a page of hits, and 50, read whole, beside the bare index and LIKE.

    python tests/bench/search.py [--titles 300000] [--repeats 30]

The store is made in a temporary folder, written in bulk: made-up titles of places, subjects and happenings, none of
them twice. Prints the median of each word in milliseconds, for words that are rare and words that are everywhere.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from timeline.bigrams import pairs, sought
from timeline.model import SEOUL, Article, Event, EventKind, Grain, Quote, Span, Stamp, Status
from timeline.query import Query
from timeline.store import Store, codec, schema, search
from timeline.store.pen import _columns, _words

WORDS = ("광주", "개청", "새봄공원", "축제", "도서관 개관식", "없는말")
PARTS = """
광주 목포 여수 순천 나주 담양 해남 강진 영암 무안 함평 장성 완도 진도 신안 구례
도서관 새봄공원 시청 박물관 체육관 미술관 시장 학교 항구 농협 극장 온천 정원 습지 산성 서원
개관식 축제 설명회 공청회 걷기대회 음악회 전시회 체험행사 토론회 장터 경연대회 개청식 점검
"""
PLACES, SUBJECTS, HAPPENINGS = map(str.split, PARTS.strip().splitlines())
FIRST = datetime(2000, 1, 1, tzinfo=SEOUL)


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--titles", type=int, default=300_000)
    ask.add_argument("--repeats", type=int, default=30)
    told = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "timeline.db"
        with Store.open(path, make=True) as store:
            fill(store, told.titles)
            bare = sqlite3.connect(path)
            for words in WORDS:
                ways = {
                    "a page of 20": lambda words=words: _read(store, words, 20),
                    "50 entries": lambda words=words: _read(store, words, 50),
                    "bare index": lambda words=words: _bare(bare, words),
                    "LIKE": lambda words=words: _like(bare, words),
                }
                times = {
                    name: _ms(work, told.repeats if name != "LIKE" else 3) for name, work in ways.items()
                }
                hits = len(ways["50 entries"]())
                print(words, f"{hits} hits", *(f"{name} {ms:.2f} ms" for name, ms in times.items()), sep="\t")
    return 0


def fill(store: Store, count: int) -> None:
    """Events as the pen would write them, a thousand at once."""
    with store.pen(FIRST) as pen:
        connection = pen._connection
        for some in _thousands(count):
            connection.execute(insert(schema.change), [{"seq": n, "at": FIRST} for n, _ in some])
            connection.execute(insert(schema.article), [_article_row(n) for n, _ in some])
            connection.execute(insert(schema.article_revision), [_edition(n) for n, _ in some])
            connection.execute(insert(schema.event), [_row(n, event) for n, event in some])
            connection.execute(
                insert(schema.event_revision),
                [
                    {
                        "event": n,
                        "revision": 0,
                        "seq": n,
                        "at": FIRST,
                        "withdrawn": False,
                        "body": codec.dump(e),
                    }
                    for n, e in some
                ],
            )
            connection.execute(
                insert(schema.event_article),
                [{"event": n, "article": n, "position": 0, "body": codec.dump(e)} for n, e in some],
            )
            connection.execute(
                search._ADDED[connection.dialect.name],
                [{"id": n, "words": pairs(_words(e))} for n, e in some],
            )


def _thousands(count: int) -> Iterator[list[tuple[int, Event]]]:
    chance = random.Random(300)
    for start in range(0, count, 1000):
        yield [(n + 1, _event(n, chance)) for n in range(start, min(start + 1000, count))]


def _event(number: int, chance: random.Random) -> Event:
    place, subject, happening = chance.choice(PLACES), chance.choice(SUBJECTS), chance.choice(HAPPENINGS)
    day = FIRST + timedelta(days=number % 9000)
    title = f"{place} {subject} {number}회 {happening}"
    sentence = f"{place}시는 {day.day}일 {subject}에서 {number}회 {happening}를 연다고 밝혔다."
    span = Span(day, day + timedelta(days=1), Grain.DAY)
    return Event(
        EventKind.OCCURRENCE, title, span, Status.HELD, Quote(0, len(sentence), sentence), confidence=0.9
    )


def _row(number: int, event: Event) -> dict[str, Any]:
    stamps = {"seq": number, "created_at": FIRST, "updated_at": FIRST}
    return (
        {"id": number, "uid": f"00000000-0000-4000-8000-{number:012}", "revision": 0, "withdrawn": False}
        | stamps
        | _columns(event)
    )


def _article_row(number: int) -> dict[str, Any]:
    times = {"created_at": FIRST, "updated_at": FIRST, "published_at": FIRST}
    return {
        "id": number,
        "source": "gaon",
        "key": f"{number}",
        "revision": 0,
        "hash": "",
        "minted": 1,
    } | times


def _edition(number: int) -> dict[str, Any]:
    stamp = Stamp(FIRST, "minute", "label", "2000. 01.01. 00:00")
    text = ("가람시는 이날 시민과 함께하는 행사를 연다고 밝혔다.",) * 8
    url = f"https://news.example/{number}"
    told = Article("gaon", f"{number}", url, f"가람시 소식 {number}", stamp, text, publisher="가온일보")
    return {
        "article": number,
        "revision": 0,
        "seq": number,
        "at": FIRST,
        "hash": "",
        "body": codec.dump(told),
    }


def _read(store: Store, words: str, most: int) -> list[Any]:
    """The newest hits, read whole, with nothing left in memory of an earlier search."""
    codec.try_event.cache_clear()
    codec.try_cite.cache_clear()
    return list(store.entries(Query(words=words), order="learned", limit=most))


def _bare(connection: sqlite3.Connection, words: str) -> list[Any]:
    asked = "SELECT rowid FROM event_search WHERE event_search MATCH ? ORDER BY rowid DESC LIMIT 50"
    return connection.execute(asked, (search._fts5(sought(words)),)).fetchall()


def _like(connection: sqlite3.Connection, words: str) -> list[Any]:
    asked = "SELECT id FROM event WHERE words LIKE ? ORDER BY id DESC LIMIT 50"
    return connection.execute(asked, (f"%{words}%",)).fetchall()


def _ms(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    sys.exit(main())
