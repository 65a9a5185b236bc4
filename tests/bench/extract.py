"""An article out of a 96 kB page: ours with rules that fit, with the family's, by form, and trafilatura, in one run.

    python tests/bench/extract.py

The pages are tests/rebuilt's skins, filled up with menus and rankings as a live page is. "rules fit" are those of
which the rules tell where title, body and date stand, as a site's entry does; of "family known" some of a family's
skins are no longer as its rules say. CPU time, the median of several rounds over the same pages, beside lxml only
parsing them; the words of the bodies are compared with the stories' own (F1 as bags).
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "rebuilt"))

import dressing
import trafilatura
from lxml import etree

from crawler.article import Outlook, open_page, read_page
from crawler.recognise import family_of_page
from timeline.errors import PageError
from timeline.model import SEOUL, Page

SIZE = 96_000  # bytes
FETCHED = datetime(2026, 2, 26, tzinfo=SEOUL)
ROUNDS = 5
ITEM = (
    "<li class='item'><a href='/news/{n}'><img src='/thumb/{n}.jpg' alt=''>"
    "<span class='t'>나루군 소식 {n}</span></a></li>"
)


def main() -> None:
    story = dressing.stories()["quotes"]
    pages = [
        (skin, _grown(dressing.dress(skin, story))) for skin in dressing.skins() if skin.encoding == "utf-8"
    ]
    families = {skin.name: family_of_page(skin.url, page.decode()) for skin, page in pages}
    known = [(skin, page) for skin, page in pages if families[skin.name] not in ("generic", "gov")]
    fit = [(skin, page) for skin, page in known if _is_ruled(skin.url, page, families[skin.name])]
    wanted = "\n".join(story["paragraphs"])
    for name, chosen, read in (
        ("lxml, parse only", fit, lambda _skin, page: _parsed(page)),
        ("ours, rules fit", fit, lambda skin, page: _ours(skin.url, page, families[skin.name])),
        ("ours, family known", known, lambda skin, page: _ours(skin.url, page, families[skin.name])),
        ("ours, nothing known", pages, lambda skin, page: _ours(skin.url, page, "generic")),
        (
            "trafilatura",
            pages,
            lambda _skin, page: trafilatura.extract(page.decode(), include_comments=False) or "",
        ),
        (
            "trafilatura, fast",
            pages,
            lambda _skin, page: trafilatura.extract(page.decode(), include_comments=False, fast=True) or "",
        ),
    ):
        spent, score = _measure(chosen, read, wanted)
        print(f"{name:22}{spent * 1000:8.2f} ms a page   F1 {score:.3f}   {len(chosen)} pages")


def _grown(page: bytes) -> bytes:
    """Fill a page up to SIZE with items of a list above and below the article."""
    half = (SIZE - len(page)) // len(ITEM.encode()) // 2
    items = "".join(ITEM.format(n=n) for n in range(10_000, 10_000 + max(half, 0)))
    text = page.decode()
    text = re.sub("</body>", f"<ul class='list'>{items}</ul></body>", text, flags=re.IGNORECASE)
    return re.sub("(<body[^>]*>)", rf"\1<ul class='all'>{items}</ul>", text, flags=re.IGNORECASE).encode()


def _is_ruled(url: str, page: bytes, family: str) -> bool:
    """Whether the family's rules find title, body and date on a page."""
    _, layout = open_page(Page(url, page, FETCHED), Outlook("bench", family))
    return all(layout.parts.select(layout.chosen.get(part, ())) for part in ("title", "body", "date"))


def _parsed(page: bytes) -> str:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    etree.fromstring(page, parser)
    return ""


def _ours(url: str, page: bytes, family: str) -> str:
    try:
        article = read_page(Page(url, page, FETCHED), Outlook("bench", family))
    except PageError:
        return ""
    return "\n".join(article.paragraphs)


def _measure(
    pages: list[tuple[dressing.Skin, bytes]], read: Callable[..., str], wanted: str
) -> tuple[float, float]:
    rounds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        told = [read(skin, page) for skin, page in pages]
        rounds.append((time.process_time() - begun) / len(pages))
    return statistics.median(rounds), statistics.mean(dressing.overlap(text, wanted) for text in told)


if __name__ == "__main__":
    main()
