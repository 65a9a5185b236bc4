"""What would an entry for this site say? What its front page, feeds and lists show, in the words of an entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler.article import read_article
from crawler.decode import declared_encoding, decode
from crawler.families import family_of
from crawler.listing import read_listing
from crawler.markup import parse, text_of
from crawler.shape import Link, article_shape, menu
from crawler.site import Site
from timeline.errors import PageError, StructureChanged
from timeline.model import Article, Page

Fetch = Callable[[Sequence[str]], Awaitable[list[Page | PageError]]]

SAMPLES = 5
MOST_LISTS = 5

# Where each family keeps its feeds and lists, tried in order; "{page}" where its lists have pages.
_FEEDS = {
    "ndsoft": ("/rss/allArticle.xml",),
    "mediaon": ("/rss/rss_news.php",),
    "part_idx": ("/rss/rss.php",),
    "generic": ("/rss", "/feed", "/rss.xml"),
}
_LISTS = {
    "ndsoft": (r"articleList\.html\?[^#]*sc_section_code=", "page"),
    "aid": (r"/(?:sections?|articles)\.php\?", "page"),
    "wcms": (r"/(?!page/)[a-z]{3,20}(?:/all)?/?$", "page"),
    "mediaon": (r"section_list(?:_all)?\.html\?", "page"),
    "part_idx": (r"/(?:default/)?index(?:_list_page)?\.php\?[^#]*part_idx=\d+$", ""),
    "gov": (
        r"(?:selectNttList|BD_selectBbsList|boardCnts/list|list\.do|List\.do|board\.es|/board/list|act=list|/press|/bodo|/report)",
        "",
    ),
    "generic": (r"/(?:news|section|local|society|politics|economy|culture)(?:/\w+)?/?$", ""),
}
# Boards whose links are scripts: how their list is called, and the address the script makes of a link's numbers.
_DETAILS = (
    (r"/selectNttList\.do\?(.+)", r"/selectNttInfo.do?\1&nttSn={id}"),
    (r"/BD_selectBbsList\.do\?(.+)", r"/BD_selectBbs.do?\1&q_bbscttSn={id}"),
    (r"/boardCnts/list\.do\?(.*)", r"/boardCnts/view.do?\1&boardSeq={2}"),
)
_SITEMAP = re.compile(r"^sitemap:\s*(\S{8,500})", re.IGNORECASE | re.MULTILINE)
_LABEL = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A site's entry as far as it could be told, and articles read by it as a proof."""

    site: Site
    samples: tuple[Article, ...]
    complaints: tuple[str, ...]


async def explore(url: str, fetch: Fetch, *, name: str = "") -> Found:
    """Look at a site's front page, feeds and lists, and read sample articles.

    Raises StructureChanged where nothing on it names articles; PageError where it cannot be fetched.
    """
    front, robots = await fetch([url, urljoin(url, "/robots.txt")])
    if isinstance(front, PageError):
        raise front
    tree = parse(_text(front), front.url)
    links = _links(tree, front.url)
    family = _family(links)
    base = "{0.scheme}://{0.netloc}".format(urlsplit(front.url))
    draft = Site(id=name or label(url), name=_name(tree, url), family=family, base=base, enabled=False)
    if detail := _detail(links, draft):
        draft = draft.model_copy(update={"family": "gov", "detail": detail})
    elif family == "generic" and (form := article_shape(_worded(tree, front.url, draft))):
        draft = draft.model_copy(update={"article": form})
    feeds = [
        *_alternates(tree, front.url),
        *_sitemaps(robots),
        *(base + path for path in _FEEDS.get(family, ())),
    ]
    lists = await _that_list(feeds, draft, fetch, most=1)
    family = draft.family
    sections = menu(_worded(tree, front.url, draft)) if draft.article else _sections(links, family, draft)
    lists = lists or await _that_list(
        [front.url, *sections][not draft.article :], draft, fetch, most=MOST_LISTS
    )
    lists = lists or await _that_list([front.url], draft, fetch, most=1)
    if not lists:
        raise StructureChanged(
            url, "nothing here names articles", hint="give the address of a list of articles"
        )
    site = draft.model_copy(
        update={"lists": tuple(_path(each, family) for each, _ in lists), "enabled": True}
    )
    samples, complaints = await _samples([row for _, rows in lists for row in rows], site, fetch)
    return Found(site, samples, complaints)


def _detail(links: Sequence[str], draft: Site) -> str:
    """Return the address that the scripts of a board's list make, "" where links are plain addresses."""
    for link in (link for link in links if urlsplit(link).hostname in draft.hosts):
        path = urlsplit(link).path + "?" + urlsplit(link).query
        for form, made in _DETAILS:
            if re.search(form, path):
                return re.sub(form, made, path)
    return ""


def label(url: str) -> str:
    """Return what a site may be called: kjdaily for www.kjdaily.com."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    return _LABEL.sub("-", host.split(".")[0].lower()).strip("-") or "site"


def entry_text(site: Site) -> str:
    """Return the entry as a file."""
    lists = ", ".join(_quoted(path) for path in site.lists)
    rows = {"name": site.name, "region": site.region, "family": site.family, "base": site.base}
    rows |= {"article": site.article, "detail": site.detail}
    told = [f"{key} = {_quoted(value)}" for key, value in rows.items() if value]
    return "\n".join((*told, f"lists = [{lists}]", ""))


def _quoted(text: str) -> str:
    clean = "".join(letter for letter in text if letter.isprintable())
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(page: Page) -> str:
    declared = declared_encoding(page.body, page.headers.get("content-type", ""))
    return decode(page.body, declared=declared, where=page.url).text


def _links(tree: etree._Element, url: str) -> list[str]:
    return list(dict.fromkeys(_targets(tree.iter("a"), url)))


def _targets(links: Iterable[etree._Element], url: str) -> Iterator[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    for link in links:
        try:
            target = urljoin(url, (link.get("href") or "").strip()).partition("#")[0]
            if (urlsplit(target).hostname or "").endswith(host) and target.startswith("http"):
                yield target
        except ValueError:
            continue


def _worded(tree: etree._Element, url: str, draft: Site) -> list[Link]:
    """Return the links of the page that stay on the site, with their words."""
    found = []
    for link in tree.iter("a"):
        target = next(iter(_targets([link], url)), "")
        if target and urlsplit(target).hostname in draft.hosts:
            found.append((target, " ".join((text_of(link) or link.get("title") or "").split())))
    return found


def _family(links: Iterable[str]) -> str:
    """Return the family that most article links of the page are of."""
    counts = Counter(family for link in links if (family := family_of(link)) != "generic")
    return counts.most_common(1)[0][0] if counts else "generic"


def _alternates(tree: etree._Element, url: str) -> list[str]:
    return [
        urljoin(url, link.get("href"))
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "")
        and re.search(r"rss|atom", link.get("type") or "")
        and link.get("href")
    ]


def _sitemaps(robots: Page | PageError) -> list[str]:
    """Return the news sitemaps that robots.txt names; others list years of pages."""
    text = "" if isinstance(robots, PageError) else robots.body[:100_000].decode("utf-8", "replace")
    return [url for url in _SITEMAP.findall(text) if "news" in urlsplit(url).path.lower()]


def _sections(links: Iterable[str], family: str, draft: Site) -> list[str]:
    form = re.compile(_LISTS[family if family in _LISTS else "generic"][0])
    return [link for link in links if urlsplit(link).hostname in draft.hosts and form.search(link)]


async def _that_list(
    urls: Sequence[str], draft: Site, fetch: Fetch, *, most: int
) -> list[tuple[str, tuple[str, ...]]]:
    """Return those of the addresses that name articles, with these."""
    wanted = [url for url in dict.fromkeys(urls) if urlsplit(url).hostname in draft.hosts][: most + 3]
    found = []
    for url, page in zip(wanted, await fetch(wanted) if wanted else (), strict=True):
        try:
            if not isinstance(page, PageError):
                found.append((url, tuple(row.url for row in read_listing(page, draft))))
        except PageError:
            continue
    return found[:most]


def _path(url: str, family: str) -> str:
    """Return a list's address below its base, its page number as "{page}" where the family counts pages."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    form, counter = _LISTS.get(family, ("$^", ""))
    if not counter or not re.search(form, path):  # a feed, a front page
        return path
    if f"{counter}=" in path:
        return re.sub(rf"([?&]{counter}=)\d*", r"\g<1>{page}", path)
    return f"{path}{'&' if parts.query else '?'}{counter}={{page}}"


async def _samples(
    urls: Sequence[str], site: Site, fetch: Fetch
) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    chosen = list(dict.fromkeys(urls))[:SAMPLES]
    articles, complaints = [], []
    for page in await fetch(chosen):
        try:
            if isinstance(page, PageError):
                raise page
            articles.append(read_article(page, site))
        except PageError as error:
            complaints.append(error.line)
    return tuple(articles), tuple(complaints)


def _name(tree: etree._Element, url: str) -> str:
    told = (meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:site_name")
    title = next((text_of(part) for part in tree.iter("title")), "")
    first = next((text for text in told if text), "") or re.split(r"\s?[|:<>–-]\s", title)[0]
    return " ".join(first.split())[:60] or label(url)
