"""Local documents: dumps to articles (goldens beside them), and R31, the files that are none."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import seeds
from crawler.document import MAX_SIZE, articles, documents, read_document
from timeline.errors import NotADocument, PageError, StructureChanged
from timeline.model import Article, Page

DUMPS = Path(__file__).parents[1] / "pages" / "dumps"
SEED = seeds.folder() / "gwangju-2021-01-27.txt"


def read(path: Path) -> Article:
    [page] = documents([path])
    assert isinstance(page, Page)
    return read_document(page, source="seeds")


@pytest.mark.parametrize("path", [SEED, *sorted(DUMPS.glob("*.txt"))], ids=lambda path: path.stem)
def test_a_dump_becomes_its_article(path: Path, told: Callable[[Article], dict[str, Any]]) -> None:
    golden = DUMPS / f"{path.stem}.json"
    assert told(read(path)) == json.loads(golden.read_text("utf-8"))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"], ids=["utf-8", "bom", "cp949", "utf-16"]
)
def test_the_encoding_of_a_dump_does_not_matter(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / SEED.name
    text = SEED.read_text("utf-8").replace("\n", "\r\n")
    if encoding == "cp949":  # which has neither • nor a non-breaking space
        text = text.replace("•", "·").replace("\xa0", " ")
    path.write_bytes(text.encode(encoding))
    assert read(path) == read(SEED)


def test_a_dump_in_decomposed_letters_reads_alike(tmp_path: Path) -> None:
    path = tmp_path / SEED.name
    path.write_text(unicodedata.normalize("NFD", SEED.read_text("utf-8")), "utf-8")
    assert read(path) == read(SEED)


def test_the_key_is_the_name_inside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "2021").mkdir()
    shutil.copy(SEED, tmp_path / "2021" / "개청.txt")
    [article] = articles([tmp_path], source="seeds")
    assert isinstance(article, Article)
    assert (article.key, article.url) == ("2021/개청.txt", "")


def test_the_key_is_the_documents_own_number_where_it_gives_one(tmp_path: Path) -> None:
    shutil.copy(DUMPS / "own-address.txt", tmp_path / "renamed.txt")
    [article] = articles([tmp_path], source="seeds")
    assert isinstance(article, Article)
    assert article.key == "maeul.example/aid=1611747420123456002"
    assert article.url == "http://www.maeul.example/read.php3?aid=1611747420123456002"


def test_an_address_inside_the_text_is_not_the_documents_own(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "솔마을 장터 열린다\n입력 2024.05.07 09:00\n\n솔마을 장터가 오는 9일 열린다.\n\n"
        "https://www.sol.example/\n\n문의는 누리집에서 하면 된다고 마을은 밝혔다.\n",
        "utf-8",
    )
    assert (read(path).key, read(path).url) == ("a.txt", "")


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "empty"),
    "only spaces": (lambda path: path.write_bytes(b" \r\n\t\n"), "empty"),
    "binary": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "binary"),
    "PDF": (lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj\n"), "a PDF"),
    "JSON": (lambda path: path.write_bytes(b'{"a": "b"}'), "JSON"),
    "too large": (lambda path: path.write_bytes(b"a" * (MAX_SIZE + 1)), "too large"),
    "pipe": (os.mkfifo, "a pipe"),
    "link out of the folder": (lambda path: path.symlink_to("/etc/hostname"), "links are not followed"),
    "link to nothing": (lambda path: path.symlink_to("nowhere"), "links are not followed"),
    "link to a folder": (
        lambda path: path.symlink_to("/etc", target_is_directory=True),
        "links are not followed",
    ),
    "device": (lambda path: path.symlink_to("/dev/zero"), "links are not followed"),
    "socket": (lambda path: socket.socket(socket.AF_UNIX).bind(str(path)), "cannot be read"),
}


@pytest.mark.parametrize(("make", "said"), BAD.values(), ids=BAD)
def test_a_file_that_is_no_document_is_named_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SEED, "a.txt")
    make(Path("bad.txt"))
    shutil.copy(SEED, "z.txt")
    first, error, last = documents([tmp_path])
    assert isinstance(first, Page)
    assert isinstance(last, Page)
    assert isinstance(error, NotADocument)
    assert error.where == str(tmp_path / "bad.txt")
    assert said in error.what
    assert "\n" not in error.line


def test_devices_and_missing_files_are_named() -> None:
    for path, said in (("/dev/zero", "a device"), ("/nonexistent.txt", "no such file")):
        [error] = documents([path])
        assert isinstance(error, NotADocument)
        assert said in error.what


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_that_may_not_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "closed").mkdir(0)
    said = [error.what for error in documents([tmp_path]) if isinstance(error, PageError)]
    assert said == ["cannot be read: permission denied"] * 2


def test_a_file_that_vanishes_while_the_folder_is_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        shutil.copy(SEED, tmp_path / name)
    found = documents([tmp_path])
    first = next(found)
    (tmp_path / "b.txt").unlink()
    error, last = found
    assert isinstance(first, Page)
    assert isinstance(last, Page)
    assert isinstance(error, NotADocument)
    assert "no such file" in error.what


def test_files_of_programs_and_editors_are_passed_over(tmp_path: Path) -> None:
    for name in ("__init__.py", "py.typed", "README.md", ".hidden", "half.part", "x.txt~"):
        (tmp_path / name).write_text("x")
    assert list(documents([tmp_path])) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("광주시는 27일 개청식을 열었다고 밝혔다.\n", "no title"),
        ("광주경제자유구역청 문 열어\n입력 2021.01.27 20:37\n", "no text"),
        ("2023³â 10¿ù 10ÀÏ(È­) 17:00\n¹«µîÀÏº¸ ±â»ç あ\n" * 9, "wrong encoding"),
    ],
    ids=["no title", "no body", "mojibake"],
)
def test_text_that_is_no_article_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    [error] = articles([tmp_path], source="seeds")
    assert isinstance(error, NotADocument | StructureChanged)
    assert said in error.what


def test_no_path_of_this_machine_reaches_an_article(tmp_path: Path) -> None:
    shutil.copy(SEED, tmp_path / "a.txt")
    for paths in ([tmp_path], [tmp_path / "a.txt"]):
        [article] = articles(paths, source="seeds")
        assert str(tmp_path) not in repr(article)


def test_a_saved_html_page_is_read_too(tmp_path: Path) -> None:
    page = (DUMPS.parent / "aid" / "old-skin.html").read_bytes()
    (tmp_path / "a.html").write_bytes(page)
    [article] = articles([tmp_path], source="seeds")
    assert isinstance(article, Article)
    assert (article.key, article.url, article.title) == ("a.html", "", "가람시, 어린이도서관 문 열어")
    assert article.published
    assert article.published.raw == "입력날짜 : 2021. 01.27. 20:37"
    note = (
        b"<!-- saved from url=(0066)http://www.matin.example/read.php3?aid=1611747420123456001&page=2 -->\n"
    )
    (tmp_path / "a.html").write_bytes(note + page)
    [article] = articles([tmp_path], source="seeds")
    assert isinstance(article, Article)
    assert article.key == "matin.example/aid=1611747420123456001"
    assert article.url == "http://www.matin.example/read.php3?aid=1611747420123456001"


def test_reading_a_dump_needs_neither_scrapy_nor_lxml() -> None:
    code = (
        "import sys, crawler.document;"
        "print([m for m in ('scrapy', 'twisted', 'lxml', 'pydantic') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_reading_a_page_needs_no_scrapy() -> None:
    code = (
        "import sys, crawler.article, crawler.listing, crawler.site, crawler.run;"
        "print([m for m in ('scrapy', 'twisted') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
