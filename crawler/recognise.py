"""Whose page is this? The family that its address or, failing that, its markup betrays; the site of its host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.families import family_of
from crawler.site import Site

# Names of parts (id or class) that no other family uses, the surest first.
_MARKS = {
    "ndsoft": (
        "article-view-content-div",
        "article-veiw-body",
        "article-head-title",
        "user-title",
        "View_Title",
        "View_Info",
    ),
    "mediaon": ("news_body_area", "news_bodyArea", "art_info", "art_sum"),
    "part_idx": ("view_content_body", "view_head_title", "view_head_info_date"),
    "aid": ("joinskmbox", "adttl", "rtitle2", "read_time", "jul"),
    "wcms": ("articlebody", "arl_018", "arl_023", "quizContainer", "articleCopyright"),
    "gov": ("bbs_view", "board_view", "bbsView", "boardView", "nttInfoBtn", "view_cont", "bbs_content"),
}
_NAMED = re.compile(r"""\b(?:id|class)\s{0,2}=\s{0,2}["']?([^"'>]{1,200})""")
_OFFICE = re.compile(r"\.(?:go|or)\.kr$|(?:^|\.)(?:jn|gn|jb|cn|cb|ge|gw|je)e\.kr$")


def family_of_page(url: str, text: str) -> str:
    """Return the family of an article page; "generic" where neither address nor markup tells."""
    by_address = family_of(url)
    if by_address in ("ndsoft", "aid", "mediaon", "part_idx", "wcms", "wcms-php"):
        return by_address
    names = {name for found in _NAMED.finditer(text[:400_000]) for name in found[1].split()}
    by_markup = next((family for family, marks in _MARKS.items() if names.intersection(marks)), "")
    office = _OFFICE.search(urlsplit(url).hostname or "") is not None
    return by_markup or ("gov" if office else "generic")


def site_of(url: str, sites: Mapping[str, Site]) -> Site | None:
    """Return the entry to whose hosts an address belongs, if there is one."""
    host = (urlsplit(url).hostname or "").lower()
    return next((site for site in sites.values() if host and host in site.hosts), None)
