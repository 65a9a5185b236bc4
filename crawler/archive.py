"""Fetched pages, kept as WARC: what was said can be read again when the grammar has learned a word.

A day's pages stand in one file a process, each a gzip member of its own, so that a cut file loses its last
page only. Bytes that were kept that day already are told as a revisit. Anybody's WARC can be read.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from typing import Any

from timeline.errors import NotADocument, PageError
from timeline.model import Page

MAX_PAGE = 8 * 1024 * 1024  # bytes of one page, as of a crawl
SUFFIXES = (".warc", ".warc.gz")
KEPT_HEADERS = ("content-type", "etag", "last-modified", "date", "content-language")


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES)


class Archive:
    """The folder that a process writes its pages to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._day = ""
        self._held: set[str] = set()

    def keep(self, page: Page) -> None:
        """Append a page to today's file. Raises OSError where the disk does not take it."""
        from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
        from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

        day = page.fetched.astimezone(UTC).strftime("%Y%m%d")
        if day != self._day:
            self._day, self._held = day, set()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = sha1(page.body, usedforsecurity=False).hexdigest()
        told = StatusAndHeaders(f"{page.status} OK", sorted(page.headers.items()), protocol="HTTP/1.1")
        date = page.fetched.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        name = f"{day}-{os.getpid()}.warc.gz"
        with (self._folder / name).open("ab") as file:
            writer = WARCWriter(file, gzip=True)
            if digest in self._held:
                record = writer.create_revisit_record(
                    page.url, f"sha1:{digest}", page.url, date, http_headers=told
                )
            else:
                headers = {"WARC-Date": date}
                record = writer.create_warc_record(
                    page.url, "response", BytesIO(page.body), http_headers=told, warc_headers_dict=headers
                )
            writer.write_record(record)
        self._held.add(digest)

    def forget(self, before: datetime) -> list[Path]:
        """Delete the files of days before `before`; returns them."""
        limit = before.astimezone(UTC).strftime("%Y%m%d")
        old = [
            path
            for path in self._folder.glob("*.warc.gz")
            if path.name[:8].isdigit() and path.name[:8] < limit
        ]
        for path in old:
            with suppress(FileNotFoundError):
                path.unlink()
        return old


def pages(path: Path) -> Iterator[Page | PageError]:
    """Yield the HTML pages of a WARC file that were answered with 200, and what is wrong with the file.

    Records of other kinds are passed over; a page over MAX_PAGE is named and skipped. A broken file yields
    what stood before the break, then the error.
    """
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, verify_http=False):
                if (found := _page(record)) is not None:
                    yield found
    except (ArchiveLoadFailed, EOFError, zlib.error, gzip.BadGzipFile, ValueError, AttributeError) as error:
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
    if status != 200 or not ("html" in kind or kind.startswith("text/plain")):
        return None
    body = record.content_stream().read(MAX_PAGE + 1)
    if len(body) > MAX_PAGE:
        return NotADocument(url, f"too large: over {MAX_PAGE:,} bytes")
    return Page(url, body, _moment(record.rec_headers.get_header("WARC-Date") or ""), status, headers)


def _moment(told: str) -> datetime:
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
