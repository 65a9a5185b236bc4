"""What the pages of one content management system have in common: links, selectors, the order to try them.

A family is data. Selectors are tried from the newest skin to the oldest; the first that finds anything
counts. Where they come from: SITES 2.1. A site's entry overrides them part by part (`[select]`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# What a selector may pick; `row` one row of a list page, `date` what tells the publication, `noise` what to drop.
PARTS = ("row", "link", "title", "subtitle", "date", "byline", "section", "body", "caption", "noise")


@dataclass(frozen=True, slots=True)
class Family:
    """`article` matches path and query of an article's address; `feed` families read RSS and Atom lists."""

    article: re.Pattern[str]
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    feed: bool = False
    alike: bool = True  # its pages are of one make, so that a selector that finds nothing is news


_NOISE = (
    *(
        ".view-copyright",
        ".view-editors",
        ".article-copy",
        ".copyright",
        ".articleCopyright",
        ".quizContainer",
    ),
    *(".related", ".relation", ".reporter", ".byline_wrap", ".sns", ".share", ".tag-group", ".ad", ".banner"),
    *(".sharedaddy", ".reporter-box", ".article-reporter", ".hashtag", ".view_sns"),
    *("#comment", ".comment", ".article-sns", ".view-sns", "ins.adsbygoogle"),
)
_CAPTIONS = (
    "figcaption",
    ".caption",
    ".photojournal",
    ".photo_desc",
    ".img-caption",
    ".imgtxt",
    ".txt-caption",
)
_COMMON = {"caption": _CAPTIONS, "noise": _NOISE}

_NDSOFT = {
    "title": (
        *("h3.heading", "h1.heading", ".article-head-title", ".article-view-header h3", ".View_Title strong"),
        *(".user-title", "#font_title"),
    ),
    "subtitle": (
        "h4.subheading",
        "h2.subheading",
        ".subheading",
        ".article-head-sub",
        ".article-subtitle",
        ".View_Title span",
    ),
    "date": (
        *(
            "ul.infomation",
            "ul.article-info-label",
            "ul.info-text",
            ".info-group ul",
            ".view-header .info-text",
        ),
        *("ul.no-bullet.auto-marbtm-0.line-height-6", ".View_Info", ".article-info"),
    ),
    "section": ("ul.breadcrumbs", ".breadcrumb", "#location"),
    "body": ("#article-view-content-div", "#articleBody", "#CmAdContent", ".news_text", "#news_content"),
}
_AID = {
    "title": ("div.adttl", "div.rtitle2", "div.rtitle1", "h1.title", "#social_top .title"),
    "subtitle": ("div.adsubttl", "div.rsubtitle", "div.stitle"),
    "date": ("ul#byline", "#social_top li.right", "font.read_time", "span.read_time", ".rdate", ".newsdate"),
    "section": ("#location", ".location", "div.navi", ".path"),
    "body": ("div#content", "div#joinskmbox", "#CmAdContent", "#articleBody", "font.jul", "div.jul"),
}
_MEDIAON = {
    "title": (".art_top h2", ".cnt_view h2", ".arv_005 h2", "h2"),
    "subtitle": (".art_top h3", ".cnt_view h3"),
    "date": ("ul.art_info", "div.art_sum", ".cnt_view .info"),
    "section": (".path_wrap", "ul.path", ".location"),
    "body": ("div#news_body_area", "#news_bodyArea", ".news_body_area", ".cnt_view"),
}
_WCMS = {
    "title": ("h1.title", "p.title", "h1"),
    "subtitle": ("h2.sub_title", ".subtitle", "p.sub_title"),
    "date": ("span.date", "div.byline", ".article_info .date", "p.date"),
    "section": (".location", ".breadcrumb"),
    "body": ("div#articlebody", ".article_content", "#article_body"),
}
_WCMS_PHP = {
    "title": ("p.title", "h1.title", "h1"),
    "subtitle": ("p.sub_title", ".subtitle"),
    "date": ("div.byline", "span.date"),
    "section": (".location", ".breadcrumb"),
    "body": (".article_content", "div#articlebody"),
}
_PART = {
    "title": ("div.view_head_title", ".view_title"),
    "date": ("div.view_head_info_date", ".view_head_info", ".view_date"),
    "section": (".view_head_category", ".location"),
    "body": ("#view_content_body", ".view_content"),
}
_GOV = {
    "title": (
        ".view_title",
        ".bbsView .tit",
        ".bbs_view h3",
        ".board_view h3",
        ".view-title",
        ".subject",
        "h4.title",
        "h3.title",
    ),
    "date": (
        ".view_info",
        ".bbs_info",
        ".board_info",
        ".view-info",
        "ul.info",
        "dl.info",
        ".date",
        ".bbsView",
    ),
    "body": (
        ".view_cont",
        ".view_content",
        ".bbs_content",
        ".board_content",
        ".view-content",
        ".cont",
        ".content",
    ),
}

# Bodies that name themselves, for sites of no known family.
_KNOWN = {
    "subtitle": (
        ".summury",
        ".summary_view",
        "h2.sub_title",
        "h2.subtitle",
        ".news-sub",
        ".sub-title",
        ".subtitle",
        ".subtit",
    ),
    "body": (
        *(
            "[itemprop=articleBody]",
            "#article-view-content-div",
            "#news_body_area",
            "#articleBody",
            "#articlebody",
        ),
        *(
            "#view_content_body",
            "#joinskmbox",
            "#CmAdContent",
            "#dic_area",
            "#newsct_article",
            "#article-body",
        ),
        *(
            "#article_body",
            "#article_content",
            ".article-body",
            ".article_body",
            ".news_body_area",
            ".article_txt",
        ),
        *(".article_view", ".news_article", "#font"),
    ),
}

# Shapes of path?query of article addresses.
_LINKS = {
    "ndsoft": r"articleView\.html\?(?:[^#]{0,200}&)?idxno=\d|[?&]act=articleView&(?:[^#]{0,200}&)?idxno=\d",
    "aid": r"(?:read|article)\.php3?\?(?:[^#]{0,200}&)?aid=\d{10}",
    "mediaon": r"/article\.html\?(?:[^#]{0,200}&)?no=\d",
    "wcms": r"/view/(?:19|20)\d{12}",
    "wcms-php": r"/view\.php\?(?:[^#]{0,200}&)?code=(?:19|20)\d{12}",
    "part_idx": r"index_view_page\.php\?(?:[^#]{0,200}&)?idx=\d",
    "gov": (
        r"[?&](?:list_no|nttId|dataSid|boardSeq|nttSn|bbscttSeq)=\w|[?&](?:seq|idx)=\d[^#]{0,200}"
        r"|/(?:view|detail|read)/\d|act=view|mode=view"
    ),
    "generic": (
        r"/(?:article|articles|news|view|read|story)s?/(?:[\w-]{1,40}/){0,4}[\w-]{0,60}\d{4}[\w-]{0,60}"
        r"|[?&](?:idxno|aid|no|idx|code|key|id|seq|newsid|articleid|article_id)=\w{3}"
    ),
}

FAMILIES = {
    "aid": Family(re.compile(_LINKS["aid"]), _COMMON | _AID),
    "ndsoft": Family(re.compile(_LINKS["ndsoft"]), _COMMON | _NDSOFT),
    "wcms": Family(re.compile(_LINKS["wcms"]), _COMMON | _WCMS),
    "wcms-php": Family(re.compile(_LINKS["wcms-php"]), _COMMON | _WCMS_PHP),
    "mediaon": Family(re.compile(_LINKS["mediaon"]), _COMMON | _MEDIAON),
    "part_idx": Family(re.compile(_LINKS["part_idx"]), _COMMON | _PART),
    "gov": Family(re.compile(_LINKS["gov"]), _COMMON | _GOV, alike=False),
    "feed": Family(re.compile("."), _COMMON, feed=True, alike=False),
    "generic": Family(re.compile(_LINKS["generic"], re.IGNORECASE), _COMMON | _KNOWN, alike=False),
}


def selectors(family: str, own: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return the selectors in force: a site's own before its family's."""
    common = FAMILIES[family].select
    return {**common, **{part: (*chosen, *common.get(part, ())) for part, chosen in own.items()}}


def family_of(url: str) -> str:
    """Return the family whose article addresses look like this one; "generic" where none does."""
    return next((name for name in _LINKS if FAMILIES[name].article.search(url)), "generic")
