"""Pages kept as WARC and read again: ours, anybody's, and broken ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import Archive, pages
from crawler.document import articles
from timeline.errors import PageError
from timeline.model import Article, Page, Stamp

PAGES = Path(__file__).parents[1] / "pages"
AT = datetime(2026, 2, 25, 9, 0, tzinfo=UTC)
URL = "http://www.matin.example/read.php3?aid=1611747420123456001"
SKIN = (PAGES / "aid" / "old-skin.html").read_bytes()


def page(url: str = URL, body: bytes = SKIN, at: datetime = AT, status: int = 200) -> Page:
    return Page(url, body, at, status, {"content-type": "text/html; charset=euc-kr", "etag": '"a"'})


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep(page())
    archive.keep(page(f"{URL}9"))  # the same bytes under another address: told as a revisit
    archive.keep(page("http://www.matin.example/gone", b"gone", status=404))
    [file] = tmp_path.glob("*.warc.gz")
    assert list(pages(file)) == [page()]
    assert file.stat().st_size < len(SKIN) + 2000


def test_others_can_read_it_and_find_its_digests_right(tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    archive, odd = (
        Archive(tmp_path),
        replace(page(f"{URL}2"), headers={"etag": '"가"\r\nWARC-Type: warcinfo'}),
    )
    for each in (page(), odd):
        archive.keep(each, key="가=1\nWARC-Type: warcinfo", source="matin")
    [file] = tmp_path.glob("*.warc.gz")
    with file.open("rb") as opened:
        told = [
            (record.rec_type, record.content_stream().read())
            for record in ArchiveIterator(opened, check_digests="raise")
        ]
    assert told == [("response", SKIN), ("revisit", b"")]


def test_what_another_process_kept_today_is_not_kept_again(tmp_path: Path) -> None:
    Archive(tmp_path).keep(page(), source="matin", key="aid=1")
    [file] = tmp_path.glob("*.warc.gz")
    size = file.stat().st_size
    Archive(tmp_path).keep(page(at=AT + timedelta(hours=1)), source="matin", key="aid=1")
    assert file.stat().st_size < size + 700
    assert list(pages(file)) == [page()]


def test_an_article_is_found_again_as_it_was_last_fetched(tmp_path: Path) -> None:
    archive, listed = Archive(tmp_path), Stamp(AT, "day", "list", AT.isoformat())
    later = AT + timedelta(hours=1)
    archive.keep(page(), source="matin", key="aid=1", listed=listed)
    archive.keep(page(body=SKIN + b" ", at=later), source="matin", key="aid=1")
    archive.keep(page(f"{URL}2", at=later), source="matin", key="aid=2")  # the first bytes again
    archive.keep(page("http://www.matin.example/list"))
    found = archive.captures()
    assert found.keys() == {("matin", "aid=1"), ("matin", "aid=2")}
    assert found["matin", "aid=1"].page() == page(body=SKIN + b" ", at=later)
    assert found["matin", "aid=2"].page() == page(f"{URL}2", at=later)
    assert archive.captures(since=later + timedelta(days=1)) == {}


def test_the_date_that_a_list_gave_comes_back(tmp_path: Path) -> None:
    listed = Stamp(AT, "day", "list", AT.isoformat())
    Archive(tmp_path).keep(page(), source="matin", key="aid=1", listed=listed)
    assert Archive(tmp_path).captures()["matin", "aid=1"].listed == listed


def test_a_days_files_are_forgotten_in_time(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for days in (0, 1, 2):
        archive.keep(page(at=AT - timedelta(days=days)))
    assert len(archive.forget(AT - timedelta(days=1))) == 1
    assert len(list(tmp_path.iterdir())) == 4  # two days, each with its list of digests


def test_a_cut_file_gives_what_stood_before(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for i in range(5):
        archive.keep(page(f"{URL}{i}", SKIN + b" " * i))
    [file] = tmp_path.glob("*.warc.gz")
    file.write_bytes(file.read_bytes()[:-100])
    found = list(pages(file))
    assert len([each for each in found if isinstance(each, Page)]) >= 4


@given(st.binary(max_size=300))
def test_what_is_no_archive_is_told(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    file = tmp_path_factory.mktemp("warc") / "x.warc.gz"
    file.write_bytes(body)
    assert all(isinstance(each, PageError) for each in pages(file))


def test_anybodys_warc_becomes_articles(tmp_path: Path) -> None:
    """Uncompressed, with a request, a picture and a gzip body, as crawlers write them."""
    import gzip

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    file = tmp_path / "news.warc"
    with file.open("wb") as opened:
        writer = WARCWriter(opened, gzip=False)
        for kind, content, body in (
            ("request", "", b""),
            ("response", "image/png", b"\x89PNG"),
            ("response", "text/html", gzip.compress(SKIN)),
        ):
            headers = [
                ("Content-Type", content),
                *([("Content-Encoding", "gzip")] if "html" in content else []),
            ]
            told = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(URL, kind, BytesIO(body), http_headers=told))
    [article] = articles([file], source="commons")
    assert isinstance(article, Article)
    assert (article.title, article.key) == (
        "가람시, 어린이도서관 문 열어",
        "matin.example/aid=1611747420123456001",
    )
