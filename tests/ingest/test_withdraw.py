"""An article that its own site has given up: what it alone told goes, what others tell stays; it can come back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from timeline.ingest import keep, reread, withdraw
from timeline.query import Query

PLAN = "가람시는 오는 2월 15일 새봄공원에서 가람시 어린이도서관 개관식을 연다."
TIMED = "가람시가 오는 2월 15일 오후 2시 새봄공원 야외무대에서 어린이도서관 개관식을 연다고 밝혔다."


def test_what_only_it_told_is_withdrawn_and_its_text_hidden(desk: Any, paper: Any) -> None:
    article = paper("matin", "2021-01-27T09:00", PLAN)
    desk.keep(article)
    before = desk.one()
    gone = withdraw(desk.store, "matin", article.key, desk.now + timedelta(days=1))
    assert (gone.outcome, gone.withdrawn) == ("withdrawn", 2)  # the occurrence and the report
    assert list(desk.store.entries(Query())) == []
    assert desk.store.entry(before.uid).withdrawn
    told, entries = desk.store.article("matin", article.key)
    assert (told.title, told.paragraphs, entries) == (article.title, (), [])
    assert withdraw(desk.store, "matin", article.key, desk.now).outcome == "unchanged"


def test_what_another_paper_tells_goes_on(desk: Any, paper: Any) -> None:
    article = paper("matin", "2021-01-27T09:00", PLAN)
    desk.keep(article, paper("soir", "2021-01-27T18:00", TIMED))
    uid = desk.one().uid
    withdraw(desk.store, "matin", article.key, desk.now + timedelta(days=1))
    assert (desk.one().uid, desk.sources()) == (uid, {"soir"})


def test_it_comes_back_under_its_uids(desk: Any, paper: Any) -> None:
    article = paper("matin", "2021-01-27T09:00", PLAN)
    desk.keep(article)
    uids = {entry.uid for entry in desk.store.entries(Query())}
    withdraw(desk.store, "matin", article.key, desk.now + timedelta(days=1))
    assert reread(desk.store, article, desk.now + timedelta(days=2)).outcome == "unchanged"
    assert keep(desk.store, article, desk.now + timedelta(days=2)).outcome == "restored"
    assert {entry.uid for entry in desk.store.entries(Query())} == uids
    assert desk.store.article("matin", article.key)[0].paragraphs == article.paragraphs


def test_a_dry_keep_writes_nothing(desk: Any, paper: Any) -> None:
    article = paper("matin", "2021-01-27T09:00", PLAN)
    kept = keep(desk.store, article, desk.now, dry=True)
    assert (kept.outcome, kept.added) == ("new", 2)
    assert desk.store.latest() == (0, None)
    assert desk.store.article("matin", article.key) is None
