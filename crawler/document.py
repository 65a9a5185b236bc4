"""Local documents: which files of a folder are read, and how one becomes an article.

A document is a text dump of a news page or a press release, a saved HTML page, or a page in a WARC file that
is named (in a folder those are passed over). Files are opened as strangers' files: never through a link, never a
pipe or a device, never more than MAX_SIZE, and whatever is wrong with one is an error of its own that leaves the
others alone.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler import address, archive
from crawler.decode import declared_encoding, decode
from crawler.dump import read_dump
from timeline.errors import NotADocument, PageError, StructureChanged
from timeline.model import Article, Page

MAX_SIZE = 5 * 1024 * 1024

# A folder may hold a program's or an editor's files too; these are passed over in silence.
_NOT_MEANT = re.compile(
    r"[._].*|.*(?:~|\.(?:py|pyc|typed|swp|tmp|part|crdownload|warc|warc\.gz))|(?:README|LICEN[SC]E)(?:\..*)?",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype|html|head|body|meta|title|\?xml|div)\b", re.IGNORECASE
)
# Files of other kinds that have no NUL byte to betray them.
_OTHERS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP, HWPX or Word file",
    b"{": "JSON",
    b"BEGIN:V": "a calendar",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def documents(paths: Iterable[Path | str]) -> Iterator[Page | PageError]:
    """Yield each file as a page, or the reason why it is none, folders in order of their names.

    A page's `url` is the file's name, inside the given folder for files found there ("2021/news.txt"): it
    names the document without telling where on this machine it lies. `fetched` is its time of change.
    """
    for path in map(Path, paths):
        if path.is_dir():
            yield from _folder(path)
        elif archive.is_archive(path) and path.is_file() and not path.is_symlink():
            yield from archive.pages(path)
        else:
            yield _file(path, path.name, path)


def articles(paths: Iterable[Path | str], *, source: str, region: str = "") -> Iterator[Article | PageError]:
    """Yield the article in each document, or the reason why there is none."""
    for page in documents(paths):
        if isinstance(page, PageError):
            yield page
            continue
        try:
            yield read_document(page, source=source, region=region)
        except PageError as error:
            yield error


def read_document(page: Page, *, source: str, region: str = "") -> Article:
    """Return the article that a document holds.

    Its key is the number or address that the text itself gives, so that the same document is known again in
    another folder; else the document's name, so that an edited one is known again. A document without a
    publication stamp is kept with a warning.

    Raises NotADocument for what is no text, StructureChanged where there is no title or no body.
    """
    if is_markup(page):
        return _saved_page(page, source, region)
    declared = declared_encoding(page.body, page.headers.get("content-type", ""))
    decoded = decode(page.body, declared=declared, where=page.url)
    dump = read_dump(decoded.text)
    if not dump.title or not (dump.paragraphs or dump.captions):
        raise StructureChanged(
            page.url,
            "no title above the text" if not dump.title else "no text below the title",
            facts={"expected": "a heading, a stamp (입력 2021.01.27 20:37) and paragraphs, a line each"},
        )
    return Article(
        source=source,
        key=address.key_anywhere(dump.url) if dump.url else page.url,
        url=address.canonical(dump.url) if dump.url else "",
        title=dump.title,
        subtitles=dump.subtitles,
        published=dump.published,
        modified=dump.modified,
        paragraphs=dump.paragraphs,
        captions=dump.captions,
        byline=dump.byline,
        section=dump.section,
        publisher=dump.publisher,
        region=region,
        warnings=dump.warnings,
    )


def is_markup(page: Page) -> bool:
    """Whether a document is a saved HTML page, and not a text dump."""
    return (
        _MARKUP.match(page.body[:4000].removeprefix(b"\xef\xbb\xbf")) is not None
        or re.search(r"^https?://|\.x?html?$", page.url, re.IGNORECASE) is not None
    )


def _saved_page(page: Page, source: str, region: str) -> Article:
    """Return the article of a saved HTML page, known by the address that the page gives as its own."""
    from crawler.article import Outlook, own_url, read_page
    from crawler.recognise import family_of_page

    where = page.url
    text = page.body.decode("utf-8", "replace")
    url = page.url if page.url.startswith(("http://", "https://")) else own_url(text)
    try:
        outlook = Outlook(source, family_of_page(url, text), region=region)
        read = read_page(replace(page, url=url or where), outlook)
    except PageError as error:
        error.where = where
        raise
    canonical = address.canonical(url) if url else ""
    return replace(read, key=address.key_anywhere(url) if url else where, url=canonical)


def _folder(folder: Path) -> Iterator[Page | PageError]:
    troubles: list[OSError] = []
    for here, folders, files, handle in os.fwalk(folder, onerror=troubles.append, follow_symlinks=False):
        folders[:] = sorted(name for name in folders if not _NOT_MEANT.fullmatch(name))
        linked = [name for name in folders if Path(here, name).is_symlink()]
        for name in sorted([*files, *linked]):
            if not _NOT_MEANT.fullmatch(name):
                path = Path(here, name)
                yield _file(path, path.relative_to(folder).as_posix(), name, handle)
        closed = {name: error for name in folders if name not in linked and (error := _closed(name, handle))}
        yield from (_unreadable(Path(here, name), error) for name, error in closed.items())
        folders[:] = [name for name in folders if name not in closed]
        yield from (_unreadable(Path(each.filename), each) for each in troubles)
        troubles.clear()
    yield from (_unreadable(Path(each.filename), each) for each in troubles)


def _closed(name: str, handle: int) -> OSError | None:
    """Return why a folder within an open one cannot be entered; os.fwalk tells its last name only."""
    try:
        os.close(os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=handle))
    except OSError as error:
        return error
    return None


def _file(path: Path, name: str, target: Path | str, folder: int | None = None) -> Page | PageError:
    """Return the file as a page; `target` is opened within the open `folder`, so that no link can slip in."""
    try:
        handle = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError as error:
        return _unreadable(path, error)
    with os.fdopen(handle, "rb") as opened:
        try:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                return NotADocument(str(path), f"{_kind(about.st_mode)}, not a file")
            body = opened.read(MAX_SIZE + 1) if about.st_size <= MAX_SIZE else b""
        except OSError as error:
            return _unreadable(path, error)
    if trouble := _trouble(body, max(about.st_size, len(body))):
        return NotADocument(str(path), trouble)
    return Page(unicodedata.normalize("NFC", name), body, _changed(about.st_mtime))


def _trouble(body: bytes, size: int) -> str:
    if size > MAX_SIZE:
        return f"too large: {size:,} bytes, at most {MAX_SIZE:,} are read"
    if not body.strip():
        return "empty"
    if b"\0" in body and not body.startswith(_UTF16):
        return "binary, not text"
    other = next((kind for start, kind in _OTHERS.items() if body.lstrip()[:8].startswith(start)), "")
    return f"{other}, not a news page" if other else ""


def _unreadable(path: Path, error: OSError) -> NotADocument:
    if path.is_symlink():
        return NotADocument(
            str(path), "a link, and links are not followed", hint="name the file it points to"
        )
    return NotADocument(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}")


def _kind(mode: int) -> str:
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
    return kinds.get(stat.S_IFMT(mode), "a device")


def _changed(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError):  # a clock that stood wrong
        return datetime.fromtimestamp(0, UTC)
