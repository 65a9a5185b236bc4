"""Where on the page stands what? The headline, the part that holds the body, the lines between and below.

Most of it is found by the family's rules in one pass; the page's lines are gathered only where a rule finds
nothing, for that costs as much as parsing the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from lxml import etree

from crawler.headline import headline, ruled
from crawler.lines import Line, classify, is_sentence
from crawler.markup import Parts, pieces, pieces_between
from crawler.place import behind, is_full, place_of

NEAR = 15  # lines
CLOSE = 5
BELOW = 3


class Layout:
    """A page as it is looked at before anything is taken out of it; `text` is its source, `paper` its name."""

    def __init__(
        self, tree: etree._Element, chosen: Mapping[str, tuple[str, ...]], *, text: str = "", paper: str = ""
    ) -> None:
        self.tree, self.chosen, self.text = tree, chosen, text
        self.parts = Parts(tree)
        self.place = place_of(self.parts, chosen.get("body", ()))
        self.title = headline(self, paper)
        if self.place is None or not (self.parts.select(chosen.get("body", ())) or is_full(self.place)):
            self.place = behind(tree, self.title, self.place)

    @cached_property
    def ruled(self) -> tuple[str, etree._Element | None]:
        """What stands in the family's place for the headline, and the place."""
        return ruled(self.parts, self.chosen.get("title", ()))

    @cached_property
    def page(self) -> list[str]:
        """The page's lines, without what stands beside an article."""
        return pieces(self.tree)

    @property
    def head(self) -> tuple[str, ...]:
        """The lines from the headline, where it last stands before the body, to the body; else the few above it."""
        return self._around[0]

    @property
    def foot(self) -> tuple[str, ...]:
        """The lines just below the body."""
        return self._around[1]

    @property
    def opening(self) -> str:
        """The body's first sentence, "" where it has none."""
        return next((line for line in self._own if is_sentence(line)), "")

    @property
    def outside(self) -> tuple[str, ...]:
        """The page's lines without those from the body's first sentence to its last."""
        page, told = self.page, [line for line in self._own if is_sentence(line)]
        if not told or told[0] not in page:
            return tuple(page)
        begins = page.index(told[0])
        ends = page.index(told[-1], begins) + 1 if told[-1] in page[begins:] else begins
        return (*page[:begins], *page[ends:])

    @cached_property
    def _around(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        page, title, own = self._near, self.title, self._own
        own = own[own.index(title) + 1 :] if title in own[:-1] else own
        first = next((line for line in own if is_sentence(line)), "")
        first = first or next((line for line in own if _is_text(line)), "")
        begins = page.index(first) if first in page else 0
        starts = [i for i, line in enumerate(page[:begins]) if title and title in line]
        last = own[-1] if own else ""
        ends = page.index(last, begins) + 1 if last in page[begins:] else begins
        head = page[starts[-1] + 1 : begins] if starts else page[max(begins - CLOSE, 0) : begins]
        return tuple(head), tuple(page[ends : ends + BELOW])

    @cached_property
    def _near(self) -> list[str]:
        """The lines from the headline to the body, and some below, if rules told where these are."""
        heading = self.ruled[1]
        if heading is None or self.place is None or "page" in self.__dict__:
            return self.page
        above = set(heading.iterancestors())
        shared = next((part for part in self.place.iterancestors() if part in above), self.tree)
        wider = shared.getparent()
        around = shared if wider is None or wider.tag in ("body", "html") else wider
        first, last = _child(around, heading), _child(around, self.place)
        if first is not last and last not in first.itersiblings():
            return pieces(around)
        return pieces_between(first, last, BELOW)

    @cached_property
    def _own(self) -> list[str]:
        return pieces(self.place) if self.place is not None else []

    def lines_of(self, part: str) -> list[str]:
        """Return the lines in the family's place for a part, a bar between inline parts."""
        return [line for found in self.parts.select(self.chosen.get(part, ())) for line in pieces(found)]


def _child(around: etree._Element, part: etree._Element) -> etree._Element:
    """Return the child of a part that is, or holds, another within it."""
    return next((above for above in part.iterancestors() if above.getparent() is around), part)


def _is_text(line: str) -> bool:
    return classify(line) in (Line.PROSE, Line.ITEM, Line.HEADING, Line.CAPTION)
