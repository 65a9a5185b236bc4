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
from crawler.listing import Row, anchors, base_of, href_of, is_feed, is_framed, read_listing
from crawler.markup import parse, text_of
from crawler.paging import counted
from crawler.rows import words_of
from crawler.scripted import made_by_scripts, pages_by_scripts
from crawler.shape import Link, article_shape, menu
from crawler.site import Site
from timeline.errors import PageError, StructureChanged
from timeline.model import Article, Page

Fetch = Callable[[Sequence[str]], Awaitable[list[Page | PageError]]]

SAMPLES = 5
MOST_LISTS = 5
_UNSURE = ("generic", "gov")  # families whose addresses are told by a few names that menus use as well

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
_FILL = re.compile(r"\{(?:\d|data-[a-z0-9-]+)\}")
_FRONT = re.compile(r"/?|/(?:\w{2}/)?(?:index|main|home|default)(?:\.\w{2,5})?/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A site's entry as far as it could be told, and articles read by it as a proof."""

    site: Site
    samples: tuple[Article, ...]
    complaints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that was fetched, and the articles on it."""

    url: str
    page: Page
    rows: tuple[Row, ...]


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
    elif family in _UNSURE and (form := _shape(tree, front.url, draft)):
        draft = draft.model_copy(update={"article": form})
    feeds = [
        *_alternates(tree, front.url),
        *_sitemaps(robots),
        *(base + path for path in _FEEDS.get(family, ())),
    ]
    words = menu(_worded(tree, front.url, draft))
    sections = (draft.article and words) or _sections(links, family, draft) or words
    given = [] if _is_front(url) else [front.url]
    lists: list[Listed] = []
    is_known = bool(draft.article or draft.detail) or draft.family not in _UNSURE
    if is_known:
        lists = await _that_list(given, draft, fetch, most=1)
    lists = lists or await _that_list(feeds, draft, fetch, most=1)
    if not lists and not is_known:
        draft, lists = await _by_form([front.url, *sections], draft, fetch)
    for tried, most in (
        (given, 1),
        ([front.url, *sections][not draft.article :], MOST_LISTS),
        ([front.url], 1),
    ):
        lists = lists or await _that_list(tried, draft, fetch, most=most)
    if not lists:
        draft, lists = await _by_form([front.url, *sections], draft, fetch)
    if not lists:
        raise StructureChanged(
            url, "nothing here names articles", hint="give the address of a list of articles"
        )
    site = draft.model_copy(update={"lists": await _paths(lists, draft, fetch), "enabled": True})
    samples, complaints = await _samples([row for each in lists for row in each.rows], site, fetch)
    return Found(site, samples, complaints)


def _is_front(url: str) -> bool:
    """Whether an address is a site's front page, not a list that somebody gave."""
    parts = urlsplit(url)
    return not parts.query and _FRONT.fullmatch(parts.path) is not None


def _shape(tree: etree._Element, url: str, draft: Site) -> str:
    """Return what the addresses of a page's articles look like, the page's own menu and foot left out."""
    links = anchors(tree)
    within = _told([link for link in links if not is_framed(link)], url, tree, draft)
    every = _told(links, url, tree, draft)
    return article_shape(within, url, [link for link, _ in every]) or article_shape(every, url)


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
    return list(dict.fromkeys(_targets(anchors(tree), base_of(tree, url))))


def _targets(links: Iterable[etree._Element], url: str) -> Iterator[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    for link in links:
        try:
            target = urljoin(url, href_of(link)).partition("#")[0]
            if (urlsplit(target).hostname or "").endswith(host) and target.startswith("http"):
                yield target
        except ValueError:
            continue


def _worded(tree: etree._Element, url: str, draft: Site) -> list[Link]:
    """Return the links of the page that stay on the site, with their words."""
    return _told(anchors(tree), url, tree, draft)


def _told(links: Iterable[etree._Element], url: str, tree: etree._Element, draft: Site) -> list[Link]:
    found = []
    base = base_of(tree, url)
    for link in links:
        target = next(iter(_targets([link], base)), "")
        if target and urlsplit(target).hostname in draft.hosts:
            found.append((target, words_of(link)))
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


async def _that_list(urls: Sequence[str], draft: Site, fetch: Fetch, *, most: int) -> list[Listed]:
    """Return those of the addresses that name articles, with these."""
    wanted = [url for url in dict.fromkeys(urls) if urlsplit(url).hostname in draft.hosts][: most + 3]
    pages = await fetch(wanted) if wanted else ()
    told = (_listed(url, page, draft) for url, page in zip(wanted, pages, strict=True))
    return [each for each in told if each][:most]


def _listed(url: str, page: Page | PageError, draft: Site) -> Listed | None:
    try:
        return None if isinstance(page, PageError) else Listed(url, page, read_listing(page, draft))
    except PageError:
        return None


async def _by_form(urls: Sequence[str], draft: Site, fetch: Fetch) -> tuple[Site, list[Listed]]:
    """Return the draft with what a list's links look like, or what its script makes of them, and what is listed."""
    wanted = [url for url in dict.fromkeys(urls) if urlsplit(url).hostname in draft.hosts][: MOST_LISTS + 3]
    for url, page in zip(wanted, await fetch(wanted), strict=True):
        if isinstance(page, PageError):
            continue
        form = _shape(parse(_text(page), page.url), page.url, draft)
        made = ((detail, _FILL.sub("{name}", detail)) for detail in made_by_scripts(_text(page), url))
        for detail, article in (*([("", form)] if form else ()), *made):
            site = draft.model_copy(update={"detail": detail, "article": article})
            if listed := _listed(url, page, site):
                return site, [listed]
    return draft, []


async def _paths(lists: Sequence[Listed], draft: Site, fetch: Fetch) -> tuple[str, ...]:
    """Return the lists' addresses below their base, their pages counted where the family or their own links do.

    Where links count, the page that is called the first is looked at: some sites call none so, some the second.
    """
    found: list[str] = []
    counted = [_counted(each, draft) or await _second(each, draft, fetch) for each in lists]
    wanted = [draft.page(path) for path in counted if path]
    firsts = dict(zip(wanted, await fetch(wanted) if wanted else (), strict=True))
    for each, path in zip(lists, counted, strict=True):
        first = _listed(each.url, firsts[draft.page(path)], draft) if path else None
        keys = {row.key for row in first.rows} if first else set()
        if not keys.intersection(row.key for row in each.rows):
            found.append(_path(each.url, draft.family))
        found += [path] if keys else []
    return tuple(dict.fromkeys(found))


async def _second(each: Listed, draft: Site, fetch: Fetch) -> str:
    """Return what a list's scripts ask its pages by, if the second page that they lead to names other articles."""
    if is_feed(each.page) or "{page}" in _path(each.url, draft.family):
        return ""
    for path in pages_by_scripts(_text(each.page), each.url):
        [page] = await fetch([draft.page(path, 2)])
        listed = _listed(each.url, page, draft)
        if listed and {row.key for row in listed.rows} - {row.key for row in each.rows}:
            return path
    return ""


def _counted(each: Listed, draft: Site) -> str:
    """Return a list's address with "{page}" where its own links count its pages and its family's do not, else ""."""
    if is_feed(each.page) or "{page}" in _path(each.url, draft.family):
        return ""
    return counted(each.url, _links(parse(_text(each.page), each.url), each.url))


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
    rows: Sequence[Row], site: Site, fetch: Fetch
) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    chosen = list(dict.fromkeys(row.url for row in rows))[:SAMPLES]
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
