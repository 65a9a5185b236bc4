"""What do the names (id, class) of a page's parts say they hold? Papers and offices name alike what is alike.

The exact names are those under which Korean content management systems keep an article's body, gathered from
SITES and from what public scrapers select; the forms are for makes that nobody has listed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

# Bodies, the surest name first; a page that has several of them is asked in this order.
BODIES = (
    *(
        "article-view-content-div",
        "news_body_area",
        "news_bodyArea",
        "dic_area",
        "newsct_article",
        "articeBody",
    ),
    *(
        "articleBody",
        "articlebody",
        "articleBodyContents",
        "articleBodyContent",
        "view_content_body",
        "joinskmbox",
    ),
    *(
        "CmAdContent",
        "article-body",
        "article_body",
        "news_body_id",
        "newsEndContents",
        "journal_article_wrap",
    ),
    *(
        "cont_newstext",
        "at_contents",
        "news-contents",
        "article_content",
        "article_txt",
        "articleText",
        "article_txt_container",
        "article_cont_wrap",
        "pnlContent",
    ),
    *(
        "article-news-body",
        "articleContent",
        "textBody",
        "CLtag",
        "viewConts",
        "viewContents",
        "viewcontents",
    ),
    *("newsContents", "news_content", "news-content", "news_text", "news_txt", "news_article", "news_body"),
    *(
        "newsViewArea",
        "story-news",
        "articleView",
        "article_view",
        "cont_article",
        "article-text",
        "viewContent",
    ),
    *(
        "entry-content",
        "tt_article_useless_p_margin",
        "contents_style",
        "bo_v_con",
        "xe_content",
        "rhymix_content",
    ),
    *("pf-content", "se-main-container", "read_content", "read_body", "cont_cont", "content_li", "view_txt"),
    *("bbsV_cont", "bbs_content", "bbs_con", "bbs_cont", "board_content", "board_contents", "boardCnts"),
    *(
        "boardContents",
        "board_con",
        "board_cont",
        "bd_viewcont",
        "bd_view_cont",
        "bbs_view_cont",
        "bbsView_cont",
    ),
    *(
        "view_cont",
        "view_con",
        "view_content",
        "view-content",
        "view-con",
        "view_contents",
        "viewContent",
        "view-cont",
    ),
    *(
        "txtbox",
        "contbox",
        "conbody",
        "dbData",
        "db-data",
        "p-table__content",
        "td-content",
        "view-area",
        "viewArea",
    ),
    *(
        "article-content",
        "post-content",
        "post_content",
        "post-view",
        "contentView",
        "content_view",
        "cont_body",
    ),
)
_BODY = re.compile(
    r"(?:(?:article|news|view|post|board|bbs|read|story|entry|detail|hub)[-_]?)"
    r"(?:article|body|text|txt|cont(?:ents?)?|con|html|memo)",
    re.IGNORECASE,
)
_RANK = {name: rank for rank, name in enumerate(BODIES)}

_TITLE = re.compile(
    r"(?:tit|titles?|ttl|subject|sbj|headline|heading)[-_]?(?:area|text|txt|box|view)?\d?", re.IGNORECASE
)
_NO_TITLE = re.compile(
    r"sub(?!ject)|stit|site|page|menu|container|logo|widget|sec(?:tion)?[-_]|small|sd-|related|side",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(
    r"sub[-_]?(?:tit|title|ttl|head|heading|headline)|(?:head|top|news|article)[-_]sub|subheading|stit(?:le)?"
    r"|(?<!with-)summ[au]ry(?:[-_]?(?:view|title|tit))?|(?:^|[\s_-])(?:dec?k|standfirst|sttl|subtt)(?:$|[\s_-])"
    r"|(?<!has)(?<!no)[-_]sub(?:$|\s)",
    re.IGNORECASE,
)
_WRITER = re.compile(r"(?:^|[\s_-])(?:name|nm|writer|author|reporter|journalist)(?:$|[\s_-])", re.IGNORECASE)
_TRAIL = re.compile(
    r"(?:^|[\s_-])(?:loc|location|path|bread_?crumbs?|navi|line_?map|route|indicator|history)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|(?:img|image|photo|pic|fig|figure)s?[-_]?(?:cap|desc|description|txt|text|info|title)|photojournal"
    r"|view_r_caption|(?:^|\s)(?:desc|cap|fr-inner|txt-desc)(?:\s|$)",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?:^|[\s_-])(?:img|image|imgframe|photo|picture|pic|fig|figure|thumb|thumCont|center_img)s?(?:$|[\s_-])",
    re.IGNORECASE,
)
# What stands inside a body's part and is not the article's: players, machines' summaries, the reporter's box.
_FOREIGN = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|video|player|adsense|adsbygoogle|advert\w*|banner|sns|share|social|tts|audio|ai|(?<!with-)summary|autosummary|quiz\w*"
    r"|tags?|hashtags?|keywords?|relat(?:ed|ion)\w*|reporters?|writer|journalist|editors|copyright|articleCopyright"
    r"|poll|vote|survey|satis(?:faction)?|comments?|reply|emotion|emoji|like|recommend|subscribe|subscription|signup|newsletter|series|postbtn|another_category|sharedaddy|sytool"
    r"|jp-relatedposts|kakao_friend|fontsize|donat(?:e|ion)|support|banner\w*|popup|view-copyright|view-editors|photo-slide-thumbs)"
    r"(?:$|[\s_-])"
    r"|se-oglink|og-?(?:card|link)|bookmark-card|callout|(?:^|[\s_-])cta(?:$|[\s_-])"
    r"|(?:^|\s)(?:blind|sr-only|screen[-_]?out|visually-hidden|a11y)(?:$|\s)"
    r"|(?:^|[\s_-])(?:navi?|pagenav|pager|pagination|prevnext|postnav|contact"
    r"|(?:prev|next)[-_](?:document|post|article|page|link|btn|title)|(?:post|article|board|view|link)[-_](?:prev|next))(?:$|[\s_-])"
    r"|(?:^|[\s_-])ad[-_](?:template|zone|box|area|wrap|inner)|_ad(?:$|[\s_-])|articleAD|related|relation|reporter|(?:^|\s|[-_])copy(?:$|\s)",
    re.IGNORECASE,
)


LONGEST = 2_000  # characters of an element's names: patterns are asked of them


def names_of(element: etree._Element) -> str:
    """Return an element's id and classes as one text, no more of it than any page needs."""
    return f"{element.get('id') or ''} {element.get('class') or ''}"[:LONGEST]


@lru_cache(maxsize=8192)
def _has(form: re.Pattern[str], named: str) -> bool:
    return form.search(named) is not None


def is_title(element: etree._Element) -> bool:
    return _is_title(names_of(element))


@lru_cache(maxsize=4096)
def _is_title(named: str) -> bool:
    return any(_TITLE.search(name) and not _NO_TITLE.search(name) for name in named.split())


def is_subtitle(element: etree._Element) -> bool:
    return _has(_SUBTITLE, names_of(element))


def is_writers(named: str) -> bool:
    """Whether an id or class says that the writer's name stands there."""
    return _has(_WRITER, named)


@lru_cache(maxsize=4096)
def is_trail(named: str) -> bool:
    """Whether an id or class says that the way to the page stands there: 홈 > 뉴스 > 사회."""
    return _TRAIL.search(named) is not None


def is_caption(element: etree._Element) -> bool:
    return element.tag == "figcaption" or _has(_CAPTION, names_of(element))


def is_picture(element: etree._Element) -> bool:
    return element.tag == "figure" or _has(_PICTURE, names_of(element))


def is_foreign(element: etree._Element) -> bool:
    """Whether a part is named as none of the article's; WordPress names the article itself after its tags."""
    return element.tag not in ("article", "body", "html", "main") and _has(_FOREIGN, names_of(element))


def is_like_body(named: str) -> bool:
    """Whether an id or class is made as those of bodies are."""
    return any(_BODY.fullmatch(name) for name in named.split())


def body_rank(element: etree._Element) -> int | None:
    """Return how sure an element's name is that it holds a body, 0 the surest; None where it does not say so."""
    return min((_RANK[name] for name in names_of(element).split() if name in _RANK), default=None)
