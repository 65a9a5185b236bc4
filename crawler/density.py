"""Where on an unknown page is the article? Where its sentences are: the block that holds most of them.

A poem, an obituary or a list of appointments has no sentences: then it is the block with most words behind
the headline, before what stands after every article.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from crawler.lines import LONG, Line, classify
from crawler.markup import stands_beside
from crawler.names import is_foreign, is_title

_SENTENCE = re.compile(r"(?:[가-힣][\"”'’)]?|[a-z]{3}[\"”'’)]?)\.(?:\s|$|[\"”'’)])")
_APART = frozenset(("a", "caption", "nav", "footer", "aside", "script", "style", "head", "button", "select"))
_LEAVES = frozenset(("p", "li", "dd", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "tr"))
_BLOCKS = frozenset(
    ("div", "td", "article", "section", "main", "body", "ul", "ol", "dl", "table", "tbody", "center")
)
_EDGES = _BLOCKS | _LEAVES | {"br", "hr", "dt", "th", "figcaption"}
_LABELLED = re.compile(
    r"[가-힣\s]{2,6}[:：|]?\s{0,3}(?:19|20)\d\d\s?[.년/-]|(?:작성|등록|게시|담당|글쓴|보도|배포|방송|수정)\s?(?:자|이|일|일시|부서|일자)|조회\s?수?|첨부\s?파일?|(?:이전|다음)\s?글|연락처|전화번호|담당(?=[:\s])"
)
_MOMENT = re.compile(r"(?:19|20)\d\d\s?[.년/-]\s?\d{1,2}\s?[.월/-]\s?\d{1,2}.{0,8}\d{1,2}:\d{2}")
_COMMENTS = re.compile(
    r"(?:전체|독자|네티즌|회원)?\s?(?:댓글|의견)\s?[(\[]?(?:총\s?)?\d{1,5}\s?[개건][)\]]?|(?:전체\s?)?댓글\s?[(\[]?\d{1,5}[)\]]?\s?개?|\d{1,5}\s?개?의?\s?댓글|의견\s?\d{1,4}\s?개?"
)
_RELATED = re.compile("기사|뉴스")
_AFTER = (Line.END, Line.FURNITURE, Line.ASIDE)
_WORDS = (Line.PROSE, Line.HEADING, Line.ITEM, Line.TRAIL)
_SHARE = 0.6  # of a block's weight that its parent is given: a parent of two such blocks wins over either

GENERATIONS = 2
HEADLINE = 8  # letters
SEEN = 40  # letters behind a headline before its comments or the next article can come
MOST_BEFORE = (
    400  # letters of sentences before what looks like the headline: then it stands below its article
)
BOX = 1500  # letters
SHORT_FORM = 300
LONGEST_VALUE = 60
FEW = 4  # sentences
FEW_BEFORE = 2  # lines


class Text(NamedTuple):
    """A line, the block it lies in, and how it is written where it is a heading."""

    place: etree._Element
    words: str
    heading: str


def densest(tree: etree._Element, told: Sequence[str] = ()) -> list[etree._Element]:
    """Return the block that holds most of the sentences behind the headline, or nothing where there is none.

    `told` is what the page calls itself. A sentence counts for the block around its paragraph, and partly for the
    one around that, so that an article split over several blocks is found whole while a page's body is not taken
    for one.
    """
    texts = _texts(tree)
    begins, ends, sure = _span(texts, told)
    behind = [text for text in texts[begins:ends] if is_told(text.words)]
    kept = behind if behind or sure else [text for text in texts if is_told(text.words)]
    return _heaviest((text.place, len(text.words)) for text in kept)


def _span(texts: Sequence[Text], told: Sequence[str]) -> tuple[int, int, bool]:
    """Return where the texts behind the headline begin and end, and whether comments or another article end them."""
    at = next(
        (i for i, text in enumerate(texts) if len(text.words) >= HEADLINE and _is_said(text, told)), None
    )
    before = sum(len(text.words) for text in texts[:at] if is_told(text.words))
    if at is None or before > MOST_BEFORE:
        return 0, len(texts), False
    seen = 0
    for i, text in enumerate(texts[at + 1 :], at + 1):
        again = texts[at].heading and text.heading == texts[at].heading and not _is_said(text, told)
        sure = bool(again or (_COMMENTS.fullmatch(text.words) and not _is_counter(texts, i)))
        if seen >= SEEN and (sure or classify(text.words) is Line.END):
            return at + 1, i, sure
        seen += len(text.words)
    return at + 1, len(texts), False


def _is_counter(texts: Sequence[Text], i: int) -> bool:
    """Whether a count of comments stands in an article's head, just behind its times, and begins no comments."""
    return any(classify(text.words) is Line.STAMP for text in texts[max(i - FEW_BEFORE, 0) : i])


def _is_said(text: Text, told: Sequence[str]) -> bool:
    return any(text.words in whole for whole in told)


def wordiest(tree: etree._Element, headline: str) -> list[etree._Element]:
    """Return the block that holds most words behind the headline, sentences or not."""
    texts = [text for text in _texts(tree) if len(text.words) > 1]
    titles = [i for i, text in enumerate(texts) if headline and headline in text.words]
    found: list[tuple[etree._Element, int]] = []
    label, written = "", texts[titles[-1]].heading if titles else ""
    for place, text, heading in texts[titles[-1] + 1 :] if titles else texts:
        if found and written and heading == written:
            break  # the next article
        kind, before, label = classify(text), label, text if _LABELLED.fullmatch(text) else ""
        if before and len(text) <= LONGEST_VALUE and kind is not Line.PROSE:
            continue
        if found and (
            _COMMENTS.fullmatch(text) or kind is Line.END or (kind is Line.ASIDE and _RELATED.search(text))
        ):
            break
        if kind in _WORDS and not _LABELLED.match(text) and not (len(text) < LONG and _MOMENT.search(text)):
            found.append((place, len(text)))
    return _heaviest(found)


def is_told(text: str) -> bool:
    """Whether a text is a sentence or more, and none of those that stand under every article."""
    return len(text) >= 20 and _SENTENCE.search(text) is not None and classify(text) not in _AFTER


def is_joined(text: str) -> bool:
    """Whether a text is several sentences."""
    return len(_SENTENCE.findall(text)) > 1


def _heaviest(
    found: Iterator[tuple[etree._Element, int]] | list[tuple[etree._Element, int]],
) -> list[etree._Element]:
    weights: dict[etree._Element, float] = defaultdict(float)
    for place, size in found:
        weights[place] += size
        above, share = _block(place.getparent()), _SHARE
        for _ in range(GENERATIONS):
            if above is not None:
                weights[above] += share * size
                above, share = _block(above.getparent()), share * _SHARE
    return [max(weights, key=lambda place: weights[place])] if weights else []


def _texts(tree: etree._Element) -> list[Text]:
    """Return the texts of the page, a line each, with the block that each lies in."""
    found: list[Text] = []
    fresh = True  # whether the next text begins a line
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        fresh = fresh or element.tag in _EDGES
        if event == "start" and (element.tag in _APART or stands_beside(element) or _is_box(element)):
            walk.skip_subtree()
        elif event == "start" and element.text:
            fresh = _add(found, element, element.text, fresh)
        elif event == "end" and element.tail and element is not tree:
            fresh = _add(found, element.getparent(), element.tail, fresh)
    return found


def _is_box(element: etree._Element) -> bool:
    """Whether a part is small and none of the article's; a form or an odd name may also wrap the whole page."""
    if element.tag in ("body", "html"):
        return False
    if element.tag not in ("form", "header") and not is_foreign(element):
        return False
    if element.tag == "form" and not is_foreign(element):
        told = " ".join(element.itertext())
        return _asks(element) and len(told) < SHORT_FORM and not _SENTENCE.search(told)
    if element.tag != "header" and next(element.iter("h1"), None) is not None:
        return False
    text = " ".join(element.itertext())
    return len(text) < BOX and len(_SENTENCE.findall(text)) < FEW


def _asks(form: etree._Element) -> bool:
    """Whether a form has a field to fill in and no headline; some wrap a whole article."""
    if any(is_title(part) for part in form.iter("h1", "h2", "h3", "h4", "div", "p", "strong", "td", "span")):
        return False
    return any(field.get("type") != "hidden" for field in form.iter("input", "select", "textarea"))


def _add(found: list[Text], element: etree._Element | None, text: str, fresh: bool) -> bool:
    """Add a text, to the line before it if it does not begin one; returns whether the next begins one."""
    place = _block(element)
    if place is None or element is None or not text.strip():
        return fresh
    if found and found[-1].place is place and not fresh:
        found[-1] = found[-1]._replace(words=f"{found[-1].words}{text}")
    else:
        heading = f"{element.tag} {element.get('class') or ''}" if element.tag in ("h1", "h2", "h3") else ""
        found.append(Text(place, text.strip(), heading))
    return False


def _block(element: etree._Element | None) -> etree._Element | None:
    while element is not None and element.tag not in _BLOCKS:
        element = element.getparent()
    return element
