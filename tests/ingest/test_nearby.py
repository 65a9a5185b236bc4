"""What the writer remembers from one article to the next is what stands in the store, whatever was done to it."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from timeline.ingest import give_status, keep, merge, split, withdraw
from timeline.model import Status
from timeline.store import Store
from timeline.store.nearby import Nearby

TELLS = (
    "가람시는 오는 2월 15일 새봄공원에서 가람시 어린이도서관 개관식을 연다.",
    "가람시가 오는 2월 15일 오후 2시 새봄공원 야외무대에서 어린이도서관 개관식을 연다고 밝혔다.",
    "가람시는 2월 15일 열 예정이던 어린이도서관 개관식을 22일로 연기했다.",
    "가람시는 2월 15일 새봄공원에서 열 예정이던 어린이도서관 개관식을 취소했다.",
    "가람시는 오는 2월 16일 새봄공원에서 제3회 노인 걷기대회를 연다.",
    "가람시는 2월 10일부터 20일까지 시민회관에서 어린이도서관 그림전을 연다.",
)


def remembered_truly(store: Store, now) -> bool:
    with store.pens(now) as pens, pens() as pen:
        known, afresh, connection = pen._nearby, Nearby(), pen._connection
        for entry in entries_of(store):
            uids = afresh.near(connection, entry.event)
            assert known.near(connection, entry.event) == uids
            everyone = [entry.uid, *uids]
            assert known.tellings(connection, everyone) == afresh.tellings(connection, everyone)
            assert entry.withdrawn or entry.uid in uids
    return True


def entries_of(store: Store):
    return [entry for entry in store.changes(0, 1000) if entry.event.kind == "occurrence"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done(desk, paper, seed: int) -> None:
    luck = Random(seed)
    for step in range(14):
        source, day = luck.choice(("matin", "soir", "midi", "nuit")), luck.randint(10, 14)
        told = paper(source, f"2021-02-{day}T09:{step:02}", luck.choice(TELLS))
        deed = luck.choice(("keep", "keep", "keep", "dry", "withdraw", "rule"))
        standing = [entry for entry in entries_of(desk.store) if not entry.withdrawn]
        if deed in ("keep", "dry"):
            keep(desk.store, told, desk.now, dry=deed == "dry")
        elif deed == "withdraw":
            withdraw(desk.store, source, "1", desk.now)
        elif len(standing) > 1:
            merge(desk.store, standing[0].uid, standing[1].uid, "하나", desk.now)
        elif standing and len(standing[0].citations) > 1:
            split(desk.store, standing[0].uid, [standing[0].citations[1].url], "둘", desk.now)
        elif standing:
            give_status(desk.store, standing[0].uid, Status.CANCELLED, "취소", desk.now)
        assert remembered_truly(desk.store, desk.now)


def test_what_another_process_writes_is_seen(desk, paper) -> None:
    desk.keep(paper("matin", "2021-02-01T09:00", TELLS[0]))
    assert remembered_truly(desk.store, desk.now)
    with Store.open(desk.store.place) as other:
        keep(other, paper("soir", "2021-02-02T09:00", TELLS[4]), desk.now)
    assert remembered_truly(desk.store, desk.now)
    desk.keep(paper("midi", "2021-02-03T09:00", TELLS[4]))
    assert len(desk.entries()) == 2


def test_what_was_not_written_is_forgotten(desk, paper) -> None:
    desk.keep(paper("matin", "2021-02-01T09:00", TELLS[0]))
    assert remembered_truly(desk.store, desk.now)
    with suppress(ZeroDivisionError), desk.store.pen(desk.now) as pen:
        pen.add(desk.one().event, list(desk.store.tellings(desk.one().uid)))
        raise ZeroDivisionError
    assert len(desk.entries()) == 1
    assert remembered_truly(desk.store, desk.now)
