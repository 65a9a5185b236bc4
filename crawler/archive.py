"""Fetched pages, kept as WARC: what was said can be read again when the grammar has learned a word.

A day's pages stand in one file a process, each a gzip member of its own, so that a cut file loses its last
page only. Bytes that were kept that day already, by whatever process, are told as a revisit. Anybody's WARC can
be read; in ours each article's record says whose it is, so that it can be found again.
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from base64 import b32encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha1
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.decode import declared_encoding, decode
from timeline.errors import NotADocument, PageError
from timeline.model import Page, Stamp

_ONE_LINE = re.compile(r"[\r\n]+")  # a line end in a header's value would begin another header

MAX_PAGE = 8 * 1024 * 1024  # bytes of one page, as of a crawl
SUFFIXES = (".warc", ".warc.gz")
KEPT_HEADERS = ("content-type", "etag", "last-modified", "date", "content-language")
SOURCE, KEY, LISTED = "Yeonpyo-Source", "Yeonpyo-Key", "Yeonpyo-Listed"  # our own, of an article's record


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES)


class Archive:
    """The folder that a process writes its pages to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._day = ""
        self._held: set[str] = set()

    def keep(self, page: Page, *, source: str = "", key: str = "", listed: Stamp | None = None) -> None:
        """Append a page to today's file; an article's with its source, key, and the date its list gave it.

        Raises OSError where the disk does not take it.
        """
        at = page.fetched.astimezone(UTC)
        self._begin(at.strftime("%Y%m%d"))
        digest = _digest(page.body)
        headers = {SOURCE: source, KEY: key} if key else {}
        headers |= {LISTED: f"{listed.at.isoformat()} {listed.precision} {listed.method}"} if listed else {}
        headers["WARC-Date"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        name = f"{self._folder}/{self._day}-{os.getpid()}"
        _append(f"{name}.warc.gz", _record(page, f"sha1:{digest}", headers, again=digest in self._held))
        if digest not in self._held:
            self._held.add(digest)
            _append(f"{name}.sha1", f"{digest}\n".encode())

    def _begin(self, day: str) -> None:
        """Learn, once a day, what other processes kept today."""
        if day == self._day:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lists = (path.read_text("ascii", "replace") for path in self._folder.glob(f"{day}-*.sha1"))
        self._day, self._held = day, {line for text in lists for line in text.split()}

    def forget(self, before: datetime) -> list[Path]:
        """Delete the files of days before `before`; returns those of pages."""
        limit = before.astimezone(UTC).strftime("%Y%m%d")
        old = [path for path in self._files() if path.name[:8] < limit]
        for path in old:
            for each in (path, path.with_name(path.name.replace(".warc.gz", ".sha1"))):
                with suppress(FileNotFoundError):
                    each.unlink()
        return old

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*.warc.gz") if path.name[:8].isdigit())

    def captures(self, since: datetime | None = None) -> dict[tuple[str, str], Capture]:
        """By source and key, the newest capture of each article, of the days from `since` on.

        A file that is cut short tells what stands before the cut.
        """
        limit = since.astimezone(UTC).strftime("%Y%m%d") if since else ""
        first: dict[str, tuple[Path, int]] = {}  # by digest: where the bytes stand
        found: dict[tuple[str, str], tuple[datetime, str, str, Stamp | None]] = {}
        for path in self._files():
            if path.name[:8] < limit:
                continue
            for record, offset in _records(path):
                told = record.rec_headers.get_header
                digest, at = told("WARC-Payload-Digest") or "", _moment(told("WARC-Date") or "")
                if record.rec_type == "response":
                    first.setdefault(digest, (path, offset))
                name = (told(SOURCE) or "", told(KEY) or "")
                if all(name) and (name not in found or found[name][0] <= at):
                    found[name] = (at, digest, told("WARC-Target-URI") or "", _listed(told(LISTED) or ""))
        return {
            name: Capture(*first[digest], url, at, listed)
            for name, (at, digest, url, listed) in found.items()
            if digest in first
        }


def _record(page: Page, digest: str, headers: dict[str, str], *, again: bool) -> bytes:
    """The page as a WARC record; with `again`, that it came with a body that is kept already.

    Digests and length are told: where warcio has to find them, it copies the body into a file first.
    """
    from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
    from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

    headers = {name: _ONE_LINE.sub(" ", value) for name, value in headers.items()}
    told = sorted((name, _ONE_LINE.sub(" ", value)) for name, value in page.headers.items())
    told = StatusAndHeaders(f"{page.status} OK", told, protocol="HTTP/1.1")
    told.compute_headers_buffer()
    block = told.headers_buff if again else told.headers_buff + page.body
    headers["WARC-Block-Digest"] = f"sha1:{_digest(block)}"
    writer = WARCWriter(packed := BytesIO(), gzip=True)
    if again:
        record = writer.create_revisit_record(
            page.url, digest, page.url, headers["WARC-Date"], told, warc_headers_dict=headers
        )
    else:
        headers["WARC-Payload-Digest"] = digest
        length, body = len(page.body), BytesIO(page.body)
        record = writer.create_warc_record(
            page.url, "response", body, length, http_headers=told, warc_headers_dict=headers
        )
    writer.write_record(record)
    return packed.getvalue()


def _digest(octets: bytes) -> str:
    return b32encode(sha1(octets, usedforsecurity=False).digest()).decode()


def _append(path: str, told: bytes) -> None:
    """Add to a file, all of it, or raise OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        while told:
            told = told[os.write(descriptor, told) :]
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Capture:
    """Where the bytes of a page stand, from where and when it was fetched, and the date its list gave it.

    The bytes may have come from another address first.
    """

    path: Path
    offset: int
    url: str
    at: datetime
    listed: Stamp | None = None

    def page(self) -> Page:
        """The page as it was fetched. Raises PageError where the archive no longer holds it."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.offset)
                from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

                found = _page(next(ArchiveIterator(file)))
        except (OSError, StopIteration, *_BROKEN) as error:
            raise NotADocument(str(self.path), f"cannot be read again: {error}") from None
        if not isinstance(found, Page):
            raise found or NotADocument(str(self.path), "holds no page there")
        return replace(found, url=self.url, fetched=self.at)


_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, ValueError, AttributeError)


def _records(path: Path) -> Iterator[tuple[Any, int]]:
    """The records of a file with their offsets, up to where it breaks."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                yield record, records.get_record_offset()
    except (ArchiveLoadFailed, OSError, *_BROKEN):
        return


def _listed(told: str) -> Stamp | None:
    at, _, rest = told.partition(" ")
    precision, _, method = rest.partition(" ")
    try:
        return Stamp(datetime.fromisoformat(at), precision, method, at) if at else None
    except ValueError:
        return None


def pages(path: Path) -> Iterator[Page | PageError]:
    """Yield the Korean HTML pages of a WARC file that were answered with 200, and what is wrong with the file.

    Records of other kinds and pages in other languages are passed over: a crawl of the world's news is mostly
    that. A page over MAX_PAGE, or one that was cut when it was archived, is named and skipped. A broken file
    yields what stood before the break, then the error.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, verify_http=False):
                found = _page(record)
                if isinstance(found, PageError) or (found is not None and _is_korean(found)):
                    yield found
    except (ArchiveLoadFailed, *_BROKEN) as error:
        yield NotADocument(
            str(path), f"no whole WARC file: {str(error).splitlines()[0] if str(error) else 'cut short'}"
        )
    except OSError as error:
        yield NotADocument(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}")


def _page(record: Any) -> Page | PageError | None:
    told, url = record.http_headers, record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in ("response", "resource") or not url.startswith(("http://", "https://")):
        return None
    status = int(told.get_statuscode()) if told and told.get_statuscode().isdigit() else 200
    headers = {name: value for name in KEPT_HEADERS if told and (value := told.get_header(name))}
    kind = headers.get("content-type", "text/html").lower()
    if status != 200 or not ("html" in kind or kind.startswith("text/plain")) or url.endswith("/robots.txt"):
        return None
    if why := record.rec_headers.get_header("WARC-Truncated"):
        return NotADocument(url, f"was cut short when it was archived ({why})")
    body = record.content_stream().read(MAX_PAGE + 1)
    if len(body) > MAX_PAGE:
        return NotADocument(url, f"too large: over {MAX_PAGE:,} bytes")
    record.raw_stream.read()
    if record.raw_stream.limit:
        raise EOFError(f"cut short in {url}")
    return Page(url, body, _moment(record.rec_headers.get_header("WARC-Date") or ""), status, headers)


def _is_korean(page: Page) -> bool:
    """Whether a page holds a sentence's worth of Hangul; one that cannot be decoded is for the reader to tell."""
    try:
        text = decode(page.body, declared=declared_encoding(page.body), where=page.url).text
    except PageError:
        return True
    return next(islice(_HANGUL.finditer(text), FEWEST - 1, None), None) is not None


_HANGUL = re.compile("[가-힣]")
FEWEST = 20  # syllables


def _moment(told: str) -> datetime:
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
