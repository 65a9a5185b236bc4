"""`seed` on a WARC file as Common Crawl writes them: all kinds of records, encodings, hosts, and a cut at the end."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import pages
from crawler.site import Site
from scheduler.local import take
from timeline.model import Page
from timeline.store import Store

AID = Path(__file__).parents[1] / "pages" / "aid"
OLD, NEW, LIST = ((AID / name).read_bytes() for name in ("old-skin.html", "new-skin.html", "list.html"))
PAPER, OTHER = "http://www.matin.example", "https://news.example.com"
FIRST, SECOND = "/read.php3?aid=1611747420123456001", "/article.php?aid=1696924800987654002"
NOW = datetime(2026, 2, 27, 9, 0, tzinfo=UTC)
ENGLISH = "<html><head><title>A new library</title></head><body><h1>A new library</h1>" + "".join(
    f"<p>The council opened its new library on Tuesday, said the mayor of Springfield, part {n}.</p>"
    for n in range(9)
)


def record(kind: str, url: str, block: bytes, **more: str) -> bytes:
    """A record in a gzip member of its own."""
    told = {"WARC-Type": kind, "WARC-Date": "2026-02-26T03:04:05Z", "WARC-Target-URI": url}
    told |= {"WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000000>"}
    told |= {"Content-Type": "application/http; msgtype=response", "Content-Length": str(len(block))}
    told |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return gzip.compress(f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n")


def answer(body: bytes, *lines: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    head = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", *lines, "", "")
    return "\r\n".join(head).encode() + body


def chunked(body: bytes) -> bytes:
    pieces = (body[at : at + 500] for at in range(0, len(body), 500))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def records() -> Iterator[bytes]:
    chunks = "Transfer-Encoding: chunked"
    yield record("warcinfo", "", b"isPartOf: CC-NEWS\r\n", Content_Type="application/warc-fields")
    yield record("request", PAPER + FIRST, b"GET / HTTP/1.1\r\nHost: matin.example\r\n\r\n")
    yield record("response", PAPER + FIRST, answer(chunked(OLD), chunks))
    yield record("metadata", PAPER + FIRST, b"fetchTimeMs: 10\r\n", Content_Type="application/warc-fields")
    packed = chunked(gzip.compress(NEW))
    yield record("response", PAPER + SECOND, answer(packed, chunks, "Content-Encoding: gzip"))
    yield record("revisit", PAPER + SECOND, answer(b"", status="304 Not Modified"))
    yield record("response", f"{PAPER}/photo.jpg", answer(b"\xff\xd8" * 99, kind="image/jpeg"))
    yield record("response", f"{PAPER}/gone", answer(OLD, status="404 Not Found"))
    yield record("response", f"{PAPER}/moved", answer(OLD, "Location: /", status="301 Moved"))
    yield record("response", f"{PAPER}/robots.txt", answer(b"# \xea\xb0\x80" * 50, kind="text/plain"))
    yield record("response", f"{PAPER}/sections.php?section=5&page=1", answer(LIST))
    yield record("response", f"{OTHER}/2026/02/library", answer(ENGLISH.encode()))
    yield record("response", f"{OTHER}/article.php?aid=1696924800987654009", answer(NEW))
    half = answer(NEW[: len(NEW) // 2])
    yield record("response", f"{PAPER}/article.php?aid=1696924800987654003", half, WARC_Truncated="length")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    file = tmp_path / "crawl" / "CC-NEWS-20260226030405-00001.warc.gz"
    file.parent.mkdir()
    last = record("response", f"{PAPER}/article.php?aid=1696924800987654004", answer(NEW))
    file.write_bytes(b"".join(records()) + last[:-300])
    return file


def test_only_whole_korean_pages_are_read(archive: Path) -> None:
    found = list(pages(archive))
    told = [page.url.removeprefix(PAPER) for page in found if isinstance(page, Page)]
    assert told == [
        FIRST,
        SECOND,
        "/sections.php?section=5&page=1",
        f"{OTHER}/article.php?aid=1696924800987654009",
    ]
    assert [page.body for page in found if isinstance(page, Page)] == [OLD, NEW, LIST, NEW]
    errors = [error.line for error in found if not isinstance(error, Page)]
    assert len(errors) == 2
    assert "aid=1696924800987654003: was cut short when it was archived (length)" in errors[0]
    assert "aid=1696924800987654004" in errors[1]
    assert "no whole WARC file" in errors[1]


def test_articles_of_a_known_site_are_its_own(archive: Path, store: Store) -> None:
    """Read by the site's rules, under its name and key: a crawl will know them; lists are no articles."""
    site = Site(id="matin", name="마틴일보", region="가람", family="aid", base=PAPER, lists=("/",))
    known = dict.fromkeys(site.hosts, site)
    done = [each for each in take(store, [archive], lambda: NOW, by_host=known) if each.article]
    assert [(each.article.source, each.article.key) for each in done if each.article] == [
        ("matin", "aid=1611747420123456001"),
        ("matin", "aid=1696924800987654002"),
        ("crawl", "news.example.com/aid=1696924800987654009"),
    ]
    assert {each.kept.outcome for each in done if each.kept} == {"new"}
    again = [each for each in take(store, [archive], lambda: NOW, by_host=known) if each.kept]
    assert {each.kept.outcome for each in again if each.kept} == {"unchanged"}
    assert store.pages.known("matin", ["aid=1611747420123456001", "aid=7"], NOW) == {
        "aid=1611747420123456001"
    }
