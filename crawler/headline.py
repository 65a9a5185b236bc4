"""What is the headline? What the page calls itself, where it is shown, without the paper, board and section.

A page tells its title up to four times (og:title, document title, JSON-LD, on the page), mostly with the
paper's name on either side. The words that are both told and shown are the headline. Offices call every page
by their own name; then it is the field 제목, or the last thing that looks like a headline above the body.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from crawler import names
from crawler.body import squeeze
from crawler.byline import byline
from crawler.labels import bare_day, bare_time, is_dated, stamped, times
from crawler.lines import SECTIONS, Line, classify
from crawler.markup import Parts, lines, pieces, stands_beside, text_of

if TYPE_CHECKING:
    from crawler.layout import Layout

LONGEST = 200  # letters
SURE = 12  # letters: words as long, told and shown, are no board's name

_JOINTS = re.compile(r"\s(?:[-–—─|│ㅣ<>«»‹›:•·/~]{1,2}|::)\s|\s?(?:[|│]|:{2,3})\s?")
_EDGES = " :|│ㅣ-–—─<>«»·"
_PAPER = re.compile(
    r"\[?[가-힣A-Za-z0-9\s]{1,12}(?:일보|신문|뉴스1?|뉴시스|투데이|타임[즈스]|저널|신보|시보|포스트|헤럴드|데일리|방송|닷컴|매일|미디어|통신|MBC|CBS|KBS|프레스|TV)"
    r"(?:\s?(?:모바일|인터넷|뉴스|사이트)){0,2}\]?"
    r"|[A-Z][A-Z0-9]{1,5}(?:\s?(?:뉴스|NEWS|News))?"
)
_PAPER_FIRST = re.compile(
    r"^\[[가-힣A-Za-z0-9\s]{1,12}(?:일보|신문|뉴스1?|뉴시스|투데이|타임[즈스]|저널|신보|시보|포스트|헤럴드|데일리|방송|닷컴|매일|미디어|통신|MBC|CBS|KBS|프레스|TV)\]\s?"
)
_OFFICE = re.compile(
    r"[가-힣\s]{1,14}(?:청|의회|공사|공단|재단|진흥원|문화원|센터|소방서|경찰서|위원회|본부|누리집|홈페이지|시|군|구|도)(?:\s?(?:대표)?\s?(?:누리집|홈페이지))?"
)
_FORMAL = re.compile(
    r"(?:기사\s?)?(?:본문|뉴스|기사|홈|HOME|home|메인|전체기사|전체|최신뉴스|지역뉴스|페이지\s?정보|새소식|소식|목록|검색|본문\s?시작|관련링크)"
    r"|(?:보도자료|해명자료|공지사항|게시판|알림|고시공고|언론보도|군정소식|시정소식|구정소식|도정소식|열린[가-힣]{2})+(?:\s?[·/]\s?[가-힣]{2,6})?"
    r"|[가-힣]{0,8}\s?상세\s?(?:보기|조회|화면|내용)?|\(?상세\)?|보기|첨부\s?파일.{0,6}|댓글.{0,12}|로그인|회원가입|.{0,10}바로가기|글\s?탐색|이것을\s?공유.?"
    r"|(?:작성|담당|등록|관리)?\s?(?:자|부서|일|일자|일시|시간|팀)|조회\s?수?|전화\s?번호|연락처|문의처?|파일|제목|날짜|글쓴이|이름|구분|분류|번호|다른\s?글"
    r"|(?:3줄|AI|기사|본문)?\s?요약(?:봇)?|QUICK.{0,6}|SNS.{0,6}|만족도.{0,8}|공유하기|글자\s?크기.{0,6}|주\s?메뉴|콘텐츠.{0,8}",
)
_TAIL = re.compile(r"\s?\((?:상세|상세보기|보기)\)$")
_HEADLINE = re.compile(r'"headline"\s{0,9}:\s{0,9}("(?:[^"\\]|\\.){2,400}")')
_FIELD = re.compile(r"제\s{0,4}목\s?(?:[:：]\s?\|?|\|)\s?(\S.{1,199})")
_SECTIONED = re.compile(r"^\[(?:정치|경제|사회|문화|스포츠|교육|지역|전국|국제|연예|종합)\]\s?")
LONG = 8  # letters of a headline that is hardly a board's name
LONGEST_NAME = 24
LONGEST_DATED = 40  # letters of a line below a headline that tells a day and whose
OVER = 5  # lines between headline and date: subtitles, a signature
LONGEST_RIGHT = 120
_RIGHTS = re.compile(
    r"©|ⓒ|&copy;|\([cC]\)|[Cc]opyright|COPYRIGHT|저작권자|발행인|제호|창간|발행\s?[·.ㆍ/]\s?편집인"
)
_BEFORE = ("©", "ⓒ", "&copy;", "저작권자")  # marks that stand before a name, or behind it with a year
_TIGHT = re.compile(r"[-–—:|_]([^-–—:|_]{2,24})$")  # a name behind a joint without blanks
_SAID = re.compile(r"\s?\([^()]{1,30}\)$")  # 나루포커스(NARU FOCUS)
_YEAR = re.compile(r"\s?(?:19|20)\d\d")
_HOLDERS = ("div", "header", "section", "table")
_HEADS = ("header", "hd", "head", "top", "masthead", "site-header", "gnb-wrap", "hd_wrap", "topbar")
_SUB = re.compile(r"sub(?!j)")
_LARGE = ("4", "5", "6", "7", "+1", "+2", "+3", "+4")
_BOARD = re.compile(r"[가-힣\s]{0,10}(?:소식|알림|마당|자료실|게시판|갤러리|광장|뉴스룸)")
_LARGE_STYLE = re.compile(r"font-size:\s?(?:(?:1[6-9]|[23]\d)(?:\.\d)?pt|(?:2[0-9]|3\d)px)")
_FRONT = re.compile(r"(?:https?://[^/]{3,80})?(?:/|\./)?(?:(?:index|main|home)\.\w{2,4})?", re.IGNORECASE)
MOST_WITHIN = 40  # elements of the body that are looked at
_ASIDE = ("nav", "aside", "footer", "head", "script", "select")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")


def headline(layout: Layout, paper: str) -> str:
    """Return the headline of a page, "" where none is found; `paper` is its newspaper's name, if known.

    A section before it ([정치]) is none of it; a kind of article ([사설], [인사]) is.
    """
    found = _headline(layout, paper)
    return found if (rest := _SECTIONED.sub("", found)) == "" else rest


def _headline(layout: Layout, paper: str) -> str:
    tree = layout.tree
    if found := layout.ruled[0]:
        return found
    told = list(told_by(tree))
    shown = _shown(tree, layout.place)
    papers = (*filter(None, (paper, meta(tree, "og:site_name"))), *paper_names(told, shown, layout.text))
    said = " ".join(told)
    page = [piece for line in layout.page for piece in _cuts(line, told) if _may_tell(piece, said)]
    alone = frozenset(map(_key, page))
    wanted = [whole for text in told if (whole := without_paper(text, papers, alone))]
    both = [text for text in (*shown, *page) if _tells(text, told, wanted, papers)]
    both = both or _pieces(shown, told) or _affixes(shown, told)
    if not both and (
        plain := _part(shown, page, told) or max(_beginnings(page, told, papers), key=len, default="")
    ):
        return plain
    best = max(both, key=lambda text: len(_key(text)), default="")
    if len(_key(best)) >= SURE or (best and best in shown and not _is_office_page(told, papers)):
        return best
    above = _field(tree, layout.page) or _above(shown, papers, best) or _over_stamp(layout, papers)
    plain = next((text for text in wanted if not is_formal(text) and not _is_name(text, papers)), "")
    return above or best or plain or next(iter(wanted), "")


def _may_tell(text: str, said: str) -> bool:
    """Whether a text shares letters with what the page calls itself; most of a page's do not."""
    middle = len(text) // 2
    return text[:2] in said or text[-2:] in said or text[middle : middle + 2] in said


def _cuts(line: str, told: Sequence[str]) -> tuple[str, ...]:
    """Return a line and what stands between, before and behind its bars, a headline with bars of its own whole."""
    if " | " not in line:
        return (line,)
    cuts = dict.fromkeys((line, line.partition(" | ")[2], line.rpartition(" | ")[0], *line.split(" | ")))
    whole = [cut for cut in cuts if " | " in cut and any(cut in title for title in told)]
    return tuple(cut for cut in cuts if not any(cut in other and cut != other for other in whole))


def ruled(parts: Parts, rules: Sequence[str]) -> tuple[str, etree._Element | None]:
    """Return what stands where rules put the headline, and the place."""
    for part in parts.select(rules):
        if (text := text_of(part)) and not is_formal(text):
            return text, part
    return "", None


def _is_office_page(told: Sequence[str], papers: Sequence[str]) -> bool:
    """Whether the page calls itself by nothing but an office's name, its board and the like."""
    parts = [piece.strip(_EDGES) for text in told for piece in _JOINTS.split(text)]
    if not any(_OFFICE.fullmatch(piece) for piece in (*parts, *papers)):
        return False
    return all(is_formal(piece) or _is_name(piece, papers) or len(_key(piece)) < SURE for piece in parts)


def told_by(tree: etree._Element) -> Iterator[str]:
    """Yield what the page calls itself, the surest first."""
    for name in ("og:title", "twitter:title", "title"):
        if text := squeeze(meta(tree, name)):
            yield text
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and (found := _HEADLINE.search(script.text or "")):
            try:
                yield squeeze(json.loads(found[1], strict=False))
            except ValueError:
                continue
    for part in tree.iter("title"):
        if text := text_of(part):
            yield text


def _shown(tree: etree._Element, place: etree._Element | None) -> list[str]:
    """Return what looks like a headline above the body or, where nothing does, at the body's start, in order.

    Pages of tables and fonts have no headings: there it is what is set in large letters.
    """
    walk = etree.iterwalk(tree, events=("start",))
    above: list[str] = []
    large: list[str] = []
    within: list[str] = []
    inside = 0
    for _, element in walk:
        if element is not place and (
            element.tag in _ASIDE or stands_beside(element) or _is_masthead(element)
        ):
            walk.skip_subtree()
            continue
        inside += bool(inside or element is place)
        if inside > MOST_WITHIN:
            break
        if element.tag in _HEADINGS or names.is_title(element) or _is_large(element):
            kept = within if inside else large if _is_large(element) else above
            if not _is_logo(element):
                kept.extend(text for text in _headlines(element) if _may_head(text))
    return above or large or within


def _headlines(element: etree._Element) -> list[str]:
    """Return the text of what looks like a headline, after its lines where it holds several.

    One that holds a heading is only its frame, and a subtitle is none.
    """
    if element.tag in _HEADINGS:
        return (
            [] if names.is_subtitle(element) or _SUB.match(element.get("class") or "") else [text_of(element)]
        )
    if next(element.iter(*_HEADINGS), None) is not None:
        return []
    below = {line for part in element.iterdescendants() if names.is_subtitle(part) for line in lines(part)}
    told = [line for line in lines(element) if line not in below]
    told = [*told[:1], *(line for line in told[1:] if len(line) > LONGEST_DATED or not is_dated(line))]
    return [*(told if len(told) > 1 else ()), " ".join(told)]


def _may_head(text: str) -> bool:
    return 2 <= len(text) <= LONGEST and not is_formal(text) and not byline(text)


def _is_masthead(element: etree._Element) -> bool:
    """Whether a part is the site's head: named so, and it holds a menu."""
    if element.tag not in _HOLDERS or (
        element.get("id") not in _HEADS and element.get("class") not in _HEADS
    ):
        return False
    return next(element.iter("nav"), None) is not None or len(list(element.iter("li"))) > 1


def _is_large(element: etree._Element) -> bool:
    if element.tag == "font":
        return (element.get("size") or "") in _LARGE
    style = element.get("style")
    return style is not None and _LARGE_STYLE.search(style) is not None


def _is_logo(element: etree._Element) -> bool:
    """Whether a heading is a link to the front page."""
    return any(_FRONT.fullmatch(link.get("href") or "-") for link in element.iter("a"))


def _rights(text: str) -> str:
    """Return the letters beside a page's marks of rights: © 2026 가람일보, 가람일보 © 2026, 제호 : 가람일보."""
    found = []
    for mark in _RIGHTS.finditer(text):
        found.append(text[mark.end() : mark.end() + LONGEST_RIGHT].partition("<")[0])
        if _YEAR.match(text, mark.end()) or mark[0] not in _BEFORE:
            found.append(text[max(mark.start() - LONGEST_NAME, 0) : mark.start()].rpartition(">")[2])
    return _key(" ".join(found))


def paper_names(told: Sequence[str], shown: Sequence[str], text: str) -> tuple[str, ...]:
    """Return what a page calls its paper: what it claims rights as, and what is behind a headline it tells alone."""
    rights = _rights(text)
    ends = [*(_JOINTS.split(whole)[0].strip(_EDGES) for whole in told), *_last_pieces(told), *told]
    ends += [tight[1].strip() for whole in told if (tight := _TIGHT.search(whole))]
    names = [
        name for name in ends if 2 <= len(_key(name)) <= LONGEST_NAME and _key(_SAID.sub("", name)) in rights
    ]
    names += [piece for piece in _last_pieces(told) if piece in told and len(_key(piece)) <= LONGEST_NAME]
    keys = {_key(heading) for heading in shown}
    for one in told:
        rests = (whole.removeprefix(one) for whole in told if whole.startswith(one) and _key(one) in keys)
        names += [
            rest.strip(_EDGES)
            for rest in rests
            if _JOINTS.match(rest) and len(rest) <= LONGEST_NAME and _key(rest) not in keys
        ]
    return tuple(dict.fromkeys(filter(None, names)))


def _tells(text: str, told: Sequence[str], wanted: Sequence[str], papers: Sequence[str]) -> bool:
    """Whether a text of the page is what the page calls itself, or whole pieces of it."""
    key = _key(text)
    if len(key) < 3 or len(text) > LONGEST or is_formal(text) or _is_name(text, papers):
        return False
    return any(key == _key(whole) or _is_cut(key, whole) for whole in wanted) or any(
        _holds(_key(whole), key, papers) for whole in told
    )


def _last_pieces(told: Sequence[str]) -> list[str]:
    """Return the last piece of each title that has several."""
    split = (_JOINTS.split(whole.strip(_EDGES)) for whole in told)
    return [pieces[-1].strip(_EDGES) for pieces in split if len(pieces) > 1]


def _pieces(shown: Sequence[str], told: Sequence[str]) -> list[str]:
    """Return what looks like a headline and is a piece, else a run of pieces, of what the page calls itself."""
    long = [text for text in shown if len(_key(text)) >= SURE]
    single = {_key(piece) for whole in told for piece in _JOINTS.split(whole)}
    runs = set[str]().union(*map(_runs, told))
    return [text for text in long if _key(text) in single] or [text for text in long if _key(text) in runs]


def _affixes(shown: Sequence[str], told: Sequence[str]) -> list[str]:
    """Return what looks like a headline and stands at either end of what the page calls itself."""
    long = [text for text in shown if len(_key(text)) >= LONG]
    return [text for text in long if any(whole.startswith(text) or whole.endswith(text) for whole in told)]


def _beginnings(page: Sequence[str], told: Sequence[str], papers: Sequence[str]) -> list[str]:
    """Return the lines with which the page's title begins, but for names of papers and offices."""
    fit = [
        text for text in page if len(_key(text)) >= 4 and not is_formal(text) and not _is_name(text, papers)
    ]
    fit = [text for text in fit if any(_begins(whole, text) for whole in told)]
    return [text for text in fit if not _OFFICE.fullmatch(text) and not byline(text)]


def _runs(whole: str) -> set[str]:
    """Return the keys of all the runs of pieces of a title."""
    pieces = [_key(piece) for piece in _JOINTS.split(whole)]
    return {"".join(pieces[i:j]) for i in range(len(pieces)) for j in range(i + 1, len(pieces) + 1)}


def _part(shown: Sequence[str], page: Sequence[str], told: Sequence[str]) -> str:
    """Return the part of the last headline above the body that the page's title begins with, "" if it has none."""
    last = shown[-1] if shown else ""
    fit = [text for text in page if len(_key(text)) >= 4 and (last.startswith(text) or last.endswith(text))]
    return max((text for text in fit if any(_begins(whole, text) for whole in told)), key=len, default="")


def _begins(whole: str, text: str) -> bool:
    """Whether a title begins with a text that ends where one of its pieces does."""
    return whole.startswith(text) and (whole == text or _JOINTS.match(whole, len(text)) is not None)


def _is_cut(key: str, whole: str) -> bool:
    """Whether a title that was cut short begins as the text does."""
    short = _key(whole)
    return len(short) >= 8 and whole.endswith(("…", "...", "..")) and key.startswith(short)


def _holds(whole: str, key: str, papers: Sequence[str]) -> bool:
    """Whether a text stands at an end of what the page calls itself, beside nothing but the paper's name."""
    if len(key) < 4 or not (whole.startswith(key) or whole.endswith(key)):
        return False
    rest = whole.removeprefix(key) if whole.startswith(key) else whole.removesuffix(key)
    return any(rest == _key(name) for name in papers) or (_PAPER.fullmatch(rest) is not None)


def _field(tree: etree._Element, page: Sequence[str]) -> str:
    """Return what stands in the field 제목 of a board's table, or behind that word on a line."""
    for cell in tree.iter("th", "dt", "strong", "span", "td", "b"):
        value = cell.getnext() if "".join(cell.itertext()).split() in (["제목"], ["제", "목"]) else None
        if value is not None and 2 <= len(text := text_of(value)) <= LONGEST and not is_formal(text):
            return text
    return next((found[1] for line in page if (found := _FIELD.fullmatch(line))), "")


def _above(shown: Sequence[str], papers: Sequence[str], best: str) -> str:
    """Return the last thing that looks like a headline above the body."""
    fit = [
        text
        for text in shown
        if len(_key(text)) >= 4 and not stamped(text) and not _is_name(text, papers) and not times(text)
    ]
    fit = [text for text in fit if classify(text) not in (Line.END, Line.FURNITURE, Line.ASIDE)]
    return fit[-1] if fit else best


def _over_stamp(layout: Layout, papers: Sequence[str]) -> str:
    """Return the topmost of the lines just over the time that stands over the body: pages of bare tables."""
    page = layout.page
    own = pieces(layout.place) if layout.place is not None else []
    body = page.index(own[0]) if own and own[0] in page else len(page)
    stamps = [i for i in range(body) if times(page[i]) or any(map(bare_time, page[i].split("|")))]
    return next((top for i in stamps if (top := _top(page[max(i - OVER, 0) : i], papers))), "")


def _top(lines: Sequence[str], papers: Sequence[str]) -> str:
    """Return the first of the lines behind menus, dates and names, the label of what stands under them left out."""
    found = ""
    for line in reversed(lines):
        if not found and is_formal(line):
            continue
        if found and _BOARD.fullmatch(line):
            break
        if len(_key(line)) < 4 or is_formal(line) or _is_name(line, papers) or line.count(" | ") > 1:
            break
        if bare_day(line) or classify(line) in (Line.TRAIL, Line.FURNITURE):
            break
        found = line
    return found


def _is_name(text: str, papers: Sequence[str]) -> bool:
    bare = _key(text)
    return any(bare == _key(name) for name in papers) or _PAPER.fullmatch(text) is not None


@lru_cache(maxsize=512)  # asked of a page's headline again and again
def is_formal(text: str) -> bool:
    """Whether words name a page's part or kind and no article: 보도자료, 본문, 정치."""
    bare = text.strip(_EDGES + "[]()")
    return bare.replace(" ", "") in SECTIONS or not bare or _FORMAL.fullmatch(bare) is not None


def without_paper(title: str, papers: Sequence[str], alone: frozenset[str] = frozenset()) -> str:
    """Cut the paper's name, its section, its board and its formal words from either end of a page's title.

    `alone` holds the keys of the page's lines: a piece at an end that is also shown alone is a menu's word,
    while another piece is shown as well.
    """
    title = _PAPER_FIRST.sub("", title.strip(_EDGES))
    for name in papers:
        for edge in (f"[{name}]", f"{name} : ", f"{name} "):
            if title.startswith(edge) and len(title) > len(edge) + 4:
                title = title.removeprefix(edge).strip(_EDGES)
    joints, parts = _JOINTS.findall(title), _JOINTS.split(title)
    shown = [part for part in parts if _key(part) in alone and not is_formal(part)]
    longest = max(shown, key=len, default="")

    def is_foreign(piece: str) -> bool:
        bare = piece.strip(_EDGES)
        own = bool(longest) and piece != longest and _key(piece) in alone
        return own or is_formal(bare) or _is_name(bare, papers) or _OFFICE.fullmatch(bare) is not None

    while len(parts) > 1 and is_foreign(parts[-1]):
        parts.pop()
        joints.pop()
    while len(parts) > 1 and is_foreign(parts[0]):
        parts.pop(0)
        joints.pop(0)
    kept = parts[0] + "".join(joint + part for joint, part in zip(joints, parts[1:], strict=True))
    return _TAIL.sub("", squeeze(kept).strip(_EDGES))


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """Return a text's letters and digits, by which two writings of one title are told to be the same."""
    return "".join(letter for letter in text if letter.isalnum())


def meta(tree: etree._Element, name: str) -> str:
    """Return what a meta element of the page tells."""
    return _metas(tree).get(name, "")


@lru_cache(maxsize=1)  # asked of one page after another, several times of each
def _metas(tree: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in tree.iter("meta"):
        if told := part.get("content"):
            found.setdefault(part.get("property") or part.get("name") or "", told)
    return found
