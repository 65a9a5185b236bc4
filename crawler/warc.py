"""A WARC/1.0 record as bytes: a fetched page, or the word that the same bytes came again (ISO 28500)."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Mapping

from timeline.model import Page

_PROFILE = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
_LEVEL = 6  # a tenth larger than at 9 at most, and quicker by half on a long page


def response(page: Page, digest: str, date: str, more: Mapping[str, str]) -> bytes:
    """The page as it came; `digest` is its body's, `more` are headers of our own."""
    told = {"WARC-Type": "response", "WARC-Date": date, "WARC-Payload-Digest": digest, **more}
    return _member(page, told, page.body)


def revisit(page: Page, digest: str, date: str, more: Mapping[str, str]) -> bytes:
    """That the page came with a body that is kept already."""
    told = {
        "WARC-Type": "revisit",
        "WARC-Date": date,
        "WARC-Payload-Digest": digest,
        "WARC-Profile": _PROFILE,
        "WARC-Refers-To-Target-URI": page.url,
        "WARC-Refers-To-Date": date,
        **more,
    }
    return _member(page, told, b"")


def _member(page: Page, told: Mapping[str, str], body: bytes) -> bytes:
    """The record as a gzip member of its own."""
    status = _lines(f"HTTP/1.1 {page.status} OK", dict(sorted(page.headers.items())))
    record = {
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Target-URI": page.url,
        **told,
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(status) + len(body)),
    }
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    parts = (_lines("WARC/1.0", record), status, body, b"\r\n\r\n")
    return b"".join((packing.compress(b"".join(parts)), packing.flush()))


def _lines(first: str, headers: Mapping[str, str]) -> bytes:
    """A block of headers; a line end that a value holds must not begin another."""
    told = (f"{name}: {value.replace(chr(13), ' ').replace(chr(10), ' ')}" for name, value in headers.items())
    return "\r\n".join((first, *told, "", "")).encode("utf-8", "replace")
